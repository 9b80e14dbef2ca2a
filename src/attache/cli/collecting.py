"""Commands that bring evidence into a workspace."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from attache.cli.common import JSON, WORKSPACE, emit, err, open_workspace, out, progress, show_table
from attache.collect.evidence import Evidence
from attache.collect.exchange import Fetcher
from attache.collect.files import collect_files
from attache.collect.replay import ReplayFetcher
from attache.collect.run import Report, collect, live_fetcher
from attache.collect.sources import SHIPPED, Source, load_source, load_sources
from attache.collect.warcs import collect_warcs
from attache.core.errors import InputError, NotFoundError
from attache.core.workspace import Workspace
from attache.ledger import Ledger

__all__ = ["all_sources", "register"]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("init")(init_command)
    app.command("sources")(sources_command)
    app.command("collect")(collect_command)
    app.command("import")(import_command)


def init_command(folder: Annotated[Path, typer.Argument(help="Folder to make the workspace in.")]) -> None:
    """Make a workspace: a folder with evidence/, editions/, sources/, casebook/ and a ledger."""
    space = Workspace.create(folder)
    Ledger(space.ledger_url).close()
    out.print(f"Made a workspace in {folder}.", markup=False)
    out.print("Next: `attache sources` lists what can be collected; `attache import` takes files that you have.")


def all_sources(space: Workspace) -> dict[str, Source]:
    """Return the shipped sources and those of the workspace, which come first."""
    return load_sources(SHIPPED) | load_sources(space.sources)


def sources_command(
    workspace: WORKSPACE = None,
    check: Annotated[Path | None, typer.Option(help="Check one declaration file instead.")] = None,
    json: JSON = False,
) -> None:
    """List the declared sources, or check a declaration."""
    if check is not None:
        source = load_source(check)
        out.print(f"{check}: source {source.id} is well declared.", markup=False)
        return
    found = all_sources(open_workspace(workspace))
    if json:
        for source in found.values():
            emit(source.model_dump(mode="json"))
        return
    rows = [(s.id, s.adapter, s.name, s.owner) for s in found.values()]
    show_table("", ("source", "adapter", "name", "owner"), rows)


def collect_command(
    sources: Annotated[list[str] | None, typer.Argument(help="Ids of sources; those of the workspace if none.")] = None,
    replay: Annotated[
        list[Path] | None, typer.Option(help="Answer from these WARC files instead of from the web.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="With --replay: the day to replay, such as 2020-12-31.")] = None,
    limit: Annotated[int | None, typer.Option(min=0, help="Ask for at most so many items per source.")] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Make one sweep over sources, politely, into the evidence."""
    space = open_workspace(workspace)
    known = all_sources(space)
    wanted = sources or sorted(load_sources(space.sources))
    if not wanted:
        raise InputError(
            "no source is named and the workspace declares none",
            where=str(space.sources),
            mend="name one of `attache sources`",
        )
    missing = [name for name in wanted if name not in known]
    if missing:
        raise NotFoundError(f"there is no source `{missing[0]}`", mend="`attache sources` lists them")
    evidence = Evidence(space.evidence)
    failed = False
    for name in wanted:
        report = _sweep(space, known[name], evidence, replay, as_of, limit, json)
        failed |= report.listed == 0
        if json:
            emit(asdict(report))
        else:
            show_report(report)
    if failed:
        raise typer.Exit(1)


def _sweep(
    space: Workspace,
    source: Source,
    evidence: Evidence,
    replay: list[Path] | None,
    as_of: str | None,
    limit: int | None,
    quiet: bool,
) -> Report:
    fetcher: Fetcher
    with progress(quiet) as tell:
        if replay:
            fetcher = ReplayFetcher(replay, as_of=as_of)
            return collect(source, evidence, fetcher, progress=tell, limit=limit, now=fetcher.now)
        settings = space.settings
        fetcher = live_fetcher(
            source, evidence, contact=settings.contact, proxy=settings.proxy, private_hosts=settings.private_hosts
        )
        return collect(source, evidence, fetcher, progress=tell, limit=limit)


def show_report(report: Report) -> None:
    """Say in one line what a sweep did, and what a keeper should look at."""
    whole = "" if report.sweep.complete else " [yellow](incomplete)[/]"
    out.print(
        f"{report.source_id}: {report.listed} listed, {report.new} new, {report.rechecked} asked again "
        f"({report.unchanged} unchanged, {report.vanished} vanished), {report.failed} failed{whole}."
    )
    for notice in report.notices:
        err.print(f"  {notice.kind}: {notice.message}", markup=False)


def import_command(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders, archives; WARC and WACZ files.")],
    source: Annotated[
        str | None, typer.Option(help="Declared source to file them under; else one is made from the name.")
    ] = None,
    synthetic: Annotated[bool, typer.Option(help="Mark them as made for demonstration or tests.")] = False,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Take files that you have, or somebody else's WARC files, into the evidence."""
    space = open_workspace(workspace)
    known = all_sources(space)
    evidence = Evidence(space.evidence)
    for path in paths:
        if not path.exists():
            raise InputError("there is no such file or folder", where=str(path), mend="check the name")
        declared = known.get(source) if source else None
        if source and declared is None:
            raise NotFoundError(f"there is no source `{source}`", mend="`attache sources` lists them")
        _import_one(path, declared, evidence, synthetic=synthetic, quiet=json)


def _import_one(path: Path, declared: Source | None, evidence: Evidence, *, synthetic: bool, quiet: bool) -> None:
    is_warc = path.name.lower().endswith((".warc", ".warc.gz", ".wacz"))
    chosen = declared or _made(path, "warc" if is_warc else "files", synthetic)
    with progress(quiet) as tell, evidence.writer():
        take = collect_warcs if chosen.adapter == "warc" else collect_files
        report = take(chosen, evidence, path=path, progress=tell)
    if quiet:
        emit(asdict(report))
    else:
        out.print(f"{path}: {report.new} new, {report.unchanged} known already, {report.failed} refused.", markup=False)
        for note in report.notes[:20]:
            err.print(f"  {note}", markup=False)
