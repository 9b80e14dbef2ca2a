"""Confidence intervals of shares, counts, differences and quantiles.

Wilson's score interval (Wilson 1927), as Brown, Cai and DasGupta (Statistical Science 16, 2001) advise, and the exact
interval of Clopper and Pearson (Biometrika 26, 1934) where fewer than `RARE` records are on one side, where the
score interval may cover too seldom. Intervals of sums and differences of independent shares are put together from
those of the parts, by the distance of each end from its estimate ("MOVER": Zou and Donner, Statistics in Medicine 27,
2008; Newcombe, Statistics in Medicine 17, 1998).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, isnan, sqrt
from statistics import NormalDist

from attache.core.errors import InputError

__all__ = [
    "LEVEL",
    "RARE",
    "Interval",
    "difference",
    "exact",
    "of_count",
    "poisson",
    "quantiles",
    "stratified",
    "wilson",
    "z_of",
]

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


def of_count(n: float, total: float, level: float = LEVEL) -> tuple[Interval, str]:
    """Return the interval of a counted share and the name of its method; counts may be effective numbers."""
    if min(n, total - n) < RARE:
        return exact(n, total, level), f"exact (Clopper–Pearson), {level:.0%}"
    return wilson(n, total, level), f"Wilson score, {level:.0%}"


def poisson(count: int, level: float = LEVEL) -> Interval:
    """Return the exact interval of the mean of a Poisson count (Garwood, Biometrika 28, 1936)."""
    from scipy.special import gammaincinv  # noqa: PLC0415 -- as above

    tail = (1 - level) / 2
    return float(gammaincinv(count, tail)) if count else 0.0, float(gammaincinv(count + 1, 1 - tail))


def difference(n1: float, total1: float, n2: float, total2: float, level: float = LEVEL) -> tuple[float, Interval]:
    """Return the first share less the second of two independent groups, with Newcombe's hybrid score interval.

    Newcombe (Statistics in Medicine 17, 1998, 873-890), method 10. Both totals are above 0.
    """
    if min(total1, total2) <= 0:
        raise InputError("there is no difference from a share of nothing", mend="give two groups with members")
    first, second = n1 / total1, n2 / total2
    (low1, high1), (low2, high2) = wilson(n1, total1, level), wilson(n2, total2, level)
    low = first - second - sqrt((first - low1) ** 2 + (high2 - second) ** 2)
    high = first - second + sqrt((high1 - first) ** 2 + (second - low2) ** 2)
    return first - second, (low, high)


def stratified(cells: Iterable[tuple[int, int, int]], level: float = LEVEL) -> tuple[float, Interval]:
    """Return the share of a population from a stratified random sample, and its interval.

    A cell is a stratum: how many of the drawn count, how many were drawn, how many there are. Each stratum has a Wilson
    interval on the number drawn, enlarged by the finite population correction (Cochran, Sampling Techniques, 1977,
    2.6), and those are put together by MOVER with the sizes as weights (compare Yan and Su, Stat. Biopharm. Res. 2,
    2010). A stratum of which none was drawn may have any share; its middle, one half, stands for it.
    """
    strata = [cell for cell in cells if cell[2]]
    if any(not 0 <= n <= drawn <= size for n, drawn, size in strata):
        raise InputError("a stratum has more drawn or counted than there are", mend="give (counted, drawn, size)")
    whole = sum(size for *_, size in strata)
    if not whole:
        return 0.0, (0.0, 1.0)
    share = below = above = 0.0
    for n, drawn, size in strata:
        here = n / drawn if drawn else 0.5
        corrected = drawn * (size - 1) / (size - drawn) if drawn < size else inf
        low, high = (here, here) if corrected == inf else wilson(here * corrected, corrected, level)
        share += size / whole * here
        below += (size / whole * (here - low)) ** 2
        above += (size / whole * (high - here)) ** 2
    return share, (max(0.0, share - sqrt(below)), min(1.0, share + sqrt(above)))


def quantiles(
    values: Sequence[float], at: Sequence[float] = (0.25, 0.5, 0.75), level: float = LEVEL
) -> list[tuple[float, float | None, float | None]]:
    """Return quantiles, by linear interpolation, with intervals that assume no distribution; none of no values.

    The ends are order statistics (Conover, Practical Nonparametric Statistics, 1999, 3.2; Hahn and Meeker, Statistical
    Intervals, 1991, 5.2). An end is None where there are too few values for one: a median has both from 6 values on.
    """
    from scipy import stats  # noqa: PLC0415 -- as above

    found: list[tuple[float, float | None, float | None]] = []
    for share in at if values else ():
        interval = stats.quantile_test(values, p=share).confidence_interval(level)
        low, high = (None if isnan(end) else float(end) for end in interval)
        found.append((float(stats.quantile(values, share)), low, high))
    return found
