"""Figures of a matcher: shares with intervals, thresholds, precision and recall, calibration. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Bin", "Calibration", "average_precision", "calibration", "curve", "recall_at", "threshold_at", "wilson"]

Z = 1.96


@dataclass(frozen=True)
class Bin:
    """Answers whose stated probability is in [low, high): how many, their mean probability, the share that is true."""

    low: float
    high: float
    n: int
    stated: float
    true: float


@dataclass(frozen=True)
class Calibration:
    """Reliability: expected calibration error (mean gap of the bins, weighted by n) and Brier score."""

    bins: tuple[Bin, ...]
    ece: float
    brier: float


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the Wilson 95 % interval of a share of `n`; (0, 1) where n is 0."""
    if not n:
        return 0.0, 1.0
    middle, half = share + Z * Z / (2 * n), Z * (share * (1 - share) / n + Z * Z / (4 * n * n)) ** 0.5
    return max(0.0, (middle - half) / (1 + Z * Z / n)), min(1.0, (middle + half) / (1 + Z * Z / n))


def threshold_at(others: Sequence[float], rate: float) -> float:
    """Return the score that at most `rate` of the scores of wrong answers exceed."""
    return sorted(others, reverse=True)[min(len(others) - 1, int(rate * len(others)))]


def recall_at(right: Sequence[float], others: Sequence[float], rate: float) -> float:
    """Return the share of right answers that score higher than all but `rate` of the wrong ones."""
    cut = threshold_at(others, rate)
    return sum(score > cut for score in right) / len(right)


def _steps(scores: Sequence[float], truths: Sequence[bool]) -> list[tuple[float, int, int]]:
    """Return (score, true at or above it, all at or above it), one for each different score, highest first."""
    out: list[tuple[float, int, int]] = []
    true = 0
    for n, (score, truth) in enumerate(sorted(zip(scores, truths, strict=True), key=lambda row: -row[0]), 1):
        true += truth
        if out and out[-1][0] == score:
            out.pop()
        out.append((score, true, n))
    return out


def average_precision(scores: Sequence[float], truths: Sequence[bool]) -> float:
    """Return the area under precision over recall, by steps; equal scores count as one step."""
    total, area, before = sum(truths), 0.0, 0
    for _, true, n in _steps(scores, truths):
        area += (true - before) / total * (true / n)
        before = true
    return area


def curve(
    scores: Sequence[float], truths: Sequence[bool], recalls: Sequence[float]
) -> list[tuple[float, float, float]]:
    """Return (score, precision, recall) at the highest threshold that reaches each of the recalls."""
    steps, total = _steps(scores, truths), sum(truths)
    out = []
    for wanted in recalls:
        found = next((step for step in steps if step[1] / total >= wanted), steps[-1])
        out.append((found[0], found[1] / found[2], found[1] / total))
    return out


def calibration(probabilities: Sequence[float], truths: Sequence[bool], bins: int = 10) -> Calibration:
    """Return the reliability of stated probabilities in bins of equal width; empty bins are left out."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for stated, truth in zip(probabilities, truths, strict=True):
        held[min(bins - 1, int(stated * bins))].append((stated, truth))
    out = []
    for at, rows in enumerate(held):
        if rows:
            mean, true = sum(p for p, _ in rows) / len(rows), sum(t for _, t in rows) / len(rows)
            out.append(Bin(at / bins, (at + 1) / bins, len(rows), mean, true))
    n = max(1, len(probabilities))
    error = sum(one.n / n * abs(one.stated - one.true) for one in out)
    brier = sum((stated - truth) ** 2 for stated, truth in zip(probabilities, truths, strict=True)) / n
    return Calibration(tuple(out), error, brier)
