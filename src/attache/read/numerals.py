"""Chinese and Western numerals, read exactly: `1,250.00`, `三百五十六`, `壹佰贰拾`, `3千`, `二〇一九`."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

__all__ = ["DIGITS", "SCALES", "digits", "fold", "half_width", "number", "scale"]

DIGITS = {c: n for n, chars in enumerate(("〇零○◯", "一壹弌", "二贰貳两兩", "三叁參叄参", "四肆", "五伍",
                                          "六陆陸", "七柒", "八捌", "九玖")) for c in chars}  # fmt: skip
SCALES = {
    c: n for n, chars in ((10, "十拾"), (100, "百佰"), (1000, "千仟"), (10**4, "万萬"), (10**8, "亿億")) for c in chars
}
_TENS = {"廿": 20, "卅": 30}
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_HAS_WIDE = re.compile("[０-９]")
_MIXED = re.compile(
    r"([0-9][0-9,]*(?:\.[0-9]+)?)|([〇零○◯一壹弌二贰貳两兩三叁參叄参四肆五伍六陆陸七柒八捌九玖廿卅])|([十拾百佰千仟万萬亿億])"
)
LONGEST = 40  # characters; a longer numeral is not one


def half_width(text: str) -> str:
    """Return `text` with full-width digits made ASCII; the length never changes."""
    return text.translate(_WIDE) if _HAS_WIDE.search(text) else text


def fold(word: str) -> str:
    """Return a word in lower case, with the letters that a pattern takes for `i` and `s` made so."""
    return word.lower().translate({0x131: "i", 0x17F: "s"})


def digits(text: str) -> int | None:
    """Read a numeral that is spelt digit by digit, such as `二〇一九`, `二O一九` or `2019`."""
    out = ""
    for char in text.replace(" ", ""):
        value = 0 if char in "Oo" else DIGITS.get(char)
        out += char if "0" <= char <= "9" else "?" if value is None else str(value)
    return int(out) if out.isdigit() and out.isascii() else None


def scale(text: str) -> int:
    """Return the product of the scale words in `text`: `千万` is 10,000,000; 1 for none."""
    product = 1
    for char in text:
        product *= SCALES.get(char, 1)
    return product


def number(text: str) -> Decimal | None:
    """Read a whole numeral (digits, Chinese numerals or both); None where it is not one."""
    if not text or len(text) > LONGEST:
        return None
    if text[0] in "0123456789" and not any(c in SCALES or c in DIGITS for c in text):
        return _plain(text)
    return _spelt(text.replace(" ", ""))


def _plain(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _spelt(text: str) -> Decimal | None:
    total = section = Decimal(0)
    current: Decimal | None = None
    unit, at, spelt_zero = 1, 0, False
    for match in _MIXED.finditer(text):
        if match.start() != at:
            return None
        at = match.end()
        if match[3]:
            value = SCALES[match[3]]
            if value >= 10**4:
                zero = current == 0 and not section
                total, section = _close(total, section + (current or 0), value) if not zero else (total, section)
            else:
                section += (Decimal(1) if current is None else current) * value
            current, unit, spelt_zero = None, value, False
        elif match[2] and match[2] in _TENS:
            section, current, unit = section + _TENS[match[2]], None, 10
        else:
            value_or_none = _plain(match[1]) if match[1] else Decimal(DIGITS[match[2]])
            if value_or_none is None or (current is not None and current != 0):
                return None
            spelt_zero = spelt_zero or value_or_none == 0
            current = value_or_none
    if at != len(text):
        return None
    if current is not None and match[2] and unit >= 100 and not spelt_zero:
        current *= unit // 10  # 三百五 is 350
    return total + section + (current or 0)


def _close(total: Decimal, section: Decimal, value: int) -> tuple[Decimal, Decimal]:
    """Close a section with 万 or 亿: 3千 + 万, 1亿2000 + 万, and 三万 + 亿, where all before is multiplied."""
    if total and total < value:
        return (total + section) * value, Decimal(0)
    return total + (section or Decimal(1)) * value, Decimal(0)
