"""Organisations with names in Latin letters, in Chinese and in English text.

A run of words in Latin letters is an organisation where something says so: a legal form, the word for an
institution, a Chinese head behind it (公司), a sentence that says what it is, or its being well known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import ahocorasick_rs

from attache.vocabulary.countries import countries
from attache.vocabulary.organisations import KnownOrganisation, known_organisations, latin_words

__all__ = ["LatinFound", "Run", "latin_names", "runs"]

_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
_WORD = rf"[{_LETTER}0-9](?:[{_LETTER}0-9&'’.+*/\-]*[{_LETTER}0-9.+*])?"
_RUN = re.compile(rf"{_WORD}(?:(?:, ?| & | )(?:& )?{_WORD})*")
_TOKEN = re.compile(_WORD)
_CONNECTORS = frozenset(
    "of for and the de di da do des du della dei degli für und der la le del van von y e et à at zu in".split()
)
_OPENING = frozenset("the a an in at from by with and for our this that of on to as its their is was".split())
_HEADS: Final = {
    "company": "有限公司|股份有限公司|集团公司|公司|集团|企业|厂商|株式会社|会社",
    "university": "大学|学院|理工学院|商学院",
    "institute": "研究所|研究院|研究中心|中心|研究机构|科学院",
    "laboratory": "实验室",
    "hospital": "医院|诊所",
    "association": "协会|学会|联盟|组织",
    "fund": "基金会|基金|创投",
    "park": "孵化器|加速器|科技园|园区",
}
_HEAD = re.compile(" ?(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _HEADS.items()) + ")")
_BRACKET_HEAD = re.compile(r" ?[（(][^）)\n]{1,30}[）)] ?(?:公司|集团|企业)")
_THING = re.compile(
    " ?(?:技术|系统|平台|算法|认证|标准|协议|软件|语言|芯片|传感|材料|疫苗|病毒|细胞|基因|法|效应|模型|工艺|膜|涂层|电池|设备|产品|器件|卡|接口|总线|"
    "网络|编码|格式|级|型|号|类|值|率|指令|许可|批准|检测|测试|试验|染色|图像|扫描|数据|框架|信号|频段|波段|激光|雷达|探测|工具|程序|方法|原理|功能|体系|服务器|机器人|无人机|合金|纤维|蛋白|抗体|酶|证书|注册)"
)
_APPROVAL = re.compile(
    " ?(?:认证|标准|认可|许可|批准|注册|审批|上市许可|规范|要求|510|approv|certif|clear|standard|compliant|regist)"
)
_IS_ONE = re.compile(
    r" ?(?:公司)?(?:[（(][^）)\n]{0,60}[）)] ?)?(?:，|, ?)?(?:现)?(?:是|系|为|作为)(?:一家|一所|一个|[^，。；\n]{0,24}?(?:公司|企业|机构|研究所|大学|制造商|供应商|提供商|开发商|厂商|者))"
    r"| ?(?:公司)?(?:[（(][^）)\n]{0,60}[）)] ?)?(?:，)?(?:成立于|创立于|创建于|创办于|始建于|总部|注册于|由[^，。；\n]{1,16}(?:创立|创办|创建)|拥有[^，。；\n]{0,6}(?:员工|专利|子公司))"
    r"| ?(?:公司)?(?:的)?(?:联合)?(?:创始人|首席执行官|首席技术官|董事长|总裁|总经理|CEO|CTO|高管)"
)
_ACTS = re.compile(
    r" ?(?:公司)?(?:日前|近日|现|已|正|目前)?(?:宣布|推出|计划在|拟在|愿|希望|有意|寻求|欲与|获得[^，。；\n]{0,10}(?:融资|投资)|完成[^，。；\n]{0,12}融资|的(?:产品|客户|员工|股东|母公司|子公司))"
)
_MADE_BY = re.compile(
    r" ?(?:公司)?(?:自主|独家|联合|共同)?(?:研发|研制|开发|设计|生产|制造|创立|提供|牵头|负责|持有|拥有|推出|发明|承担)"
)
_WITH = re.compile(r" ?(?:公司)?(?:合作|签署|签订|联合|共同|建立|达成|成立|开展|携手)")
_NOUN_BEFORE = re.compile(
    r"(?:公司|企业|机构|集团|供应商|制造商|厂商|巨头|新创|单位|开发商|运营商|提供商|客户|竞争对手|合作伙伴|投资方|研究所|品牌)(?:名为|名叫|为|是|有|包括|如|：|:)? ?[“\"「]?$"
)
_LIST_AFTER = re.compile(
    r"(?:[、,，/和与及] ?[^、，。；\n]{1,40}){0,8}?等(?:[^，。；\n]{0,8})(?:公司|企业|机构|单位|厂商|品牌|客户|大学|研究所|巨头)"
)
_LABEL_BEFORE = re.compile(
    r"(?:外方单位|外方机构|外方|单位名称|机构名称|企业名称|公司名称|项目单位|持有单位|技术提供方|所属单位|项目方|技术方|Company|Organisation|Organization|Institution)[】\]]?[:：]? ?$"
)
_KIND_EN = r"(?:compan(?:y|ies)|start-?ups?|firm|manufacturer|spin-?off|spin-?out|developer|provider|supplier|maker|corporation|enterprise|venture|business|SME)"
_EN_AFTER = re.compile(
    rf"(?: \([^)\n]{{1,60}}\))?(?:,| is| was|, which is) (?:now )?(?:an? |the |one of the )?(?:[\w&/-]+ ){{0,6}}?{_KIND_EN}\b"
)
_EN_BEFORE = re.compile(rf"\b{_KIND_EN},? (?:called |named |known as )?[\"“]?$")


class Run(NamedTuple):
    """Words in Latin letters that stand together, as (start, end) pairs."""

    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class LatinFound:
    """A name in Latin letters; `end` takes in a bare 公司 behind it, `name_end` does not."""

    start: int
    name_end: int
    end: int
    kind: str
    country: str | None
    reason: str


def runs(text: str) -> Iterator[Run]:
    """Yield the runs of words; a comma joins only where a legal form follows (`Acme, Inc.`)."""
    for m in _RUN.finditer(text):
        words: list[tuple[int, int]] = []
        for w in _TOKEN.finditer(text, m.start(), m.end()):
            start, end = w.span()
            gap = text[words[-1][1] : start] if words else ""
            if words and ("," in gap and not _legal(text[start:end])):
                yield Run(tuple(words))
                words = []
            words.append((start, _without_stop(text, start, end)))
        if words:
            yield Run(tuple(words))


def _without_stop(text: str, start: int, end: int) -> int:
    """Drop a full stop that ends a sentence, keep that of `Inc.`, `S.A.` and `B.V.`."""
    word = text[start:end]
    if word.endswith(".") and not (_legal(word) or word.count(".") > 1 or re.fullmatch(r"[A-Z]\.|[Ss]p\.", word)):
        return end - 1
    return end


def _fold(word: str) -> str:
    return word.replace(".", "").replace("/", "").replace("&", "").casefold()


def _legal(word: str) -> bool:
    if _fold(word) not in latin_words().legal_forms:
        return False
    return not word.islower() or "." in word or word in ("plc", "llc", "ltd", "inc")


def _capital(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or any(map(str.isupper, word[1:]))


def _technology(word: str) -> bool:
    return word.casefold().rstrip(".") in latin_words().technology


def _coined(word: str) -> bool:
    """Tell whether one word looks like a company's name: a capital and small letters, no technology."""
    return (
        len(word) > 2 and _capital(word) and any(map(str.islower, word)) and not _technology(word) and word[0].isalpha()
    )


def latin_names(text: str, *, chinese: bool) -> list[LatinFound]:
    """Return the names in Latin letters of a text, in order, without overlap."""
    found = list(_known(text))
    taken = [(f.start, f.end) for f in found]
    for run in runs(text):
        for f in _in_run(text, run, chinese):
            if not any(s < f.end and f.start < e and e - s >= f.end - f.start for s, e in taken):
                found.append(f)
    found.sort(key=lambda f: (f.start, -f.end))
    out: list[LatinFound] = []
    for f in found:
        if out and f.start < out[-1].end:
            if f.end - f.start > out[-1].end - out[-1].start:
                out[-1] = f
            continue
        out.append(f)
    return out


class _KnownNames(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    owners: tuple[KnownOrganisation, ...]


@cache
def _known_names() -> _KnownNames:
    table = {name: o for o in reversed(known_organisations()) for name in o.names_latin}
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return _KnownNames(ahocorasick_rs.AhoCorasick(list(table), matchkind=kind), tuple(table.values()))


def _known(text: str) -> Iterator[LatinFound]:
    automaton, owners = _known_names()
    for i, start, end in automaton.find_matches_as_indexes(text):
        inside = re.match(rf"[{_LETTER}0-9]", text[end : end + 1]) or re.match(
            rf"[{_LETTER}0-9/\-]", text[start - 1 : start] if start else ""
        )
        if inside or _technology(text[start:end]) or _APPROVAL.match(text, end):
            continue
        owner = owners[i]
        head = _HEAD.match(text, end)
        stop = head.end() if head and head["company"] == "公司" else end
        if head and not stop > end and text[end : end + 1] != " " and owner.kind == "company" and head["company"]:
            yield LatinFound(start, head.end(), head.end(), owner.kind, owner.country, "well-known name")
            continue
        yield LatinFound(start, end, stop, owner.kind, owner.country, "well-known name")


def _in_run(text: str, run: Run, chinese: bool) -> Iterator[LatinFound]:
    words = [text[s:e] for s, e in run.words]
    yield from _by_words(text, run, words)
    if chinese:
        yield from _by_context(text, run, words)
    else:
        yield from _by_english_context(text, run, words)


def _by_words(text: str, run: Run, words: list[str]) -> Iterator[LatinFound]:
    """Names that say what they are: a legal form, the word for an institution, a company's word."""
    vocabulary, at = latin_words(), 0
    for k, word in enumerate(words):
        if k < at:
            continue
        folded = _fold(word)
        kind = vocabulary.institutions.get(word.casefold()) or vocabulary.institutions.get(folded)
        if _legal(word) and k > at and _capital(words[k - 1]):
            last = k
            while last + 1 < len(words) and _legal(words[last + 1]):
                last += 1
            first = _left(words, k, at)
            if first < k and not all(_generic(w) or w.isdigit() for w in words[first:k]):
                yield _found(text, run, first, last, "company", "legal form")
                at = last + 1
        elif folded in vocabulary.leading_forms and word.isupper() and k + 1 < len(words) and _capital(words[k + 1]):
            last = k + 1
            while last + 1 < len(words) and _capital(words[last + 1]) and not _technology(words[last + 1]):
                last += 1
            yield _found(text, run, k, last, "company", "legal form")
            at = last + 1
        elif kind and word[0].isupper():
            first, last = _left(words, k, at), _right(words, k)
            if last - first >= 1 and not all(
                _generic(w) or w.casefold() in _CONNECTORS for w in words[first : last + 1] if w != word
            ):
                yield _found(text, run, first, last, kind, "word for an institution")
                at = last + 1
        elif folded in vocabulary.company_words and word[0].isupper() and k > at:
            first = _left(words, k, at)
            own = [
                w
                for w in words[first:k]
                if not _generic(w) and not _technology(w) and _fold(w) not in vocabulary.company_words
            ]
            follows = k + 1 < len(words) and _capital(words[k + 1]) and not _technology(words[k + 1])
            if own and not follows and not _THING.match(text, run.words[k][1]):
                yield _found(text, run, first, k, "company", "company's word")
                at = k + 1


def _left(words: list[str], k: int, at: int) -> int:
    """Return the first word of the name that holds word `k`: back over capitals and the connectors between them."""
    first = k
    while first > at:
        word = words[first - 1]
        joined = first - 1 > at and word.islower() and _joins(word, words[first - 2], words[first])
        if not (_capital(word) or joined or word == "&"):
            break
        first -= 1
    while first < k and (words[first].casefold() in _OPENING or words[first] == "&" or words[first].isdigit()):
        first += 1
    return first


def _right(words: list[str], k: int) -> int:
    last = k
    while last + 1 < len(words):
        word = words[last + 1]
        joined = (
            word in _CONNECTORS
            and last + 2 < len(words)
            and (_capital(words[last + 2]) or words[last + 2] in _CONNECTORS)
        )
        if not (_capital(word) or joined):
            break
        last += 1
    while last > k and words[last] in _CONNECTORS:
        last -= 1
    return last


def _joins(word: str, left: str, right: str) -> bool:
    """Tell whether a small word joins two parts of one name; `and` only joins fields (Science and Technology)."""
    if word not in _CONNECTORS:
        return False
    if word in ("and", "und", "et", "y", "e"):
        return _field(left.rstrip(",")) and _field(right)
    return (_capital(right) or right in _CONNECTORS) and (_capital(left) or left in _CONNECTORS)


def _field(word: str) -> bool:
    folded, vocabulary = word.casefold(), latin_words()
    return _capital(word) and (
        folded in vocabulary.generic or folded in vocabulary.company_words or folded in vocabulary.institutions
    )


def _generic(word: str) -> bool:
    return word.casefold().strip(".,'") in latin_words().generic


def _found(text: str, run: Run, first: int, last: int, kind: str, reason: str) -> LatinFound:
    start, end = run.words[first][0], run.words[last][1]
    head = _HEAD.match(text, end)
    stop = head.end() if head and head["company"] in ("公司", "企业") and text[end : end + 1] != " " else end
    return LatinFound(start, end, stop, kind, _country_beside(text, start), reason)


def _by_context(text: str, run: Run, words: list[str]) -> Iterator[LatinFound]:
    """Names that the Chinese words beside them make known."""
    first, last = 0, len(words) - 1
    while first < last and (_technology(words[first]) or not _capital(words[first])):
        first += 1
    if all(_technology(w) or w.isdigit() or not _capital(w) for w in words[first : last + 1]):
        return
    start, end = run.words[first][0], run.words[last][1]
    before, name = text[max(0, start - 24) : start], text[start:end]
    past = _BRACKET_HEAD.match(text, end)
    if past and not _is_thing(words[first : last + 1]):
        yield LatinFound(start, end, end, "company", _country_beside(text, start), "Chinese head behind it")
        return
    head = _HEAD.match(text, end)
    if head and any(c.isalpha() for c in name) and not _is_thing(words[first : last + 1]):
        kind = head.lastgroup or "company"
        bare = head["company"] in ("公司", "企业", "厂商")
        name_end = end if bare else head.end()
        yield LatinFound(start, name_end, head.end(), kind, _country_beside(text, start), "Chinese head behind it")
        return
    reason = _said(text, before, name, end, words[first : last + 1])
    if reason:
        yield LatinFound(start, end, end, "company", _country_beside(text, start), reason)


def _is_thing(words: list[str]) -> bool:
    return all(_technology(w) or _generic(w) for w in words)


def _said(text: str, before: str, name: str, end: int, words: list[str]) -> str:
    """Return the words that say that a name is an organisation's, or nothing."""
    if _is_thing(words) or not name[0].isalpha():
        return ""
    upper = name.isupper()
    if _LABEL_BEFORE.search(before):
        return "label before the name"
    if _IS_ONE.match(text, end):
        return "the sentence says what it is"
    if _THING.match(text, end):
        return ""
    if _NOUN_BEFORE.search(before):
        return "word for an organisation before it"
    if _LIST_AFTER.match(text, end):
        return "one of a list of organisations"
    if upper and len(words) == 1 or not any(map(_coined, words)):
        return ""
    if (
        re.search("由$", before)
        and _MADE_BY.match(text, end)
        or re.search("[与同和]$", before)
        and _WITH.match(text, end)
    ):
        return "who makes or cooperates"
    if _ACTS.match(text, end):
        return "who acts"
    return "country before the name" if _country_right_before(before) else ""


@cache
def _country_words() -> re.Pattern[str]:
    names = sorted((n for c in countries().values() for n in c.names_zh if c.iso2 != "CN"), key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, names)) + ")")


def _country_right_before(before: str) -> str | None:
    tail = re.sub(
        r"(?:的)?(?:初创|新创|高科技|知名|著名|领先|大型)?(?:公司|企业|机构|团队)?[“\"「]?$", "", before[-16:]
    )
    for m in _country_words().finditer(tail):
        if m.end() == len(tail):
            return m[1]
    return None


@cache
def _demonyms() -> dict[str, str]:
    return {word: c.iso2 for c in countries().values() for word in (*c.demonyms, *c.names_en)}


_BEFORE_EN = re.compile(r"([A-Z][a-z]+(?: [A-Z][a-z]+)?)(?:-based)?(?: [a-z\-]+){0,3} $")


def _country_beside(text: str, start: int) -> str | None:
    from attache.vocabulary.countries import find_country  # noqa: PLC0415

    before = text[max(0, start - 60) : start]
    word = _country_right_before(before)
    if word:
        return find_country(word)
    m = _BEFORE_EN.search(before)
    return _demonyms().get(m[1]) if m else None


def _by_english_context(text: str, run: Run, words: list[str]) -> Iterator[LatinFound]:
    k = 0
    while k < len(words):
        if not _capital(words[k]) or words[k].casefold() in _OPENING or words[k][0].isdigit():
            k += 1
            continue
        last = k
        while last + 1 < len(words) and _capital(words[last + 1]):
            last += 1
        name = words[k : last + 1]
        start, end = run.words[k][0], run.words[last][1]
        good = any(map(_coined, name)) and not _is_thing(name) and not all(w in _demonyms() for w in name)
        if good and (_EN_AFTER.match(text, end) or _EN_BEFORE.search(text[max(0, start - 60) : start])):
            yield LatinFound(start, end, end, "company", _country_beside(text, start), "the sentence says what it is")
        k = last + 1
