"""Where missions sit on the map.

Source of `data/mission_places.csv`: general knowledge; the coordinates are those of the city, not of a building.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from attache.core.errors import InputError
from attache.vocabulary.countries import need, read_table
from attache.vocabulary.missions import missions
from attache.vocabulary.tables import Record, unique

__all__ = ["MISSION_PLACES", "MissionPlace", "load_mission_places", "mission_places"]

MISSION_PLACES = Path(__file__).parent / "data" / "mission_places.csv"
_DEGREES = r"-?\d{1,3}(\.\d+)?"


@dataclass(frozen=True, slots=True)
class MissionPlace:
    """The city of a mission, in decimal degrees."""

    mission_id: str
    latitude: float
    longitude: float


def _degrees(row: Record, column: str, path: Path, limit: int) -> float:
    value = float(need(row, column, path, _DEGREES))
    if abs(value) > limit:
        where = f"{path}:{row.line}"
        raise InputError(f"`{column}` is {value:g}", where=where, mend=f"write degrees from -{limit} to {limit}")
    return value


def load_mission_places(path: Path = MISSION_PLACES) -> tuple[MissionPlace, ...]:
    """Read a table of places of missions; InputError names the file and the line."""
    out = []
    for row in read_table(path, tuple(MissionPlace.__dataclass_fields__)):
        mission_id = need(row, "mission_id", path)
        if mission_id not in missions():
            where = f"{path}:{row.line}"
            raise InputError(f"no mission has the id {mission_id!r}", where=where, mend="use an id of missions.csv")
        latitude, longitude = _degrees(row, "latitude", path, 90), _degrees(row, "longitude", path, 180)
        out.append(MissionPlace(mission_id, latitude, longitude))
    unique(((place.mission_id,) for place in out), str(path), "places of missions")
    return tuple(out)


@cache
def mission_places() -> Mapping[str, MissionPlace]:
    """Return the place of each mission by its id."""
    return MappingProxyType({place.mission_id: place for place in load_mission_places()})
