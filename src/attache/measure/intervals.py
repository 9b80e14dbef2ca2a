"""Confidence intervals of shares that were counted.

Wilson's score interval (Wilson 1927), as Brown, Cai and DasGupta (Statistical Science 16, 2001) advise, and the exact
interval of Clopper and Pearson (Biometrika 26, 1934) where fewer than `RARE` records are on one side, where the
score interval may cover too seldom.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

__all__ = ["LEVEL", "RARE", "Interval", "exact", "of_count", "wilson", "z_of"]

LEVEL = 0.95
RARE = 5
Interval = tuple[float, float]


def z_of(level: float = LEVEL) -> float:
    """Return the quantile of the normal distribution that leaves half of 1 - `level` on either side."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(n: float, total: float, level: float = LEVEL) -> Interval:
    """Return Wilson's score interval of a share; counts may be effective numbers. (0, 1) for a total of 0."""
    if total <= 0:
        return 0.0, 1.0
    z, share = z_of(level), n / total
    middle = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def exact(n: float, total: float, level: float = LEVEL) -> Interval:
    """Return the interval of Clopper and Pearson; counts may be effective numbers. (0, 1) for a total of 0."""
    if total <= 0:
        return 0.0, 1.0
    from scipy.special import betaincinv  # noqa: PLC0415 -- a tenth of a second that most commands do not need

    tail = (1 - level) / 2
    low = 0.0 if n <= 0 else float(betaincinv(n, total - n + 1, tail))
    high = 1.0 if n >= total else float(betaincinv(n + 1, total - n, 1 - tail))
    return low, high


def of_count(n: int, total: int, level: float = LEVEL) -> tuple[Interval, str]:
    """Return the interval of a counted share and the name of its method."""
    if min(n, total - n) < RARE:
        return exact(n, total, level), f"exact (Clopper–Pearson), {level:.0%}"
    return wilson(n, total, level), f"Wilson score, {level:.0%}"
