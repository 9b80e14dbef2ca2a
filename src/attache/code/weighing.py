"""From hits to evidence: how much speaks for each value of a text, and the best words that show it.

The mass of a value is the sum over its distinct terms: weight of the term (strong 1.0, weak 0.35, times
its specificity where the variable is read for topics), times 3 if the term stands in the title, times
1 + 0.35 × ln(number of occurrences). So ten different terms say far more than one term ten times.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from attache.code.compiled import Bools, Compiled, Floats, Ints
from attache.code.matching import Batch, Hits

__all__ = ["MOST_SPANS", "Evidence", "Proof", "weigh"]

TITLE, REPEAT = 3.0, 0.35
MOST_SPANS = 5
Proof = tuple[float, int, int, str]
"""Minus the mass of a term, start and end in title + newline + text, the term: the least is the best."""


@dataclass(slots=True)
class Evidence:
    """What speaks for a value: masses of strong and weak terms, the best places, and evidence taken over."""

    strong: float = 0.0
    weak: float = 0.0
    own: list[Proof] = field(default_factory=list)
    others: list[Evidence] = field(default_factory=list)

    def add(self, other: Evidence, share: float = 1.0) -> None:
        """Take over `share` of the evidence for another value."""
        self.strong += other.strong * share
        self.weak += other.weak * share
        self.others.append(other)

    def proofs(self) -> list[Proof]:
        """The best places, best first: at most five, distinct terms first."""
        if not self.others:
            return self.own
        seen: set[tuple[int, int]] = set()
        first: dict[str, Proof] = {}
        rest: list[Proof] = []
        for proof in sorted(self._all()):
            if proof[1:3] in seen:
                continue
            seen.add(proof[1:3])
            if first.setdefault(proof[3], proof) is not proof:
                rest.append(proof)
        return [*first.values(), *rest][:MOST_SPANS]

    def _all(self) -> list[Proof]:
        found, queue = list(self.own), list(self.others)
        while queue:
            evidence = queue.pop()
            found += evidence.own
            queue += evidence.others
        return found


def weigh(compiled: Compiled, batch: Batch, hits: Hits) -> list[dict[int, Evidence]]:
    """Return for each text of the batch the evidence by index of the value."""
    out: list[dict[int, Evidence]] = [{} for _ in range(batch.start.size)]
    if not hits.term.size:
        return out
    document = np.searchsorted(batch.start, hits.start, side="right") - 1
    value = compiled.terms.value[hits.term]
    group, first, mass = _by_term(compiled, hits, document, hits.start < batch.title_end[document])
    weak = compiled.terms.weak[hits.term[first]]
    sums = (document[first], value[first], np.where(weak, 0.0, mass), np.where(weak, mass, 0.0))
    for doc, val, strong, faint in zip(*(column.tolist() for column in sums), strict=True):
        evidence = out[doc].get(val)
        if evidence is None:
            evidence = out[doc][val] = Evidence()
        evidence.strong += strong
        evidence.weak += faint
    order = _best_rows(document, value, mass[group], first)
    begin = batch.start[document[order]]
    places = (hits.start[order] - begin, hits.end[order] - begin)
    columns = (document[order], value[order], *places, hits.term[order], -mass[group[order]])
    texts = compiled.terms.text
    for doc, val, start, end, term, minus in zip(*(column.tolist() for column in columns), strict=True):
        out[doc][val].own.append((minus, start, end, texts[term]))
    return out


def _by_term(compiled: Compiled, hits: Hits, document: Ints, titled: Bools) -> tuple[Ints, Ints, Floats]:
    """Return for each hit the number of its (text, term), and for each of those its first hit and its mass."""
    key = document * len(compiled.terms.text) + hits.term
    _, first, group, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    in_title = np.bincount(group, weights=titled, minlength=first.size) > 0
    mass = compiled.terms.weight[hits.term[first]] * np.where(in_title, TITLE, 1.0) * (1 + REPEAT * np.log(count))
    return group, first, mass


def _best_rows(document: Ints, value: Ints, mass: Floats, first: Ints) -> Ints:
    """Return the hits to show: per text and value at most five, distinct terms first, heaviest first."""
    repeated = np.ones(document.size, dtype=np.int64)
    repeated[first] = 0
    order = np.lexsort((-mass, repeated, value, document))
    doc, val = document[order], value[order]
    new = np.ones(order.size, dtype=np.bool_)
    new[1:] = (doc[1:] != doc[:-1]) | (val[1:] != val[:-1])
    at = np.arange(order.size)
    rank = at - np.maximum.accumulate(np.where(new, at, 0))
    chosen: Ints = order[rank < MOST_SPANS]
    return chosen
