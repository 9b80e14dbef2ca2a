"""Maps: countries coloured by count, missions as points sized by count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from attache.measure.charts.canvas import Canvas, Drawn, footnote
from attache.measure.charts.drawing import Spec
from attache.measure.charts.placing import place
from attache.measure.charts.projection import Frame, frame
from attache.measure.charts.style import AMOUNTS, BLUE, INK, PALE, VERMILLION, broken, classes
from attache.measure.estimates import Estimate
from attache.vocabulary.mission_places import mission_places
from attache.vocabulary.missions import missions
from attache.vocabulary.outlines import SOURCE, outlines, small_countries

__all__ = ["countries_map", "missions_map"]

_BORDER = "#b5b5b5"
_DATA = Mapping[str, Any]


def countries_map(rows: Sequence[Estimate], canvas: Canvas) -> Drawn | None:
    """Draw countries in classes of their number of records; those too small for an outline as points."""
    counts = {row.group_1: row.n for row in rows if row.group_1 and row.n}
    counts = {code: n for code, n in counts.items() if code in outlines() or code in small_countries()}
    kinds = classes([n for n in counts.values() if n])
    if not kinds:
        return None
    world = frame(canvas.inner)
    named = {code: _class(n or 0, kinds) for code, n in counts.items()}
    none = canvas.say("none", "无")
    color = _colour([_range(kind) for kind in kinds], none, canvas.naming.unit(rows[0].unit), canvas)
    shapes = [{**one, "class": named.get(code, none)} for code, one in outlines().items()]
    points = [
        dict(zip(("x", "y"), world.at(*small_countries()[code]), strict=True)) | {"class": kind}
        for code, kind in named.items()
        if code in small_countries()
    ]
    layers = [_shapes(world, shapes, color), *([_points(points, color)] if points else [])]
    note, below = _source(world, canvas)
    shown = tuple(row for row in rows if row.group_1 in counts)
    return Drawn(canvas.page([*layers, note], world.height + below, width=canvas.inner, autosize="pad"), shown)


def missions_map(rows: Sequence[Estimate], canvas: Canvas) -> Drawn | None:
    """Draw missions as points with areas in proportion to their records; closed ones are crossed out."""
    world = frame(canvas.inner)
    shown = tuple(row for row in rows if row.group_1 in mission_places() and row.n)
    found = [_mission(row, world, canvas) for row in shown]
    if not found:
        return None
    found.sort(key=lambda one: (-one["n"], one["id"]))
    biggest = 9.0 if canvas.narrow else 15.0
    for one in found:
        one["radius"] = max(2.0, biggest * sqrt(one["n"] / found[0]["n"]))
        one["size"] = 3.1416 * one["radius"] ** 2
    labels = place(found, world.width, world.height, 6 if canvas.narrow else 14)
    land = [{**one, "class": ""} for one in outlines().values()]
    note, below = _source(world, canvas)
    marks = [_discs(found, canvas), *_crosses(found), _labels(labels)]
    layers = [_shapes(world, land, {"value": PALE}), *marks, note]
    return Drawn(canvas.page(layers, world.height + below, width=canvas.inner, autosize="pad"), shown)


def _mission(row: Estimate, world: Frame, canvas: Canvas) -> dict[str, Any]:
    at = mission_places()[row.group_1 or ""]
    one = missions()[at.mission_id]
    x, y = world.at(at.longitude, at.latitude)
    city = canvas.say(one.city_en, one.city_zh)
    closed = one.valid_to is not None
    state = canvas.say("closed", "已关闭") if closed else canvas.say("open", "开放")
    year = (one.valid_to or "")[:4]
    label = f"{city} {row.n:,}" + (canvas.say(f" (closed {year})", f"（{year}年关闭）") if closed else "")
    return {"id": at.mission_id, "x": x, "y": y, "n": row.n, "label": label, "state": state, "closed": closed}


def _class(n: int, kinds: Sequence[tuple[int, int]]) -> str:
    return next(_range(kind) for kind in kinds if n <= kind[1])


def _range(kind: tuple[int, int]) -> str:
    return f"{kind[0]:,}" if kind[0] == kind[1] else f"{kind[0]:,}–{kind[1]:,}"


def _colour(names: Sequence[str], none: str, title: str, canvas: Canvas) -> dict[str, Any]:
    last = len(AMOUNTS) - 1
    chosen = [AMOUNTS[round(at * last / max(len(names) - 1, 1))] for at in range(len(names))]
    legend = {
        "orient": "bottom", "direction": "horizontal", "title": title, "symbolType": "square", "symbolSize": 120,
        "columns": 4 if canvas.narrow else 8, "titleOrient": "top", "offset": 4,
    }  # fmt: skip
    scale = {"domain": [none, *names], "range": [PALE, *chosen]}
    return {"field": "class", "type": "nominal", "scale": scale, "legend": legend}


def _shapes(world: Frame, features: Sequence[_DATA], color: _DATA) -> Spec:
    mark = {"type": "geoshape", "clip": False, "stroke": _BORDER, "strokeWidth": 0.5}
    return {
        "data": {"values": list(features)},
        "projection": world.projection,
        "mark": mark,
        "encoding": {"color": color},
    }


def _pixels() -> dict[str, Any]:
    return {axis: {"field": axis, "type": "quantitative", "scale": None, "axis": None} for axis in ("x", "y")}


def _points(values: Sequence[_DATA], color: _DATA) -> Spec:
    mark = {"type": "point", "filled": True, "size": 42, "stroke": INK, "strokeWidth": 0.6, "opacity": 1}
    return {"data": {"values": list(values)}, "mark": mark, "encoding": {**_pixels(), "color": color}}


def _discs(values: Sequence[_DATA], canvas: Canvas) -> Spec:
    mark = {"type": "point", "filled": True, "opacity": 0.78, "stroke": "white", "strokeWidth": 0.8}
    names = [canvas.say("open", "开放"), canvas.say("closed", "已关闭")]
    legend = {"orient": "bottom", "direction": "horizontal", "title": None, "symbolSize": 90, "offset": 4}
    color = {"field": "state", "type": "nominal", "scale": {"domain": names, "range": [BLUE, VERMILLION]}}
    size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
    encoding = {**_pixels(), "size": size, "color": color | {"legend": legend}}
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def _crosses(values: Sequence[_DATA]) -> list[Spec]:
    closed = [one for one in values if one["closed"]]
    mark = {"type": "point", "shape": "M-.5,-.5L.5,.5M-.5,.5L.5,-.5", "size": 60, "stroke": INK, "strokeWidth": 1.6}
    return [{"data": {"values": closed}, "mark": mark, "encoding": _pixels()}] if closed else []


def _labels(values: Sequence[_DATA]) -> Spec:
    mark = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 10.5, "color": INK}
    return {
        "data": {"values": list(values)}, "mark": mark,
        "encoding": {**_pixels(), "text": {"field": "label", "type": "nominal"}},
    }  # fmt: skip


def _source(world: Frame, canvas: Canvas) -> tuple[Spec, float]:
    """Return the line that says whose outlines these are, and the height that it takes below the map."""
    text = broken(canvas.naming.pick(SOURCE), canvas.inner, 9.5)
    return footnote(text, world.height + 6), 10 + 13.0 * (1 + text.count("\n"))
