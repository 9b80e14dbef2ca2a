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
from attache.core.text import simplify
from attache.read.organisations.spelling import any_of, set_of
from attache.read.organisations.tokens import is_foreign_sound
from attache.vocabulary.countries import countries
from attache.vocabulary.places import places as all_places

__all__ = ["PlaceMention", "places"]

MAX_TEXT: Final = 400_000
_BASE = re.compile("(?<=..)(?:市|州|县|地区|区)$")
_ENGLISH_WORDS = set_of(
    "Reading Bath Nice Split Cork Mobile Male Malé Hull Derby Gent Halle Golden Reno Davis Irvine Columbus Charlotte Madison Lexington Stirling "
    "Tours Angers Essen Bergen Lund Gent Como Natal Lima Victoria Salvador Concepción Mendoza Rosario Santiago Cordoba Córdoba Durham Lancaster "
    "Chester Waterloo Richmond Kingston Hamilton Newcastle Worcester Arlington Princeton Oxford Cambridge Phoenix Aberdeen Buffalo Orlando Florence "
    "Georgia Jersey Virginia Chad Turkey Jordan Guinea Niger Mali Togo Oman Peru Cuba Macedonia Syracuse Granada Split Bari Pisa Siena Parma Modena "
    "Polish Dutch Thai Swiss Finnish Czech Lao Scotch Perm Tula Ufa Chita Omsk Linz Graz Leiden Delft Wales England Brunswick Normandy Burgundy "
    "Lorraine Aragon Galicia Navarre Provence Flanders Limburg Ural Urals Kansai Okinawa Holon Eilat Medan Bali Aden Basra Vigo Braga Porto Turin"
)
_PERSON_LIKE = set_of(
    "Chad Jordan Georgia Virginia Florence Victoria Orlando Charlotte Madison Davis Irvine Hamilton Lancaster Chester Derby Jersey Turkey"
)
_NOT_PLACES = set_of(
    "印度洋 日本海 中国海 南中国海 墨西哥湾 波斯湾 亚丁湾 苏伊士运河 巴拿马运河 蒙古包 蒙古族 朝鲜族 哈萨克族 俄罗斯族 阿拉伯数字 罗马数字 罗马字母 希腊字母 荷兰豆 法国梧桐 加拿大鹅 "
    "中国红 汉堡包 海牙公约 巴黎协定 巴黎公约 京都议定书 蒙特利尔议定书 维也纳公约 日内瓦公约 哥本哈根诠释 德州仪器 佛罗里达红 印度教 印度橡胶 苏丹红 长春花 长春新碱 长春碱 长春瑞滨 长春西汀 云南白药 "
    "日本脑炎 日本血吸虫 西班牙流感 德国小蠊 新西兰白兔 海南黄花梨 夏威夷果 都柏林核心 柏林墙 华盛顿邮报 纽约时报 华盛顿协议 布雷顿森林 河内塔 约旦河 尼日尔河 刚果河 乍得湖 洛桑排名 牛津词典 剑桥词典 "
    "巴拿马文件 瓦森纳 加州旅馆 波尔多液 那不勒斯黄 威尼斯人 马德拉斯咖喱 芬兰浴 土耳其浴 埃博拉 瓦尔纳图 罗马法 普鲁士蓝 澳大利亚元 加拿大元 新加坡元 新西兰元 中国人寿 中国平安 南京路 北京路 上海路 台湾海峡 "
    "里昂惕夫 雅典娜 米兰达 波兰特 马里奥 乌兰牧骑 金边债券 万象更新 气象万千"
)
_AFTER_NOT = re.compile(any_of("语 文字 语种 裔 盾 克朗 法郎 比索 卢布 里拉 镑 币"))
_ADMIN = re.compile(any_of("市 州 省 县 府 郡 大区 自治区 地区"))
_ORG_AFTER = re.compile(
    r"[\u3400-\u9fff·“”（）()]{0,12}?"
    + any_of(
        "大学 学院 理工 研究所 研究院 科学院 实验室 医院 公司 集团 银行 协会 学会 基金会 中心 联盟 航空 石油 电信 委员会 部 局 署"
    )
)
_ORG_AFTER_EN = re.compile(r" (?:University|Institute|College|School|Hospital|Bank|Airlines|Technologies)\b")


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place in a text. `country` is None where several places share the name and nothing says which is meant.

    `kind`: `country`, `adjective` (Israeli), `state`, `province`, `prefecture`, `region`, `nation`, `canton`,
    `municipality` or `city`. `inside` tells that it seems to be part of an organisation's name.
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
    for c in countries().values():
        for name in (*c.names_zh, *c.names_en):
            yield name, _Meaning(c.iso2, "country", False, name in _PERSON_LIKE)
        for name in c.demonyms:
            yield name, _Meaning(c.iso2, "adjective", False, False)
    for p in all_places():
        for name in (*p.names_zh, *p.names_en):
            yield name, _Meaning(p.country, p.kind, p.minor, name in _ENGLISH_WORDS)
        base = _BASE.sub("", p.name_zh)
        if base not in p.names_zh:
            yield base, _Meaning(p.country, p.kind, p.minor, True)


@cache
def _lexicon() -> _Lexicon:
    table: dict[str, list[_Meaning]] = {word: [] for word in _NOT_PLACES}
    for name, meaning in _all_names():
        rest = table.setdefault(name, [])
        if name not in _NOT_PLACES and all(m.country != meaning.country for m in rest):
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
    plain = simplify(text)
    lexicon = _lexicon()
    out: list[PlaceMention] = []
    for i, start, end in lexicon.automaton.find_matches_as_indexes(plain):
        meanings = lexicon.meanings[i]
        mention = _mention(plain, start, end, lexicon.names[i], meanings, out) if meanings else None
        if mention:
            out.append(replace(mention, name=text[start:end]))
    return tuple(out)


def _mention(
    text: str, start: int, end: int, name: str, meanings: tuple[_Meaning, ...], before: list[PlaceMention]
) -> PlaceMention | None:
    latin = name[-1].isascii() or name[-1].isalpha() and ord(name[-1]) < 0x250
    if latin and not _bounded(text, start, end) or not latin and not _is_word(text, start, end, name):
        return None
    context = _country_before(text, start, before) or (_country_behind(text, end) if latin else None)
    if meanings[0].weak and not (context and any(m.country == context for m in meanings)):
        if latin or not _ADMIN.match(text, end):
            return None
    fitting = [m for m in meanings if m.country == context] or [m for m in meanings if not m.minor]
    country = fitting[0].country if len(fitting) == 1 else None
    kind = (fitting or list(meanings))[0].kind
    inside = bool(_ORG_AFTER_EN.match(text, end) if latin else _ORG_AFTER.match(text, end))
    return PlaceMention(Span(start, end), name, country, kind, inside)


def _bounded(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        before.isalnum()
        and before.isascii()
        or after.isalnum()
        and after.isascii()
        or after == "'"
        or before == "@"
        or after == "@"
    )


def _is_word(text: str, start: int, end: int, name: str) -> bool:
    """Tell whether a Chinese name is not part of a longer foreign name or of another word."""
    if _AFTER_NOT.match(text, end):
        return False
    if len(name) > 2 or not all(map(is_foreign_sound, name)):
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
