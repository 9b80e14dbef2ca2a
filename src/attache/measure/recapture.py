"""How many there are, from how often the same ones were seen: two sources, or several.

Both estimators assume a population that does not change and sources that find independently. Sources that copy from
each other, or that find the same easy ones, overlap too much, and the estimate is too low: read it as a lower bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

from attache.core.errors import InputError
from attache.measure.intervals import LEVEL, z_of

__all__ = ["ENOUGH", "LEAST", "Estimated", "chao", "chapman"]

LEAST = 3
"""With fewer records in both sources there is no estimate: one chance find more or less would halve or double it."""

ENOUGH = 7
"""With fewer in both, the estimate tends to be too low (Robson and Regier, Trans. Am. Fish. Soc. 93, 1964)."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """An estimated number with its interval: `seen` were found, at least; a `note` where a reader must be warned."""

    number: float
    low: float
    high: float
    seen: int
    method: str
    note: str | None = None


def chapman(first: int, second: int, both: int, level: float = LEVEL) -> Estimated | None:
    """Estimate a population of which one source has `first` members, another `second`, and `both` are in each.

    Chapman's estimate (Univ. Calif. Publ. Stat. 1, 1951) with the transformed logit interval of Sadinle (Commun. Stat.
    Simul. Comput. 38, 2009). None, that is no estimate, with fewer than `LEAST` in both.
    """
    if both < 0 or both > min(first, second):
        raise InputError(f"{both} cannot be in both of {first} and {second}", mend="count each record once per source")
    if both < LEAST:
        return None
    only_first, only_second, shared = first - both + 0.5, second - both + 0.5, both + 0.5
    spread = sqrt(1 / only_first + 1 / only_second + 1 / shared + shared / (only_first * only_second))
    unseen, seen, z = only_first * only_second / shared, first + second - both, z_of(level)
    number = (first + 1) * (second + 1) / (both + 1) - 1
    low, high = (max(seen, seen - 0.5 + unseen * exp(sign * z * spread)) for sign in (-1, 1))
    few = f"only {both} are in both sources, so the estimate may be too low" if both < ENOUGH else None
    return Estimated(number, low, max(high, number), seen, f"Chapman, transformed logit interval, {level:.0%}", few)


def chao(times_seen: Mapping[int, int], sources: int, level: float = LEVEL) -> Estimated | None:
    """Estimate a population from how many members were seen in one of several sources, in two, in three …

    Chao's lower bound for incidences, bias-corrected, with a log-normal interval of the unseen (Biometrics 43, 1987;
    Chao and Chiu, Wiley StatsRef, 2016). `times_seen` gives the number of members by how many sources have them. None
    with fewer than two sources, or fewer than `LEAST` members that two sources or more have.
    """
    if any(count < 0 or not 1 <= times <= sources for times, count in times_seen.items() if count):
        raise InputError(f"a member is seen in 1 to {sources} sources", mend="count each source once per member")
    once, twice, seen = times_seen.get(1, 0), times_seen.get(2, 0), sum(times_seen.values())
    if sources < 2 or seen - once < LEAST:
        return None
    part, name = (sources - 1) / sources, f"Chao lower bound, log-normal interval, {level:.0%}"
    unseen = part * once * (once - 1) / (2 * (twice + 1))
    if not unseen:
        return Estimated(seen, *_all_but_surely_seen(times_seen, seen, level), seen, name)
    square = (twice + 1) ** 2
    variance = unseen + part**2 * (
        once * (2 * once - 1) ** 2 / (4 * square) + once**2 * twice * (once - 1) ** 2 / (4 * square**2)
    )
    stretch = exp(z_of(level) * sqrt(log(1 + variance / unseen**2)))
    return Estimated(seen + unseen, seen + unseen / stretch, seen + unseen * stretch, seen, name)


def _all_but_surely_seen(times_seen: Mapping[int, int], seen: int, level: float) -> tuple[float, float]:
    """Return an interval where at most one member was seen once: Colwell, EstimateS 9 (2013), appendix B."""
    missed = exp(-sum(times * count for times, count in times_seen.items()) / seen)
    return seen, max(seen, seen / (1 - missed) + z_of(level) * sqrt(seen * missed) / (1 - missed))
