"""Captions of charts, and their alternatives in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attache.measure.charts.naming import Naming, figure, said_figure
from attache.measure.estimates import Estimate
from attache.measure.measures import Measure
from attache.measure.wording import definition, remark

__all__ = ["alternative", "caption", "subtitle"]

_Clause = tuple[str, str]
_SPOKEN, _NOTES = 5, 2


def subtitle(rows: Sequence[Estimate], naming: Naming) -> str:
    """Return the line under a title: who coded, the window, and that data is synthetic where it is."""
    coded = _of(row.coded_by for row in rows)
    windows = _of(row.window for row in rows)
    parts = [naming.pick(("; ".join(ones), _chinese(ones))) for ones in (coded, windows)]
    if any(row.synthetic for row in rows):
        parts.append(naming.pick(("SYNTHETIC DATA", "合成数据")))
    return " · ".join(part for part in parts if part)


def caption(rows: Sequence[Estimate], measure: Measure | None, naming: Naming, *, of: int) -> str:
    """Return what a reader must know: definition, numbers, interval, who coded, window, edition, notes.

    `of` is the number of rows from which those that are drawn were taken.
    """
    clauses = [*_defined(rows, measure), *_counted(rows, of), *_made(rows), *_noted(rows)]
    return naming.pick((" ".join(en for en, _ in clauses), "".join(zh for _, zh in clauses)))


def _defined(rows: Sequence[Estimate], measure: Measure | None) -> Iterator[_Clause]:
    if measure is None:
        return
    yield measure.definition, f"定义：{_ended(definition(measure, 'zh'))}"
    variants = _of(row.variant for row in rows)
    if len(measure.variants) > 1 and len(variants) == 1 and variants[0] in measure.variants:
        told = measure.variants[variants[0]]
        yield f"Variant: {told}.", f"口径：{remark(told, 'zh')}。"


def _counted(rows: Sequence[Estimate], of: int) -> Iterator[_Clause]:
    if of > len(rows):
        yield f"Drawn: {len(rows):,} of {of:,} rows.", f"图中为 {of:,} 行中的 {len(rows):,} 行。"
    totals = sorted({row.total for row in rows if row.total is not None})
    if totals:
        among = _of(row.denominator for row in rows if row.total is not None)
        many = f"{totals[0]:,}" if len(totals) == 1 else f"{totals[0]:,}–{totals[-1]:,}"
        yield f"n = {many} ({'; '.join(among)}).", f"n = {many}（{_chinese(among)}）。"
    methods = _of(row.method for row in rows if row.low is not None or row.high is not None)
    if methods:
        yield f"Interval: {'; '.join(methods)}.", f"区间：{_chinese(methods)}。"


def _made(rows: Sequence[Estimate]) -> Iterator[_Clause]:
    coded, windows = _of(row.coded_by for row in rows), _of(row.window for row in rows)
    yield f"Coded by: {'; '.join(coded)}.", f"编码：{_chinese(coded)}。"
    yield f"Window: {'; '.join(windows)}.", f"时间范围：{_chinese(windows)}。"
    books, editions = _of(row.codebook for row in rows), _of(row.edition for row in rows)
    chinese = f"数据版本 {'；'.join(editions)}，编码手册 {'；'.join(books)}。"
    yield f"Edition {'; '.join(editions)}, codebook {'; '.join(books)}.", chinese
    if any(row.synthetic for row in rows):
        yield "Synthetic data: not to be compared with published claims.", "含合成数据：不得与已公布的数字比较。"


def _noted(rows: Sequence[Estimate]) -> Iterator[_Clause]:
    notes = _of(row.note for row in rows if row.note)
    if len(notes) > _NOTES:
        yield "Rows have notes of their own: see the table.", "各行另有说明，见数据表。"
        return
    for note in notes:
        yield f"{note[:1].upper()}{note[1:].rstrip('.')}.", _ended(remark(note, "zh"))


def alternative(rows: Sequence[Estimate], title: str, naming: Naming) -> str:
    """Return in a sentence or two what the chart shows: how many groups, the largest with their figures."""
    stated = [row for row in rows if figure(row) is not None]
    top = sorted(stated, key=lambda row: -(figure(row) or 0))[:_SPOKEN]
    listed = [f"{_called(row, naming)} {said_figure(row)}" for row in top]
    en = f"{title}. {len(stated):,} figures; the largest: {'; '.join(listed)}."
    zh = f"{title}。共 {len(stated):,} 个数值；最大的是：{'；'.join(listed)}。"
    return naming.pick((en, zh))


def _called(row: Estimate, naming: Naming) -> str:
    both = (naming.group(row.by_1, row.group_1), naming.group(row.by_2, row.group_2))
    return " × ".join(name for name in both if name) or row.variant


def _chinese(texts: Iterable[str]) -> str:
    return "；".join(remark(text, "zh") for text in texts)


def _ended(text: str) -> str:
    """Return a Chinese text as a sentence."""
    return f"{text.rstrip('。.')}。"


def _of(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(str(text) for text in texts))
