"""Commands that make and check editions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from attache.build.builder import Built, build
from attache.build.diff import diff
from attache.build.edition import Edition, Editions
from attache.build.verify import Checked, verify
from attache.cli.common import JSON, WORKSPACE, Tell, emit, err, open_workspace, out, progress, show_table
from attache.publish.release import check_release, open_release

__all__ = ["register"]

_SHOWN = 40


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("build")(build_command)
    app.command("verify")(verify_command)
    app.command("diff")(diff_command)
    app.command("editions")(editions_command)


def build_command(workspace: WORKSPACE = None, json: JSON = False) -> None:
    """Compute the next edition from evidence, ledger and vocabulary."""
    space = open_workspace(workspace)
    with progress(json) as tell:
        built = build(space, progress=tell)
    if json:
        emit(_summary(built))
        return
    if not built.new:
        out.print(f"Edition {built.edition.number} is up to date: nothing that it depends on has changed.")
        return
    show_built(built)


def show_built(built: Built) -> None:
    """Say in two lines and a table what a build did."""
    edition = built.edition
    out.print(
        f"Edition {edition.number} ({edition.edition_id}): {built.read:,} items read, "
        f"{built.kept:,} taken over, {built.seconds:.1f} s."
    )
    rows = [(name, f"{entry['rows']:,}") for name, entry in edition.manifest["tables"].items() if entry["rows"]]
    show_table("", ("table", "rows"), rows, numbers=(1,))
    if edition.manifest["synthetic"]:
        out.print("[bold yellow]This edition holds synthetic data.[/] It must not be compared with published claims.")


def _summary(built: Built) -> dict[str, object]:
    edition = built.edition
    rows = {name: entry["rows"] for name, entry in edition.manifest["tables"].items()}
    done = {"read": built.read, "kept": built.kept, "seconds": round(built.seconds, 3), "new": built.new}
    return {"edition": edition.number, "id": edition.edition_id, **done, "rows": rows}


def verify_command(
    workspace: WORKSPACE = None,
    edition: Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")] = None,
    recompute: Annotated[bool, typer.Option(help="Compute the edition again and compare.")] = True,
    release: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Check this release instead, without any workspace.")
    ] = None,
    json: JSON = False,
) -> None:
    """Check every digest, every span and the whole edition, or a release; exit with 1 if anything does not hold."""
    if release is not None:
        _verify_release(release, json)
        return
    space = open_workspace(workspace)
    editions = Editions(space.editions)
    chosen = editions.get(edition) if edition is not None else editions.current()
    with progress(json) as tell:
        checked = verify(space, chosen, recompute=recompute, progress=tell)
        if chosen is not None and recompute and not checked.findings:
            checked = _with_pages(chosen, checked, tell)
    if json:
        emit({"edition": chosen.number if chosen else None, **asdict(checked)})
    else:
        show_checked(checked, chosen)
    if checked.findings:
        raise typer.Exit(1)


def _with_pages(edition: Edition, checked: Checked, tell: Tell) -> Checked:
    """Check what pages keep beside the edition too, where they keep anything."""
    if not any(edition.path.glob("*.db")):
        return checked
    from attache.web.checking import check_pages  # noqa: PLC0415 -- the libraries of pages are not always needed

    counts = dict(checked.counts)
    findings = tuple(check_pages(edition, counts, tell))
    return Checked(counts, findings, checked.remarks)


def _verify_release(folder: Path, json: bool) -> None:
    found = open_release(folder)
    with progress(json) as tell:
        checked = check_release(found, tell)
    if json:
        emit({"release": str(folder), "edition": found.manifest["number"], **asdict(checked)})
    else:
        _say(checked, f"release of edition {found.manifest['number']}")
    if checked.findings:
        raise typer.Exit(1)


def show_checked(checked: Checked, edition: Edition | None) -> None:
    """Say what was checked and what was found."""
    _say(checked, f"edition {edition.number}" if edition else "no edition yet")


def _say(checked: Checked, named: str) -> None:
    what = ", ".join(f"{count:,} {name}" for name, count in checked.counts.items())
    out.print(f"Checked ({named}): {what}.")
    for remark in checked.remarks:
        out.print(f"Note: {remark}.", markup=False)
    for finding in checked.findings[:_SHOWN]:
        err.print(f"wrong: {finding}", markup=False)
    if len(checked.findings) > _SHOWN:
        err.print(f"and {len(checked.findings) - _SHOWN} more; --json lists all.")
    out.print("[bold red]Something does not hold.[/]" if checked.findings else "[green]Everything holds.[/]")


def diff_command(
    before: Annotated[int, typer.Argument(help="Number of the earlier edition.")],
    after: Annotated[
        int | None, typer.Argument(help="Number of the later edition; the current one if not given.")
    ] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Say what moved between two editions, and why."""
    editions = Editions(open_workspace(workspace).editions)
    later = editions.get(after) if after is not None else editions.require()
    found = diff(editions.get(before), later)
    if json:
        for change in found.changes:
            emit(asdict(change))
        return
    if later.manifest["synthetic"]:
        out.print("[bold yellow]Synthetic data is among these.[/]")
    why = ", ".join(found.why) or "nothing"
    out.print(f"Edition {found.before} -> {found.after}; what changed underneath: {why}.", markup=False)
    rows = [(t, f"{a:,}", f"{b:,}", f"{b - a:+,}") for t, (a, b) in found.rows.items() if a != b]
    if rows:
        show_table("", ("table", "before", "after", ""), rows, numbers=(1, 2, 3))
    shown = [(c.kind, c.id, c.detail) for c in found.changes[:_SHOWN]]
    if shown:
        show_table("", ("change", "id", "what"), shown)
    if len(found.changes) > _SHOWN:
        out.print(f"and {len(found.changes) - _SHOWN:,} more changes; --json lists all.")
    if not rows and not shown:
        out.print("Nothing moved.")


def editions_command(workspace: WORKSPACE = None, json: JSON = False) -> None:
    """List the editions of the workspace."""
    editions = Editions(open_workspace(workspace).editions)
    current = editions.current()
    rows = [(editions.get(n), current is not None and n == current.number) for n in editions.numbers()]
    if json:
        for edition, is_current in rows:
            emit(
                {"edition": edition.number, "id": edition.edition_id, "current": is_current}
                | edition.manifest["inputs"]
            )
        return
    shown = [
        (e.number, e.edition_id, f"{e.rows('documents'):,}", f"{e.rows('opportunities'):,}", "current" if c else "")
        for e, c in rows
    ]
    show_table("", ("edition", "id", "documents", "opportunities", ""), shown, numbers=(0, 2, 3))
