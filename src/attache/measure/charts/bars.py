"""Bars and dots with intervals, one row each: fields, countries, kinds of targets; variants of a share; funnels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attache.measure.charts.canvas import Canvas, beside, rows_axis, step_of
from attache.measure.charts.drawing import Spec
from attache.measure.charts.naming import figure, said_figure
from attache.measure.charts.style import FAINT, GREY, INK, KINDS, text_width, ticks
from attache.measure.estimates import Estimate
from attache.measure.where import UNKNOWN

__all__ = ["bars", "dots", "leaves", "tops"]

MOST, MOST_NARROW = 20, 15
_BAR = KINDS[4]


def bars(rows: Sequence[Estimate], canvas: Canvas) -> Spec | None:
    """Draw a bar per group with its interval, the largest first, or in the codebook's order with `ordered`."""
    named = _named(rows, canvas)
    if not named:
        return None
    layers = [_bar(canvas), *_interval()] if not canvas.options.get("dots") else [*_interval(), _dot()]
    return _page(named, layers, canvas)


def dots(rows: Sequence[Estimate], canvas: Canvas) -> Spec | None:
    """Draw a dot with its interval per group and variant, as the rows come."""
    named = _named(rows, canvas)
    return _page(named, [*_interval(), _dot()], canvas) if named else None


def tops(rows: Sequence[Estimate], canvas: Canvas) -> Spec | None:
    """Draw bars of the upper level of a variable with two levels."""
    return bars([row for row in rows if canvas.naming.is_top(row.by_1, row.group_1)], canvas)


def leaves(rows: Sequence[Estimate], canvas: Canvas) -> Spec | None:
    """Draw bars of the lower level of a variable with two levels."""
    return bars([row for row in rows if not canvas.naming.is_top(row.by_1, row.group_1)], canvas)


def _named(rows: Sequence[Estimate], canvas: Canvas) -> list[tuple[str, Estimate]]:
    """Return the rows that are drawn, in order, with their labels."""
    drawn = [row for row in rows if row.group_1 is not None and figure(row) is not None]
    drawn = _ordered(drawn, canvas) if drawn else []
    cut = drawn[: MOST_NARROW if canvas.narrow else MOST]
    names = canvas.naming.groups(cut[0].by_1, (row.group_1 or "" for row in cut)) if cut else {}
    return [(names[row.group_1 or ""], row) for row in cut]


def _ordered(rows: list[Estimate], canvas: Canvas) -> list[Estimate]:
    variable = canvas.naming.codebook.variables.get(rows[0].by_1 or "")
    if canvas.options.get("ordered") and variable is not None:
        places = {value: at for at, value in enumerate(variable.values)}
        return sorted(rows, key=lambda row: (row.group_1 == UNKNOWN, places.get(row.group_1 or "", len(places))))
    return sorted(rows, key=lambda row: (row.group_1 == UNKNOWN, -(figure(row) or 0), row.group_1 or ""))


def _page(named: Sequence[tuple[str, Estimate]], layers: Sequence[Spec], canvas: Canvas) -> Spec:
    labels, column = canvas.labels([name for name, _ in named])
    values = [_value(label, row) for label, (_, row) in zip(labels, named, strict=True)]
    top = max(value["end"] for value in values) or 1.0
    aside = max(text_width(value["said"]) for value in values) + 14
    plot = canvas.inner - column - 12
    shared = named[0][1].share is not None
    axis = {
        "values": ticks(top, 4 if canvas.narrow else 6),
        "format": ".0%" if shared and top > 0.05 else (".1%" if shared else ",~f"),
        "title": _axis_title(named[0][1], canvas), "gridColor": FAINT, "domain": False, "ticks": False,
    }  # fmt: skip
    domain = [0, top * plot / max(plot - aside, 40)]
    x = {"scale": {"domain": domain, "nice": False, "zero": True}, "axis": axis}
    first = dict(layers[0])
    first["encoding"] = first["encoding"] | {"x": first["encoding"]["x"] | x}
    return canvas.page([first, *layers[1:], beside("end")], step_of(labels) * len(named), data={"values": values})


def _value(label: str, row: Estimate) -> dict[str, Any]:
    drawn = figure(row) or 0.0
    found: dict[str, Any] = {"label": label, "figure": drawn, "said": said_figure(row)}
    has = row.low is not None and row.high is not None and (row.share is not None or row.value is not None)
    if has:
        found |= {"low": row.low, "high": row.high}
    kind = "unknown" if row.group_1 == UNKNOWN else "known"
    return found | {"kind": kind, "end": max(drawn, row.high or 0.0) if has else drawn}


def _axis_title(row: Estimate, canvas: Canvas) -> str:
    if row.share is None:
        return row.unit
    interval = row.low is not None
    en, zh = "share (number)", "占比（条数）"
    return canvas.say(f"{en}; line: interval", f"{zh}；线段：区间") if interval else canvas.say(en, zh)


def _x(name: str) -> dict[str, Any]:
    return {"field": name, "type": "quantitative"}


def _bar(canvas: Canvas) -> Spec:
    color = {"field": "kind", "type": "nominal", "legend": None}
    scale = {"domain": ["known", "unknown"], "range": [_BAR, "#c9c9c9"]}
    encoding = {"y": rows_axis(), "x": _x("figure"), "color": color | {"scale": scale}}
    return {"mark": {"type": "bar", "height": {"band": 0.72}}, "encoding": encoding}


def _interval() -> list[Spec]:
    encoding = {"y": rows_axis(), "x": _x("low"), "x2": {"field": "high"}}
    ends = [
        {
            "mark": {"type": "tick", "size": 7, "thickness": 1.3, "color": INK},
            "encoding": {"y": rows_axis(), "x": _x(end)},
        }
        for end in ("low", "high")
    ]
    return [{"mark": {"type": "rule", "strokeWidth": 1.3, "color": INK}, "encoding": encoding}, *ends]


def _dot() -> Spec:
    color = {"field": "kind", "type": "nominal", "legend": None}
    scale = {"domain": ["known", "unknown"], "range": [KINDS[0], GREY]}
    encoding = {"y": rows_axis(), "x": _x("figure"), "color": color | {"scale": scale}}
    return {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1}, "encoding": encoding}
