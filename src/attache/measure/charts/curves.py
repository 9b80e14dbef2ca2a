"""Curves of what has happened by a time: steps with the band of their interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attache.measure.charts.canvas import Canvas, Drawn, quantity
from attache.measure.charts.style import FAINT, KINDS, ticks
from attache.measure.estimates import Estimate

__all__ = ["curve"]


def curve(rows: Sequence[Estimate], canvas: Canvas) -> Drawn | None:
    """Draw the share by each time (last group, a number) as dots and steps with a band, a colour per first group."""
    values: list[dict[str, Any]] = []
    shown = []
    for row in rows:
        by, group = (row.by_2, row.group_2) if row.group_2 is not None else (row.by_1, row.group_1)
        if row.share is None or not (group or "").isdecimal():
            continue
        kind = canvas.naming.group(row.by_1, row.group_1) if by == row.by_2 else ""
        values.append({"time": int(group or 0), "share": row.share, "low": row.low, "high": row.high, "kind": kind})
        shown.append(row)
    if len(values) < 2:
        return None
    kinds: list[str] = list(dict.fromkeys(value["kind"] for value in values))[: len(KINDS)]
    values = [value for value in values if value["kind"] in kinds]
    values += [
        {"time": 0, "share": 0.0, "low": 0.0, "high": 0.0, "kind": kind} for kind in kinds if _starts_late(values, kind)
    ]
    values.sort(key=lambda value: (kinds.index(value["kind"]), value["time"]))
    return Drawn(_spec(values, kinds, shown[0], canvas), tuple(shown))


def _starts_late(values: Sequence[dict[str, Any]], kind: str) -> bool:
    return not any(value["time"] == 0 for value in values if value["kind"] == kind)


def _spec(values: list[dict[str, Any]], kinds: list[str], first: Estimate, canvas: Canvas) -> dict[str, Any]:
    last = max(value["time"] for value in values)
    top = max(max(value["share"], value["high"] or 0.0) for value in values) or 1.0
    by = first.by_2 if first.group_2 is not None else first.by_1
    x_axis = {
        "values": ticks(last, 5 if canvas.narrow else 9), "format": ",~f", "grid": False,
        "title": canvas.naming.dimension(by or ""),
    }  # fmt: skip
    y_axis = {
        "values": ticks(top, 6), "format": ".0%" if top > 0.05 else ".1%", "gridColor": FAINT, "domain": False,
        "ticks": False, "title": canvas.say("share; band: interval", "占比；色带为区间"),
    }  # fmt: skip
    legend = (
        {"orient": "top", "title": None, "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}
        if len(kinds) > 1
        else None
    )
    color = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": kinds, "range": list(KINDS[: len(kinds)])},
        "legend": legend,
    }
    x = quantity("time", scale={"domain": [0, last], "nice": False}, axis=x_axis)
    y = {"scale": {"domain": [0, top * 1.04], "nice": False}, "axis": y_axis}
    band = {"x": x, "y": quantity("low", **y), "y2": {"field": "high"}, "color": color}
    line = {"x": x, "y": quantity("share", **y), "color": color}
    step = {"interpolate": "step-after"}
    layers = [
        {"mark": {"type": "area", "opacity": 0.22, **step}, "encoding": band},
        {"mark": {"type": "line", "strokeWidth": 2, **step}, "encoding": line},
        {"mark": {"type": "point", "filled": True, "size": 24, "opacity": 1}, "encoding": line},
    ]
    return canvas.page(layers, 200 if canvas.narrow else 260, data={"values": values})
