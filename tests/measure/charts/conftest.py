"""Rows made by hand, and pictures read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from attache.measure.charts.style import text_width
from attache.measure.estimates import Estimate

SVG = "{http://www.w3.org/2000/svg}"


def row(group: str | None = None, by: str | None = "target_type", **fields: Any) -> Estimate:
    """Return a row of a measure that nothing declares; a share is worked out from `n` and `total`."""
    n, total = fields.get("n"), fields.get("total")
    share = n / total if n is not None and total else None
    plain: dict[str, Any] = {
        "measure": "test.measure", "variant": "default", "by_1": by, "group_1": group, "by_2": None, "group_2": None,
        "n": None, "total": None, "share": share, "value": None, "unit": "opportunities",
        "low": None if share is None else max(0.0, share - 0.05),
        "high": None if share is None else min(1.0, share + 0.05),
        "method": "Wilson score, 95%", "coded_by": "machine only, not validated", "window": "all dates",
        "denominator": "all opportunities", "records": None, "note": None, "synthetic": True,
        "edition": "edition-of-tests", "codebook": "2026.1",
    }  # fmt: skip
    return Estimate(**(plain | fields))


@dataclass(frozen=True)
class Text:
    """A line of text in a picture: what it says, from where to where, how high its line stands."""

    said: str
    left: float
    right: float
    y: float
    turned: bool


def texts(svg: str) -> list[Text]:
    """Return the lines of text of a picture of ours, with estimated widths."""
    return list(_texts(ET.fromstring(svg), 0.0, 0.0))  # noqa: S314 -- our own picture


def _texts(node: ET.Element, x: float, y: float) -> Iterator[Text]:
    moved = node.get("transform", "")
    turned = "rotate" in moved
    for dx, dy in re.findall(r"translate\((-?[\d.]+),(-?[\d.]+)\)", moved)[:1]:
        x, y = x + float(dx), y + float(dy)
    if node.tag == f"{SVG}text":
        size = float(node.get("font-size", "11px").removesuffix("px"))
        lines = [one.text or "" for one in node.iter(f"{SVG}tspan")] or [node.text or ""]
        for at, said in enumerate(lines):
            wide = text_width(said, size)
            left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[node.get("text-anchor", "start")]
            yield Text(said, left, left + wide, y + at * size, turned)
    for child in node:
        yield from _texts(child, x, y)
