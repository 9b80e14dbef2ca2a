"""Figures as sources state them: `642`, `>300`, `~80`, `60-80`, `130+`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from attache.core.errors import InputError

__all__ = ["Comparator", "Quantity", "parse_quantity"]

Comparator = Literal["=", ">=", ">", "<", "<=", "~", "range", "text"]
_NUMBER = r"(-?\d{1,15}(?:,\d{3}){0,4}(?:\.\d{1,9})?)"
_SINGLE = re.compile(rf"(>=|<=|≥|≤|[<>=~≈])?\s?{_NUMBER}\s?(\+)?", re.ASCII)
_RANGE = re.compile(rf"{_NUMBER}\s?(?:-|–|—|~|\.\.)\s?{_NUMBER}", re.ASCII)
_SIGNS: dict[str, Comparator] = {"≥": ">=", "≤": "<=", "≈": "~", ">=": ">=", "<=": "<=", "<": "<", ">": ">", "~": "~"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its comparator; `low` and `high` are None where the figure is open on that side."""

    comparator: Comparator
    low: float | None
    high: float | None

    def __post_init__(self) -> None:
        open_low, open_high = self.comparator in ("<", "<="), self.comparator in (">", ">=")
        if self.comparator == "text":
            fits = self.low is None and self.high is None
        else:
            fits = (self.low is None) == open_low and (self.high is None) == open_high
        if self.comparator in ("=", "~"):
            fits = fits and self.low == self.high
        if self.comparator == "range" and self.low is not None and self.high is not None:
            fits = fits and self.low <= self.high
        if not fits:
            what = f"`{self.comparator}` does not go with low {self.low} and high {self.high}"
            raise InputError(what, mend="write a figure such as 642, >300, ~80 or 60-80")


def parse_quantity(text: str) -> Quantity:
    """Return the figure that `text` states; InputError for anything else.

    >>> parse_quantity("60-80")
    Quantity(comparator='range', low=60.0, high=80.0)
    """
    text = text.strip()
    if match := _RANGE.fullmatch(text):
        return Quantity("range", _number(match[1]), _number(match[2]))
    match = _SINGLE.fullmatch(text)
    if not match or (match[1] and match[3]):
        raise InputError(f"`{text[:40]}` is not a figure", mend="write one such as 642, >300, ~80, 60-80 or 130+")
    comparator = _SIGNS.get(">=" if match[3] else match[1] or "", "=")
    value = _number(match[2])
    low, high = None if comparator in ("<", "<=") else value, None if comparator in (">", ">=") else value
    return Quantity(comparator, low, high)


def _number(text: str) -> float:
    return float(text.replace(",", ""))
