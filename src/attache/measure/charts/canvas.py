"""The page that a chart is drawn on: its width, title and language, and what all templates share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attache.measure.charts.drawing import Spec
from attache.measure.charts.naming import Naming
from attache.measure.charts.style import GREY, INK, broken, text_width
from attache.measure.estimates import Estimate

__all__ = ["Canvas", "Drawn", "Template", "beside", "footnote", "quantity", "rows_axis"]

PADDING = 8
NARROW = 520
LINE = 13.5
_BOLD = 15.4
"""Size of the title, as wide as its bold letters are."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A specification and the rows whose figures are in it; `kinds` names colours where they tell several apart."""

    spec: Spec
    rows: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a template draws on. `width` is that of the whole picture, in pixels."""

    naming: Naming
    width: int
    title: str
    subtitle: str = ""
    variants: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def inner(self) -> int:
        """Width without the padding."""
        return self.width - 2 * PADDING

    @property
    def narrow(self) -> bool:
        """Tell whether the picture is for a telephone or a column."""
        return self.width < NARROW

    def say(self, en: str, zh: str) -> str:
        """Return one of two wordings."""
        return self.naming.pick((en, zh))

    def page(self, layers: Sequence[Spec], height: float, **more: Any) -> Spec:
        """Return a specification with the title and `layers` on each other; `height` is that of the plot."""
        lines = broken(self.title, self.inner, _BOLD).split("\n")
        under = broken(self.subtitle, self.inner, 11, lines=4).split("\n") if self.subtitle else []
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "title": {"text": lines, "subtitle": under} if under else {"text": lines},
            "width": self.width,
            "height": height,
            "autosize": {"type": "fit-x", "contains": "padding"},
            "layer": list(layers),
            **more,
        }

    def labels(self, names: Sequence[str], share: float = 0.34) -> tuple[list[list[str]], float]:
        """Return names on lines that fit a column of at most `share` of the width, and the width of that column."""
        most = self.inner * (share + 0.1 if self.narrow else share)
        shown = [broken(name, most).split("\n") for name in names]
        widest = max((text_width(line) for lines in shown for line in lines), default=0)
        return shown, min(widest, most)


Template = Callable[[Sequence[Estimate], Canvas], "Drawn | None"]
"""Draws rows; None where there is nothing to draw."""


def rows_axis(**more: Any) -> dict[str, Any]:
    """Return a vertical axis of rows: the field `at` counts them, the parameter `labels` names them line by line.

    Names reach the renderer as values and never as part of an expression.
    """
    bold = {"condition": {"test": "heads[datum.value]", "value": "bold"}, "value": "normal"}
    axis = {
        "labelExpr": "labels[datum.value]", "labelFontWeight": bold, "labelPadding": 6, "labelOverlap": False,
        "labelOffset": by_lines("labels", 0, -LINE / 2),
        "ticks": False, "domain": False, "title": None, "grid": False,
    }  # fmt: skip
    return {"field": "at", "type": "ordinal", "sort": None, "axis": axis | more}


def by_lines(labels: str, first: float, more: float) -> dict[str, Any]:
    """Return a number for an axis label: `first` for one line, `more` added for each further one.

    The renderer sets the first line of a label where its only line would be.
    """
    test = f"length({labels}[datum.value]) === "
    steps = [{"test": f"{test}{lines}", "value": first + more * (lines - 1)} for lines in (2, 3, 4)]
    return {"condition": steps, "value": first}


def named(labels: Sequence[Sequence[str]], heads: Sequence[bool]) -> list[dict[str, Any]]:
    """Return the parameters that `rows_axis` reads."""
    return [{"name": "labels", "value": [list(one) for one in labels]}, {"name": "heads", "value": list(heads)}]


def step_of(labels: Sequence[Sequence[str]], least: float = 21) -> float:
    """Return the height of a row that holds the longest label."""
    return max([least, *(LINE * len(lines) + 7 for lines in labels)])


def quantity(name: str, **more: Any) -> dict[str, Any]:
    """Return the encoding of a field with numbers."""
    return {"field": name, "type": "quantitative", **more}


def beside(x: str, **more: Any) -> Spec:
    """Return a layer of text to the right of marks: field `said`."""
    encoding = {"y": rows_axis(), "x": quantity(x), "text": {"field": "said", "type": "nominal"}}
    mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "fontSize": 11, "color": INK}
    return {"mark": mark | more, "encoding": encoding}


def footnote(text: str, y: float) -> Spec:
    """Return a layer with lines of small print at the left, `y` pixels below the top of the plot."""
    mark = {"type": "text", "align": "left", "baseline": "top", "fontSize": 9.5, "color": GREY, "lineBreak": "\n"}
    encoding = {"x": {"value": 0}, "y": {"value": y}, "text": {"field": "said", "type": "nominal"}}
    return {"data": {"values": [{"said": text}]}, "mark": mark, "encoding": encoding}
