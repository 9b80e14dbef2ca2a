"""The command that makes a release of an edition."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from attache.build.edition import Editions
from attache.cli.common import JSON, WORKSPACE, emit, open_workspace, out, progress
from attache.publish.release import edition_before, open_release, publish

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("publish")(publish_command)


def publish_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; it must not hold anything yet.")],
    edition: Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")] = None,
    previous: Annotated[
        str | None,
        typer.Option(help="Folder of the release before, or number of an edition, that the change log compares with."),
    ] = None,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Add the archived pages as WACZ, as received, contact persons included.")
    ] = False,
    publisher: Annotated[str, typer.Option(help="Who publishes, as it is to be cited.")] = "Attaché",
    replace: Annotated[bool, typer.Option("--replace", help="Replace the release that stands there.")] = False,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Write a release: tables as Parquet, CSV and SQLite, FollowTheMoney, codebook, change log, checksums, notice."""
    space = open_workspace(workspace)
    editions = Editions(space.editions)
    chosen = editions.get(edition) if edition is not None else editions.require()
    before = None
    if previous is not None:
        a_number = previous.isdecimal() and not Path(previous).exists()
        before = edition_before(editions.get(int(previous))) if a_number else open_release(Path(previous)).before()
    with progress(json) as tell:
        made = publish(
            chosen, folder, publisher=publisher, before=before, replace=replace, tell=tell,
            evidence=space.evidence if evidence else None,
        )  # fmt: skip
    if json:
        emit({"edition": chosen.number, "id": chosen.edition_id, **asdict(made)})
        return
    out.print(f"Release of edition {chosen.number} ({chosen.edition_id}) in {made.path}:", markup=False)
    changes = f", {made.changes:,} changes" if before else ""
    out.print(f"{made.rows:,} rows, {made.files:,} files, {made.bytes / 1e6:,.1f} MB{changes}.")
    out.print(f"SHA-256 of SHA256SUMS: {made.sha256}")
    if chosen.manifest["synthetic"]:
        out.print("[bold yellow]This release holds synthetic data.[/] It must not be compared with published claims.")
