"""Figures of a table with the interval that fits who coded: counted, corrected by a sample, or not validated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from attache.measure.clusters import effect_of_copies, of_copies
from attache.measure.combine import Cell, ratio, share
from attache.measure.frame import Frame
from attache.measure.intervals import LEVEL, Interval
from attache.measure.sampled import Design, Mask, Sampled, Version, sampled
from attache.measure.where import EITHER, FROM, NOT, TO, Where, alternatives

__all__ = ["FEWEST", "Figure", "Figures"]

FEWEST = 8
"""With fewer people-coded members in a group its share is not corrected; the machine's stands, as not validated."""

SHOWN = "n and total are what tables show; the share corrects what the machine coded by what people say of a sample"
Key = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its interval; `coded_by` is a key of `estimates.CODED_BY`."""

    share: float
    interval: Interval
    method: str
    coded_by: str
    note: str | None = None


class Figures:
    """Shares of selections. What a whole table needs is counted at once with `fill`; all else when it is asked for."""

    def __init__(self, frame: Frame) -> None:
        """Take a frame whose samples, if it has any, correct its shares."""
        self.frame = frame
        self._counts: dict[Key, int] = {}
        self._masks: dict[tuple[Version, Key], Mask] = {}

    @cached_property
    def sampled(self) -> Sampled:
        """The samples of the frame."""
        return sampled(self.frame)

    def variables(self, where: Where) -> frozenset[str]:
        """Return the variables of the codebook that a selection speaks of."""
        return frozenset(self.frame.codebook.variables).intersection(where.dimensions)

    def fill(self, by: Sequence[str], where: Where, *, within: bool = False) -> dict[tuple[str, ...], int]:
        """Count all groups of a table, and what their shares need; return the counts."""
        counts = self._fill(by, where)
        first = tuple(by[: int(within)])
        needed = {(first, _key(where)): where}
        if self._coded(by, where) and self.sampled:
            read = tuple(name for name in by if name not in self.frame.codebook.variables)
            plain = self._read(where)
            needed |= {(names, _key(plain)): plain for names in (read, first) if not self._coded(names, plain)}
            needed[tuple(dict.fromkeys(first + read)), _key(where)] = where
        for (names, _), base in needed.items():
            if names and (names, base) != (tuple(by), where):
                self._fill(names, base)
        return counts

    def _fill(self, by: Sequence[str], where: Where) -> dict[tuple[str, ...], int]:
        counts = self.frame.counts(by, where)
        self._counts |= {_key(where.also(**dict(zip(by, groups, strict=True)))): n for groups, n in counts.items()}
        if self.sampled and by and not self._coded(by, where):
            self.sampled.fill(by, where, counts)
        return counts

    def _coded(self, by: Sequence[str], where: Where) -> bool:
        return bool(self.variables(where) or not self.frame.codebook.variables.keys().isdisjoint(by))

    def count(self, where: Where) -> int:
        """Return the number of opportunities that tables show in a selection."""
        key = _key(where)
        if key not in self._counts:
            self._counts[key] = self.frame.count(where)
        return self._counts[key]

    def of(self, chosen: Where, base: Where) -> Figure:
        """Return the share of `base`, of which there is at least one, that is in `chosen`, which is narrower."""
        variables = self.variables(chosen)
        n, total = self.count(chosen), self.count(base)
        interval, method = of_copies(n, total, effect_of_copies(self.frame))
        if not variables:
            return Figure(n / total, interval, method, "read")
        if self._all_by_people(variables, self._read(base)):
            return Figure(n / total, interval, method, "people")
        design, members = self._design(variables, chosen, base)
        if design is not None and members >= FEWEST:
            found = self._combined(design, variables, chosen, base)
            if found is not None:
                note = "; ".join(
                    (*([SHOWN] if abs(found[0] - n / total) > 1e-9 else []), *self._said(design, variables))
                )
                return Figure(*found, self._method(members, base), "both", note or None)
        few = f"not validated: a random sample has {members} people-coded opportunities here, {FEWEST} are needed"
        return Figure(n / total, interval, method, "machine", few if design else None)

    def _read(self, where: Where) -> Where:
        """Return a selection's conditions on what is read, without those on codes."""
        variables = self.frame.codebook.variables
        left = {
            name: values
            for name, values in where.conditions.items()
            if name not in variables
            and not (name == EITHER and any(one in variables for v in values for one, _ in alternatives(v)))
        }
        return Where(where.relation, MappingProxyType(left))

    def _mask(self, version: Version, where: Where) -> Mask:
        key: tuple[Version, Key] = (version if self.variables(where) else "shown", _key(where))
        if key not in self._masks:
            self.count(self._read(where))  # makes derived dimensions
            self._masks[key] = self.sampled.mask(key[0], where)
        return self._masks[key]

    def _by_machine(self, where: Where) -> int:
        """Return the number that the machine alone would show."""
        return self.count(where) - int(self._mask("shown", where).sum()) + int(self._mask("machine", where).sum())

    def _all_by_people(self, variables: frozenset[str], domain: Where) -> bool:
        if not self.sampled:
            return False
        return int((self.sampled.decided(variables) & self._mask("shown", domain)).sum()) == self.count(domain)

    def _design(self, variables: frozenset[str], chosen: Where, base: Where) -> tuple[Design | None, int]:
        """Return the sample that has most people-coded members in a row's denominator, and how many."""
        best: tuple[Design | None, int] = (None, 0)
        for design in self.sampled.designs:
            if variables <= design.variables and self._covers(design, self._read(base)):
                there = self._mask("people", base if self.variables(base) else self._read(chosen))
                members = int(((self.sampled.weights(design, variables) > 0) & there).sum())
                if best[0] is None or members > best[1]:
                    best = design, members
        return best

    def _covers(self, design: Design, domain: Where) -> bool:
        """Return whether each opportunity of a domain had a chance to be drawn."""
        wanted = design.population.conditions
        if self.variables(design.population):  # what codes select changes with them
            return False
        if all(_implied(name, values, domain) for name, values in wanted.items()):
            return True
        both = domain.also(**dict(wanted))
        return self.count(both) == self.count(domain)

    def _combined(
        self, design: Design, variables: frozenset[str], chosen: Where, base: Where
    ) -> tuple[float, Interval] | None:
        weights = self.sampled.weights(design, variables)
        inside, around = self._mask("shown", self._read(chosen)), self._mask("shown", self._read(base))
        yes, label = self._mask("people", chosen), self._mask("machine", chosen)
        size, domain = self._by_machine(chosen), self.count(self._read(chosen))
        if not self.variables(base):
            parts = [(size, True, label), (domain - size, False, inside & ~label)]
            cells = [_cell(n, said, True, part, weights, yes, np.zeros_like(yes)) for n, said, part in parts if n]
            return share(cells, self.count(base))
        among, within = self._mask("people", base), self._mask("machine", base)
        here = base.also(**dict(self._read(chosen).conditions))
        sizes = size, self._by_machine(here), domain, self._by_machine(base), self.count(self._read(base))
        parted = (
            (sizes[0], True, True, label),
            (sizes[1] - sizes[0], False, True, inside & within & ~label),
            (sizes[2] - sizes[1], False, False, inside & ~within),
            (sizes[3] - sizes[1], False, True, around & ~inside & within),
            (sizes[4] - sizes[2] - sizes[3] + sizes[1], False, False, around & ~inside & ~within),
        )
        cells = [_cell(n, said, also, part, weights, yes & among, among & ~yes) for n, said, also, part in parted if n]
        return ratio(cells)

    def _method(self, members: int, base: Where) -> str:
        of = "ratio of shares" if self.variables(base) else "share"
        return f"{of} post-stratified on the machine's code, {members} people-coded, Wilson and MOVER, {LEVEL:.0%}"

    def _said(self, design: Design, variables: frozenset[str]) -> list[str]:
        """Return what a reader must know of the sample."""
        drawn = int((design.weights > 0).sum())
        coded = int((self.sampled.weights(design, variables) > 0).sum())
        waiting = int((self.sampled.disagreed(variables) & (design.weights > 0)).sum())
        said = [f"people have coded {coded} of the {drawn} that were drawn"] if coded < drawn else []
        said += [f"on {waiting} of them people disagree"] if waiting else []
        return said + ([f"{design.late} came after the draw and had no chance in it"] if design.late else [])


def _cell(
    size: int, label: bool, within: bool, part: Mask, weights: NDArray[np.float64], yes: Mask, other: Mask
) -> Cell:
    own = weights * part
    spread = own * np.maximum(own - 1, 0)
    return Cell(
        size, label, float(own.sum()), float(spread.sum()), float(own @ yes), float(spread @ yes),
        float(own @ other), float(spread @ other), within,
    )  # fmt: skip


def _key(where: Where) -> Key:
    return tuple(where.conditions.items())


def _implied(name: str, values: tuple[str, ...], domain: Where) -> bool:
    own = domain.conditions.get(name)
    if own == values:
        return True
    plain = (
        own is not None
        and not any(value.startswith(NOT) for value in (*own, *values))
        and name not in (EITHER, FROM, TO)
    )
    return plain and set(own or ()) <= set(values)
