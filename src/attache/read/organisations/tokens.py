"""Chinese text as the words that matter for names: heads, places, known names, words that cut.

One pass of an automaton (leftmost-longest) over the simplified text; what it does not know is kept as
single characters, runs of Latin letters, digits and boundaries, so that the tokens cover the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

import ahocorasick_rs

from attache.vocabulary.countries import countries
from attache.vocabulary.organisations import KnownOrganisation, chinese_words, known_organisations
from attache.vocabulary.places import places

__all__ = ["Token", "is_foreign_sound", "tokens"]

KNOWN: Final = "known"  # a well-known name
HEAD: Final = "head"  # the last word of a name
PLACE: Final = "place"
CUT: Final = "cut"  # a name cannot reach over it
DUAL: Final = "dual"  # a verb at a name's left edge, a noun inside: 研究, 设计
ADJECTIVE: Final = "adjective"
INSIDE: Final = "inside"  # a field or content word
COMMON: Final = "common"  # an ordinary word
UNIT: Final = "unit"  # the kind of a head that only names a part of an organisation
WHOLE: Final = "whole"  # only there so that its parts are not mistaken
UNKNOWN: Final = "unknown"  # one Chinese character
LATIN: Final = "latin"
DIGITS: Final = "digits"
JOIN: Final = "join"  # a dot or hyphen inside a name
QUOTE_OPEN: Final = "open"
QUOTE_CLOSE: Final = "close"
BOUNDARY: Final = "boundary"

_FOREIGN_SOUND = frozenset(
    "阿埃艾爱昂奥巴拜班邦鲍贝比彼宾波博布查茨达戴丹道德登迪蒂丁东杜顿多恩尔凡范菲费芬弗福盖甘冈戈格葛哈海汉豪赫亨霍基吉加贾杰卡凯坎"
    "康考科克肯库拉莱赖兰朗劳勒雷里利林琳卢鲁伦罗洛马迈曼芒梅门蒙米密莫默姆穆纳奈内尼涅努诺欧帕潘培佩皮普齐恰乔切萨塞森桑沙圣史什施斯"
    "索塔泰坦唐特滕提廷图托瓦万威韦维魏温沃西希锡夏肖谢辛休雅亚扬耶伊因约泽扎詹兹佐娅妮莎丽娜黛薇娃蕾"
)
_SOUND_BETWEEN = frozenset("因比如若以该让自令至任即于约日")
_FILL = re.compile(
    r"(?P<latin>[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9&'’.+\-]*)|(?P<digits>[0-9][0-9.,]*)|(?P<han>[\u3400-\u9fff])"
    r"|(?P<join>[·•‧∙・\-－—])|(?P<open>[“「『《])|(?P<close>[”」』》])|(?P<boundary>.)",
    re.S,
)


class Token(NamedTuple):
    """A stretch of text; `info` is a kind for a head, a country for a place, the organisation for a known name."""

    start: int
    end: int
    cls: str
    word: str
    info: str | KnownOrganisation | None = None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    automaton: ahocorasick_rs.AhoCorasick
    meanings: tuple[_Parts, ...]
    heads: tuple[bool, ...]


def _place_names() -> Iterator[tuple[str, str]]:
    for c in countries().values():
        yield from ((name, c.iso2) for name in c.names_zh if len(name) > 1)
    for p in places():
        yield from ((name, p.country) for name in p.names_zh if not p.minor)


_Meaning = tuple[str, str | KnownOrganisation | None]
_Parts = tuple[tuple[int, str, str | KnownOrganisation | None], ...]


def _meanings() -> dict[str, _Meaning]:
    words = chinese_words()
    table: dict[str, _Meaning] = {}
    table |= dict.fromkeys(words.common_plain, (COMMON, None))
    table |= dict.fromkeys(words.common_cut, (CUT, None))
    table |= dict.fromkeys(words.whole_words, (WHOLE, None))
    table |= {f"中{c.short_zh}": (INSIDE, None) for c in countries().values() if c.short_zh and c.iso2 != "CN"}
    table |= dict.fromkeys(words.adjectives, (ADJECTIVE, None))
    table |= dict.fromkeys(words.inside, (INSIDE, None))
    table |= dict.fromkeys(words.cut_characters, (CUT, None))
    table |= {w: (DUAL if w in words.inside else CUT, None) for w in words.cut_words}
    table |= {name: (PLACE, code) for name, code in reversed(list(_place_names()))}
    table |= dict.fromkeys(words.units, (HEAD, UNIT))
    table |= {w: (HEAD, kind) for w, kind in words.heads.items()}
    table |= {name: (KNOWN, o) for o in known_organisations() for name in o.names_zh}
    return table


@cache
def _lexicon() -> _Lexicon:
    table = _meanings()
    meanings: dict[str, _Parts] = {word: ((len(word), *meaning),) for word, meaning in table.items()}
    for head in ("大学", "公司"):  # 大学生物系 holds no 大学生, 公司法国分部 no 公司法
        for word in ("生物", "生命", "生态", "法国", "法律", "制药", "制造"):
            kind = table.get(word, (INSIDE, None))
            meanings[head + word] = ((len(head), *table[head]), (len(word), *kind))
    for c in countries().values():  # 其中意大利 holds no 中意
        for name in c.names_zh if c.short_zh else ():
            meanings["中" + name] = ((1, CUT, None), (len(name), PLACE, c.iso2))
    meanings["俄国防部"] = ((1, UNKNOWN, None), (3, *table["国防部"]))
    meanings = _split_heads(table) | meanings
    patterns = list(meanings)
    automaton = ahocorasick_rs.AhoCorasick(patterns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    parts = tuple(meanings[p] for p in patterns)
    return _Lexicon(automaton, parts, tuple(any(cls in (HEAD, KNOWN) for _, cls, _ in part) for part in parts))


def _split_heads(table: dict[str, _Meaning]) -> dict[str, _Parts]:
    """农业科学院 is 农业 and 科学院, although 农业科学 is a word: words that end as a head begins."""
    begins: dict[str, list[str]] = {}
    for head, (cls, _) in table.items():
        if cls == HEAD:
            for k in range(2, len(head)):
                begins.setdefault(head[:k], []).append(head)
    out: dict[str, _Parts] = {}
    for word, (cls, _) in table.items():  # 天文学会 is 天文 and 学会
        for head in ("学会", "学院") if cls == INSIDE and len(word) > 1 and word.endswith("学") else ():
            if word + head[1] not in table:
                stem = table.get(word[:-1], (INSIDE, None))
                out[word + head[1]] = ((len(word) - 1, *stem), (2, *table[head]))
    for word, (cls, _) in table.items():
        for k in range(2, len(word)) if cls in (INSIDE, DUAL, COMMON) else ():
            for head in begins.get(word[-k:], ()):
                whole = word + head[k:]
                if whole not in table:
                    stem = table.get(word[:-k], (INSIDE, None))
                    out[whole] = ((len(word) - k, *stem), (len(head), *table[head]))
    return out


def is_foreign_sound(char: str) -> bool:
    """Tell whether a Chinese character is one of those that write foreign names by sound."""
    return char in _FOREIGN_SOUND


@lru_cache(maxsize=20_000)
def _class_of(char: str) -> str:
    m = _FILL.match(char)
    cls = (m.lastgroup if m else None) or BOUNDARY
    return UNKNOWN if cls == "han" else cls


def _fill(text: str, start: int, end: int, out: list[Token]) -> None:
    for m in _FILL.finditer(text, start, end):
        cls = m.lastgroup or BOUNDARY
        out.append(Token(m.start(), m.end(), UNKNOWN if cls == "han" else cls, m[0]))


def _sounds_foreign(text: str, at: int) -> bool:
    """Tell whether a cutting character stands inside a foreign name: 埃因霍温, 约尔里丹."""
    around = [c in _FOREIGN_SOUND for c in (text[at - 1 : at], text[at + 1 : at + 2], text[at + 2 : at + 3])]
    return text[at] in _SOUND_BETWEEN and around[1] and (around[0] or around[2])


_BEFORE, _AFTER = 64, 12  # how far from a head words still matter


def tokens(text: str) -> list[Token]:
    """Return the tokens of a simplified text around its heads and known names, in order.

    Between two of these neighbourhoods stands one boundary token for all the text there.
    """
    lexicon = _lexicon()
    matches = lexicon.automaton.find_matches_as_indexes(text)
    out: list[Token] = []
    at = 0
    for first, stop in _neighbourhoods(lexicon, matches, len(text)):
        if at < first:
            out.append(Token(at, first, BOUNDARY, text[at:first]))
        lo, hi = bisect_left(matches, first, key=_start), bisect_left(matches, stop, key=_start)
        _spell(text, lexicon, matches[lo:hi], first, stop, out)
        at = out[-1].end if out else stop
    return out


def _start(match: tuple[int, int, int]) -> int:
    return match[1]


def _neighbourhoods(lexicon: _Lexicon, matches: list[tuple[int, int, int]], size: int) -> list[tuple[int, int]]:
    """Return the stretches around heads; they start and end where no match is cut."""
    out: list[tuple[int, int]] = []
    for pattern, start, end in matches:
        if lexicon.heads[pattern]:
            first, stop = max(0, start - _BEFORE), min(size, end + _AFTER)
            if out and first <= out[-1][1]:
                out[-1] = (out[-1][0], stop)
            else:
                out.append((first, stop))
    return out


def _spell(
    text: str, lexicon: _Lexicon, matches: list[tuple[int, int, int]], at: int, stop: int, out: list[Token]
) -> None:
    for pattern, start, _ in matches:
        if at + 1 == start:
            out.append(Token(at, start, _class_of(text[at]), text[at]))
        elif at < start:
            _fill(text, at, start, out)
        at = start
        for length, cls, info in lexicon.meanings[pattern]:
            if cls == CUT and length == 1 and _sounds_foreign(text, at):
                cls = UNKNOWN  # noqa: PLW2901 -- a character inside a foreign name
            out.append(Token(at, at + length, cls, text[at : at + length], info))
            at += length
    if at < stop:
        _fill(text, at, stop, out)
