"""What the words beside a name in Latin letters say: that it is an organisation's, and of which country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from attache.read.organisations.spelling import OPENING, Run, any_of, capital, coined, generic, technology
from attache.vocabulary.countries import countries, find_country
from attache.vocabulary.places import place_country

__all__ = [
    "HEAD",
    "LABELLED",
    "THING",
    "Beside",
    "by_chinese_words",
    "by_english_words",
    "country_beside",
    "is_demonym",
]

_HEADS: Final = {
    "company": "有限公司 股份有限公司 集团公司 公司 集团 企业 厂商 株式会社 会社",
    "university": "大学 学院 理工学院 商学院",
    "institute": "研究所 研究院 研究中心 中心 研究机构 科学院",
    "laboratory": "实验室",
    "hospital": "医院 诊所",
    "association": "协会 学会 联盟 组织",
    "fund": "基金会 基金 创投",
    "park": "孵化器 加速器 科技园 园区",
}
HEAD = re.compile(" ?(?:" + "|".join(f"(?P<{kind}>{any_of(words)})" for kind, words in _HEADS.items()) + ")")
_BRACKET_HEAD = re.compile(rf" ?[（(][^）)\n]{{1,30}}[）)] ?{any_of('公司 集团 企业')}")
THING = re.compile(
    " ?"
    + any_of(
        "技术 系统 平台 算法 认证 标准 协议 软件 语言 芯片 传感 材料 疫苗 病毒 细胞 基因 法 效应 模型 工艺 "
        "膜 涂层 电池 设备 产品 器件 卡 接口 "
        "总线 网络 编码 格式 级 型 号 类 值 率 指令 许可 批准 检测 测试 试验 染色 图像 扫描 数据 框架 信号 "
        "频段 波段 激光 雷达 探测 工具 程序 "
        "方法 原理 功能 体系 服务器 机器人 无人机 合金 纤维 蛋白 抗体 酶 证书 注册 项目 计划 会议 展会 "
        "期刊 杂志 指数 奖"
    )
)
_CO = r" ?(?:公司)?(?:[（(][^）)\n]{0,60}[）)] ?)?(?:，|, ?)?"
_KINDS = any_of("公司 企业 机构 研究所 大学 制造商 供应商 提供商 开发商 厂商 者")
_IS_ONE = re.compile(
    rf"{_CO}(?:现)?(?:是|系|为|作为)(?:一家|一所|一个|[^，。；\n]{{0,24}}{_KINDS})"
    rf"|{_CO}(?:{any_of('成立于 创立于 创建于 创办于 始建于 总部 注册于')}"
    rf"|由[^，。；\n]{{1,16}}{any_of('创立 创办 创建')}"
    rf"|拥有[^，。；\n]{{0,6}}{any_of('员工 专利 子公司')})"
    rf"| ?(?:公司)?的?(?:联合)?{any_of('创始人 首席执行官 首席技术官 董事长 总裁 总经理 CEO CTO 高管')}"
)
_ACTS = re.compile(
    rf" ?(?:公司)?{any_of('日前 近日 现 已 正 目前')}?(?:{any_of('宣布 推出 计划在 拟在 愿 希望 有意 寻求 欲与')}"
    rf"|(?:获得|完成)[^，。；\n]{{0,12}}{any_of('融资 投资')}|的{any_of('产品 客户 员工 股东 母公司 子公司')})"
)
_MADE_BY = re.compile(
    rf" ?(?:公司)?{any_of('自主 独家 联合 共同')}?"
    + any_of("研发 研制 开发 设计 生产 制造 创立 提供 牵头 负责 持有 拥有 推出 发明 承担")
)
_WITH = re.compile(rf" ?(?:公司)?{any_of('合作 签署 签订 联合 共同 建立 达成 成立 开展 携手')}")
_NOUN_BEFORE = re.compile(
    any_of(
        "公司 企业 机构 集团 供应商 制造商 厂商 巨头 新创 单位 开发商 运营商 提供商 客户 竞争对手 合作伙伴 "
        "投资方 研究所 品牌"
    )
    + rf"{any_of('名为 名叫 为 是 有 包括 如 ： :')}? ?[“\"「]?$"
)
_LIST_AFTER = re.compile(
    r"(?:[、,，/和与及] ?[^、,，/和与及。；\n]{1,40}){0,8}等[^，。；\n]{0,8}?"
    + any_of("公司 企业 机构 单位 厂商 品牌 客户 大学 研究所 巨头")
)
LABELLED = (
    any_of(
        "外方单位 外方机构 外方 单位名称 机构名称 企业名称 公司名称 项目单位 持有单位 技术提供方 所属单位 "
        "项目方 技术方 "
        "Company Organisation Organization Institution"
    )
    + r"[】\]]?[:：] ?"
)
_LABEL_BEFORE = re.compile(LABELLED + "$")
_KIND_EN = any_of(
    "company companies startup start-up startups start-ups firm manufacturer spinoff spin-off spinout spin-out "
    "developer provider supplier maker corporation enterprise venture business SME"
)
_EN_AFTER = re.compile(
    r"(?: \([^)\n]{1,60}\))?(?:,| is| was|, which is) (?:now )?(?:an? |the |one of the )?"
    rf"(?:[\w&/-]+ ){{0,6}}{_KIND_EN}\b"
)
_EN_BEFORE = re.compile(rf"\b{_KIND_EN},? (?:called |named |known as )?[\"“]?$")
_BEFORE_EN = re.compile(r"([A-Z][a-z]+(?: [A-Z][a-z]+)?)(?:-based)?(?: [a-z\-]+){0,3} $")
_EPITHETS = re.compile(
    rf"的?{any_of('初创 新创 高科技 知名 著名 领先 大型')}?{any_of('公司 企业 机构 团队')}?[“\"「]?$"
)


class Beside(NamedTuple):
    """A name with its head, as in `LatinFound`."""

    start: int
    name_end: int
    end: int
    kind: str
    reason: str


def by_chinese_words(text: str, run: Run, words: list[str]) -> Iterator[Beside]:
    """Yield the names that the Chinese words beside a run make known."""
    first, last = 0, len(words) - 1
    while first < last and (technology(words[first]) or not capital(words[first])):
        first += 1
    words = words[first:]
    if all(technology(w) or w.isdigit() or not capital(w) for w in words):
        return
    start, end = run.words[first][0], run.words[last][1]
    thing = all(technology(w) or generic(w) for w in words)
    if not thing and _BRACKET_HEAD.match(text, end):
        yield Beside(start, end, end, "company", "Chinese head behind it")
        return
    head = HEAD.match(text, end)
    if head and not thing and any(c.isalpha() for c in text[start:end]):
        bare = head["company"] in ("公司", "企业", "厂商")
        yield Beside(
            start, end if bare else head.end(), head.end(), head.lastgroup or "company", "Chinese head behind it"
        )
        return
    reason = _said(text, start, end, words)
    if reason and not thing and text[start].isalpha():
        yield Beside(start, end, end, "company", reason)


def _said(text: str, start: int, end: int, words: list[str]) -> str:
    """Return what the words say: first what makes any name an organisation, then what needs a coined word."""
    before = text[max(0, start - 24) : start]
    if _LABEL_BEFORE.search(before):
        return "label before the name"
    if _IS_ONE.match(text, end):
        return "the sentence says what it is"
    if THING.match(text, end):
        return ""
    if _NOUN_BEFORE.search(before):
        return "word for an organisation before it"
    if _LIST_AFTER.match(text, end):
        return "one of a list of organisations"
    return _role(text, before, end) if any(map(coined, words)) else ""


def _role(text: str, before: str, end: int) -> str:
    made = before.endswith("由") and _MADE_BY.match(text, end)
    if made or (before.endswith(("与", "同", "和")) and _WITH.match(text, end)):
        return "who makes or cooperates"
    if _ACTS.match(text, end):
        return "who acts"
    return "country before the name" if _country_right_before(before) else ""


@cache
def _country_names() -> frozenset[str]:
    return frozenset(n for c in countries().values() for n in c.names_zh if c.iso2 != "CN")


def _country_right_before(before: str) -> str | None:
    tail, names = _EPITHETS.sub("", before[-20:]), _country_names()
    for _ in range(3):  # 芬兰 奥卢市 的
        tail = re.sub("[的市州省]$", "", tail)
        end = next((n for n in range(9, 1, -1) if tail[-n:] in names), 0)
        if end:
            return tail[-end:]
        city = next((n for n in range(9, 1, -1) if place_country(tail[-n:])), 0)
        if not city:
            return None
        tail = tail[:-city]
    return None


@cache
def _demonyms() -> dict[str, str]:
    return {word: c.iso2 for c in countries().values() for word in (*c.demonyms, *c.names_en)}


def is_demonym(word: str) -> bool:
    """Tell whether an English word is a country or what belongs to it (Israel, Israeli)."""
    return word in _demonyms()


def country_beside(text: str, start: int) -> str | None:
    """Return the country that stands right before a name: 德国知名企业 Acme, `the Israeli company Acme`."""
    before = text[max(0, start - 60) : start]
    word = _country_right_before(before)
    if word:
        return find_country(word)
    m = _BEFORE_EN.search(before)
    return _demonyms().get(m[1]) if m else None


def by_english_words(text: str, run: Run, words: list[str]) -> Iterator[Beside]:
    """Yield the capitalised words of which the English sentence says that they are a company."""
    k = 0
    while k < len(words):
        if not capital(words[k]) or words[k].casefold() in OPENING or words[k][0].isdigit():
            k += 1
            continue
        last = k
        while last + 1 < len(words) and capital(words[last + 1]):
            last += 1
        name = words[k : last + 1]
        start, end = run.words[k][0], run.words[last][1]
        thing = all(technology(w) or generic(w) or is_demonym(w) for w in name)
        said = _EN_AFTER.match(text, end) or _EN_BEFORE.search(text[max(0, start - 60) : start])
        if said and not thing and any(map(coined, name)):
            yield Beside(start, end, end, "company", "the sentence says what it is")
        k = last + 1
