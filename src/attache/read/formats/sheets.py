"""Spreadsheets: XLSX, XLS and ODS, one document per row."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from attache.read.formats.part import Part, refuse
from attache.read.formats.sniff import checked_zip
from attache.read.formats.tabular import headed

__all__ = ["sheets"]

_MOST_CELLS = 5_000_000
_CELL = re.compile(rb'<(?:\w{1,10}:)?c [^>]{0,200}?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ODS = re.compile(rb"<table:(?:(table-row)|(?:covered-)?table-cell)\b([^>]{0,2000})(/?)>")
_ROWS = re.compile(rb'number-rows-repeated="([0-9]{1,9})"')
_COLUMNS = re.compile(rb'number-columns-repeated="([0-9]{1,9})"')


def sheets(kind: str, body: bytes, name: str, limit: int) -> list[Part]:
    """Return one document per row of every sheet.

    Keys are row numbers, behind the sheet's name where several sheets are filled.
    """
    import python_calamine  # noqa: PLC0415 -- the library is large

    if kind != "xls":
        archive = checked_zip(body, name, limit)
        if (_spread(archive) if kind == "xlsx" else _repeated(archive)) > _MOST_CELLS:
            raise refuse(f"is a table of more than {_MOST_CELLS:,} cells, most of them empty", name, "save it as CSV")
    try:
        tables = list(_tables(python_calamine.load_workbook(io.BytesIO(body))))
    except python_calamine.PasswordError:
        raise refuse("is protected by a password", name, "save it without one") from None
    except (python_calamine.CalamineError, OSError, ValueError, MemoryError):
        raise refuse("is a damaged spreadsheet", name, "save it again, or as CSV") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the library raises where it finds itself at fault
            raise
        raise refuse("is a damaged spreadsheet", name, "save it again, or as CSV") from None
    several = sum(bool(table) for _, table in tables) > 1
    parts = [part for label, table in tables for part in headed(table, kind, f"{label}!" if several else "")]
    if not parts:
        raise refuse("is a spreadsheet without a row below its headings", name, "write the headings into the first row")
    return parts


def _tables(book: object) -> Iterator[tuple[str, list[tuple[int, Sequence[object]]]]]:
    for number, label in enumerate(book.sheet_names):  # type: ignore[attr-defined]
        sheet = book.get_sheet_by_index(number)  # type: ignore[attr-defined]
        first = sheet.start[0] if sheet.start else 0
        yield label, [(first + n + 1, list(map(_cell, row))) for n, row in enumerate(sheet.iter_rows())]


def _cell(value: object) -> object:
    """Return a cell as it is meant: whole numbers without a point, dates in ISO 8601."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value


def _spread(archive: zipfile.ZipFile) -> int:
    """Return how many cells the rectangle around the filled cells of the largest sheet has."""
    largest = 0
    for member in archive.namelist():
        if member.startswith("xl/worksheets/") and member.endswith(".xml"):
            width = height = 0
            for column, row in _CELL.findall(archive.read(member)):
                height = max(height, int(row))
                width = max(width, _number(column))
            largest = max(largest, width * height)
    return largest


def _number(column: bytes) -> int:
    value = 0
    for letter in column:
        value = value * 26 + letter - 64
    return value


def _repeated(archive: zipfile.ZipFile) -> int:
    """Return how many cells an ODS has when its repeated rows and columns are written out."""
    total = width = filled = 0
    repeat = 1
    for found in _ODS.finditer(archive.read("content.xml")):
        if found[1]:
            total += repeat * filled
            rows = _ROWS.search(found[2])
            repeat, width, filled = int(rows[1]) if rows else 1, 0, 0
            continue
        columns = _COLUMNS.search(found[2])
        width += int(columns[1]) if columns else 1
        if b"value-type" in found[2]:
            filled = width
    return total + repeat * filled
