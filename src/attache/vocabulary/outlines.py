"""Outlines of countries for maps.

Source of `data/world.json`: Natural Earth (public domain) at 1:110 million, coordinates rounded to 0.01 degrees, made
by `bench/make_outlines.py`. Countries too small for that scale are points. Boundaries are Natural Earth's own and
imply no position; Antarctica is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attache.core.errors import InputError

__all__ = ["SOURCE", "WORLD", "load_outlines", "outlines", "small_countries"]

WORLD = Path(__file__).parent / "data" / "world.json"
SOURCE = (
    "Outlines: Natural Earth; boundaries are its own and imply no position.",
    "轮廓：Natural Earth；边界为其自身画法，不代表任何立场。",
)
"""What every map must say, in English and Chinese."""

Feature = Mapping[str, Any]


def load_outlines(path: Path = WORLD) -> dict[str, Feature]:
    """Read a GeoJSON file of features with ids; InputError names the file."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return {one["id"]: one for one in features if one["geometry"]["type"] in {"MultiPolygon", "Point"}}
    except (OSError, ValueError, KeyError, TypeError) as error:
        mend = "make it again with bench/make_outlines.py"
        raise InputError(f"is no GeoJSON of countries ({error})", where=str(path), mend=mend) from None


@cache
def outlines() -> Mapping[str, Feature]:
    """Return the GeoJSON features that have an outline, by ISO 3166-1 alpha-2 code, or by name where ISO has none.

    Outer rings run clockwise, as d3-geo takes them (RFC 7946 asks for the opposite); a ring that crosses the date line
    jumps from 180 to -180.
    """
    drawn = {code: one for code, one in load_outlines().items() if one["geometry"]["type"] == "MultiPolygon"}
    return MappingProxyType(drawn)


@cache
def small_countries() -> Mapping[str, tuple[float, float]]:
    """Return the longitude and latitude of the countries and territories that have no outline, by code."""
    points = {code: one["geometry"] for code, one in load_outlines().items() if one["geometry"]["type"] == "Point"}
    return MappingProxyType({code: (p["coordinates"][0], p["coordinates"][1]) for code, p in points.items()})
