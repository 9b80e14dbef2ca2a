"""Where labels go on a map so that none lies on another or on a larger point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attache.measure.charts.style import text_width

__all__ = ["place"]

_SIZE, _LINE = 10.5, 13.0
_Box = tuple[float, float, float, float]


def place(points: Sequence[Mapping[str, Any]], width: float, height: float, most: int) -> list[dict[str, Any]]:
    """Return labels for at most `most` of the points, the first first: right of, left of, above or below each.

    A point has `x`, `y`, `radius` and `label`; a point whose label finds no room has none.
    """
    taken: list[_Box] = [_disc(one) for one in points]
    out: list[dict[str, Any]] = []
    for one in points:
        if len(out) == most:
            break
        own = _disc(one)
        for box in _boxes(one):
            inside = box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= height
            if inside and not any(_meet(box, other) for other in taken if other != own):
                taken.append(box)
                out.append({"label": one["label"], "x": box[0], "y": (box[1] + box[3]) / 2})
                break
    return out


def _disc(one: Mapping[str, Any]) -> _Box:
    x, y, radius = float(one["x"]), float(one["y"]), float(one["radius"]) * 0.8
    return x - radius, y - radius, x + radius, y + radius


def _boxes(one: Mapping[str, Any]) -> list[_Box]:
    x, y, far = float(one["x"]), float(one["y"]), float(one["radius"]) + 3
    wide, half = text_width(str(one["label"]), _SIZE), _LINE / 2
    spots = ((x + far, y), (x - far - wide, y), (x - wide / 2, y - far - half), (x - wide / 2, y + far + half))
    return [(left, middle - half, left + wide, middle + half) for left, middle in spots]


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
