"""Commands for pipes: read files, code texts; no workspace is needed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import tee
from pathlib import Path
from typing import Annotated, Any

import typer

from attache import api
from attache.cli.common import JSON, emit, err, json_line, out, show_table
from attache.core.errors import InputError
from attache.vocabulary.codebook import load_codebook

__all__ = ["register"]

Codebook = Annotated[Path | None, typer.Option("--codebook", help="Codebook file; the shipped one if not given.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("read")(read_command)
    app.command("code")(code_command)


def read_command(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders: HTML, PDF, DOCX, XLSX, CSV, JSON, TXT …")],
    json: JSON = False,
) -> None:
    """Read files and print what they say: title, date, text, mission, organisations, amounts."""
    refused = 0
    for path in _files(paths):
        try:
            for document in api.read(path):
                _show_read(document, json)
        except InputError as error:
            refused += 1
            err.print(f"attache: {error}", markup=False)
    if refused:
        raise typer.Exit(InputError.status)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink())
        else:
            yield path


def _show_read(document: dict[str, Any], json: bool) -> None:
    if json:
        emit(document)
        return
    long = ("text", "organisations", "amounts", "places", "labels")
    show_table("", ("", ""), [(k, v) for k, v in document.items() if k not in long and v not in (None, "", [])])
    names = [(o["name"], o["kind"], o["country"]) for o in document["organisations"]]
    if names:
        show_table("Organisations", ("name", "kind", "country"), names)
    money = [(a["as_stated"], a["kind"], a["currency"], a["low"], a["high"]) for a in document["amounts"]]
    if money:
        show_table("Amounts", ("words", "kind", "currency", "from", "to"), money, numbers=(3, 4))
    out.print(document["text"][:600], markup=False)
    out.print()


def code_command(
    json: Annotated[bool, typer.Option("--json", help="Read and write JSON lines (the only form there is).")] = True,
    variable: Annotated[list[str] | None, typer.Option(help="Only this variable; may be repeated.")] = None,
    codebook: Codebook = None,
) -> None:
    """Code texts: JSON lines {id, title, text} on standard input, {id, codes} on standard output."""
    book = load_codebook(codebook)
    for name in variable or ():
        book.variable(name)
    wrong: list[InputError] = []
    items, again = tee(_items(wrong))
    texts = ((str(item.get("title") or ""), str(item.get("text") or "")) for item in again)
    for item, codes in zip(items, api.code_many(texts, variables=variable, codebook=book), strict=True):
        emit({"id": item.get("id"), "codes": codes})
    if wrong:
        raise wrong[0]


def _items(wrong: list[InputError]) -> Iterator[dict[str, Any]]:
    """Yield the items up to the first bad line, so that what stands before it is coded and written."""
    for number, line in enumerate(sys.stdin, 1):
        try:
            item = json_line(line, f"standard input, line {number}") if line.strip() else None
        except InputError as error:
            wrong.append(error)
            return
        if item is not None:
            yield item
