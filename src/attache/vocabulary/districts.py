"""Consular districts of missions in countries that have several, dated, as the states and cities that lie in them.

Source of `data/districts.csv`: general knowledge of what the missions' own pages say. It is not complete: a place that
it lacks is in no known district. A place that two missions share, such as California, is in the districts of both, and
a place whose district changed hands is in one before and in the other after (Houston's, with its closure in July 2020).
Names of places are those of `places.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from attache.core.errors import InputError
from attache.core.text import simplify
from attache.vocabulary.countries import need, read_table, words_of
from attache.vocabulary.missions import missions, within
from attache.vocabulary.places import places
from attache.vocabulary.tables import unique

__all__ = ["DISTRICTS", "District", "districts", "districts_of", "load_districts"]

DISTRICTS = Path(__file__).parent / "data" / "districts.csv"
_GRADES = "official|state_media|report|press_on_report|leak|mirror_copy|general_knowledge"
_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"


@dataclass(frozen=True, slots=True)
class District:
    """Places in a mission's district for a period; `valid_from` and `valid_to` are None where not known or open."""

    country: str
    mission_id: str
    valid_from: str | None
    valid_to: str | None
    places: tuple[str, ...]
    source: str
    grade: str

    def on(self, as_of: str | None) -> bool:
        """Tell whether it may hold on a date (`2019`, `2019-07`, `2019-07-15`); True where the date is not known."""
        return as_of is None or within(as_of, self.valid_from, self.valid_to)


def load_districts(path: Path = DISTRICTS) -> tuple[District, ...]:
    """Read a table of districts; InputError names the file and the line."""
    known = {(place.country, place.name_en) for place in places()}
    out = []
    for row in read_table(path, tuple(District.__dataclass_fields__)):
        where = f"{path}:{row.line}"
        country, mission_id = need(row, "country", path, "[A-Z]{2}"), need(row, "mission_id", path)
        if mission_id not in missions() or missions()[mission_id].country != country:
            raise InputError(f"{country} has no mission {mission_id!r}", where=where, mend="use an id of missions.csv")
        named = words_of(row, "places")
        strange = [name for name in named if (country, name) not in known]
        if strange or not named:
            what = f"no place of {country} is called {strange[0]!r}" if strange else "no place is named"
            raise InputError(what, where=where, mend="use English names of places.csv, separated by semicolons")
        dates = {key: need(row, key, path, _DATE) if row[key] else None for key in ("valid_from", "valid_to")}
        source, grade = need(row, "source", path), need(row, "grade", path, _GRADES)
        out.append(District(country, mission_id, dates["valid_from"], dates["valid_to"], named, source, grade))
    unique(((one.mission_id, one.valid_from or "", name) for one in out for name in one.places), str(path), "districts")
    return tuple(out)


@cache
def _by_place() -> Mapping[tuple[str, str], tuple[District, ...]]:
    """Return the districts of a country that a name of a place lies in, by country and name, folded."""
    found: dict[tuple[str, str], list[District]] = {}
    for one in load_districts():
        for name in one.places:
            found.setdefault((one.country, name), []).append(one)
    out: dict[tuple[str, str], dict[District, None]] = {}
    for place in places():
        for name in (*place.names_zh, *place.names_en):
            here = found.get((place.country, place.name_en), ())
            out.setdefault((place.country, _fold(name)), {}).update(dict.fromkeys(here))
    return MappingProxyType({key: tuple(ones) for key, ones in out.items() if ones})


def districts_of(name: str) -> tuple[District, ...]:
    """Return the districts, of any country and time, that a place of this name in Chinese or English may lie in."""
    return _by_name().get(_fold(name), ())


@cache
def _by_name() -> Mapping[str, tuple[District, ...]]:
    found: dict[str, list[District]] = {}
    for (_, name), ones in _by_place().items():
        found.setdefault(name, []).extend(ones)
    return MappingProxyType({name: tuple(ones) for name, ones in found.items()})


def districts(country: str, name: str, as_of: str | None = None) -> frozenset[str]:
    """Return the missions in whose districts a place of a country may lie on a date; none where it is not known."""
    return frozenset(one.mission_id for one in _by_place().get((country, _fold(name)), ()) if one.on(as_of))


def _fold(name: str) -> str:
    return simplify(name.strip()).casefold()
