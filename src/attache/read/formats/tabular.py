"""Tables as text: CSV and TSV, one document per row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from attache.read.formats.fields import part_of
from attache.read.formats.part import Part, refuse

__all__ = ["headed", "rows"]

_LONGEST_CELL = 10_000_000


def rows(text: str, name: str, delimiter: str | None) -> list[Part]:
    """Return one document per row of a table whose first row has the headings; keys are line numbers."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text), strict=False)
    found: list[tuple[int, Sequence[object]]] = []
    try:
        for row in reader:
            found.append((reader.line_num, row))
    except csv.Error as error:
        raise refuse(f"is not valid CSV: line {reader.line_num}: {error}", name, "correct that line") from None
    parts = headed(found, "tsv" if delimiter == "\t" else "csv", "")
    if not parts:
        raise refuse("is a table without a row below its headings", name, "write the headings into the first row")
    return parts


def _delimiter(text: str) -> str:
    """Return the sign that divides the heading into the most fields."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(",;\t|", key=lambda sign: (first.count(sign), sign == ","))


def headed(table: Sequence[tuple[int, Sequence[object]]], kind: str, prefix: str) -> list[Part]:
    """Return one document per row below the headings of a table of (row number, cells).

    The headings are the first row of which at least half of the table's width is filled (one cell, in a
    table of one column). An empty heading becomes `column 3`, a repeated one `name 2`.
    """
    filled = [(number, row) for number, row in table if any(_full(cell) for cell in row)]
    if not filled:
        return []
    width = max(sum(map(_full, row)) for _, row in filled)
    top = next(n for n, (_, row) in enumerate(filled) if 2 * sum(map(_full, row)) >= width)
    names = _names(filled[top][1])
    out = []
    for number, row in filled[top + 1 :]:
        cells = {names[n] if n < len(names) else f"column {n + 1}": cell for n, cell in enumerate(row) if _full(cell)}
        out.append(part_of(cells, f"{prefix}{number}", kind))
    return out


def _full(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


def _names(row: Sequence[object]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for number, cell in enumerate(row, 1):
        name = " ".join(str(cell).split()) if _full(cell) else f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return out
