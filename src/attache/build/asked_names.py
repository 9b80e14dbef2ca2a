"""Names to screen out of a file's bytes: text, JSON lines, or a table whose columns are found by their headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attache.core.errors import InputError
from attache.link.registers.opening import csv_rows, text_of
from attache.link.registers.sheets import is_workbook, sheet_rows
from attache.link.registers.tables import FIELDS

__all__ = ["Columns", "Sheet", "clean_name", "names_in"]

_NAMES = (
    *FIELDS["name"],
    *("names", "partner", "partnername", "supplier", "suppliername", "vendor", "vendorname", "customer"),
    *("customername", "employer", "affiliation", "counterparty", "chinesename", "namezh", "namecn", "namechinese"),
    *("单位", "机构", "组织", "公司", "企业", "学校", "大学", "名字", "中文名", "合作单位", "合作方", "合作伙伴"),
    *("供应商", "供应商名称", "客户", "客户名称", "外方单位", "中方单位", "英文名称", "英文名"),
)
_COUNTRIES = (*FIELDS["country"], "countryname", "nation", "所在国", "所在国家", "国家地区", "国别地区")
_IDS = ("id", "no", "number", "uid", "ref", "reference", "序号", "编号")
_TABLES = frozenset((".csv", ".tsv"))
_NO_WORD = re.compile(r"[\W_]+")
_ONE_SCRIPT = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns of a table that hold names, countries and ids; None where there is none."""

    name: int | None
    country: int | None = None
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file: its headings, and its rows under them."""

    where: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[str]]

    @property
    def guessed(self) -> Columns:
        """The columns that the headings clearly speak of."""
        return Columns(*(self._usual(usual) for usual in (_NAMES, _COUNTRIES, _IDS)))

    def _usual(self, usual: Iterable[str]) -> int | None:
        folded = [_NO_WORD.sub("", head).casefold() for head in self.heads]
        parts = [_ONE_SCRIPT.findall(head) for head in folded]  # of a heading in two languages, either will do
        either = ([at for at, some in enumerate(parts) if name in some] for name in usual)
        whole = next((folded.index(name) for name in usual if name in folded), None)
        return whole if whole is not None else next((found[0] for found in either if found), None)

    def place(self, heading: str) -> int:
        """Return the place of a column by its heading; InputError for one that the table lacks."""
        if heading not in self.heads:
            raise InputError(f"has no column `{heading}`", where=self.where, mend=f"name one of {self.shown}")
        return self.heads.index(heading)

    @property
    def shown(self) -> str:
        """The headings as a sentence names them."""
        return ", ".join(f"`{head[:60]}`" for head in self.heads[:60] if head) or "none"

    def asked(self, columns: Columns) -> list[tuple[int, dict[str, Any]]]:
        """Return the numbered rows `{id, name[, country]}`; InputError where there is none."""
        items = [(number, _row(number, cells, columns)) for number, cells in enumerate(self.rows, 1)]
        if not items:
            raise InputError("holds no row under its headings", where=self.where, mend="give a file with names")
        return items


def names_in(
    name: str, body: bytes, where: str, *, table: bool = False, opened: Callable[[bytes, str], Rows] = sheet_rows
) -> Sheet | str:
    """Return what a file of names holds: a `Sheet`, or its text, a name or a JSON object in each line.

    `name` tells by its end what it is, `where` stands in messages; `table` takes any text for a table. `opened`
    returns the rows of a workbook. InputError for what cannot be read.
    """
    if is_workbook(body):
        rows = opened(body, where)
        return _sheet(rows[0], rows[1:], where)
    text = _text(body, where)
    if table or Path(name).suffix.lower() in _TABLES:
        found = csv_rows(text, where, "\t" if Path(name).suffix.lower() == ".tsv" else None)
        return _sheet(next(found, []), list(found), where)
    return text


def clean_name(line: str) -> str:
    """Return a line without the marks and spaces around it."""
    return line.strip("\ufeff \t\r\n")


def _sheet(header: Sequence[str], rows: Sequence[Sequence[str]], where: str) -> Sheet:
    return Sheet(where, tuple(" ".join(str(cell).split()) for cell in header), rows)


def _text(body: bytes, where: str) -> str:
    try:
        return text_of(body, where)
    except InputError as error:
        mend = "give names as JSON lines, as text with a name per line, or as CSV or XLSX"
        raise InputError(error.what, where=where, mend=mend) from None


def _row(number: int, cells: Sequence[str], columns: Columns) -> dict[str, Any]:
    def cell(place: int | None) -> str:
        return str(cells[place]).strip() if place is not None and place < len(cells) else ""

    row = {"id": cell(columns.key) or number, "name": cell(columns.name)}
    return row | {"country": cell(columns.country)} if cell(columns.country) else row
