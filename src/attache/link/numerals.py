"""Numbers inside names: ordinals, numbered institutes, years written in Chinese."""

from __future__ import annotations

import re

__all__ = ["han_numbers", "latin_number"]

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "[零〇○一二三四五六七八九十百千]"
_NUMBER = re.compile(f"第({_NUMERAL}+|[0-9]+)|({_NUMERAL}{{2,}})(?![一-龥]?届)|(?<![a-z])([0-9]+)(?![a-z])")
_SIGNS = frozenset("第零〇○一二三四五六七八九十百千0123456789")
_ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        start=1,
    )
}
_LATIN = re.compile("([0-9]{1,9})(?:st|nd|rd|th)?")
_COUNTED = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}


def _value(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral[:9])
    if not any(c in _UNITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral[:9]))
    total, digit = 0, 0
    for char in numeral[:12]:
        if char in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[char], 0
        else:
            digit = _DIGITS[char]
    return total + digit


def han_numbers(text: str) -> list[tuple[int, int, int]]:
    """Return (start, end, value) of each number in a folded Chinese name; a lone 一 without 第 is a word."""
    out: list[tuple[int, int, int]] = []
    if _SIGNS.isdisjoint(text):
        return out
    for match in _NUMBER.finditer(text):
        numeral = match[1] or match[2] or match[3]
        if match[2] and len(numeral) == 2 and not any(c in _UNITS for c in numeral):
            continue
        out.append((match.start(), match.end(), _value(numeral)))
    return out


def latin_number(word: str) -> int | None:
    """Return the number that a folded Latin word states (`first`, `2nd`, `701`), or None."""
    if word in _ORDINALS:
        return _ORDINALS[word]
    match = _LATIN.fullmatch(word)
    return int(match[1]) if match else None
