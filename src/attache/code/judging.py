"""From evidence to codes: confidence, thresholds, one value or many, what is asked at all.

Confidence is 1 - exp(-gain × mass). Where a variable is read for topics, mass shrinks with the square root of
the length of the text from 400 characters (100 where all evidence is weak) up to 10,000, and confidence with the
share of the mass that the value has of the greatest at its level; so a passing mention in a long text stays
below the topic of the text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attache.code.arrays import Bools, Floats, Ints, greatest, rank_in_runs, starts_of_runs
from attache.code.weighing import Evidence
from attache.vocabulary.codebook import Codebook, Condition, Variable

__all__ = ["BELOW", "CODED", "FAINT", "NOT_ASKED", "OTHER_CHOSEN", "TIED", "Judge", "Judged"]

CODED, FAINT, BELOW, NOT_ASKED, TIED, OTHER_CHOSEN = range(6)
PLAIN_LENGTH, FAINT_LENGTH, LENGTH_POWER = 400, 100, 0.5
LONGEST = 10_000
SHARE_FLOOR = 0.35
WEAK_MOST, MOST = 0.45, 0.99
TIE = 0.05
SURE = 0.6
STEP = 0.0001


@dataclass(slots=True)
class Judged:
    """Values with evidence by text: mass, confidence, and `CODED` or why not. Sorted by text, variable, best first."""

    document: Ints
    value: Ints
    mass: Floats
    confidence: Floats
    status: Ints

    def take(self, rows: Ints | Bools) -> Judged:
        """Return some of the rows."""
        return Judged(*(getattr(self, name)[rows] for name in self.__slots__))


class Judge:
    """Turns the evidence of texts into codes; what it needs of the codebook is worked out once, by value."""

    def __init__(self, codebook: Codebook, values: tuple[tuple[str, str], ...]) -> None:
        self.codebook, self.values = codebook, values
        names = tuple(codebook.variables)
        number = {name: at for at, name in enumerate(names)}
        of = [codebook.variables[variable] for variable, _ in values]
        self.variable = np.array([number[v.variable] for v in of], dtype=np.int64)
        self.variables = len(names)
        self.depth = np.array([_depth(v, value) for v, (_, value) in zip(of, values, strict=True)], dtype=np.int64)
        self.depths = int(self.depth.max(initial=0)) + 1
        self.gain = np.array([v.gain for v in of])
        self.threshold = np.array([v.threshold for v in of])
        self.topic = np.array([v.reading == "topic" for v in of], dtype=np.bool_)
        self.multi = np.array([v.multi for v in of], dtype=np.bool_)
        self.highest = np.array([v.choose == "highest" for v in of], dtype=np.bool_)
        index = {name: at for at, name in enumerate(values)}
        conditions = dict.fromkeys(c for v in codebook.variables.values() for c in map(_key, v.applies))
        self._asked = [(self._condition(key, index), self._under(key, names)) for key in conditions]
        self._first = np.isin(self.variable, [number[key[0]] for key in conditions])

    def _condition(self, key: tuple[str, tuple[str, ...]], index: dict[tuple[str, str], int]) -> tuple[int, Ints]:
        variable = int(self.variable[index[key[0], key[1][0]]])
        return variable, np.array([index[key[0], value] for value in key[1]], dtype=np.int64)

    def _under(self, key: tuple[str, tuple[str, ...]], names: tuple[str, ...]) -> Bools:
        """Return by variable whether it is asked under a condition."""
        return np.array([key in map(_key, self.codebook.variables[name].applies) for name in names], dtype=np.bool_)

    def judge(self, evidence: Evidence, lengths: Ints) -> Judged:
        """Return all values with evidence, judged; `lengths` are those of the texts in characters."""
        judged = self._weighed(evidence, lengths)
        first = self._first[judged.value]
        for rows in (first, ~first):
            part = judged.take(rows)
            if not first.all() and rows is not first:
                self._withhold(part, judged.take(first), lengths.size)
            self._choose(part)
            judged.status[rows], judged.confidence[rows] = part.status, part.confidence
        return judged

    def _weighed(self, evidence: Evidence, lengths: Ints) -> Judged:
        value, document = evidence.value, evidence.document
        group = document * self.variables + self.variable[value]
        size = lengths.size * self.variables
        any_strong = greatest(evidence.strong, group, size)[group] > 0
        counts = (evidence.strong > 0) | ~any_strong
        topic = self.topic[value]
        length = np.clip(lengths, 1, LONGEST)[document]
        shrink = np.minimum(1.0, (np.where(any_strong, PLAIN_LENGTH, FAINT_LENGTH) / length) ** LENGTH_POWER)
        mass = np.where(counts, evidence.strong + evidence.weak, 0.0) * np.where(topic, shrink, 1.0)
        level = group * self.depths + self.depth[value]
        most = greatest(mass, level, size * self.depths)[level]
        share = np.where(topic & (most > 0), mass / np.where(most > 0, most, 1.0), 1.0)
        plain = (1 - np.exp(-self.gain[value] * mass)) * (SHARE_FLOOR + (1 - SHARE_FLOOR) * np.sqrt(share))
        confidence = np.round(np.minimum(plain, np.where(any_strong, MOST, WEAK_MOST)), 4)
        passes = (confidence >= self.threshold[value]) & (confidence > 0)
        status = np.where(counts, np.where(passes, CODED, BELOW), FAINT)
        order = np.lexsort((value, -mass, -confidence, self.variable[value], document))
        return Judged(document, value, mass, confidence, status).take(order)

    def _withhold(self, judged: Judged, others: Judged, texts: int) -> None:
        """Mark the values of variables that do not apply, given the codes of the variables that decide it."""
        sure = others.take((others.status == CODED) & (others.confidence >= SURE))
        for (variable, allowed), under in self._asked:
            decided = sure.take(self.variable[sure.value] == variable)
            fine = np.ones(texts, dtype=np.bool_)
            fine[decided.document] = False
            fine[decided.document[np.isin(decided.value, allowed)]] = True
            judged.status[under[self.variable[judged.value]] & ~fine[judged.document]] = NOT_ASKED

    def _choose(self, judged: Judged) -> None:
        """Keep one value of variables that have one; make the confidence of the best one of a topic the greatest."""
        passed = np.flatnonzero(judged.status == CODED)
        value, mass = judged.value[passed], judged.mass[passed]
        new = starts_of_runs(judged.document[passed], self.variable[value])
        rank, run = rank_in_runs(new), np.cumsum(new) - 1
        runs = int(run[-1]) + 1 if run.size else 0
        best = mass[new]
        rival = (rank == 1) & (mass >= best[run] * (1 - TIE)) & ~self.highest[value]
        tied = np.zeros(runs, dtype=np.bool_)
        tied[run[rival]] = True
        top = np.zeros(runs, dtype=np.int64)
        np.maximum.at(top, run, value)
        one = np.where(self.highest[value], value == top[run], rank == 0)
        single = ~self.multi[value]
        judged.status[passed[single & ~one]] = OTHER_CHOSEN
        judged.status[passed[single & tied[run]]] = TIED
        topic = passed[self.topic[value]]
        lowered = judged.confidence[topic] + STEP * rank[self.topic[value]] - 10.0 * run[self.topic[value]]
        falling = np.minimum.accumulate(lowered) + 10.0 * run[self.topic[value]] - STEP * rank[self.topic[value]]
        judged.confidence[topic] = np.round(np.maximum(falling, STEP), 4)


def _key(condition: Condition) -> tuple[str, tuple[str, ...]]:
    return condition.variable, condition.value


def _depth(variable: Variable, value: str) -> int:
    depth, parent = 0, variable.values[value].parent
    while parent is not None:
        depth, parent = depth + 1, variable.values[parent].parent
    return depth
