"""The lines of a chart of rows: which rows are shown, under which headings, in which order, with which labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from attache.measure.charts.canvas import Canvas
from attache.measure.charts.naming import figure
from attache.measure.estimates import Estimate
from attache.measure.where import UNKNOWN

__all__ = ["Line", "lines_of"]

MOST, MOST_NARROW = 20, 15
_STATED = "stated"
"""Group of all that say something: the rest to those that say nothing, so it is not drawn."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart: a row with its label, or a heading."""

    label: str
    row: Estimate | None = None
    known: bool = True


def lines_of(rows: Sequence[Estimate], canvas: Canvas, *, mixed: bool = False) -> list[Line]:
    """Return the lines to draw.

    With two groups the first makes headings and the second labels; without groups, and where rows of several variants
    are drawn, the variants do. Options: `ordered` keeps the codebook's order, `as_given` that of the rows, `by_n` that
    of the numbers behind the figures, else the largest come first; `label` is 1 or 2, the group that names the rows,
    or 0, the variant; `by_unit` makes units headings. Shares and other values do not stand on one axis: where there
    are shares, values are left out, unless the template scales each itself (`mixed`).
    """
    drawn = [row for row in rows if row.group_1 != _STATED and (figure(row) is not None or row.low is not None)]
    if not mixed and any(row.share is not None for row in drawn):
        drawn = [row for row in drawn if row.share is not None or row.value is None]
    heads = _heads(drawn, canvas)
    most = MOST_NARROW if canvas.narrow else MOST
    out: list[Line] = []
    for head, under in heads.items():
        room = most - len([line for line in out if line.row]) if len(heads) > 1 else most
        if room <= 0:
            break
        out += [Line(head)] if head else []
        out += _labelled(_ordered(under, canvas)[:room], canvas)
    return out


def _heads(rows: Sequence[Estimate], canvas: Canvas) -> Mapping[str, list[Estimate]]:
    found: dict[str, list[Estimate]] = {}
    by_unit, by_variant = bool(canvas.options.get("by_unit")), len({row.variant for row in rows}) > 1
    by_dimension = len({row.by_1 for row in rows if row.by_1}) > 1
    label = canvas.options.get("label")
    for row in rows:
        head = ""
        if by_unit:
            head = canvas.naming.unit(row.unit)
        elif label == 0:
            head = row.group_1 or "" if row.by_1 == "cohort" else ""
        elif by_variant and row.group_1 is not None:
            head = canvas.variants.get(row.variant, row.variant)
        elif by_dimension and row.by_1 is not None:
            head = canvas.naming.dimension(row.by_1)
        elif row.group_2 is not None and label is None:
            head = canvas.naming.group(row.by_1, row.group_1)
        found.setdefault(head, []).append(row)
    return found


def _labelled(rows: Sequence[Estimate], canvas: Canvas) -> Iterable[Line]:
    if canvas.options.get("label") == 0 or all(row.group_1 is None for row in rows):
        return [Line(canvas.variants.get(row.variant, row.variant), row) for row in rows]
    second = any(row.group_2 for row in rows) and canvas.options.get("label") != 1
    keys = [((row.by_2, row.group_2) if second else (row.by_1, row.group_1)) for row in rows]
    names = canvas.naming.groups(next(by for by, _ in keys if by), [group for _, group in keys if group])
    names[""] = canvas.say("all", "全部")
    return [Line(names[group or ""], row, group != UNKNOWN) for (_, group), row in zip(keys, rows, strict=True)]


def _ordered(rows: list[Estimate], canvas: Canvas) -> list[Estimate]:
    if canvas.options.get("as_given"):
        return rows
    second = any(row.group_2 for row in rows) and canvas.options.get("label") != 1
    groups = {row.row_id: (row.group_2 if second else row.group_1) or "" for row in rows}
    variable = canvas.naming.codebook.variables.get((rows[0].by_2 if second else rows[0].by_1) or "")
    places = {value: at for at, value in enumerate(variable.values)} if variable else {}

    def place(row: Estimate) -> tuple[bool, float, str]:
        group = groups[row.row_id]
        size = -(figure(row) or row.low or 0.0)
        if canvas.options.get("by_n"):
            size = -(row.n or 0)
        elif canvas.options.get("ordered"):
            size = places.get(group, len(places))
        return group == UNKNOWN, size, group

    return sorted(rows, key=place)
