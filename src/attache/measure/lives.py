"""How long postings stand, from counts by day: Kaplan and Meier (JASA 53, 1958) for a million of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt

from attache.measure.intervals import LEVEL, exact, z_of
from attache.measure.survival import METHOD, Point, kaplan_meier

__all__ = ["METHOD", "QUARTILES", "curve", "quantile", "quantiles"]

QUARTILES = (("q25", 0.25), ("median", 0.5), ("q75", 0.75))


@dataclass(frozen=True, slots=True)
class _Step:
    day: float
    at_risk: int
    left: float
    spread: float


def curve(
    counts: Iterable[tuple[float, int, int]], at: Sequence[float] | None = None, level: float = LEVEL
) -> list[Point]:
    """Return the share to which it has happened by each day of `at`, or by each day on which it happened.

    `counts` are (day, to how many it happened on that day, how many were last followed on it). The estimate and its
    interval are those of `survival.kaplan_meier`; a day after the longest follow-up is left out, as there.
    """
    rows = sorted(counts)
    steps, followed = list(_steps(rows)), sum(happened + ended for _, happened, ended in rows)
    longest = max((day for day, *_ in rows), default=-inf)
    days = [step.day for step in steps] if at is None else at
    points = []
    for day in days:
        if day > longest and not (steps and steps[-1].left == 0):
            continue
        risk = followed - sum(happened + ended for one, happened, ended in rows if one < day)
        now = next((step for step in reversed(steps) if step.day <= day), None)
        points.append(_point(day, risk, now, steps, followed, level))
    return points


def _steps(rows: Sequence[tuple[float, int, int]]) -> Iterable[_Step]:
    """Yield the steps of the curve, with the sum of Greenwood's formula."""
    at_risk, left, spread = sum(happened + ended for _, happened, ended in rows), 1.0, 0.0
    for day, happened, ended in rows:
        if happened:
            left *= 1 - happened / at_risk
            spread += happened / (at_risk * (at_risk - happened)) if at_risk > happened else inf
            yield _Step(day, at_risk, left, spread)
        at_risk -= happened + ended


def _point(day: float, risk: int, now: _Step | None, steps: Sequence[_Step], followed: int, level: float) -> Point:
    if now is None:
        return Point(day, 0.0, 0.0, exact(0, risk, level)[1], risk)
    if now.left <= 0:
        before = steps[-2] if len(steps) > 1 else None
        none = exact(followed, followed, level)[0] if now.at_risk == followed else 0.0
        least = 1 - _ends(before, level)[1] if before else none
        return Point(day, 1.0, least, 1.0, risk)
    low, high = _ends(now, level)
    return Point(day, 1 - now.left, 1 - high, 1 - low, risk)


def _ends(step: _Step, level: float) -> tuple[float, float]:
    """Return the interval of the share that is left, on the scale of log(-log)."""
    width = z_of(level) * sqrt(step.spread) / abs(log(step.left))
    return step.left ** exp(width), step.left ** exp(-width)


def quantile(points: Sequence[Point], share: float) -> tuple[float | None, float | None, float | None]:
    """Return the day by which it has happened to a share of all, with its interval; None where not reached.

    The interval holds the days at which that of the curve holds the share (Brookmeyer and Crowley, Biometrics 38,
    1982).
    """

    def first(of: Callable[[Point], float]) -> float | None:
        return next((point.day for point in points if of(point) >= share), None)

    return first(lambda p: p.share_happened), first(lambda p: p.high), first(lambda p: p.low)


def quantiles(
    days: Sequence[float], happened: Sequence[bool]
) -> list[tuple[str, float | None, float | None, float | None]]:
    """Return quartiles of the days until it happens, with intervals, where it has not happened to all yet."""
    ends = sorted({day for day, one in zip(days, happened, strict=True) if one})
    points = kaplan_meier(days, happened, ends) if ends else []
    return [(name, *quantile(points, share)) for name, share in QUARTILES]
