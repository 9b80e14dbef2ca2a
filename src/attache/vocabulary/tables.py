"""Tables that people write, in YAML or CSV, as one shape: records of strings that know their line.

Values stay strings until a declared row takes them, so that `NO` is Norway and not false, `~` is
"about" and not nothing, and `2015-05-08` is not yet a date. Empty, `null` and an empty cell are None.
YAML is read event by event: no aliases, no repeated keys, no deep nesting, so no file can make the
reader recurse, grow without bound or quietly drop half of a record.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from attache.core.errors import InputError

__all__ = ["Country", "Grade", "PartialDate", "Record", "Row", "check", "read_csv", "read_text", "read_yaml", "unique"]

MAX_BYTES, MAX_DEPTH = 8_000_000, 16
_LONGEST_CELL = 131_072
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
M = TypeVar("M", bound=BaseModel)


class Record(dict[str, Any]):
    """A mapping as written, with the line on which it starts (1 for the first)."""

    line: int = 0


def _partial_date(text: str) -> str:
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError("is not a date such as 2019-07-15, 2019-07 or 2019")
    date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    return text


def _country(text: str) -> str:
    if not re.fullmatch("[A-Z]{2}", text):
        raise ValueError("is not a country code of two capital letters such as DE")
    return text


PartialDate = Annotated[str, AfterValidator(_partial_date)]
Country = Annotated[str, AfterValidator(_country)]
Grade = Literal["official", "state_media", "report", "press_on_report", "leak", "mirror_copy", "general_knowledge"]


class Row(BaseModel):
    """A row as people write it; a column that it does not declare is an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, str_min_length=1, allow_inf_nan=False
    )


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file of at most 8 MB; InputError names the file and the mend."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path), mend="give a readable file") from None
    if raw is None:
        raise InputError("is larger than 8 MB", where=str(path), mend="split it into several files")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mend = "save it as UTF-8"
        raise InputError(f"is not UTF-8 text (byte {error.start})", where=str(path), mend=mend) from None


def read_yaml(path: Path) -> Record:
    """Return the mapping that a YAML file holds, values as strings, None, lists and `Record`s."""
    text = read_text(path)
    try:
        root = _Builder(path).build(yaml.parse(text, Loader=_Loader))
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = str(path) if line is None else f"{path}:{line + 1}"
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
        raise InputError(f"is not valid YAML ({problem})", where=where, mend="mend the syntax there") from None
    if not isinstance(root, Record):
        raise InputError("holds no mapping at its top", where=str(path), mend="start it with `name: value` lines")
    return root


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


class _Builder:
    """Turns YAML events into values without recursion."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stack: list[tuple[Record | list[Any], str | None]] = []
        self.root: Any = None

    def build(self, events: Iterable[Any]) -> Any:
        for event in events:
            match event:
                case yaml.AliasEvent():
                    self.refuse("uses an alias", "write the value out in full", event)
                case yaml.ScalarEvent():
                    null = event.value in ("", "null") and not event.style
                    self.add(None if null else event.value, event)
                case yaml.MappingStartEvent():
                    record = Record()
                    record.line = _line(event)
                    self.open(record, event)
                case yaml.SequenceStartEvent():
                    self.open([], event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self.stack.pop()
        return self.root

    def open(self, value: Record | list[Any], event: Any) -> None:
        self.add(value, event)
        if len(self.stack) >= MAX_DEPTH:
            self.refuse(f"nests more than {MAX_DEPTH} levels deep", "flatten it", event)
        self.stack.append((value, None))

    def add(self, value: Any, event: Any) -> None:
        if not self.stack:
            self.root = value
            return
        parent, key = self.stack[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif key is None:
            if not isinstance(value, str):
                self.refuse("has a key that is not a word", "name the value", event)
            if value in parent:
                self.refuse(f"repeats the key `{value}`", "keep one of the two", event)
            self.stack[-1] = (parent, value)
        else:
            parent[key] = value
            self.stack[-1] = (parent, None)

    def refuse(self, what: str, mend: str, event: Any) -> None:
        raise InputError(what, where=f"{self.path}:{_line(event)}", mend=mend)


def read_csv(path: Path) -> list[Record]:
    """Return the rows of a CSV file with a header line; empty cells are None."""
    csv.field_size_limit(_LONGEST_CELL)  # the limit is the process's; others set their own before reading
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    rows: list[Record] = []
    header: list[str] = []
    try:
        for cells in reader:
            if not header:
                header = [name.strip() for name in cells]
                _check_header(path, header)
            elif any(cells):
                rows.append(_row(path, reader.line_num, header, cells))
    except csv.Error as error:
        where = f"{path}:{reader.line_num}"
        raise InputError(f"is not valid CSV ({error})", where=where, mend="mend the quoting there") from None
    if not header:
        raise InputError("is empty", where=str(path), mend="start it with a line of column names")
    return rows


def _check_header(path: Path, header: list[str]) -> None:
    if "" in header or len(set(header)) < len(header):
        what = "has an empty or repeated column name"
        raise InputError(what, where=f"{path}:1", mend="give every column its own name")


def _row(path: Path, line: int, header: list[str], cells: list[str]) -> Record:
    if len(cells) != len(header):
        what = f"has {len(cells)} cells where the header has {len(header)}"
        raise InputError(what, where=f"{path}:{line}", mend="quote cells that contain commas")
    record = Record((name, cell.strip() or None) for name, cell in zip(header, cells, strict=True))
    record.line = line
    return record


def check(model: type[M], raw: Any, path: Path, what: str) -> M:
    """Return `raw` as a `model`; InputError names the file, the line, the record (`what`) and the mend."""
    where = f"{path}:{raw.line}" if isinstance(raw, Record) and raw.line else str(path)
    try:
        given = {k: v for k, v in raw.items() if v is not None} if isinstance(raw, dict) else raw
        return model.model_validate(given)
    except ValidationError as error:
        problem, mend = _explain(error.errors(include_url=False)[0])
        raise InputError(f"{what}: {problem}", where=where, mend=mend) from None


def _explain(error: ErrorDetails) -> tuple[str, str]:
    column = ".".join(map(str, error["loc"])) or "the record"
    if error["type"] == "missing":
        mend = "say where it is stated (address, document, book)" if column.endswith("source") else "add it"
        return f"`{column}` is missing", mend
    if error["type"] == "extra_forbidden":
        return f"`{column}` is not a known column", "remove it or mend its name"
    message = error["msg"].removeprefix("Value error, ").replace("Input should be", "should be")
    return f"`{column}`: {message}", "mend the value"


def unique(keys: Iterable[tuple[str, ...]], where: str, what: str) -> None:
    """Refuse two records with the same key."""
    seen: set[tuple[str, ...]] = set()
    for key in keys:
        if key in seen:
            raise InputError(f"two {what} are called {' / '.join(key)}", where=where, mend="rename or remove one")
        seen.add(key)
