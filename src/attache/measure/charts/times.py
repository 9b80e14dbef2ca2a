"""Charts over time, with what happened marked: missions closed, the report published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from attache.measure.charts.canvas import Canvas, Drawn
from attache.measure.charts.drawing import Spec
from attache.measure.charts.style import FAINT, GREY, INK, KINDS, ticks
from attache.measure.estimates import Estimate
from attache.measure.preparing import REPORT
from attache.vocabulary.missions import missions

__all__ = ["series"]

_PERIOD = re.compile(r"(\d{4})(?:-?Q([1-4])|-(\d{2}))?")
_HEAD = 15


def series(rows: Sequence[Estimate], canvas: Canvas) -> Drawn | None:
    """Draw a bar per year, quarter or month for counts and values; with `share`, a dot with its interval for shares.

    Of rows with two groups, of which the second is the time, those of the first group that comes are drawn.
    """
    shared = bool(canvas.options.get("share"))
    heads = list(dict.fromkeys(row.group_1 for row in rows if row.group_2 is not None))[:1]
    whole = [row for row in rows if not heads or row.group_1 in heads]
    shown = [(row, found) for row in whole if (found := _value(row, shared))]
    if not shown:
        return None
    shown.sort(key=lambda one: one[1]["start"])
    values = [value for _, value in shown]
    first, last = values[0]["start"], max(value["end"] for value in values)
    last = _with_report(last)
    marks = _marks(first, last, canvas)
    top = max(value["top"] for value in values) or 1.0
    height = 200.0 if canvas.narrow else 260.0
    head = _HEAD * len(marks) + 4
    axis = {"values": _years(first, last, canvas), "format": "d", "title": None, "grid": False, "labelFlush": False}
    x = {"scale": {"domain": [first, last], "nice": False, "zero": False}, "axis": axis}
    y_axis = {
        "values": ticks(top, 7), "format": (".0%" if top > 0.05 else ".1%") if shared else ",~f", "domain": False,
        "title": canvas.say("share", "占比") if shared else canvas.naming.unit(rows[0].unit),
        "gridColor": FAINT, "ticks": False,
    }  # fmt: skip
    y = {"scale": {"domain": [0, top * height / (height - head)], "nice": False}, "axis": y_axis}
    drawn = _shares(x, y) if shared else [_bars(x, y)]
    spec = canvas.page([*drawn, *_rules(marks)], height, data={"values": values})
    return Drawn(spec, tuple(row for row, _ in shown))


def _value(row: Estimate, shared: bool) -> dict[str, Any] | None:
    match = _PERIOD.fullmatch((row.group_2 if row.group_2 is not None else row.group_1) or "")
    figure = row.share if shared else (row.value if row.value is not None else row.n)
    if match is None or figure is None:
        return None
    start, length = float(match[1]), 1.0
    if match[2]:
        start, length = start + (int(match[2]) - 1) / 4, 0.25
    elif match[3]:
        start, length = start + (int(match[3]) - 1) / 12, 1 / 12
    found = {"start": start, "end": start + length, "middle": start + length / 2, "figure": figure, "top": figure}
    found |= {"from": start + length * 0.08, "to": start + length * 0.92}
    if shared and row.low is not None and row.high is not None:
        found |= {"low": row.low, "high": row.high, "top": row.high}
    return found


def _with_report(last: float) -> float:
    """Return the end of the axis, moved on where the report came out within half a year after the last figure."""
    published = int(REPORT[:4]) + int(REPORT[5:7]) / 12
    return published if last < published <= last + 0.5 else last


def _years(first: float, last: float, canvas: Canvas) -> list[int]:
    room = max(1, int(canvas.inner / (52 if canvas.narrow else 48)))
    span = int(last) - int(first) + 1
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, span) if span / step <= room)
    return [year for year in range(int(first), int(last) + 1) if year % step == 0]


def _marks(first: float, last: float, canvas: Canvas) -> list[dict[str, Any]]:
    told = [(REPORT, canvas.say("report published", "报告发布"))]
    for one in missions().values():
        if one.valid_to:
            city = canvas.say(one.city_en, one.city_zh)
            told.append((one.valid_to, canvas.say(f"{city} closed", f"{city}馆关闭")))
    dated = [(int(day[:4]) + (int(day[5:7] or 7) - 1) / 12, f"{label} {day[:7]}") for day, label in told]
    late = first + 0.6 * (last - first)
    early = sorted((at, label) for at, label in dated if first < at <= late)
    later = sorted(((at, label) for at, label in dated if late < at < last), reverse=True)
    return [{"at": at, "label": label, "row": row, "late": at > late} for row, (at, label) in enumerate(early + later)]


def _rules(marks: Sequence[dict[str, Any]]) -> list[Spec]:
    """Return a dashed line for each, from its label down; the labels lie so that no line crosses one."""
    layers = []
    for one in marks:
        x, top = {"field": "at", "type": "quantitative"}, {"value": _HEAD * one["row"]}
        dashes = {"type": "rule", "color": INK, "strokeDash": [4, 3], "strokeWidth": 1}
        line = {"x": x, "y": top, "y2": {"value": {"expr": "height"}}}
        layers.append({"data": {"values": [one]}, "mark": dashes, "encoding": line})
        aligned = {"align": "right", "dx": -4} if one["late"] else {"align": "left", "dx": 4}
        mark = {"type": "text", "baseline": "top", "fontSize": 10.5, "color": INK, **aligned}
        text = {"x": x, "y": top, "text": {"field": "label", "type": "nominal"}}
        layers.append({"data": {"values": [one]}, "mark": mark, "encoding": text})
    return layers


def _bars(x: dict[str, Any], y: dict[str, Any]) -> Spec:
    encoding = {
        "x": {"field": "from", "type": "quantitative", **x}, "x2": {"field": "to"},
        "y": {"field": "figure", "type": "quantitative", **y}, "y2": {"datum": 0},
    }  # fmt: skip
    return {"mark": {"type": "rect", "color": KINDS[4]}, "encoding": encoding}


def _shares(x: dict[str, Any], y: dict[str, Any]) -> list[Spec]:
    middle = {"field": "middle", "type": "quantitative", **x}
    line = {"x": middle, "y": {"field": "low", "type": "quantitative", **y}, "y2": {"field": "high"}}
    dot = {"x": middle, "y": {"field": "figure", "type": "quantitative", **y}}
    return [
        {"mark": {"type": "rule", "color": GREY, "strokeWidth": 1.3}, "encoding": line},
        {"mark": {"type": "point", "filled": True, "size": 45, "color": KINDS[0], "opacity": 1}, "encoding": dot},
    ]
