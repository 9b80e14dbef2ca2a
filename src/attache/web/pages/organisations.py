"""Organisations: who is offered and named, under which names, by whom, when, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from attache.core.errors import NotFoundError
from attache.link.folding import fold
from attache.link.organisations import JUDGED
from attache.measure.answering import EXACTNESS
from attache.publish.brief import Asked as About
from attache.web.access import Role, needs
from attache.web.formerly import formerly, parted_from
from attache.web.judging import Judgements
from attache.web.language import language_of
from attache.web.listing import MOST, Listing, chosen, listed, page_asked, taken
from attache.web.moments import Moment, bars, by_year, years
from attache.web.once import once, once_for_all
from attache.web.outcomes import outcome_moment, outcomes_of, parted
from attache.web.pages.asked import Asked, site_of
from attache.web.rendering import address, page
from attache.web.screening.choices import Screeners
from attache.web.screening.explained import reason_line
from attache.web.shelf.activities import STEP
from attache.web.site import View
from attache.web.tallies import narrow_fields, stated, tallies_of

__all__ = ["judgements_of", "organisation_of", "router"]

router = APIRouter()
SORTS = {
    "postings": "opportunities desc, documents desc, name, organisation_id",
    "latest": "last_posted desc nulls last, opportunities desc, organisation_id",
    "name": "name, organisation_id",
}
_COLUMNS = (
    "organisation_id", "name", "name_zh", "name_latin", "kind", "country", "opportunities", "documents", "mentions",
    "first_posted", "last_posted", "synthetic",
)  # fmt: skip
_RECORDS = (
    "document_id", "subject_id", "kind", "offered", "title", "published_on", "mission_id", "host_country", "status",
    "status_since", "first_seen", "last_seen", "source_id", "synthetic",
)  # fmt: skip
_NAMING = """
select n.offered, c.* from naming n join cards c using (document_id) where n.organisation_id = ?
order by n.published_on {order} nulls last, n.document_id"""
_ON_LINE = 40
_NEAR, _FEW = 5, 20_000
"""Organisations with a name alike that are shown, and up to how many there may be: opening more takes seconds."""
_ALIKE = 0.01
"""Probability from which a name is shown to whoever may have written one wrongly; far below that of a match."""
_FORM = Annotated[str, Path(pattern="^(csv|json)$")]


@router.get("/organisations", dependencies=[needs(Role.reader)], response_class=Response)
def organisations(request: Request, view: Asked) -> Response:
    """List organisations; narrowed by name, country and kind."""
    where, values = _where(request)
    sort = chosen(request, "sort", SORTS, "postings")
    found = _found(view, where, values, SORTS[sort], page_asked(request))
    words = request.query_params.get("q", "").strip()[:200]
    return page(
        request, "organisations.html", view=view, found=found, sort=sort, sorts=SORTS,
        q=request.query_params.get("q", ""), countries=_groups(view, "country"), kinds=_groups(view, "kind"),
        doubts=_doubts(view), near=_near(request, view, words) if words and not found.total else (),
    )  # fmt: skip


@router.get("/organisations.{form}", dependencies=[needs(Role.reader)], response_class=Response)
def organisations_taken(request: Request, view: Asked, form: _FORM) -> Response:
    """Give the list as CSV or JSON; at most 10,000 organisations."""
    where, values = _where(request)
    sort = chosen(request, "sort", SORTS, "postings")
    query = f"select * from organisations where {where} order by {SORTS[sort]} limit {MOST}"  # noqa: S608
    return taken(request, view, form, "organisations", _COLUMNS, view.shelf.rows(query, values))


@router.get("/organisations/{organisation_id}", dependencies=[needs(Role.reader)], response_class=Response)
def organisation(request: Request, view: Asked, organisation_id: str) -> Response:
    """Show one organisation; an id that leads to another is sent there."""
    found = view.shelf.one("organisations", organisation_id)
    if found is None:
        return _forwarded(request, view, organisation_id)
    whole = view.shelf.one("organisation_wholes", organisation_id) or {}
    names, tallies = json.loads(whole["names"]), tallies_of(view, organisation_id)
    outcomes = outcomes_of(view, "organisation_id", organisation_id)
    return page(
        request, "organisation.html", view=view, one=found, names=names, relations=json.loads(whole["relations"]),
        line=_line(request, view, found, outcomes), years=years(dict(tallies.get("year", ())), view.as_of),
        missions=bars(stated(tallies, "mission_id")), countries=stated(tallies, "host_country"),
        fields=narrow_fields(view, tallies), needs=_needs_of(view, organisation_id), outcomes=parted(outcomes),
        searched=_searched(view, organisation_id), pairs=_pairs(view, organisation_id),
        decisions=judgements_of(request).of_names(one["name_id"] for one in names),
        leading=_leading(view, organisation_id), splits=parted_from(view, organisation_id),
        command=About(organisation=organisation_id).command("pack", view.number), judged=JUDGED,
        reasoned=lambda reason: reason_line(reason, language_of(request)),
    )  # fmt: skip


@router.get(
    "/organisations/{organisation_id}/records.{form}", dependencies=[needs(Role.reader)], response_class=Response
)
def records_taken(request: Request, view: Asked, organisation_id: str, form: _FORM) -> Response:
    """Give the documents that name an organisation as CSV or JSON."""
    found = organisation_of(view, organisation_id)
    rows = view.shelf.rows(f"{_NAMING.format(order='desc')} limit {MOST}", (found["organisation_id"],))
    return taken(request, view, form, found["organisation_id"], _RECORDS, rows)


def organisation_of(view: View, organisation_id: str) -> Mapping[str, Any]:
    """Return the organisation of an id, also where it leads to another; NotFoundError where none has or had it."""
    found = view.shelf.one("organisations", organisation_id)
    for row in _leads(view, organisation_id) if found is None else ():
        found = view.shelf.one("organisations", row["organisation_id"])
    if found is None:
        raise NotFoundError(
            "no organisation of this edition has this id", mend="search by its name; ids of earlier editions lead on"
        )
    return found


def judgements_of(request: Request) -> Judgements:
    """Return the judgements of the served ledger; one reader for the application."""
    return once_for_all(request, "judgements", lambda: Judgements(site_of(request).ledger))


def _near(request: Request, view: View, words: str) -> list[Mapping[str, Any]]:
    """Return the few organisations whose names are likest to one that is written otherwise, with how like each is."""
    if not 0 < view.edition.rows("organisations") <= _FEW:
        return []
    screener, lock = once_for_all(request, "screeners", Screeners).get(view.edition, [], True)
    with lock:
        hits = replace(screener, top=_NEAR, threshold=_ALIKE).answer({"name": words})["hits"]
    rows = ((view.shelf.one("organisations", hit["entry_id"]), hit["score"]) for hit in hits)
    return [{**row, "score": score} for row, score in rows if row is not None]


def _found(view: View, where: str, values: list[object], order: str, number: int) -> Listing:
    """Return a page of the list."""
    if where == "true":
        total = view.edition.rows("organisations")
    else:
        counted = view.shelf.rows(f"select count(*) as n from organisations where {where}", values)  # noqa: S608 -- ours
        total = int(counted[0]["n"])
    return listed(view, f"select * from organisations where {where} order by {order}", values, number, total=total)  # noqa: S608


def _where(request: Request) -> tuple[str, list[object]]:
    """Return the conditions of the list as SQL over the shelf, with their values."""
    tests, values = list[str](), list[object]()
    words = fold(request.query_params.get("q", "")[:200]).split()[:8]
    if words:
        test = " and ".join("instr(folded, ?) > 0" for _ in words)
        tests.append(f"organisation_id in (select organisation_id from organisation_names where {test})")  # noqa: S608
        values += words
    for name in ("country", "kind"):
        if value := request.query_params.get(name):
            tests.append(f"{name} is null" if value == "none" else f"{name} = ?")
            values += [] if value == "none" else [value[:40]]
    return " and ".join(tests) or "true", values


def _groups(view: View, column: str) -> list[dict[str, Any]]:
    query = f"select {column} as value, count(*) as n from organisations group by 1 order by n desc, 1"  # noqa: S608
    return once(view, f"organisations by {column}", lambda: view.shelf.rows(query))


def _doubts(view: View) -> int:
    query = "select count(*) as n from pairs where state in ('open', 'unsure')"
    return once(view, "doubts", lambda: int(view.shelf.rows(query)[0]["n"]))


def _leads(view: View, old: str) -> list[dict[str, Any]]:
    return view.shelf.rows("select * from forwards where old_id = ? and why <> 'split' limit 1", (old,))


def _forwarded(request: Request, view: View, old: str) -> Response:
    """Lead to the organisation that an old id leads to; 410 for one of earlier editions, with what became of it.

    The redirect is not to be kept by browsers: a judgement may part the two again.
    """
    try:
        found = organisation_of(view, old)
    except NotFoundError:
        if (was := formerly(site_of(request).editions, view, old)) is None:
            raise
        return page(request, "organisation_gone.html", status=410, view=view, was=was, organisation_id=old)
    query = {name: value for name, value in request.query_params.items() if name not in ("lang", "edition")}
    where = address(request, f"/organisations/{found['organisation_id']}", **query)
    return RedirectResponse(where, 308, headers={"cache-control": "no-cache"})


def _line(
    request: Request, view: View, found: Mapping[str, Any], outcomes: Sequence[Mapping[str, Any]]
) -> tuple[Listing, list[tuple[str | None, list[Moment]]]]:
    """Return a page of what names the organisation, by year, with the outcomes that fall among it."""
    shown = chosen(request, "show", ("offered", "named", "events"))
    key = found["organisation_id"]
    test = {"offered": " and offered = 1", "named": " and offered = 0", "events": " and kind = 'event'"}.get(shown, "")
    total = int(view.shelf.rows(f"select count(*) as n from naming where organisation_id = ?{test}", (key,))[0]["n"])  # noqa: S608
    query = _NAMING.format(order="asc").replace("= ?", f"= ?{test.replace('kind', 'n.kind')}", 1)
    page_of = listed(view, query, (key,), page_asked(request), total=total, size=_ON_LINE)
    moments = [_named(row) for row in page_of.rows]
    if not shown:
        moments += [outcome_moment(one) for one in _among(outcomes, page_of)]
    return page_of, by_year(moments)


def _among(outcomes: Sequence[Mapping[str, Any]], page_of: Listing) -> Iterator[Mapping[str, Any]]:
    """Yield the outcomes that belong on a page of a time line: each on one page, the undated on the last."""
    dates = [row["published_on"] for row in page_of.rows]
    first = "" if page_of.page == 1 else (dates[0] if dates else "") or "9999"
    last = "9999" if page_of.page == page_of.pages else dates[-1] or "9999"
    for one in outcomes:
        on = one["outcome_on"] or "9998"
        if first <= on and (on < last or page_of.page == page_of.pages):
            yield one


def _named(row: Mapping[str, Any]) -> Moment:
    kind = row["kind"] if row["kind"] in ("event", "need") else "offered" if row["offered"] else "named"
    path = {"opportunity": "/opportunities/", "event": "/events/", "need": "/needs/"}.get(row["kind"], "/documents/")
    return Moment(row["published_on"], kind, row["title"], path + row["subject_id"], row["language"], row)


def _needs_of(view: View, key: str) -> list[dict[str, Any]]:
    """Return the needs that the postings which offer an organisation answer, the nearest first."""
    query = f"""
    select d.*, min(a.answer % {STEP}) as rank, count(*) as n from naming g
    join cards c on c.document_id = g.document_id join answers a on a.card = c.rowid
    join needs d on d.number = a.answer / {STEP}
    where g.organisation_id = ? and g.offered = 1 group by d.number order by rank, n desc, d.need_id"""  # noqa: S608
    return [{**row, "exactness": EXACTNESS[row["rank"]]} for row in view.shelf.rows(query, (key,))]


def _searched(view: View, key: str) -> list[dict[str, Any]]:
    rows = view.shelf.rows("select * from searched where organisation_id = ? order by rowid", (key,))
    return [{**row, "searches": json.loads(row["searches"])} for row in rows]


def _pairs(view: View, key: str) -> list[dict[str, Any]]:
    query = "select * from pairs where a_organisation = ?1 or b_organisation = ?1 order by state, weight desc limit 50"
    return view.shelf.rows(query, (key,))


def _leading(view: View, key: str) -> list[dict[str, Any]]:
    query = "select * from forwards where organisation_id = ? and why <> 'split' order by old_id"
    return view.shelf.rows(query, (key,))
