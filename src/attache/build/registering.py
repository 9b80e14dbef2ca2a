"""Registering samples: drawn from an edition, written into the ledger with their frozen lists, never replaced.

The same draw cannot be registered twice, and another one on the same population is registered as a further one, so
that nobody can draw until the result suits without leaving a trace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attache.build.edition import Edition
from attache.core.errors import InputError, NotFoundError
from attache.core.ids import stable_id
from attache.core.samples import COMPARISON, DRAWN
from attache.ledger import Decision, Draft, Ledger
from attache.measure import populations, sampling
from attache.measure.frame import Frame
from attache.measure.populations import Candidate
from attache.measure.sampling import Drawn
from attache.measure.where import ALL, Where

__all__ = ["Plan", "Registered", "find", "register", "registered"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be drawn: `kind` is `codes` or `outcomes`, `by` names the strata.

    `about` is a variable and a value whose spread an optimal allocation follows. `comparison` are organisations that
    no posting offers, `source` says where they come from, and `ratio` how many are drawn for each member.
    """

    kind: str
    size: int
    seed: int
    where: Where = ALL
    by: tuple[str, ...] = ()
    allocation: str = "proportional"
    about: tuple[str, str] | None = None
    question: str = ""
    variables: tuple[str, ...] = ()
    comparison: Sequence[Candidate] = ()
    source: str = ""
    ratio: int = 1


@dataclass(frozen=True, slots=True)
class Registered:
    """A sample as the ledger has it; `members` are its frozen list, `standing` is whether it was taken back."""

    sample_id: str
    decision: Decision
    standing: bool = True

    @property
    def members(self) -> list[Mapping[str, Any]]:
        """Members with id, role, place, stratum, chance …, in the order of the draw, the comparison group last."""
        return list(self.decision.payload["members"])

    @property
    def kind(self) -> str:
        """`codes` or `outcomes`."""
        return str(self.decision.payload["kind"])

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables that people code."""
        return tuple(filter(None, str(self.decision.payload.get("variables") or "").split(";")))

    @property
    def further_to(self) -> tuple[str, ...]:
        """Samples that were registered before it on the same population."""
        return tuple(filter(None, str(self.decision.payload.get("further_to") or "").split(";")))

    def of(self, role: str) -> list[Mapping[str, Any]]:
        """Members of a role."""
        return [one for one in self.members if one["role"] == role]


def registered(ledger: Ledger, kind: str | None = None) -> list[Registered]:
    """Return the samples of the ledger, also those taken back, in the order in which they were registered."""
    standing = {one.decision_id for one in ledger.decisions("sample", standing=True)}
    found = (Registered(one.subject, one, one.decision_id in standing) for one in ledger.decisions("sample"))
    return [one for one in found if kind in (None, one.kind)]


def find(ledger: Ledger, name: str, kind: str) -> Registered:
    """Return a sample by its id or the beginning of it, which must be of one; NotFoundError where there is none."""
    known = registered(ledger, kind)
    command = "cohort" if kind == "outcomes" else "sample"
    found = {one.sample_id: one for one in reversed(known) if one.sample_id.startswith(name)} if name else {}
    if len(found) != 1:
        what = f"`{name}` is the beginning of {len(found)} ids" if found else f"there is no {command} `{name}`"
        raise NotFoundError(what, mend=f"`attache {command} list` lists them")
    return next(iter(found.values()))


def register(
    ledger: Ledger, edition: Edition, frame: Frame, plan: Plan, *, author: str, at: str | None = None
) -> Registered:
    """Draw a sample from an edition opened as `frame`, and register it; InputError where it is registered already."""
    people, population = _population(frame, plan)
    if not population:
        raise InputError(f"nothing is in `{plan.where}`", mend="widen the selection")
    spread = populations.spread(frame, population, *plan.about) if plan.about else None
    drawn = sampling.draw(population, plan.size, plan.seed, allocation=plan.allocation, spread=spread)
    members = list(_members(drawn, people, DRAWN))
    members += _matched(plan, drawn, members)
    strata, variables = ";".join(plan.by) or None, ";".join(plan.variables) or None
    listed = "\n".join(f"{one['role']} {one['id']}" for one in members)
    key = stable_id("sample", plan.kind, str(plan.seed), str(plan.where), strata or "", variables or "", listed)
    said: dict[str, Any] = {
        "kind": plan.kind, "seed": plan.seed, "edition": edition.edition_id, "population": str(plan.where),
        "population_size": len(population), "strata": strata, "allocation": plan.allocation, "size": len(drawn),
        "comparison": plan.source or None, "variables": variables, "question": plan.question or None,
        "further_to": ";".join(_earlier(ledger, plan, key)) or None, "members": members,
        "synthetic": frame.stamp.synthetic,
    }  # fmt: skip
    (made,) = ledger.extend([Draft("sample", key, said, author, at=at)])
    return Registered(key, made)


def _population(frame: Frame, plan: Plan) -> tuple[dict[str, Candidate], list[tuple[str, str]]]:
    if plan.kind == "codes":
        return {}, populations.opportunities(frame, plan.where, plan.by)
    people = {one.id: one for one in populations.offered(frame, plan.where, plan.by)}
    return people, [(one.id, one.stratum) for one in people.values()]


def _matched(plan: Plan, drawn: Sequence[Drawn], members: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Draw the comparison group; each takes the first posting of a member of its stratum as its own first day."""
    taken = {one["id"] for one in members}
    people = {one.id: one for one in plan.comparison if one.id not in taken}
    found = sampling.match([(one.id, one.stratum) for one in people.values()], drawn, plan.seed, plan.ratio)
    days: dict[str, list[str | None]] = {}
    for ours in members:
        days.setdefault(ours["stratum"], []).append(ours["index_on"])
    at: Counter[str] = Counter()
    for one in found:
        known = days[one.stratum]
        people[one.id] = replace(people[one.id], index_on=known[at[one.stratum] % len(known)])
        at[one.stratum] += 1
    return list(_members(found, people, COMPARISON))


def _members(drawn: Iterable[Drawn], people: Mapping[str, Candidate], role: str) -> Iterable[dict[str, Any]]:
    for one in drawn:
        who = people.get(one.id)
        yield {
            "id": one.id, "role": role, "place": one.place, "name": who.name if who else None,
            "country": who.country if who else None, "stratum": one.stratum, "stratum_size": one.stratum_size,
            "stratum_drawn": one.stratum_drawn, "probability": one.probability,
            "index_on": who.index_on if who else None,
        }  # fmt: skip


def _earlier(ledger: Ledger, plan: Plan, key: str) -> list[str]:
    """Return samples with the same purpose on the same population; refuse the same sample."""
    found = []
    for one in registered(ledger, plan.kind):
        if one.sample_id == key:
            command = "cohort" if plan.kind == "outcomes" else "sample"
            raise InputError(
                f"this sample is registered already as {key}, by {one.decision.author} on {one.decision.at[:10]}",
                mend=f"go on with it: `attache {command} show {key}`",
            )
        shared = plan.kind == "outcomes" or set(plan.variables) & set(one.variables)
        if shared and one.decision.payload["population"] == str(plan.where) and one.sample_id not in found:
            found.append(one.sample_id)
    return found
