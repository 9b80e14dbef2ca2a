"""Charts of measured rows as pictures, drawn once for each edition, language, width and scheme of colours."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from attache.measure.charts import Chart, charts
from attache.measure.charts.style import AMOUNTS, FAINT, GREY, INK, PALE
from attache.measure.estimates import Estimate
from attache.web.language import Language
from attache.web.measured import EVERYTHING, Measured, Narrow

__all__ = ["NARROW", "WIDE", "Drawing", "Drawings", "darkened"]

WIDE, NARROW = 720, 360
"""Widths in which pages ask for charts: beside text, and on a telephone."""
_PICTURES, _CHARTS = 200, 400
_drawing = threading.Lock()
"""The renderer is one engine; two threads do not share it."""
_DARK = {
    "#ffffff": "#1c1f23", "white": "#1c1f23", INK: "#e9e7e1", GREY: "#aab0ba", FAINT: "#363a41", PALE: "#2b2f36",
    "#b5b5b5": "#565c66", "#000000": "#f5f3ee", **dict(zip(AMOUNTS, reversed(AMOUNTS), strict=True)),
}  # fmt: skip
_COLOUR = re.compile(rf'(?<=["(:\s])({"|".join(map(re.escape, _DARK))})(?=[");\s])')
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)"[^>]*? height="([\d.]+)"|<svg[^>]*? viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Drawing:
    """Which charts: of a measure, all its variants or one, over a part of an edition, in a language and width."""

    measure: str
    language: Language
    width: int = WIDE
    variant: str | None = None
    narrow: Narrow = EVERYTHING


def darkened(svg: str) -> str:
    """Return a chart in the colours of a dark page."""
    return _COLOUR.sub(lambda match: _DARK[match[1]], svg)


class Drawings:
    """The charts of one edition."""

    def __init__(self, figures: Measured) -> None:
        self._figures = figures
        self._charts: OrderedDict[Drawing, tuple[Chart, ...]] = OrderedDict()
        self._pictures: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def charts(self, asked: Drawing) -> tuple[Chart, ...] | None:
        """Return the charts; none where there is nothing to draw, None while the rows are being counted."""
        with self._lock:
            found = self._charts.get(asked)
        if found is None:
            rows = self._figures.narrowed(asked.measure, asked.narrow)
            if rows is None:
                return None
            shown = [row for row in rows if asked.variant in (None, row.variant)]
            found = self._of(shown, asked)
            with self._lock:
                self._charts[asked] = found
                while len(self._charts) > _CHARTS:
                    self._charts.popitem(last=False)
        return found

    def _of(self, rows: Sequence[Estimate], asked: Drawing) -> tuple[Chart, ...]:
        made = charts(
            {asked.measure: rows}, self._figures.codebook, language=asked.language, width=asked.width
        )  # fmt: skip
        several = [one for one in made if len(one.rows) > 1]
        return tuple(several)

    def svg(self, chart: str, asked: Drawing, *, dark: bool = False) -> str | None:
        """Return a chart as SVG, drawn now if nobody has asked before; None where there is no such chart (yet)."""
        light = self._light(chart, asked)
        return darkened(light) if light and dark else light

    def png(self, chart: str, asked: Drawing) -> bytes | None:
        """Return a chart as PNG with two pixels per unit."""
        found = self._find(chart, asked)
        if found is None:
            return None
        with _drawing:
            return found.png()

    def size(self, chart: str, asked: Drawing) -> tuple[int, int] | None:
        """Return width and height of a chart that was drawn before, so that a page keeps its place."""
        body = self._pictures.get(_key(chart, asked)) or self._figures.kept.get(_key(chart, asked))
        match = _SIZE.search(body) if body else None
        if match is None:
            return None
        width, height = (match[1], match[2]) if match[1] else (match[3], match[4])
        return round(float(width)), round(float(height))

    def _light(self, chart: str, asked: Drawing) -> str | None:
        key = _key(chart, asked)
        with self._lock:
            body = self._pictures.get(key)
        body = body or (None if asked.narrow else self._figures.kept.get(key))
        if body is not None:
            return body
        found = self._find(chart, asked)
        if found is None:
            return None
        with _drawing:
            body = found.svg()
        if not asked.narrow:
            self._figures.kept.put(key, body)
        with self._lock:
            self._pictures[key] = body
            while len(self._pictures) > _PICTURES:
                self._pictures.popitem(last=False)
        return body

    def _find(self, chart: str, asked: Drawing) -> Chart | None:
        return next((one for one in self.charts(asked) or () if one.id == chart), None)


def _key(chart: str, asked: Drawing) -> str:
    parts = replace(asked, measure=chart)
    return f"svg {parts.measure} {parts.language} {parts.width} {parts.variant or ''} {parts.narrow or ''}"
