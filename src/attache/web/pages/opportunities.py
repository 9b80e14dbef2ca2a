"""Search in Chinese and English, with facets; every state of the page is in its address, and can be taken along."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse

from attache.publish.csvs import safe_cell
from attache.publish.feeds import feed_of, to_atom
from attache.publish.notice import NOTICE, SYNTHETIC
from attache.web.access import Role, needs
from attache.web.accounts.audit import exported
from attache.web.api.busy import LONG
from attache.web.found import KINDS, Asking, asking, find
from attache.web.language import Language, language_of
from attache.web.pages.asked import Asked, own_address
from attache.web.rendering import page
from attache.web.site import View

__all__ = ["router"]

router = APIRouter()
MOST = 10_000
"""Records that one download holds at most."""
_COLUMNS = (
    "subject_id", "document_id", "kind", "title", "published_on", "mission_id", "host_country", "target",
    "organisation_id", "source_id", "status", "status_since", "first_seen", "last_seen", "synthetic",
)  # fmt: skip
_STEP = 500
_DIMENSIONS = {
    "country": "host_country", "mission": "mission_id", "field": "technology_field", "mode": "coop_mode",
    "military": "military_relevance", "need": "chokepoint_35", "state": "status",
}  # fmt: skip
_FIRST = ("field", "country", "year", "mission", "mode", "military", "need", "state", "source")


@router.get("/opportunities", dependencies=[needs(Role.reader)], response_class=Response)
def opportunities(request: Request, view: Asked) -> Response:
    """Show what a search finds."""
    asked = asking(request)
    found = find(view, asked, language_of(request))
    facets = [(name, _DIMENSIONS.get(name, name), found.facets[name]) for name in _FIRST if name in found.facets]
    return page(request, "opportunities.html", view=view, found=found, asked=asked, facets=facets, kinds=KINDS)


@router.get("/opportunities.{form}", dependencies=[needs(Role.reader), LONG], response_class=Response)
def download(request: Request, view: Asked, form: Annotated[str, Path(pattern="^(csv|json|atom)$")]) -> Response:
    """Give what a search finds as CSV, JSON or Atom; at most 10,000 records."""
    asked = asking(request)
    exported(request)
    if form == "atom":
        feed = feed_of(view.edition, asked.words or "postings", asked.words, asked.narrowed)
        return Response(to_atom(feed, own_address(request)), media_type="application/atom+xml")
    name = f"attache-edition-{view.number}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    if form == "csv":
        return StreamingResponse(
            _csv(view, asked, language_of(request)), media_type="text/csv; charset=utf-8", headers=headers
        )
    records = [_record(card) for card in _all(view, asked)]
    told = {"edition": view.edition.edition_id, "query": str(request.url.query), "synthetic": view.synthetic}
    told |= {"notice": NOTICE[language_of(request)], "records": records}
    return Response(json.dumps(told, ensure_ascii=False), media_type="application/json", headers=headers)


def _all(view: View, asked: Asking) -> Iterator[dict[str, object]]:
    for offset in range(0, MOST, _STEP):
        hits = view.index.search(asked.words, limit=_STEP, offset=offset, where=asked.narrowed, sort=asked.order).hits
        yield from view.shelf.cards(hit.document_id for hit in hits)
        if len(hits) < _STEP:
            return


def _record(card: dict[str, object]) -> dict[str, object]:
    return {name: card[name] for name in _COLUMNS} | {"synthetic": bool(card["synthetic"])}


def _csv(view: View, asked: Asking, language: Language) -> Iterator[str]:
    yield "\ufeff"
    for row in _rows(view, asked, language):
        line = io.StringIO()
        csv.writer(line).writerow([safe_cell(value) for value in row])
        yield line.getvalue()


def _rows(view: View, asked: Asking, language: Language) -> Iterator[list[object]]:
    """Yield the header, the records, and at the end what a reader must know, in a column of its own."""
    yield [*_COLUMNS, "notice"]
    for card in _all(view, asked):
        record = _record(card)
        yield [*(record[name] for name in _COLUMNS), None]
    for notice in (NOTICE[language], *([SYNTHETIC[language]] if view.synthetic else [])):
        yield [*(None for _ in _COLUMNS), notice]
