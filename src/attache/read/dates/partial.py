"""A date to the precision that a source states."""

from __future__ import annotations

import calendar
from dataclasses import dataclass

from attache.core.spans import Span

__all__ = ["FoundDate", "Hit", "PartialDate", "partial"]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year of the Gregorian calendar, always a possible one."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999 or (self.day is not None and self.month is None):
            raise ValueError(f"not a date: {self.year}-{self.month}-{self.day}")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"no month {self.month}")
        if self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month or 1)[1]:
            raise ValueError(f"no day {self.day} in {self.year}-{self.month}")

    @property
    def iso(self) -> str:
        """`2019-07-15`, `2019-07` or `2019`."""
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def precision(self) -> str:
        """`day`, `month` or `year`."""
        return "year" if self.month is None else "month" if self.day is None else "day"

    def refines(self, other: PartialDate) -> bool:
        """Tell whether this says the same as `other`, and more."""
        return self.iso != other.iso and self.iso.startswith(other.iso)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text; of a range, its first day, with the last one in `until`."""

    date: PartialDate
    span: Span
    style: str
    until: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that is written like a date; `date` is None where it is none, and `why` says why."""

    start: int
    end: int
    date: PartialDate | None
    style: str
    why: str = ""
    until: PartialDate | None = None


def partial(year: int | None, month: int | None = None, day: int | None = None) -> PartialDate | None:
    """Return the date, or None where there is no such date."""
    if year is None:
        return None
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None
