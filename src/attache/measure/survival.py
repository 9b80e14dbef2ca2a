"""How long until something happens, where it has not happened to all yet: Kaplan and Meier (JASA 53, 1958).

A date that is known by month or year alone gives an earliest and a latest number of days. `between` takes both: its
estimate is of the middle, its interval reaches from that of the latest to that of the earliest days, so that it holds
whichever day it was.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attache.core.errors import InputError
from attache.measure.intervals import LEVEL, exact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["METHOD", "Point", "between", "kaplan_meier", "median"]

METHOD = f"Kaplan–Meier, log-log interval, {LEVEL:.0%}"
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Point:
    """The share to which it has happened by a day, with its interval; `at_risk` were followed up to that day."""

    day: float
    share_happened: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True, slots=True)
class _Curve:
    """Share to which it has not happened yet, from each day of `days` on, with the ends of its interval."""

    days: NDArray[np.float64]
    left: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def kaplan_meier(
    days: Sequence[float], happened: Sequence[bool], at: Sequence[float], level: float = LEVEL
) -> list[Point]:
    """Return the share to which it has happened by each day of `at`.

    `days` are until it happened, or until it was last known not to have. The interval is pointwise, on the scale of
    log(-log) (Kalbfleisch and Prentice 1980), exact (Clopper–Pearson) on those at risk while it has happened to
    none. A day after the longest follow-up is left out, unless it has happened to all by then: nobody was watched.
    """
    if not days:
        return []
    curve, longest = _curve(days, happened, level), max(days)
    return [
        _point(curve, day, sum(one >= day for one in days), level)
        for day in at
        if day <= longest or curve.left[-1] == 0
    ]


def between(
    earliest: Sequence[float], latest: Sequence[float], happened: Sequence[bool], at: Sequence[float]
) -> list[Point]:
    """Return the same for days that are known to lie between two bounds, both included."""
    if any(first > last for first, last in zip(earliest, latest, strict=True)):
        raise InputError("the earliest day is after the latest", mend="give the bounds of each lag in order")
    middle = [(first + last) / 2 for first, last in zip(earliest, latest, strict=True)]
    found = {side: {p.day: p for p in kaplan_meier(d, happened, at)} for side, d in (("f", earliest), ("l", latest))}
    return [
        Point(
            p.day,
            p.share_happened,
            min(p.low, *(found[side][p.day].low for side in found if p.day in found[side])),
            max(p.high, *(found[side][p.day].high for side in found if p.day in found[side])),
            p.at_risk,
        )
        for p in kaplan_meier(middle, happened, at)
    ]


def median(
    days: Sequence[float], happened: Sequence[bool], level: float = LEVEL
) -> tuple[float | None, float | None, float | None]:
    """Return the day by which it has happened to half, with its interval (Brookmeyer and Crowley, Biometrics 38, 1982).

    Each is None where the curve, or the end of its interval, has not come down to one half in the time observed.
    """
    if not days:
        return None, None, None
    curve = _curve(days, happened, level)
    begun = curve.left < 1
    value, low, high = (_first(curve.days[begun], line[begun]) for line in (curve.left, curve.low, curve.high))
    return value, low, high


def _first(days: NDArray[np.float64], line: NDArray[np.float64]) -> float | None:
    below = (line <= HALF).nonzero()[0]
    return float(days[below[0]]) if len(below) else None


def _curve(days: Sequence[float], happened: Sequence[bool], level: float) -> _Curve:
    """Return the curve, with the ends of the interval where the scale of log(-log) does not define them."""
    from scipy import stats  # noqa: PLC0415 -- half a second that most commands do not need

    if len(days) != len(happened) or min(days) < 0:
        raise InputError("each member has one number of days, 0 or more", mend="leave out those with a negative lag")
    found = stats.ecdf(stats.CensoredData.right_censored(days, [not one for one in happened])).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # undefined where the curve is 1 or 0, mended below
        interval = found.confidence_interval(level, method="log-log")
    left, low, high = found.probabilities, interval.low.probabilities.copy(), interval.high.probabilities.copy()
    for at, (day, share) in enumerate(zip(found.quantiles, left, strict=True)):
        if share == 1:
            low[at], high[at] = 1 - exact(0, sum(one >= day for one in days), level)[1], 1.0
        elif share == 0:
            # Fewer cannot be left than before; where all happened at once, all of them are one count.
            low[at], high[at] = 0.0, high[at - 1] if at else 1 - exact(len(days), len(days), level)[0]
    return _Curve(found.quantiles, left, low, high)


def _point(curve: _Curve, day: float, at_risk: int, level: float) -> Point:
    at = int(curve.days.searchsorted(day, side="right")) - 1
    if at < 0 or curve.left[at] == 1:
        return Point(day, 0.0, 0.0, exact(0, at_risk, level)[1], at_risk)
    return Point(day, float(1 - curve.left[at]), float(1 - curve.high[at]), float(1 - curve.low[at]), at_risk)
