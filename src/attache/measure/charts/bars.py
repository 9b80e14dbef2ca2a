"""Bars and dots with intervals, a line each: fields, countries, kinds of targets; variants of a share; funnels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attache.measure.charts.canvas import Canvas, Drawn, beside, named, quantity, rows_axis, step_of
from attache.measure.charts.drawing import Spec
from attache.measure.charts.lines import Line, lines_of
from attache.measure.charts.naming import DIFFERENCE, figure, said_figure, said_interval
from attache.measure.charts.style import FAINT, GREY, INK, KINDS, text_width, ticks
from attache.measure.estimates import Estimate

__all__ = ["bars", "dots", "funnel", "leaves", "tops"]

_BAR, _UNKNOWN = KINDS[4], "#c9c9c9"


_ZERO: Spec = {
    "mark": {"type": "tick", "band": 1, "thickness": 1, "color": GREY},
    "encoding": {"y": rows_axis(), "x": quantity("zero")},
}
"""A line at 0, row by row, where figures lie on both sides of it."""


def bars(rows: Sequence[Estimate], canvas: Canvas) -> Drawn | None:
    """Draw a bar with its interval per row; a single figure is no chart."""
    return _drawn(lines_of(rows, canvas), [_bar(), *_interval()], canvas)


def dots(rows: Sequence[Estimate], canvas: Canvas) -> Drawn | None:
    """Draw a dot with its interval per row; with the option `log` on a logarithmic scale."""
    return _drawn(lines_of(rows, canvas), [*_interval(), _dot()], canvas)


def tops(rows: Sequence[Estimate], canvas: Canvas) -> Drawn | None:
    """Draw bars of the upper level of a variable with two levels."""
    return bars([row for row in rows if canvas.naming.is_top(row.by_1, row.group_1)], canvas)


def leaves(rows: Sequence[Estimate], canvas: Canvas) -> Drawn | None:
    """Draw bars of the lower level of a variable with two levels."""
    return bars([row for row in rows if not canvas.naming.is_top(row.by_1, row.group_1)], canvas)


def funnel(rows: Sequence[Estimate], canvas: Canvas) -> Drawn | None:
    """Draw the steps under each heading as bars in proportion to the first, with the share of the step before."""
    lines = lines_of([row for row in rows if _counted(row)], canvas, mixed=True)
    values, top = [], 1.0
    for at, line in enumerate(lines):
        if line.row is None:
            top = max([_counted(other.row) for other in _until_heading(lines[at + 1 :])], default=1.0) or 1.0
        elif at == 0:
            top = max(_counted(other.row) for other in lines) or 1.0
        values += [_step(at, line.row, top)] if line.row is not None else []
    if len(values) < 2:
        return None
    x = {"scale": {"domain": [0, 1]}, "axis": None}
    return _page(lines, values, [_bar(), *_interval()], x, canvas)


def _until_heading(lines: Sequence[Line]) -> list[Line]:
    end = next((at for at, line in enumerate(lines) if line.row is None), len(lines))
    return list(lines[:end])


def _counted(row: Estimate | None) -> float:
    """Return the size of a step: its value, else its number, else the lower bound that is stated."""
    if row is None:
        return 0.0
    stated = row.low if row.share is None and row.value is None and row.low else row.n
    return float(row.value if row.value is not None else stated or 0)


def _step(at: int, row: Estimate, top: float) -> dict[str, Any]:
    size = _counted(row)
    found: dict[str, Any] = {"at": at, "figure": size / top, "end": size / top, "kind": "known"}
    if row.share is None or row.total is None:
        return found | {"said": f"{size:,.0f}" if row.low is None or row.value is not None else said_interval(row)}
    if row.low is not None and row.high is not None:
        found |= {"low": row.low * row.total / top, "high": row.high * row.total / top}
        found["end"] = max(found["end"], found["high"])
    return found | {"said": f"{size:,.0f} / {row.total:,} = {said_figure(row, alone=True)}"}


def _drawn(lines: Sequence[Line], layers: Sequence[Spec], canvas: Canvas) -> Drawn | None:
    values = [_value(at, line) for at, line in enumerate(lines) if line.row is not None]
    if len(values) < 2:
        return None
    first = next(line.row for line in lines if line.row is not None)
    low, top = min(0.0, *(value["start"] for value in values)), max(value["end"] for value in values) or 1.0
    axis = {
        "values": ticks(top, 4 if canvas.narrow else 7, low=low), "title": _axis_title(lines, canvas),
        "format": _format(first, top - low), "gridColor": FAINT, "domain": False, "ticks": False,
    }  # fmt: skip
    x: dict[str, Any] = {"scale": {"domain": [low, top], "nice": False, "zero": True}, "axis": axis}
    if canvas.options.get("log"):
        least = min(value[key] for value in values for key in ("figure", "low") if value.get(key, 0) > 0)
        domain, powers = [least / 1.5, top], [10.0**power for power in range(12) if least / 1.5 <= 10.0**power <= top]
        x = {"scale": {"type": "log", "domain": domain, "nice": False}, "axis": axis | {"values": powers}}
    return _page(lines, values, [*([_ZERO] if low < 0 else []), *layers], x, canvas)


def _format(row: Estimate, span: float) -> str:
    if row.share is not None or row.unit == DIFFERENCE:
        return ".0%" if span > 0.05 else ".1%"
    return ",~f"


def _page(
    lines: Sequence[Line], values: Sequence[dict[str, Any]], layers: Sequence[Spec], x: dict[str, Any], canvas: Canvas
) -> Drawn:
    labels, column = canvas.labels([line.label for line in lines])
    aside = max(text_width(value["said"]) for value in values) + 16
    plot = max(canvas.inner - column - 12, 2 * aside)
    x = x | {"scale": x["scale"] | {"range": [0, round(plot - aside)]}}
    first = dict(layers[0])
    first["encoding"] = first["encoding"] | {"x": first["encoding"]["x"] | x}
    first["encoding"]["y"] = rows_axis() | {"scale": {"domain": list(range(len(lines)))}}
    heads = [line.row is None for line in lines]
    spec = canvas.page(
        [first, *layers[1:], beside("end")], step_of(labels) * len(lines),
        data={"values": list(values)}, params=named(labels, heads),
    )  # fmt: skip
    return Drawn(spec, tuple(line.row for line in lines if line.row is not None))


def _value(at: int, line: Line) -> dict[str, Any]:
    row = line.row
    if row is None:
        return {}
    stated = figure(row)
    found: dict[str, Any] = {
        "at": at,
        "zero": 0,
        "said": said_figure(row),
        "kind": "known" if line.known else "unknown",
    }
    ends = [one for one in (stated, row.low, row.high) if one is not None]
    found |= {"start": min(ends), "end": max(ends)}
    if stated is not None:
        found["figure"] = stated
    if row.share is not None or row.value is not None or stated is None:
        found |= {key: end for key, end in (("low", row.low), ("high", row.high)) if end is not None}
    return found


def _axis_title(lines: Sequence[Line], canvas: Canvas) -> str:
    rows = [line.row for line in lines if line.row is not None]
    if rows[0].share is None:
        units = list(dict.fromkeys(canvas.naming.unit(row.unit) for row in rows))
        if rows[0].unit == DIFFERENCE:
            return canvas.say("difference of shares, in percentage points", "占比之差（百分点）")
        return ", ".join(units) if len(units) <= 2 else ""
    counted, interval = any(row.n is not None for row in rows), any(row.low is not None for row in rows)
    en, zh = ("share (number)", "占比（数量）") if counted else ("share", "占比")
    return canvas.say(f"{en}; line: interval", f"{zh}；线段为区间") if interval else canvas.say(en, zh)


def _bar() -> Spec:
    color = {"field": "kind", "type": "nominal", "legend": None}
    scale = {"domain": ["known", "unknown"], "range": [_BAR, _UNKNOWN]}
    encoding = {"y": rows_axis(), "x": quantity("figure"), "color": color | {"scale": scale}}
    return {"mark": {"type": "bar", "height": {"band": 0.72}}, "encoding": encoding}


def _interval() -> list[Spec]:
    line = {"y": rows_axis(), "x": quantity("low"), "x2": {"field": "high"}}
    both = {"filter": "isValid(datum.low) && isValid(datum.high)"}
    tick = {"type": "tick", "size": 7, "thickness": 1.3, "color": INK}
    ends = [
        {
            "transform": [{"filter": f"isValid(datum.{end})"}],
            "mark": tick,
            "encoding": {"y": rows_axis(), "x": quantity(end)},
        }
        for end in ("low", "high")
    ]
    rule = {"type": "rule", "strokeWidth": 1.3, "color": INK}
    return [{"transform": [both], "mark": rule, "encoding": line}, *ends]


def _dot() -> Spec:
    color = {"field": "kind", "type": "nominal", "legend": None}
    scale = {"domain": ["known", "unknown"], "range": [KINDS[0], GREY]}
    encoding = {"y": rows_axis(), "x": quantity("figure"), "color": color | {"scale": scale}}
    mark = {"type": "point", "filled": True, "size": 70, "opacity": 1}
    return {"transform": [{"filter": "isValid(datum.figure)"}], "mark": mark, "encoding": encoding}
