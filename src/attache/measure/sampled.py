"""What people coded beside the machine, opportunity by opportunity: an edition's samples made ready for estimates.

Of the opportunities that people coded or that were drawn, what people say, what the machine says and what tables show
are kept as masks over `Sampled.ids`; what is read of them is asked of a small copy of `units` in a schema of its own.
So one selection has three answers.

A drawn opportunity counts as coded for a variable where people agree on it, or adjudicated, or where one person alone
coded it. That nothing of a variable applies is a code too: the value `none`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from attache.core.errors import InputError
from attache.measure.frame import Frame
from attache.measure.where import ALL, EITHER, NOT, UNKNOWN, Where, alternatives

__all__ = ["Design", "Mask", "Sampled", "Version", "sampled"]

Version = Literal["people", "machine", "shown"]
Mask = NDArray[np.bool_]
Values = Mapping[str, tuple[str, ...]]
_TABLES = "select count(*) from information_schema.tables where table_name in ('samples', 'sample_members')"
_SAMPLES = """
select sample_id, population, variables, drawn_at from samples where kind = 'codes' order by drawn_at, sample_id
"""
_MEMBERS = """
select m.sample_id, u.i, m.stratum, m.probability
from sample_members m join samples s using (sample_id) join units u on u.opportunity_id = m.member_id
where s.kind = 'codes' and m.role = 'drawn' order by m.sample_id, u.i
"""
_DECIDING = "create table beside as select distinct i from people where said is not null"
_DRAWN = """
insert into beside
select distinct u.i from sample_members m join samples s using (sample_id)
join units u on u.opportunity_id = m.member_id
where s.kind = 'codes' and m.role = 'drawn' and u.i not in (from beside)
"""
_CODES: Mapping[Version, str] = {
    "people": "select i, variable, unnest(said) as value from people where said is not null",
    "machine": "select m.i, m.variable, m.value from machine m semi join beside b on b.i = m.i",
    "shown": "select c.i, c.variable, c.value from coded c semi join beside b on b.i = c.i",
}
_SAID = "select variable, i from people where (said is not null) = ? and i in (from beside)"


@dataclass(frozen=True, slots=True)
class Design:
    """A random sample that people code: variables, population, who was drawn in which stratum with which weight.

    Arrays have a place for each opportunity of `Sampled.ids`; `weights` is 1 / chance, 0 for those that were not drawn.
    `late` opportunities were first seen after the draw, so that they had no chance.
    """

    sample_id: str
    variables: frozenset[str]
    population: Where
    strata: NDArray[np.int64]
    weights: NDArray[np.float64]
    late: int


class Sampled:
    """The samples of a frame. Opportunities are known by their places in `ids`."""

    def __init__(self, frame: Frame) -> None:
        """Read the codes; where nobody coded and nothing was drawn, `ids` is empty."""
        there = frame.rows(_TABLES)[0][0] == 2
        frame.rows(_DECIDING)
        if there:
            frame.rows(_DRAWN)
        self.ids = np.array([row[0] for row in frame.rows("select i from beside order by i")], dtype=np.int64)
        self._variables = frozenset(frame.codebook.variables)
        self._copy = _copy(frame)
        self._codes = {version: self._by_value(frame, query) for version, query in _CODES.items()}
        self._read: dict[tuple[tuple[str, tuple[str, ...]], ...], Mask] = {}
        self._said = {said: self._by_variable(frame, said) for said in (True, False)}
        self.designs = tuple(self._designs(frame)) if there else ()
        self._decided: dict[frozenset[str], Mask] = {}
        self._weights: dict[tuple[str, frozenset[str]], NDArray[np.float64]] = {}

    def __bool__(self) -> bool:
        return bool(len(self.ids))

    def fill(self, by: Sequence[str], where: Where, known: Iterable[tuple[str, ...]]) -> None:
        """Find at once who is in each of the `known` groups; all by what is read, derived dimensions made before."""
        ids: dict[tuple[str, ...], list[int]] = {}
        for *group, i in self._copy.counts([*by, "i"], where):
            ids.setdefault(tuple(group), []).append(int(i))
        for groups in known:
            chosen = where.also(**dict(zip(by, groups, strict=True)))
            self._read[tuple(chosen.conditions.items())] = self._mask(ids.get(groups, ()))

    def mask(self, version: Version, where: Where) -> Mask:
        """Return, for each place, whether it is in a selection by one version of the codes; as `fill`."""
        found = np.ones(len(self.ids), dtype=bool)
        read: dict[str, tuple[str, ...]] = {}
        for name, values in where.conditions.items():
            if name == EITHER:
                for clause in values:
                    either = [self.mask(version, ALL.also(**{one: value})) for one, value in alternatives(clause)]
                    found &= np.logical_or.reduce(either)
            elif name in self._variables:
                found &= self._valued(version, name, values)
            else:
                read[name] = values
        return found & self._of_read(read) if read else found

    def _of_read(self, conditions: Values) -> Mask:
        key = tuple(conditions.items())
        if key not in self._read:
            where = Where(conditions=conditions)
            self._read[key] = self._mask(int(i) for (i,) in self._copy.counts(["i"], where))
        return self._read[key]

    def _valued(self, version: Version, name: str, wanted: Sequence[str]) -> Mask:
        """Test the values of a variable as `Frame` does."""
        masks, nobody = self._codes[version].get(name, {}), np.zeros(len(self.ids), dtype=bool)

        def any_of(values: Collection[str]) -> Mask:
            some: Mask = np.logical_or.reduce([nobody, *(mask for value, mask in masks.items() if value in values)])
            return some

        stated = any_of(masks.keys() - {UNKNOWN})
        left_out = [value.removeprefix(NOT) for value in wanted if value.startswith(NOT)]
        known = [value for value in wanted if not value.startswith(NOT)]
        found = ~nobody if left_out and not known else any_of(set(known) - {UNKNOWN})
        if UNKNOWN in known:
            found |= ~stated
        if UNKNOWN in left_out:
            found &= stated
        return found & ~any_of(set(left_out) - {UNKNOWN})

    def _mask(self, ids: Iterable[int]) -> Mask:
        mask = np.zeros(len(self.ids), dtype=bool)
        mask[np.searchsorted(self.ids, np.fromiter(ids, dtype=np.int64))] = True
        return mask

    def decided(self, variables: frozenset[str]) -> Mask:
        """Return, for each place, whether people decided all these variables."""
        if variables not in self._decided:
            mask = np.ones(len(self.ids), dtype=bool)
            for one in variables:
                mask &= self._said[True].get(one, np.zeros_like(mask))
            self._decided[variables] = mask
        return self._decided[variables]

    def disagreed(self, variables: frozenset[str]) -> Mask:
        """Return, for each place, whether people disagree on one of these variables."""
        mask = np.zeros(len(self.ids), dtype=bool)
        for one in variables:
            mask |= self._said[False].get(one, mask)
        return mask

    def weights(self, design: Design, variables: frozenset[str]) -> NDArray[np.float64]:
        """Return the weights of the drawn that people coded on all these variables, 0 for others.

        Those that are not coded yet are stood for by the others of their stratum, and of a stratum of which none is
        coded by those of all others (weighting-class adjustment: Särndal, Swensson and Wretman, 1992, 15.6).
        """
        key = (design.sample_id, variables)
        if key not in self._weights:
            coded = design.weights * self.decided(variables)
            drawn_by, coded_by = (
                np.bincount(design.strata, weights=one).astype(np.float64)  # of nothing it counts in integers
                for one in (design.weights, coded)
            )
            share = np.divide(drawn_by, coded_by, out=np.zeros_like(drawn_by), where=coded_by > 0)
            stood_for = drawn_by[coded_by > 0].sum()
            self._weights[key] = coded * share[design.strata] * (drawn_by.sum() / stood_for if stood_for else 0.0)
        return self._weights[key]

    def _by_variable(self, frame: Frame, said: bool) -> dict[str, Mask]:
        found: dict[str, list[int]] = {}
        for variable, i in frame.rows(_SAID, said):
            found.setdefault(variable, []).append(i)
        return {variable: self._mask(ids) for variable, ids in found.items()}

    def _by_value(self, frame: Frame, query: str) -> dict[str, dict[str, Mask]]:
        found: dict[str, dict[str, list[int]]] = {}
        for i, variable, value in frame.rows(query):
            found.setdefault(variable, {}).setdefault(value, []).append(i)
        return {name: {value: self._mask(ids) for value, ids in values.items()} for name, values in found.items()}

    def _designs(self, frame: Frame) -> list[Design]:
        members: dict[str, list[tuple[int, str, float]]] = {}
        for sample, i, stratum, chance in frame.rows(_MEMBERS):
            members.setdefault(sample, []).append((i, stratum, chance))
        found = []
        for sample, population, variables, drawn_at in frame.rows(_SAMPLES):
            try:
                where = Where.parse(population)
                frame.count(where)
            except InputError:  # drawn by a dimension that is no more: it validates nothing, and the rows say so
                continue
            found.append(self._design(frame, sample, where, variables or "", drawn_at, members.get(sample, [])))
        return found

    def _design(
        self,
        frame: Frame,
        sample: str,
        population: Where,
        variables: str,
        drawn_at: str,
        members: Sequence[tuple[int, str, float]],
    ) -> Design:
        names = sorted({stratum for _, stratum, _ in members})
        strata, weights = np.zeros(len(self.ids), dtype=np.int64), np.zeros(len(self.ids))
        for i, stratum, chance in members:
            at = np.searchsorted(self.ids, i)
            strata[at], weights[at] = names.index(stratum), 1 / chance
        late = frame.rows("select count(*) from units where first_seen > ?", drawn_at)[0][0]
        coded = frozenset(one.strip() for one in variables.split(";") if one.strip())
        return Design(sample, coded, population, strata, weights, int(late))


def _copy(frame: Frame) -> Frame:
    """Return a frame that sees these opportunities alone, with the derived dimensions of `frame`; it has no codes."""
    frame.rows("create schema few")
    frame.rows("create table few.units as select u.* from units u semi join beside b on b.i = u.i")
    found = copy(frame)
    found.con = frame.con.cursor()
    found.rows("set search_path = 'few,main'")
    return found


_KNOWN: WeakKeyDictionary[Frame, Sampled] = WeakKeyDictionary()


def sampled(frame: Frame) -> Sampled:
    """Return the samples of a frame, made ready at the first question."""
    if frame not in _KNOWN:
        _KNOWN[frame] = Sampled(frame)
    return _KNOWN[frame]
