"""Countries and territories: codes, names and adjectives in English and Chinese.

Source of `data/countries.csv`: ISO 3166-1 codes; names as in general use in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from attache.core.errors import InputError, NotFoundError
from attache.vocabulary.tables import Record, read_csv, unique

__all__ = ["COUNTRIES", "Country", "countries", "country", "find_country", "load_countries", "words_of"]

COUNTRIES = Path(__file__).parent / "data" / "countries.csv"


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory; `short_zh` is the one character used in compounds such as 中俄 (or empty)."""

    iso2: str
    iso3: str
    name_en: str
    name_zh: str
    aliases_zh: tuple[str, ...]
    aliases_en: tuple[str, ...]
    demonyms: tuple[str, ...]
    short_zh: str

    @property
    def names_zh(self) -> tuple[str, ...]:
        """All Chinese names."""
        return (self.name_zh, *self.aliases_zh)

    @property
    def names_en(self) -> tuple[str, ...]:
        """All English names, without adjectives."""
        return (self.name_en, *self.aliases_en)


def words_of(row: Record, column: str) -> tuple[str, ...]:
    """Return the parts of a cell that are separated by semicolons."""
    return tuple(part.strip() for part in (row[column] or "").split(";") if part.strip())


def need(row: Record, column: str, path: Path, pattern: str = ".+") -> str:
    """Return a cell that must be there and match `pattern`; InputError names the file and the line."""
    value = row.get(column) or ""
    if not re.fullmatch(pattern, value):
        mend = f"write a value that matches {pattern}" if value else "fill the cell in"
        raise InputError(f"`{column}` is {value!r}", where=f"{path}:{row.line}", mend=mend)
    return value


def read_table(path: Path, columns: tuple[str, ...]) -> list[Record]:
    """Return the rows of a CSV file that must have exactly these columns."""
    rows = read_csv(path)
    if rows and tuple(rows[0]) != columns:
        raise InputError(
            f"has the columns {', '.join(rows[0])}", where=f"{path}:1", mend=f"use the columns {', '.join(columns)}"
        )
    if not rows:
        raise InputError("has no rows", where=str(path), mend="add at least one")
    return rows


def load_countries(path: Path = COUNTRIES) -> tuple[Country, ...]:
    """Read a table of countries; InputError names the file and the line."""
    rows = read_table(path, tuple(Country.__dataclass_fields__))
    out = tuple(
        Country(
            iso2=need(row, "iso2", path, "[A-Z]{2}"),
            iso3=need(row, "iso3", path, "[A-Z]{3}"),
            name_en=need(row, "name_en", path),
            name_zh=need(row, "name_zh", path),
            aliases_zh=words_of(row, "aliases_zh"),
            aliases_en=words_of(row, "aliases_en"),
            demonyms=words_of(row, "demonyms"),
            short_zh=row["short_zh"] or "",
        )
        for row in rows
    )
    unique(((c.iso2,) for c in out), str(path), "countries")
    return out


@cache
def countries() -> Mapping[str, Country]:
    """Return all countries by ISO 3166-1 alpha-2 code."""
    return MappingProxyType({c.iso2: c for c in load_countries()})


def country(code: str) -> Country:
    """Return the country with this ISO 3166-1 alpha-2 code; NotFoundError if there is none."""
    try:
        return countries()[code]
    except KeyError:
        raise NotFoundError(f"no country has the code {code!r}", mend="use ISO 3166-1 alpha-2, such as DE") from None


@cache
def _by_name() -> Mapping[str, str]:
    table: dict[str, str] = {}
    for c in countries().values():
        for name in (*c.names_zh, *c.names_en, c.iso2, c.iso3):
            table.setdefault(name.casefold(), c.iso2)
    return table


def find_country(name: str) -> str | None:
    """Return the code of the country that goes by exactly this name in Chinese or English, or None."""
    return _by_name().get(name.strip().casefold())
