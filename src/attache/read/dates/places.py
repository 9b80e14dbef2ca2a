"""Dates of publication by where they stand: lines of their own, datelines, signatures, titles, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from attache.core.spans import Span
from attache.core.text import simplify
from attache.read.dates.labels import label_in_body, label_in_lead, label_in_tail
from attache.read.dates.names import month_of
from attache.read.dates.page import Found, Page, lines, span_of
from attache.read.dates.partial import Hit, partial
from attache.read.dates.styles import AROUND_AFTER, AROUND_BEFORE, scan
from attache.read.dates.words import (
    AFTER_SIGNATURE,
    AGENCY,
    AGENCY_EN,
    CHANGED,
    CLOCK,
    END,
    FURNITURE,
    RANGE_ON,
    SERIES,
    SIGNER,
    SOURCE,
    WEEKDAY_ZH,
)

__all__ = ["RULES"]

_SAID = ("", "发布", "發佈", "发表", "發表", "刊发", "刊登")
_BUSY = re.compile("[0-9，、]")
_COUNTERS = re.compile(r"[ ][0-9]{1,7}(?: [0-9]{1,7}){0,3}$")
_BRACKETED = re.compile(r"[（(【\[〔](?P<in>[^（()）【】\[\]〔〕]{6,80})[）)】\]〕]\s*$")


def line_under_title(page: Page) -> Iterator[Found]:
    """A line of the lead that is a date, with a clock time, a source or a counter beside it."""
    lead, title_seen = page.above
    found: list[Found] = []
    clocks: list[Found] = []
    before = ""
    for line in lines(lead):
        hit = _date_line(line.text, page.day_first, lead=True)
        if hit and not CHANGED.fullmatch(before):
            kind = clocks if _is_today(line.text) else found
            kind.append(Found(hit.date, "date line under the title", None, hit.why))
        before = line.text.strip()
    chosen = found or (clocks if title_seen else [])
    if not title_seen and len({f.date for f in chosen}) > 1:
        yield Found(None, "date line under the title", None, "several dates stand above the body")
    else:
        yield from chosen[:1]


def _is_today(line: str) -> bool:
    """Tell whether a line is a page's clock of the day: a day of the week without a time."""
    return bool(WEEKDAY_ZH.search(line)) and not CLOCK.search(line)


def _one_day(text: str, day_first: bool = False) -> Hit | None:
    """Return the only date of a short text, where it is a day (or one that could be read two ways)."""
    hits = scan(text, day_first=day_first)
    if len(hits) != 1 or hits[0].until:
        return None
    return hits[0] if hits[0].style == "ambiguous" or (hits[0].date and hits[0].date.day) else None


def _date_line(line: str, day_first: bool, *, lead: bool) -> Hit | None:
    """Return the day that a line consists of; beside it may stand a source or, with a time, an author."""
    if len(line) > 120 or END.search(line):
        return None
    hit = _one_day(line, day_first)
    if not hit:
        return None
    before, after = line[: hit.start], line[hit.end :]
    around = AROUND_AFTER.match(after)
    beside = after[around.end() if around else 0 :]
    opens = AROUND_BEFORE.fullmatch(before) is not None
    timed = bool(CLOCK.match(after.strip(" T,")))
    ways = (
        opens and beside.strip() in _SAID and not RANGE_ON.fullmatch(after.strip()),
        opens and bool(CLOCK.search(after)) and len(beside) <= (40 if lead else 16),
        lead and timed and len(before) <= 24 and len(beside) <= 16,
        lead and opens and bool(around and around[0]) and len(beside) <= 12 and not _BUSY.search(beside),
        lead and opens and len(beside) <= 30 and bool(_COUNTERS.search(beside)),
        len(before + beside) <= 60 and bool(FURNITURE.search(simplify(before + beside))) and not RANGE_ON.match(after),
    )
    return hit if any(ways) else None


def line_in_body(page: Page) -> Iterator[Found]:
    """A line of its own among the first three of the body, or a source line among the first five."""
    hits = [(n, line, _date_line(line.text, page.day_first, lead=False)) for n, line in enumerate(page.head)]
    if len({hit.date for _, _, hit in hits if hit}) > 1:
        yield Found(None, "date line", None, "several dates stand on the first lines")
        return
    for number, line, hit in hits:
        if hit and (number < 3 or FURNITURE.search(simplify(line.text))):
            yield Found(hit.date, "date line", span_of(hit, line.start), hit.why)


def dateline(page: Page) -> Iterator[Found]:
    """The opening of an agency's report, 新华社北京2019年7月15日电; without a year only as the address states it."""
    for line in page.head[:3]:
        opening = line.text[:90]
        found = AGENCY.match(opening) or AGENCY_EN.match(opening)
        if found:
            groups = found.groupdict()
            month = int(groups["m"]) if groups.get("m") else month_of(groups["name"])
            day = int(found["d"])
            date = partial(int(found["y"]), month, day) if found["y"] else page.with_year(month, day)
            span = Span(line.start, line.start + found.end())
            yield Found(date, "dateline", span, "" if date else "a day without a year")


def bracketed_source(page: Page) -> Iterator[Found]:
    """A source in brackets that ends one of the first or last lines: （新华社2019年7月15日）."""
    for line in page.head[:3] + page.foot[-4:]:
        found = _BRACKETED.search(line.text, max(0, len(line.text) - 100))
        if not found:
            continue
        words = simplify(found["in"])
        hit = _one_day(words, page.day_first)
        if hit and hit.date and SOURCE.search(words) and not CHANGED.search(words):
            yield Found(hit.date, "source line", span_of(hit, line.start + found.start("in")))


def line_under_body(page: Page) -> Iterator[Found]:
    """A date with a clock time that is the first line below the body."""
    for line in lines(page.tail[:300])[:1]:
        hit = _date_line(line.text, page.day_first, lead=False)
        if hit and CLOCK.search(line.text):
            yield Found(hit.date, "date line under the body", None, hit.why)


def signature(page: Page) -> Iterator[Found]:
    """The date under the name of the body that signs, on a line of its own at the end."""
    foot = list(page.foot)
    while foot and AFTER_SIGNATURE.match(foot[-1].text):
        foot.pop()
    dated = [(n, hit) for n, line in enumerate(foot) if (hit := _signed(line.text))]
    if len({hit.date for _, hit in dated}) > 1:
        yield Found(None, "signature", None, "several dates stand on lines of their own at the end")
        return
    for n, hit in dated[-1:]:
        last = n >= len(foot) - 2 or AFTER_SIGNATURE.match(foot[n + 1].text)
        if last and (n or SIGNER.search(foot[n].text[: hit.start].strip())):
            yield Found(hit.date, "signature", span_of(hit, foot[n].start))


def _signed(text: str) -> Hit | None:
    """Return the day that a line consists of, alone or behind the name of an office."""
    if len(text) > 80 or END.search(text):
        return None
    hit = _one_day(text)
    if not hit or not hit.date:
        return None
    before, after = text[: hit.start].strip(" （(，,"), text[hit.end :].strip(" ）)")
    return hit if not after and (not before or SIGNER.search(simplify(before))) else None


def in_title(page: Page) -> Iterator[Found]:
    """A title of a dated series begins with its day, 2016年9月5日…例行记者会, or ends with it in brackets."""
    title = page.title.strip()
    hit = _one_day(title)
    if not hit or not hit.date:
        return
    before, after = title[: hit.start], title[hit.end :]
    ends = before.endswith(("（", "(", "【", "[")) and after in ("）", ")", "】", "]")
    opens = not before.strip("【[（(") and bool(SERIES.search(simplify(after))) and not RANGE_ON.match(after)
    if ends or opens:
        yield Found(hit.date, "title")


def address(page: Page) -> Iterator[Found]:
    """A whole day in the address, /2019/07/15/ or t20190715_1.html, where it is the only one."""
    if page.address_date is not None and page.address_date.day:
        yield Found(page.address_date, "address")


RULES: tuple[Callable[[Page], Iterator[Found]], ...] = (
    label_in_lead,
    label_in_body,
    line_under_title,
    line_in_body,
    dateline,
    bracketed_source,
    label_in_tail,
    line_under_body,
    signature,
    in_title,
    address,
)
"""The rules that look at the page itself, in the order in which they are trusted."""
