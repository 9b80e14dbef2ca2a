"""Dates: `parse` one date, `find` the dates of a text, and decide when a page was `published`.

A date is read only where it is written out. A day without a year, a numeric date that could be read
two ways, an impossible date and a range of days are no date.
"""

from attache.read.dates.partial import FoundDate, PartialDate
from attache.read.dates.publication import published
from attache.read.dates.styles import find, parse, parse_stated

__all__ = ["FoundDate", "PartialDate", "find", "parse", "parse_stated", "published"]
