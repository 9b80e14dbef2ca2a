"""How Chinese characters write the sound of foreign names: the stretch and the letters that sound most alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import ratio

from attache.link.romanisation import romanised, skeleton, syllables

__all__ = ["most_alike", "sound_likeness"]

LEAST = 0.55
"""Likeness from which characters are taken to write a sound."""


def most_alike(
    core: str, words: Sequence[str], free_core: Sequence[bool], free_words: Sequence[bool]
) -> tuple[int, int, int, int, float] | None:
    """Return the run of free characters and the run of free words that sound most alike, where they do enough.

    (start and end in the core, first word and after the last, likeness from LEAST to 1).
    """
    best: tuple[int, int, int, int, float] | None = None
    value = LEAST
    for first, last, letters in _letters(words, free_words):
        for start, end in _runs(free_core):
            if 1.2 * (end - start) < len(letters) + 1 < 6 * (end - start):
                likeness = sound_likeness(core[start:end], letters)
                if likeness > value:
                    value = likeness
                    best = (start, end, first, last, likeness)
    return best


@lru_cache(maxsize=65536)
def _spoken(stretch: str) -> tuple[str, str, str, str]:
    plain, learned = "".join(syllables(stretch)), romanised(stretch)
    return plain, learned, skeleton(plain), skeleton(learned)


@lru_cache(maxsize=65536)
def _written(letters: str) -> str:
    return skeleton(letters)


def sound_likeness(stretch: str, letters: str) -> float:
    """Return how well Chinese characters write the sound of Latin letters, 0 to 1."""
    if len(stretch) < 2:
        return 0.0
    plain, learned, bones_plain, bones_learned = _spoken(stretch)
    bones = _written(letters)
    if not bones:
        return 0.0
    by_bones = max(Indel.normalized_similarity(bones_learned, bones), Indel.normalized_similarity(bones_plain, bones))
    return 0.6 * by_bones + 0.004 * max(ratio(learned, letters), ratio(plain, letters))


def _letters(words: Sequence[str], free: Sequence[bool]) -> list[tuple[int, int, str]]:
    """Return (first, after last, letters) of each run of up to three free words of letters, at least three letters."""
    out = []
    for first, last in _runs(free):
        for a in range(first, last):
            letters = ""
            for b in range(a, min(a + 3, last)):
                letters += words[b]
                if len(letters) > 2 and letters.isalpha():
                    out.append((a, b + 1, letters))
    return out


def _runs(free: Sequence[bool]) -> list[tuple[int, int]]:
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
