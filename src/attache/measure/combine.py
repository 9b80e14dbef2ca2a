"""Estimates that combine what people coded in a random sample with what a machine coded of everything.

The machine's code divides the records into cells (post-strata); within a cell the sample tells the share that people
confirm, weighted by 1 / the chance of being drawn: `share = Σ size of cell / all × share that people confirm`. For a
yes-or-no code that is the prediction-powered mean with the best power (Angelopoulos et al., Science 382, 2023, 669-674;
"PPI++", arXiv 2311.01453) and the survey statistician's regression estimator (Särndal, Swensson and Wretman, Model
Assisted Survey Sampling, 1992, ch. 6 and 7.6). Whatever the machine gets wrong, and however often, it is not biased.

With few people-coded records or rare codes the usual normal interval fails, so each cell has Wilson's interval on its
effective number (Kish, Survey Sampling, 1965, 8.2; Korn and Graubard, Survey Methodology 24, 1998; Dean and Pagano,
J. Surv. Stat. Methodol. 3, 2015), with the finite population correction, and the cells are put together by MOVER (Zou
and Donner, Statistics in Medicine 27, 2008). The chance by which a corpus differs from what generates it is added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from attache.measure.intervals import LEVEL, RARE, Interval, exact, wilson

__all__ = ["Cell", "ratio", "share"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Records of which the machine says the same, and what people say of those that were drawn from among them.

    `weights` sums 1 / chance over the drawn, `spread` (1 / chance) × (1 / chance - 1), so that those that were sure to
    be drawn add no uncertainty. `yes` are those that people count, `other` those that people have in the denominator
    alone (0 where the denominator is known). `label` and `within` is what the machine says of both.
    """

    size: int
    label: bool
    weights: float
    spread: float
    yes: float
    yes_spread: float
    other: float = 0.0
    other_spread: float = 0.0
    within: bool = True


@dataclass(frozen=True, slots=True)
class _Part:
    """A cell's share, how far below and above it may be, and the variance of a share of one half there."""

    share: float
    below: float
    above: float
    inverse: float


def share(cells: Sequence[Cell], whole: int, level: float = LEVEL) -> tuple[float, Interval]:
    """Return the combined share of `whole` records, of which those outside of `cells` are known not to count."""
    parts = [(cell.size / whole, _part(cell, cell.yes, cell.yes_spread, cell.label, level)) for cell in cells]
    found = sum(size * part.share for size, part in parts)
    below = sqrt(sum((size * part.below) ** 2 for size, part in parts))
    above = sqrt(sum((size * part.above) ** 2 for size, part in parts))
    return found, _with_chance(found, below, above, whole, level)


def ratio(cells: Sequence[Cell], level: float = LEVEL) -> tuple[float, Interval] | None:
    """Return the combined share where the denominator is coded too; None where people find nothing in it.

    The share is `yes / (yes + other)`. Its ends are those odds at which `yes - odds × other` is just not
    different from 0 (Fieller), with MOVER's distances in place of variances (Donner and Zou, Stat. Methods Med. Res.
    21, 2012).
    """
    whole = sum(cell.size for cell in cells)
    yes, other = _sum(cells, whole, level, counted=True), _sum(cells, whole, level, counted=False)
    if yes.share + other.share <= 0:
        return None
    found = yes.share / (yes.share + other.share)
    tied = _tied(cells, whole, level)
    low = _odds(yes.share, yes.below, other.share, other.above, tied)
    high = _odds(other.share, other.below, yes.share, yes.above, tied)
    ends = found - low / (1 + low), 1 / (1 + high) - found
    return found, _with_chance(found, *ends, (yes.share + other.share) * whole, level)


def _part(cell: Cell, yes: float, yes_spread: float, label: bool, level: float) -> _Part:
    if cell.weights <= 0:  # none was drawn: the machine's word, and any share is possible
        return _Part(float(label), float(label), 1.0 - label, 1.0)
    here, inverse = min(1.0, yes / cell.weights), cell.spread / cell.weights**2
    if inverse <= 0:
        return _Part(here, 0.0, 0.0, 0.0)
    if 0 < here < 1:
        # Those that count may have larger weights than others, which Kish's number does not know.
        variance = ((1 - here) ** 2 * yes_spread + here**2 * (cell.spread - yes_spread)) / cell.weights**2
        inverse = max(inverse, variance / (here * (1 - here)))
    low, high = _ends(here / inverse, 1 / inverse, level)
    return _Part(here, here - low, high - here, inverse)


def _ends(count: float, total: float, level: float) -> Interval:
    """Return Wilson's interval, of which an end that few records hold up is exact.

    Near 0 and 1 that end of Wilson's covers too seldom, which Brown, Cai and DasGupta (Statistical Science 16, 2001,
    4.1) mend so too.
    """
    low, high = wilson(count, total, level)
    if min(count, total - count) >= RARE:
        return low, high
    surely = exact(count, total, level)
    return (surely[0], high) if count < total - count else (low, surely[1])


def _sum(cells: Sequence[Cell], whole: int, level: float, *, counted: bool) -> _Part:
    found = below = above = 0.0
    for cell in cells:
        if counted:
            part = _part(cell, cell.yes, cell.yes_spread, cell.label, level)
        else:
            part = _part(cell, cell.other, cell.other_spread, cell.within and not cell.label, level)
        size = cell.size / whole
        found += size * part.share
        below, above = hypot(below, size * part.below), hypot(above, size * part.above)
    return _Part(found, below, above, 0.0)


def _tied(cells: Sequence[Cell], whole: int, level: float) -> float:
    """Return how strongly what counts excludes what does not: their correlation in a multinomial, made positive."""
    both = first = second = 0.0
    for cell in cells:
        yes = _part(cell, cell.yes, cell.yes_spread, cell.label, level)
        other = _part(cell, cell.other, cell.other_spread, cell.within and not cell.label, level)
        size = (cell.size / whole) ** 2 * max(yes.inverse, other.inverse)
        both += size * yes.share * other.share
        first += size * yes.share * (1 - yes.share)
        second += size * other.share * (1 - other.share)
    return min(1.0, both / sqrt(first * second)) if first * second > 0 else 0.0


def _odds(one: float, below: float, other: float, above: float, tied: float) -> float:
    """Return the least odds of `one` to `other` that their distances allow."""
    middle, rest = one * other + tied * below * above, max(0.0, one**2 - below**2)
    root = sqrt(max(0.0, middle**2 - rest * (other**2 - above**2)))
    return rest / (middle + root) if middle + root > 0 else 0.0


def _with_chance(found: float, below: float, above: float, whole: float, level: float) -> Interval:
    """Add the chance by which `whole` records differ from what generates them, so that no interval has width 0."""
    low, high = wilson(found * whole, whole, level)
    return max(0.0, found - hypot(below, found - low)), min(1.0, found + hypot(above, high - found))
