"""Worlds whose shares are known: records that a machine codes wrongly and of which people code a random sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attache.measure.combine import Cell, ratio, share
from attache.measure.intervals import Interval, of_count, wilson

__all__ = ["ESTIMATORS", "SCENARIOS", "Scenario", "World", "worlds"]

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scenario:
    """How a world comes about.

    `strata` are a part of the records, how much more often the code is there, and a part of the sample. `domain` is the
    part of the records that the share is asked of, `among` how often records are in a denominator that is coded too.
    With `labels` a record has several of them, and the machine takes one for the next.
    """

    name: str
    share: float
    drawn: int
    sensitivity: float = 0.6
    specificity: float = 0.9
    size: int = 1000
    strata: tuple[tuple[float, float, float], ...] = ((1.0, 1.0, 1.0),)
    domain: float = 1.0
    among: float | None = None
    labels: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """Records of which `drawn` were coded by people with `weights`; `margin` is the share that generates them."""

    margin: float
    yes: Flags
    label: Flags
    drawn: NDArray[np.int64]
    weights: Numbers
    among: Flags | None = None
    within: Flags | None = None

    @property
    def realised(self) -> float:
        """The share that the records have."""
        return float(self.yes.mean() if self.among is None else self.yes.sum() / self.among.sum())


def worlds(scenario: Scenario, dice: np.random.Generator) -> Iterator[World]:
    """Yield a world, or one for each of its labels."""
    size = scenario.size
    strata = np.repeat(np.arange(len(scenario.strata)), _sizes(size, [part for part, _, _ in scenario.strata]))
    drawn, weights = _drawn(scenario, strata, dice)
    risk = np.array([more for _, more, _ in scenario.strata])[strata]
    if scenario.labels:
        yield from _labelled(scenario, drawn, weights, dice)
        return
    yes = dice.random(size) < scenario.share * risk
    label = np.where(yes, dice.random(size) < scenario.sensitivity, dice.random(size) > scenario.specificity)
    margin = float((scenario.share * risk).mean())
    if scenario.among is not None:
        among = dice.random(size) < scenario.among
        within = np.where(among, dice.random(size) < scenario.sensitivity, dice.random(size) > scenario.specificity)
        yield World(margin, yes & among, label & within, drawn, weights, among, within)
        return
    kept = dice.random(size) < scenario.domain
    there = np.cumsum(kept) - 1
    chosen = kept[drawn]
    yield World(margin, yes[kept], label[kept], there[drawn[chosen]], weights[chosen])


def _sizes(whole: int, parts: list[float]) -> list[int]:
    sizes = [round(whole * part) for part in parts[1:]]
    return [whole - sum(sizes), *sizes]


def _drawn(
    scenario: Scenario, strata: NDArray[np.int64], dice: np.random.Generator
) -> tuple[NDArray[np.int64], Numbers]:
    taken = _sizes(scenario.drawn, [part for _, _, part in scenario.strata])
    places = [np.flatnonzero(strata == at) for at in range(len(taken))]
    drawn = [dice.choice(ones, count, replace=False) for ones, count in zip(places, taken, strict=True)]
    weights = [np.full(count, len(ones) / count) for ones, count in zip(places, taken, strict=True)]
    return np.concatenate(drawn), np.concatenate(weights)


def _labelled(
    scenario: Scenario, drawn: NDArray[np.int64], weights: Numbers, dice: np.random.Generator
) -> Iterator[World]:
    chances = np.array(scenario.labels)
    yes = dice.random((scenario.size, len(chances))) < chances
    taken = yes & (dice.random(yes.shape) > scenario.sensitivity)
    label = (yes & ~taken) | np.roll(taken, 1, axis=1) | (dice.random(yes.shape) > scenario.specificity)
    for at, chance in enumerate(chances):
        yield World(float(chance), yes[:, at], label[:, at], drawn, weights)


Estimate = tuple[float, Interval] | None


def _combined(world: World) -> Estimate:
    parts = [(True, True, world.label), (False, True, ~world.label)]
    if world.within is not None:
        parts[1:] = [(False, True, world.within & ~world.label), (False, False, ~world.within)]
    cells = [_cell(world, *part) for part in parts]
    return share(cells, len(world.yes)) if world.among is None else ratio(cells)


def _cell(world: World, label: bool, within: bool, part: Flags) -> Cell:
    own = part[world.drawn]
    weights, yes = world.weights[own], world.yes[world.drawn][own]
    other = np.zeros_like(yes) if world.among is None else world.among[world.drawn][own] & ~yes
    spread = weights * (weights - 1)
    yes_sums, other_sums = ((float(weights @ which), float(spread @ which)) for which in (yes, other))
    return Cell(
        int(part.sum()), label, float(weights.sum()), float(spread.sum()), *yes_sums, *other_sums, within
    )  # fmt: skip


def _people_alone(world: World) -> Estimate:
    weights, yes = world.weights, world.yes[world.drawn]
    if world.among is not None:
        kept = world.among[world.drawn]
        weights, yes = weights[kept], yes[kept]
    if not len(weights):
        return None
    number = weights.sum() ** 2 / (weights**2).sum()
    found = float((weights * yes).sum() / weights.sum())
    return found, wilson(found * number, number)


def _machine_alone(world: World) -> Estimate:
    return _counted(world.label, world.within)


def _mixed(world: World) -> Estimate:
    """Count people's codes where there are some and the machine's elsewhere, as a table of codes shows them."""
    yes, among = world.label.copy(), None if world.within is None else world.within.copy()
    yes[world.drawn] = world.yes[world.drawn]
    if among is not None and world.among is not None:
        among[world.drawn] = world.among[world.drawn]
    return _counted(yes, among)


def _counted(yes: Flags, among: Flags | None) -> Estimate:
    n, total = int(yes.sum()), len(yes) if among is None else int(among.sum())
    return (n / total, of_count(n, total)[0]) if total else None


ESTIMATORS: Mapping[str, Callable[[World], Estimate]] = {
    "combined": _combined,
    "people alone": _people_alone,
    "machine alone": _machine_alone,
    "mixed codes": _mixed,
}
"""Ways to estimate a world's share. All but `combined` are for comparison."""

_UNEQUAL = ((0.7, 1.2, 0.2), (0.2, 0.5, 0.4), (0.1, 0.6, 0.4))
_SOUGHT = ((0.7, 0.5, 0.3), (0.2, 1.5, 0.3), (0.1, 3.5, 0.4))
SCENARIOS = (
    *(Scenario(f"common, n = {n}", 0.3, n) for n in (30, 60, 200)),
    *(Scenario(f"rare, n = {n}", 0.02, n) for n in (30, 60, 200)),
    *(Scenario(f"worse machine, n = {n}", 0.1, n, 0.3, 0.6) for n in (30, 60, 200)),
    *(Scenario(f"good machine, n = {n}", 0.1, n, 0.95, 0.98) for n in (30, 60, 200)),
    Scenario("strata, rare ones drawn less, n = 60", 0.1, 60, strata=_UNEQUAL),
    Scenario("strata, rare ones drawn less, n = 200", 0.02, 200, strata=_UNEQUAL),
    Scenario("strata, drawn where it is sought, n = 60", 0.1, 60, strata=_SOUGHT),
    Scenario("strata, drawn where it is sought, n = 200", 0.02, 200, strata=_SOUGHT),
    Scenario("several labels each, n = 60", 0.0, 60, 0.7, 0.97, labels=(0.02, 0.1, 0.3, 0.05)),
    Scenario("a country of a tenth, n = 300 in all", 0.3, 300, size=3000, domain=0.1),
    Scenario("coded denominator, n = 60", 0.3, 60, 0.7, 0.9, among=0.5),
    Scenario("coded denominator, n = 200", 0.1, 200, 0.7, 0.9, among=0.3),
    Scenario("half of a small corpus, n = 60", 0.3, 60, 0.3, 0.95, size=120),
)
"""What is simulated; the machine finds 60 % of what is there and 10 % of what is not, unless it says otherwise."""
