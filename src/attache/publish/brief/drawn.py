"""The charts of a brief, each beside the measure whose rows it draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from attache.measure.charts import Chart, charts
from attache.measure.frame import Frame
from attache.publish.brief.measured import Rows
from attache.publish.brief.model import Figure, Run, Runs, clean
from attache.publish.brief.rows import RowBook
from attache.publish.brief.words import say

__all__ = ["Drawn"]


class _Once:
    """A chart that is drawn once, however often it is asked for."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @cached_property
    def _svg(self) -> str:
        return self._chart.svg()

    def svg(self) -> str:
        """Return it as SVG."""
        return self._svg

    def png(self) -> bytes:
        """Return it as PNG."""
        return self._chart.png()


@dataclass(frozen=True, slots=True)
class Drawn:
    """Charts by the measure whose rows they draw."""

    frame: Frame
    book: RowBook
    by_measure: Mapping[str, tuple[Chart, ...]]

    @classmethod
    def of(cls, rows: Rows, frame: Frame, book: RowBook) -> Drawn:
        """Plan all charts that the rows allow; they are drawn when they are written."""
        found: dict[str, tuple[Chart, ...]] = {}
        for chart in charts(rows, frame.codebook, language="zh" if book.language == "zh" else "en"):
            found[chart.rows[0].measure] = (*found.get(chart.rows[0].measure, ()), chart)
        return cls(frame, book, found)

    def beside(self, measure: str) -> tuple[Figure, ...]:
        """Return the figures of a measure."""
        return tuple(self._figure(chart) for chart in self.by_measure.get(measure, ()))

    def _figure(self, chart: Chart) -> Figure:
        synthetic = any(row.synthetic for row in chart.rows)
        anchor = "f-" + chart.id.replace(".", "-").replace("_", "-")
        return Figure(anchor, clean(chart.title), clean(chart.alt), self._rows(chart), _Once(chart), synthetic)

    def _rows(self, chart: Chart) -> Runs:
        links = [run for row in chart.rows for run in (Run(" "), self.book.label(row, self.frame))]
        return (*say("figure.rows", self.book.language), *links)
