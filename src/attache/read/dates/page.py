"""A page as the rules for its date of publication see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from attache.core.spans import Span
from attache.read.dates.partial import Hit, PartialDate, partial

__all__ = ["Found", "Line", "Page", "span_of"]

_NEAR = 3000  # characters of the lead that count where the title does not stand in it
_EDGE = 4000  # characters at the beginning and the end of a body in which lines are looked at
_URL_DAY = re.compile(
    r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})"
    r"(?:[/-](?P<m>[0-9]{1,2})[/-](?P<d>[0-9]{1,2})|[/-]?(?P<m2>[01][0-9])[/-]?(?P<d2>[0-3][0-9]))(?=[/_.?-]|$)"
)
_URL_MONTH = re.compile(r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})[/-]?(?P<m>[01][0-9])(?=/|$)")
_HOST = re.compile(r"^[a-z][a-z0-9+.-]*://[^/]*", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: a date, or why what stands there is none; `span` points into the body.

    `utc` marks an instant in UTC, whose day may be another where the page is read.
    """

    date: PartialDate | None
    rule: str
    span: Span | None = None
    why: str = ""
    utc: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, with its start in the body."""

    text: str
    start: int


@dataclass(frozen=True)
class Page:
    """What is known of a page; `meta` has lower-case names."""

    title: str
    body: str
    lead: str
    tail: str
    meta: Mapping[str, str]
    stated: str | None
    url: str

    @cached_property
    def day_first(self) -> bool:
        """Whether the page is written in Cyrillic letters, where 03.04.2019 is the third of April."""
        sample = self.title + self.body[:2000]
        cyrillic = len(re.findall("[\u0400-\u04ff]", sample))
        return cyrillic > 20 and cyrillic > sum(map(str.isalpha, sample)) / 2

    @cached_property
    def above(self) -> tuple[str, bool]:
        """The lead from behind the title on, and whether the title stands in it."""
        key = self.title.strip()[:30]
        at = self.lead.rfind(key) if len(key) > 4 else -1
        return (self.lead[at + len(key) :], True) if at >= 0 else (self.lead[-_NEAR:], False)

    @cached_property
    def head(self) -> list[Line]:
        """The first lines of the body."""
        return lines(self.body[:_EDGE])[:5]

    @cached_property
    def foot(self) -> list[Line]:
        """The last lines of the body."""
        cut = max(0, len(self.body) - _EDGE)
        return [Line(line.text, line.start + cut) for line in lines(self.body[cut:])[-12:]]

    @cached_property
    def short(self) -> list[Line]:
        """The first and last lines of the body that are too short to be prose."""
        known = {line.start for line in self.head}
        both = self.head + [line for line in self.foot[-8:] if line.start not in known]
        return [line for line in both if len(line.text) <= 120]

    @cached_property
    def address_date(self) -> PartialDate | None:
        """The one day, or else the one month, that the path of the address holds."""
        path = _HOST.sub("", re.split("[?#]", self.url[:2000], maxsplit=1)[0])
        found = (partial(int(m["y"]), int(m["m"] or m["m2"]), int(m["d"] or m["d2"])) for m in _URL_DAY.finditer(path))
        days = {day for day in found if day}
        months = {partial(int(m["y"]), int(m["m"])) for m in _URL_MONTH.finditer(path)} - {None}
        either = days or months
        return either.pop() if len(either) == 1 else None

    def with_year(self, month: int, day: int) -> PartialDate | None:
        """Give a day without a year the year of the address, where the address has that month and about that day."""
        date = self.address_date
        if date is None or date.month != month or (date.day is not None and abs(date.day - day) > 1):
            return None
        return partial(date.year, month, day)

    def with_next(self, line: Line) -> str:
        """Return a line, and more where it ends in a colon: the value may stand below its label."""
        if not line.text.rstrip().endswith((":", "：")):
            return line.text
        return self.body[line.start : line.start + len(line.text) + 40]


def lines(text: str) -> list[Line]:
    """Return the lines with something on them, with their starts."""
    out, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            out.append(Line(line, at))
        at += len(line) + 1
    return out


def span_of(hit: Hit, by: int | None) -> Span | None:
    """Return where a hit stands in the body, `by` characters on; None for places outside of the body."""
    return None if by is None else Span(hit.start + by, hit.end + by)
