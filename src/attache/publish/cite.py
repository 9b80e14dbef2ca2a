"""How to cite what was exported: BibTeX and CSL-JSON.

BibTeX as its manual has it (Patashnik, "BibTeXing", 1988); CSL-JSON of the schema 1.0.2 of the Citation Style Language.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["Work", "bibtex", "csl_json"]

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "{}$&#_%"},
}
_CSL = {"report": "report", "dataset": "dataset"}


@dataclass(frozen=True, slots=True)
class Work:
    """What is cited. `day` is the edition's day (ISO 8601), never that of printing; `version` names the edition."""

    title: str
    day: str
    version: str
    key: str
    kind: Literal["report", "dataset"] = "report"
    author: str = "Attaché"
    note: str | None = None
    language: str = "en"


def bibtex(work: Work) -> str:
    """Return the work as one BibTeX entry of type `misc`, which all styles know."""
    year, month, _ = (*work.day.split("-"), "", "")[:3]
    fields = {
        "author": f"{{{_escaped(work.author)}}}",
        "title": f"{{{_escaped(work.title)}}}",
        "year": year,
        "month": str(int(month)) if month else "",
        "howpublished": "Data set" if work.kind == "dataset" else "Brief",
        "version": _escaped(work.version),
        "note": _escaped(work.note or ""),
        "language": "chinese" if work.language == "zh" else "english",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{_key(work)},\n{lines}}}\n"


def csl_json(work: Work) -> str:
    """Return the work as a CSL-JSON list of one item."""
    item: dict[str, object] = {
        "id": _key(work),
        "type": _CSL[work.kind],
        "title": work.title,
        "author": [{"literal": work.author}],
        "issued": {"date-parts": [[int(part) for part in work.day.split("-")]]},
        "version": work.version,
        "language": work.language,
    }
    if work.note:
        item["note"] = work.note
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _key(work: Work) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", work.key).strip("-") or "attache"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in " ".join(text.split()))
