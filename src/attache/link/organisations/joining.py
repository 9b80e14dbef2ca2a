"""What a machine joins: pairs that texts write together or that are surely one name, the surest first."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from attache.link.organisations.clusters import Clusters
from attache.link.organisations.differences import Signature, difference
from attache.link.organisations.nodes import Node
from attache.link.organisations.pairs import LEAST, Scored
from attache.link.score import probability

__all__ = ["SURE", "Edge", "edges", "join_all"]

SURE = 0.9
"""Probability from which a machine joins two names that nothing separates."""
EXACT = 0.97
"""Probability given to two names in one script whose cores are equal (the same but for legal form and writing)."""
BESIDE = 2.5
"""Log-odds that two names which may be one are one where one document names both."""
MARGIN = 0.03
"""Two partners whose probabilities differ by less fit equally well."""
TOGETHER, LIKE = 2, 1
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Edge:
    """A pair that a machine would join: why (`together` or `score`), how strong, and in words."""

    a: str
    b: str
    tier: int
    score: float
    reasons: str

    @property
    def how(self) -> str:
        """Name of the rule."""
        return "written together" if self.tier == TOGETHER else "score"


def edges(
    nodes: Mapping[str, Node], scored: Mapping[Pair, Scored], together: Mapping[Pair, int], beside: Mapping[Pair, int]
) -> list[Edge]:
    """Return what would be joined if nothing stood against it, the strongest first.

    `together` counts the mentions that carry both names of a pair, `beside` the documents that name both.
    """
    found = []
    for (a, b), one in scored.items():
        mentions = together.get((a, b), 0)
        if mentions and nodes[a].generic == nodes[b].generic:
            told = f"written together in {mentions} mention{'s' if mentions > 1 else ''}"
            found.append(Edge(a, b, TOGETHER, max(one.score, EXACT), f"{told}; {one.reasons}".removesuffix("; ")))
        elif nodes[a].generic or nodes[b].generic:
            continue
        elif _equal_cores(nodes[a], nodes[b]):
            found.append(Edge(a, b, LIKE, max(one.score, EXACT), f"cores equal; {one.reasons}"))
        elif (found_beside := _beside(one, beside.get((a, b), 0))).score >= SURE:
            found.append(Edge(a, b, LIKE, found_beside.score, found_beside.reasons))
    return sorted(found, key=lambda e: (-e.tier, -e.score, e.a, e.b))


def _beside(one: Scored, documents: int) -> Scored:
    """Return the score with what it says that some documents name both."""
    if not documents or not LEAST <= one.score < 1:
        return one
    value = math.log(one.score / (1 - one.score)) + BESIDE
    told = f"named together in {documents} document{'s' if documents > 1 else ''}: +{BESIDE}"
    return Scored(round(probability(value), 4), f"{told}; {one.reasons}")


def _equal_cores(a: Node, b: Node) -> bool:
    return bool(a.traits.core) and a.traits.core == b.traits.core


def join_all(
    found: list[Edge], signatures: Mapping[str, Signature], clusters: Clusters
) -> tuple[dict[str, Edge], dict[Pair, str]]:
    """Join along the edges in order; return the first edge by which each name joined, and why others did not."""
    joined: dict[str, Edge] = {}
    refused: dict[Pair, str] = {}
    doubtful = _doubtful(found, signatures, clusters)
    for edge in found:
        pair = (edge.a, edge.b)
        why = _against(edge, clusters, doubtful)
        if why is None and clusters.join(edge.a, edge.b):
            joined.setdefault(edge.a, edge)
            joined.setdefault(edge.b, edge)
        elif why is not None and not clusters.together(*pair):
            refused[pair] = why
    return joined, refused


def _against(edge: Edge, clusters: Clusters, doubtful: Collection[str]) -> str | None:
    if clusters.together(edge.a, edge.b):
        return None
    if clusters.forbidden(edge.a, edge.b):
        return "judged different"
    if edge.a in doubtful or edge.b in doubtful:
        return "fits several organisations equally"
    return clusters.clash(edge.a, edge.b)


def _doubtful(found: list[Edge], signatures: Mapping[str, Signature], clusters: Clusters) -> frozenset[str]:
    """Return the names whose best partners, equally good, are clearly not one organisation."""
    best: dict[str, list[str]] = {}
    top: dict[str, Edge] = {}
    for edge in found:
        if clusters.forbidden(edge.a, edge.b) or clusters.clash(edge.a, edge.b):
            continue
        for key, other in ((edge.a, edge.b), (edge.b, edge.a)):
            first = top.setdefault(key, edge)
            if edge.tier == first.tier and edge.score >= first.score - MARGIN:
                best.setdefault(key, []).append(other)
    return frozenset(key for key, others in best.items() if len(others) > 1 and _apart(others, signatures, clusters))


def _apart(others: list[str], signatures: Mapping[str, Signature], clusters: Clusters) -> bool:
    kinds: dict[tuple[Signature, str], str] = {}
    for key in others:
        kinds.setdefault((signatures[key], clusters.root(key)), key)
    keys = list(kinds.values())
    return any(
        difference(signatures[a], signatures[b]) or clusters.forbidden(a, b)
        for at, a in enumerate(keys)
        for b in keys[at + 1 :]
    )
