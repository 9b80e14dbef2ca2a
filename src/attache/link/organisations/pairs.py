"""Pairs of names that may be one organisation, each with its score; what an earlier run scored is taken over."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from attache.link.organisations.nodes import Node
from attache.link.organisations.traits import Traits
from attache.link.score import best_logit, probability, reasons

__all__ = ["LEAST", "Cache", "KnownNode", "Scored", "score_pairs"]

LEAST = 0.35
"""Probability from which a pair is kept; what is less sure is not asked about either."""
MOST_NAMES = 48
"""Names under one key beyond which that key says nothing and is passed over."""
DOMAIN = 2.5
"""Log-odds that organisations offered under the same e-mail domain are one."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scored:
    """Probability (rounded to four digits) that two names are of one organisation, and the reasons."""

    score: float
    reasons: str


@dataclass(frozen=True, slots=True)
class KnownNode:
    """What an earlier run compared: the name as written, its country and domain, whether it is generic, traits."""

    name: str
    country: str | None
    domain: str | None
    generic: bool
    traits: Traits


@dataclass(frozen=True, slots=True)
class Cache:
    """What an earlier run of the same code found: the nodes, and the pairs that it kept."""

    nodes: Mapping[str, KnownNode] = field(default_factory=dict)
    pairs: Mapping[Pair, Scored] = field(default_factory=dict)


def score_pairs(nodes: Mapping[str, Node], together: Iterable[Pair], cache: Cache) -> dict[Pair, Scored]:
    """Score all pairs that share a key; those of `together` whatever their score, the others from LEAST on.

    The result is the same with any cache of the same code.
    """
    same = {key for key, node in nodes.items() if _unchanged(node, cache.nodes.get(key))}
    dead, wanted = _candidates(nodes, cache, same)
    found: dict[Pair, Scored] = {}
    for pair, scored in cache.pairs.items():
        if (
            pair[0] in same
            and pair[1] in same
            and scored.score >= LEAST
            and _alive(nodes[pair[0]], nodes[pair[1]], dead)
        ):
            found[pair] = scored
    for pair in sorted(wanted):
        scored = score(nodes[pair[0]], nodes[pair[1]])
        if scored.score >= LEAST:
            found[pair] = scored
    for pair in sorted(set(together) - found.keys()):
        known = cache.pairs.get(pair) if pair[0] in same and pair[1] in same else None
        found[pair] = known or score(nodes[pair[0]], nodes[pair[1]])
    return found


def score(a: Node, b: Node) -> Scored:
    """Compare two nodes by name, country and domain."""
    one, two = a.parsed, b.parsed
    value = best_logit(one, two, a.country, b.country)
    alike = a.domain is not None and a.domain == b.domain
    sure = round(probability(value + DOMAIN if alike else value), 4)
    if sure < LEAST:
        return Scored(sure, "")
    told = reasons(one, two, a.country, b.country)
    return Scored(sure, "; ".join((f"same domain {a.domain}: +{DOMAIN}", *told) if alike else told))


def _unchanged(node: Node, known: KnownNode | None) -> bool:
    return known is not None and (known.name, known.country, known.domain) == (node.name, node.country, node.domain)


def _alive(a: Node, b: Node, dead: frozenset[int]) -> bool:
    """Tell whether two names still share a key that is not too common, where some keys became so or went."""
    return not set(a.traits.keys).intersection(b.traits.keys) <= dead


def _candidates(nodes: Mapping[str, Node], cache: Cache, same: set[str]) -> tuple[frozenset[int], set[Pair]]:
    """Return the keys that are too common now, and the pairs that must be scored."""
    names, (key, owner) = list(nodes), _flat(node.traits.keys for node in nodes.values())
    old = _live(_flat(known.traits.keys for known in cache.nodes.values())[0])
    order = np.lexsort((owner, key))
    key, owner = key[order], owner[order]
    distinct, first, sizes = np.unique(key, return_index=True, return_counts=True)
    common = frozenset(distinct[sizes > MOST_NAMES].tolist())
    fresh = np.array([name not in same for name in names], dtype=bool)
    touched = np.add.reduceat(fresh[owner], first) > 0 if len(first) else np.zeros(0, dtype=bool)
    known = np.isin(distinct, old)
    blocks = (sizes > 1) & (sizes <= MOST_NAMES) & (touched | ~known)
    wanted: set[Pair] = set()
    for at in np.flatnonzero(blocks).tolist():
        members = [names[i] for i in owner[first[at] : first[at] + sizes[at]].tolist()]
        everything = not known[at]
        wanted.update(_block(members, same if not everything else set()))
    return common, wanted


def _block(members: list[str], same: set[str]) -> Iterator[Pair]:
    for a, b in itertools.combinations(members, 2):
        if a not in same or b not in same:
            yield (a, b) if a < b else (b, a)


def _flat(keys: Iterable[tuple[int, ...]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows = list(keys)
    sizes = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    flat = np.fromiter(itertools.chain.from_iterable(rows), dtype=np.int64, count=int(sizes.sum()))
    return flat, np.repeat(np.arange(len(rows), dtype=np.int64), sizes)


def _live(flat: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the keys under which an earlier run compared names."""
    distinct, sizes = np.unique(flat, return_counts=True)
    return distinct[sizes <= MOST_NAMES]
