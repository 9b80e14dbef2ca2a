"""The command that draws charts and maps of an edition."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from attache.cli.common import JSON, WORKSPACE, emit, out, progress, show_table
from attache.cli.measuring import selected, selected_frame
from attache.core.errors import InputError, NotFoundError
from attache.core.files import write_atomic
from attache.measure.chapters import MEASURES, find
from attache.measure.charts import Chart, charts
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.publish.csvs import write_csv

__all__ = ["register"]

_KINDS = (".svg", ".png")
_LEAST, _MOST = 320, 4000


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("chart")(chart)


def chart(
    measures: Annotated[
        list[str] | None, typer.Argument(help="Measures or chapters, or `all`; what --list names too.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A file .svg or .png for one chart, else a folder for all.")
    ] = Path("charts"),
    kind: Annotated[Literal["svg", "png"], typer.Option("--format", help="Pictures in a folder.")] = "svg",
    language: Annotated[Literal["en", "zh"], typer.Option(help="Language of the labels.")] = "en",
    width: Annotated[int, typer.Option(help="Width of the picture in pixels; a PNG has twice as many.")] = 720,
    country: Annotated[list[str] | None, typer.Option(help="Only these host countries; may be repeated.")] = None,
    mission: Annotated[list[str] | None, typer.Option(help="Only these missions; may be repeated.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="Only opportunities with DIMENSION=VALUE, a variable too; may be repeated.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only postings from this day, month or year.")] = None,
    until: Annotated[
        str | None, typer.Option(help="Only postings up to and including this day, month or year.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the charts that this edition allows.")] = False,
    edition: Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Draw charts and maps of measures, each with its data as CSV beside it."""
    if not measures and not list_:
        raise InputError("no measure is named", mend="name one, a chapter or `all`; --list lists the charts")
    if not _LEAST <= width <= _MOST:
        raise InputError(f"a width of {width} cannot be drawn", mend=f"give {_LEAST} to {_MOST} pixels")
    frame = selected_frame(workspace, edition, since, until, selected(country, mission, where))
    wanted = _wanted(measures or ["all"])
    rows = _measured(frame, list(wanted), json)
    made = charts(rows, frame.codebook, language=language, width=width)
    drawn = [one for one in made if wanted[one.rows[0].measure] in (None, one.id)]
    if list_:
        _list(drawn, json)
    elif not drawn:
        raise NotFoundError(
            "there is nothing to draw", mend="`attache measure` shows the tables and why they are empty"
        )
    else:
        _write(drawn, _paths(drawn, output, kind), json)


def _measured(frame: Frame, measures: Sequence[str], json: bool) -> dict[str, list[Estimate]]:
    rows = {}
    with progress(json) as tell:
        for at, one in enumerate(measures):
            tell("measuring", at, len(measures))
            rows[one] = MEASURES[one].run(frame)
    return rows


def _wanted(names: Sequence[str]) -> dict[str, str | None]:
    """Return the measures to draw; with the id of one of their charts where only that is asked for."""
    found: dict[str, str | None] = {}
    for name in names:
        measure = name.partition("-")[0]
        if name == "all":
            return dict.fromkeys(MEASURES)
        if measure != name and measure in MEASURES:
            found.setdefault(measure, name)
        else:
            found |= dict.fromkeys((one.id for one in find(name)), None)
    return found


def _paths(drawn: Sequence[Chart], to: Path, kind: str) -> list[Path]:
    """Return the file of each picture; a folder is made."""
    if to.suffix.lower() not in _KINDS or to.is_dir():
        to.mkdir(parents=True, exist_ok=True)
        return [to / f"{one.id}.{kind}" for one in drawn]
    if len(drawn) > 1:
        names = ", ".join(one.id for one in drawn[:5])
        mend = f"give a folder, or name one of them: {names}"
        raise InputError(f"these are {len(drawn)} charts and one file", where=str(to), mend=mend)
    if not to.parent.is_dir():
        raise InputError("the folder is not there", where=str(to.parent), mend="make it first")
    return [to]


def _write(drawn: Sequence[Chart], paths: Sequence[Path], json: bool) -> None:
    with progress(json) as tell:
        for at, (one, path) in enumerate(zip(drawn, paths, strict=True)):
            tell("drawing", at, len(drawn))
            png = path.suffix.lower() == ".png"
            write_atomic(path, one.png() if png else one.svg())
            heads, rows = one.table()
            write_csv(path.with_suffix(".csv"), heads, rows)
            if json:
                emit({"chart": one.id, "file": str(path), "title": one.title, "caption": one.caption, "alt": one.alt})
    if not json:
        show_table("", ("file", "title"), [(path, one.title) for one, path in zip(drawn, paths, strict=True)])
        pngs = [one for one, path in zip(drawn, paths, strict=True) if path.suffix.lower() == ".png"]
        for notice in dict.fromkeys(one.notice for one in pngs if one.notice):
            out.print(notice, markup=False)
        if any(row.synthetic for one in drawn for row in one.rows):
            out.print("[bold yellow]Synthetic data is among these.[/] The pictures say so.")


def _list(drawn: Sequence[Chart], json: bool) -> None:
    for one in drawn if json else ():
        emit({"chart": one.id, "measure": one.rows[0].measure, "title": one.title, "rows": len(one.rows)})
    if not json:
        show_table("", ("chart", "title", "rows"), [(one.id, one.title, len(one.rows)) for one in drawn], numbers=(2,))
