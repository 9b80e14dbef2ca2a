"""What keeps two names apart for a machine, whatever their score; people may still join them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from attache.link.names import parse
from attache.link.organisations.nodes import Node

__all__ = ["Signature", "difference", "signature"]

SEPARATE = frozenset(["hospital", "college", "laboratory", "press", "library", "park"])
"""Kinds of parts of a larger organisation: the part is not the whole."""
_ALIKE = frozenset(["institute", "college", "university", "center"])
"""Kinds that one organisation may have in two languages (Institute of Technology, 理工大学)."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What of a name separates organisations; equal signatures never differ."""

    script: str
    numbers: frozenset[int]
    kinds: frozenset[str]
    cities: frozenset[str]
    lands: frozenset[str]
    legal: frozenset[str]
    country: str | None


def signature(node: Node) -> Signature:
    """Return the signature of a node."""
    return _of(node.name, node.script, node.country)


@lru_cache(maxsize=65_536)
def _of(name: str, script: str, country: str | None) -> Signature:
    parsed = parse(name)
    lands = frozenset(place for place in parsed.places if place.isupper())
    legal = parsed.legal if script == "latin" else frozenset[str]()
    kinds = parsed.kinds or frozenset(["company"] if parsed.legal else [])
    return Signature(script, parsed.numbers, kinds, parsed.places - lands, lands, legal, country)


def difference(a: Signature, b: Signature) -> str | None:
    """Return in a few words what clearly separates two names, None where nothing does."""
    if a == b:
        return None
    if a.numbers != b.numbers:
        return "numbers differ"
    if a.country and b.country and a.country != b.country:
        return "countries differ"
    if _disjoint(a.cities, b.cities) or _disjoint(a.lands, b.lands):
        return "places differ"
    if _disjoint(a.legal, b.legal):
        return "legal forms differ"
    return "kinds differ" if _kinds_differ(a, b) else None


def _disjoint(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a) and bool(b) and not a & b


def _kinds_differ(a: Signature, b: Signature) -> bool:
    separate = SEPARATE - {"college"} if a.script != b.script else SEPARATE
    if (a.kinds ^ b.kinds) & separate:
        return True
    alike = bool(a.kinds & _ALIKE) and bool(b.kinds & _ALIKE)
    return _disjoint(a.kinds, b.kinds) and not alike
