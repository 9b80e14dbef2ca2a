"""Samples as work for people: how much of each is coded, which member comes next, and where coders disagree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from attache.build.registering import Registered, registered
from attache.ledger import ADJUDICATED, Decision, Ledger
from attache.web.record.since import standing
from attache.web.site import View

__all__ = ["Doubt", "Given", "Part", "Present", "Step", "Work", "doubts", "given", "present_in", "step", "works"]

_AT_ONCE = 500
_PRESENT = "select distinct subject_id from cards where subject_id in (select value from json_each(?))"
Given = Mapping[tuple[str, str], Mapping[str, Set[str]]]
"""What each coder gave, by variable and opportunity."""
Present = Callable[[Sequence[str]], Sequence[str]]
"""Which of some opportunities the edition has, in the order given: what was merged or taken away cannot be coded."""


@dataclass(frozen=True, slots=True)
class Part:
    """One variable of a sample: how many members one has coded, how many each other coder has, and those in doubt.

    `first` is the first member that one has not coded, `doubtful` the first that waits for an adjudicator; empty if
    there is none.
    """

    variable: str
    mine: int
    others: tuple[tuple[str, int], ...]
    doubts: int
    first: str
    doubtful: str


@dataclass(frozen=True, slots=True)
class Work:
    """A sample with its variables; `size` is the number of its members that the edition has."""

    sample: Registered
    size: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Where one is in a variable of a sample: the place of `size`, how many wait, the next to do, those beside it."""

    place: int
    size: int
    waiting: int
    following: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A variable of an opportunity on which people differ and which nobody has adjudicated; `said` by coder."""

    unit: str
    variable: str
    said: Mapping[str, Set[str]]


def present_in(view: View) -> Present:
    """Return a function that says which of some opportunities an edition has."""

    def present(units: Sequence[str]) -> list[str]:
        found = {row["subject_id"] for row in view.shelf.rows(_PRESENT, (json.dumps(units),))}
        return [one for one in units if one in found]

    return present


def given(decisions: Iterable[Decision]) -> Given:
    """Return what the codes among standing decisions say."""
    found: dict[tuple[str, str], dict[str, set[str]]] = {}
    for one in decisions:
        if one.kind == "code":
            key = str(one.payload["variable"]), one.subject
            found.setdefault(key, {}).setdefault(one.author, set()).add(str(one.payload["value"]))
    return found


def works(ledger: Ledger, codes: Given, present: Present, coder: str) -> list[Work]:
    """Return the standing samples that people code, the last first, as work of `coder`."""
    found = [one for one in registered(ledger, "codes") if one.standing]
    return [_work(one, codes, present, coder) for one in reversed(found)]


def _work(sample: Registered, codes: Given, present: Present, coder: str) -> Work:
    units = present(_units(sample))
    return Work(sample, len(units), tuple(_part(codes, units, variable, coder) for variable in sample.variables))


def _part(codes: Given, units: Sequence[str], variable: str, coder: str) -> Part:
    said = {unit: codes.get((variable, unit), {}) for unit in units}
    counts = Counter(who for one in said.values() for who in one)
    others = sorted((who, n) for who, n in counts.items() if who != coder)
    waiting = [unit for unit in units if coder not in said[unit]]
    doubtful = [unit for unit in units if _differ(said[unit])]
    firsts = (next(iter(found), "") for found in (waiting, doubtful))
    return Part(variable, counts[coder], tuple(others), len(doubtful), *firsts)


def step(
    ledger: Ledger, sample: Registered, present: Present, variable: str, unit: str, coder: str, *, adjudicating: bool
) -> Step:
    """Return where `coder` is who looks at `unit`; what is still to do is looked for behind it, then before it.

    To do is what `coder` has not coded; with `adjudicating`, what people differ on.
    """
    units = present(_units(sample))
    parts = (units[at : at + _AT_ONCE] for at in range(0, len(units), _AT_ONCE))
    codes = given(one for part in parts for one in standing(ledger.about(*part)))
    said = {one: codes.get((variable, one), {}) for one in units}
    waiting = {one for one in units if (_differ(said[one]) if adjudicating else coder not in said[one])}
    at = units.index(unit) if unit in units else -1
    behind, ahead = units[: max(at, 0)], units[at + 1 :]
    following = next((one for one in (*ahead, *behind) if one in waiting), "")
    return Step(at + 1, len(units), len(waiting), following, behind[-1] if behind else "", ahead[0] if ahead else "")


def doubts(codes: Given) -> list[Doubt]:
    """Return everything on which people differ, in a sample or not, in the order of variables and opportunities."""
    return [Doubt(unit, variable, said) for (variable, unit), said in sorted(codes.items()) if _differ(said)]


def _units(sample: Registered) -> list[str]:
    return [str(one["id"]) for one in sample.members]


def _differ(said: Mapping[str, Set[str]]) -> bool:
    adjudicated = any(coder.startswith(ADJUDICATED) for coder in said)
    return not adjudicated and len({frozenset(values) for values in said.values()}) > 1
