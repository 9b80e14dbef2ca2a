"""Countries, states, cities and regions named in a text, in Chinese and English.

One pass of an automaton over the simplified text. A name that several places share keeps its country only
where the words beside it say which is meant; a short name that is also a word counts only with 市, 州 or its
country before it; a name inside a longer foreign name or word is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final, NamedTuple

import ahocorasick_rs

from attache.core.spans import Span
from attache.read.organisations import organisations
from attache.read.organisations.spelling import any_of
from attache.read.organisations.tokens import is_foreign_sound
from attache.read.plain import simplified
from attache.vocabulary.countries import countries
from attache.vocabulary.places import place_words
from attache.vocabulary.places import places as all_places

__all__ = ["PlaceMention", "places"]

MAX_TEXT: Final = 400_000
_BASE = re.compile("(?<=..)(?:市|州|县|地区|区)$")
_LINKS = frozenset({"", "的", "市", "州", "，", "、", " ", "北部城市", "城市", "首都"})
_AFTER_NOT = re.compile(any_of("语 文字 语种 裔 盾 克朗 法郎 比索 卢布 里拉 镑 币"))
_ADMIN = re.compile(any_of("市 州 省 县 府 郡 大区 自治区 地区"))


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place in a text. `country` is None where several places share the name and nothing says which is meant.

    `kind`: `country`, `adjective` (Israeli), `state`, `province`, `prefecture`, `region`, `nation`, `canton`,
    `municipality` or `city`. `inside` tells that it stands in the name of an organisation or mission.
    """

    span: Span
    name: str
    country: str | None
    kind: str
    inside: bool


class _Meaning(NamedTuple):
    country: str
    kind: str
    minor: bool
    weak: bool  # also a word: needs its country before it or 市 behind it


class _Lexicon(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    meanings: tuple[tuple[_Meaning, ...], ...]
    names: tuple[str, ...]


def _all_names() -> Iterator[tuple[str, _Meaning]]:
    words = place_words()
    for c in countries().values():
        for name in (*c.names_zh, *c.names_en):
            yield name, _Meaning(c.iso2, "country", False, name in words.english_countries)
        for name in c.demonyms:
            yield name, _Meaning(c.iso2, "adjective", False, False)
    for p in all_places():
        for name in (*p.names_zh, *p.names_en):
            yield name, _Meaning(p.country, p.kind, p.minor, name in words.english)
    for p in all_places():
        base = _BASE.sub("", p.name_zh)
        if base not in p.names_zh:
            yield base, _Meaning(p.country, p.kind, p.minor, True)


@cache
def _lexicon() -> _Lexicon:
    table: dict[str, list[_Meaning]] = {word: [] for word in place_words().not_places}
    for name, meaning in _all_names():
        rest = table.setdefault(name, [])
        if name not in place_words().not_places and all(m.country != meaning.country for m in rest):
            rest.append(meaning)
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    names = tuple(table)
    return _Lexicon(ahocorasick_rs.AhoCorasick(names, matchkind=kind), tuple(map(tuple, table.values())), names)


def places(text: str) -> list[PlaceMention]:
    """Return the places that a text names, in order and without overlap; spans point into `text`.

    Looks at the first 400,000 characters.
    """
    return list(_all(text[:MAX_TEXT]))


@lru_cache(maxsize=8)
def _all(text: str) -> tuple[PlaceMention, ...]:
    plain = simplified(text)
    lexicon = _lexicon()
    out: list[PlaceMention] = []
    for i, start, end in lexicon.automaton.find_matches_as_indexes(plain):
        meanings = lexicon.meanings[i]
        mention = _mention(plain, start, end, lexicon.names[i], meanings, out) if meanings else None
        if mention:
            out.append(replace(mention, name=text[start:end]))
    return tuple(_inside(text, out))


def _inside(text: str, found: list[PlaceMention]) -> Iterator[PlaceMention]:
    """Mark the places that stand in the name of an organisation or mission."""
    names = organisations(text) if found else []
    k = 0
    for p in found:
        while k < len(names) and names[k].end <= p.span.start:
            k += 1
        yield replace(p, inside=k < len(names) and names[k].start <= p.span.start < names[k].end)


def _mention(
    text: str, start: int, end: int, name: str, meanings: tuple[_Meaning, ...], before: list[PlaceMention]
) -> PlaceMention | None:
    latin = ord(name[-1]) < 0x250
    if not (_bounded(text, start, end) if latin else _is_word(text, start, end, name)):
        return None
    context = _country_before(text, start, before) or (_country_behind(text, end) if latin else None)
    said = any(m.country == context for m in meanings) or (not latin and _ADMIN.match(text, end))
    if meanings[0].weak and not said:
        return None
    fitting = [m for m in meanings if m.country == context] or [m for m in meanings if not m.minor]
    country = fitting[0].country if len(fitting) == 1 else None
    kind = (fitting or list(meanings))[0].kind
    return PlaceMention(Span(start, end), name, country, kind, False)


def _bounded(text: str, start: int, end: int) -> bool:
    """Tell whether an English name is a word of its own (Chinese characters may touch it)."""
    sides = (text[start - 1 : start], text[end : end + 1])
    return not any((c.isalnum() and ord(c) < 0x250) or (c and c in "@'’") for c in sides)


def _is_word(text: str, start: int, end: int, name: str) -> bool:
    """Tell whether a Chinese name is not part of a longer foreign name or of another word."""
    if _AFTER_NOT.match(text, end):
        return False
    if len(name) > 2 or not all(map(is_foreign_sound, name)) or name in place_words().short_countries:
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    sounds = (is_foreign_sound(before) if before else False) or (is_foreign_sound(after) if after else False)
    return not sounds or before in ("东", "西", "海") or after in ("大", "西", "东", "多", "理", "当", "因", "万")


def _country_before(text: str, start: int, before: list[PlaceMention]) -> str | None:
    """Return the country of the place right before: 德国耶拿, 美国马萨诸塞州剑桥, 英国的剑桥."""
    if not before:
        return None
    last = before[-1]
    return (
        last.country
        if text[last.span.end : start] in ("", "的", "市", "州", "，", "、", " ", "北部城市", "城市", "首都")
        else None
    )


_BEHIND = re.compile(r",? ?\(?([A-Z][A-Za-z.]+(?: [A-Z][A-Za-z]+){0,2})")


def _country_behind(text: str, end: int) -> str | None:
    """Return the country (or its state) right behind a comma: Reading, UK; Cambridge, Massachusetts."""
    m = _BEHIND.match(text, end)
    if not m:
        return None
    words = m[1].split(" ")
    for n in range(len(words), 0, -1):
        code = _latin_country().get(" ".join(words[:n]).rstrip("."))
        if code:
            return code
    return None


@cache
def _latin_country() -> dict[str, str]:
    table = {p_name: p.country for p in all_places() if p.kind != "city" for p_name in p.names_en}
    table |= {name.rstrip("."): c.iso2 for c in countries().values() for name in (*c.names_en, c.iso3)}
    states = "CA TX MA NY CO WA IL PA NC VA MD NJ MN MI OH GA FL AZ OR UT WI CT TN MO IN"
    return {**dict.fromkeys(states.split(), "US"), **table}
