"""Events where offers and needs met, and programmes with what they aimed at: figures as sources state them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from attache.core.errors import NotFoundError
from attache.link.folding import fold
from attache.measure.stated import as_said, met
from attache.vocabulary.metrics import named_metric
from attache.vocabulary.places import places
from attache.web.access import Role, needs
from attache.web.language import Language, language_of
from attache.web.listing import MOST, chosen, listed, page_asked, taken
from attache.web.moments import years
from attache.web.once import once
from attache.web.pages.asked import Asked
from attache.web.rendering import page
from attache.web.site import View

__all__ = ["router"]

router = APIRouter()
SORTS = {"newest": "day desc nulls last, event_id", "oldest": "day nulls last, event_id", "name": "name, event_id"}
_FORM = Annotated[str, Path(pattern="^(csv|json)$")]
_COLUMNS = (
    "event_id", "name", "series", "starts_on", "city", "country", "organisers", "stage", "document_id", "figures",
    "source", "grade", "synthetic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """What sources state of one metric; `conflict` where they do not agree."""

    metric: str
    unit: str
    stage: str | None
    said: tuple[tuple[str, str, str | None], ...]
    conflict: bool


@router.get("/events", dependencies=[needs(Role.reader)], response_class=Response)
def events(request: Request, view: Asked) -> Response:
    """List events; narrowed by words, stage, country and year."""
    where, values = _where(request, view)
    sort = chosen(request, "sort", SORTS, "newest")
    total = int(view.shelf.rows(f"select count(*) as n from events where {where}", values)[0]["n"])  # noqa: S608
    query = f"select * from events where {where} order by {SORTS[sort]}"  # noqa: S608 -- conditions of ours
    counted = view.shelf.rows(
        "select substr(day, 1, 4) as year, count(*) as n from events where day is not null group by 1"
    )
    return page(
        request, "events.html", view=view, found=listed(view, query, values, page_asked(request), total=total),
        sort=sort, sorts=SORTS, q=request.query_params.get("q", ""), stages=_groups(view, "stage"),
        countries=_groups(view, "country"), years=years({row["year"]: row["n"] for row in counted}, "0000"),
        programmes=view.shelf.rows("select count(*) as n from programmes")[0]["n"],
        city=lambda name: _city(name, language_of(request)),
    )  # fmt: skip


@router.get("/events.{form}", dependencies=[needs(Role.reader)], response_class=Response)
def events_taken(request: Request, view: Asked, form: _FORM) -> Response:
    """Give events with their figures as CSV or JSON."""
    where, values = _where(request, view)
    rows = view.shelf.rows(f"select * from events where {where} order by day desc, event_id limit {MOST}", values)  # noqa: S608
    return taken(request, view, form, "events", _COLUMNS, rows)


@router.get("/events/{event_id}", dependencies=[needs(Role.reader)], response_class=Response)
def event(request: Request, view: Asked, event_id: str) -> Response:
    """Show one event: what sources state of it, and who is named at it."""
    one = view.shelf.one("events", event_id)
    if one is None:
        raise NotFoundError("no event of this edition has this id", mend="choose one under Events")
    named = """
    select distinct o.* from naming n join organisations o using (organisation_id) where n.document_id = ?
    order by o.opportunities desc, o.name"""
    document = one["document_id"]
    return page(
        request, "event.html", view=view, one=one, card=view.shelf.card_of(document) if document else None,
        figures=_figures(json.loads(one["figures"])), steps=_steps(json.loads(one["conversions"])),
        organisations=view.shelf.rows(named, (document,)) if document else [],
        named=lambda metric: named_metric(metric)[language_of(request) == "zh"],
        city=lambda name: _city(name, language_of(request)),
        siblings=view.shelf.rows(
            "select * from events where series = ? and event_id <> ? order by day nulls last, event_id limit 60",
            (one["series"], event_id),
        ),
    )  # fmt: skip


@router.get("/programmes", dependencies=[needs(Role.reader)], response_class=Response)
def programmes(request: Request, view: Asked) -> Response:
    """List programmes."""
    total = int(view.shelf.rows("select count(*) as n from programmes")[0]["n"])
    found = listed(view, "select * from programmes order by rowid", (), page_asked(request), total=total)
    rows = [{**row, "targets": json.loads(row["targets"])} for row in found.rows]
    return page(request, "programmes.html", view=view, found=found, rows=rows)


@router.get("/programmes/{programme_id}", dependencies=[needs(Role.reader)], response_class=Response)
def programme(request: Request, view: Asked, programme_id: str) -> Response:
    """Show one programme: its targets against what is recorded."""
    one = view.shelf.one("programmes", programme_id)
    if one is None:
        raise NotFoundError("no programme of this edition has this id", mend="choose one under Programmes")
    targets = [
        {**row, "said": as_said(row["comparator"], row["low"], row["high"]),
         "met": met(row["comparator"], row["low"], row["high"], row["actual"])}
        for row in json.loads(one["targets"])
    ]  # fmt: skip
    return page(
        request,
        "programme.html",
        view=view,
        one=one,
        targets=targets,
        named=lambda metric: named_metric(metric)[language_of(request) == "zh"],
    )


def _where(request: Request, view: View) -> tuple[str, list[object]]:
    tests, values = ["true"], list[object]()
    for word in fold(request.query_params.get("q", "")[:200]).split()[:8]:
        tests.append("instr(folded, ?) > 0")
        values.append(word)
    for name in ("stage", "country"):
        if value := chosen(request, name, ["none", *(row["value"] for row in _groups(view, name) if row["value"])]):
            tests.append(f"{name} is null" if value == "none" else f"{name} = ?")
            values += [] if value == "none" else [value]
    if year := request.query_params.get("year"):
        tests.append("substr(day, 1, 4) = ?")
        values.append(year[:4])
    return " and ".join(tests), values


def _groups(view: View, column: str) -> list[dict[str, Any]]:
    query = f"select {column} as value, count(*) as n from events group by 1 order by n desc, 1"  # noqa: S608
    return once(view, f"events by {column}", lambda: view.shelf.rows(query))


def _figures(rows: Sequence[Mapping[str, Any]]) -> list[Stated]:
    """Return what is stated by metric, in the order of the rows."""
    found = []
    ordered = sorted(rows, key=lambda row: (row["stage"] or "", row["metric"]))
    for (stage, metric), group in groupby(ordered, lambda row: (row["stage"], row["metric"])):
        ones = list(group)
        said = tuple((as_said(one["comparator"], one["low"], one["high"]), one["source"], one["note"]) for one in ones)
        found.append(Stated(metric, ones[0]["unit"], stage, said, len({text for text, *_ in said}) > 1))
    return found


def _steps(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the conversions from each step to the next."""
    shown = [row for row in rows if row["variant"] == "step"]
    return [{**row, "steps": str(row["step"]).split(" → ")} for row in shown]


def _city(name: str, language: Language) -> str:
    """Return the name of a city in a language, as it is stated where the table of places has none."""
    return _cities().get(name.casefold(), (name, name))[language == "zh"]


@cache
def _cities() -> Mapping[str, tuple[str, str]]:
    return {name.casefold(): (one.name_en, one.name_zh) for one in places() for name in (*one.names_en, *one.names_zh)}
