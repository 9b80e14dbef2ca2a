"""What people decided about pairs of names, and which decisions hold where they contradict each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from attache.link.organisations.clusters import Clusters

__all__ = ["JUDGED", "Contradiction", "Held", "Judgement", "apply"]

JUDGED = ("same", "different", "unsure", "parent")
"""Kinds of decisions on a pair; `parent` says that the first is the parent of the second."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One standing decision on two names (node ids); `seq` is its place in the ledger."""

    seq: int
    decision_id: str
    kind: str
    a: str
    b: str

    @property
    def pair(self) -> Pair:
        """The two ids in order."""
        return (self.a, self.b) if self.a < self.b else (self.b, self.a)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A standing decision that does not hold, because later ones say otherwise or a name is not there."""

    decision_id: str
    kind: str
    message: str


@dataclass(slots=True)
class Held:
    """The decisions that hold, by pair of ids, and those that do not."""

    by_pair: dict[Pair, Judgement] = field(default_factory=dict)
    set_aside: list[Contradiction] = field(default_factory=list)


def apply(judgements: Iterable[Judgement], known: Collection[str], clusters: Clusters) -> Held:
    """Join and forbid in `clusters` as people said; where decisions contradict each other the latest holds."""
    held = Held()
    for one in sorted(judgements, key=lambda j: -j.seq):
        missing = [key for key in (one.a, one.b) if key not in known]
        if missing or one.a == one.b:
            held.set_aside.append(
                Contradiction(one.decision_id, "unknown_name", f"decision on {one.a} and {one.b}: no text has the name")
            )
        elif one.pair in held.by_pair:
            _repeated(one, held)
        elif not _apply(one, clusters):
            held.set_aside.append(
                Contradiction(
                    one.decision_id, "contradiction", f"`{one.kind}` of {one.a} and {one.b}: later decisions exclude it"
                )
            )
        else:
            held.by_pair[one.pair] = one
    return held


def _repeated(one: Judgement, held: Held) -> None:
    later = held.by_pair[one.pair]
    if {one.kind, later.kind} in ({"same", "different"}, {"same", "parent"}):
        said = f"`{one.kind}` of {one.a} and {one.b}: a later decision says `{later.kind}`, which holds"
        held.set_aside.append(Contradiction(one.decision_id, "contradiction", said))


def _apply(one: Judgement, clusters: Clusters) -> bool:
    if one.kind == "same":
        return clusters.join(one.a, one.b)
    if one.kind in ("different", "parent"):
        return clusters.forbid(one.a, one.b)
    return True
