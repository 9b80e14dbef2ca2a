"""The Chinese words that names are made of, ready for looking up, with their renderings and weights."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from attache.link.folding import fold
from attache.link.known import known_names
from attache.link.legal import strip_han
from attache.link.telling import content, weight
from attache.vocabulary.countries import countries
from attache.vocabulary.names import irregular, japanese, legal_forms, terms
from attache.vocabulary.places import places

__all__ = ["NAMED", "Word", "bare", "han_words"]

_SUFFIXES = ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "自治州", "地区", "省", "市", "县")
NAMED = frozenset(["proper", "company"])
"""Kinds of words that are names of organisations, or of their distinctive parts."""


@dataclass(frozen=True, slots=True)
class Word:
    """A Chinese word: its English renderings as content words, its kind, its weight (0 to about 2)."""

    zh: str
    renderings: tuple[tuple[str, ...], ...]
    kind: str
    weight: float
    place: str | None = None


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


Table = dict[str, Word]


@cache
def _table() -> Table:
    table: Table = {}
    _add_terms(table)
    _add_places(table)
    _add_names(table)
    for form in legal_forms()[0]:
        table[fold(form)] = Word(fold(form), (("company",), ("corporation",), ("group",)), "optional", 0.05)
    return table


def _add_terms(table: Table) -> None:
    for term in terms():
        _add(table, term.zh, _renderings(term.en), "optional" if term.optional else term.kind)


def _add_places(table: Table) -> None:
    for place in places():
        english = _renderings(place.names_en)
        for form in dict.fromkeys(form for name in place.names_zh for form in (name, _short(name))):
            if len(form) > 1:
                _add(table, form, english, "place", place=fold(place.name_en))
    for code, country in countries().items():
        english = _renderings((country.name_en, *country.aliases_en, *country.demonyms))
        for name in (country.name_zh, *country.aliases_zh):
            if len(name) > 1:
                _add(table, name, english, "place", place=code)


def _add_names(table: Table) -> None:
    for zh, forms in irregular().items():
        _add(table, zh, _renderings(forms), "proper")
    for zh, forms in japanese().items():
        _add(table, zh, _renderings(forms), "company")
    for kind, chinese, latin in known_names():
        english = _renderings(latin)
        for form in dict.fromkeys(form for zh in chinese for form in (bare(zh), strip_han(bare(zh))[0])):
            if len(form) > 1:
                _add(table, form, english, kind)


@cache
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[Word]]:
    rows = list(_table().values())
    return ahocorasick_rs.AhoCorasick([word.zh for word in rows]), rows


def han_words(text: str) -> list[tuple[int, int, Word]]:
    """Return (start, end, word) of every known word in a folded Chinese name, overlapping ones too."""
    automaton, rows = _automaton()
    found = automaton.find_matches_as_indexes(text, overlapping=True)
    return [(start, end, rows[number]) for number, start, end in found]
