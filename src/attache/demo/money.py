"""Amounts in the many shapes in which people write them, with what they mean."""

from __future__ import annotations

import html
from collections.abc import Callable

from attache.core.text import normalise
from attache.demo.dice import Dice
from attache.demo.posting import TrueAmount

__all__ = ["amount", "share"]

_SCALE = {  # smallest and largest amount in ten thousands of US dollars
    "investment_sought": (30, 3000),
    "valuation": (300, 20000),
    "project_cost": (50, 8000),
    "price": (1, 120),
    "revenue": (40, 9000),
    "registered_capital": (5, 900),
    "funding_received": (15, 4000),
}
_RATE = {
    "JPY": 110,
    "RUB": 65,
    "KRW": 1150,
    "UAH": 26,
    "INR": 70,
    "KZT": 380,
    "HUF": 290,
    "SEK": 9,
    "NOK": 9,
    "DKK": 6.5,
}
_DIGITS = "零一二三四五六七八九"
_DOMESTIC = ("CNY", "元人民币", "RMB")
Shape = Callable[[Dice, int, str, str], tuple[str, float, float | None, bool]]


def amount(dice: Dice, kind: str, currency: tuple[str, str, str]) -> tuple[str, TrueAmount]:
    """Return an amount as the page has it (spaces and widths included), and what it means."""
    iso, zh, sign = dice.weighted({currency: 6, ("USD", "美元", "US$"): 3, ("EUR", "欧元", "EUR"): 1, _DOMESTIC: 1})
    low, high = _SCALE[kind]
    size = _rounded(dice.between(1, 99) / 100 * (high - low) * dice.pick([0.1, 0.3, 1.0]) + low)
    wan = max(1, _rounded(size * _RATE.get(iso, 1.0)))
    words, least, most, about = dice.weighted(_SHAPES)(dice, wan, zh, sign)
    known = iso if zh in words or sign in words or (iso == "CNY" and "元" in words) else None
    return words, TrueAmount(normalise(html.unescape(words)), kind, known, least, most, about)


def share(dice: Dice) -> tuple[str, TrueAmount]:
    """Return a share of equity as the page has it, and what it means (percent)."""
    n = dice.pick([5, 10, 15, 20, 25, 30, 35, 40, 49])
    words, high, about = dice.pick(
        [
            (f"{n}%", n, False),
            (f"{n}％", n, False),
            (f"约{n}%", n, True),
            (f"{n}%至{n + 10}%", n + 10, False),
            (f"百分之{_small(n)}", n, False),
            (f"{n}%-{n + 5}%", n + 5, False),
        ]
    )
    return words, TrueAmount(normalise(words), "equity_share", None, float(n), float(high), about)


def _rounded(value: float) -> int:
    n = int(value)
    for step in (10_000, 1_000, 500, 100, 50, 10, 5):
        if n >= 4 * step:
            return n // step * step
    return max(1, n)


def _plain(dice: Dice, wan: int, zh: str, sign: str) -> tuple[str, float, float | None, bool]:
    about = dice.pick(["", "", "", "约", "大约", "近"])
    gap = dice.pick(["", "", "", " ", "&nbsp;"])
    text = f"{wan:,}" if wan >= 1000 and dice.chance(0.5) else str(wan)
    return f"{about}{text}{gap}万{zh}", wan * 1e4, wan * 1e4, bool(about)


def _yi(dice: Dice, wan: int, zh: str, sign: str) -> tuple[str, float, float | None, bool]:
    if wan < 3000:
        return _plain(dice, wan, zh, sign)
    tenths = max(1, wan // 1000)
    about = dice.pick(["", "约"])
    value = tenths * 1e7
    text = f"{tenths / 10:g}"
    return f"{about}{text}亿{zh}", value, value, bool(about)


def _range(dice: Dice, wan: int, zh: str, sign: str) -> tuple[str, float, float | None, bool]:
    more = wan + max(1, _rounded(wan * 0.6))
    dash = dice.pick(["–", "-", "至", "到", "～", "—", "万至"])
    return f"{wan}{dash}{more}万{zh}", wan * 1e4, more * 1e4, False


def _latin(dice: Dice, wan: int, zh: str, sign: str) -> tuple[str, float, float | None, bool]:
    glue = "" if sign in "£€" else dice.pick([" ", " ", ""] if sign.endswith("$") else [" "])
    if wan >= 100 and wan % 10 == 0 and dice.chance(0.6):
        return f"{sign}{glue}{wan / 100:g} million", wan * 1e4, wan * 1e4, False
    return f"{sign}{glue}{wan * 10_000:,}", wan * 1e4, wan * 1e4, False


def _han(dice: Dice, wan: int, zh: str, sign: str) -> tuple[str, float, float | None, bool]:
    n = dice.between(1, 9) * (100 if wan >= 100 else 10)
    return f"{_small(n)}万{zh}", n * 1e4, n * 1e4, False


def _or_more(dice: Dice, wan: int, zh: str, sign: str) -> tuple[str, float, float | None, bool]:
    return f"{wan}万{zh}以上", wan * 1e4, None, True


def _wide(dice: Dice, wan: int, zh: str, sign: str) -> tuple[str, float, float | None, bool]:
    return str(wan).translate({48 + d: 0xFF10 + d for d in range(10)}) + f"万{zh}", wan * 1e4, wan * 1e4, False


def _bare(dice: Dice, wan: int, zh: str, sign: str) -> tuple[str, float, float | None, bool]:
    return f"{wan}万", wan * 1e4, wan * 1e4, False


_SHAPES: dict[Shape, float] = {_plain: 9, _yi: 4, _range: 4, _latin: 4, _han: 2, _or_more: 1, _wide: 1, _bare: 1}


def _small(n: int) -> str:
    """Write a number below 1000 in Chinese."""
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    out = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (_DIGITS[ones] if ones else "")
