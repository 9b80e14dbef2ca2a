"""The page that a chart is drawn on: its width, title and language, and what all templates share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attache.measure.charts.drawing import Spec
from attache.measure.charts.naming import Naming
from attache.measure.charts.style import GREY, INK, broken, text_width
from attache.measure.estimates import Estimate

__all__ = ["SPLIT", "Canvas", "Template"]

PADDING = 8
NARROW = 520
SPLIT = "split(datum.label, '\\n')"
"""Vega expression that sets an axis label on the lines that `broken` gave it; nothing collected is in it."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a template draws on. `width` is that of the whole picture, in pixels."""

    naming: Naming
    width: int
    title: str
    subtitle: str = ""
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
        lines = broken(self.title, self.inner, 14.5).split("\n")
        under = broken(self.subtitle, self.inner, 11, lines=4).split("\n") if self.subtitle else []
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "title": {"text": lines, "subtitle": under} if under else {"text": lines},
            "width": self.inner + 2 * PADDING,
            "height": height,
            "autosize": {"type": "fit-x", "contains": "padding"},
            "layer": list(layers),
            **more,
        }

    def labels(self, names: Sequence[str], share: float = 0.34) -> tuple[list[str], float]:
        """Return names broken to fit a column of at most `share` of the width, and the width of that column."""
        most = self.inner * (share + 0.06 if self.narrow else share)
        shown = [broken(name, most) for name in names]
        widest = max((text_width(line) for name in shown for line in name.split("\n")), default=0)
        return shown, min(widest, most)


Template = Callable[[Sequence[Estimate], Canvas], "Spec | None"]
"""Draws rows; None where there is nothing to draw."""


def rows_axis(**more: Any) -> dict[str, Any]:
    """Return a vertical axis of names in the order of the data."""
    axis = {"labelExpr": SPLIT, "ticks": False, "domain": False, "labelPadding": 6, "title": None, "grid": False}
    return {"field": "label", "type": "nominal", "sort": None, "axis": axis | more}


def step_of(labels: Sequence[str], least: float = 21) -> float:
    """Return the height of a row that holds the longest label."""
    return max([least, *(13.5 * (1 + label.count("\n")) + 7 for label in labels)])


def beside(x: str, **more: Any) -> Spec:
    """Return a layer of text to the right of marks: field `said`."""
    encoding = {
        "y": rows_axis(),
        "x": {"field": x, "type": "quantitative"},
        "text": {"field": "said", "type": "nominal"},
    }
    mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "fontSize": 11, "color": INK}
    return {"mark": mark | more, "encoding": encoding}


def footnote(text: str, y: float) -> Spec:
    """Return a layer with a line of small print at the left, `y` pixels below the top of the plot."""
    mark = {"type": "text", "align": "left", "baseline": "top", "fontSize": 9.5, "color": GREY, "lineBreak": "\n"}
    encoding = {"x": {"value": 0}, "y": {"value": y}, "text": {"field": "said", "type": "nominal"}}
    return {"data": {"values": [{"said": text}]}, "mark": mark, "encoding": encoding}
