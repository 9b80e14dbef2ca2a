"""Means of numbers of which a machine read all and people a random sample: amounts, days, scores.

The stratified difference estimator (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, 6.3) and the
prediction-powered mean (Angelopoulos et al., Science 382, 2023, 669-674) are the same: the machine's mean over all plus
the mean of what people correct. Where the machine is poor, less of it is used: "PPI++" (arXiv 2311.01453).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

from attache.core.errors import InputError
from attache.measure.intervals import LEVEL, Interval

__all__ = ["Read", "mean"]


@dataclass(frozen=True, slots=True)
class Read:
    """A stratum of `size` records: `machine_mean` over all of them; `people` and `machine` of the same drawn ones."""

    size: int
    machine_mean: float
    people: Sequence[float]
    machine: Sequence[float]

    def __post_init__(self) -> None:
        if not 2 <= len(self.people) == len(self.machine) <= self.size:
            raise InputError(
                f"a stratum of {self.size} has {len(self.people)} and {len(self.machine)} numbers",
                mend="give both numbers of each drawn record, of two or more, or join small strata",
            )


def mean(strata: Sequence[Read], *, power: float | None = None, level: float = LEVEL) -> tuple[float, Interval, float]:
    """Return the mean, its interval (Student's t, Satterthwaite's degrees) and the power that the machine was given.

    `power` 0 takes people alone, 1 the difference estimator, None what makes the variance least, from 0 to 1. The
    chance by which the records differ from what generates them is in the interval.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 -- a tenth of a second that most commands do not need

    whole = sum(one.size for one in strata)
    used = _best(strata, whole) if power is None else power
    found, parts = 0.0, []
    for one in strata:
        rest = [said - used * read for said, read in zip(one.people, one.machine, strict=True)]
        found += one.size / whole * (used * one.machine_mean + fmean(rest))
        parts.append((_weight(one, whole) * _covariance(rest, rest), len(rest) - 1))
    variance = sum(part for part, _ in parts)
    degrees = variance**2 / sum(part**2 / count for part, count in parts) if variance else 1.0
    half = float(stdtrit(degrees, 0.5 + level / 2)) * sqrt(variance + _spread(strata, whole) / whole)
    return found, (found - half, found + half), used


def _weight(one: Read, whole: int) -> float:
    drawn = len(one.people)
    return (one.size / whole) ** 2 * (1 - drawn / one.size) / drawn


def _best(strata: Sequence[Read], whole: int) -> float:
    both = sum(_weight(one, whole) * _covariance(one.people, one.machine) for one in strata)
    alone = sum(_weight(one, whole) * _covariance(one.machine, one.machine) for one in strata)
    return min(1.0, max(0.0, both / alone)) if alone else 0.0


def _spread(strata: Sequence[Read], whole: int) -> float:
    """Return the variance of the numbers over all records, as the sample shows it."""
    middle = sum(one.size / whole * fmean(one.people) for one in strata)
    return sum(one.size / whole * fmean((said - middle) ** 2 for said in one.people) for one in strata)


def _covariance(first: Sequence[float], second: Sequence[float]) -> float:
    one, other = fmean(first), fmean(second)
    return sum((a - one) * (b - other) for a, b in zip(first, second, strict=True)) / (len(first) - 1)
