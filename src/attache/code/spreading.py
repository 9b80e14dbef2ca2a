"""Evidence for a value is evidence for its parents, and through crosswalks for values of derived variables.

The first target of a crosswalk gets the whole mass and later ones half, so that lists that overlap still have
one best value. A value without a crosswalk to a variable takes over that of its nearest ancestor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from attache.code.arrays import Floats, Ints, expand, total
from attache.code.weighing import Evidence, Proofs
from attache.vocabulary.codebook import Codebook, Variable

__all__ = ["Reach", "reach_of", "spread"]

LATER_TARGET = 0.5
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reach:
    """For each value, by index, the values that it speaks for: `target[first[v]:first[v + 1]]`, with shares."""

    first: Ints
    target: Ints
    share: Floats


def reach_of(codebook: Codebook, values: tuple[Name, ...]) -> Reach:
    """Work out what each of `values` speaks for."""
    index = {name: number for number, name in enumerate(values)}
    first, target, share = [0], [], []
    for name in values:
        reached: dict[Name, float] = {}
        _climb(codebook, name, 1.0, reached)
        for other, part in sorted(reached.items(), key=lambda item: index[item[0]]):
            target.append(index[other])
            share.append(part)
        first.append(len(target))
    return Reach(np.array(first), np.array(target, dtype=np.int64), np.array(share))


def _climb(codebook: Codebook, name: Name, share: float, reached: dict[Name, float]) -> None:
    """Add a value, its ancestors and what its crosswalks lead to; a codebook has no circle of variables."""
    variable = codebook.variables[name[0]]
    line = list(_line(variable, name[1]))
    for value in line:
        reached[name[0], value] = max(share, reached.get((name[0], value), 0.0))
    targets: dict[str, tuple[str, ...]] = {}
    for value in line:
        for other, codes in variable.values[value].crosswalk.items():
            targets.setdefault(other, codes)
    for other, codes in targets.items():
        for number, code in enumerate(codes):
            _climb(codebook, (other, code), share * (LATER_TARGET if number else 1.0), reached)


def _line(variable: Variable, value: str) -> Iterator[str]:
    """Yield a value, its parent, the parent's parent …"""
    at: str | None = value
    while at is not None:
        yield at
        at = variable.values[at].parent


def spread(evidence: Evidence, reach: Reach, values: int) -> Evidence:
    """Return the evidence with all that each value speaks for; `values` is how many values there are."""
    item, source = expand(reach.first, evidence.value)
    key, at = np.unique(evidence.document[source] * values + reach.target[item], return_inverse=True)
    share = reach.share[item]
    strong, weak = (total(at, m[source] * share, key.size) for m in (evidence.strong, evidence.weak))
    return Evidence(key // values, key % values, strong, weak, evidence.proofs)


def spread_proofs(proofs: Proofs, reach: Reach, wanted: Ints, values: int) -> Proofs:
    """Return the best places for the wanted values, given as sorted `text × values + value`; a place once each."""
    item, source = expand(reach.first, proofs.value)
    key = proofs.document[source] * values + reach.target[item]
    at = np.minimum(np.searchsorted(wanted, key), max(wanted.size - 1, 0))
    chosen = wanted[at] == key if wanted.size else np.zeros(key.size, dtype=np.bool_)
    source, key = source[chosen], key[chosen]
    spot = np.lexsort((-proofs.mass[source], proofs.end[source], proofs.start[source], key))
    source, key = source[spot], key[spot]
    again = np.zeros(key.size, dtype=np.bool_)
    again[1:] = (key[1:] == key[:-1]) & (proofs.start[source[1:]] == proofs.start[source[:-1]])
    again[1:] &= proofs.end[source[1:]] == proofs.end[source[:-1]]
    source, key = source[~again], key[~again]
    found = proofs.take(source)
    return Proofs(key // values, key % values, found.start, found.end, found.term, found.mass, found.repeated).best()
