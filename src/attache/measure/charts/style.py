"""How charts look: colours that colour-blind readers tell apart, fonts for both scripts, sizes, broken lines.

Colours: Okabe and Ito, "Color Universal Design" (2008) for kinds; viridis (Smith and van der Walt 2015), light for
few and dark for many, for amounts. Charts stand on a white panel, so that they read on dark pages and in print.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

__all__ = [
    "AMOUNTS",
    "BLUE",
    "CONFIG",
    "FAINT",
    "FONT",
    "FONT_CJK",
    "GREY",
    "INK",
    "KINDS",
    "PALE",
    "VERMILLION",
    "broken",
    "classes",
    "text_width",
    "ticks",
]

_LATIN = "Noto Sans"
_CJK = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC"
FONT = f"{_LATIN}, {_CJK}, sans-serif"
FONT_CJK = f"{_CJK}, {_LATIN}, sans-serif"
"""For charts with Chinese in them: a renderer that falls back character by character may take any font that has one."""
INK, GREY, FAINT, PALE = "#222222", "#6b6b6b", "#e3e3e3", "#f0f0f0"
BLUE, VERMILLION = "#0072B2", "#D55E00"
KINDS = (BLUE, "#E69F00", "#009E73", "#CC79A7", "#56B4E9", VERMILLION, "#000000")
AMOUNTS = ("#fde725", "#7ad151", "#22a884", "#2a788e", "#414487", "#440154")

CONFIG: dict[str, Any] = {
    "aria": False,
    "background": "#ffffff",
    "padding": 8,
    "view": {"stroke": None},
    "title": {
        "anchor": "start", "frame": "bounds", "fontSize": 14, "fontWeight": "bold", "color": INK, "offset": 10,
        "subtitleFontSize": 11, "subtitleColor": GREY, "subtitlePadding": 4, "lineHeight": 18, "subtitleLineHeight": 14,
    },
    "axis": {
        "labelFontSize": 11, "labelColor": INK, "titleFontSize": 11, "titleFontWeight": "normal", "titleColor": GREY,
        "gridColor": FAINT, "domainColor": GREY, "tickColor": GREY, "labelLimit": 400, "titleLimit": 700,
    },
    "legend": {
        "labelFontSize": 11, "labelColor": INK, "titleFontSize": 11, "titleFontWeight": "normal", "titleColor": GREY,
        "labelLimit": 300, "titleLimit": 400, "symbolStrokeWidth": 0,
    },
    "text": {"fontSize": 11, "color": INK},
}  # fmt: skip
"""Configuration of every chart, but for the font."""

_NOTHING = 1e-12
_SLIM, _BROAD = frozenset("ijlftrI.,;:'|()[]!·-/ "), frozenset("mwMW%@—→≥≤×+")


def text_width(text: str, size: float = 11) -> float:
    """Return about how many pixels a line takes in Noto Sans; CJK characters are as wide as high."""
    return size * sum(map(_em, text))


def _em(char: str) -> float:
    if char in _SLIM:
        return 0.33
    if char in _BROAD:
        return 0.85
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    return 0.66 if char.isupper() else 0.58


def broken(text: str, pixels: float, size: float = 11, lines: int = 3) -> str:
    """Return a text on at most `lines` lines of `pixels`, with an ellipsis where it does not fit."""
    words = _pieces("".join(c if c.isprintable() else " " for c in text))
    out = [""]
    for word in words:
        if out[-1].strip() and text_width(out[-1] + word.rstrip(), size) > pixels:
            out.append("")
        out[-1] += word if out[-1] else word.lstrip()
    shown = [_cut(line.strip(), pixels, size) for line in out]
    if len(shown) > lines:
        shown = [*shown[: lines - 1], _cut(f"{shown[lines - 1]}…", pixels, size)]
    return "\n".join(shown)


def _pieces(text: str) -> list[str]:
    """Split where a line may end: after a space or hyphen, and after each CJK character."""
    out = [""]
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF"
        if wide and char not in "，。、；：）》”" and out[-1] and out[-1][-1] not in "（《“":
            out.append("")
        out[-1] += char
        if char in " -/":
            out.append("")
    return [piece for piece in out if piece]


def _cut(line: str, pixels: float, size: float) -> str:
    if text_width(line, size) <= pixels * 1.05:
        return line
    while line and text_width(f"{line}…", size) > pixels:
        line = line[:-1]
    return f"{line.rstrip('… ')}…"


def ticks(top: float, most: int = 6, *, low: float = 0.0) -> list[float]:
    """Return round values from `low` to `top`, 0 or less to 0 or more, about `most` of them, for an axis."""
    if top - low < _NOTHING:
        return [0.0]
    rough = (top - low) / max(most - 1, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first, last = ceil(low / step - 1e-9), floor(top / step + 1e-9)
    return list(dict.fromkeys(round(step * at, 10) + 0.0 for at in range(first, last + 1)))


def classes(values: Sequence[int], most: int = len(AMOUNTS)) -> list[tuple[int, int]]:
    """Return classes of counts, both ends included, on the scale 1, 2, 5, 10, 20, 50 …; empty without a count."""
    top = max(values, default=0)
    if top <= 0:
        return []
    starts, power = [], 1
    while power <= top:
        starts += [power * factor for factor in (1, 2, 5) if power * factor <= top]
        power *= 10
    while len(starts) > most:
        starts = [1, *starts[2:]]
    ends = [*(start - 1 for start in starts[1:]), max(top, starts[-1])]
    return list(zip(starts, ends, strict=True))
