"""The sentences that describe the technology: from a label, or the run of sentences that speak most of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

import ahocorasick_rs

from attache.core.spans import Field, Span, absent
from attache.read.labels import LabelValue
from attache.read.organisations.spelling import any_of
from attache.read.plain import simplified

__all__ = ["sentences", "technology"]

_LABELS: Final = ("项目简介", "技术优势")
MAX_LENGTH: Final = 4000
MAX_SENTENCES: Final = 400
_END = re.compile(r"[。！？；!?;]+[”\"’）)」』]*|\n+|\.(?=\s+[A-Z\"“(])")
_ABOUT: Final = (
    "技术 研发 研制 开发 发明 采用 利用 基于 工艺 材料 系统 设备 装置 产品 性能 精度 效率 原理 结构 "
    "方法 算法 传感 平台 器件 部件 可用于 适用于 应用于 "
    "实现 检测 测量 监测 控制 制备 合成 加工 处理 分离 净化 回收 成像 诊断 治疗 药物 疫苗 细胞 基因 "
    "蛋白 催化 涂层 薄膜 复合 纳米 激光 光学 芯片 "
    "电池 储能 氢 太阳能 风能 发动机 无人机 机器人 软件 数据 模型 智能 自动 通信 雷达 导航 量子 合金 "
    "陶瓷 高分子 聚合物 膜 温度 压力 强度 能耗 寿命 "
    "功率 重量 体积 分辨率 灵敏度 稳定性 优点 优势 特点 创新 新型 先进 替代 降低 提高 减少 缩短 解决 克服 突破"
)
_HAN = re.compile("[\u3400-\u9fff]")
_UNITS = re.compile(
    r"\d(?:\.\d+)? ?"
    + any_of(
        "% nm μm µm mm cm m kg g mg ℃ °C K V kW MW W Hz kHz MHz GHz MPa Pa bar dB fs ps ns ms "
        "倍 微米 纳米 毫米 摄氏度 小时 吨"
    )
)
_ABOUT_EN = re.compile(
    r"\b"
    + any_of(
        "technolog develop method process device system sensor material algorithm platform enable uses using "
        "performance accura efficien detect measure treatment therap diagnos catalys coating membrane laser "
        "optic battery robot software model novel reduc increas improv patented"
    ),
    re.I,
)
_ELSE: Final = (
    "联系 电话 邮箱 传真 网址 联系人 有意者 欢迎 合作方式 合作意向 寻求 寻找 愿意 愿与 希望与 拟与 "
    "合资 融资 投资 占股 股权 转让 许可 收购 代理 推荐 供稿 "
    "驻 使馆 领馆 成立于 创立于 总部 员工 营业额 销售额 年收入 注册资本 毕业于 教授 获奖 荣获 曾获 "
    "访问 会见 签署 签约 会议 论坛 路演 对接会 报名 主办 承办"
)
_ELSE_EN = re.compile(
    r"\b"
    + any_of(
        "contact email e-mail phone website looking seek partner invest founded headquartered employees "
        "turnover licence license venture revenue award"
    ),
    re.I,
)


def sentences(text: str, start: int = 0) -> Iterator[Span]:
    """Yield the sentences of a text from `start` on, without the white space around them."""
    for m in [*_END.finditer(text, start), None]:
        stop = m.end() if m else len(text)
        span = _trimmed(text, start, stop)
        if len(span):
            yield span
        start = stop


def _trimmed(text: str, start: int, stop: int) -> Span:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Span(start, stop)


def technology(title: str, text: str, labels: Mapping[str, LabelValue] | None = None) -> Field[str]:
    """Return the contiguous words that describe the technology, with their span in `title + "\\n" + text`.

    The label 项目简介 (or 技术优势) where there is one; else the run of sentences of the body that speak
    most of materials, methods and performance and least of contacts, money and the firm's history.
    """
    joined = f"{title}\n{text}"
    for name in _LABELS:
        label = (labels or {}).get(name)
        if label and len(label.span) >= 12:
            span = _trimmed(joined, label.span.start, min(label.span.end, label.span.start + MAX_LENGTH))
            return Field(span.of(joined), (span,), f"label {name}")
    best = _best_run(joined, len(title) + 1)
    if best is None:
        return absent("no sentence describes a technology")
    return Field(best.of(joined), (best,), "sentences about the technology")


class _Words(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    about: int  # the first so many patterns speak of the technology, the others of everything else


@cache
def _words() -> _Words:
    about, other = _ABOUT.split(), _ELSE.split()
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    other = [word for word in other if word not in about]
    return _Words(ahocorasick_rs.AhoCorasick([*about, *other], matchkind=kind), len(about))


def _best_run(joined: str, start: int) -> Span | None:
    """The run of sentences with the largest sum of scores (Kadane)."""
    plain = simplified(joined)
    spans = list(islice(sentences(plain, start), MAX_SENTENCES))
    best: tuple[float, Span] | None = None
    total, begin = 0.0, start
    for sentence, score in zip(spans, _scores(plain, spans), strict=True):
        if total <= 0 or sentence.end - begin > MAX_LENGTH:
            total, begin = 0.0, sentence.start
        total += score
        if best is None or total > best[0]:
            best = (total, Span(begin, sentence.end))
    return best[1] if best and best[0] > 0 else None


def _scores(text: str, spans: list[Span]) -> Iterator[float]:
    """Score each sentence: different words about the technology, less words about everything else."""
    automaton, about = _words()
    for span in spans:
        sentence = span.of(text)
        words = {pattern for pattern, _, _ in automaton.find_matches_as_indexes(sentence)}
        technical = sum(pattern < about for pattern in words)
        score = technical - 2.0 * (len(words) - technical) - 0.8 + 0.8 * min(4, len(_UNITS.findall(sentence)))
        if not _HAN.search(sentence):
            score += 0.7 * len(set(map(str.casefold, _ABOUT_EN.findall(sentence))))
            score -= 2.0 * len(set(map(str.casefold, _ELSE_EN.findall(sentence))))
        yield score
