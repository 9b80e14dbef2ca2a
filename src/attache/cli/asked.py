"""Names to screen, however they are given: a pipe, JSON lines, text, a table, or one name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TextIO, TypeVar

from attache.build.asked_names import Columns, Sheet, clean_name, names_in
from attache.cli.common import json_line
from attache.cli.pools import Line, bursts
from attache.core.errors import InputError
from attache.link.registers.objects import json_list
from attache.link.registers.opening import open_source

__all__ = ["PIPE", "Asked", "Item", "asked_of", "row_of"]

PIPE = "-"
Item = tuple[int, "str | dict[str, Any]"]
"""Number of a line or row, and the row, or the line of JSON that holds it."""

_SUFFIXES = frozenset((".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".gz"))
_LONGEST_NAME = 1024
_PIECE = 2048
Given = TypeVar("Given")


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
    found = names_in(name, body, path.name, table=bool(column or country))
    if isinstance(found, Sheet):
        return _from_table(found, column, country)
    if found.lstrip().startswith("[") and Path(name).suffix.lower() == ".json":
        return Asked(path.name, _cut(list(enumerate(json_list(body, path.name), 1))))
    lines = [(number, line) for number, line in enumerate(found.split("\n"), 1) if line.strip()]
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
        yield burst if json else [(number, {"id": number, "name": clean_name(line)}) for number, line in burst]


def _from_table(sheet: Sheet, column: str | None, country: str | None) -> Asked:
    guessed = sheet.guessed
    at = guessed.name if column is None else sheet.place(column)
    if at is None:
        mend = f"say which of {sheet.shown} it is with --column"
        raise InputError("has no column that is clearly one of names", where=sheet.where, mend=mend)
    land = guessed.country if country is None else sheet.place(country)
    told = f"{sheet.where}: names from the column “{sheet.heads[at]}”" + (
        f", countries from “{sheet.heads[land]}”" if land is not None else ""
    )
    return Asked(sheet.where, _cut(sheet.asked(Columns(at, land, guessed.key))), (told,))
