"""What a form of the screening page asks for, within bounds; every refusal is a text of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

from attache.build.asked_names import Columns, Sheet, clean_name, names_in
from attache.core.errors import InputError
from attache.link.registers.countries import country_code
from attache.web.apart import rows_apart

__all__ = [
    "LARGEST_FILE",
    "MOST_NAMES",
    "FormError",
    "Names",
    "columns_of",
    "day_of",
    "listed_in",
    "pasted",
    "read_upload",
]

MOST_NAMES = 20_000
LARGEST_FILE = 10 << 20
"""Bytes of an upload."""
_FROM = 60
"""Characters of the first name that stand in a record for where pasted names came from."""
_KINDS = frozenset((".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"))
_LONGEST_FILE_NAME = 120
_BREAK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_APART = re.compile("[;；\t]")

_FIELDS = {
    "both": "file", "too_large": "file", "empty_file": "file", "wrong_kind": "file", "no_names": "names",
    "too_many": "names", "which_column": "column", "no_day": "as_of", "no_threshold": "threshold",
    "unknown_register": "where", "nothing_chosen": "where", "no_text": "text",
}  # fmt: skip
Row = dict[str, Any]


class FormError(Exception):
    """A form that cannot be taken; `key` is the text that says why, with its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values

    @property
    def field(self) -> str:
        """The field beside which it is said; empty for the form as a whole."""
        return _FIELDS.get(self.key.partition(".")[2], "")


@dataclass(frozen=True, slots=True)
class Names:
    """The names that are asked for, as rows `{id, name[, country]}`, and out of what they come."""

    where: str
    rows: Sequence[Row]


def pasted(text: str, where: str = "") -> Names:
    """Return the names of a text, one a line; a country may stand after a semicolon or tab. FormError for too many."""
    lines = [line for line in map(clean_name, _BREAK.split(text)) if line]
    _enough(len(lines))
    return Names(where or _from(lines), [_row(number, line) for number, line in enumerate(lines, 1)])


def _from(lines: Sequence[str]) -> str:
    """Say where pasted names came from, so that a list of screenings tells them apart."""
    first = "".join(char for char in lines[0][:_FROM] if char.isprintable()).strip()
    first += " …" if len(lines[0]) > _FROM else ""
    return f"“{first}”, typed into the page" if len(lines) == 1 else f"a list pasted into the page, from “{first}” on"


def _row(number: int, line: str) -> Row:
    found = [match.start() for match in _APART.finditer(line)]
    name, country = (line[: found[-1]].strip(), line[found[-1] + 1 :].strip()) if found else (line, "")
    if name and country and country_code(country):
        return {"id": number, "name": name, "country": country}
    return {"id": number, "name": line}


def read_upload(file_name: str, body: bytes) -> Sheet | Names:
    """Return the table or the names of an uploaded file; FormError or InputError for what is none."""
    where = _shown(file_name)
    kind = PurePosixPath(where).suffix.lower()
    if kind not in _KINDS:
        raise FormError("screen.wrong_kind", name=where)
    if len(body) > LARGEST_FILE:
        raise FormError("screen.too_large", name=where, most=LARGEST_FILE >> 20)
    if not body.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FormError("screen.empty_file", name=where)
    found = names_in(where, body, where, opened=rows_apart)
    if isinstance(found, str):
        return pasted(found, where)
    if not found.rows:
        raise InputError("holds no row under its headings", where=where, mend="give a file with names")
    _enough(len(found.rows))
    return found


def _shown(file_name: str) -> str:
    """Return a file's name without its folder, as long as a page shows it."""
    name = "".join(char for char in re.split(r"[/\\]", file_name)[-1] if char.isprintable())
    kind = PurePosixPath(name).suffix[:8]
    return name if len(name) <= _LONGEST_FILE_NAME else f"{name[: _LONGEST_FILE_NAME - len(kind)]}{kind}"


def _enough(count: int) -> None:
    if count == 0:
        raise FormError("screen.no_names")
    if count > MOST_NAMES:
        raise FormError("screen.too_many", count=f"{count:,}", most=f"{MOST_NAMES:,}")


def columns_of(sheet: Sheet, name: str, country: str) -> Columns:
    """Return the columns that a form chose by number; empty for the names' or none for the country's."""
    width, guessed = len(sheet.heads), sheet.guessed
    at = guessed.name if name == "" else _number(name, width)
    if at is None:
        raise FormError("screen.which_column")
    return Columns(at, _number(country, width) if country else None, guessed.key if guessed.key != at else None)


def _number(text: str, width: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) < width):
        raise FormError("screen.which_column")
    return int(text)


def listed_in(sheet: Sheet, columns: Columns) -> Names:
    """Return the names of a table."""
    return Names(sheet.where, [row for _, row in sheet.asked(columns)])


def day_of(text: str) -> date:
    """Return the day of a form, today if it is empty; FormError for what is none."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else datetime.now(UTC).date()
    except ValueError:
        raise FormError("screen.no_day", day=text[:40]) from None
