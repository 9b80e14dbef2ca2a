"""Outlines of countries: complete, wound as d3-geo takes them, and the missions lie in them."""

from __future__ import annotations

from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.vocabulary.countries import countries
from attache.vocabulary.mission_places import load_mission_places, mission_places
from attache.vocabulary.missions import missions
from attache.vocabulary.outlines import load_outlines, outlines, small_countries

OVERSEAS = {"fr-papeete-consulate": "PF", "fr-reunion-consulate": "RE"}
"""Missions in territories that have a code and a point of their own."""
NEAR_KM = 150
FURTHER_KM = {"gq-embassy": 250, "ki-embassy": 3500}
"""Capitals on islands that the outlines leave out, or far from the largest island, where the point is."""
Ring = list[list[float]]


def unrolled(ring: Ring) -> list[tuple[float, float]]:
    out = [(ring[0][0], ring[0][1])]
    for x, y in ring[1:]:
        out.append((x + 360 * round((out[-1][0] - x) / 360), y))
    return out


def rings(code: str) -> list[tuple[int, Ring]]:
    return [(at, ring) for polygon in outlines()[code]["geometry"]["coordinates"] for at, ring in enumerate(polygon)]


def inside(x: float, y: float, ring: Ring) -> bool:
    hit = False
    for (ax, ay), (bx, by) in pairwise(unrolled(ring)):
        for shift in (-360, 0, 360):
            if (ay > y) != (by > y) and x + shift < ax + (y - ay) * (bx - ax) / (by - ay):
                hit = not hit
    return hit


def km(ax: float, ay: float, bx: float, by: float) -> float:
    dx, dy = radians(bx - ax), radians(by - ay)
    return 12742 * asin(sqrt(sin(dy / 2) ** 2 + cos(radians(ay)) * cos(radians(by)) * sin(dx / 2) ** 2))


def to_edge(x: float, y: float, ring: Ring) -> float:
    """Distance to the nearest edge, good for short ones: the nearest point is found on the flat map."""
    best = 1e9
    scale = cos(radians(y))
    for (ax, ay), (bx, by) in pairwise(unrolled(ring)):
        turn = 360 * round((x - ax) / 360)
        px, py, qx, qy = (ax + turn - x) * scale, ay - y, (bx + turn - x) * scale, by - y
        length = hypot(qx - px, qy - py)
        along = max(0.0, min(1.0, -(px * (qx - px) + py * (qy - py)) / length**2)) if length else 0.0
        best = min(best, 111.2 * hypot(px + along * (qx - px), py + along * (qy - py)))
    return best


def test_every_country_is_on_the_map() -> None:
    placed = set(outlines()) | set(small_countries())
    assert set(countries()) - placed == {"AQ"}
    assert not set(outlines()) & set(small_countries())
    assert placed - set(countries()) == {"N. Cyprus", "Somaliland"}
    assert "TW" in outlines()


@pytest.mark.parametrize("code", sorted(outlines()))
def test_rings_are_closed_and_wound_for_d3_geo(code: str) -> None:
    for at, ring in rings(code):
        assert ring[0] == ring[-1]
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
        area = sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(unrolled(ring)))
        assert (area < 0) == (at == 0), "outer rings run clockwise, holes anticlockwise"


def test_every_mission_has_a_place() -> None:
    assert set(mission_places()) == set(missions())


@pytest.mark.parametrize("mission_id", sorted(missions()))
def test_a_mission_lies_in_its_country(mission_id: str) -> None:
    place = mission_places()[mission_id]
    x, y = place.longitude, place.latitude
    limit = FURTHER_KM.get(mission_id, NEAR_KM)
    code = OVERSEAS.get(mission_id, missions()[mission_id].country)
    if code in small_countries():
        assert km(x, y, *small_countries()[code]) < limit
        return
    found = rings(code)
    within = sum(inside(x, y, ring) for _, ring in found) % 2 == 1
    assert within or min(to_edge(x, y, ring) for _, ring in found) < limit


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("us-embassy,91,0", "`latitude` is 91"),
        ("us-embassy,38.9,-181", "`longitude` is -181"),
        ("us-embassy,north,0", "`latitude` is 'north'"),
        ("nowhere-embassy,1,1", "no mission has the id 'nowhere-embassy'"),
        ("us-embassy,1,1\nus-embassy,1,1", "two places of missions are called us-embassy"),
    ],
)
def test_a_wrong_place_is_refused_with_its_line(tmp_path: Path, row: str, words: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(f"mission_id,latitude,longitude\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_mission_places(path)


@pytest.mark.parametrize("text", ["", "{}", '{"features": [1]}', '{"features": [{"id": "DE"}]}'])
def test_what_is_no_map_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "world.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no GeoJSON of countries"):
        load_outlines(path)
