"""A chart: its specification, what it shows, and the same in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass, fields

from attache.measure.charts.drawing import NO_CJK, Spec, has_cjk_font, to_png, to_svg
from attache.measure.charts.naming import Language
from attache.measure.estimates import Estimate

__all__ = ["Chart"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of measured rows.

    `spec` is Vega-Lite 5 with its data in it; `plain` is the same in English, for a machine that cannot draw Chinese.
    `caption` says definition, numbers, interval, window and edition; `alt` says what is to be seen.
    """

    id: str
    chapter: str
    title: str
    caption: str
    alt: str
    spec: Spec
    rows: tuple[Estimate, ...]
    language: Language
    plain: Spec

    def svg(self) -> str:
        """Return the chart as inert SVG. The same rows and fonts give the same text."""
        return to_svg(self.spec, self.title, self.alt)

    def png(self, scale: float = 2) -> bytes:
        """Return the chart as PNG, `scale` pixels per unit; in English where no font has Chinese (see `notice`)."""
        return to_png(to_svg(self.plain if self.notice else self.spec, self.title, self.alt), scale)

    @property
    def notice(self) -> str:
        """What the reader of the PNG must know, or nothing."""
        return NO_CJK[1] if self.language == "zh" and not has_cjk_font() else ""

    def table(self) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
        """Return the data behind the chart: names of columns, and the rows that are drawn."""
        heads = tuple(one.name for one in fields(Estimate))
        return heads, [tuple(getattr(row, head) for head in heads) for row in self.rows]
