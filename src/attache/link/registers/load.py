"""Files of registers read: the format told or recognised, one loader per family of formats."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from attache.core.errors import InputError
from attache.link.entries import Entry
from attache.link.registers import bis, canada, csl, dod, ftm, lines, ofac, ror
from attache.link.registers.loaded import Gathered, Loaded
from attache.link.registers.objects import LIST_KEYS, json_lines, json_list, listed_under
from attache.link.registers.opening import Opened, csv_rows, open_source, text_of
from attache.link.registers.sheets import is_workbook, sheet_rows
from attache.link.registers.tables import take_table

__all__ = ["COLLECTIONS", "FORMATS", "load"]

COLLECTIONS = frozenset(("us-csl", "us-ofac-cons"))
"""Ids under which a file is taken whole: its rows name their own registers."""
_HEAD = 65_536


def load(
    source: Path | bytes | Mapping[str, bytes],
    *,
    register: str = "",
    format: str | None = None,  # noqa: A002 -- the word that people use
    mapping: Mapping[str, str] | None = None,
    edition: str | None = None,
    name: str = "",
) -> Loaded:
    """Read a register's file (or folder, ZIP, gzip of its files, or files by name) and return its entries.

    `register` is the id that the entries get; of a file that holds several registers (`COLLECTIONS`) it picks
    one, and without it every row has its own. `format` is one of `FORMATS`, recognised where it is not given.
    `mapping` gives columns of a table by field. `edition` dates the file (ISO 8601). `name` names bytes in messages.

    Raises InputError, with the columns or members that there are, where the file cannot be read as a register.
    """
    where, files = open_source(source, name)
    kind = format or _recognised(files, where)
    loader = FORMATS.get(kind)
    if loader is None:
        raise InputError(f"there is no format `{kind[:60]}`", where=where, mend=f"use one of {', '.join(FORMATS)}")
    stem = source.name.split(".")[0] if isinstance(source, Path) else ""
    got = Gathered("", edition)
    try:
        loader(files, got, dict(mapping or {}))
    except StopIteration:
        raise InputError("holds no row", where=where, mend="fetch the register again") from None
    return _owned(got.loaded(kind), register, stem)


def _owned(loaded: Loaded, register: str, stem: str) -> Loaded:
    """Give the entries their register; where rows name theirs and one of these is asked for, keep its rows only."""
    own = {entry.register for entry in loaded.entries} - {""}
    if register and register not in COLLECTIONS and register not in own:
        entries = tuple(replace(entry, register=register) for entry in loaded.entries)
        return replace(loaded, entries=entries)
    if register in own and register not in COLLECTIONS:
        chosen = tuple(entry for entry in loaded.entries if entry.register == register)
        rest = len(loaded.entries) - len(chosen)
        counts = dict(loaded.left_out) | ({"entries of other registers": rest} if rest else {})
        return replace(loaded, entries=chosen, left_out=counts)
    fallback = register or {"csl": "us-csl", "ofac": "us-ofac-cons", "ror": "ror"}.get(loaded.family, stem)
    return replace(loaded, entries=tuple(_with(entry, fallback) for entry in loaded.entries))


def _with(entry: Entry, register: str) -> Entry:
    return entry if entry.register else replace(entry, register=register)


def _recognised(files: Opened, where: str) -> str:
    """Return the format that the files look like."""
    if len(files) > 1:
        return _recognised_many(files, where)
    name, body = next(iter(files.items()))
    if is_workbook(body):
        return "table-sheet"
    head = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"{", b"["):
        return _recognised_json(body, head, name)
    text = text_of(body[:_HEAD] if not body.startswith((b"\xff\xfe", b"\xfe\xff")) else body, name)
    if text.lstrip()[:1] == "<":
        return "nro-html" if "<strong" in text_of(body, name) and "alias" in text_of(body, name) else "table-html"
    return _recognised_text(text, name)


def _recognised_many(files: Opened, where: str) -> str:
    if any(ofac.is_ofac(body[:_HEAD].decode("latin-1")) for body in files.values()):
        return "ofac-csv"
    if any("ror" in name.lower() and name.lower().endswith(".json") for name in files):
        return "ror-json"
    raise InputError("holds several files", where=where, mend=f"give one of {', '.join(list(files)[:20])}")


def _recognised_json(body: bytes, head: bytes, name: str) -> str:
    if head[:1] == b"[":
        first = next(json_list(body, name), {})
        kind = "ror-json" if ror.is_ror(first) else "csl-json" if csl.is_csl_header(first) else "plain-json"
        return "ftm-json" if ftm.is_followthemoney(first) else kind
    first = _first_line(body, head, name)
    if ftm.is_followthemoney(first):
        return "ftm-lines"
    if first:
        return "plain-lines"
    rows = listed_under(body, name)
    return "csl-json" if rows and csl.is_csl_header(rows[0]) else "plain-json"


def _first_line(body: bytes, head: bytes, name: str) -> dict[str, Any]:
    """Return the object on the first line, empty where the whole is one object that holds a list."""
    line = body.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    if any(b'"%s"' % key.encode() in head for key in LIST_KEYS) and _is_one_object(line):
        return {}
    return next(json_lines(line, name), {})


def _is_one_object(line: bytes) -> bool:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return True
    return isinstance(found, dict) and any(isinstance(found.get(key), list) for key in LIST_KEYS)


def _recognised_text(text: str, name: str) -> str:
    if ofac.is_ofac(text):
        return "ofac-csv"
    header = {cell.strip().casefold() for cell in next(csv_rows(text, name), [])}
    if bis.COLUMNS - {"last_update", "action"} <= header:
        return "dpl-text"
    if csl.is_csl_header(header):
        return "csl-csv"
    if {"clean name", "parent name", "start date"} <= header:
        return "1260h-csv"
    return "1286-csv" if {"report-date", "program", "name"} <= header else "table-csv"


def _csv(files: Opened, got: Gathered, mapping: Mapping[str, str]) -> None:
    name, body = next(iter(files.items()))
    rows = csv_rows(text_of(body, name), name)
    take_table(next(rows), rows, got, mapping, name)


def _sheet(files: Opened, got: Gathered, mapping: Mapping[str, str]) -> None:
    name, body = next(iter(files.items()))
    rows = sheet_rows(body, name)
    take_table(rows[0], rows[1:], got, mapping, name)


def _json_rows(files: Opened) -> Any:
    name, body = next(iter(files.items()))
    listed = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"["
    return json_list(body, name) if listed else listed_under(body, name)


def _line_rows(files: Opened) -> Any:
    name, body = next(iter(files.items()))
    return json_lines(body, name)


_Loader = Callable[[Opened, Gathered, Mapping[str, str]], None]
FORMATS: dict[str, _Loader] = {
    "csl-json": lambda files, got, _: csl.csl_json(files, got),
    "csl-csv": lambda files, got, _: csl.csl_csv(files, got),
    "ofac-csv": lambda files, got, _: ofac.ofac(files, got),
    "dpl-text": lambda files, got, _: bis.denied_persons(files, got),
    "1260h-csv": lambda files, got, _: dod.section_1260h(files, got),
    "1286-csv": lambda files, got, _: dod.section_1286(files, got),
    "nro-html": lambda files, got, _: canada.named_research_organizations(files, got),
    "ror-json": lambda files, got, _: ror.ror(files, got),
    "ftm-lines": lambda files, got, _: ftm.followthemoney(_line_rows(files), got),
    "ftm-json": lambda files, got, _: ftm.followthemoney(_json_rows(files), got),
    "plain-lines": lambda files, got, told: lines.plain_rows(_line_rows(files), got, told, next(iter(files))),
    "plain-json": lambda files, got, told: lines.plain_rows(_json_rows(files), got, told, next(iter(files))),
    "table-csv": _csv,
    "table-sheet": _sheet,
    "table-html": canada.page_tables,
}
"""Loaders by format."""
