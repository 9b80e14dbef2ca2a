"""Make `vocabulary/data/world.json`: the outlines of countries, and points for those too small for them.

The source is Natural Earth (public domain, naturalearthdata.com) at 1:110 million and, for the points, at 1:10
million, as the npm package `world-atlas` 2 packs it in TopoJSON; the ISO codes are those of the npm package
`i18n-iso-countries`. Run it with the folders of both, unpacked:

    npm pack world-atlas@2 i18n-iso-countries@7     # then unpack each
    python bench/make_outlines.py world-atlas i18n-iso-countries src/attache/vocabulary/data/world.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Shape = list[list[Ring]]
"""Polygons, each an outer ring and its holes."""

LEFT_OUT = {"AQ"}
UNCODED = {"Kosovo": "XK"}
"""Countries that Natural Earth draws and ISO has no code for, but our table of countries has."""
WITHIN = {
    "BQ": (-68.27, 12.18),
    "BV": (3.35, -54.42),
    "CC": (96.83, -12.17),
    "CX": (105.63, -10.49),
    "GF": (-53.0, 4.0),
    "GP": (-61.55, 16.25),
    "MQ": (-61.02, 14.64),
    "RE": (55.54, -21.12),
    "SJ": (16.0, 78.5),
    "TK": (-171.85, -9.17),
    "YT": (45.16, -12.83),
}
"""Territories that Natural Earth draws as parts of their states: longitude, latitude; general knowledge."""
DECIMALS = 2


def shapes(path: Path, codes: dict[str, str]) -> Iterator[tuple[str | None, str, Shape]]:
    """Yield each country's code (None where ISO has none), name and polygons from TopoJSON."""
    world = json.loads(path.read_text(encoding="utf-8"))
    arcs = [_decoded(arc, world["transform"]) for arc in world["arcs"]]
    for one in world["objects"]["countries"]["geometries"]:
        polygons = [one["arcs"]] if one["type"] == "Polygon" else one["arcs"]
        shape = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
        name = one["properties"]["name"]
        yield UNCODED.get(name) or codes.get(one.get("id", "")), name, shape


def _decoded(arc: list[list[int]], transform: dict[str, Any]) -> Ring:
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    x = y = 0
    out = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        out.append((x * kx + dx, y * ky + dy))
    return out


def _ring(indices: list[int], arcs: list[Ring]) -> Ring:
    out: Ring = []
    for index in indices:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        out += points[1:] if out else points
    return out


def unrolled(ring: Ring) -> Ring:
    """Return the ring without the jump at the date line: longitudes go on beyond 180."""
    out = ring[:1]
    for x, y in ring[1:]:
        last = out[-1][0]
        out.append((x + 360 * round((last - x) / 360), y))
    return out


def area(ring: Ring) -> float:
    """Return the area in square degrees, positive where the ring runs anticlockwise on a map."""
    flat = unrolled(ring)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(flat)) / 2


def middle(shape: Shape) -> Point:
    """Return the middle of the largest outer ring's bounds; these countries are some kilometres wide."""
    ring = unrolled(max((polygon[0] for polygon in shape), key=lambda r: abs(area(r))))
    x, y = ((min(axis) + max(axis)) / 2 for axis in zip(*ring, strict=True))
    return round((x + 180) % 360 - 180, DECIMALS), round(y, DECIMALS)


def compact(shape: Shape) -> list[list[list[list[float]]]]:
    """Return the polygons rounded, without repeated points, outer rings clockwise as d3-geo wants them."""
    polygons = []
    for polygon in shape:
        rings = []
        for at, ring in enumerate(polygon):
            points = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring]
            points = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
            clockwise = area([(x, y) for x, y in points]) < 0
            if len(points) >= 4:
                rings.append(points if clockwise == (at == 0) else points[::-1])
        if rings:
            polygons.append(rings)
    return polygons


def _point(code: str, place: Point) -> dict[str, Any]:
    return {"type": "Feature", "id": code, "geometry": {"type": "Point", "coordinates": list(place)}}


def main(atlas: Path, iso: Path, out: Path) -> None:
    codes = {row[2]: row[0] for row in json.loads((iso / "codes.json").read_text(encoding="utf-8"))}
    features = [_point(code, place) for code, place in WITHIN.items()]
    for code, name, shape in shapes(atlas / "countries-110m.json", codes):
        if code not in LEFT_OUT:
            geometry = {"type": "MultiPolygon", "coordinates": compact(shape)}
            features.append({"type": "Feature", "id": code or name, "geometry": geometry})
    drawn = {one["id"] for one in features} | LEFT_OUT
    for code, _, shape in shapes(atlas / "countries-10m.json", codes):
        if code is not None and code not in drawn:
            features.append(_point(code, middle(shape)))
            drawn.add(code)
    features.sort(key=lambda one: (one["geometry"]["type"], one["id"]))
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features)
    out.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(features)} features, {out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:4]))
