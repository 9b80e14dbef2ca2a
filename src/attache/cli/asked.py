"""Names to screen, however they are given: a pipe, JSON lines, text, a table, or one name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TextIO, TypeVar

from attache.cli.common import json_line
from attache.cli.pools import Line, bursts
from attache.core.errors import InputError
from attache.link.registers.objects import json_list
from attache.link.registers.opening import csv_rows, open_source, text_of
from attache.link.registers.sheets import is_workbook, sheet_rows
from attache.link.registers.tables import FIELDS

__all__ = ["PIPE", "Asked", "Item", "asked_of", "row_of"]

PIPE = "-"
Item = tuple[int, "str | dict[str, Any]"]
"""Number of a line or row, and the row, or the line of JSON that holds it."""

_NAMES = (
    *FIELDS["name"],
    *("names", "partner", "partnername", "supplier", "suppliername", "vendor", "vendorname", "customer"),
    *("customername", "employer", "affiliation", "counterparty", "chinesename", "namezh", "namecn", "namechinese"),
    *("单位", "机构", "组织", "公司", "企业", "学校", "大学", "名字", "中文名", "合作单位", "合作方", "合作伙伴"),
    *("供应商", "供应商名称", "客户", "客户名称", "外方单位", "中方单位", "英文名称", "英文名"),
)
_COUNTRIES = (*FIELDS["country"], "countryname", "nation", "所在国", "所在国家", "国家地区", "国别地区")
_IDS = ("id", "no", "number", "uid", "ref", "reference", "序号", "编号")
_SUFFIXES = frozenset((".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".gz"))
_TABLES = frozenset((".csv", ".tsv"))
_LONGEST_NAME = 1024
_PIECE = 2048
Given = TypeVar("Given")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """The names that are asked for, as they come; `where` says out of what, `remarks` how they were understood."""

    where: str
    bursts: Iterable[Sequence[Item]]
    remarks: tuple[str, ...] = ()


def row_of(item: Item, where: str) -> dict[str, Any]:
    """Return a row `{id, name[, country]}`; InputError names the line that is no JSON object."""
    number, given = item
    return given if isinstance(given, dict) else json_line(given, f"{where}, line {number}")


def asked_of(names: str, stdin: TextIO, *, column: str | None = None, country: str | None = None) -> Asked:
    """Return the names in `-` (the pipe), in a file, or the one name that `names` is.

    `column` and `country` are headings of a table. InputError for a file that cannot be read or a column that it lacks.
    """
    if names == PIPE:
        _only_tables(column, country, "standard input")
        return Asked("standard input", _from_lines(bursts(stdin, "standard input")))
    path = Path(names)
    if _is_file(path):
        return _from_file(path, column, country)
    if path.suffix.lower() in _SUFFIXES:
        raise InputError("cannot be read (no such file)", where=names, mend="check the name and the rights")
    _only_tables(column, country, "a single name")
    shown = names if len(names) <= 80 else f"{names[:80]} …"
    return Asked("the command line", [[(1, {"id": 1, "name": names})]], (f"no file is called “{shown}”: it is a name",))


def _is_file(path: Path) -> bool:
    try:
        return len(str(path)) <= _LONGEST_NAME and path.is_file()
    except (OSError, ValueError):
        return False


def _only_tables(column: str | None, country: str | None, what: str) -> None:
    if column or country:
        raise InputError(
            f"a column is named, and {what} is no table", mend="give a CSV, TSV or XLSX file, or no column"
        )


def _from_file(path: Path, column: str | None, country: str | None) -> Asked:
    name, body = _body(path)
    if is_workbook(body):
        rows = sheet_rows(body, path.name)
        return _from_table(rows[0], rows[1:], path.name, column, country)
    text = _text(body, path.name)
    if column or country or Path(name).suffix.lower() in _TABLES:
        table = csv_rows(text, path.name, "\t" if Path(name).suffix.lower() == ".tsv" else None)
        return _from_table(next(table, []), table, path.name, column, country)
    if text.lstrip().startswith("[") and Path(name).suffix.lower() == ".json":
        return Asked(path.name, _cut(list(enumerate(json_list(body, path.name), 1))))
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    return Asked(path.name, _from_lines(_cut(lines)))


def _body(path: Path) -> tuple[str, bytes]:
    try:
        _, files = open_source(path)
    except InputError as error:
        mend = "give a file with names" if error.what == "is empty" else error.mend
        raise InputError(error.what, where=error.where, mend=mend) from None
    if len(files) > 1:
        raise InputError("holds several files", where=path.name, mend="give one of them")
    return next(iter(files.items()))


def _text(body: bytes, name: str) -> str:
    try:
        return text_of(body, name)
    except InputError as error:
        mend = "give names as JSON lines, as text with a name per line, or as CSV or XLSX"
        raise InputError(error.what, where=name, mend=mend) from None


def _cut(items: Sequence[Given]) -> Iterator[Sequence[Given]]:
    return (items[at : at + _PIECE] for at in range(0, len(items), _PIECE))


def _from_lines(found: Iterable[Sequence[Line]]) -> Iterator[Sequence[Item]]:
    """Tell by the first line whether the lines are JSON or names."""
    source = iter(found)
    waited: list[Sequence[Line]] = []
    for burst in source:
        waited.append(burst)
        if burst:
            break
        yield burst
        waited.pop()
    json = bool(waited) and waited[-1][0][1].lstrip("\ufeff \t").startswith("{")
    for burst in chain(waited, source):
        yield burst if json else [(number, {"id": number, "name": _clean(line)}) for number, line in burst]


def _clean(line: str) -> str:
    return line.strip("\ufeff \t\r\n")


def _from_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], where: str, column: str | None, country: str | None
) -> Asked:
    heads = [" ".join(str(cell).split()) for cell in header]
    at = _column(heads, column, _NAMES, where)
    if at is None:
        mend = f"say which of {_shown(heads)} it is with --column"
        raise InputError("has no column that is clearly one of names", where=where, mend=mend)
    land = _column(heads, country, _COUNTRIES, where)
    key = _column(heads, None, _IDS, where)
    told = f"{where}: names from the column “{heads[at]}”" + (
        f", countries from “{heads[land]}”" if land is not None else ""
    )
    items = [(number, _row(number, cells, at, land, key)) for number, cells in enumerate(rows, 1)]
    if not items:
        raise InputError("holds no row under its headings", where=where, mend="give a file with names")
    return Asked(where, _cut(items), (told,))


def _column(heads: Sequence[str], chosen: str | None, usual: Iterable[str], where: str) -> int | None:
    if chosen is not None:
        if chosen not in heads:
            raise InputError(f"has no column `{chosen}`", where=where, mend=f"name one of {_shown(heads)}")
        return heads.index(chosen)
    folded = [_NO_WORD.sub("", head).casefold() for head in heads]
    return next((folded.index(name) for name in usual if name in folded), None)


def _shown(heads: Sequence[str]) -> str:
    return ", ".join(f"`{head[:60]}`" for head in heads[:60] if head) or "none"


def _row(number: int, cells: Sequence[str], at: int, land: int | None, key: int | None) -> dict[str, Any]:
    def cell(place: int | None) -> str:
        return str(cells[place]).strip() if place is not None and place < len(cells) else ""

    row = {"id": cell(key) or number, "name": cell(at)}
    return row | {"country": cell(land)} if cell(land) else row
