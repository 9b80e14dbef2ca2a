"""The words that names are made of, ready for looking up: translations, places, weights."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import ahocorasick_rs

from attache.link.folding import canonical, fold, words
from attache.link.legal import strip_han, strip_latin
from attache.link.numerals import latin_number
from attache.vocabulary.countries import countries
from attache.vocabulary.names import companies, frequencies, institutions, irregular, japanese, legal_forms, terms
from attache.vocabulary.places import places

__all__ = ["NAMED", "STOP", "Word", "content", "han_words", "latin_places", "stem", "weight"]

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
NAMED = frozenset(["proper", "company"])
"""Kinds of words that are names of organisations, or of their distinctive parts."""
_PARENTS = (", Chinese Academy of Sciences", ", CAS", ", Academia Sinica")


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


_ENDINGS = tuple(
    sorted(
        ["ational", "ations", "ation", "ical", "ically", "ities", "ility", "ments", "ment", "ings", "ing", "ists", "ist", "ics", "ies", "ity", "ial", "ive", "ous", "istry", "ical", "ic", "al", "ed", "er", "or", "ty", "y", "e", "es", "s"],
        key=lambda ending: -len(ending),
    )
)
_SHORTEST_STEM = 4


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without its ending, so that `safe` and `safety`, `element` and `elemental` are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


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


_BARE = re.compile(r"[\W_]+")


def bare(name: str) -> str:
    """Return a folded Chinese name without anything but letters and digits."""
    return _BARE.sub("", fold(name))


def _renderings(english: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(r for r in map(content, english) if r))


Renderings = tuple[tuple[str, ...], ...]


def _add(table: dict[str, Word], zh: str, english: Renderings, kind: str, *, place: str | None = None) -> None:
    key = bare(zh)
    old = table.get(key)
    if old:
        english = tuple(dict.fromkeys((*old.renderings, *english)))
        kind, place = (kind if kind in NAMED and old.kind == "field" else old.kind), old.place or place
    table[key] = Word(key, english, kind, _weight(english, kind), place)


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


def _whole_and_own(english: Iterable[str]) -> list[str]:
    """Return names without their legal forms, and after them those that name their parent, without it."""
    names = [" ".join(strip_latin(words(fold(name)))[0]) or name for name in english]
    return names + [name.partition(", ")[0] for name in english if name.endswith(_PARENTS)]


@cache
def _table() -> dict[str, Word]:
    table: dict[str, Word] = {}
    for term in terms():
        _add(table, term.zh, _renderings(term.en), "optional" if term.optional else term.kind)
    for place in places():
        english = _renderings(place.names_en)
        for name in place.names_zh:
            for form in dict.fromkeys((name, _short(name))):
                if len(form) > 1:
                    _add(table, form, english, "place", place=fold(place.name_en))
    for code, country in countries().items():
        english = _renderings((country.name_en, *country.aliases_en, *country.demonyms))
        for name in (country.name_zh, *country.aliases_zh):
            if len(name) > 1:
                _add(table, name, english, "place", place=code)
    for zh, forms in irregular().items():
        _add(table, zh, _renderings(forms), "proper")
    for zh, forms in japanese().items():
        _add(table, zh, _renderings(forms), "company")
    for kind, organisations in (("proper", institutions()), ("company", companies())):
        for known in organisations:
            english = _renderings(_whole_and_own(known.en))
            for form in dict.fromkeys(forms for zh in known.zh for forms in (bare(zh), strip_han(bare(zh))[0])):
                if len(form) > 1:
                    _add(table, form, english, kind)
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
