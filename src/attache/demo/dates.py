"""Dates in the many ways in which pages write them."""

from __future__ import annotations

from datetime import date

from attache.demo.dice import Dice

__all__ = ["field_date", "in_chinese", "written_date"]

_DIGITS = "〇一二三四五六七八九"


def in_chinese(year: int) -> str:
    """Write a year digit by digit: 2019 is 二〇一九."""
    return "".join(_DIGITS[int(digit)] for digit in str(year))


def _ordinal(n: int) -> str:
    tens, ones = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def written_date(dice: Dice, day: date) -> tuple[str, str, str]:
    """Return a date as words, in ISO form to the precision written, and that precision (`day`, `month`)."""
    year = in_chinese(day.year)
    by_day = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02}月{day.day:02}日",
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{year}年{_ordinal(day.month)}月{_ordinal(day.day)}日",
    ]
    by_month = [f"{day.year}年{day.month:02}月", f"{year}年{_ordinal(day.month)}月", f"{day.year}年{day.month}月"]
    if dice.chance(0.7):
        return dice.pick(by_day), day.isoformat(), "day"
    return dice.pick(by_month), day.isoformat()[:7], "month"


def field_date(dice: Dice, day: date) -> str:
    """Return a date as the site's date field has it."""
    plain = f"{day.year}/{day.month}/{day.day}"
    return dice.weighted({plain: 92, f"{plain} 0:00:00": 5, day.isoformat(): 3})
