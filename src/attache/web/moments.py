"""Time lines: what happened, when, as records of several kinds beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

__all__ = ["Bar", "Moment", "bars", "by_year", "in_order", "years"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a time line: `on` to the precision that is known, `kind` a text of records.yaml, where it leads.

    `title` is of the record, in the language that it was written in (`language`); `detail` is a record of its own,
    such as the card of a posting.
    """

    on: str | None
    kind: str
    title: str
    path: str | None = None
    language: str = ""
    detail: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A group of a count, and what it is of the greatest, 0 to 100."""

    value: str
    n: int
    width: float


def in_order(moments: Iterable[Moment]) -> list[Moment]:
    """Return moments by date, the undated ones last."""
    return sorted(moments, key=lambda one: (one.on is None, one.on or "", one.kind, one.title))


def by_year(moments: Iterable[Moment], *, newest: bool = False) -> list[tuple[str | None, list[Moment]]]:
    """Return moments by year, the oldest or newest first; None for those without a date, which come last."""
    ordered = in_order(moments)
    if newest:
        dated = [one for one in ordered if one.on is not None]
        ordered = [*reversed(dated), *ordered[len(dated) :]]
    return [(year, list(group)) for year, group in groupby(ordered, lambda one: one.on[:4] if one.on else None)]


def bars(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    """Return counts as bars, as wide as they are of the greatest."""
    most = max((n for _, n in counts), default=0)
    return [Bar(value, n, round(100 * n / most, 2)) for value, n in counts]


def years(counts: Mapping[str, int], until: str) -> list[Bar]:
    """Return a bar for every year from the first with a count to that of `until`, empty years too."""
    known = [int(one) for one in counts if one.isdigit()]
    if not known:
        return []
    last = max(*known, int(until[:4])) if until[:4].isdigit() else max(known)
    return bars([(str(year), counts.get(str(year), 0)) for year in range(min(known), min(last, min(known) + 80) + 1)])
