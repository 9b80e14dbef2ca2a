"""The command that measures an edition."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from attache.build.edition import Editions
from attache.build.measuring import open_frame
from attache.cli.common import JSON, WORKSPACE, emit, open_workspace, out, progress, show_table
from attache.core.errors import InputError
from attache.measure.chapters import CHAPTERS, MEASURES, find
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.labels import group_label
from attache.measure.measures import Measure
from attache.measure.where import Where

__all__ = ["register", "said", "selected", "selected_frame"]

_SHOWN = 15


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("measure")(measure_command)


def measure_command(
    measures: Annotated[
        list[str] | None, typer.Argument(help="Measures or chapters; all of them if none given.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the measures with their questions and variants.")] = False,
    country: Annotated[list[str] | None, typer.Option(help="Only these host countries; may be repeated.")] = None,
    mission: Annotated[list[str] | None, typer.Option(help="Only these missions; may be repeated.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="Only opportunities with DIMENSION=VALUE, a variable too; may be repeated.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only postings from this day, month or year.")] = None,
    until: Annotated[
        str | None, typer.Option(help="Only postings up to and including this day, month or year.")
    ] = None,
    records: Annotated[str | None, typer.Option(help="List the records behind a row's `records` query.")] = None,
    edition: Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Measure an edition: every figure with its interval, its definition and the records behind it."""
    if list_:
        _list(json)
        return
    frame = selected_frame(workspace, edition, since, until, selected(country, mission, where))
    if records is not None:
        _records(frame, Where.parse(records), json)
        return
    asked = [one for name in measures for one in find(name)] if measures else list(MEASURES.values())
    with progress(json) as tell:
        for at, one in enumerate(asked):
            tell("measuring", at, len(asked))
            rows = one.run(frame)
            for row in rows if json else ():
                emit({"row": row.row_id, **asdict(row)})
            if not json:
                _show(frame, one, rows)
    if not json and frame.stamp.synthetic:
        out.print("[bold yellow]Synthetic data is among these.[/] They must not be compared with published claims.")


def selected(countries: list[str] | None, missions: list[str] | None, pairs: list[str] | None) -> Where:
    """Return the selection that the options `--country`, `--mission` and `--where` make together."""
    told = [*(f"host_country={c}" for c in countries or ()), *(f"mission_id={m}" for m in missions or ())]
    found: dict[str, list[str]] = {}
    for pair in (*told, *(pairs or ())):
        name, sign, value = pair.partition("=")
        if not sign or not name or not value:
            raise InputError(f"`{pair}` is no condition", mend="write it as `technology_field=lidar_sensing`")
        found.setdefault(name, []).append(value)
    return Where().also(**found)


def selected_frame(
    workspace: Path | None, edition: int | None, since: str | None, until: str | None, where: Where
) -> Frame:
    """Open an edition, the current one for None, for counting what is selected."""
    space = open_workspace(workspace)
    editions = Editions(space.editions)
    chosen = editions.get(edition) if edition is not None else editions.require()
    frame = open_frame(chosen, since=since, until=until)
    if not where.conditions:
        return frame
    return open_frame(chosen, since=since, until=until, only=frame.records(where))


def _list(json: bool) -> None:
    for one in MEASURES.values() if json else ():
        told = {"measure": one.id, "question": one.question, "unit": one.unit, "denominator": one.denominator}
        emit(told | {"definition": one.definition, "variants": dict(one.variants)})
    if not json:
        rows = [(one.id, one.question, ", ".join(one.variants)) for one in MEASURES.values()]
        show_table("", ("measure", "question", "variants"), rows)


def _records(frame: Frame, where: Where, json: bool) -> None:
    found = frame.evidence(where)
    for one in found if json else ():
        emit(one)
    if not json:
        rows = [
            tuple(str(one.get(k) or "") for k in ("document_id", "published_on", "title", "sha256"))
            for one in found
            if "document_id" in one
        ]
        cited = [(one["id"], one["source"]) for one in found if "document_id" not in one]
        if rows:
            show_table(
                f"{frame.count(where):,} records", ("document", "posted", "title", "SHA-256 of the capture"), rows
            )
        if cited:
            show_table("Stated by sources", ("record", "source"), cited)
        if not found:
            out.print("No record meets this.")


def _show(frame: Frame, measure: Measure, rows: list[Estimate]) -> None:
    out.print(f"[bold]{CHAPTERS[measure.chapter]}: {measure.question}[/]  [dim]{measure.id}[/]", soft_wrap=True)
    several = len({row.variant for row in rows}) > 1
    shown = [
        (
            *([row.variant] if several else []),
            " × ".join(
                group_label(by, group, frame.codebook)[0]
                for by, group in ((row.by_1, row.group_1), (row.by_2, row.group_2))
                if group
            ),
            *said(row),
            row.coded_by,
        )
        for row in rows[:_SHOWN]
    ]
    heads = (*(["variant"] if several else []), "", "n", "of", "figure", "interval", "coded by")
    show_table("", heads, shown, numbers=tuple(range(len(heads) - 5, len(heads) - 1)))
    if len(rows) > _SHOWN:
        out.print(f"[dim]and {len(rows) - _SHOWN:,} more rows; --json gives all.[/]")
    for note in dict.fromkeys(row.note for row in rows if row.note):
        out.print(f"Note: {note}.", markup=False)
    out.print()


def said(row: Estimate) -> tuple[str, str, str, str]:
    """Return n, total, the figure and its interval as they are printed; a figure that there is not is empty."""
    n = "" if row.n is None else f"{row.n:,}"
    total = "" if row.total is None else f"{row.total:,}"
    if row.share is not None:
        figure = f"{row.share:.1%}"
        interval = "" if row.low is None or row.high is None else f"{row.low:.1%}–{row.high:.1%}"
    else:
        figure = "" if row.value is None else f"{_number(row.value)} {row.unit}"
        interval = "" if row.low is None or row.high is None else f"{_number(row.low)}–{_number(row.high)}"
    return n, total, figure, interval


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 or float(value).is_integer() else f"{value:.4g}"
