"""From evidence to codes: parents, derived variables, confidence, thresholds, one value or many.

Confidence is 1 - exp(-gain × mass). Where a variable is read for topics, mass shrinks with the length of the
text beyond 1,500 characters, and confidence with the share of the mass that the value has of the greatest
at its level, so that a passing mention in a long text stays below the topic of the text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from attache.code.coded import Coded, Weighed
from attache.code.weighing import Evidence
from attache.core.spans import Span
from attache.vocabulary.codebook import Codebook, Variable

__all__ = ["Judge"]

PLAIN_LENGTH, LENGTH_POWER = 1500, 0.4
SHARE_FLOOR = 0.35
LATER_TARGET = 0.5
WEAK_MOST, MOST = 0.45, 0.99
TIE = 0.05
SURE = 0.6
STEP = 0.0001


@dataclass(slots=True)
class _Candidate:
    value: str
    order: int
    evidence: Evidence
    mass: float
    confidence: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What judging needs of a variable, worked out once."""

    variable: Variable
    order: Mapping[str, int]
    depth: Mapping[str, int]
    ancestors: Mapping[str, tuple[str, ...]]
    targets: Mapping[str, Mapping[str, tuple[str, ...]]]
    """target variable → value → values of the target, the main one first"""


class Judge:
    """Turns the evidence of a text into codes."""

    def __init__(self, codebook: Codebook, values: tuple[tuple[str, str], ...]) -> None:
        self._values = values
        self._plans = {name: _plan(codebook.variables[name]) for name in codebook.order}
        self._names = tuple(codebook.variables)

    def judge(self, found: Mapping[int, Evidence], length: int) -> tuple[list[Coded], list[Weighed]]:
        """Return the codes of a text of `length` characters, best first by variable, and all that was weighed."""
        direct: dict[str, dict[str, Evidence]] = {}
        for index, evidence in found.items():
            variable, value = self._values[index]
            direct.setdefault(variable, {})[value] = evidence
        given: dict[str, list[_Candidate]] = {}
        weighed: dict[str, list[_Candidate]] = {}
        for name, plan in self._plans.items():
            evidence_of = dict(direct.get(name, ()))
            _take_over(plan.variable, direct, evidence_of, self._plans)
            _take_conditions(plan.variable, given, evidence_of)
            if evidence_of:
                direct[name] = evidence_of
                weighed[name] = _candidates(plan, evidence_of, length)
                given[name] = _choose(plan.variable, weighed[name], _not_asked(plan.variable, given))
        codes = [_coded(name, c) for name in self._names for c in given.get(name, ())]
        return codes, [_weighed(name, c) for name in self._names for c in weighed.get(name, ())]


def _plan(variable: Variable) -> _Plan:
    ancestors = {name: tuple(_line(variable, name)) for name in variable.values}
    targets: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, line_of in ancestors.items():
        for holder in reversed((name, *line_of)):
            for target, codes in variable.values[holder].crosswalk.items():
                targets.setdefault(target, {})[name] = codes
    order = {name: number for number, name in enumerate(variable.values)}
    return _Plan(variable, order, {name: len(line) for name, line in ancestors.items()}, ancestors, targets)


def _line(variable: Variable, value: str) -> Iterator[str]:
    parent = variable.values[value].parent
    while parent is not None:
        yield parent
        parent = variable.values[parent].parent


def _take_over(
    variable: Variable,
    direct: Mapping[str, Mapping[str, Evidence]],
    evidence_of: dict[str, Evidence],
    plans: Mapping[str, _Plan],
) -> None:
    """Add what the variable that this one is derived from says through its crosswalk."""
    source = variable.derived_from
    if source is None or source not in direct:
        return
    targets = plans[source].targets.get(variable.variable, {})
    for value, evidence in direct[source].items():
        for number, code in enumerate(targets.get(value, ())):
            taken = Evidence()
            if code in evidence_of:
                taken.add(evidence_of[code])
            taken.add(evidence, LATER_TARGET if number else 1.0)
            evidence_of[code] = taken


def _take_conditions(
    variable: Variable, given: Mapping[str, list[_Candidate]], evidence_of: dict[str, Evidence]
) -> None:
    for value in variable.values.values():
        if not value.when:
            continue
        met = [[c for c in given.get(w.variable, ()) if c.value in w.value] for w in value.when]
        if all(met):
            weakest = min((group[0] for group in met), key=lambda c: c.confidence)
            made = Evidence(strong=weakest.mass)
            made.others = [candidate.evidence for group in met for candidate in group]
            evidence_of[value.value] = made


def _candidates(plan: _Plan, evidence_of: Mapping[str, Evidence], length: int) -> list[_Candidate]:
    """Return what has evidence, parents with that of their children, best first."""
    summed = _with_parents(plan, evidence_of)
    any_strong = any(evidence.strong for evidence in summed.values())
    topic = plan.variable.reading == "topic"
    scale = min(1.0, (PLAIN_LENGTH / max(length, 1)) ** LENGTH_POWER) if topic else 1.0
    out = []
    for value, evidence in summed.items():
        counts = evidence.strong > 0 or not any_strong
        mass = (evidence.strong + evidence.weak) * scale if counts else 0.0
        why = "" if counts else "only weak terms, and another value has strong ones"
        out.append(_Candidate(value, plan.order[value], evidence, mass, 0.0, why))
    most: dict[int, float] = {}
    for candidate in out:
        depth = plan.depth[candidate.value]
        most[depth] = max(most.get(depth, 0.0), candidate.mass)
    for candidate in out:
        share = candidate.mass / (most[plan.depth[candidate.value]] or 1.0) if topic else 1.0
        candidate.confidence = _confidence(plan.variable, candidate.mass, share, weak=not any_strong)
    out.sort(key=lambda c: (-c.confidence, -c.mass, c.order))
    return out


def _with_parents(plan: _Plan, evidence_of: Mapping[str, Evidence]) -> Mapping[str, Evidence]:
    if not any(plan.ancestors[value] for value in evidence_of):
        return evidence_of
    out = dict(evidence_of)
    for value, evidence in evidence_of.items():
        for ancestor in plan.ancestors[value]:
            own = out.get(ancestor)
            if own is evidence_of.get(ancestor):
                out[ancestor] = Evidence()
                if own is not None:
                    out[ancestor].add(own)
            out[ancestor].add(evidence)
    return out


def _confidence(variable: Variable, mass: float, share: float, *, weak: bool) -> float:
    plain = (1 - math.exp(-variable.gain * mass)) * (SHARE_FLOOR + (1 - SHARE_FLOOR) * math.sqrt(share))
    return round(min(plain, WEAK_MOST if weak else MOST), 4)


def _not_asked(variable: Variable, given: Mapping[str, list[_Candidate]]) -> str:
    """Return why a variable does not apply to a text, or nothing."""
    for condition in variable.applies:
        codes = [c.value for c in given.get(condition.variable, ()) if c.confidence >= SURE]
        if codes and not any(code in condition.value for code in codes):
            return f"not asked where {condition.variable} is {', '.join(codes)}"
    return ""


def _choose(variable: Variable, candidates: list[_Candidate], not_asked: str) -> list[_Candidate]:
    """Return the candidates that become codes; the others are told why not."""
    for candidate in candidates:
        candidate.why = not_asked or candidate.why
    passed = [c for c in candidates if not c.why and c.confidence >= variable.threshold and c.confidence > 0]
    for candidate in candidates:
        if not candidate.why and candidate.confidence < variable.threshold:
            candidate.why = f"confidence below {variable.threshold:g}"
    if not variable.multi and len(passed) > 1:
        passed = _only(variable, passed)
    for before, after in pairwise(passed):
        if variable.reading == "topic" and after.confidence >= before.confidence:
            after.confidence = round(max(before.confidence - STEP, 0.0), 4)
    return passed


def _only(variable: Variable, passed: list[_Candidate]) -> list[_Candidate]:
    if variable.choose == "highest":
        one = max(passed, key=lambda c: c.order)
    else:
        one, second = passed[0], passed[1]
        if second.mass >= one.mass * (1 - TIE):
            for candidate in passed:
                candidate.why = f"{one.value} and {second.value} are equally likely, so none is given"
            return []
    for candidate in passed:
        if candidate is not one:
            candidate.why = f"the variable has one value, and {one.value} was chosen"
    return [one]


def _coded(variable: str, candidate: _Candidate) -> Coded:
    proofs = candidate.evidence.proofs()
    terms = ", ".join(dict.fromkeys(proof[3] for proof in proofs))
    spans = tuple([Span(proof[1], proof[2]) for proof in proofs])
    return Coded(variable, candidate.value, candidate.confidence, spans, f"terms {terms}")


def _weighed(variable: str, c: _Candidate) -> Weighed:
    return Weighed(variable, c.value, round(c.mass, 4), c.confidence, not c.why, c.why or "coded")
