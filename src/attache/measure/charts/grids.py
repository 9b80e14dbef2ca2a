"""Heat maps of two dimensions: the number in each cell, and its class as a colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from attache.measure.charts.canvas import Canvas, Drawn, by_lines, named, rows_axis, step_of
from attache.measure.charts.drawing import Spec
from attache.measure.charts.style import AMOUNTS, broken, classes
from attache.measure.estimates import Estimate
from attache.measure.where import UNKNOWN

__all__ = ["grid"]


TIMES = frozenset({"year", "quarter", "month"})
_LEAN = 82
"""Pixels that a leaning label may reach beyond the last column."""


def grid(rows: Sequence[Estimate], canvas: Canvas) -> Drawn | None:
    """Draw the cells of the largest groups of either dimension; what has no number is left white.

    Times stand above the columns; of a variable with two levels the upper one is drawn.
    """
    rows = [row for row in rows if row.group_1 and row.group_2 and row.n and not _left_out(row, canvas)]
    dimensions: tuple[str | None, str | None] = (rows[0].by_1, rows[0].by_2) if rows else (None, None)
    if dimensions[0] in TIMES and dimensions[1] not in TIMES:
        keyed = {(row.group_2 or "", row.group_1 or ""): row for row in rows}
        dimensions = dimensions[1], dimensions[0]
    else:
        keyed = {(row.group_1 or "", row.group_2 or ""): row for row in rows}
    cells = {pair: row.n or 0 for pair, row in keyed.items()}
    if not cells:
        return None
    columns = 5 if canvas.narrow else 10
    across = _largest([(second, n) for (_, second), n in cells.items()], columns)
    if dimensions[1] in TIMES:
        across = sorted({second for _, second in cells})[-columns:]
    down = _largest(
        [(first, n) for (first, second), n in cells.items() if second in across], 12 if canvas.narrow else 16
    )
    labels, column = canvas.labels(list(canvas.naming.groups(dimensions[0], down).values()), 0.28)
    wide = (canvas.inner - column - 14) / len(across)
    tops, slanted = _tops(list(canvas.naming.groups(dimensions[1], across).values()), wide)
    shown = {pair: n for pair, n in cells.items() if pair[0] in down and pair[1] in across}
    kinds = classes(list(shown.values()))
    values = [
        {"at": down.index(first), "across": across.index(second), "n": n, **_shade(n, kinds)}
        for (first, second), n in shown.items()
    ]
    params = [*named(labels, [False] * len(labels)), {"name": "tops", "value": tops}]
    plot = round(wide * len(across) - (_LEAN if slanted else 0))
    layers = _layers(len(down), len(across), plot, slanted)
    spec = canvas.page(layers, step_of(labels, 24) * len(down), data={"values": values}, params=params)
    return Drawn(spec, tuple(keyed[pair] for pair in shown))


def _left_out(row: Estimate, canvas: Canvas) -> bool:
    """Tell whether a row is of a group that says nothing, or of the lower of two levels."""
    naming, pairs = canvas.naming, ((row.by_1, row.group_1), (row.by_2, row.group_2))
    return any(group in {UNKNOWN, "stated"} or not naming.is_top(by, group) for by, group in pairs)


def _tops(names: Sequence[str], wide: float) -> tuple[list[list[str]], bool]:
    """Return the lines of the names above the columns, and whether they must lean because the columns are slim."""
    upright = [broken(name, wide - 2, 10.5).split("\n") for name in names]
    if any(line.endswith("…") for lines in upright for line in lines):
        return [[broken(name, 108, 10.5, lines=1)] for name in names], True
    return upright, False


def _largest(pairs: Sequence[tuple[str, int]], most: int) -> list[str]:
    sums: Counter[str] = Counter()
    for group, n in pairs:
        sums[group] += n
    return [group for group, _ in sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:most]]


def _shade(n: int, kinds: Sequence[tuple[int, int]]) -> dict[str, Any]:
    at = next(at for at, kind in enumerate(kinds) if n <= kind[1])
    place = round(at * (len(AMOUNTS) - 1) / max(len(kinds) - 1, 1))
    return {"fill": AMOUNTS[place], "ink": "#000000" if place < 3 else "#ffffff"}


def _layers(down: int, across: int, plot: int, slanted: bool) -> list[Spec]:
    axis = {
        "labelExpr": "tops[datum.value]", "orient": "top", "labelAngle": -40 if slanted else 0, "title": None,
        "labelBaseline": "middle" if slanted else "bottom", "labelAlign": "left" if slanted else "center",
        "ticks": False, "domain": False, "labelFontSize": 10.5, "labelOverlap": False,
        "labelPadding": 5 if slanted else by_lines("tops", 5, 13),
    }  # fmt: skip
    scale = {"scale": {"domain": list(range(across)), "padding": 0, "range": [0, plot]}}
    x = {"field": "across", "type": "ordinal", "sort": None, "axis": axis, **scale}
    y = rows_axis() | {"scale": {"domain": list(range(down)), "padding": 0}}
    fill = {"field": "fill", "type": "nominal", "scale": None}
    ink = {"field": "ink", "type": "nominal", "scale": None}
    text = {"field": "n", "type": "quantitative", "format": ",d"}
    return [
        {"mark": {"type": "rect", "stroke": "white", "strokeWidth": 1.5}, "encoding": {"x": x, "y": y, "color": fill}},
        {"mark": {"type": "text", "fontSize": 10.5}, "encoding": {"x": x, "y": y, "text": text, "color": ink}},
    ]
