"""Find amounts of money: a number, its scale, and the name of a currency before or after it.

A number with a unit of something else is no amount. Without a currency a number counts only with 万 or
亿 behind it and words such as 融资 or 注册资本 before it; its currency is then None.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal
from itertools import islice

from attache.core.spans import Span
from attache.core.text import simplify
from attache.read.money.currencies import ANY, GENERIC, code_of
from attache.read.money.kinds import kind_of
from attache.read.money.model import Money
from attache.read.money.parts import Part, candidates, part_at, second_part
from attache.read.money.shares import shares
from attache.read.numerals import half_width

__all__ = ["amounts"]

_TO = re.compile(r" ?(?:[-–—―~～]{1,2}|至|到) ?| (?:to|and|bis|до) ", re.I)
_TAIL = re.compile(
    r"整?正? ?(?:(?P<about>左右|上下)|(?P<least>以上|起(?![诉来点家因源初])|\+(?![0-9])|or more)"
    r"|(?P<most>以下|以[内內]|之[内內]|or less))"
    r"|[整正](?![^\W\d_])"
)
_HEAD = re.compile(
    r"(?:(?P<about>大[约約]|[约約][为為合]|(?<![节節合签簽条條制预預公契缔])[约約]|≈|~|около|примерно|近似"
    r"|(?<![a-z])(?:about|approximately|approx\.?|around|some|circa|ca\.|roughly))"
    r"|(?P<near>将近|將近|接近|(?<![最附远])近|(?<![a-z])(?:nearly|almost))"
    r"|(?P<least>超[过過]|超|逾|不[低少小]于|不[低少小]於|至少|[大高多]于|≥|>|＞|более|свыше"
    r"|(?<![a-z])(?:more than|over|at least|above|exceed(?:s|ing)?))"
    r"|(?P<most>不超[过過]|不[高多大]于|不[高多大]於|[低少小]于|最高|最多|至多|≤|<|＜|не более|до"
    r"|(?<![a-z])(?:up to|less than|under|at most|below|not exceeding)))(?:[为為達达到])? ?\Z",
    re.I,
)
_FREE = re.compile(r"[\s，,。；;、：:！!？?）)】\]”」》|/]|$|左右|以[上下内]|的?(?:融资|投资|资金|股权)|用于|整")
_ASKED = re.compile(
    "(?:融资|募资|引资|投资|注册资[本金]|估值|销售额|营业额|营收|收入|产值|售价|单价|报价|预算|经费|造价|资金|拨款|资助|股本"
    r"|获投|出资|补助|融到|募到)[^，。；;\d]{0,8}\Z"
)
_MOST = 5_000  # amounts of one text; what has more is a table of figures


def amounts(text: str) -> list[Money]:
    """Return the amounts of `text` in order, without overlaps; `text[span] == as_stated`."""
    plain = simplify(half_width(text))
    found: list[Money] = []
    at = 0
    for start in candidates(plain) if ANY.search(plain) else ():
        if start >= at and len(found) < _MOST:
            money = _amount(plain, text, start, at)
            if money is not None:
                found.append(money)
                at = money.span.end
    taken = [money.span for money in found]
    found += [share for share in islice(shares(plain, text), _MOST) if not _overlaps(share.span, taken)]
    return sorted(found, key=lambda money: money.span)


def _overlaps(span: Span, taken: list[Span]) -> bool:
    at = bisect_left(taken, span)
    return any(span.overlaps(other) for other in taken[max(0, at - 1) : at + 1])


def _amount(plain: str, text: str, start: int, floor: int) -> Money | None:
    first = part_at(plain, start, floor=floor)
    if first is None:
        return None
    last = _range_end(plain, first) or first
    named = [name for name in (first.before, first.after, last.before, last.after) if name]
    if not named and not _bare(plain, first, last):
        return None
    tail = _TAIL.match(plain, last.end)
    head = _HEAD.search(plain, max(floor, first.start - 18), first.start)
    span = Span(head.start() if head else first.start, tail.end() if tail else last.end)
    currency, why = _currency(named, text[span.start : span.end], text)
    low, high = _bounds(first, last)
    bound = {name for m in (head, tail) if m for name, hit in m.groupdict().items() if hit}
    bound |= {"least"} if first is last and first.more else set()
    if first is last and low is not None:
        low, high = (low, None) if "least" in bound else (None, high) if "most" in bound else (low, high)
    rule = "range" if first is not last else "vague number" if low is high is None else "amount"
    return Money(
        span=span,
        as_stated=text[span.start : span.end],
        kind=kind_of(plain, span.start, span.end),
        currency=currency,
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        approximate=bool(bound) or first.round or rule == "vague number",
        reason=f"{rule}; {why}" if why else rule,
    )


def _range_end(text: str, first: Part) -> Part | None:
    """Return the second number of a range such as 200–300万欧元 or $5 million to $10 million."""
    to = _TO.match(text, first.end)
    second = second_part(text, to.end(), named=bool(first.before)) if to else None
    if second is None or second.value is None or first.value is None:
        return None
    open_ended = bool(first.before) and not first.scaled and not first.after
    return second if second.after or second.before or second.scaled or open_ended else None


def _bounds(first: Part, last: Part) -> tuple[Decimal | None, Decimal | None]:
    """Return the two ends; the first number shares the scale of the second where it has none of its own."""
    low, high = first.value, last.value
    if first is last or low is None or high is None:
        return low, high
    shared = low * last.factor
    if not first.after and not first.big and shared <= high and (not first.scaled or last.big):
        low = shared if not first.scaled else low * (last.factor if last.factor >= 10**4 else 1)
    return (low, high) if low <= high else (high, low)


def _bare(text: str, first: Part, last: Part) -> bool:
    """Tell whether a number without a currency is money by the words around it."""
    if not last.big or not _FREE.match(text, last.end):
        return False
    return bool(_ASKED.search(simplify(text[max(0, first.start - 16) : first.start])))


def _currency(named: list[str], stated: str, text: str) -> tuple[str | None, str]:
    """Return the one currency that is named; `元` and `$` give way to a fuller name."""
    if not named:
        return None, "no currency is stated"
    exact = {code_of(name) for name in named if name.strip() not in GENERIC}
    codes = {code for code, _ in exact if code}
    if len(codes) > 1:
        return None, "two currencies are named"
    if exact:
        return next(iter(exact)) if not codes else (codes.pop(), "")
    return _generic({name.strip() for name in named}, stated, text)


def _generic(signs: set[str], stated: str, text: str) -> tuple[str | None, str]:
    if signs & {"$", "dollars", "Dollars"}:
        return "USD", "dollar sign"
    if signs <= set("¥￥"):
        return _yen_or_yuan(text)
    if re.search("[萬億圓]", stated) or _traditional(text):
        return None, "元 in a text in traditional characters may be of the mainland, Taiwan or Hong Kong"
    return "CNY", "元 in a Chinese text"


def _yen_or_yuan(text: str) -> tuple[str | None, str]:
    yuan = re.search("人民币|RMB|CNY|[万亿0-9]元|yuan", text)
    yen = re.search("日元|日圆|日币|日本|円|JPY|[Yy]en|Japan", text)
    if bool(yuan) == bool(yen):
        return None, "¥ is the sign of two currencies"
    return ("CNY", "¥ in a text about yuan") if yuan else ("JPY", "¥ in a text about Japan")


def _traditional(text: str) -> bool:
    sample = text[:4000]
    changed = sum(a != b for a, b in zip(sample, simplify(sample), strict=True))
    return changed > 0.03 * len(sample)
