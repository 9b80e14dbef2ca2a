"""The country in which the offered technology or organisation sits, from the words that say so.

What counts, strongest first: a label (国别), where the target has its seat (总部位于特拉维夫), the country beside
the target's name or in the title. A country that is a market, a partner's or the mission's is no proof;
China is never the host of an offer. Evidence that contradicts itself gives None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from attache.core.spans import Field, Span, absent, merge
from attache.read.labels import LabelValue
from attache.read.organisations import OrgMention, main_target, offered, organisations
from attache.read.organisations.spelling import any_of
from attache.read.places.names import PlaceMention, places
from attache.read.plain import simplified
from attache.vocabulary.countries import countries

__all__ = ["host_country"]

_LABELS: Final = ("国别",)
_SEATS: Final = ("所在地", "地址")
_STRONG, _FAIR = 2, 1
MAX_PLACES: Final = 300  # the seat is said early, if at all
_SEAT = re.compile(
    any_of(
        "所在地 所在地为 所在地： 地址在 注册地 注册地： 设在 项目来自 技术来自 成果来自 产品来自 团队来自 "
        "公司来自 企业来自 我们是来自 总部位于 总部设在 总部设于 总部在 总部坐落于 总部地处 总部： 坐落于 "
        "坐落在 注册于 注册地为 "
        "注册地在 设址于 地处 位于 落户于 成立于 创立于"
    )
    + r"[^，。；：\n]{0,4}$"
)
_SEAT_EN = re.compile(
    r"(?:based|headquartered|located|situated|registered|established|founded) (?:in|at|near) "
    r"(?:the )?(?:[\w ,]{0,24}, )?$|-based $",
    re.I,
)
_FOUNDED = re.compile("[^，。；\n]{0,10}?" + any_of("成立 注册 创立 创办 创建"))
_KIND_AFTER = re.compile(
    r"(?:的)?(?:一家|一所|知名|著名|领先的?|某|最大的?|主要|北部|南部|中部|东部|西部|国家)?(?:[^，。；、\s]{0,8}?)"
    + any_of(
        "公司 企业 初创 厂商 大学 研究所 研究院 研究机构 科学家 科研人员 研究人员 研究团队 学者 专家 团队 "
        "实验室 机构 制造商 供应商 发明人 技术公司 医院 工程师 集团"
    )
)
_KIND_EN = re.compile(
    r" (?:[\w-]+ ){0,3}"
    + any_of("company startup start-up firm university institute researchers scientists team manufacturer developer")
)
_PREFIX = re.compile(
    r"(?:[（(【\[〔][^）)】\]〕]{1,12}[）)】\]〕])?[ “\"【（(\[]?(?:关于)?(?:推荐|推介|介绍|征集)?(?:一项|一种)?[ “\"]?"
)
_ONE_OF = re.compile("(?:一家|一所|某|该|来自|由|，|。|；|：|:|^|\n|（|【|据悉)(?:总部位于|位于)?$")
_OTHER_ROLE = re.compile(
    any_of(
        "与 和 同 出口到 出口至 销往 销售到 销售至 进入 面向 在 除 包括 欧洲 客户 竞争对手 学习 毕业于 "
        "曾在 获 获得 得到 访问 赴 应 向 对 从 引进 投资 合作伙伴 如 以及 、 等"
    )
    + r"(?:了|的)?$"
)
_MARKET = re.compile(
    r"(?:[、和及与][^、和及与，。；\n]{1,8}){0,6}等?[^，。；\n]{0,6}?"
    + any_of(
        "市场 销售 上市 出口 设有 设立 建有 开展业务 办事处 分公司 子公司 代理 客户 用户 推广 应用 使用 "
        "专利 认证 批准 注册"
    )
)
_OTHER_ORG = re.compile(
    any_of("投资方 母公司 子公司 分公司 办事处 客户 代理商 合作伙伴 股东 竞争对手 中方 投资者 经销商")
)


class _Evidence(NamedTuple):
    country: str
    span: Span
    strength: int
    rule: str


def host_country(
    *, title: str, text: str, labels: Mapping[str, LabelValue] | None = None, mission_country: str | None = None
) -> Field[str]:
    """Return the country (ISO 3166-1 alpha-2) in which the offered technology sits, with the words that say so.

    `text` is the body; spans, and those of `labels`, point into `title + "\\n" + text`. `mission_country` is
    where the issuing mission sits: it never proves anything, it is only named in the reason for None.
    """
    joined = f"{title}\n{text}"
    plain = simplified(joined)
    found = [e for e in _evidence(joined, plain, title, labels or {}) if e.country != "CN"]
    strong = [e for e in found if e.strength == _STRONG] or found
    named = sorted({e.country for e in strong})
    if len(named) > 1:
        return absent(f"conflicting evidence: {', '.join(named)}")
    if named:
        return Field(named[0], merge(e.span for e in strong[:4]), strong[0].rule)
    if mission_country:
        return absent(f"only the mission's country is known ({mission_country}), which is no proof")
    return absent("no country named as the seat")


def _evidence(joined: str, plain: str, title: str, labels: Mapping[str, LabelValue]) -> Iterator[_Evidence]:
    named = places(joined)[:MAX_PLACES]
    for name in _LABELS:
        yield from _of_label(labels.get(name), named, f"label {name}")
    for name in _SEATS:
        label = labels.get(name)
        if label and not _other_country_label(plain, label):
            yield from _of_label(label, named, f"label {name}")
    mentions = organisations(joined)
    target = main_target(mentions, title, joined[len(title) + 1 :])
    if target:
        for m in [target, *(m for m in mentions if m is not target and _twins(m, target))][:6]:
            yield from _of_target(plain, m, named, len(title) + 200)
    for m in mentions[:20]:
        if m.country and m.reason != "well-known name" and m.start < len(title) + 300 and offered(m, joined):
            yield _Evidence(m.country, _proof(plain, m, named), _FAIR, "country of an organisation in the lead")
    taken = [m for m in mentions if m is not target and m.start < named[-1].span.end] if named else []
    roles: dict[int, int] = {}  # where the role of a place is said: before the first of 德国和以色列科学家
    for place in named:
        joint = plain[place.span.start - 1 : place.span.start] in ("和", "与", "、", "及")
        roles[place.span.end] = roles.get(place.span.start - 1, place.span.start) if joint else place.span.start
        if place.country and not any(_within(place.span, m) for m in taken):
            yield from _of_place(joined, plain, title, place, roles[place.span.end])
    yield from _short(plain, title)


def _twins(one: OrgMention, other: OrgMention) -> bool:
    """Tell whether two mentions share a name."""
    names = {other.name, other.name_zh, other.name_latin} - {None}
    short, long = sorted((one.name, other.name), key=len)
    with_city = len(short) > 4 and (long.endswith(short) or long.startswith(f"{short} of "))
    return with_city or bool(names & {one.name, one.name_zh, one.name_latin})


def _within(span: Span, m: OrgMention) -> bool:
    return m.start <= span.start and span.end <= m.end


def _of_label(label: LabelValue | None, named: list[PlaceMention], rule: str) -> Iterator[_Evidence]:
    if label:
        inside = [p for p in named if label.span.start <= p.span.start and p.span.end <= label.span.end]
        yield from (_Evidence(p.country, p.span, _STRONG, rule) for p in inside if p.country)


def _other_country_label(plain: str, label: LabelValue) -> bool:
    return bool(_OTHER_ORG.search(plain[max(0, label.label.start - 12) : label.label.start]))


def _of_target(plain: str, target: OrgMention, named: list[PlaceMention], early: int) -> Iterator[_Evidence]:
    """The country beside or inside the name of the organisation offered, or in the brackets behind it."""
    if target.country and target.reason != "well-known name":
        yield _Evidence(target.country, _proof(plain, target, named), _STRONG, "country of the organisation offered")
    elif target.country and target.start < early and offered(target, plain):
        yield _Evidence(target.country, Span(target.start, target.end), _FAIR, "well-known organisation")
    else:
        behind = [p for p in named if p.country and (_within(p.span, target) or _apposed(plain, target, p))]
        yield from (_Evidence(str(p.country), p.span, _STRONG, "place of the organisation offered") for p in behind[:1])


def _apposed(plain: str, target: OrgMention, place: PlaceMention) -> bool:
    """Acme Oy，芬兰坦佩雷市。"""
    between = plain[target.end : place.span.start]
    return between in (" of ", " from ", " in ", ", of ") or (
        (between in ("，", ", ", ","))
        and bool(re.match(r"[^，。；、\n]{0,8}(?:[，。；\n]|$)", plain[place.span.end :]))
    )


_SHORT = re.compile(
    "([美英德法日韩俄以澳加意荷])(?:国)?" + any_of("科学家 科研 研究 企业 公司 学者 专家 大学 高校 初创 团队 工程师")
)


def _short(plain: str, title: str) -> Iterator[_Evidence]:
    """俄科学家研制… at the head of a title."""
    m = _SHORT.match(plain[: len(title)])
    code = next((c.iso2 for c in countries().values() if m and c.short_zh == m[1]), None)
    if m and code:
        yield _Evidence(code, Span(0, 1), _STRONG, "head of the title")


def _proof(plain: str, target: OrgMention, named: list[PlaceMention]) -> Span:
    near = [p for p in named if p.country == target.country and target.start - 30 <= p.span.start < target.end]
    return near[-1].span if near else Span(target.start, target.end)


def _of_place(joined: str, plain: str, title: str, place: PlaceMention, start: int) -> Iterator[_Evidence]:
    """A place as a seat, before 公司 or 研究人员, at the head of the title; its role is said before `start`."""
    end, country = place.span.end, str(place.country)
    before = plain[max(0, start - 28) : start]
    clause = re.split("[，。；\n]", before)[-1]
    seat = bool(_SEAT.search(clause) or _SEAT.search(_places_stripped(clause)))
    seat = seat or (clause.endswith("在") and bool(_FOUNDED.match(plain, end)))
    if seat or _SEAT_EN.search(joined[max(0, start - 60) : start]):
        sentence = re.split("[。；\n]", plain[max(0, start - 60) : start])[-1]
        strength = _FAIR if _OTHER_ORG.search(sentence) else _STRONG
        yield _Evidence(country, place.span, strength, "seat")
        return
    if start < len(title):
        opens = bool(_PREFIX.fullmatch(plain[:start])) or plain[start - 1 : start] in ("（", "(", "【", "[")
        if opens and not _MARKET.match(plain, end) and not _OTHER_ROLE.search(clause):
            yield _Evidence(country, place.span, _STRONG, "head of the title")
        return
    if place.kind == "adjective":
        if _KIND_EN.match(joined, end):
            yield _Evidence(
                country, place.span, _STRONG if start < len(title) + 300 else _FAIR, "adjective before the kind"
            )
        return
    if _KIND_AFTER.match(plain, end) and not _MARKET.match(plain, end) and not _OTHER_ROLE.search(clause):
        lead = start < len(title) + 1 + 160 and bool(_ONE_OF.search(plain[max(0, start - 8) : start]))
        yield _Evidence(country, place.span, _STRONG if lead else _FAIR, "country before the kind of organisation")


def _places_stripped(clause: str) -> str:
    """位于美国马萨诸塞州 before 剑桥: the words before the first of several places."""
    named = places(clause)
    return clause[: named[0].span.start] if named else clause
