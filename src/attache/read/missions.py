"""Which mission issued a text: read from its words, never inferred from where an organisation sits.

A mission counts as the issuer where the text says so: in a label (驻在馆, 推荐单位, 来源 …), in a signature
(（驻英国使馆科技处供稿）), in a lead (据我驻休斯敦总领馆科技组消息) or as the one who recommends or provides.
A mission that was visited, thanked or is to be contacted is named, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import ahocorasick_rs

from attache.core.spans import Field, Span, absent, merge
from attache.read.labels import LabelValue
from attache.read.plain import simplified
from attache.vocabulary.countries import countries, find_country
from attache.vocabulary.missions import find_mission, mission, mission_of_domain, missions
from attache.vocabulary.places import places

__all__ = ["MissionMention", "issuing_mission", "mission_mentions"]

ISSUER_LABELS: Final = ("驻在馆", "推荐单位", "供稿", "发布单位", "来源")
_SECTION = (
    r"(?:(?:科技(?:与?教育)?|教育(?:与?科技)?|科学技术|科教|创新)(?:参赞)?(?:处|组|部|室|办)|科技参处"
    r"|(?:经济商务|经商|商务|文化|政治|领侨|侨务)(?:参赞)?(?:处|组|室)|科技官)?"
)
_KIND = "大使馆|总领事馆|总领馆|领事馆|使馆|领馆|使团|代表团|代表处|办事处"
_CHINESE = re.compile(
    rf"驻([^，。；：、！？\s驻（）()“”\"《》和与]{{1,22}}?|[^，。；：\s驻]{{2,34}}?)({_KIND})({_SECTION})"
)
_OWNER = re.compile("(?:中华人民共和国|中国|常)$")
_SECTION_HERE = re.compile(_SECTION)
_PLACE = r"(?:the )?([A-Z][\w.'’-]+(?:[ -](?:of |and |the )?[A-Z][\w.'’-]+){0,5})"
_OFFICE = r"([Ee]mbassy|[Cc]onsulate(?:[- ][Gg]eneral)?|[Mm]ission)"
_ENGLISH = (
    re.compile(rf"(?:Chinese|China['’]s|PRC|P\.R\.C\.) {_OFFICE} (?:in|to|at) {_PLACE}"),
    re.compile(
        rf"{_OFFICE} of (?:the )?(?:People['’]s Republic of China|P\.? ?R\.? ?China|PRC|China) (?:in|to|at) {_PLACE}"
    ),
)
_GIVES = "推荐|供稿|报送|来稿|编译|摘编|撰稿|编写|征集|筛选|引荐|转来|荐"
_GIVES_SOME = (
    r"(?:提供|发布|了解到|整理|组织推荐|消息|讯|获悉|报道|来电|来函)(?!了?(?:帮助|协助|支持|便利|服务|指导|渠道|平台))"
)
_AFTER = re.compile(
    rf" ?[：:]? ?(?:已|日前|近日|近期|最近|向[^，。；\n]{{1,8}}|现|特|联合|同志)?(?:{_GIVES}|{_GIVES_SOME})"
)
_LEAD_AFTER = re.compile(
    r"[^，。；\n]{0,14}?(?:消息|报告|报道|反映|介绍|获悉|了解|通报|来函|来电|报送|提供|信息|称|推荐)"
)
_BY_AFTER = re.compile(rf"[^，。；\n]{{0,10}}?(?:{_GIVES}|{_GIVES_SOME})")
_LABEL_BEFORE = re.compile(
    "(?:来源|推荐单位|推荐机构|推荐方|供稿|供稿单位|发布单位|发布机构|驻在馆|驻外机构|报送单位|信息提供"
    r"|[Ss]ource|[Rr]ecommended by|[Ss]ubmitted by|[Pp]rovided by)[】\]]?[:：]? ?$"
)
_ENGLISH_AFTER = re.compile(
    r"(?:'s|’s)?(?: [A-Za-z&]+){0,4}? (?:recommends|recommended|reports|reported|submitted|provided)\b"
)
_ENGLISH_BEFORE = re.compile(
    r"(?:[Ss]ource|[Rr]ecommended|[Ss]ubmitted|[Rr]eported|[Pp]rovided|[Ii]ssued|[Ff]iled|[Rr]eferred|[Aa]ccording to)"
    r"(?::| by|)(?: the)?(?: [A-Z&][\w&]*| of| and| section| S&T| science){0,6}(?: the| of the| at the| of)? $"
)


@dataclass(frozen=True, slots=True)
class MissionMention:
    """A mission in a text; `mission_id` is None for foreign embassies in China and for unknown ones."""

    span: Span
    mission_id: str | None
    owner: str | None  # ISO 3166-1 alpha-2 of the state whose mission it is, where it is not China


@cache
def _cities() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for m in missions().values():
        if m.kind.startswith("consulate"):
            for name in (m.city_zh, m.city_en):
                table.setdefault(name.casefold(), set()).add(m.mission_id)
    for p in places():
        names = (*p.names_zh, *p.names_en)
        same = {i for name in names for i in table.get(name.casefold(), ()) if mission(i).country == p.country}
        for name in names if same else ():
            table.setdefault(name.casefold(), set()).update(same)
    return {name: frozenset(ids) for name, ids in table.items()}


def _resolve(where: str, kind: str) -> str | None:
    """Return the mission that sits `where` (a country or city in Chinese or English) and is of this kind."""
    exact = find_mission(f"驻{where}{kind}") or find_mission(f"常驻{where}{kind}")
    if exact:
        return exact
    where = where.removesuffix("市").strip()
    lower = kind.casefold()
    if "领" in kind or "consulate" in lower:
        found = _cities().get(where.casefold(), frozenset())
        return next(iter(found)) if len(found) == 1 else None
    if kind in ("大使馆", "使馆") or lower == "embassy":
        code = find_country(where) or _of_demonym(where)
        embassy = f"{(code or '').lower()}-embassy"
        return embassy if embassy in missions() else None
    return None


def _of_demonym(word: str) -> str | None:
    return next((c.iso2 for c in countries().values() if word in c.demonyms), None)


@cache
def _country_endings() -> tuple[tuple[str, str], ...]:
    return tuple((name, c.iso2) for c in countries().values() for name in c.names_zh)


def _owner(before: str) -> tuple[str, int] | None:
    """Return the state named right before 驻, if it is not China, and how long its words are."""
    bare = re.sub("(?:常|政府)$", "", before)
    ends = [(len(name), code) for name, code in _country_endings() if bare.endswith(name)]
    length, code = max(ends, default=(0, "CN"))
    return None if code == "CN" else (code, length + len(before) - len(bare))


def mission_mentions(text: str) -> list[MissionMention]:
    """Return the missions that a text names, with the section (科技处) where it is named; any script."""
    plain = simplified(text)
    english = "mbassy" in text or "onsulate" in text or "ission" in text
    if "驻" not in plain and not english:
        return []
    found = [*_exact_mentions(plain), *_chinese_mentions(plain), *(_english_mentions(text) if english else ())]
    out: list[MissionMention] = []
    for m in sorted(found, key=lambda m: (m.span.start, -m.span.end, m.mission_id is None)):
        if not out or m.span.start >= out[-1].span.end:
            out.append(m)
    return out


class _Names(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    missions: tuple[str, ...]


@cache
def _exact_names() -> _Names:
    table: dict[str, str] = {}
    for m in missions().values():
        for name in (m.name_zh.removeprefix("中华人民共和国"), *m.aliases_zh, m.name_en, *m.aliases_en):
            table.setdefault(name, m.mission_id)
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return _Names(ahocorasick_rs.AhoCorasick(list(table), matchkind=kind), tuple(table.values()))


def _exact_mentions(text: str) -> Iterator[MissionMention]:
    """Missions under exactly one of the names of the table, with the section behind."""
    automaton, ids = _exact_names()
    for i, start, end in automaton.find_matches_as_indexes(text):
        chinese = text[start] in "驻常"
        section = _SECTION_HERE.match(text, end) if chinese else None
        stop = section.end() if section else end
        yield _owned(text, start, stop, ids[i]) if chinese else MissionMention(Span(start, stop), ids[i], None)


def _owned(text: str, start: int, end: int, mission_id: str | None) -> MissionMention:
    """Take in 中国 before a mission's name; a mission of another state is not China's."""
    before = text[max(0, start - 12) : start]
    owner = _owner(before)
    if owner:
        return MissionMention(Span(start - owner[1], end), None, owner[0])
    while lead := _OWNER.search(text[max(0, start - 7) : start]):
        start -= len(lead[0])
    return MissionMention(Span(start, end), mission_id, None)


def _chinese_mentions(text: str) -> Iterator[MissionMention]:
    for m in _CHINESE.finditer(text):
        yield _owned(text, m.start(), m.end(), _resolve(m[1], m[2]))


def _english_mentions(text: str) -> Iterator[MissionMention]:
    for pattern in _ENGLISH:
        for m in pattern.finditer(text):
            words = m[2].split(" ")
            for n in range(len(words), 0, -1):
                found = _resolve(" ".join(words[:n]).rstrip(".,’'"), m[1].replace("-", " "))
                if found:
                    end = m.start(2) + len(" ".join(words[:n]).rstrip(".,’'"))
                    yield MissionMention(Span(m.start(), end), found, None)
                    break


def _rule(text: str, plain: str, title: int, mention: MissionMention) -> str:
    """Return the rule by which a named mission is the issuer, or nothing."""
    start, end = mention.span.start, mention.span.end
    before, after = plain[max(0, start - 24) : start], plain[end : end + 60]
    english = _ENGLISH_BEFORE.search(text[max(0, start - 60) : start]) or _ENGLISH_AFTER.match(text[end : end + 60])
    bare = re.sub("(?:我国|我|派)$", "", before)
    rules = {
        "label before the mission": _LABEL_BEFORE.search(bare),
        "the mission speaks": re.search("我(?:处|馆|组|部)[（(]$", before),
        "acts in the lead": start < title + 90 and _acts(plain, title, start, bare, after),
        "lead: 据 … 消息": re.search("据(?:悉，?)?$", bare) and _LEAD_AFTER.match(after),
        "recommended or provided by": re.search("(?:由|经)$", bare) and _BY_AFTER.match(after),
        "recommends or provides": _AFTER.match(after) and not re.search("[与和向对给请]$", bare),
        "named as the source in English": english,
    }
    return next((rule for rule, found in rules.items() if found), "") or _signature(plain, title, mention.span)


_ACTS = re.compile(
    "(?:走访|访问|考察|拜访|会见|调研|接洽|收到|了解|组织专家|认为[^。\n]{0,40}建议国内"
    "|(?:重点|长期|一直|持续|今年|近期|最近|新)*(?:跟踪|联系|关注|接触)的(?:一家|一所|一个))"
)


def _acts(plain: str, title: int, start: int, before: str, after: str) -> bool:
    """近日，驻丹麦使馆走访了…: the mission tells what it did itself, in the first sentence."""
    sentence = plain[title:start]
    if re.search("[。；]", sentence) or re.search("[与和向对给请到赴在访]$", before):
        return False
    introduced = re.search("经$", before) and re.match("[^，。；\n]{0,6}(?:联系|介绍|牵线|沟通|协调|对接)", after)
    return bool(introduced or _ACTS.match(after))


_DATE_OR_END = re.compile(
    r"[ \d〇○零一二三四五六七八九十年月日./,，。\-—·]*(?:供稿|推荐|报送|来稿|科技处|科技组|讯|电)?"
    r"[ \d〇○零一二三四五六七八九十年月日./,，。\-—·]*"
)


def _signature(plain: str, title: int, span: Span) -> str:
    """A line that holds nothing but the mission and a date, a closing bracket, a title's prefix or ending."""
    begin = plain.rfind("\n", max(0, span.start - 80), span.start) + 1
    end = plain.find("\n", span.end, span.end + 80)
    if (not begin and span.start > 80) or (end < 0 and len(plain) > span.end + 80):
        return ""  # too much stands beside it for a signature
    end = len(plain) if end < 0 else end
    before, after = plain[begin : span.start].strip(), plain[span.end : end].strip()
    before = re.sub("(?:我国|我)$", "", before)
    if before.endswith(("（", "(", "【", "[", "——")) and re.match(r"[^，。；\n）)】\]]{0,12}[）)】\]]?[ 。]*$", after):
        return "signature in brackets at the end of a line"
    if not before.strip("（(【[·—- ") and re.match(r"[^，。；\n]{0,8}[】\]）)：:]", after):
        return "opening of a line" if begin == 0 or begin == title + 1 or after[0] in "】]" else ""
    if _DATE_OR_END.fullmatch(before.strip("（(【[—-")) and _DATE_OR_END.fullmatch(after.strip("）)】]")):
        return "signature line"
    return ""


def _from_labels(labels: Mapping[str, LabelValue]) -> Iterator[tuple[str, Span, str]]:
    for name in ISSUER_LABELS:
        label = labels.get(name)
        if not label:
            continue
        found = [m for m in mission_mentions(label.value) if m.owner is None]
        for m in found:
            if m.mission_id:
                yield m.mission_id, m.span.shift(label.span.start), f"label {name}"
        if not found and name == "驻在馆":
            short = _short(simplified(label.value))
            if short:
                yield short, label.span, f"label {name}"


_SHORT = re.compile(rf"(?:中国)?(?:常?驻)?(.{{1,20}}?)({_KIND})?{_SECTION}")


def _short(value: str) -> str | None:
    """休斯敦总领馆, 以色列使馆; a bare city or a country in which China has one mission only."""
    m = _SHORT.fullmatch(value.strip())
    if not m:
        return None
    if m[2]:
        return _resolve(m[1], m[2])
    city = _resolve(m[1], "总领事馆")
    code = find_country(m[1])
    alone = code and sum(x.country == code for x in missions().values()) == 1
    return city or (_resolve(m[1], "大使馆") if alone else None)


def _declared(stated: str) -> str | None:
    if stated in missions():
        return stated
    named = {m.mission_id for m in mission_mentions(stated) if m.mission_id}
    return find_mission(stated) or mission_of_domain(stated) or (named.pop() if len(named) == 1 else None)


def _between(text: str, named: list[MissionMention], i: int) -> str:
    return re.sub("(?:我国|我|中国)$", "", text[named[i].span.end : named[i + 1].span.start])


def issuing_mission(
    *, title: str, text: str, labels: Mapping[str, LabelValue] | None = None, stated: str | None = None
) -> Field[str]:
    """Return the id of the mission that issued a document, with the words that say so.

    `text` is the body; spans, and those of `labels`, point into `title + "\\n" + text`. `stated` is the
    mission that the source declares for all of its documents: an id, a name or a host name. Several
    different candidates, or a mission that is only named, give None with the reason.
    """
    joined = f"{title}\n{text}"
    found = list(_from_labels(labels or {}))
    plain = simplified(joined)
    named = mission_mentions(joined)
    rules = [_rule(joined, plain, len(title), m) if m.mission_id else "" for m in named]
    for i in range(len(named) - 2, -1, -1):  # 驻日本使馆和驻大阪总领馆联合推荐: what holds for one holds for all
        if named[i].mission_id and re.fullmatch(" ?(?:和|与|、|及|以及|, |and|&) ?", _between(plain, named, i)):
            rules[i] = rules[i + 1] = rules[i] or rules[i + 1]
    found += [(m.mission_id, m.span, rule) for m, rule in zip(named, rules, strict=True) if m.mission_id and rule]
    declared = _declared(stated) if stated else None
    candidates = dict.fromkeys([*(mission_id for mission_id, _, _ in found), *([declared] if declared else [])])
    if len(candidates) > 1:
        return absent(f"several issuing missions: {', '.join(sorted(candidates))}")
    if found:
        return Field(found[0][0], merge(span for _, span, _ in found), found[0][2])
    if declared:
        return Field(declared, (), "declared by the source")
    return absent("missions are named, none as the issuer" if any(m.mission_id for m in named) else "no mission named")
