"""Drawing random samples: reproducible from a seed, with a known chance for every member.

The order of a draw is that of SHA-256 over seed and id, so it is the same on every machine and for ever, and a
member's place does not depend on who else is in the population. In each stratum the first ones of that order are
drawn: a simple random sample without replacement, with the inclusion probability drawn / size.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from attache.core.errors import InputError
from attache.core.ids import digest

__all__ = ["ALLOCATIONS", "WHOLE", "Drawn", "allocate", "draw", "match", "order"]

ALLOCATIONS = ("proportional", "equal", "optimal")
WHOLE = "all"
"""The stratum of a sample that has no strata."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One member of a sample: its place in the order of the draw (from 1), its stratum, its chance."""

    id: str
    place: int
    stratum: str
    stratum_size: int
    stratum_drawn: int

    @property
    def probability(self) -> float:
        """The chance of having been drawn, above 0 and at most 1."""
        return self.stratum_drawn / self.stratum_size


def order(ids: Iterable[str], seed: int) -> list[str]:
    """Return ids in the random order of a seed."""
    return sorted(ids, key=lambda one: (digest(f"{seed}\x1f{one}"), one))


def allocate(
    sizes: Mapping[str, int], size: int, allocation: str = "proportional", spread: Mapping[str, float] | None = None
) -> dict[str, int]:
    """Share `size` among strata of known sizes, at least one each, none more than it has.

    `proportional` follows the sizes, `equal` none, `optimal` sizes times the standard deviation that `spread` expects
    in each stratum (Neyman, Journal of the Royal Statistical Society 97, 1934). Whole numbers come from the method of
    equal proportions, which is the exact optimum under these conditions (Wright, The American Statistician 66, 2012).
    """
    if allocation not in ALLOCATIONS:
        raise InputError(f"there is no allocation `{allocation}`", mend=f"use one of {', '.join(ALLOCATIONS)}")
    held = {name: count for name, count in sizes.items() if count > 0}
    whole = sum(held.values())
    if size < 1 or size > whole:
        raise InputError(f"{size} cannot be drawn from {whole}", mend="give a size from 1 to that of the population")
    if size < len(held):
        what = f"{size} are fewer than the {len(held)} strata, each of which needs one"
        raise InputError(what, mend="draw more, or name fewer or coarser strata")
    weight = {name: _weight(name, count, allocation, spread or {}) for name, count in held.items()}
    given = dict.fromkeys(held, 1)
    waiting = [(-weight[name] / sqrt(2), name) for name, count in held.items() if count > 1]
    heapq.heapify(waiting)
    for _ in range(size - len(held)):
        _, name = heapq.heappop(waiting)
        given[name] += 1
        if given[name] < held[name]:
            heapq.heappush(waiting, (-weight[name] / sqrt(given[name] * (given[name] + 1)), name))
    return given


def _weight(name: str, size: int, allocation: str, spread: Mapping[str, float]) -> float:
    if allocation == "equal":
        return 1.0
    return size * spread.get(name, 0.5) if allocation == "optimal" else float(size)


def draw(
    population: Sequence[tuple[str, str]],
    size: int,
    seed: int,
    *,
    allocation: str = "proportional",
    spread: Mapping[str, float] | None = None,
) -> list[Drawn]:
    """Draw `size` of a population of (id, stratum), in the order of the draw. InputError where that cannot be."""
    strata = dict(population)
    if len(strata) < len(population):
        raise InputError("an id stands twice in the population", mend="give each member once, in one stratum")
    sizes = Counter(strata.values())
    wanted = allocate(sizes, size, allocation, spread)
    return _first(order(strata, seed), strata, sizes, wanted)


def match(candidates: Sequence[tuple[str, str]], drawn: Iterable[Drawn], seed: int, ratio: int = 1) -> list[Drawn]:
    """Draw a comparison group: in each stratum of `drawn`, `ratio` times as many of the candidates as were drawn.

    A stratum with too few candidates gives all that it has.
    """
    strata = dict(candidates)
    sizes = Counter(strata.values())
    asked = Counter(one.stratum for one in drawn)
    wanted = {name: min(sizes[name], count * ratio) for name, count in asked.items() if sizes[name]}
    return _first(order(strata, seed), strata, sizes, wanted)


def _first(
    ordered: Iterable[str], strata: Mapping[str, str], sizes: Mapping[str, int], wanted: Mapping[str, int]
) -> list[Drawn]:
    left = dict(wanted)
    found: list[Drawn] = []
    for key in ordered:
        stratum = strata[key]
        if left.get(stratum, 0):
            left[stratum] -= 1
            found.append(Drawn(key, len(found) + 1, stratum, sizes[stratum], wanted[stratum]))
    return found
