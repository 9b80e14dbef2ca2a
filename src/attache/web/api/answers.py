"""What the routes of the API share: which edition is asked, and how one record or a part of a list is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from attache.core.errors import NotFoundError
from attache.publish.notice import NOTICE, SYNTHETIC
from attache.web import etags
from attache.web.api.cursors import Place
from attache.web.api.models import Stamp
from attache.web.language import language_of
from attache.web.pages.asked import site_of
from attache.web.site import View

__all__ = ["Asked", "AskedNow", "Posted", "listed", "listed_of", "notices", "one", "rows_of", "sheet_row", "stamp"]

Number = Annotated[int | None, Query(ge=1, description="Number of the edition; the current one if not given.")]
Lang = Annotated[str, Query(max_length=8, description="Language of the notices: `en` or `zh`.")]


def _view(request: Request, edition: Number = None, lang: Lang = "en") -> View:
    view = site_of(request).view(edition)
    etags.check(request, view.edition.edition_id, view.codebook.digest)
    return view


def _view_now(request: Request, edition: Number = None, lang: Lang = "en") -> View:
    view = site_of(request).view(edition)
    etags.check(request, view.edition.edition_id, view.codebook.digest, etags.ledger_head(request))
    return view


def _view_posted(request: Request, edition: Number = None, lang: Lang = "en") -> View:
    return site_of(request).view(edition)


Asked = Annotated[View, Depends(_view)]
"""The edition that is asked, for answers that depend on nothing else."""
AskedNow = Annotated[View, Depends(_view_now)]
"""The edition that is asked, for answers that also say what was decided since."""
Posted = Annotated[View, Depends(_view_posted)]
"""The edition that a post asks."""


def stamp(view: View) -> Stamp:
    """Return what an answer says of its edition."""
    edition = view.edition
    return Stamp(number=view.number, id=edition.edition_id, as_of=view.as_of, synthetic=view.synthetic)


def notices(request: Request, view: View | None) -> list[str]:
    """Return what every answer carries, in the language of the request."""
    language = language_of(request)
    return [NOTICE[language], *([SYNTHETIC[language]] if view is not None and view.synthetic else [])]


def one(request: Request, view: View, record: object) -> dict[str, Any]:
    """Return the answer that is one record."""
    return {"edition": stamp(view), "notice": notices(request, view), "record": record}


def listed(view: View, place: Place, total: int, start: int, records: Sequence[object]) -> dict[str, Any]:
    """Return the answer that is a part of a list: `records` of `total`, from `start` on."""
    end = start + len(records)
    more = place.next(view, end) if records and end < total else None
    told = {"edition": stamp(view), "notice": notices(place.request, view), "total": total}
    return told | {"records": records, "next": more}


def listed_of(view: View, place: Place, found: Sequence[object]) -> dict[str, Any]:
    """Return the answer that is a part of a list that is at hand as a whole."""
    start = place.start(view)
    return listed(view, place, len(found), start, found[start : start + place.limit])


def sheet_row(view: View, sheet: str, key: str, name: str) -> dict[str, Any]:
    """Return the row of a sheet of the shelf by its key; NotFoundError, which says where such a `name` is listed."""
    found = view.shelf.one(sheet, key)
    if found is None:
        raise NotFoundError(f"no {name} has the id `{key[:80]}`", mend=f"/api/v1/{sheet} lists them")
    return found


def rows_of(
    view: View, place: Place, table: str, where: str = "true", values: Sequence[object] = (), order: str = "rowid"
) -> tuple[int, int, list[Mapping[str, Any]]]:
    """Return how many rows of the shelf meet a condition of ours, where the answer starts, and its rows."""
    start = place.start(view)
    total = view.shelf.rows(f'select count(*) as n from "{table}" where {where}', values)[0]["n"]  # noqa: S608
    query = f'select * from "{table}" where {where} order by {order} limit ? offset ?'  # noqa: S608 -- texts of ours
    return int(total), start, list(view.shelf.rows(query, (*values, place.limit, start)))
