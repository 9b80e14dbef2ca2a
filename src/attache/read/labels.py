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
from attache.read.plain import simplified
from attache.vocabulary.labels import known_labels

__all__ = ["LabelValue", "labels"]


_NARRATIVE = frozenset({"项目简介", "技术优势", "市场前景", "单位简介", "具体需求", "应用领域", "合作方式"})
_INLINE_ONLY_FIRST = frozenset(
    {"优势", "特点", "应用", "目标", "专利", "推荐", "企业", "外方", "领域", "行业", "时间", "日期", "地区", "城市"}
)
_NUMBERING = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[●■◆★※•·▪*#－-]+) ?")
_LINE = re.compile("\n")
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
    return {_key(wording): name for name, wordings in known_labels().items() for wording in (name, *wordings)}


def _key(label: str) -> str:
    folded = label.replace("（", "(").replace("）", ")").casefold()
    return folded if folded.isascii() else folded.replace(" ", "")


def labels(text: str) -> dict[str, LabelValue]:
    """Return the labels of a text with their values, by normalised name; the first of each name counts.

    Spans point into `text`, so give it the text that other spans point into.
    """
    plain = simplified(text)
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
    starts = [0, *(m.end() for m in _LINE.finditer(text))]
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
        word = _NUMBERING.sub("", m[1].strip())
        name = _names().get(_key(word))
        if name:
            yield _Mark(m.start(), m.start(), m.end(), m.end(), name, word)


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
        if name and ((at_line and at == start) or text[at:colon].strip() not in _INLINE_ONLY_FIRST):
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
    if name and (lead or word in known_labels() or len(word) >= 3):
        return _Mark(begin, at, end, end, name, word)
    bar = _BAR.match(text, at, min(end, at + 20))
    if bar and bar[1] in known_labels():
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
