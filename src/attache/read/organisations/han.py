"""Organisations with Chinese names: each last word (研究所, 公司), and the rule by which words make a name with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from attache.read.organisations import tokens as t
from attache.read.organisations.reach import (
    country_before,
    first_word,
    is_country,
    own_start,
    places_before,
    short_country,
)
from attache.read.organisations.spelling import any_of
from attache.read.organisations.tokens import Token, is_foreign_sound
from attache.vocabulary.organisations import KnownOrganisation, chinese_words, latin_words

__all__ = ["Found", "chinese_names"]

_PLAIN_COMPANY = frozenset({"公司", "工厂", "厂", "商社", "商店", "企业集团", "初创公司"})
_ONE_OF_MANY = re.compile(
    r"(?:[一二两三四五六七八九十几多数各该这那每某百千]|余|[0-9])(?:家|所|个|间|座|支)?$|(?:家|所)$"
)
_TECHNICAL = frozenset(
    "电池膜料器械能源光机车船油气药菌素酶铝钢铁铜锂碳硅胶纤维线缆管阀泵仪表网络软件芯片屏灯镜激波声磁热冷水污废土肥种苗畜禽食品饮酒衣鞋具疗诊检测印刷涂装焊接铸锻"
)
_AFTER_BU = frozenset("门分队件位署族")
_FOREIGN = "short country and authority"
_REGION_LIKE = frozenset({"欧盟", "东盟", "北约"})
_AS_REGION = re.compile(
    " ?"
    + any_of(
        "CE RoHS ROHS REACH “ 《 \\d 标准 市场 认证 国家 成员国 地区 "
        "各国 范围 法规 指令 境内 区域 专利 地平线 第 框架 科研 国 等 内 化学 医疗 药品"
    )
)
_SERVING = frozenset({"university", "institute", "hospital", "association", "fund", "park"})


@dataclass(frozen=True, slots=True)
class Found:
    """A Chinese name before second names are looked for; `country` is what the name or the words before it say."""

    start: int
    end: int
    kind: str
    country: str | None
    reason: str


def chinese_names(text: str, words: Sequence[Token]) -> list[Found]:
    """Return the names in a simplified text, whose tokens are `words`, in order and without overlap."""
    out: list[Found] = []
    last = len(words)
    for i in range(len(words) - 1, -1, -1):
        if i < last and words[i].cls in (t.HEAD, t.KNOWN) and _stands(text, words, i):
            found, first = _quoted(text, words, i) or _name_ending_at(text, words, i)
            if found:
                out.append(found)
                last = first
    return out[::-1]


def _stands(text: str, words: Sequence[Token], i: int) -> bool:
    """A head of one character must not begin an unknown word; 部 must not be that of 部门."""
    word, end = words[i].word, words[i].end
    if word[-1] == "部" and text[end : end + 1] in _AFTER_BU:
        return False
    team = word == "队" and i > 0 and words[i - 1].cls == t.PLACE
    return team or not (len(word) == 1 and i + 1 < len(words) and words[i + 1].cls == t.UNKNOWN)


def _name_ending_at(text: str, words: Sequence[Token], i: int) -> tuple[Found | None, int]:
    info = words[i].info
    known = info if isinstance(info, KnownOrganisation) else None
    national = known is not None and (known.country is not None or known.kind == "government")
    first = i if known and not national else places_before(words, i) if known else first_word(words, i)
    reason = _known_stands(text, words, first, i) if known else _accepted(text, words, first, i)
    if not reason and words[i].word in chinese_words().bare_heads:
        first, reason = i, "name without an addition"
    if not reason:
        return None, i
    start, country = own_start(words, first, i)
    if known and not known.country and first == i and first and short_country(words, first - 1):
        start, country = words[first - 1].start, short_country(words, first - 1)
    elif reason == _FOREIGN:
        country = short_country(words, first)
    if known and words[i].start == start:
        country = known.country or country
    country = country or country_before(words, first)
    return Found(start, words[i].end, _kind(words, first, i), country, reason), first


def _quoted(text: str, words: Sequence[Token], i: int) -> tuple[Found, int] | None:
    """“清流”公司: the name stands between quotation marks before the head."""
    if words[i].cls != t.HEAD or i < 2 or words[i - 1].cls != t.QUOTE_CLOSE:
        return None
    for j in range(i - 2, max(-1, i - 14), -1):
        if words[j].word in ("，", "。", "；", "：", "\n"):
            return None
        if words[j].cls == t.QUOTE_OPEN:
            size = words[i - 1].start - words[j].end
            country, kind = country_before(words, j), str(words[i].info)
            if not 1 < size <= 20 or kind == t.UNIT:
                return None
            if words[i].word in _PLAIN_COMPANY | {"集团"}:
                return Found(words[j].end, words[i - 1].start, kind, country, "quoted name before a head"), j
            begin = j - 1 if j and words[j - 1].cls in (t.PLACE, t.KNOWN) else j
            return Found(words[begin].start, words[i].end, kind, country, "quoted name before a head"), begin
    return None


def _known_stands(text: str, words: Sequence[Token], first: int, i: int) -> str:
    known = words[i].info
    if not isinstance(known, KnownOrganisation) or text[words[i].start - 1 : words[i].start].isdigit():
        return ""
    if known.name_zh in _REGION_LIKE and _AS_REGION.match(text, words[i].end):
        return ""
    if not known.needs_context:
        return "well-known name"
    sided = first < i or any(w.cls == t.KNOWN for w in (*words[max(0, i - 2) : i], *words[i + 1 : i + 3]))
    return "well-known name in context" if sided or text[words[i].end : words[i].end + 1] in ("等", "（", "(") else ""


def _accepted(text: str, words: Sequence[Token], first: int, i: int) -> str:
    """Return the rule by which the words before a head make a name, or nothing."""
    head, body = words[i], words[first:i]
    bare = chinese_words().bare_heads
    if not body:
        return "name without an addition" if head.word in bare else ""
    if len(body) == 1 and head.word in bare and short_country(words, first):
        return _FOREIGN
    classes = {w.cls for w in body}
    if _broken(head, body, classes):
        return ""
    if t.KNOWN in classes:
        return "well-known name and a head"
    if t.HEAD in classes and len(body) == 1:
        return "two heads" if body[0].word in bare else ""
    return _by_body(text, words, first, i, classes)


def _by_body(text: str, words: Sequence[Token], first: int, i: int, classes: set[str]) -> str:
    if t.PLACE in classes:
        return _after_place(text, words, first, i)
    if t.LATIN in classes:
        return _with_latin(text, words[i], words[first:i])
    if words[i].word in chinese_words().strict_heads:
        return _ministry(words[i], words[first:i])
    return _distinctive(text, words, first, i) if t.UNKNOWN in classes else _national(words[i], words[first:i])


def _broken(head: Token, body: Sequence[Token], classes: set[str]) -> bool:
    """Tell whether head and body cannot be one name."""
    last = body[-1]
    return (
        last.cls == t.ADJECTIVE
        or (len(head.word) == 1 and last.cls in (t.KNOWN, t.HEAD) and head.info != t.UNIT)
        or (head.word in ("部", "中心") and last.cls == t.PLACE)
        or (head.word == "组织" and last.cls in (t.HEAD, t.KNOWN))
        or (head.info == t.UNIT and not classes & {t.KNOWN, t.HEAD})
        or (t.LATIN in classes and classes <= {t.LATIN, t.PLACE, t.JOIN})  # `芬兰Paptic公司` is a Latin name
    )


def _after_place(text: str, words: Sequence[Token], first: int, i: int) -> str:
    vocabulary, body, head = chinese_words(), words[first:i], words[i]
    content = [w.word for w in body if w.cls not in (t.PLACE, t.HEAD)]
    if any(w.cls == t.HEAD for w in body):
        return "place, head and unit"
    if not content:
        heads = vocabulary.vague_after_place if is_country(body[-1]) else vocabulary.vague_after_city
        common = head.word in heads and not (body[-1].info == "CN" and not is_country(body[-1]))
        return "" if common or head.word in _PLAIN_COMPANY else "place and a head"
    unknown = sum(len(w.word) for w in body if w.cls in (t.UNKNOWN, t.LATIN))
    if unknown:
        loose = head.word in vocabulary.strict_heads and (unknown > 6 or body[0].cls != t.PLACE)
        return "" if loose or unknown > 12 or _describes(text, words, first, i) else "place, own name and a head"
    common = is_country(body[0]) and head.word in vocabulary.vague_after_place
    vague = common and head.info != "government" and all(c in vocabulary.vague for c in content)
    if head.word in _PLAIN_COMPANY or vague:
        return ""
    return "place, field and a head"


_LATIN_BEHIND = re.compile(r" ?[（(]?[A-Z][A-Za-z]{2}")


def _with_latin(text: str, head: Token, body: Sequence[Token]) -> str:
    """`IBM中国研究院` is a name, `AI芯片公司` is none, 创新E公司 one where its Latin name stands behind it."""
    if head.word in _PLAIN_COMPANY and _LATIN_BEHIND.match(text, head.end):
        return "Latin name behind it"
    technology = latin_words().technology
    names = [w for w in body if w.cls == t.LATIN and w.word.casefold() not in technology]
    return "Latin name, words and a head" if names and head.word not in _PLAIN_COMPANY else ""


def _ministry(head: Token, body: Sequence[Token]) -> str:
    vocabulary, parts = chinese_words(), [w.word for w in body]
    if head.word == "部" and parts[0] in vocabulary.ministries and all(w.cls == t.INSIDE for w in body):
        return "field and 部"
    if head.info == "government" and len(parts[0]) == 1 and all(w.cls == t.INSIDE for w in body[1:]) and len(body) > 1:
        return "local authority" if parts[0] in "省市县区州" else _FOREIGN if short_country(body, 0) else ""
    if head.word in ("队", "党") and 2 <= len(body) <= 5 and all(w.cls == t.UNKNOWN for w in body):
        return "own name and a head"
    marked = any(p in vocabulary.national or p in vocabulary.regional for p in parts)
    return "national body" if marked and len(parts) > 1 and all(w.cls in (t.INSIDE, t.DUAL) for w in body) else ""


def _distinctive(text: str, words: Sequence[Token], first: int, i: int) -> str:
    """A name without a place: its unknown characters must look like a name, not like a description."""
    unknown = "".join(w.word for w in words[first:i] if w.cls == t.UNKNOWN)
    if not 2 <= len(unknown) <= 14 or _describes(text, words, first, i):
        return ""
    if sum(map(is_foreign_sound, unknown)) >= 0.5 * len(unknown):
        return "foreign name by sound and a head"
    technical = sum(c in _TECHNICAL for c in unknown) / len(unknown)
    if words[i].word in _PLAIN_COMPANY and (technical >= 0.25 or len(unknown) > 6):
        return ""
    return "own name and a head" if technical < 0.5 else ""


def _describes(text: str, words: Sequence[Token], first: int, i: int) -> bool:
    """一家锂电池公司 describes; it does not name."""
    before = text[max(0, words[first].start - 3) : words[first].start]
    return bool(_ONE_OF_MANY.search(before)) and words[i].info in ("company", "university", "hospital", "institute")


def _national(head: Token, body: Sequence[Token]) -> str:
    vocabulary, parts = chinese_words(), [w.word for w in body]
    long_enough = sum(map(len, parts)) >= 4 or parts[0] in ("国家", "国际", "世界", "联合国", "全国", "中央")
    if (
        parts[0] in vocabulary.national
        and long_enough
        and (head.info != "company" or (head.word == "银行" and len(parts) > 1))
    ):
        return "national or international body"
    return "region, field and a head" if parts[0] in vocabulary.regional and head.info in _SERVING else ""


def _kind(words: Sequence[Token], first: int, i: int) -> str:
    """Return the kind of the last word, or of the organisation whose part it names."""
    for w in reversed(words[first : i + 1]):
        if isinstance(w.info, KnownOrganisation):
            return w.info.kind
        if w.cls == t.HEAD and w.info != t.UNIT:
            return str(w.info)
    return "unknown"
