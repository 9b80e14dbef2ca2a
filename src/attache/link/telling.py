"""How telling words in Latin letters are, their stems, and the places that they name."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from attache.link.folding import canonical, fold, words
from attache.link.legal import strip_latin
from attache.link.numerals import latin_number
from attache.vocabulary.countries import countries
from attache.vocabulary.names import endings, frequencies, stop_words
from attache.vocabulary.places import places

__all__ = ["content", "core_words", "latin_places", "stem", "weight"]

_RARE = math.log(1e6)
_SHORTEST_STEM = 4


@lru_cache(maxsize=262144)
def weight(word: str) -> float:
    """Return how telling a folded Latin word is, 0.03 (in every name) to 1 (in none of a million)."""
    return max(0.03, 1 - math.log1p(frequencies().get(word, 0)) / _RARE)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without its ending, so that `safe` and `safety`, `element` and `elemental` are one."""
    for ending in endings():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def content(text: str) -> tuple[str, ...]:
    """Return the content words of an English phrase in the form in which they are compared."""
    return _content(words(fold(text)))


def core_words(name: str) -> tuple[str, ...]:
    """Return the content words of a name in Latin letters without its legal forms."""
    tokens = words(fold(name))
    return _content(strip_latin(tokens)[0] or tokens)


def _content(tokens: list[str]) -> tuple[str, ...]:
    stop = stop_words()
    kept = [word for word in tokens if word not in stop] or tokens
    return tuple([_compared(word) for word in kept])


@lru_cache(maxsize=65536)
def _compared(word: str) -> str:
    number = latin_number(word)
    return canonical(word) if number is None else f"#{number}"


@cache
def latin_places() -> dict[str, str]:
    """Return folded Latin names of places and countries (words joined by a blank) → the place's one name."""
    out: dict[str, str] = {}
    for place in places():
        if not place.minor:
            for name in place.names_en:
                out.setdefault(" ".join(content(name)), fold(place.name_en))
    for code, country in countries().items():
        for name in (country.name_en, *country.aliases_en):
            out.setdefault(" ".join(content(name)), code)
    out.pop("", None)
    return out
