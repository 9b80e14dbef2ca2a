"""Dates of publication behind a label: 发布时间：2019-07-15, Published 28 May 2021."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attache.core.text import simplify
from attache.read.dates.page import Found, Page, span_of
from attache.read.dates.partial import Hit, PartialDate
from attache.read.dates.styles import AROUND_AFTER, AROUND_BEFORE, scan
from attache.read.dates.words import CHANGED, FORMAL, FURNITURE, GATHERING, PLAIN, RANGE_ON, STRONG, WORD

__all__ = ["label_in_body", "label_in_lead", "label_in_tail", "modified"]

_DAY_ONLY = re.compile(r"[（(\[]?(?P<m>[0-9]{1,2})(?:月|-)(?P<d>[0-9]{1,2})(?:日|(?![0-9:月-]))")


def label_in_lead(page: Page) -> Iterator[Found]:
    """A label between title and body, such as 发布时间; then 成文日期; then a plain 时间."""
    for pattern in (STRONG, FORMAL, PLAIN):
        yield from _labelled(page, pattern, page.above[0], None, "label")


def label_in_body(page: Page) -> Iterator[Found]:
    """A labelled line among the first or last lines of the body; a plain 时间 only where nothing is announced."""
    for pattern in (STRONG, FORMAL):
        for line in page.short:
            yield from _labelled(page, pattern, page.with_next(line), line.start, "label")
    if not any(GATHERING.search(simplify(line.text)) for line in page.short):
        for line in page.short:
            yield from _labelled(page, PLAIN, page.with_next(line), line.start, "label")


def label_in_tail(page: Page) -> Iterator[Found]:
    """A label in what follows the body."""
    for pattern in (STRONG, FORMAL):
        yield from _labelled(page, pattern, page.tail[:1500], None, "label")


def modified(page: Page) -> Iterator[Found]:
    """A label such as 更新时间, taken last, and the reason says that it is no date of publication."""
    places: list[tuple[str, int | None]] = [(page.above[0], None), (page.tail[:1500], None)]
    places += [(page.with_next(line), line.start) for line in page.short]
    for text, by in places:
        for found in _labelled(page, CHANGED, text, by, "modified: label"):
            yield Found(found.date, f"{found.rule}; no publication date is stated", found.span, found.why)


def _labelled(page: Page, pattern: re.Pattern[str], text: str, by: int | None, rule: str) -> Iterator[Found]:
    plain = simplify(text)
    for label in pattern.finditer(plain):
        if by is not None and WORD.search(plain, max(0, label.start() - 1), label.start()):
            continue
        hit = _after(plain, label.end(), page.day_first)
        if hit:
            name = label["zh"].replace(" ", "") if label["zh"] else label["other"].lower()
            yield Found(_with_year(page, plain, hit), f"{rule} {name}", span_of(hit, by), hit.why)


def _after(text: str, start: int, day_first: bool) -> Hit | None:
    """Return the date that stands directly at `start`; a range, or a day without a year, is none."""
    window = text[start : start + 60]
    hit = next(iter(scan(window, loose=True, day_first=day_first)), None)
    if hit is None:
        bare = _DAY_ONLY.match(window)
        return Hit(start, start + bare.end(), None, "yearless", "a day without a year") if bare else None
    if not AROUND_BEFORE.fullmatch(window[: hit.start]) or _goes_on(window[hit.end :]):
        return None
    if hit.until or RANGE_ON.match(window, hit.end):
        return Hit(start + hit.start, start + hit.end, None, hit.style, "a range of days, not a day")
    return Hit(start + hit.start, start + hit.end, hit.date, hit.style, hit.why)


def _goes_on(after: str) -> bool:
    """Tell whether a date runs on into a sentence: 发表于2019年7月的论文."""
    around = AROUND_AFTER.match(after)
    if around and around[0]:
        return False
    return bool(WORD.match(after)) and not FURNITURE.match(after) and not RANGE_ON.match(after)


def _with_year(page: Page, text: str, hit: Hit) -> PartialDate | None:
    if hit.style != "yearless":
        return hit.date
    month, day = map(int, re.findall("[0-9]+", text[hit.start : hit.end])[:2])
    return page.with_year(month, day)
