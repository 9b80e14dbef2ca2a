"""Rows of measures over cohorts: one for each cohort, with what keeps it from being the whole that was drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attache.core.samples import COMPARISON
from attache.measure import intervals
from attache.measure.cohorts import Cohort, Member, cohorts
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import Measure
from attache.measure.where import Where

__all__ = ["Row", "chosen", "each", "having", "looked", "said", "share_row"]

NONE = "no cohort has been drawn; `attache cohort draw` draws and registers one"
Row = Callable[..., Estimate]
"""Makes a row of a cohort: `row(*groups, variant=…, note=…, n=…, …)` as `Measure.row` does."""


def each(frame: Frame, measure: Measure, rows: Callable[[Cohort, Row], Iterator[Estimate]]) -> Iterator[Estimate]:
    """Yield the rows of every cohort, or one row that says that there is none."""
    found, first = cohorts(frame), next(iter(measure.variants))
    if not found:
        yield measure.row(frame, n=0, total=0, method="none", coded_by="people", note=NONE, variant=first)
    for cohort in found:
        yield from rows(cohort, _row_of(frame, measure, cohort, first))


def _row_of(frame: Frame, measure: Measure, cohort: Cohort, first: str) -> Row:
    def row(*groups: tuple[str, str], variant: str = first, note: str = "", **fields: Any) -> Estimate:
        named = (("cohort", cohort.sample_id), *groups)
        told = said(note, _standing(cohort)) or None
        return measure.row(frame, groups=named, variant=variant, coded_by="people", note=told, **fields)

    return row


def said(*parts: str) -> str:
    """Return remarks as one, each once; empty ones are left out."""
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _standing(cohort: Cohort) -> str:
    if not cohort.further_to:
        return ""
    return f"a further cohort: {cohort.further_to.replace(';', ', ')} was registered before it on the same population"


def chosen(cohort: Cohort, role: str, relation: str = "members", **conditions: str) -> Where:
    """Return the selection of members of a role that meet conditions."""
    return Where(relation).also(sample_id=cohort.sample_id, role=role, **conditions)


def having(members: list[Member], flag: str) -> int:
    """Return how many members a flag is `yes` of."""
    return sum(getattr(one, flag) == "yes" for one in members)


def looked(cohort: Cohort, role: str) -> str:
    """Say what keeps the searched of a role from being all that were drawn."""
    whole, searched = cohort.of(role), cohort.searched(role)
    waiting, extra, merged = len(whole) - len(searched), having(whole, "unsearched_outcome"), having(whole, "merged")
    group = "of the comparison group " if role == COMPARISON else ""
    return said(
        f"{group}{waiting} of {len(whole)} have not been searched and count neither way" if waiting else "",
        f"{group}{extra} with an outcome but no search are left out" if extra else "",
        f"{group}{merged} stand for several places of the draw, whose names turned out to be one organisation"
        if merged
        else "",
    )


def share_row(
    cohort: Cohort, role: str, row: Row, n: int, *groups: tuple[str, str], note: str = "", **more: Any
) -> Estimate:
    """Return the row that says that `n` of the searched of a role count."""
    total, told = len(cohort.searched(role)), said(note, looked(cohort, role))
    if not total:
        return row(*groups, n=0, total=0, method="none", note=told or "nobody is in this group", **more)
    interval, method = intervals.of_count(n, total)
    return row(*groups, n=n, total=total, share=n / total, interval=interval, method=method, note=told, **more)
