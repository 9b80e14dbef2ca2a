"""Average exchange rates of a year, to convert amounts of money as of the year in which they were stated.

Source of `data/rates.csv`: yearly averages in units of the currency for one US dollar, as the World Bank publishes them
(indicator PA.NUS.FCRF, from the IMF's International Financial Statistics), from general knowledge and rounded to about
four digits; good for orders of magnitude and medians, not for accounts. What it lacks is not converted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from attache.core.errors import InputError
from attache.vocabulary.countries import need
from attache.vocabulary.tables import read_csv, unique

__all__ = ["RATES", "Rate", "convert", "load_rates", "rates"]

RATES = Path(__file__).parent / "data" / "rates.csv"
_GRADES = "official|state_media|report|press_on_report|leak|mirror_copy|general_knowledge"
_RATE = r"\d{1,6}(\.\d{1,6})?"


@dataclass(frozen=True, slots=True)
class Rate:
    """What one US dollar cost on average of a year, in units of a currency (ISO 4217)."""

    currency: str
    year: int
    per_usd: float
    source: str
    grade: str


def load_rates(path: Path = RATES) -> tuple[Rate, ...]:
    """Read a table of rates, a row per currency and a column per year; InputError names the file and the line."""
    rows = read_csv(path)
    years = [column for column in rows[0] if re.fullmatch(r"\d{4}", column)] if rows else []
    if not years or set(rows[0]) != {"currency", *years, "source", "grade"}:
        raise InputError(
            "is no table of rates", where=str(path), mend="use the columns currency, 2008 …, source, grade"
        )
    out = []
    for row in rows:
        currency = need(row, "currency", path, "[A-Z]{3}")
        source, grade = need(row, "source", path), need(row, "grade", path, _GRADES)
        stated = {int(year): float(need(row, year, path, _RATE)) for year in years if row[year]}
        if 0.0 in stated.values():
            raise InputError(f"`{currency}` has a rate of 0", where=f"{path}:{row.line}", mend="leave the cell empty")
        out += [Rate(currency, year, rate, source, grade) for year, rate in stated.items()]
    unique(((rate.currency, str(rate.year)) for rate in out), str(path), "rates")
    return tuple(out)


@cache
def rates() -> Mapping[tuple[str, int], Rate]:
    """Return the shipped rates by currency and year."""
    return MappingProxyType({(rate.currency, rate.year): rate for rate in load_rates()})


def convert(amount: float, currency: str, year: int, into: str = "USD") -> float | None:
    """Return an amount of a year in another currency at that year's average rates; None where one is not known."""
    known = rates()
    if (currency, year) not in known or (into, year) not in known:
        return None
    return amount / known[currency, year].per_usd * known[into, year].per_usd
