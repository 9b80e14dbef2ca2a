"""The words that names are made of, ready for looking up: translations, places, weights."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache

import ahocorasick_rs

from attache.link.folding import canonical, fold, words
from attache.link.numerals import latin_number
from attache.vocabulary.countries import countries
from attache.vocabulary.names import frequencies, irregular, japanese, legal_forms, terms
from attache.vocabulary.places import places

__all__ = ["STOP", "Word", "content", "han_words", "latin_places", "weight"]

STOP = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "in",
        "de",
        "la",
        "le",
        "les",
        "des",
        "du",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "et",
        "y",
        "e",
        "und",
        "der",
        "die",
        "das",
        "fur",
        "zu",
        "zur",
        "von",
        "al",
        "an",
        "a",
        "to",
        "at",
        "on",
        "und",
        "van",
        "voor",
        "och",
        "og",
        "i",
        "w",
        "na",
        "dell",
        "dei",
        "delle",
        "el",
        "los",
        "las",
        "sur",
        "pour",
        "per",
        "by",
        "with",
    ]
)
_SUFFIXES = ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "自治州", "地区", "省", "市", "县")
_RARE = math.log(1e6)


@dataclass(frozen=True, slots=True)
class Word:
    """A Chinese word: its English renderings as content words, its kind, its weight (0 to about 2)."""

    zh: str
    renderings: tuple[tuple[str, ...], ...]
    kind: str
    weight: float
    place: str | None = None


@lru_cache(maxsize=262144)
def weight(word: str) -> float:
    """Return how telling a folded Latin word is, 0.03 (in every name) to 1 (in none of a million)."""
    return max(0.03, 1 - math.log1p(frequencies().get(word, 0)) / _RARE)


def content(text: str) -> tuple[str, ...]:
    """Return the content words of an English phrase in the form in which they are compared."""
    out = []
    for word in words(fold(text)):
        number = latin_number(word)
        out.append(f"#{number}" if number is not None else canonical(word))
    return tuple(word for word in out if word not in STOP) or tuple(out)


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


def _add(table: dict[str, Word], zh: str, english: tuple[str, ...], kind: str, *, place: str | None = None) -> None:
    key = fold(zh)
    renderings = tuple(dict.fromkeys(r for r in map(content, english) if r))
    old = table.get(key)
    if old:
        renderings = tuple(dict.fromkeys((*old.renderings, *renderings)))
        kind, place = old.kind, old.place or place
    table[key] = Word(key, renderings, kind, _weight(renderings, kind), place)


def _weight(renderings: tuple[tuple[str, ...], ...], kind: str) -> float:
    if kind == "optional" or not renderings:
        return 0.1
    sums = sorted(sum(map(weight, r)) for r in renderings)
    return max(0.12, sums[len(sums) // 2])


def _short(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name[: -len(suffix)]
    return name


@cache
def _table() -> dict[str, Word]:
    table: dict[str, Word] = {}
    for term in terms():
        _add(table, term.zh, term.en, "optional" if term.optional else term.kind)
    for place in places():
        for name in place.names_zh:
            for form in dict.fromkeys((name, _short(name))):
                if len(form) > 1:
                    _add(table, form, place.names_en, "place", place=fold(place.name_en))
    for code, country in countries().items():
        english = (country.name_en, *country.aliases_en, *country.demonyms)
        for name in (country.name_zh, *country.aliases_zh):
            if len(name) > 1:
                _add(table, name, english, "place", place=code)
    for zh, forms in irregular().items():
        _add(table, zh, forms, "proper")
    for zh, forms in japanese().items():
        _add(table, zh, forms, "company")
    for form in legal_forms()[0]:
        table[fold(form)] = Word(fold(form), (("company",), ("corporation",), ("group",)), "optional", 0.05)
    return table


@cache
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[Word]]:
    rows = list(_table().values())
    return ahocorasick_rs.AhoCorasick([word.zh for word in rows]), rows


def han_words(text: str) -> list[tuple[int, int, Word]]:
    """Return (start, end, word) of every known word in a folded Chinese name, overlapping ones too."""
    automaton, rows = _automaton()
    found = automaton.find_matches_as_indexes(text, overlapping=True)
    return [(start, end, rows[number]) for number, start, end in found]
