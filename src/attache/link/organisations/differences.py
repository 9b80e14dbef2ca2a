"""What keeps two names apart for a machine, whatever their score; people may still join them."""

from __future__ import annotations

from dataclasses import dataclass

from attache.link.organisations.nodes import Node

__all__ = ["Signature", "difference", "signature"]

SEPARATE = frozenset(["hospital", "college", "laboratory", "press", "library", "park"])
"""Kinds of parts of a larger organisation: the part is not the whole."""
_ALIKE = frozenset(["institute", "college", "university", "center"])
"""Kinds that one organisation may have in two languages (Institute of Technology, 理工大学)."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What of a name separates organisations (see `Traits`); equal signatures never differ."""

    script: str
    numbers: tuple[int, ...]
    kinds: tuple[str, ...]
    cities: tuple[str, ...]
    lands: tuple[str, ...]
    legal: tuple[str, ...]
    country: str | None


def signature(node: Node) -> Signature:
    """Return the signature of a node."""
    own = node.traits
    return Signature(node.script, own.numbers, own.kinds, own.cities, own.lands, own.legal, node.country)


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


def _disjoint(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return bool(a) and bool(b) and set(a).isdisjoint(b)


def _kinds_differ(a: Signature, b: Signature) -> bool:
    separate = SEPARATE - {"college"} if a.script != b.script else SEPARATE
    if separate.intersection(set(a.kinds) ^ set(b.kinds)):
        return True
    alike = not _ALIKE.isdisjoint(a.kinds) and not _ALIKE.isdisjoint(b.kinds)
    return _disjoint(a.kinds, b.kinds) and not alike
