"""Needs stated at home: lists with their entries, how many postings answer each and how exactly, and what followed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from attache.core.errors import NotFoundError
from attache.link.folding import fold
from attache.measure.answering import EXACTNESS, REQUEST
from attache.vocabulary.countries import countries
from attache.vocabulary.lists import ReferenceList, in_force, load_lists
from attache.web.access import Role, needs
from attache.web.answering import counted, counted_in, followed_rows, parsed, postings, ranked
from attache.web.listing import MOST, Listing, chosen, listed, page_asked, taken
from attache.web.moments import Moment, by_year
from attache.web.once import once
from attache.web.outcomes import outcome_moment, parted
from attache.web.pages.asked import Asked
from attache.web.rendering import page
from attache.web.site import View

__all__ = ["router"]

router = APIRouter()
_FORM = Annotated[str, Path(pattern="^(csv|json)$")]
_COLUMNS = (
    "need_id", "list_id", "code", "name_zh", "name_en", "stated_on", "valid_to", "owner", "source", "grade", "measured",
    "answered", "answers", "in_time", "by_exactness", "first_on", "synthetic",
)  # fmt: skip
_ANSWERED = {
    "answered": "measured = 1 and answered = 1",
    "open": "measured = 1 and answered = 0 and standing = 1",
    "unmeasured": "measured = 0",
}
_RECORDS = (
    "subject_id", "document_id", "exactness", "in_force", "title", "published_on", "mission_id", "host_country",
    "target", "organisation_id", "status", "source_id", "synthetic",
)  # fmt: skip
_BY_LIST = """
select coalesce(list_id, ?) as list_id, count(*) as n, count(*) filter (where measured = 1) as measured,
  count(*) filter (where measured = 1 and answered = 1) as answered,
  count(*) filter (where measured = 1 and standing = 1 and answered = 0) as waiting
from needs group by 1"""


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand list with its counts; `known` is None for the requests that no list states.

    `state` is `standing`, `ended` or `coming` on the day of the edition.
    """

    list_id: str
    known: ReferenceList | None
    state: str
    n: int
    measured: int
    answered: int
    waiting: int


@router.get("/needs", dependencies=[needs(Role.reader)], response_class=Response)
def needs_listed(request: Request, view: Asked) -> Response:
    """List demand lists; with a list or words, their entries."""
    lists = once(view, "demand lists", lambda: _lists(view))
    where, values, narrowed = _where(request, [one.list_id for one in lists])
    total = int(view.shelf.rows(f"select count(*) as n from needs where {where}", values)[0]["n"])  # noqa: S608
    query = f"select * from needs where {where} order by rowid"  # noqa: S608 -- conditions of ours
    found = listed(view, query, values, page_asked(request), total=total, size=50)
    asked = request.query_params
    return page(
        request, "needs.html", view=view, lists=lists, found=found if narrowed else None,
        entries=[parsed(row) for row in found.rows], states=_ANSWERED, exactness=EXACTNESS, q=asked.get("q", ""),
        chosen=next((one for one in lists if one.list_id == asked.get("list")), None),
    )  # fmt: skip


@router.get("/needs.{form}", dependencies=[needs(Role.reader)], response_class=Response)
def needs_taken(request: Request, view: Asked, form: _FORM) -> Response:
    """Give needs as CSV or JSON."""
    where, values, _ = _where(request, [one.list_id for one in _lists(view)])
    rows = view.shelf.rows(f"select * from needs where {where} order by rowid limit {MOST}", values)  # noqa: S608
    return taken(request, view, form, "needs", _COLUMNS, rows)


@router.get("/needs/{need_id}", dependencies=[needs(Role.reader)], response_class=Response)
def need(request: Request, view: Asked, need_id: str) -> Response:
    """Show one need: where it is stated, what answers it, and what followed."""
    one = counted(view, _need(view, need_id))
    shown, country = chosen(request, "exactness", EXACTNESS), chosen(request, "country", countries())
    by_exactness = counted_in(view, one, country) if country else one["by_exactness"]
    found = _answering(request, view, one, by_exactness, shown, country)
    known = next((item for item in _known() if item.list_id == one["list_id"]), None)
    card = view.shelf.card_of(one["document_id"]) if one["document_id"] else None
    outcomes, events = _followed(view, one)
    return page(
        request, "need.html", view=view, one=one, known=known, card=card, shown=shown, country=country,
        by_exactness=by_exactness, found=found, exactness=EXACTNESS,
        parts=_relatives(view, one, known), outcomes=parted([row for row, _ in outcomes]),
        through={row["outcome_id"]: posting for row, posting in outcomes}, events=events,
        line=by_year([*_life(one), *map(_event, events), *(outcome_moment(row, named=True) for row, _ in outcomes)]),
        remark=_remark(one, known), fields=json.loads(one["fields"]), state=_state(known, view.as_of),
    )  # fmt: skip


@router.get("/needs/{need_id}/postings.{form}", dependencies=[needs(Role.reader)], response_class=Response)
def postings_taken(request: Request, view: Asked, need_id: str, form: _FORM) -> Response:
    """Give the postings that answer a need, with how exactly, as CSV or JSON."""
    one = _need(view, need_id)
    query, values = postings(one, chosen(request, "exactness", EXACTNESS), chosen(request, "country", countries()))
    rows = view.shelf.rows(f"{query} limit {MOST}", values)
    return taken(request, view, form, one["need_id"], _RECORDS, [ranked(row) for row in rows])


@cache
def _known() -> Sequence[ReferenceList]:
    return load_lists()


def _lists(view: View) -> list[Demand]:
    """Return the demand lists that the edition has needs of, the newest first, and the requests last."""
    known = {item.list_id: item for item in _known()}
    rows = view.shelf.rows(_BY_LIST, (REQUEST,))
    found = [
        Demand(
            row["list_id"], item := known.get(row["list_id"]), _state(item, view.as_of),
            row["n"], row["measured"], row["answered"], row["waiting"],
        )
        for row in rows
    ]  # fmt: skip
    newest = sorted(found, key=lambda one: one.known.valid_from if one.known else "", reverse=True)
    return sorted(newest, key=lambda one: one.list_id == REQUEST)


def _state(item: ReferenceList | None, day: str) -> str:
    if item is None or in_force(item, day):
        return "standing"
    return "coming" if day < item.valid_from else "ended"


def _where(request: Request, lists: Sequence[str]) -> tuple[str, list[object], bool]:
    """Return the conditions on needs as SQL, their values, and whether there are any."""
    tests, values = list[str](), list[object]()
    if name := chosen(request, "list", lists):
        tests.append("list_id is null" if name == REQUEST else "list_id = ?")
        values += [] if name == REQUEST else [name]
    if state := chosen(request, "state", _ANSWERED):
        tests.append(_ANSWERED[state])
    for word in fold(request.query_params.get("q", "")[:200]).split()[:8]:
        tests.append("instr(folded, ?) > 0")
        values.append(word)
    return " and ".join(tests) or "true", values, bool(tests)


def _need(view: View, need_id: str) -> dict[str, Any]:
    found = view.shelf.one("needs", need_id)
    if found is None:
        raise NotFoundError("no need of this edition has this id", mend="choose one under Needs")
    return found


def _answering(
    request: Request, view: View, one: Mapping[str, Any], by_exactness: Mapping[str, int], shown: str, country: str
) -> Listing:
    total = by_exactness.get(shown, 0) if shown else sum(by_exactness.values())
    query, values = postings(one, shown, country)
    found = listed(view, query, values, page_asked(request), total=total, size=15)
    return Listing([ranked(row) for row in found.rows], found.page, found.pages, found.total)


def _followed(
    view: View, one: Mapping[str, Any]
) -> tuple[list[tuple[dict[str, Any], dict[str, Any]]], list[dict[str, Any]]]:
    """Return the outcomes after postings that answer a need, each with the posting, and the events."""
    shelf = view.shelf
    outcomes, events = [], []
    for row in followed_rows(view, one):
        if row["kind"] == "outcome" and (found := shelf.one("outcomes", row["id"])):
            outcomes.append((found, {**row, "posting": shelf.card_of(row["document_id"])}))
        elif row["kind"] == "event" and (found := shelf.one("events", row["id"])):
            events.append({**found, "organisation": shelf.one("organisations", row["organisation_id"])})
    return outcomes, events


def _event(row: Mapping[str, Any]) -> Moment:
    return Moment(row["day"], "event", row["name"], f"/events/{row['event_id']}")


def _life(one: Mapping[str, Any]) -> list[Moment]:
    name = one["name_zh"] or one["name_en"] or ""
    moments = [Moment(one["stated_on"], "stated", name)]
    if one["first_on"]:
        moments.append(Moment(one["first_on"], "first_answer", name))
    return [*moments, *([Moment(one["valid_to"], "ended", name)] if one["valid_to"] else [])]


def _relatives(view: View, one: Mapping[str, Any], known: ReferenceList | None) -> list[dict[str, Any]]:
    """Return the sector that an area belongs to, or the areas of a sector."""
    if known is None or one["code"] is None:
        return []
    entry = next((e for e in known.entries if e.code == one["code"]), None)
    codes = {e.code for e in known.entries if entry and (e.parent == entry.code or e.code == entry.parent)}
    rows = view.shelf.rows("select * from needs where list_id = ? order by rowid", (known.list_id,))
    return [parsed(row) for row in rows if row["code"] in codes]


def _remark(one: Mapping[str, Any], known: ReferenceList | None) -> str | None:
    """Return the remark on the entry in its list, if it has one."""
    entry = next((e for e in known.entries if e.code == one["code"]), None) if known else None
    return entry.note if entry else None
