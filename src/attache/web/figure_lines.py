"""Measured rows as lines of a table: what is counted, the figure, its interval as words and as a mark, the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import Request

from attache.measure.charts.naming import DIFFERENCE, Naming, figure
from attache.measure.estimates import Estimate
from attache.measure.wording import remark, unit_alone, unit_name
from attache.vocabulary.codebook import Codebook
from attache.web.language import Language
from attache.web.measured import EVERYTHING, Narrow
from attache.web.rendering import address

__all__ = ["Columns", "Line", "Mark", "Same", "columns", "lines", "narrow_query", "said", "same", "spans"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a figure and its interval lie, 0 to 100; `zero` where the scale has negative figures."""

    at: float
    low: float | None
    high: float | None
    zero: float


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is shown; `names` are those of its groups, `records` the address of the records behind `n`."""

    row: Estimate
    names: tuple[str, ...]
    n: str
    total: str
    figure: str
    interval: str
    mark: Mark | None
    records: str | None
    coded_by: str
    method: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Same:
    """What all rows of a table say alike, said once; None where they differ."""

    coded_by: str | None
    method: str | None
    denominator: str | None
    window: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold anything; `figure` does not where it only repeats the number of records."""

    n: bool
    total: bool
    figure: bool
    mark: bool
    interval: bool
    denominator: bool
    coded_by: bool


def lines(
    rows: Sequence[Estimate], codebook: Codebook, language: Language, request: Request, narrow: Narrow = EVERYTHING,
    called: Mapping[str, str] = MappingProxyType({}),
) -> list[Line]:  # fmt: skip
    """Return rows as lines of one table; `called` names groups that the codebook does not know, such as cohorts."""
    naming = Naming(codebook, language)
    low, high = _scale(rows)
    return [_line(row, naming, request, narrow, (low, high), called) for row in rows]


def _line(
    row: Estimate, naming: Naming, request: Request, narrow: Narrow, scale: tuple[float, float],
    called: Mapping[str, str],
) -> Line:  # fmt: skip
    groups = ((row.by_1, row.group_1), (row.by_2, row.group_2))
    names = tuple(called.get(group or "") or naming.group(by, group) for by, group in groups if by is not None)
    stated, interval = said(row, naming.language)
    return Line(
        row, names, _number(row.n), _number(row.total), stated, interval, _mark(row, scale),
        _records(row, request, narrow), remark(row.coded_by, naming.language), remark(row.method, naming.language),
        _denominator(row, naming.language),
    )  # fmt: skip


def said(row: Estimate, language: Language) -> tuple[str, str]:
    """Return the figure and its interval as they are printed; empty where there is none."""
    if row.share is not None:
        return f"{row.share:.1%}", _between(row.low, row.high, lambda end: f"{end:.1%}")
    if row.unit == DIFFERENCE:
        stated = "" if row.value is None else f"{100 * row.value:+.1f}"
        return stated, _between(row.low, row.high, lambda end: f"{100 * end:+.1f}")
    value = figure(row)
    if value is None:
        return "", _between(row.low, row.high, _number)
    unit = f" {unit_name(row.unit, language)}" if row.value is not None else ""
    return f"{_number(value)}{unit}", _between(row.low, row.high, _number)


def _between(low: float | None, high: float | None, written: Callable[[float], str]) -> str:
    if low is None:
        return "" if high is None else f"≤{written(high)}"
    return f"≥{written(low)}" if high is None else f"{written(low)}–{written(high)}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1_000 or float(value).is_integer() else f"{value:,.3g}"


def _scale(rows: Iterable[Estimate]) -> tuple[float, float]:
    """Return the ends of the scale on which all rows compare; equal ends where they do not."""
    stated = [row for row in rows if figure(row) is not None]
    kinds = {"share" if row.share is not None else row.unit for row in stated}
    if len(kinds) != 1:
        return 0.0, 0.0
    ends = [end for row in stated for end in (row.low, row.high, figure(row)) if end is not None]
    return min([0.0, *ends]), max([0.0, *ends])


def _mark(row: Estimate, scale: tuple[float, float]) -> Mark | None:
    value, (low, high) = figure(row), scale
    if value is None or high <= low:
        return None

    def at(end: float) -> float:
        return round(100 * (end - low) / (high - low), 2)

    ends = [None if end is None else at(end) for end in (row.low, row.high)]
    return Mark(at(value), ends[0], ends[1], at(0.0))


def _records(row: Estimate, request: Request, narrow: Narrow) -> str | None:
    if not row.records or not row.n:
        return None
    return address(request, "/figures/records", where=row.records, measure=row.measure, **narrow_query(narrow))


def narrow_query(narrow: Narrow) -> dict[str, object]:
    """Return a part of an edition as parameters of an address."""
    return {
        "country": narrow.countries, "mission": narrow.missions, "since": narrow.since, "until": narrow.until
    }  # fmt: skip


def _denominator(row: Estimate, language: Language) -> str:
    return "" if row.total is None else remark(row.denominator, language).replace("_", " ")


def same(rows: Sequence[Estimate], language: Language) -> Same:
    """Return what all rows say alike."""

    def one(values: Iterable[str]) -> str | None:
        found = set(values)
        return found.pop() if len(found) == 1 else None

    unit = one(row.unit for row in rows)
    return Same(
        one(remark(row.coded_by, language) for row in rows),
        one(remark(row.method, language) for row in rows if row.method != "none"),
        one(_denominator(row, language) for row in rows if row.total is not None),
        one(remark(row.window, language) for row in rows),
        unit_alone(unit, language) if unit else None,
    )


def columns(shown: Sequence[Line], told: Same) -> Columns:
    """Return which columns the table of some lines needs."""
    return Columns(
        any(line.n for line in shown),
        any(line.total for line in shown),
        any(line.figure and line.figure != line.n for line in shown),
        any(line.mark for line in shown),
        any(line.interval for line in shown),
        told.denominator is None and any(line.denominator for line in shown),
        told.coded_by is None,
    )


def spans(shown: Sequence[Line]) -> list[int]:
    """Return for each line how many lines the name of its first group stands for; 0 where a line above names it."""
    found: list[int] = []
    first = 0
    for at, line in enumerate(shown):
        before = shown[at - 1].names if at else ()
        if len(line.names) > 1 and len(before) > 1 and line.names[0] == before[0]:
            found[first] += 1
            found.append(0)
        else:
            first = at
            found.append(1)
    return found
