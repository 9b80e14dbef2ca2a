"""From hits to evidence: how much speaks for each value of a text, and the best words that show it.

The mass of a value is the sum over its distinct terms: weight of the term (strong 1.0, weak 0.35, times
its specificity where the variable is read for topics), times 3 if the term stands in the title, times
1 + 0.35 × ln(number of occurrences). So ten different terms say far more than one term ten times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attache.code.arrays import Bools, Floats, Ints, rank_in_runs, starts_of_runs, total
from attache.code.compiled import Compiled
from attache.code.matching import Batch, Hits

__all__ = ["MOST_SPANS", "Evidence", "Proofs", "weigh"]

TITLE, REPEAT = 3.0, 0.35
MOST_SPANS = 3


@dataclass(frozen=True, slots=True)
class Proofs:
    """Places that show a value: text, index of the value, start and end in the batch, term, mass of the term,
    and whether the term was already shown elsewhere in the text."""

    document: Ints
    value: Ints
    start: Ints
    end: Ints
    term: Ints
    mass: Floats
    repeated: Bools

    def best(self) -> Proofs:
        """Return at most three places per text and value, distinct terms first, heaviest first, earliest first."""
        order = np.lexsort((self.start, -self.mass, self.repeated, self.value, self.document))
        rank = rank_in_runs(starts_of_runs(self.document[order], self.value[order]))
        return self.take(order[rank < MOST_SPANS])

    def take(self, rows: Ints | Bools) -> Proofs:
        """Return some of the rows."""
        return Proofs(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Masses of strong and of weak terms by text and index of the value, and the best places."""

    document: Ints
    value: Ints
    strong: Floats
    weak: Floats
    proofs: Proofs


def weigh(compiled: Compiled, batch: Batch, hits: Hits) -> Evidence:
    """Return the evidence in the texts of a batch."""
    terms = compiled.terms
    document = np.searchsorted(batch.start, hits.start, side="right") - 1
    value = terms.value[hits.term]
    group, first, mass = _by_term(compiled, hits, document, hits.start < batch.title_end[document])
    values = len(compiled.values)
    key, at = np.unique(document[first] * values + value[first], return_inverse=True)
    weak = terms.weak[hits.term[first]]
    strong_mass = total(at, np.where(weak, 0.0, mass), key.size)
    weak_mass = total(at, np.where(weak, mass, 0.0), key.size)
    repeated = np.ones(document.size, dtype=np.bool_)
    repeated[first] = False
    proofs = Proofs(document, value, hits.start, hits.end, hits.term, mass[group], repeated)
    return Evidence(key // values, key % values, strong_mass, weak_mass, proofs.best())


def _by_term(compiled: Compiled, hits: Hits, document: Ints, titled: Bools) -> tuple[Ints, Ints, Floats]:
    """Return for each hit the number of its (text, term), and for each of those its first hit and its mass."""
    key = document * len(compiled.terms.text) + hits.term
    _, first, group, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    in_title = np.bincount(group, weights=titled, minlength=first.size) > 0
    mass = compiled.terms.weight[hits.term[first]] * np.where(in_title, TITLE, 1.0) * (1 + REPEAT * np.log(count))
    return group, first, mass
