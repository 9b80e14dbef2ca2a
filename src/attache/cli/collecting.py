"""Commands that bring evidence into a workspace."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import yaml

from attache.cli.common import JSON, WORKSPACE, emit, err, open_workspace, out, progress, show_table
from attache.collect.evidence import Evidence
from attache.collect.exchange import Fetcher, Sweep, utc_now
from attache.collect.files import collect_files
from attache.collect.replay import ReplayFetcher
from attache.collect.run import Report, collect, live_fetcher
from attache.collect.sources import SHIPPED, Source, load_source, load_sources
from attache.collect.warcs import collect_warcs
from attache.core.errors import InputError, NotFoundError
from attache.core.files import write_atomic
from attache.core.workspace import Workspace
from attache.ledger import Ledger

__all__ = ["all_sources", "fetcher_for", "open_evidence", "register", "show_report"]

_WARC = re.compile(r"\.(warc(\.gz)?|wacz)$")


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
    evidence, empty = open_evidence(space), False
    replayed = ReplayFetcher(replay, as_of=as_of) if replay else None
    for name in wanted:
        fetcher = fetcher_for(space, known[name], evidence, replayed)
        now = replayed.now if replayed else utc_now
        with progress(json) as tell:
            report = collect(known[name], evidence, fetcher, progress=tell, limit=limit, now=now)
        empty |= report.listed == 0
        if json:
            emit(asdict(report))
        else:
            show_report(report)
    if empty:
        raise typer.Exit(1)


def open_evidence(space: Workspace) -> Evidence:
    """Open the evidence for writing, and say what a crash had left undone."""
    evidence = Evidence(space.evidence)
    for message in evidence.recover():
        err.print(message, markup=False)
    return evidence


def fetcher_for(space: Workspace, source: Source, evidence: Evidence, replay: ReplayFetcher | None) -> Fetcher:
    """Return what answers for a source: the replayed archive, else the live web within the source's declaration."""
    if replay:
        return replay
    told = space.settings
    return live_fetcher(source, evidence, contact=told.contact, proxy=told.proxy, private_hosts=told.private_hosts)


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
    source: Annotated[str | None, typer.Option(help="Id to file them under; made from the name if not given.")] = None,
    synthetic: Annotated[bool, typer.Option(help="Mark them as made for demonstration or tests.")] = False,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Take files that you have, or somebody else's WARC files, into the evidence."""
    space = open_workspace(workspace)
    refused = 0
    for path in paths:
        if not path.exists():
            raise InputError("there is no such file or folder", where=str(path), mend="check the name")
        sweep = _take(space, path, source or _id_of(path), synthetic=synthetic, quiet=json)
        refused += sweep.failures
        if json:
            emit(asdict(sweep))
        else:
            out.print(
                f"{path}: {len(sweep.seen) - sweep.failures:,} items taken, {sweep.failures:,} refused.", markup=False
            )
            for note in sweep.notes[:20]:
                err.print(f"  {note}", markup=False)
    if refused:
        raise typer.Exit(InputError.status)


def _take(space: Workspace, path: Path, name: str, *, synthetic: bool, quiet: bool) -> Sweep:
    known = all_sources(space).get(name)
    declared = known or _declare(space, path, name, synthetic=synthetic)
    if declared.adapter not in ("files", "warc"):
        raise InputError(
            f"source {name} is collected, not imported", where=str(path), mend="name another id with --source"
        )
    here = declared.model_copy(update={"settings": {**declared.settings, "path": str(path.resolve())}})
    take = collect_warcs if declared.adapter == "warc" else collect_files
    with progress(quiet) as tell:
        evidence = open_evidence(space)
        return take(here, evidence, folder=path.parent, progress=lambda count: tell("importing", count, None))


def _id_of(path: Path) -> str:
    name = path.resolve().name.lower().split(".")[0]
    return re.sub("[^a-z0-9]+", "-", name).strip("-")[:60] or "import"


def _declare(space: Workspace, path: Path, name: str, *, synthetic: bool) -> Source:
    """Write a declaration for files that nobody has declared, so that a keeper can refine it."""
    adapter = "warc" if _WARC.search(path.name.lower()) else "files"
    told = {
        "id": name,
        "name": path.name,
        "owner": "not said",
        "adapter": adapter,
        "synthetic": synthetic,
        "settings": {"path": str(path.resolve())},
    }
    file = space.sources / f"{name}.yaml"
    if not re.fullmatch("[a-z0-9][a-z0-9-]{0,62}", name):
        raise InputError(f"`{name}` cannot be an id", mend="use small letters, digits and hyphens")
    write_atomic(file, yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
    return load_source(file)
