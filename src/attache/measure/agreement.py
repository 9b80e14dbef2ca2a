"""How far coders agree: percent agreement, Cohen's kappa and Krippendorff's alpha for nominal codes.

Cohen (Educational and Psychological Measurement 20, 1960); Krippendorff's alpha by way of coincidences, with missing
codes and any number of coders, as in Hayes and Krippendorff (Communication Methods and Measures 1, 2007) and
Krippendorff, Computing Krippendorff's Alpha-Reliability (2011). Intervals are percentiles of units drawn with
replacement. Codes are integers from 0; a code that a coder did not give is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from attache.measure.intervals import LEVEL, Interval

__all__ = ["Agreement", "agreement", "alpha", "alpha_interval", "kappa", "labelled"]

RESAMPLES = 2000
Ratings = Sequence[Sequence[int | None]]
"""Units × coders."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree on units that at least two coded; None where it is not defined, for want of variation.

    `percent` is the share of pairs of codes of one unit that are equal; `kappa` the mean over pairs of coders.
    """

    units: int
    coders: int
    percent: float | None
    kappa: float | None
    alpha: float | None
    interval: Interval | None


def agreement(ratings: Ratings, seed: int = 0) -> Agreement:
    """Return all measures of agreement of one set of codes."""
    shared = [row for row in ratings if sum(one is not None for one in row) > 1]
    coders = {at for row in shared for at, one in enumerate(row) if one is not None}
    if not shared:
        return Agreement(0, 0, None, None, None, None)
    pairs = [(a, b) for row in shared for a, b in combinations([one for one in row if one is not None], 2)]
    kappas = [found for a, b in combinations(sorted(coders), 2) if (found := _kappa_of(shared, a, b)) is not None]
    return Agreement(
        len(shared),
        len(coders),
        sum(a == b for a, b in pairs) / len(pairs),
        sum(kappas) / len(kappas) if kappas else None,
        alpha(shared),
        alpha_interval(shared, seed),
    )


def _kappa_of(ratings: Ratings, a: int, b: int) -> float | None:
    both = [(row[a], row[b]) for row in ratings]
    return kappa([(x, y) for x, y in both if x is not None and y is not None])


def kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Return Cohen's kappa of two coders; None without units, and where both gave one and the same code throughout."""
    if not pairs:
        return None
    total = len(pairs)
    same = sum(a == b for a, b in pairs) / total
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    chance = sum(first.count(code) * second.count(code) for code in set(first)) / total**2
    return (same - chance) / (1 - chance) if chance < 1 else None


def alpha(ratings: Ratings) -> float | None:
    """Return Krippendorff's alpha for nominal codes; None where there are no pairs or all codes are the same."""
    counts = _counts(ratings)
    if not len(counts):
        return None
    found = _alphas(np.ones((1, len(counts))), counts)[0]
    return None if np.isnan(found) else float(found)


def alpha_interval(ratings: Ratings, seed: int = 0, level: float = LEVEL) -> Interval | None:
    """Return the bootstrap interval of alpha over units; None where alpha is not defined."""
    counts = _counts(ratings)
    if alpha(ratings) is None:
        return None
    size = len(counts)
    weights = np.random.default_rng(seed).multinomial(size, [1 / size] * size, RESAMPLES)
    found = _alphas(weights.astype(np.float64), counts)
    defined = found[~np.isnan(found)]
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _counts(ratings: Ratings) -> NDArray[np.float64]:
    """Return how often each code was given to each unit that has at least two."""
    shared = [given for row in ratings if len(given := [one for one in row if one is not None]) > 1]
    codes = 1 + max((one for row in shared for one in row), default=0)
    return np.array([np.bincount(row, minlength=codes) for row in shared], dtype=np.float64).reshape(-1, codes)


def _alphas(weights: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return alpha for each row of weights of units: 1 - observed / expected disagreement, NaN where none is expected.

    A unit with m codes of which n_c are c holds (m^2 - sum n_c^2) / (m - 1) disagreeing coincidences; of n codes in
    all, (n^2 - sum n_c^2) / (n - 1) are expected.
    """
    given = counts.sum(axis=1)
    observed = weights @ ((given**2 - (counts**2).sum(axis=1)) / (given - 1))
    totals = weights @ counts
    whole = totals.sum(axis=1)
    expected = (whole**2 - (totals**2).sum(axis=1)) / (whole - 1)
    return np.where(expected > 0, 1 - observed / np.where(expected > 0, expected, 1), np.nan)


def labelled(codes: Sequence[Mapping[str, frozenset[str]]], coders: Sequence[str], value: str | None) -> Ratings:
    """Return ratings of units whose coders gave sets of values: has it `value` or not; without one, the whole set.

    Each unit maps the coders who coded it to what they gave.
    """
    if value is not None:
        return [[int(value in unit[one]) if one in unit else None for one in coders] for unit in codes]
    known = {given: at for at, given in enumerate(sorted({g for unit in codes for g in unit.values()}, key=sorted))}
    return [[known[unit[one]] if one in unit else None for one in coders] for unit in codes]
