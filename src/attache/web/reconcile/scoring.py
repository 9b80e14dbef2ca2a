"""Candidates for a query: the score out of 100, why, and whether one is sure enough to be taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from attache.link.score import FEATURES, THRESHOLD
from attache.link.screen import Hit
from attache.web.reconcile.entities import Entity
from attache.web.reconcile.properties import PROPERTIES, agreement
from attache.web.reconcile.queries import Condition

__all__ = ["SURE", "Candidate", "by_domain", "by_hit", "by_id", "by_identifier", "matched", "ranked"]

SURE = 0.9
"""Probability from which a candidate alone on its level is taken for the organisation."""
DOMAIN = 0.5
"""Probability of an entity of which only the internet domain is known to agree: units share it with their parents."""
_REASON = re.compile(r"(?P<said>.+?)(?: \(.*\))?: (?P<share>[+-]\d+(?:\.\d+)?)", re.DOTALL)

Feature = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant; `score` is a probability, `features` say why as `{id, name, value}`."""

    entity: Entity
    score: float
    features: tuple[Feature, ...]
    contradicted: bool = False

    def answer(self, types: list[dict[str, str]], match: bool) -> dict[str, Any]:
        """Return the candidate as the specification writes it."""
        return {
            "id": self.entity.id,
            "name": self.entity.name,
            "description": self.entity.description,
            "type": types,
            "score": round(100 * self.score, 2),
            "match": match,
            "features": list(self.features),
        }


@cache
def _ids() -> Mapping[str, str]:
    return {sentence: name for declared in FEATURES.values() for name, sentence in declared if sentence}


def by_hit(entity: Entity, hit: Hit) -> Candidate:
    """Return a hit of a screening as a candidate.

    A reason that ends in its share of the log-odds is a feature with this number, by the name of the declared feature
    where it is one; any other reason is a feature that is true.
    """
    features: list[Feature] = [{"id": "probability", "name": "probability by the name", "value": hit.score}]
    if hit.alias != hit.name:
        features.append({"id": "by_alias", "name": f"found by the name “{hit.alias[:200]}”", "value": True})
    for number, reason in enumerate(hit.reasons, 1):
        found = _REASON.fullmatch(reason)
        key = _ids().get(found["said"], f"reason_{number}") if found else f"reason_{number}"
        features.append({"id": key, "name": reason, "value": float(found["share"]) if found else True})
    return Candidate(entity, hit.score, _unique(features))


def by_id(entity: Entity) -> Candidate:
    """Return the entity whose id was asked for."""
    return Candidate(entity, 1.0, ({"id": "id", "name": "the id itself", "value": True},))


def by_identifier(entity: Entity) -> Candidate:
    """Return an entity that has an identifier that was given: the same organisation by the word of who gave it."""
    return Candidate(entity, 1.0, ())


def by_domain(entity: Entity) -> Candidate:
    """Return an entity of which nothing is known to agree but the domain."""
    return Candidate(entity, DOMAIN, ())


def _unique(features: Iterable[Feature]) -> tuple[Feature, ...]:
    return tuple({feature["id"]: feature for feature in features}.values())


def _judged(candidate: Candidate, conditions: Iterable[Condition]) -> Candidate:
    """Add whether the properties agree; one that does not, contradicts."""
    features = list(candidate.features)
    contradicted = False
    for condition in conditions:
        prop = PROPERTIES.get(condition.pid)
        told = agreement(prop, candidate.entity, condition.texts) if prop else None
        if prop and told is not None:
            verb = "agrees" if told else "differs"
            features.append({"id": f"property_{prop.id}", "name": f"{prop.name.lower()} {verb}", "value": told})
            contradicted = contradicted or not told
    return Candidate(candidate.entity, candidate.score, _unique(features), contradicted)


def ranked(candidates: Iterable[Candidate], conditions: tuple[Condition, ...]) -> list[Candidate]:
    """Return the best candidate of each entity, best first; a name or id counts before what only agrees."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        old = best.get(candidate.entity.id)
        if old is None or candidate.score > old.score:
            features = _unique((*candidate.features, *(old.features if old else ())))
            best[candidate.entity.id] = Candidate(candidate.entity, candidate.score, features)
    judged = [_judged(candidate, conditions) for candidate in best.values()]
    return sorted(judged, key=lambda c: (-c.score, c.contradicted, c.entity.id))


def matched(order: list[Candidate]) -> bool:
    """Tell whether the first candidate can be taken: sure, uncontradicted, and no other would pass by itself."""
    if not order or order[0].score < SURE or order[0].contradicted:
        return False
    return len(order) < 2 or order[1].score < THRESHOLD
