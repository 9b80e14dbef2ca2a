"""Commands that compare names of organisations, in Chinese and English."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from attache.cli.common import JSON, emit, json_line, out, show_table
from attache.core.errors import InputError
from attache.link import Comparison, compare, screen

__all__ = ["register"]

_PIPE = "-"


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("compare")(compare_command)
    app.command("screen")(screen_command)


def compare_command(
    a: Annotated[str, typer.Argument(help="A name; `-` for JSON lines {id, a, b} on standard input.")],
    b: Annotated[str | None, typer.Argument(help="The other name.")] = None,
    json: JSON = False,
) -> None:
    """Say whether two names are of one organisation, how sure that is, and why."""
    if a == _PIPE:
        for item in _lines("standard input", sys.stdin):
            found = compare(str(item.get("a") or ""), str(item.get("b") or ""))
            emit({"id": item.get("id"), **_told(found)})
        return
    if b is None:
        raise InputError("one name is given", mend="give two, or `-` to read pairs from standard input")
    found = compare(a, b)
    if json:
        emit(_told(found))
        return
    verdict = "the same organisation" if found.match else "not the same organisation"
    out.print(f"{verdict}, probability {found.score:.2f}", markup=False)
    show_table("", ("why",), [(reason,) for reason in found.reasons])


def _told(found: Comparison) -> dict[str, Any]:
    return asdict(found) | {"score": round(found.score, 4), "reasons": list(found.reasons)}


def screen_command(
    names: Annotated[str, typer.Argument(help="JSON lines {id, name[, country]}: a file, or `-` for standard input.")],
    register: Annotated[list[Path], typer.Option(help="Register: JSON lines {id, name[, aliases][, country] …}.")],
    top: Annotated[int, typer.Option(min=1, max=100, help="Most hits for a name.")] = 5,
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, help="Least probability of a hit; none if not given.")
    ] = None,
    json: JSON = False,
) -> None:
    """Look for names in registers; each hit has its probability and its reasons."""
    entries = [row | {"register": path.stem} for path in register for row in _file(path)]
    asked = _lines("standard input", sys.stdin) if names == _PIPE else _file(Path(names))
    for answer in screen(asked, entries, top=top, threshold=threshold):
        if json:
            emit(answer)
        else:
            _show(answer, len(entries))
    if not json:
        out.print("[dim]Being listed or sought is not wrongdoing; not being found is not being safe.[/]")


def _show(answer: dict[str, Any], searched: int) -> None:
    if not answer["hits"]:
        out.print(f"{answer['name']}: nothing found among {searched:,} entries.", markup=False)
        return
    hits = answer["hits"]
    rows = [(h["register"], h["name"], h["alias"], f"{h['score']:.2f}", h["reasons"][-1]) for h in hits]
    show_table(str(answer["name"]), ("register", "entry", "found by", "sure", "why"), rows, numbers=(3,))


def _file(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            yield from _lines(str(path), lines)
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", where=str(path), mend="save it as UTF-8") from None
    except OSError as error:
        told = (error.strerror or "unknown").lower()
        raise InputError(f"cannot be read ({told})", where=str(path), mend="check the name and the rights") from None


def _lines(where: str, lines: Any) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json_line(line, f"{where}, line {number}")
