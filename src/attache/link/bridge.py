"""The bridge between a Chinese and a Latin name: which parts of the one are said by which words of the other.

A part is matched by translation (known words, places, irregular names) or by spelling (pinyin and its variants);
what is left on both sides is compared by sound. The order of the words does not matter.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import ratio

from attache.link.chinese import Chinese, chinese, stretches
from attache.link.names import Name
from attache.link.romanisation import romanised, skeleton, syllables
from attache.vocabulary.names import sound_table

__all__ = ["Bridge", "Pairing", "bridge"]

_WORDS_JOINED = 4
_LEAST_SOUND = 0.55
PARENT = 0.7
"""Share of the weight of an academy's name before the name of its institute that may be left out in Latin letters."""
_MINOR = frozenset(
    {"company", "corporation", "group", "CN", "china", "chinese", "province", "provincial", "city", "municipal"}
)


@dataclass(frozen=True, slots=True)
class Pairing:
    """A stretch of the Chinese core (start, end), the words of the Latin name (positions), and how they agree."""

    start: int
    end: int
    words: tuple[int, ...]
    how: str
    quality: float


@dataclass(frozen=True, slots=True)
class Bridge:
    """How a Chinese and a Latin name agree.

    `covered_han`, `covered_latin`: share of the weight that found a partner, 0 to 1. `sound`: likeness by sound of what
    was left over and taken for the same, 0 to 1 (0: nothing was); `typical`: share of its characters that are usual in
    foreign names. `core`: weight matched by spelling or as a proper name. `left_han`, `left_latin`: weights
    without partner.
    """

    pairings: tuple[Pairing, ...]
    covered_han: float
    covered_latin: float
    left_han: float
    left_latin: float
    sound: float
    typical: float
    core: float
    ordered: float
    missed_name: bool


@lru_cache(maxsize=16384)
def _joins(name: Name) -> dict[str, tuple[int, int]]:
    """Return the letters of every run of up to four words → (first, after last)."""
    raw = name.raw_words
    out: dict[str, tuple[int, int]] = {}
    for first in range(len(raw)):
        letters = ""
        for last in range(first, min(first + _WORDS_JOINED, len(raw))):
            letters += raw[last]
            out.setdefault(letters, (first, last + 1))
    return out


def _candidates(han: Chinese, latin: Name) -> list[tuple[float, Pairing]]:
    out: list[tuple[float, Pairing]] = []
    index, weights = latin.index, latin.weights
    for start, end, word in han.words:
        for rank, rendering in enumerate(word.renderings):
            if rendering[0] not in index or not index.keys() >= set(rendering):
                continue
            chosen = _choose([index[part] for part in rendering])
            if chosen is None:
                continue
            quality = max(0.75, 1 - 0.06 * rank)
            value = sum(weights[at] for at in chosen) + 0.12 * (end - start) + (0.2 if len(chosen) > 1 else 0.0)
            value *= quality
            how = "place" if word.kind == "place" else "name" if word.kind in ("proper", "company") else "translation"
            out.append((value, Pairing(start, end, chosen, "number" if word.kind == "number" else how, quality)))
    joins = _joins(latin)
    spelled = stretches(han.text)
    for letters in spelled.keys() & joins.keys():
        start, end = spelled[letters]
        first, last = joins[letters]
        if len(letters) < 2:
            continue
        value = sum(weights[first:last]) + 0.12 * (end - start)
        value *= 1.0 if end - start > 1 else 0.5
        out.append((value, Pairing(start, end, tuple(range(first, last)), "pinyin", 1.0)))
    return out


def _choose(spots: list[tuple[int, ...]]) -> tuple[int, ...] | None:
    if len(spots) == 1:
        return spots[0][:1]
    chosen: list[int] = []
    for options in spots:
        free = [at for at in options if at not in chosen]
        if not free:
            return None
        chosen.append(free[0])
    return tuple(chosen)


def _select(candidates: list[tuple[float, Pairing]]) -> list[Pairing]:
    """Take pairings, the most valuable first, that share no character and no word."""
    candidates.sort(key=lambda c: (-c[0], c[1].start, c[1].end, c[1].words))
    characters, taken = 0, 0
    out: list[Pairing] = []
    for _, pairing in candidates:
        mask = (1 << pairing.end) - (1 << pairing.start)
        bits = 0
        for at in pairing.words:
            bits |= 1 << at
        if not (characters & mask or taken & bits):
            characters |= mask
            taken |= bits
            out.append(pairing)
    return out


@lru_cache(maxsize=65536)
def _spoken(stretch: str) -> tuple[str, str, str, str]:
    plain, learned = "".join(syllables(stretch)), romanised(stretch)
    return plain, learned, skeleton(plain), skeleton(learned)


@lru_cache(maxsize=65536)
def _written(letters: str) -> str:
    return skeleton(letters)


def sound_likeness(stretch: str, letters: str) -> float:
    """Return how well Chinese characters write the sound of Latin letters, 0 to 1."""
    plain, learned, bones_plain, bones_learned = _spoken(stretch)
    bones = _written(letters)
    if not bones:
        return 0.0
    by_bones = max(Indel.normalized_similarity(bones_learned, bones), Indel.normalized_similarity(bones_plain, bones))
    return 0.6 * by_bones + 0.004 * max(ratio(learned, letters), ratio(plain, letters))


def _by_sound(han: Chinese, latin: Name, free_han: list[bool], free_latin: list[bool]) -> tuple[Pairing | None, float]:
    """Return the best likeness by sound of a run of free characters and a run of free words."""
    best: Pairing | None = None
    value = 0.0
    for start, end in _runs(free_han):
        if end - start < 2:
            continue
        for first, last in _runs(free_latin):
            for a in range(first, last):
                letters = ""
                for b in range(a, min(a + 3, last)):
                    letters += latin.raw_words[b]
                    if len(letters) < 3 or not letters.isalpha():
                        continue
                    likeness = sound_likeness(han.text[start:end], letters)
                    if likeness > value:
                        value = likeness
                        best = Pairing(start, end, tuple(range(a, b + 1)), "sound", likeness)
    return best, value


def _runs(free: list[bool]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    at, size = 0, len(free)
    while at < size:
        if free[at]:
            end = at
            while end < size and free[end]:
                end += 1
            out.append((at, end))
            at = end
        else:
            at += 1
    return out


@lru_cache(maxsize=16384)
def _optional(latin: Name) -> tuple[float, ...]:
    return tuple(0.25 * w if word in _MINOR else w for word, w in zip(latin.words, latin.weights, strict=True))


@lru_cache(maxsize=4096)
def bridge(han_name: Name, latin: Name) -> Bridge:
    """Compare a Chinese with a Latin name; both must not be empty."""
    han = chinese(han_name.core)
    pairings = _select(_candidates(han, latin))
    free_han, free_latin = [True] * len(han.text), [True] * len(latin.words)
    for pairing in pairings:
        for at in range(pairing.start, pairing.end):
            free_han[at] = False
        for at in pairing.words:
            free_latin[at] = False
    for start, end, kind in han.units:
        if kind == "optional":
            free_han[start:end] = [False] * (end - start)
    parent = _parent(han, free_han)
    sound_pairing, sound = None, 0.0
    if True in free_han and True in free_latin:
        sound_pairing, sound = _by_sound(han, latin, free_han, free_latin)
    taken = sound_pairing if sound >= _LEAST_SOUND else None
    stretch = han.text[taken.start : taken.end] if taken else ""
    weights = _optional(latin)
    matched_han = han.total - sum(w for w, free in zip(han.weights, free_han, strict=True) if free)
    matched_han += PARENT * sum(han.weights[:parent])
    matched_latin = sum(w for w, free in zip(weights, free_latin, strict=True) if not free)
    if taken:
        share = min(1.0, (sound - 0.3) / 0.5)
        matched_han += share * sum(han.weights[taken.start : taken.end])
        matched_latin += share * sum(weights[at] for at in taken.words)
    for pairing in pairings:
        if pairing.quality < 1:
            matched_han -= (1 - pairing.quality) * sum(han.weights[pairing.start : pairing.end])
            matched_latin -= (1 - pairing.quality) * sum(weights[at] for at in pairing.words)
    if taken:
        pairings.append(taken)
    core = sum(
        p.quality * sum(latin.weights[at] for at in p.words) for p in pairings if p.how in ("pinyin", "name", "sound")
    )
    total = sum(weights) or 1.0
    return Bridge(
        tuple(pairings),
        matched_han / (han.total or 1.0),
        matched_latin / total,
        han.total - matched_han,
        total - matched_latin,
        sound if taken else 0.0,
        sum(c in sound_table() for c in stretch) / len(stretch) if stretch else 0.0,
        core,
        _ordered(pairings),
        _missed(han, pairings),
    )


def _parent(han: Chinese, free: list[bool]) -> int:
    """Return the length of an academy's name at the beginning that is not rendered: institutes often leave it out."""
    if not han.units:
        return 0
    _, end, kind = han.units[0]
    academy = kind == "proper" and han.text[:end].endswith("科学院") and len(han.text) > end + 2
    return end if academy and all(free[:end]) else 0


def _ordered(pairings: list[Pairing]) -> float:
    """Return the share of neighbouring pairings whose words stand in the same order in both names."""
    firsts = [p.words[0] for p in sorted(pairings, key=lambda p: p.start)]
    steps = [a < b for a, b in itertools.pairwise(firsts)]
    return sum(steps) / len(steps) if steps else 1.0


def _missed(han: Chinese, pairings: list[Pairing]) -> bool:
    """Tell whether an organisation with a known Latin name is in the Chinese one but is not met under that name."""
    met = {(p.start, p.end) for p in pairings if p.how == "name"}
    return any(
        word.kind == "proper" and end - start >= 4 and word.zh[-1] in "学院团部" and (start, end) not in met
        for start, end, word in han.words
    )
