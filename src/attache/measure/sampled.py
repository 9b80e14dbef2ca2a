"""What people coded beside the machine, opportunity by opportunity: an edition's samples made ready for estimates.

Three small copies of the tables are kept, each in a schema of its own, for the opportunities that people coded or that
were drawn: with the codes of people, of the machine, and as tables show them. The same selection is asked of all three,
and the answer is places in `Sampled.ids`.

A drawn opportunity counts as coded for a variable where people agree on it, or adjudicated, or where one person alone
coded it. That nothing of a variable applies is a code too: the value `none`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from attache.core.errors import InputError
from attache.measure.frame import Frame
from attache.measure.where import Where

__all__ = ["Design", "Places", "Sampled", "Version", "sampled"]

Version = Literal["people", "machine", "shown"]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]
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
    "shown": """select m.i, m.variable, m.value from by_machine.coded m
        anti join people p on p.i = m.i and p.variable = m.variable and p.said is not null
        union all from by_people.coded""",
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
        """Make the copies; where nobody coded and nothing was drawn, `ids` is empty."""
        there = frame.rows(_TABLES)[0][0] == 2
        frame.rows(_DECIDING)
        if there:
            frame.rows(_DRAWN)
        self.ids: Places = np.array([row[0] for row in frame.rows("select i from beside order by i")], dtype=np.int64)
        self._copies = _copies(frame) if len(self.ids) else {}
        self._said = {said: self._by_variable(frame, said) for said in (True, False)}
        self.designs = tuple(self._designs(frame)) if there else ()
        self._decided: dict[frozenset[str], Mask] = {}
        self._weights: dict[tuple[str, frozenset[str]], NDArray[np.float64]] = {}

    def __bool__(self) -> bool:
        return bool(len(self.ids))

    def groups(self, version: Version, by: Sequence[str], where: Where) -> dict[tuple[str, ...], Places]:
        """Return who is in each group of a selection by one version of the codes; derived dimensions are made."""
        if version not in self._copies:
            return {}
        found = self._copies[version].counts([*by, "i"], where)
        ids: dict[tuple[str, ...], list[int]] = {}
        for *groups, i in found:
            ids.setdefault(tuple(groups), []).append(int(i))
        return {groups: self.places(ones) for groups, ones in ids.items()}

    def places(self, ids: Collection[int]) -> Places:
        """Return the places of these opportunities, all of which are in `ids`."""
        return np.searchsorted(self.ids, np.fromiter(ids, dtype=np.int64, count=len(ids)))

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
            drawn_by, coded_by = (np.bincount(design.strata, weights=one) for one in (design.weights, coded))
            share = np.divide(drawn_by, coded_by, out=np.zeros_like(drawn_by), where=coded_by > 0)
            stood_for = drawn_by[coded_by > 0].sum()
            self._weights[key] = coded * share[design.strata] * (drawn_by.sum() / stood_for if stood_for else 0.0)
        return self._weights[key]

    def _by_variable(self, frame: Frame, said: bool) -> dict[str, Mask]:
        found: dict[str, list[int]] = {}
        for variable, i in frame.rows(_SAID, said):
            found.setdefault(variable, []).append(i)
        masks = {variable: np.zeros(len(self.ids), dtype=bool) for variable in found}
        for variable, ids in found.items():
            masks[variable][self.places(ids)] = True
        return masks

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


def _copies(frame: Frame) -> dict[Version, Frame]:
    """Return for each version a frame that sees its copy of the tables, and shares derived dimensions with `frame`."""
    found: dict[Version, Frame] = {}
    for version, codes in _CODES.items():
        frame.rows(f"create schema by_{version}")
        frame.rows(f"create table by_{version}.units as select u.* from units u semi join beside b on b.i = u.i")  # noqa: S608 -- names of ours
        frame.rows(f"create table by_{version}.coded as {codes}")
        found[version] = copy(frame)
        found[version].con = frame.con.cursor()
        found[version].rows(f"set search_path = 'by_{version},main'")
    return found


_KNOWN: WeakKeyDictionary[Frame, Sampled] = WeakKeyDictionary()


def sampled(frame: Frame) -> Sampled:
    """Return the samples of a frame, made ready at the first question."""
    if frame not in _KNOWN:
        _KNOWN[frame] = Sampled(frame)
    return _KNOWN[frame]
