"""A brief as PDF: a fixed Typst template reads the document from a data file, so that no text is taken for code."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from attache.core.errors import WorkspaceError
from attache.publish.brief.model import (
    Block,
    Brief,
    Facts,
    Figure,
    Listing,
    Paragraph,
    Run,
    Runs,
    Section,
    Source,
    Table,
)
from attache.publish.brief.words import word

__all__ = ["fonts", "to_pdf"]

_TEMPLATE = Path(__file__).parent / "templates" / "brief.typ"
_FAMILIES = (
    ("Noto Serif CJK SC", "Noto Sans CJK SC"),
    ("Source Han Serif SC", "Source Han Sans SC"),
    ("Source Han Serif CN", "Source Han Sans CN"),
    ("Noto Serif SC", "Noto Sans SC"),
    ("Noto Sans CJK SC", "Noto Sans CJK SC"),
    ("Songti SC", "PingFang SC"),
    ("SimSun", "Microsoft YaHei"),
    ("WenQuanYi Micro Hei", "WenQuanYi Micro Hei"),
    ("WenQuanYi Zen Hei", "WenQuanYi Zen Hei"),
)
"""Families with Chinese and Latin letters, for text and for tables; the first that is installed is taken."""
_WORDS = ("synthetic.tag", "synthetic.head")


def to_pdf(brief: Brief) -> bytes:
    """Return the brief as tagged PDF; the same brief and fonts give the same bytes.

    WorkspaceError where no font with Chinese is installed.
    """
    import typst  # noqa: PLC0415 -- loads 85 MB that most commands do not need

    serif, sans = fonts()
    with tempfile.TemporaryDirectory(prefix="attache-brief-") as name:
        folder = Path(name)
        shutil.copyfile(_TEMPLATE, folder / "brief.typ")
        data = {**_data(brief, folder), "serif": serif, "sans": sans}
        (folder / "brief.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        made = typst.compile(folder / "brief.typ", root=folder, timestamp=_moment(brief.day))
    return bytes(made)


@cache
def fonts() -> tuple[str, str]:
    """Return the families for text and for tables; WorkspaceError where none with Chinese is installed."""
    import typst  # noqa: PLC0415

    known = set(typst.Fonts().families())
    for pair in _FAMILIES:
        if known.issuperset(pair):
            return pair
    raise WorkspaceError("no font with Chinese characters is installed", mend="install one (Debian: fonts-noto-cjk)")


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _data(brief: Brief, folder: Path) -> dict[str, Any]:
    """Return the brief as plain data; pictures of charts are written to `folder`."""
    year, month, day = (int(part) for part in brief.day.split("-"))
    return {
        "title": brief.title,
        "subtitle": brief.subtitle,
        "kicker": brief.kicker,
        "language": brief.language,
        "day": [year, month, day],
        "edition": brief.edition,
        "notice": brief.notice,
        "licence": brief.licence,
        "synthetic": brief.synthetic,
        "words": {key: word(key, brief.language) for key in _WORDS},
        "sections": [_section(one, folder) for one in brief.sections],
    }


def _section(section: Section, folder: Path) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "annex": section.kind == "annex",
        "blocks": [_block(one, folder) for one in section.blocks],
        "sections": [_section(one, folder) for one in section.sections],
    }


def _block(block: Block, folder: Path) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "runs": _runs(block.runs), "style": block.kind}
        case Listing():
            return {"kind": "list", "items": [_runs(item) for item in block.items]}
        case Facts():
            pairs = [[name, _runs(told)] for name, told in block.pairs]
            return {"kind": "facts", "pairs": pairs, "small": block.small}
        case Table():
            return _table(block)
        case Figure():
            name = f"{block.id}.svg"
            (folder / name).write_text(block.drawing.svg(), encoding="utf-8")
            told = {"title": block.title, "alt": block.alt, "rows": _runs(block.rows), "synthetic": block.synthetic}
            return {"kind": "figure", "id": block.id, "file": name, **told}
        case Source():
            return {"kind": "source", "name": block.name, "text": block.text}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "annex": table.annex,
        "heads": [{"text": head.text, "number": head.number, "width": head.width} for head in table.heads],
        "lines": [
            {"anchor": line.anchor, "cells": [[_runs(runs) for runs in cell.lines] for cell in line.cells]}
            for line in table.lines
        ],
        "more": _runs(table.more),
        "synthetic": table.synthetic,
    }


def _runs(runs: Sequence[Run] | Runs) -> list[list[str | None]]:
    return [[run.text, run.link, run.style] for run in runs]
