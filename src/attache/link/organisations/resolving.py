"""From spellings and judgements to organisations: ids, names, relations, forwards, pairs in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from attache.link.organisations.clusters import Clusters
from attache.link.organisations.differences import signature
from attache.link.organisations.joining import Edge, edges, join_all
from attache.link.organisations.judgements import Contradiction, Held, Judgement, apply
from attache.link.organisations.nodes import Ids, Node, Spelling, nodes_of, norm
from attache.link.organisations.pairs import Cache, Scored, score_pairs
from attache.link.organisations.relations import Containment, containments
from attache.link.organisations.summaries import Summary, summaries

__all__ = ["Doubt", "Joined", "Related", "Resolved", "resolve"]

Pair = tuple[str, str]
Beside = Callable[[Iterable[Pair], Ids], Mapping[Pair, int]]


@dataclass(frozen=True, slots=True)
class Joined:
    """How a name came to its organisation: `founder`, `written together`, `score` or `decision`."""

    how: str
    score: float | None = None
    reasons: str = ""
    decision_id: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A parent and its part, as organisation ids."""

    parent: str
    child: str
    kind: str
    reason: str
    decision_id: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A scored pair: state `same` (in one organisation), `different` or `unsure` (judged), `related` or `open`.

    `related` names say themselves that one is a part of the other; `held_by` says what clearly separates an open pair.
    """

    a: str
    b: str
    score: float
    reasons: str
    state: str
    held_by: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """All that follows from the names and the judgements.

    `organisation` maps each node to its organisation's id, `joined` to how it came there; `splits` are (node, decision)
    of judgements that keep two names apart.
    """

    nodes: Mapping[str, Node]
    organisation: Mapping[str, str]
    joined: Mapping[str, Joined]
    doubts: tuple[Doubt, ...]
    relations: tuple[Related, ...]
    splits: tuple[tuple[str, str], ...]
    set_aside: tuple[Contradiction, ...]
    ids: Ids = field(compare=False)

    def summaries(self) -> Iterator[Summary]:
        """Yield the organisations, by id."""
        return summaries(self.nodes, self.organisation)

    def of(self, spelling: Spelling) -> str | None:
        """Return the organisation that a spelling speaks of, None for a name without letters.

        Where its two names are of different organisations, the name that tells more decides: the one with a place,
        else the Chinese one.
        """
        found = [self.ids.of(name, spelling.country)[0] for name in spelling.names]
        if not found:
            return None
        best = max(found, key=lambda key: bool(self.nodes[key].traits.cities or self.nodes[key].traits.lands))
        return self.organisation[best]

    def all_of(self, spelling: Spelling) -> tuple[str, ...]:
        """Return the organisations of all names of a spelling: two where its names are kept apart."""
        keys = (self.ids.of(name, spelling.country)[0] for name in spelling.names)
        return tuple(dict.fromkeys(self.organisation[key] for key in keys))


def resolve(
    spellings: Collection[Spelling],
    judgements: Collection[Judgement] = (),
    cache: Cache | None = None,
    beside: Beside | None = None,
) -> Resolved:
    """Resolve spellings to organisations under the standing judgements; the order of neither matters.

    `beside` is asked, for pairs that may be one organisation, how many documents name both.
    """
    known = cache or Cache()
    ids = _ids(known)
    nodes = nodes_of(spellings, {key: (one.name, one.traits) for key, one in known.nodes.items()}, ids)
    together = _together(spellings, ids)
    signatures = {key: signature(node) for key, node in nodes.items()}
    clusters = Clusters(signatures)
    held = apply(judgements, nodes, clusters)
    scored = score_pairs(nodes, {*together, *held.by_pair}, known)
    parts = list(containments(nodes))
    related = {_pair(p.parent, p.child) for p in parts}
    for pair in sorted(related | {pair for pair, one in held.by_pair.items() if one.kind == "unsure"}):
        clusters.keep_apart(*pair)
    near = beside(scored, ids) if beside else {}
    joined, refused = join_all(edges(nodes, scored, together, near), signatures, clusters)
    organisation = _founders(clusters, nodes)
    return Resolved(
        nodes=nodes,
        organisation=organisation,
        joined={key: _how(key, organisation, joined, held) for key in nodes},
        doubts=tuple(_doubt(pair, one, clusters, held, refused, related) for pair, one in sorted(scored.items())),
        relations=tuple(_relations(parts, held, organisation)),
        splits=tuple(_splits(held)),
        set_aside=tuple(held.set_aside),
        ids=ids,
    )


def _ids(known: Cache) -> Ids:
    own = {key for key, one in known.nodes.items() if not one.generic}
    return Ids(own, {norm(one.name) for one in known.nodes.values() if one.generic})


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _together(spellings: Iterable[Spelling], ids: Ids) -> Counter[Pair]:
    """Count for each pair of names the mentions that carry both."""
    found = Counter[Pair]()
    for one in spellings:
        keys = {ids.of(name, one.country)[0] for name in one.names}
        if len(keys) > 1:
            found[_pair(*keys)] += one.mentions
    return found


def _founders(clusters: Clusters, nodes: Mapping[str, Node]) -> dict[str, str]:
    out = {}
    for members in clusters.sets():
        founder = min(members, key=lambda key: (nodes[key].first, key))
        out.update(dict.fromkeys(members, founder))
    return out


def _how(key: str, organisation: Mapping[str, str], joined: Mapping[str, Edge], held: Held) -> Joined:
    if organisation[key] == key:
        return Joined("founder")
    said = [j for pair, j in held.by_pair.items() if j.kind == "same" and key in pair]
    if said:
        return Joined("decision", None, "people judged it the same", min(said, key=lambda j: j.seq).decision_id)
    edge = joined[key]
    return Joined(edge.how, edge.score, edge.reasons)


def _doubt(
    pair: Pair, one: Scored, clusters: Clusters, held: Held, refused: Mapping[Pair, str], related: Collection[Pair]
) -> Doubt:
    judged = held.by_pair.get(pair)
    if clusters.together(*pair):
        state = "same"
    elif clusters.forbidden(*pair):
        state = "different"
    elif judged and judged.kind == "unsure":
        state = "unsure"
    else:
        state = "related" if pair in related else "open"
    against = (refused.get(pair) or clusters.clash(*pair) or "") if state == "open" else ""
    return Doubt(*pair, one.score, one.reasons, state, against)


def _relations(parts: Iterable[Containment], held: Held, organisation: Mapping[str, str]) -> Iterable[Related]:
    found: dict[Pair, Related] = {}
    for j in sorted(held.by_pair.values(), key=lambda j: j.seq):
        if j.kind == "parent":
            pair = organisation[j.a], organisation[j.b]
            found[pair] = Related(*pair, "parent", "people judged it the parent", j.decision_id)
    for part in parts:
        pair = organisation[part.parent], organisation[part.child]
        if pair[0] != pair[1]:
            found.setdefault(pair, Related(*pair, part.kind, part.reason))
    return (found[pair] for pair in sorted(found))


def _splits(held: Held) -> Iterable[tuple[str, str]]:
    for j in held.by_pair.values():
        if j.kind == "different":
            yield j.a, j.decision_id
            yield j.b, j.decision_id
