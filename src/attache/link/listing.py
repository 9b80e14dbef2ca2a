"""Whether an entry was listed on a day, and how its listing lies to a posting; partial dates are intervals of days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from attache.link.entries import Entry

__all__ = ["Lead", "Standing", "days_of", "lead", "standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an entry was listed on a day (None: unknown, never guessed), and the reason in words."""

    listed: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Lead:
    """Days from the first listing to the first posting: above 0 it was listed before it was posted, below 0 after.

    `days` is None where one of the dates is unknown or not known to the day; `said` says it in words.
    """

    days: int | None
    said: str


def days_of(text: str) -> tuple[date, date]:
    """Return the first and the last day of `2019-07-15`, `2019-07` or `2019`; ValueError for anything else."""
    year, *rest = (int(part) for part in text.split("-"))
    month = rest[0] if rest else None
    day = rest[1] if len(rest) > 1 else None
    first = date(year, month or 1, day or 1)
    last = month or 12
    return first, date(year, last, day or monthrange(year, last)[1])


def standing(entry: Entry, day: date, editions: Iterable[str] = ()) -> Standing:
    """Return whether an entry was listed on a day.

    `editions` are the dates of the complete editions of its register that are known: an entry of which only the last
    edition with it was observed had left by the next one. An entry without an end is listed as far as its edition says.
    """
    start, end = entry.valid_from, entry.valid_to
    if start is None and end is None:
        return Standing(None, "the register gives no dates")
    begun = _begun(entry, day)
    over = _over(entry, day, editions)
    if over.listed is False:
        return over
    if begun.listed is not True:
        return begun
    return over if over.listed is None else Standing(True, "; ".join(filter(None, (begun.why, over.why))))


def _begun(entry: Entry, day: date) -> Standing:
    start = entry.valid_from
    if start is None:
        return Standing(None, "the day of listing is not known")
    first, last = days_of(start)
    seen = "valid_from" in (entry.observed or "")
    if day < first:
        return Standing(None, f"first seen in the edition of {start}") if seen else Standing(False, f"from {start}")
    if day <= last and first != last:
        return Standing(None, f"listed from {start}, the day is not known")
    return Standing(True, f"seen from {start}" if seen else f"from {start}")


def _over(entry: Entry, day: date, editions: Iterable[str]) -> Standing:
    """Return whether the listing still stood on a day; None where that is not known."""
    end = entry.valid_to
    if end is None:
        by = f"still in the edition of {entry.edition}" if entry.edition else ""
        return Standing(True, by)
    first, last = days_of(end)
    if "valid_to" in (entry.observed or ""):
        after = min((one for text in editions if (one := days_of(text)[0]) > last), default=None)
        if after and day >= after:
            return Standing(False, f"last seen in the edition of {end}")
        known = True if day <= first else None
        return Standing(known, f"last seen in the edition of {end}")
    if day > last:
        return Standing(False, f"until {end}")
    return Standing(True if day <= first else None, f"until {end}")


def lead(entry: Entry, posted: str | None) -> Lead:
    """Return how the listing of an entry lies to the first posting of the organisation (a date or part of one)."""
    if entry.valid_from is None:
        return Lead(None, "the day of listing is not known")
    if posted is None:
        return Lead(None, "no posting that names it states its date")
    if "valid_from" in (entry.observed or ""):
        return Lead(None, f"the day of listing is not stated; first seen in the edition of {entry.valid_from}")
    listed, shown = days_of(entry.valid_from), days_of(posted)
    least, most = (shown[0] - listed[1]).days, (shown[1] - listed[0]).days
    when = f"listed {entry.valid_from}, first posted {posted}"
    if least != most:
        return Lead(None, f"{when}: not known to the day ({least} to {most} days)")
    if least == 0:
        return Lead(0, f"listed on the day of the first posting ({posted})")
    side = "before" if least > 0 else "after"
    return Lead(least, f"listed {abs(least):,} days {side} the first posting ({when})")
