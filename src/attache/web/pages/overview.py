"""The first page: what this edition holds, where and when, how far it came, and what is new in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request, Response

from attache.measure.closures import all_quarters, closed_missions
from attache.measure.estimates import Estimate
from attache.measure.preparing import REPORT
from attache.measure.where import UNKNOWN
from attache.web.access import Role, needs
from attache.web.figure_lines import Line, lines
from attache.web.found import KINDS
from attache.web.language import language_of
from attache.web.measured import FIRST
from attache.web.pages.asked import Asked
from attache.web.rendering import address, page
from attache.web.site import View
from attache.web.worldmap import WorldMap, world_map

__all__ = ["router"]

router = APIRouter()
_TABLES = {
    "opportunities": "/opportunities", "needs": "/needs", "events": "/events", "organisations": "/organisations",
    "documents": "/opportunities?kind=all", "captures": "/figures/coverage.span",
}  # fmt: skip
_LATEST, _FIELDS, _WITHDRAWN, _PLACES = 8, 14, 5, 8
_TOLD = {"added": "added", "gone": "gone", "changed": "changed", "returned": "returned"}

_FEWEST = 8
"""Quarters that the time line shows at least, so that one is no wall."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A quarter of the time line: its number, its height of 100, where its records are."""

    quarter: str
    n: int
    height: float
    path: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """What happened in a quarter: `report`, or a mission that closed; `at` is its place among the bars."""

    day: str
    mission: str | None
    at: float


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel with its share of the first step of its unit, in percent."""

    line: Line
    unit: str
    width: float


@router.get("/", dependencies=[needs(Role.reader)], response_class=Response)
def overview(request: Request, view: Asked) -> Response:
    """Show what the edition holds."""
    found = {name: view.figures.rows(name) for name in FIRST}
    quarters = found["locations.quarter"] or ()
    bars, events = _time_line(request, quarters)
    changes = view.figures.changes()
    missing = [f"rows {name}" for name, rows in found.items() if rows is None]
    return page(
        request, "overview.html", view=view, counts=_counts(view),
        map=_map(view, found["locations.country"], found["locations.mission"]),
        places=_top(request, view, found["locations.country"]), posts=_top(request, view, found["locations.mission"]),
        bars=bars, events=events, undated=_undated(quarters), years=_years(bars),
        fields=_fields(request, view, found["content.field"]),
        funnel=_funnel(request, view, found["process.funnel"]), changes=changes, moved=_moved(changes or {}),
        withdrawn=_withdrawn(view, changes or {}), latest=_latest(view),
        needs=",".join(missing + (["changes"] if changes is None else [])),
    )  # fmt: skip


def _counts(view: View) -> list[tuple[str, int, str]]:
    return [(name, view.edition.rows(name), path) for name, path in _TABLES.items()]


def _numbers(rows: Sequence[Estimate] | None) -> dict[str, int]:
    return {row.group_1: row.n for row in rows or () if row.group_1 and row.group_1 != UNKNOWN and row.n}


def _map(view: View, countries: Sequence[Estimate] | None, missions: Sequence[Estimate] | None) -> WorldMap | None:
    if not countries or not missions:
        return None
    return _drawn(tuple(sorted(_numbers(countries).items())), tuple(sorted(_numbers(missions).items())))


@lru_cache(maxsize=8)
def _drawn(countries: tuple[tuple[str, int], ...], missions: tuple[tuple[str, int], ...]) -> WorldMap | None:
    return world_map(dict(countries), dict(missions)) if countries or missions else None


def _top(request: Request, view: View, rows: Sequence[Estimate] | None) -> list[Line]:
    stated = [row for row in rows or () if row.n and row.group_1 != UNKNOWN]
    largest = sorted(stated, key=lambda row: -(row.n or 0))[:_PLACES]
    return lines(largest, view.codebook, language_of(request), request)


def _time_line(request: Request, rows: Sequence[Estimate]) -> tuple[list[Bar], list[Event]]:
    """Return every quarter from the first to the last, empty ones too, and what happened in them."""
    known = {row.group_1: row for row in rows if row.group_1 and row.group_1 != UNKNOWN and row.n}
    quarters = all_quarters([one for one in known if one])
    if not quarters:
        return [], []
    report = f"{REPORT[:4]}Q{(int(REPORT[5:7]) + 2) // 3}"
    quarters = all_quarters([quarters[0], max(quarters[-1], report)]) if _near(quarters[-1], report) else quarters
    if len(quarters) < _FEWEST:
        quarters = all_quarters([_quarter(_number(quarters[-1]) + 1 - _FEWEST), quarters[-1]])
    top = max(row.n or 0 for row in known.values())
    bars = [_bar(request, quarter, known.get(quarter), top) for quarter in quarters]
    told = [(REPORT, None), *((one.valid_to or "", one.mission_id) for one in closed_missions())]
    events = [Event(day, mission, _at(day, quarters[0])) for day, mission in sorted(told)]
    return bars, [one for one in events if 0 <= one.at <= len(quarters)]


def _undated(rows: Sequence[Estimate]) -> int:
    return sum(row.n or 0 for row in rows if row.group_1 == UNKNOWN)


def _bar(request: Request, quarter: str, row: Estimate | None, top: int) -> Bar:
    n = (row.n if row else 0) or 0
    path = address(request, "/figures/records", where=row.records, measure=row.measure) if row and row.records else None
    return Bar(quarter, n, round(100 * n / top, 2), path)


def _number(quarter: str) -> int:
    return int(quarter[:4]) * 4 + int(quarter[5]) - 1


def _quarter(number: int) -> str:
    return f"{number // 4}Q{number % 4 + 1}"


def _near(last: str, other: str) -> bool:
    """Whether what happened lies within two quarters after the last posting, so that the line goes on to it."""
    return 0 < _number(other) - _number(last) <= 2


def _at(day: str, first: str) -> float:
    months = int(day[:4]) * 12 + int(day[5:7] or 1) - 1
    return round(months / 3 - _number(first), 2)


def _years(bars: Sequence[Bar]) -> list[tuple[str, int]]:
    """Return the years with the number of their quarters that are shown."""
    found: dict[str, int] = {}
    for one in bars:
        found[one.quarter[:4]] = found.get(one.quarter[:4], 0) + 1
    return list(found.items())


def _fields(request: Request, view: View, rows: Sequence[Estimate] | None) -> list[Line]:
    wide = [row for row in rows or () if row.variant == "wide" and row.group_1 not in (UNKNOWN, "stated") and row.n]
    shown = sorted(wide, key=lambda row: -(row.share or 0))[:_FIELDS]
    return lines(shown, view.codebook, language_of(request), request)


def _funnel(request: Request, view: View, rows: Sequence[Estimate] | None) -> list[Step]:
    steps = [row for row in rows or () if row.variant == "in_time" and row.n is not None]
    first: dict[str, int] = {}
    for row in steps:
        first.setdefault(row.unit, row.n or 0)
    told = lines(steps, view.codebook, language_of(request), request)
    return [
        Step(line, line.row.unit, round(100 * (line.row.n or 0) / (first[line.row.unit] or 1), 1)) for line in told
    ]  # fmt: skip


def _moved(changes: Mapping[str, Any]) -> dict[str, int]:
    """Return how many documents are new, and how many came to be withdrawn, edited, put up again."""
    found = dict.fromkeys(_TOLD, 0)
    for kind, detail, n in changes.get("documents", ()):
        if kind == "added":
            found["added"] += n
        elif kind == "status" and (now := str(detail).rpartition(" ")[2]) in found:
            found[now] += n
    return found


def _withdrawn(view: View, changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    gone = [
        one["id"] for one in changes.get("listed", ()) if one["kind"] == "status" and one["detail"].endswith("gone")
    ]
    cards = view.shelf.cards(gone)
    return sorted(cards, key=lambda card: card["status_since"] or "", reverse=True)[:_WITHDRAWN]


def _latest(view: View) -> list[dict[str, Any]]:
    where = {"direction": (str(KINDS["opportunity"]),)}
    hits = view.index.search("", limit=_LATEST, where=where, sort="newest").hits
    return view.shelf.cards(hit.document_id for hit in hits)
