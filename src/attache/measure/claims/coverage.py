"""Whether an edition covers the time that a claim speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from attache.measure.claims.ranges import days_of
from attache.measure.frame import Frame

__all__ = ["Coverage", "coverage"]

_FOUND = "select count(*), min(published_on), max(published_on), list(distinct year order by year) from units"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an edition holds of a window: postings, their first and last date, years without any, and whether it is all.

    A window is covered where postings begin in its first year (or month, if it names one), no year of it is empty and
    the last capture is not earlier than its end.
    """

    postings: int
    first: str | None
    last: str | None
    captured: str
    empty: tuple[int, ...]
    whole: bool
    synthetic: bool

    @property
    def says(self) -> str:
        """What is covered, in words."""
        if not self.postings:
            return f"the edition holds no posting of that time (last capture {self.captured})"
        years = f", none of {', '.join(map(str, self.empty))}" if self.empty else ""
        held = f"{self.postings:,} postings of {self.first} to {self.last}"
        return f"the edition holds {held}{years}, captured until {self.captured}"


def coverage(frame: Frame, since: str | None, until: str | None) -> Coverage:
    """Return how much of a window the edition of `frame`, opened for it, covers; None is an open side."""
    count, first, last, found = frame.rows(_FOUND)[0]
    years = {int(year) for year in found or () if year is not None}
    window = days_of(f"{since or ''}/{until or ''}")
    start = date.fromordinal(window[0]) if window and since else None
    end = date.fromordinal(window[1]) if window and until else None
    captured = frame.stamp.as_of
    begin, stop = start.year if start else min(years, default=0), end.year if end else max(years, default=-1)
    empty = tuple(year for year in range(begin, stop + 1) if year not in years)
    begins = since is None or (first is not None and _begins(str(first), since))
    ends = end is None or captured >= end.isoformat()
    whole = bool(count) and begins and ends and not empty
    return Coverage(int(count), first, last, captured, empty, whole, frame.stamp.synthetic)


def _begins(first: str, since: str) -> bool:
    """Whether the first posting lies in the year in which the window begins, or in the months around its beginning."""
    begun, start = days_of(first), days_of(since[:4] if len(since) == 4 else since[:7])
    return begun is not None and start is not None and begun[0] <= start[1] + (0 if len(since) == 4 else 31)
