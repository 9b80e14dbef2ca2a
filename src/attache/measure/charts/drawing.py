"""Specifications of charts drawn as pictures, offline: Vega-Lite to SVG and PNG.

Nothing is fetched: a specification holds its data, and the renderer may open no address. The SVG is inert: text stays
text and is escaped, there is no script, no link and no identifier that could clash with another chart on a page.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from attache.measure.charts.style import CONFIG, FONT, FONT_CJK

__all__ = ["NO_CJK", "Spec", "has_cjk_font", "to_png", "to_svg"]

Spec = dict[str, Any]
"""A Vega-Lite 5 specification."""

NO_CJK = (
    "No font with Chinese characters is installed, so the labels are in English: install one (Debian: fonts-noto-cjk).",
    "未安装中文字体，图中文字改用英文：请安装一种（Debian：fonts-noto-cjk）。",
)
_VERSION = "5.20"
_NOWHERE: list[str] = []
_BEYOND_LATIN = re.compile("[\u2100-\uffff]")


def to_svg(spec: Spec, title: str, description: str) -> str:
    """Return the chart as SVG, with a title and a description for those who do not see it."""
    import vl_convert  # noqa: PLC0415 -- loads a JavaScript engine that most commands do not need

    config = CONFIG | {"font": FONT_CJK if _BEYOND_LATIN.search(json.dumps(spec, ensure_ascii=False)) else FONT}
    made = vl_convert.vegalite_to_svg(spec, vl_version=_VERSION, config=config, allowed_base_urls=_NOWHERE)
    head, _, body = str(made).partition(">")
    told = f"<title>{escape(_plain(title))}</title><desc>{escape(_plain(description))}</desc>"
    return f'{head} role="img">{told}{body}\n'


def to_png(svg: str, scale: float = 2) -> bytes:
    """Return an SVG of ours as PNG with `scale` pixels per unit."""
    import vl_convert  # noqa: PLC0415

    return bytes(vl_convert.svg_to_png(svg, scale=scale))


@cache
def has_cjk_font() -> bool:
    """Tell whether this machine can draw Chinese: without a font, two characters look alike."""
    one, other = (to_png(_glyph(char), 1) for char in "国技")
    return one != other


def _glyph(char: str) -> str:
    text = f'<text y="24" font-size="24" font-family="{FONT_CJK}">{char}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">{text}</svg>'


def _plain(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t")
