"""Heat maps of two dimensions: the number in each cell, and its class as a colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from attache.measure.charts.canvas import SPLIT, Canvas, rows_axis, step_of
from attache.measure.charts.drawing import Spec
from attache.measure.charts.style import AMOUNTS, broken, classes
from attache.measure.estimates import Estimate
from attache.measure.where import UNKNOWN

__all__ = ["grid"]


def grid(rows: Sequence[Estimate], canvas: Canvas) -> Spec | None:
    """Draw the cells of the largest groups of either dimension; what has no number is left white."""
    cells = {
        (row.group_1, row.group_2): row.n
        for row in rows
        if row.group_1 and row.group_2 and row.n and UNKNOWN not in (row.group_1, row.group_2)
    }
    if not cells:
        return None
    down = _largest([(first, n) for (first, _), n in cells.items()], 12 if canvas.narrow else 16)
    across = _largest([(second, n) for (_, second), n in cells.items()], 5 if canvas.narrow else 12)
    down_names = canvas.naming.groups(rows[0].by_1, down)
    across_names = canvas.naming.groups(rows[0].by_2, across)
    labels, column = canvas.labels(list(down_names.values()), 0.28)
    wide = (canvas.inner - column - 14) / len(across)
    tops = {key: broken(name, max(wide * 1.0, 40), 10.5, lines=4) for key, name in across_names.items()}
    shown = {pair: n for pair, n in cells.items() if pair[0] in down_names and pair[1] in tops}
    kinds = classes(list(shown.values()))
    values = [
        {"label": dict(zip(down_names, labels, strict=True))[first], "across": tops[second], "n": n, **_shade(n, kinds)}
        for (first, second), n in shown.items()
    ]
    order = {"down": labels, "across": [tops[key] for key in across]}
    return canvas.page(_layers(order, canvas), step_of(labels, 24) * len(down), data={"values": values})


def _largest(pairs: Sequence[tuple[str, int]], most: int) -> list[str]:
    sums: Counter[str] = Counter()
    for group, n in pairs:
        sums[group] += n
    return [group for group, _ in sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:most]]


def _shade(n: int, kinds: Sequence[tuple[int, int]]) -> dict[str, Any]:
    at = next(at for at, kind in enumerate(kinds) if n <= kind[1])
    place = round(at * (len(AMOUNTS) - 1) / max(len(kinds) - 1, 1))
    return {"fill": AMOUNTS[place], "ink": "#000000" if place < 3 else "#ffffff"}


def _layers(order: dict[str, list[str]], canvas: Canvas) -> list[Spec]:
    axis = {
        "labelExpr": SPLIT, "orient": "top", "labelAngle": 0, "title": None, "ticks": False, "domain": False,
        "labelFontSize": 10.5, "labelOverlap": False,
    }  # fmt: skip
    x = {"field": "across", "type": "nominal", "sort": order["across"], "axis": axis}
    y = rows_axis() | {"sort": order["down"]}
    fill = {"field": "fill", "type": "nominal", "scale": None}
    ink = {"field": "ink", "type": "nominal", "scale": None}
    text = {"field": "n", "type": "quantitative", "format": ",d"}
    return [
        {"mark": {"type": "rect", "stroke": "white", "strokeWidth": 1.5}, "encoding": {"x": x, "y": y, "color": fill}},
        {"mark": {"type": "text", "fontSize": 10.5}, "encoding": {"x": x, "y": y, "text": text, "color": ink}},
    ]
