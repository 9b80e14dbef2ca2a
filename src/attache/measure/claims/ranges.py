"""What a published figure allows: the numbers that `>300`, `~80`, `60-80` or "nearly half" may stand for.

| as published | allowed |
|---|---|
| `642` of things | that number |
| `46.7` percent, ratio | what rounds to it: 46.65 up to but not 46.75 |
| `~80` | 5 % to either side, or what rounds to it where that is more: 75 to 85 |
| `>140`, `<12`, `60-80`, `20+` | as written; `+` and `>=` with the number itself |
| 50 ("half") | in words: 5 % to either side |
| <50 ("nearly half") | in words with nearly or almost: from 10 % below up to it |
| 2.1 (upper bound) | what is not above it |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import inf, isfinite

from attache.core.facts import Claim

__all__ = ["EVERYTHING", "Range", "days_of", "number", "range_of"]

ABOUT, BELOW = 0.05, 0.1
_ROUNDED = frozenset(("percent", "ratio"))
_WORDS = re.compile(r"\(\".+\"\)|^\".+\"$|^nearly\b.*|^almost\b.*|\(upper bound\)$")
_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
Corner = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` to `high`; an open end is not among them."""

    low: float
    high: float
    open_low: bool = False
    open_high: bool = False

    def meets(self, other: Range) -> bool:
        """Tell whether some number lies in both."""
        low, low_open = max((self.low, self.open_low), (other.low, other.open_low))
        high, high_shut = min((self.high, not self.open_high), (other.high, not other.open_high))
        return low < high or (low == high and not low_open and high_shut)

    def within(self, other: Range) -> bool:
        """Tell whether all of this lies in the other."""
        low = self.low > other.low or (self.low == other.low and self.open_low >= other.open_low)
        high = self.high < other.high or (self.high == other.high and self.open_high >= other.open_high)
        return low and high

    @property
    def single(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def __add__(self, other: Range) -> Range:
        return Range(
            self.low + other.low,
            self.high + other.high,
            self.open_low or other.open_low,
            self.open_high or other.open_high,
        )

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low, self.open_high, self.open_low)

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def __mul__(self, other: Range) -> Range:
        return _hull(self, other, lambda a, b: 0.0 if 0 in (a, b) else a * b)

    def __truediv__(self, other: Range) -> Range:
        if other.low <= 0 <= other.high:
            return EVERYTHING
        return _hull(self, other, lambda a, b: a / b if isfinite(a) or isfinite(b) else 0.0)

    def __str__(self) -> str:
        if self.single:
            return number(self.low)
        if not isfinite(self.low) and not isfinite(self.high):
            return "anything"
        if not isfinite(self.high):
            return f"{'more than' if self.open_low else 'at least'} {number(self.low)}"
        if not isfinite(self.low):
            return f"{'less than' if self.open_high else 'at most'} {number(self.high)}"
        return f"up to {number(self.high)}" if self.low < 0 < self.high else f"{number(self.low)}–{number(self.high)}"


EVERYTHING = Range(-inf, inf)


def _hull(a: Range, b: Range, combine: Callable[[float, float], float]) -> Range:
    """All results over two ranges: results over their ends bound them, for operations that are monotonic in each."""
    ends: list[Corner] = [
        (combine(x, y), x_open or y_open)
        for x, x_open in ((a.low, a.open_low), (a.high, a.open_high))
        for y, y_open in ((b.low, b.open_low), (b.high, b.open_high))
    ]
    low, high = min(value for value, _ in ends), max(value for value, _ in ends)
    return Range(low, high, all(o for v, o in ends if v == low), all(o for v, o in ends if v == high))


def number(value: float) -> str:
    """Return a number as findings print it: four figures, whole where it is whole."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.4g}"


def range_of(claim: Claim) -> Range | None:
    """Return the numbers that a published figure allows; for a date its days; None for words."""
    if claim.comparator == "text":
        days = days_of(claim.time_window)
        return Range(float(days[0]), float(days[1])) if days else None
    found = _of_number(claim)
    if claim.unit != "percent":
        return found
    return Range(max(found.low, 0.0), min(found.high, 100.0), found.open_low, found.open_high)


def _of_number(claim: Claim) -> Range:
    low, high = claim.low, claim.high
    if told := _in_words(claim):
        return told
    if low is None or high is None:
        strict = claim.comparator in ("<", ">")
        return Range(-inf, high, open_high=strict) if high is not None else Range(low or 0.0, inf, open_low=strict)
    if claim.comparator == "~":
        margin = max(abs(low) * ABOUT, _half_unit(low, whole=True))
        return Range(low - margin, low + margin)
    if claim.comparator == "=" and claim.unit in _ROUNDED:
        return Range(low - _half_unit(low), low + _half_unit(low), open_high=True)
    return Range(low, high)


def _in_words(claim: Claim) -> Range | None:
    value = claim.low if claim.low is not None else claim.high
    words = _WORDS.search(claim.as_stated)
    if words is None or value is None:
        return None
    if "upper bound" in words[0]:
        return Range(-inf, value + _half_unit(value))
    if "nearly" in words[0] or "almost" in words[0]:
        return Range(value * (1 - BELOW), value, open_high=True)
    return Range(value * (1 - ABOUT), value * (1 + ABOUT))


def _half_unit(value: float, *, whole: bool = False) -> float:
    """Half a unit of the last digit that is stated; with `whole`, trailing zeros before the point are not stated."""
    text = f"{value:.12g}"
    if "." in text:
        return 0.5 * 10.0 ** -len(text.partition(".")[2])
    zeros = len(text) - len(text.rstrip("0")) if whole and value else 0
    return float(0.5 * 10.0**zeros)


def rounded(value: float) -> Range:
    """Return what a round number such as 153,000 may have been rounded from."""
    return Range(value - _half_unit(value, whole=True), value + _half_unit(value, whole=True))


def days_of(window: str | None) -> tuple[int, int] | None:
    """Return first and last day of an ISO 8601 interval or date as ordinal days; an open side is 0 or far away."""
    if not window:
        return None
    first, slash, last = window.partition("/")
    start, end = _day(first, last=False), _day(last if slash else first, last=True)
    if (first and start is None) or (last and end is None):
        return None
    return start or 0, end or date.max.toordinal()


def _day(text: str, *, last: bool) -> int | None:
    match = _DAY.fullmatch(text)
    if not match:
        return None
    year, month, day = int(match[1]), match[2], match[3]
    try:
        if day:
            return date(year, int(month), int(day)).toordinal()
        if not last:
            return date(year, int(month or 1), 1).toordinal()
        following = date(year + 1, 1, 1) if not month or month == "12" else date(year, int(month) + 1, 1)
        return following.toordinal() - 1
    except ValueError:
        return None
