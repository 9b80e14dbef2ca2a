"""Outcome cohorts of an edition with their members, as `measure.members` tells of them.

A member whom nobody has searched for is neither success nor failure: all its flags are `no`, and it is in no
denominator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from attache.measure.frame import Frame

__all__ = ["Cohort", "Member", "cohorts"]


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the relation `members` has it; flags are `yes` or `no`."""

    member_id: str
    role: str
    stratum: str
    stratum_size: int
    index_on: str | None
    searched: str
    deal: str
    deal_or_unknown: str
    deal_graded: str
    exposure_only: str
    report: str
    report_or_unknown: str
    pre_existing: str
    unsearched_outcome: str
    merged: str
    days_least: int | None
    days_most: int | None
    lag_months: str | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """A cohort with its members; `narrowed` where the frame shows a part of the opportunities alone.

    `classes` says of a role, a standing of the tie (`new`, `unknown`, `pre_existing`) and a class of outcome how many
    searched members have it.
    """

    sample_id: str
    size: int
    population_size: int
    strata: str | None
    further_to: str | None
    narrowed: bool
    members: tuple[Member, ...]
    classes: Mapping[tuple[str, str, str], int]

    def of(self, role: str) -> list[Member]:
        """Members of a role, in the order of the draw."""
        return [member for member in self.members if member.role == role]

    def searched(self, role: str) -> list[Member]:
        """Members of a role for whom somebody has looked."""
        return [member for member in self.of(role) if member.searched == "yes"]


_COHORTS = """
select s.sample_id, s.size, s.population_size, s.strata, s.further_to,
  (select count(*) from units) < (select count(*) from opportunities) as narrowed
from samples s where kind = 'outcomes' order by drawn_at, sample_id
"""


_KNOWN: WeakKeyDictionary[Frame, list[Cohort]] = WeakKeyDictionary()


def cohorts(frame: Frame) -> list[Cohort]:
    """Return the cohorts of an edition in the order in which they were registered."""
    if frame not in _KNOWN:
        _KNOWN[frame] = _cohorts(frame)
    return _KNOWN[frame]


def _cohorts(frame: Frame) -> list[Cohort]:
    names = list(Member.__dataclass_fields__)
    members: dict[str, list[Member]] = {}
    query = f"select sample_id, {', '.join(names)} from {frame.relations['members'].sql} order by sample_id, place"  # noqa: S608 -- names of ours
    for sample, *values in frame.rows(query):
        members.setdefault(sample, []).append(Member(*values))
    classes: dict[str, dict[tuple[str, str, str], int]] = {}
    query = f"select sample_id, role, tie, outcome_class, count(*) from {frame.relations['member_outcomes'].sql} group by all"  # noqa: S608, E501 -- names of ours
    for sample, role, tie, found, n in frame.rows(query):
        classes.setdefault(sample, {})[role, tie, found] = n
    return [
        Cohort(key, size, whole, strata, further, narrowed, tuple(members.get(key, ())), classes.get(key, {}))
        for key, size, whole, strata, further, narrowed in frame.rows(_COHORTS)
    ]
