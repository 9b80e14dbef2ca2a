"""The Chinese words that names are made of, ready for looking up, with their renderings and weights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from attache.link.folding import fold
from attache.link.known import known_names
from attache.link.legal import strip_han
from attache.link.telling import content, core_words, weight
from attache.vocabulary.countries import countries
from attache.vocabulary.names import irregular, japanese, legal_forms, terms
from attache.vocabulary.places import places

__all__ = ["NAMED", "Word", "bare", "han_words"]

_SUFFIXES = ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "自治州", "地区", "省", "市", "县")
NAMED = frozenset(["proper", "company"])
"""Kinds of words that are names of organisations, or of their distinctive parts."""


@dataclass(frozen=True, slots=True)
class Word:
    """A Chinese word: its English renderings as content words, its kind, its weight (0 to about 2).

    `english` is its first rendering as written.
    """

    zh: str
    renderings: tuple[tuple[str, ...], ...]
    kind: str
    weight: float
    place: str | None = None
    english: str = ""


_BARE = re.compile(r"[\W_]+")


def bare(name: str) -> str:
    """Return a folded Chinese name without anything but letters and digits."""
    folded = fold(name)
    return folded if folded.isalnum() else _BARE.sub("", folded)


@dataclass(slots=True)
class _Row:
    """What the tables say of a Chinese word; it becomes a `Word` when it is first met."""

    english: tuple[str, ...]
    kind: str
    place: str | None = None


Table = dict[str, _Row]


def _add(table: Table, key: str, english: tuple[str, ...], kind: str, place: str | None = None) -> None:
    old = table.get(key)
    if old is None:
        table[key] = _Row(english, kind, place)
        return
    old.english += english
    old.place = old.place or place
    if kind in NAMED and old.kind == "field":
        old.kind = kind


def _word(zh: str, row: _Row) -> Word:
    compared = core_words if row.kind in NAMED else content
    renderings = tuple(dict.fromkeys(r for r in map(compared, dict.fromkeys(row.english)) if r))
    if row.kind == "optional" or not renderings:
        telling = 0.1
    else:
        sums = sorted(sum(map(weight, r)) for r in renderings)
        telling = max(0.12, sums[len(sums) // 2])
    return Word(zh, renderings, row.kind, telling, row.place, row.english[0] if row.english else "")


def _short(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name[: -len(suffix)]
    return name


def _table() -> Table:
    table: Table = {}
    for term in terms():
        _add(table, bare(term.zh), term.en, "optional" if term.optional else term.kind)
    _add_places(table)
    for zh, forms in irregular().items():
        _add(table, bare(zh), forms, "proper")
    for zh, forms in japanese().items():
        _add(table, bare(zh), forms, "company")
    for kind, chinese, latin in known_names():
        for form in dict.fromkeys(form for zh in chinese for form in (bare(zh), strip_han(bare(zh))[0])):
            if len(form) > 1:
                _add(table, form, latin, kind)
    for form in legal_forms()[0]:
        table[fold(form)] = _Row(("company", "corporation", "group"), "optional")
    return table


def _add_places(table: Table) -> None:
    for place in places():
        for form in dict.fromkeys(form for name in place.names_zh for form in (name, _short(name))):
            if len(form) > 1:
                _add(table, bare(form), place.names_en, "place", fold(place.name_en))
    for code, country in countries().items():
        for name in (country.name_zh, *country.aliases_zh):
            if len(name) > 1:
                english = (country.name_en, *country.aliases_en, *country.demonyms)
                _add(table, bare(name), english, "place", code)


@cache
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[tuple[str, _Row]], dict[int, Word]]:
    rows = list(_table().items())
    return ahocorasick_rs.AhoCorasick([zh for zh, _ in rows]), rows, {}


def han_words(text: str) -> list[tuple[int, int, Word]]:
    """Return (start, end, word) of every known word in a folded Chinese name, overlapping ones too."""
    automaton, rows, met = _automaton()
    out = []
    for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        word = met.get(number)
        if word is None:
            met[number] = word = _word(*rows[number])
        out.append((start, end, word))
    return out
