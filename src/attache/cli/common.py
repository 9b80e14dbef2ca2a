"""What the commands share: options, output for people and for machines, progress, one workspace."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from attache.core.errors import InputError
from attache.core.workspace import Workspace

__all__ = ["JSON", "WORKSPACE", "emit", "err", "json_line", "out", "progress", "show_table"]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

WORKSPACE = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="Workspace folder; else $ATTACHE_WORKSPACE, else the current folder."),
]
JSON = Annotated[bool, typer.Option("--json", help="Write JSON lines for machines instead of tables for people.")]

Tell = Callable[[str, int, int | None], None]


def emit(value: Mapping[str, Any]) -> None:
    """Write one JSON line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def json_line(line: str, where: str) -> dict[str, Any]:
    """Return one line of input as a JSON object; InputError names where it is not one."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON ({error})", where=where, mend="write one JSON object per line") from None
    if not isinstance(found, dict):
        raise InputError("is not a JSON object", where=where, mend="write an object with the documented keys")
    return found


def show_table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], *, numbers: Sequence[int] = ()
) -> None:
    """Print a table; `numbers` are the columns that are set flush right."""
    table = Table(
        title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2)
    )
    for at, head in enumerate(heads):
        table.add_column(head, justify="right" if at in numbers else "left", overflow="fold", header_style="dim")
    for row in rows:
        table.add_row(*(plain(cell) for cell in row))
    out.print(table)


def plain(value: object) -> str:
    """Return collected text so that nothing in it is taken for markup or for a terminal's command."""
    text = "" if value is None else str(value)
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text).replace("[", r"\[")


@contextmanager
def progress(quiet: bool) -> Iterator[Tell]:
    """Show a bar on standard error while something long goes on, if that is a terminal."""
    if quiet or not err.is_terminal:
        yield lambda _doing, _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def tell(doing: str, done: int, total: int | None) -> None:
            if doing not in tasks:
                tasks[doing] = bar.add_task(doing, total=total)
            bar.update(tasks[doing], completed=done, total=total)

        yield tell


def open_workspace(folder: Path | None) -> Workspace:
    """Open the workspace that the command was told to use."""
    return Workspace.open(folder)
