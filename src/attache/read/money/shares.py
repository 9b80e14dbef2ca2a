"""Find shares of a company: a percentage beside 股, or beside equity or stake. Other percentages are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from attache.core.spans import Span
from attache.core.text import simplify
from attache.read.money.model import Money
from attache.read.numerals import number

__all__ = ["shares"]

_ONE = r"[0-9]{1,3}(?:\.[0-9]{1,4})?"
_HAN = "[零〇一二三四五六七八九十百点]{1,7}"
_PERCENT = re.compile(
    rf"(?P<a>{_ONE})(?<![0-9.]{{4}}[0-9]) ?[%％]? ?(?:(?:[-–—~～]|至|到| to ) ?(?P<b>{_ONE}))? ?(?:[%％]| ?per ?cent)"
    rf"|百分之(?P<c>{_HAN})(?: ?(?:至|到|[-–—~～]) ?(?:百分之)?(?P<d>{_HAN}))?"
    r"|(?P<e>[一二三四五六七八九])成(?=的?股)"
)
_STOCK = "(?:股权|股份|股本|权益)"
_BEFORE = re.compile(
    r"(?:(?:占股|持股|控股|参股|入股|股权|股份|股比|股本)(?:占比|比例|比率|比|份额)?|(?:出让|让出|释放|稀释))"
    r"(?P<between>[^，。；;,0-9%]{0,10})\Z"
)
_AFTER = re.compile(rf" ?(?:的|之)?(?:公司|企业|合资公司|项目|该公司|其)?(?:的)?{_STOCK}")
_AFTER_EN = re.compile(
    r" (?:of (?:the |its )?(?:company'?s? )?)?(?:equity|stake|share ?holding|ownership|interest in"
    r"|shares? (?:of|in) the company)",
    re.I,
)
_BEFORE_EN = re.compile(
    r"(?<![a-z])(?:equity|stake|shareholding|ownership)(?: share| interest)?(?: of| is| at)?:? (?P<between>.{0,14})\Z",
    re.I,
)
_NOT = re.compile("股价|股市|股票|每股|股息|股指|股东大会|上涨|下跌|增长|提高|份额|收益率|分红")
_LEAST = re.compile("不低于|不少于|至少|超过|逾|大于|高于|以上|at least|more than|over", re.I)
_MOST = re.compile(
    "不超过|不高于|不多于|至多|最多|最高|低于|少于|小于|以内|以下|up to|less than|no more than|at most", re.I
)
_ABOUT = re.compile("约|近|左右|about|approximately|nearly|around", re.I)
_STOCK_WORD = re.compile("股|出让|出讓|让出|讓出|释放|釋放|稀释|稀釋|equity|stake|share|ownership|interest in", re.I)
_BOUND = re.compile(rf"(?:{_LEAST.pattern}|{_MOST.pattern}|大约|约|近|about|approximately|nearly|around) ?\Z", re.I)
_TAIL = re.compile("左右|以上|以下|以内")


def shares(plain: str, text: str) -> Iterator[Money]:
    """Yield the shares of companies in `text` (`plain` is the same with half-width digits)."""
    if _STOCK_WORD.search(plain):
        found = (_share(plain, text, match) for match in _PERCENT.finditer(plain))
        yield from (share for share in found if share is not None)


def _share(plain: str, text: str, match: re.Match[str]) -> Money | None:
    start, end = match.span()
    if not _STOCK_WORD.search(plain, max(0, start - 24), end + 40):
        return None
    before = simplify(plain[max(0, start - 24) : start])
    tail = _TAIL.match(plain, end)
    after = simplify(plain[tail.end() if tail else end :][:24])
    opening = _BEFORE.search(before) or _BEFORE_EN.search(before)
    closing = _AFTER.match(after) or _AFTER_EN.match(after)
    low, high = _values(match)
    if not (opening or closing) or low is None or high is None or _NOT.search(before[-14:]) or not 0 < high <= 100:
        return None
    first = start - (len(before) - opening.start()) if opening else start
    last = (tail.end() if tail else end) + (closing.end() if closing else 0)
    words = (opening["between"] if opening else before[len(before) - _bound_before(before) :]) + (
        tail[0] if tail else ""
    )
    single = low == high
    least, most = bool(_LEAST.search(words)) and not _MOST.search(words), bool(_MOST.search(words))
    if not opening:
        first -= _bound_before(before)
    return Money(
        span=Span(first, last),
        as_stated=text[first:last],
        kind="equity_share",
        currency=None,
        low=None if most and single else float(low),
        high=None if least and single else float(high),
        approximate=bool(least or most or _ABOUT.search(words)),
        reason="share of a company" if single else "range; share of a company",
    )


def _bound_before(before: str) -> int:
    """Return the length of a word such as 不超过 that stands directly before a percentage."""
    found = _BOUND.search(before)
    return len(found[0]) if found else 0


def _values(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    groups = [match[name] for name in ("a", "b")] if match["a"] else [match["c"], match["d"]]
    if match["e"]:
        tenths = number(match["e"])
        return (None, None) if tenths is None else (tenths * 10, tenths * 10)
    values = [_number(group) for group in groups if group]
    return (min(values), max(values)) if values and None not in values else (None, None)  # type: ignore[type-var]


def _number(words: str) -> Decimal | None:
    whole, _, fraction = words.partition("点")
    value = number(whole)
    if value is None or not fraction:
        return value
    digits = [number(char) for char in fraction]
    if None in digits:
        return None
    return value + Decimal("0." + "".join(str(digit) for digit in digits))
