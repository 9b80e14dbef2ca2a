"""Containers taken apart: the lines of JSON Lines, the rows of CSV and workbooks, the entries of a JSON list.

An item's key is its own id where it has one, else its number; an id that comes twice gets the number too.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from attache.collect.charset import text_of
from attache.collect.folders import FileLimits
from attache.core.errors import InputError

__all__ = ["ID_FIELDS", "Item", "is_container", "items_of"]

ID_FIELDS = ("id", "Id", "ID", "_id", "item_key", "uuid", "guid", "编号", "项目编号", "需求编号", "url", "URL", "link")
"""Fields that are taken for an item's id, the first that there is."""

_JSON = "application/json; charset=utf-8"
_LONGEST_ID = 300
_TABLES = (".xlsx", ".xlsm", ".xls", ".ods")
_LINES = (".jsonl", ".ndjson")
_COLUMNS = (".csv", ".tsv")
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its key within the container, its bytes, their media type."""

    key: str
    body: bytes
    media_type: str = _JSON


def is_container(name: str) -> bool:
    """Whether a file of this name may hold several items."""
    return name.lower().removesuffix(".gz").endswith((*_TABLES, *_LINES, *_COLUMNS, ".json"))


def items_of(name: str, body: bytes, limits: FileLimits, id_field: str | None = None) -> Iterator[Item] | None:
    """Return the items of the file called `name`, None where it is one document and no container.

    Raises InputError while it is read, where the file is damaged or has more items than the limits allow.
    """
    lower = name.lower().removesuffix(".gz")
    keys = _Keys((id_field,) if id_field else ID_FIELDS)
    if lower.endswith(_LINES):
        return _counted(_lines(body, keys), limits)
    if lower.endswith(_COLUMNS):
        return _counted(_csv(body, keys, limits), limits)
    if lower.endswith(_TABLES) and not _is_page(body):
        return _counted(_workbook(body, keys, limits), limits)
    if lower.endswith(".json") and (entries := _json_list(body)):
        return _counted((Item(keys.of(entry, n), _json(entry)) for n, entry in enumerate(entries, 1)), limits)
    return None


def _counted(items: Iterator[Item], limits: FileLimits) -> Iterator[Item]:
    for count, item in enumerate(items):
        if count >= limits.items:
            raise InputError(f"more than {limits.items} items")
        yield item


class _Keys:
    """Gives keys: an id once, then the id with the number."""

    def __init__(self, fields: Iterable[str]) -> None:
        self._fields = tuple(fields)
        self._given: set[str] = set()

    def of(self, entry: object, number: int, prefix: str = "") -> str:
        found = _id(entry, self._fields) if isinstance(entry, Mapping) else None
        key = prefix + (str(number) if found is None else found)
        if key in self._given:
            key = f"{key}@{number}"
        self._given.add(key)
        return key


def _id(entry: Mapping[Any, Any], fields: tuple[str, ...]) -> str | None:
    for field in fields:
        value = entry.get(field)
        if isinstance(value, str | int) and not isinstance(value, bool) and 0 < len(str(value).strip()) <= _LONGEST_ID:
            return str(value).strip()
    return None


def _lines(body: bytes, keys: _Keys) -> Iterator[Item]:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = text_of(body).encode("utf-8", "replace")
    for number, line in enumerate(io.BytesIO(body.removeprefix(b"\xef\xbb\xbf")), 1):
        line = line.rstrip(b"\r\n")  # noqa: PLW2901
        if line.strip():
            yield Item(keys.of(_parsed(line), number), line, "application/json")


def _parsed(line: bytes) -> object:
    try:
        return json.loads(text_of(line))
    except (ValueError, RecursionError):
        return None


def _json_list(body: bytes) -> list[Any] | None:
    if not body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        return None
    found = _parsed(body)
    return found if isinstance(found, list) and found and all(isinstance(entry, dict) for entry in found) else None


def _csv(body: bytes, keys: _Keys, limits: FileLimits) -> Iterator[Item]:
    text = text_of(body)
    csv.field_size_limit(limits.file_bytes)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        names: list[str] | None = None
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if names is None:
                names = _names(row)
                continue
            entry = _entry(names, row)
            yield Item(keys.of(entry, rows.line_num), _json(entry))
    except csv.Error as error:
        raise InputError(f"damaged table ({error})") from None


def _delimiter(text: str) -> str:
    """Return what separates the columns: what stands most often outside quotes in the first line."""
    line = text.lstrip("\ufeff\r\n \t").split("\n", 1)[0][:100_000]
    outside = "".join(line.split('"')[::2])
    return max(",;\t|", key=outside.count)


def _is_page(body: bytes) -> bool:
    """Whether a workbook is in truth an HTML page, as many web exports are."""
    return body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _workbook(body: bytes, keys: _Keys, limits: FileLimits) -> Iterator[Item]:
    if not body.startswith(_WORKBOOKS):
        raise InputError("not a workbook")
    _guard_workbook(body, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        many = len(book.sheet_names) > 1
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).iter_rows()
            yield from _sheet(rows, keys, f"{sheet}!" if many else "")
    except (CalamineError, ValueError, OSError, KeyError) as error:
        raise InputError(f"damaged workbook ({' '.join(str(error).split())[:200]})") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the library's own faults arrive
            raise
        raise InputError("damaged workbook") from None


def _guard_workbook(body: bytes, limits: FileLimits) -> None:
    if not body.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, LookupError) as error:
        raise InputError(f"damaged workbook ({error})") from None
    if size > 4 * limits.file_bytes or size > max(16 * 1024 * 1024, limits.ratio * len(body)):
        raise InputError("a workbook that expands to far more than its size")


def _sheet(rows: Iterable[list[Any]], keys: _Keys, prefix: str) -> Iterator[Item]:
    names: list[str] | None = None
    for number, row in enumerate(rows, 1):
        cells = [_cell(value) for value in row]
        if all(cell in ("", None) for cell in cells):
            continue
        if names is None:
            names = _names([str(cell) for cell in cells])
            continue
        entry = _entry(names, cells)
        yield Item(keys.of(entry, number, prefix), _json(entry))


def _names(row: list[str]) -> list[str]:
    names: list[str] = []
    for number, cell in enumerate(row, 1):
        name = " ".join(cell.split())[:_LONGEST_ID] or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _entry(names: list[str], row: list[Any]) -> dict[str, Any]:
    extra = [f"column {number}" for number in range(len(names) + 1, len(row) + 1)]
    return {name: cell for name, cell in zip([*names, *extra], row, strict=False) if cell not in ("", None)}


def _cell(value: object) -> object:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


def _json(entry: Any) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
