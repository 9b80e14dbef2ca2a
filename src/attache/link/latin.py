"""Two names in Latin letters compared: words aligned with tolerance, acronyms, and what separates them."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import ratio

from attache.link.names import Name

__all__ = ["Alignment", "align_latin"]

_SHORTEST_TYPO = 4
_JOINED = 0.93
"""Likeness of all letters from which names with words run together or torn apart agree as far as they are alike."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two names in Latin letters agree.

    `covered_a`, `covered_b`: share of weight with a partner, 0 to 1; `left_a`, `left_b`: heaviest weights without one;
    `whole`: likeness of all letters, 0 to 1; `loose`: weight of partners that are alike but not equal, as a share;
    `swapped`: the names differ in two neighbouring letters only; `initials`: how much
    it says that one is the other's initials, 0 to 1.
    """

    covered_a: float
    covered_b: float
    left_a: float
    left_b: float
    whole: float
    loose: float
    swapped: bool
    initials: float
    pairs: tuple[tuple[str, str], ...]


def _alike(x: str, y: str) -> float:
    """Return how alike two different words are: 0 (not), or 0.5 to 0.95."""
    shorter = min(len(x), len(y))
    if x[0] == "#" or y[0] == "#":
        return 0.0
    if x[0] != y[0] and x[-1] != y[-1] and len(x) != len(y):
        return 0.0
    if shorter == 1:
        return 0.6 if x[0] == y[0] else 0.0
    return _begun(x, y, shorter) or _mistyped(x, y, shorter)


def _begun(x: str, y: str, shorter: int) -> float:
    if shorter >= 3 and (x.startswith(y) or y.startswith(x)) and shorter / max(len(x), len(y)) >= 0.34:
        return 0.7 if shorter >= 4 else 0.5
    return 0.0


def _mistyped(x: str, y: str, shorter: int) -> float:
    if shorter < _SHORTEST_TYPO:
        return 0.0
    distance = OSA.distance(x, y, score_cutoff=2)
    if distance == 1:
        return 0.95 if sorted(x) == sorted(y) else 0.85 if shorter > 5 else 0.7
    if distance == 2 and shorter >= 8:
        return 0.75
    likeness = JaroWinkler.similarity(x, y, score_cutoff=0.9)
    return 0.6 if likeness >= 0.9 else 0.0


def _swapped(x: str, y: str) -> bool:
    return len(x) == len(y) and len(x) > 4 and x != y and sorted(x) == sorted(y) and OSA.distance(x, y) == 1


_INITIALS = (0.0, 0.0, 0.3, 0.6, 0.85, 1.0)
"""How much it says that a word of so many letters is the initials of a name: short ones are shared by many."""


def _initials(short: Name, long: Name) -> float:
    if len(short.words) != 1 or len(long.words) < 2:
        return 0.0
    letters = short.raw_words[0]
    return _INITIALS[min(len(letters), 5)] if len(letters) <= 10 and letters == long.initials else 0.0


def _leftovers(a: Name, b: Name) -> tuple[list[int], list[int]]:
    left_a = list(range(len(a.words)))
    left_b = list(range(len(b.words)))
    for word in a.index.keys() & b.index.keys():
        for x, y in zip(a.index[word], b.index[word], strict=False):
            left_a.remove(x)
            left_b.remove(y)
    return left_a, left_b


def _pair_up(a: Name, b: Name, left_a: list[int], left_b: list[int]) -> list[tuple[int, int, float]]:
    found = []
    for x in left_a:
        for y in left_b:
            likeness = _alike(a.words[x], b.words[y])
            if likeness:
                found.append((likeness, x, y))
    found.sort(reverse=True)
    out: list[tuple[int, int, float]] = []
    for likeness, x, y in found:
        if x in left_a and y in left_b:
            left_a.remove(x)
            left_b.remove(y)
            out.append((x, y, likeness))
    return out


def align_latin(a: Name, b: Name) -> Alignment:
    """Compare two names in Latin letters; both must not be empty."""
    if a.words == b.words:
        return Alignment(1.0, 1.0, 0.0, 0.0, 1.0, 0.0, False, 0.0, ())
    left_a, left_b = _leftovers(a, b)
    pairs = _pair_up(a, b, left_a, left_b) if left_a and left_b and len(left_a) * len(left_b) <= 400 else []
    joined_a, joined_b = "".join(a.raw_words), "".join(b.raw_words)
    if joined_a == joined_b:
        return Alignment(1.0, 1.0, 0.0, 0.0, 1.0, 0.1, False, 0.0, ())
    lost_a, lost_b = sum(a.weights[x] for x in left_a), sum(b.weights[y] for y in left_b)
    loose = 0.0
    for x, y, likeness in pairs:
        lost_a += (1 - likeness) * a.weights[x]
        lost_b += (1 - likeness) * b.weights[y]
        loose += max(a.weights[x], b.weights[y])
    whole = ratio(joined_a, joined_b) / 100
    covered_a, covered_b = 1 - lost_a / a.total, 1 - lost_b / b.total
    if whole >= _JOINED and len(a.words) != len(b.words) and a.numbers == b.numbers:
        covered_a, covered_b = max(covered_a, whole), max(covered_b, whole)
    return Alignment(
        covered_a,
        covered_b,
        max((a.weights[x] for x in left_a), default=0.0),
        max((b.weights[y] for y in left_b), default=0.0),
        whole,
        loose / max(a.total, b.total),
        _swapped(joined_a, joined_b),
        max(_initials(a, b), _initials(b, a)),
        tuple((a.words[x], b.words[y]) for x, y, _ in pairs),
    )
