"""The map of the first page: countries in steps of their number of opportunities, missions as points, all of it links.

Outlines: Natural Earth (see `attache.vocabulary.outlines`), in the Equal Earth projection of the charts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

from attache.measure.charts.projection import Frame, frame
from attache.measure.charts.style import classes
from attache.vocabulary.mission_places import mission_places
from attache.vocabulary.missions import missions
from attache.vocabulary.outlines import outlines, small_countries

__all__ = ["Point", "Shape", "WorldMap", "world_map"]

WIDTH = 1000.0
STEPS = 6
"""Classes of counts that colours tell apart."""
_SMALL, _BIGGEST = 4.0, 13.0
_JUMP = 180.0
"""Degrees of longitude that no outline goes in one step."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A country: its outline as an SVG path, number of opportunities, class from 1; 0 is none."""

    code: str
    path: str
    n: int
    step: int


@dataclass(frozen=True, slots=True)
class Point:
    """A mission, or a country without an outline, as a circle."""

    id: str
    x: float
    y: float
    radius: float
    n: int
    step: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class WorldMap:
    """All that is drawn, in a box of `width` by `height`; `steps` are the classes, both ends included."""

    width: float
    height: float
    land: str
    countries: tuple[Shape, ...]
    small: tuple[Point, ...]
    missions: tuple[Point, ...]
    steps: tuple[tuple[int, int], ...]


def world_map(countries: Mapping[str, int], posted: Mapping[str, int]) -> WorldMap:
    """Return the map of numbers by country and by mission; those without a place on it are left out."""
    world = frame(WIDTH)
    known = {code: n for code, n in countries.items() if n and (code in outlines() or code in small_countries())}
    steps = classes(list(known.values()), STEPS)
    drawn = tuple(
        Shape(code, _path(code), n, _step(n, steps)) for code, n in sorted(known.items()) if code in outlines()
    )
    small = tuple(
        Point(code, *_place(world, *small_countries()[code]), _SMALL, n, _step(n, steps))
        for code, n in sorted(known.items())
        if code not in outlines()
    )
    land = "".join(_path(code) for code in outlines() if code not in known)
    return WorldMap(WIDTH, round(world.height), land, drawn, small, tuple(_missions(world, posted)), tuple(steps))


def _missions(world: Frame, posted: Mapping[str, int]) -> Iterator[Point]:
    """Yield missions, the largest first, so that small ones lie on top."""
    top = max(posted.values(), default=0)
    for mission_id, n in sorted(posted.items(), key=lambda one: (-one[1], one[0])):
        at = mission_places().get(mission_id)
        if at is not None and n:
            x, y = _place(world, at.longitude, at.latitude)
            radius = round(max(2.5, _BIGGEST * sqrt(n / top)), 1)
            yield Point(mission_id, x, y, radius, n, 0, missions()[mission_id].valid_to is not None)


def _place(world: Frame, longitude: float, latitude: float) -> tuple[float, float]:
    x, y = world.at(longitude, latitude)
    return round(x, 1), round(y, 1)


def _step(n: int, steps: Sequence[tuple[int, int]]) -> int:
    return next(at for at, (_, last) in enumerate(steps, 1) if n <= last)


@cache
def _path(code: str) -> str:
    """Return the outline of a country as a path with whole pixels; points that fall on one pixel are one."""
    world, out = frame(WIDTH), []
    for polygon in outlines()[code]["geometry"]["coordinates"]:
        for ring in polygon:
            for piece in _pieces(ring):
                places = [tuple(map(round, world.at(*place[:2]))) for place in piece]
                kept = [one for at, one in enumerate(places) if at == 0 or one != places[at - 1]]
                if len(kept) > 2:
                    out.append("M" + "L".join(f"{x} {y}" for x, y in kept) + "Z")
    return "".join(out)


def _pieces(ring: Sequence[Sequence[float]]) -> list[list[Sequence[float]]]:
    """Cut a ring where it jumps over the date line; the last piece goes on in the first."""
    pieces: list[list[Sequence[float]]] = [[]]
    for place in ring:
        if pieces[-1] and abs(place[0] - pieces[-1][-1][0]) > _JUMP:
            pieces.append([])
        pieces[-1].append(place)
    if len(pieces) > 1:
        pieces[0] = pieces.pop() + pieces[0]
    return pieces
