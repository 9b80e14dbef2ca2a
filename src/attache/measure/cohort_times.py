"""Time from the first posting to a deal, over cohorts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attache.core.samples import COMPARISON, DRAWN
from attache.measure import intervals, survival
from attache.measure.cohort_rows import Row, chosen, each, having, looked, said
from attache.measure.cohorts import Cohort
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import DEFAULT, Measure
from attache.measure.members import BANDS
from attache.measure.where import UNKNOWN

__all__ = ["MONTHS", "bands", "median", "share_by_month"]

MONTH = 365.25 / 12
MONTHS = (3, 6, 12, 24, 36, 60)
"""Months after the first posting at which the share is told."""


def _lags(cohort: Cohort, role: str) -> tuple[list[int], list[int], list[bool], str]:
    """Return the least and most days of each member, whether a deal ended them, and what was left out."""
    searched = cohort.searched(role)
    found = [
        (one.days_least, one.days_most, one.deal == "yes")
        for one in searched
        if one.days_least is not None and one.days_most is not None
    ]
    undated = len(searched) - len(found)
    note = f"{undated} whose first posting has no date are left out" if undated else ""
    told = said(note, looked(cohort, role))
    return [one[0] for one in found], [one[1] for one in found], [one[2] for one in found], told


def share_by_month(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the share with a deal by some months after the first posting, as far as members were followed."""

    def rows(cohort: Cohort, row: Row) -> Iterator[Estimate]:
        days = {month * MONTH: str(month) for month in MONTHS}
        for variant, role in ((DEFAULT, DRAWN), ("comparison", COMPARISON)):
            least, most, happened, note = _lags(cohort, role)
            points = survival.between(least, most, happened, list(days))
            for point in points:
                yield row(
                    ("months", days[point.day]), total=point.at_risk, share=point.share_happened,
                    interval=(point.low, point.high), method=survival.METHOD, variant=variant, note=note,
                )  # fmt: skip
            if not points and role == DRAWN:
                why = "nobody with a dated posting has been searched for long enough after it"
                yield row(n=0, total=0, method="none", note=said(why, note), variant=variant)

    return each(frame, measure, rows)


def median(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the number of days by which half had come to a deal."""

    def rows(cohort: Cohort, row: Row) -> Iterator[Estimate]:
        least, most, happened, note = _lags(cohort, DRAWN)
        middle = [(a + b) / 2 for a, b in zip(least, most, strict=True)]
        value, low, high = survival.median(middle, happened)
        short = "" if value is not None else "fewer than half had come to a deal by the last search"
        searched = cohort.searched(DRAWN)
        yield row(
            n=having(searched, "deal"), total=len(searched), value=value, interval=(low, high), unit="days",
            method=survival.METHOD, where=chosen(cohort, DRAWN, deal="yes"), note=said(short, note),
        )  # fmt: skip

    return each(frame, measure, rows)


def bands(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield how the deals are spread over bands of months after the first posting."""

    def rows(cohort: Cohort, row: Row) -> Iterator[Estimate]:
        deals = [one for one in cohort.searched(DRAWN) if one.deal == "yes"]
        counts, note = Counter(one.lag_months or UNKNOWN for one in deals), looked(cohort, DRAWN)
        for band in (*BANDS, UNKNOWN) if deals else ():
            n, where = counts[band], chosen(cohort, DRAWN, deal="yes", lag_months=band)
            interval, method = intervals.of_count(n, len(deals))
            yield row(
                ("lag_months", band), n=n, total=len(deals), share=n / len(deals), interval=interval, method=method,
                where=where, note=note,
            )  # fmt: skip
        if not deals:
            where = chosen(cohort, DRAWN, deal="yes")
            yield row(n=0, total=0, method="none", where=where, note=said("no deal is known", note))

    return each(frame, measure, rows)
