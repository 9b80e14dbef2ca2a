"""Workbooks (XLSX, XLS, ODS) as rows of text, within bounds."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from attache.core.errors import InputError

__all__ = ["is_workbook", "sheet_rows"]

_LARGEST = 200 * 1024 * 1024
_MOST_CELLS = 20_000_000
_DIMENSION = re.compile(rb'<(?:\w{1,10}:)?c [^>]{0,200}?\br="([A-Z]{1,3})([0-9]{1,7})"')
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="([0-9]{4,9})"')
_MEND = "save the sheet as CSV"


def is_workbook(body: bytes) -> bool:
    """Tell whether the bytes begin like a workbook."""
    return body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def sheet_rows(body: bytes, name: str, largest: int = _LARGEST, most_cells: int = _MOST_CELLS) -> list[list[str]]:
    """Return the rows of the first sheet that has two; InputError for what is damaged or grows without bound.

    `largest` bounds the bytes that a workbook unpacks to, `most_cells` the cells that a sheet spreads over.
    """
    if body.startswith(b"PK"):
        _guard(body, name, largest, most_cells)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        for sheet in book.sheet_names:
            rows = [[_cell(value) for value in row] for row in book.get_sheet_by_name(sheet).iter_rows()]
            filled = [row for row in rows if any(row)]
            if len(filled) > 1:
                return _headed(filled)
    except PasswordError:
        raise InputError("is protected by a password", where=name, mend="save it without one") from None
    except (CalamineError, OSError, ValueError, KeyError, MemoryError) as error:
        told = " ".join(str(error).split())[:200]
        raise InputError(f"is a damaged workbook ({told})", where=name, mend=_MEND) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the library raises where it finds itself at fault
            raise
        raise InputError("is a damaged workbook", where=name, mend=_MEND) from None
    raise InputError("holds no table", where=name, mend="write headings and rows into the first sheet")


def _headed(rows: list[list[str]]) -> list[list[str]]:
    """Leave out what stands above the headings: the first row that is more than half as full as the fullest."""
    width = max(sum(map(bool, row)) for row in rows)
    top = next(at for at, row in enumerate(rows) if 2 * sum(map(bool, row)) > width)
    return rows[top:]


def _guard(body: bytes, name: str, largest: int, most_cells: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            infos = archive.infolist()
            size = sum(info.file_size for info in infos)
            if size > largest or size > max(16 * 1024 * 1024, 250 * len(body)):
                raise InputError("is a workbook that expands to far more than its size", where=name, mend=_MEND)
            spread = max((_spread(archive.read(info)) for info in infos if _is_sheet(info.filename)), default=0)
            for info in infos:
                _read_through(archive, info)
    except (zipfile.BadZipFile, ValueError, OSError, LookupError, RuntimeError, EOFError) as error:
        told = " ".join(str(error).split())[:200]
        raise InputError(f"is a damaged workbook ({told})", where=name, mend=_MEND) from None
    if spread > most_cells:
        raise InputError(f"is a table of more than {most_cells:,} cells, most of them empty", where=name, mend=_MEND)


def _read_through(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Read a member to its end; BadZipFile where it is longer than the archive says, which the library would trust."""
    with archive.open(info) as member:
        while member.read(1 << 20):
            pass


def _is_sheet(name: str) -> bool:
    return (name.startswith("xl/worksheets/") and name.endswith(".xml")) or name == "content.xml"


def _spread(xml: bytes) -> int:
    width = height = 1
    for column, row in _DIMENSION.findall(xml):
        number = 0
        for letter in column:
            number = number * 26 + letter - 64
        width, height = max(width, number), max(height, int(row))
    repeated = max((int(n) for n in _REPEATED.findall(xml)), default=1)
    return width * height if height > 1 else (repeated if repeated > 1_048_576 else 1)


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value).strip()
