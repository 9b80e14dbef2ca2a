"""Tests of differences between groups, and what many tests at once need."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["adjusted", "fisher"]


def fisher(n1: int, total1: int, n2: int, total2: int) -> float:
    """Return the two-sided p-value of a difference of two shares by Fisher's exact test."""
    from scipy import stats  # noqa: PLC0415 -- half a second that most commands do not need

    return float(stats.fisher_exact([[n1, total1 - n1], [n2, total2 - n2]]).pvalue)


def adjusted(chances: Sequence[float]) -> list[float]:
    """Return p-values adjusted for all having been looked at (Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995)."""
    if not chances:
        return []
    from scipy import stats  # noqa: PLC0415 -- as above

    return [float(one) for one in stats.false_discovery_control(chances, method="bh")]
