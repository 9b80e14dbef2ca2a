"""Cities, states, provinces and regions with their countries.

Source of `data/places.csv`: general knowledge; a place is listed because technology postings name it.
`minor` marks the lesser namesake of a place (Manchester in New Hampshire), which only counts where the
words beside it say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from attache.core.errors import InputError
from attache.vocabulary.countries import countries, need, read_table, words_of
from attache.vocabulary.tables import read_yaml, unique

__all__ = [
    "PLACES",
    "PLACE_WORDS",
    "Place",
    "PlaceWords",
    "load_place_words",
    "load_places",
    "place_country",
    "place_words",
    "places",
]

PLACES = Path(__file__).parent / "data" / "places.csv"
PLACE_WORDS = Path(__file__).parent / "data" / "place_words.yaml"
_KINDS = "city|state|province|prefecture|region|nation|canton|municipality"


@dataclass(frozen=True, slots=True)
class Place:
    """A place below the level of a country; `country` is an ISO 3166-1 alpha-2 code."""

    name_zh: str
    name_en: str
    country: str
    kind: str
    aliases_zh: tuple[str, ...]
    aliases_en: tuple[str, ...]
    minor: bool

    @property
    def names_zh(self) -> tuple[str, ...]:
        """All Chinese names."""
        return (self.name_zh, *self.aliases_zh)

    @property
    def names_en(self) -> tuple[str, ...]:
        """All English names."""
        return (self.name_en, *self.aliases_en)


def load_places(path: Path = PLACES) -> tuple[Place, ...]:
    """Read a table of places; InputError names the file and the line."""
    out = []
    for row in read_table(path, tuple(Place.__dataclass_fields__)):
        code = need(row, "country", path, "[A-Z]{2}")
        if code not in countries():
            where = f"{path}:{row.line}"
            raise InputError(f"no country has the code {code!r}", where=where, mend="use a code of countries.csv")
        out.append(
            Place(
                name_zh=need(row, "name_zh", path),
                name_en=need(row, "name_en", path),
                country=code,
                kind=need(row, "kind", path, _KINDS),
                aliases_zh=words_of(row, "aliases_zh"),
                aliases_en=words_of(row, "aliases_en"),
                minor=row["minor"] == "yes",
            )
        )
    unique(((p.name_zh, p.country, p.kind) for p in out), str(path), "places")
    return tuple(out)


@cache
def places() -> tuple[Place, ...]:
    """Return all places."""
    return load_places()


@cache
def _countries_by_name() -> Mapping[str, str]:
    table: dict[str, set[str]] = {}
    for p in places():
        for name in () if p.minor else (*p.names_zh, *p.names_en):
            table.setdefault(name, set()).add(p.country)
    return {name: codes.pop() for name, codes in table.items() if len(codes) == 1}


def place_country(name: str) -> str | None:
    """Return the country of the place that goes by exactly this name, or None where there are none or several."""
    return _countries_by_name().get(name)


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words that decide whether a place's name means the place; see the comments in `data/place_words.yaml`."""

    english: frozenset[str]
    english_countries: frozenset[str]
    not_places: frozenset[str]
    short_countries: frozenset[str]


def load_place_words(path: Path = PLACE_WORDS) -> PlaceWords:
    """Read the lists of words; InputError names the file and the list."""
    record = read_yaml(path)
    lists = {}
    for key in PlaceWords.__dataclass_fields__:
        value = record.get(key)
        if not isinstance(value, str) or not value.split():
            raise InputError(f"has no words under `{key}`", where=str(path), mend="add the list, separated by spaces")
        lists[key] = frozenset(value.split())
    return PlaceWords(**lists)


@cache
def place_words() -> PlaceWords:
    """Return the shipped lists of words."""
    return load_place_words()
