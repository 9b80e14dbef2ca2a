"""Word documents: paragraphs and tables in their order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from attache.read.formats.part import Part, refuse
from attache.read.formats.plain import titled
from attache.read.formats.sniff import checked_zip

__all__ = ["docx"]

_DEEPEST = 4  # tables in tables


def docx(body: bytes, name: str, limit: int) -> Part:
    """Return a DOCX as one document: its title is the first paragraph of style Title, or else the first line.

    Rows of two cells become lines `label：value`, others lines with ` | ` between the cells.
    """
    import docx as library  # noqa: PLC0415 -- the library is large
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415

    checked_zip(body, name, limit)
    try:
        document = library.Document(io.BytesIO(body))
        lines = list(_lines(document, 0))
        styled = next((text for text, style in lines if style == "Title" and text), None)
    except (PackageNotFoundError, SyntaxError, KeyError, ValueError, AttributeError, RecursionError, OSError):
        raise refuse("is a damaged Word document", name, "save it again, or as PDF") from None
    texts = [text for text, _ in lines if text]
    if not texts:
        raise refuse("is a Word document without text", name, "fetch the text that its pictures show, or leave it out")
    if styled:
        texts.remove(styled)
        return Part("", "docx", text="\n".join(texts), title=" ".join(styled.split()))
    title, rest = titled("\n".join(texts))
    return Part("", "docx", text=rest, title=title)


def _lines(holder: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Yield text and style of the paragraphs and rows of a document or cell."""
    for item in holder.iter_inner_content():
        if hasattr(item, "rows"):
            if depth < _DEEPEST:
                yield from _rows(item, depth)
        else:
            yield item.text.strip(), item.style.name if item.style is not None else ""


def _rows(table: Any, depth: int) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        cells: list[str] = []
        seen: set[int] = set()
        for cell in row.cells:
            if id(cell._tc) not in seen:  # merged cells come once per column
                seen.add(id(cell._tc))
                cells.append("\n".join(text for text, _ in _lines(cell, depth + 1) if text))
        cells = [cell for cell in cells if cell]
        label = len(cells) == 2 and len(cells[0]) <= 20 and not cells[0].endswith((":", "："))
        yield ("：" if label else " | ").join(cells) if len(cells) != 2 or label else "".join(cells), ""
