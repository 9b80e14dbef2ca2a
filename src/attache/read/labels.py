"""Labels and their values in a text: `国别：德国`, 【国别】德国, `Country: Israel`, a label on its own line.

Known labels get one name whatever their wording; unknown ones at the start of a line are returned under
their own name, so that a reader of a new source sees what it does not use.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from attache.core.spans import Span
from attache.core.text import simplify

__all__ = ["KNOWN_LABELS", "LabelValue", "labels"]

KNOWN_LABELS: Final[dict[str, str]] = {
    "项目名称": "技术名称 成果名称 项目标题 项目名 产品名称 题目 Project_title Project_name Technology_name Title",
    "项目编号": "编号 项目代码 项目号 序号 Project_No. Project_number Reference",
    "国别": "国家 所在国 所在国家 所属国家 项目国别 来源国 国家/地区 国家(地区) 国别/地区 国别(地区) 国家地区 国别地区 技术来源国 外方国别 项目所在国 原产国 所属国 Country",
    "拟合作国别": "合作国别 拟开展国际科技合作的国别 目标国别 拟合作国家 合作国家 意向国别",
    "驻在馆": "驻外机构 驻外使领馆 驻外使馆 使领馆 驻外馆 馆名 驻外科技机构 推荐馆 驻馆 Mission Post",
    "推荐单位": "推荐机构 推荐方 推荐人单位 推荐 推荐部门 报送单位 Recommended_by",
    "来源": "信息来源 文章来源 资料来源 稿件来源 稿源 项目来源 Source",
    "发布单位": "发布机构 信息发布单位 发布者 发布方 发布部门 Published_by",
    "供稿": "供稿单位 供稿机构 供稿者 来稿单位",
    "技术领域": "所属领域 领域 行业 所属行业 行业领域 技术分类 学科领域 专业领域 技术类别 项目领域 领域分类 合作领域 所属技术领域 Field Technology_field Sector",
    "项目简介": "技术简介 项目概况 项目介绍 技术介绍 项目内容 技术描述 成果简介 项目描述 内容简介 主要内容 简介 项目概述 技术概述 技术内容 项目背景及内容 "
    "项目简要介绍 技术说明 产品介绍 产品简介 成果介绍 技术概况 Description Summary Abstract Technology_description",
    "技术优势": "创新点 技术特点 项目优势 技术先进性 主要特点 优势 核心优势 竞争优势 主要创新点 技术创新点 产品优势 特点 项目特点 技术指标 主要技术指标 Advantages",
    "技术成熟度": "所处阶段 成熟度 项目阶段 研发阶段 成熟程度 发展阶段 产业化阶段 技术成熟程度 Stage TRL",
    "知识产权": "知识产权状况 知识产权情况 专利情况 专利状况 专利 知识产权状态 IP_status",
    "应用领域": "应用范围 应用 用途 适用范围 应用方向 Applications",
    "市场前景": "应用前景 市场分析 应用领域及市场前景 应用及市场前景 市场预测 经济效益",
    "合作方式": "合作意向 合作需求 合作模式 拟合作方式 合作形式 合作要求 期望合作方式 合作内容 意向合作方式 Cooperation Form_of_cooperation",
    "投资金额": "融资额 拟投资 融资需求 资金需求 投资额 融资金额 总投资 投资总额 投资规模 Investment",
    "外方单位": "外方机构 外方合作单位 技术持有方 技术拥有方 技术持有单位 单位名称 机构名称 企业名称 公司名称 项目单位 持有单位 技术提供方 所属单位 外方 "
    "外方名称 项目方 技术方 外方企业 外方公司 Company Organisation Organization Institution",
    "中方单位": "承担单位 中方合作单位 中方机构 需求单位 申报单位 企业 Chinese_partner",
    "单位简介": "公司介绍 公司简介 企业简介 企业介绍 机构简介 单位介绍 外方简介 外方介绍 About_the_company",
    "所在地": "所在城市 城市 地区 所在地区 项目所在地 注册地 总部 总部所在地 City Location",
    "地址": "通讯地址 联系地址 公司地址 单位地址 Address",
    "具体需求": "需求 技术需求 需求描述 需求内容 合作目标 目标 Needs",
    "联系人": "联系方式 联络人 项目联系人 Contact",
    "电话": "联系电话 手机 传真 Tel Telephone Phone Fax",
    "邮箱": "电子邮箱 电子邮件 邮件 E-mail Email",
    "网址": "官网 网站 主页 公司网址 公司网站 官方网站 Website Web URL",
    "有效期": "有效期限 截止日期 有效日期 Valid_until",
    "发布日期": "发布时间 日期 时间 发稿日期 更新时间 报送日期 成文日期 Date",
    "关键词": "关键字 主题词 标签 Keywords",
}
_NARRATIVE = frozenset({"项目简介", "技术优势", "市场前景", "单位简介", "具体需求", "应用领域", "合作方式"})
_INLINE_ONLY_FIRST = frozenset(
    {"优势", "特点", "应用", "目标", "专利", "推荐", "企业", "外方", "领域", "行业", "时间", "日期", "地区", "城市"}
)
_NUMBERING = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[●■◆★※•·▪*#－-]+) ?")
_COLON = re.compile("[:：]")
_BRACKETS = re.compile(r"[【\[〔]([^】\]〕\n]{1,20})[】\]〕][:：]?")
_BACK = re.compile(r"[^，。；;！？!?、,|｜【】\n]*$")
_UNKNOWN = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z\u4e00-\u9fff /（）()]{1,13}")
_BAR = re.compile(r"([^ |｜]{2,12})(?: ?[|｜] ?| )(?=[^ |｜])")
_TRIM = " \n；;，,、|｜"
MAX_VALUE: Final = 4000


@dataclass(frozen=True, slots=True)
class LabelValue:
    """The value of a label; `span` covers the value, `label` the label as written (`written`), in the same text."""

    value: str
    span: Span
    label: Span
    written: str


@dataclass(frozen=True, slots=True)
class _Mark:
    edge: int  # where the value before must end
    start: int
    end: int
    after: int  # where the value may begin
    name: str
    written: str


@cache
def _names() -> dict[str, str]:
    table = {name: name for name in KNOWN_LABELS}
    for name, others in KNOWN_LABELS.items():
        table |= {_key(other.replace("_", " ")): name for other in others.split()}
    return table


def _key(label: str) -> str:
    folded = label.replace("（", "(").replace("）", ")").casefold()
    return folded if folded.isascii() else folded.replace(" ", "")


def labels(text: str) -> dict[str, LabelValue]:
    """Return the labels of a text with their values, by normalised name; the first of each name counts.

    Spans point into `text`, so give it the text that other spans point into.
    """
    plain = simplify(text)
    marks = sorted(_marks(plain), key=lambda m: (m.start, -m.end))
    out: dict[str, LabelValue] = {}
    kept: list[_Mark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].after:
            kept.append(mark)
    for i, mark in enumerate(kept):
        stop = kept[i + 1].edge if i + 1 < len(kept) else len(text)
        span = _value(text, mark, stop)
        if span.start < span.end:
            found = LabelValue(span.of(text), span, Span(mark.start, mark.end), text[mark.start : mark.end])
            out.setdefault(mark.name, found)
    return out


def _marks(text: str) -> Iterator[_Mark]:
    starts = [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]
    yield from _bracketed(text)
    for m in _COLON.finditer(text):
        begin = starts[bisect_right(starts, m.start()) - 1]
        mark = _before_colon(text, begin, m.start())
        if mark:
            yield mark
    for begin in starts:
        mark = _alone(text, begin)
        if mark:
            yield mark


def _bracketed(text: str) -> Iterator[_Mark]:
    for m in _BRACKETS.finditer(text):
        name = _names().get(_key(m[1].strip()))
        if name:
            yield _Mark(m.start(), m.start(), m.end(), m.end(), name, m[1])


def _before_colon(text: str, begin: int, colon: int) -> _Mark | None:
    """Return the label that ends at a colon: a known one anywhere, an unknown one at the start of a line."""
    if text.startswith("//", colon + 1) or begin == colon:
        return None
    window = max(begin, colon - 30)
    back = _BACK.search(text, window, colon)
    start = back.start() if back else colon
    piece = text[start:colon]
    lead = _NUMBERING.match(piece)
    start += lead.end() if lead else len(piece) - len(piece.lstrip())
    at_line = not text[begin:start].strip(" ●■◆★※•·▪*#－-（(一二三四五六七八九十0123456789)）、.．")
    edge = begin if at_line else start
    for at in _word_starts(text, start, colon):
        name = _names().get(_key(text[at:colon].strip()))
        if name and (at_line and at == start or text[at:colon].strip() not in _INLINE_ONLY_FIRST):
            return _Mark(edge if at == start else at, at, colon + 1, colon + 1, name, text[at:colon])
    word = text[start:colon].strip()
    if at_line and _UNKNOWN.fullmatch(word) and len(word.replace(" ", "")) >= 2:
        own = word if word.isascii() else word.replace(" ", "")
        return _Mark(edge, start, colon + 1, colon + 1, own, word)
    return None


def _word_starts(text: str, start: int, colon: int) -> Iterator[int]:
    yield start
    at = text.find(" ", start, colon)
    while at >= 0:
        yield at + 1
        at = text.find(" ", at + 1, colon)


def _alone(text: str, begin: int) -> _Mark | None:
    """Return a known label that has its line for itself, or opens it before a space or bar."""
    end = text.find("\n", begin)
    end = len(text) if end < 0 else end
    lead = _NUMBERING.match(text[begin : begin + 8])
    at = begin + (lead.end() if lead else 0)
    if text[at : at + 2].casefold() not in _openings():
        return None
    word = text[at:end].strip() if end - at <= 40 else ""
    name = _names().get(_key(word))
    if name and (lead or word in KNOWN_LABELS or len(word) >= 3):
        return _Mark(begin, at, end, end, name, word)
    bar = _BAR.match(text, at, min(end, at + 20))
    if bar and bar[1] in KNOWN_LABELS:
        return _Mark(begin, at, bar.end(1), bar.end(), bar[1], bar[1])
    return None


@cache
def _openings() -> frozenset[str]:
    return frozenset(name[:2] for name in _names())


def _value(text: str, mark: _Mark, stop: int) -> Span:
    """Return where the value stands: the rest of the line, the next line, or for prose all up to the next label."""
    start, end = mark.after, min(stop, mark.after + MAX_VALUE)
    while start < end and text[start] in _TRIM:
        start += 1
    if mark.name not in _NARRATIVE:
        line = text.find("\n", start, end)
        end = line if line >= 0 else end
    else:
        end = _before_closing(text, start, end)
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return Span(start, max(start, end))


_CLOSING = re.compile(
    r"\n+[（(【]?[^\n]{0,12}(?:驻[^\n]{1,16}馆|供稿|编译|转载|声明|附件|责任编辑|上一篇|下一篇|打印|分享)"
)


def _before_closing(text: str, start: int, end: int) -> int:
    m = _CLOSING.search(text, start, end)
    return m.start() if m else end
