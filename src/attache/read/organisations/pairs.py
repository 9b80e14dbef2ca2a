"""Second names: 名称（Name Ltd.）, Name（中文名）, 创新E公司 Evolv, 以下简称“…”; and countries in brackets."""

from __future__ import annotations

import re
from typing import NamedTuple

from attache.read.organisations.spelling import Run, any_of
from attache.read.organisations.tokens import is_foreign_sound
from attache.vocabulary.countries import find_country
from attache.vocabulary.organisations import latin_words
from attache.vocabulary.places import place_country

__all__ = ["Second", "country_of_words", "han_before_latin", "second_name"]

_OPEN = re.compile(r" ?[（(]")
_CLOSE = re.compile(r"[）)\n。]")
_PREFIX = re.compile(
    rf"(?:以下)?{any_of('简称 下称 又称 亦称 缩写')}[为是作]?[:：]?"
    rf"|{any_of('中文 英文 德文 法文 俄文 日文 外文 原')}{any_of('名称 名 全称 简称')}?[为是]?[:：]?"
    rf"|{any_of('hereinafter formerly aka abbreviated')}(?: referred to)?(?: as)?|以下"
)
_QUOTES = "“”\"「」『』‘’' "
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_HAN = re.compile("[\u3400-\u9fff]")
_NAME_HAN = re.compile("[\u3400-\u9fff·・\\-A-Za-z0-9]{2,24}")
_STOPS_AFTER = re.compile(
    r" ?(?:[，。；、：！？,.;:）)」”\"]|是|系|为|的|在|与|和|及|将|已|拟|计划|推出|公司|成立|总部|由|于|\n|$)"
)


class Second(NamedTuple):
    """What stands in the brackets behind a name (or beside it): `end` is where it ends."""

    end: int
    latin: str | None
    han: str | None
    alias: bool
    country: str | None


def country_of_words(words: str) -> str | None:
    """Return the country of a short phrase such as `Basel, Switzerland`, 德国, 芬兰坦佩雷, or None."""
    for part in reversed([w.strip() for w in re.split("[,，、/]", words) if w.strip()]):
        code = find_country(part) or _place_country(part)
        if code:
            return code
    return None


def _place_country(name: str) -> str | None:
    """Return the country of a place, or of one that stands behind its country (芬兰坦佩雷)."""
    found = place_country(name)
    if found or len(name) > 12 or not _HAN.match(name):
        return found
    return next((code for n in range(8, 1, -1) if (code := find_country(name[:n]))), None)


def second_name(text: str, end: int, *, first_is_latin: bool) -> Second | None:
    """Return what the brackets right behind a name say, or the name in the other script behind a space."""
    opened = _OPEN.match(text, end)
    if opened:
        closed = _CLOSE.search(text, opened.end(), opened.end() + 100)
        if not closed or closed[0] not in "）)":
            return None
        return _inside(text[opened.end() : closed.start()], closed.end(), first_is_latin)
    return None if first_is_latin else _behind_space(text, end)


def _inside(inner: str, end: int, first_is_latin: bool) -> Second | None:
    inner = inner.strip()
    found = _PREFIX.match(inner)
    prefix = found[0] if found else ""
    name = inner[len(prefix) :].strip(_QUOTES)
    alias = ("称" in prefix and "名称" not in prefix and "全称" not in prefix) or "herein" in prefix
    if not name:
        return None
    place = None if prefix else country_of_words(name)
    if place:
        return Second(end, None, None, False, place)
    name = _first_part(name)
    if not _HAN.search(name) and _LATIN.search(name):
        good = name[0].isupper() or (any(map(str.isupper, name)) and " " not in name)
        return Second(end, name, None, alias, None) if good and not _thing(name) else None
    if not first_is_latin and not alias:  # 国家航空航天大学（哈尔科夫航空学院）
        second = _NAME_HAN.fullmatch(name) and _ENDS_AS_NAME.search(name)
        return Second(end, None, None, False, None) if second else None
    if _NAME_HAN.fullmatch(name) and (prefix or _like_name(name)):
        return Second(end, None, name, alias, None)
    return None


_ENDS_AS_NAME = re.compile("(?:公司|集团|大学|学院|研究所|研究院|实验室|医院|中心|协会|学会|基金会|委员会|局|部)$")


def _first_part(name: str) -> str:
    """`PharmaJet, Inc.` stays whole; `TNO，荷兰` and `EPFL; Lausanne` lose the rest."""
    parts = re.split("[，；;、]|, ", name)
    legal = latin_words().legal_forms
    out = parts[0].strip(_QUOTES)
    if len(parts) > 1 and parts[1].strip().split(" ")[0].replace(".", "").casefold() in legal:
        out = name[: name.index(parts[1]) + len(parts[1])].strip(_QUOTES)
    return out


def _thing(name: str) -> bool:
    words = latin_words()
    return all(w.casefold().strip(".,") in words.technology for w in name.split())


def _like_name(name: str) -> bool:
    name = re.sub("(?:股份|集团)?有限(?:责任)?公司$", "", name)
    return not re.search("[的是在有个了年]|以下|位于|总部|成立|技术|产品|例如|包括|等$", name)


_SPACED = re.compile(r" ([A-ZÀ-Þ][A-Za-zÀ-ɏ0-9&'’.\-]*(?: (?:[A-Z][A-Za-zÀ-ɏ0-9&'’.\-]*|of|for|and|de|&)){0,6})")


def _behind_space(text: str, end: int) -> Second | None:
    """创新E公司 Evolv: a capitalised name behind a space, then a stop."""
    m = _SPACED.match(text, end)
    if not m or _thing(m[1]) or not _STOPS_AFTER.match(text, m.end()):
        return None
    name: str = m[1].rstrip(".,") if not re.search(r"(?:Inc|Ltd|Co|Corp)\.$|\b[A-Z]\.$", m[1]) else m[1]
    return Second(m.start(1) + len(name), name, None, False, None)


def han_before_latin(text: str, run: Run) -> tuple[int, int] | None:
    """波士顿动力学 Boston Dynamics: a Chinese name without a head, from a stop to the space before the Latin one."""
    start, end = run.words[0][0], run.words[-1][1]
    if text[start - 1 : start] != " " or len(run.words) > 6:
        return None
    m = re.search("(?:^|[，。；：、！？:（(“\n])([\u3400-\u9fff·]{2,12})$", text[max(0, start - 20) : start - 1])
    words = [text[s:e] for s, e in run.words]
    technology, generic = latin_words().technology, latin_words().generic
    own = [w for w in words if w[0].isupper() and w.casefold() not in technology and w.casefold() not in generic]
    if not m or not own or not all(w[0].isupper() or w in ("of", "for", "and", "&") for w in words):
        return None
    if not _STOPS_AFTER.match(text, end) or (country_of_words(m[1]) and len(m[1]) <= 3):
        return None
    sound = sum(map(is_foreign_sound, m[1])) / len(m[1])
    at_place = any(_place_country(m[1][:n]) for n in range(2, min(5, len(m[1]))))
    return (start - 1 - len(m[1]), start - 1) if sound >= 0.6 or (at_place and len(words) > 1) else None
