"""Dates as registers write them, in ISO 8601; what is not clearly a date is None."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["iso_date"]

_MONTHS = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].{0,40})?", re.ASCII)
_PARTS = re.compile(r"(\d{4})[/.年](\d{1,2})(?:[/.月](\d{1,2})日?|月)?", re.ASCII)
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_EUROPEAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}\.?,?[ -](\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]{0,6}\.? (\d{1,2}),? (\d{4})", re.ASCII)


def iso_date(text: object) -> str | None:
    """Return `text` as `2019-07-15`, `2019-07` or `2019`; None where it is no date.

    A date with slashes is read as in the United States (month first), one with points as in Europe (day first).
    """
    raw = str(text if text is not None else "").strip()[:60]
    for pattern in (_ISO, _PARTS):
        if match := pattern.fullmatch(raw):
            return _checked(match[1], match[2], match[3])
    if match := _US.fullmatch(raw):
        return _checked(match[3], match[1], match[2])
    if match := _EUROPEAN.fullmatch(raw):
        return _checked(match[3], match[2], match[1])
    if match := _DAY_FIRST.fullmatch(raw):
        return _checked(match[3], str(_MONTHS.get(match[2].lower(), 0)), match[1])
    if match := _MONTH_FIRST.fullmatch(raw):
        return _checked(match[3], str(_MONTHS.get(match[1].lower(), 0)), match[2])
    return None


def _checked(year: str, month: str | None, day: str | None) -> str | None:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])
