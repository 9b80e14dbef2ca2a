"""The demo: a workspace with a synthetic corpus, replayed through the same path as a live crawl."""

from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from attache.build.builder import Built, build
from attache.build.edition import Edition, Editions
from attache.build.verify import verify
from attache.cli.building import show_built, show_checked
from attache.cli.collecting import show_report
from attache.cli.common import out, progress, show_table
from attache.cli.demo_people import decide
from attache.collect.evidence import Evidence
from attache.collect.replay import ReplayFetcher
from attache.collect.run import collect
from attache.collect.sources import load_sources
from attache.core.errors import WorkspaceError
from attache.core.files import write_atomic
from attache.core.workspace import Workspace
from attache.demo import DAYS, corpus, declarations, write_warc
from attache.vocabulary.codebook import load_codebook

__all__ = ["register"]

_MARK = ".attache-demo"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("demo")(demo_command)


def demo_command(
    folder: Annotated[Path, typer.Argument(help="Folder for the demo workspace.")] = Path("demo"),
    fresh: Annotated[bool, typer.Option(help="Remove an earlier demo in that folder first.")] = False,
) -> None:
    """Collect, build, verify and look, on a synthetic corpus; nothing is fetched from anywhere."""
    started = time.monotonic()
    space = _workspace(folder, fresh)
    archive = space.root / "synthetic-crawl.warc.gz"
    write_warc(archive, corpus(), DAYS)
    out.print(f"[bold]1. Collect[/] what the site showed on {len(DAYS)} days, replayed from {archive.name}")
    _collect(space, archive, DAYS[0])
    first = _build(space)
    out.print(f"   edition {first.edition.number}: {first.read} items read, {first.seconds:.1f} s.")
    out.print(f"   {decide(space, first.edition)}")
    for day in DAYS[1:]:
        _collect(space, archive, day)
    out.print("\n[bold]2. Build[/]")
    built = _build(space)
    show_built(built)
    out.print("\n[bold]3. Verify[/]")
    with progress(False) as tell:
        checked = verify(space, built.edition, recompute=True, progress=tell)
    show_checked(checked, built.edition)
    out.print("\n[bold]4. Look[/]")
    _tables(Editions(space.editions).require())
    _next(folder, time.monotonic() - started)
    if checked.findings:
        raise typer.Exit(1)


def _build(space: Workspace) -> Built:
    with progress(False) as tell:
        return build(space, progress=tell)


def _workspace(folder: Path, fresh: bool) -> Workspace:
    if fresh and (folder / _MARK).is_file():
        shutil.rmtree(folder)
    if (folder / "attache.toml").exists():
        raise WorkspaceError(
            "there is a workspace here already",
            where=str(folder),
            mend="use --fresh, or name another folder",
        )
    space = Workspace.create(folder)
    write_atomic(folder / _MARK, "A demo workspace; `attache demo --fresh` may remove it.\n")
    for name, text in declarations().items():
        write_atomic(space.sources / name, text)
    return space


def _collect(space: Workspace, archive: Path, day: date) -> None:
    out.print(f"   {day.isoformat()}")
    evidence = Evidence(space.evidence)
    fetcher = ReplayFetcher([archive], as_of=day.isoformat())
    for source in load_sources(space.sources).values():
        with progress(False) as tell:
            report = collect(source, evidence, fetcher, progress=tell, now=fetcher.now)
        out.print("   ", end="")
        show_report(report)


_QUESTIONS = (
    (
        "Opportunities by country",
        "select host_country, count(*) n from opportunities group by 1 order by 2 desc, 1 limit 8",
    ),
    (
        "Opportunities by mission",
        "select mission_id, count(*) n from opportunities group by 1 order by 2 desc, 1 limit 8",
    ),
    ("Opportunities by year", "select year, count(*) n from opportunities group by 1 order by 1"),
    (
        "Life of the postings",
        "select status, count(*) n from lives join opportunities using (document_id) group by 1 order by 2 desc, 1",
    ),
)
_FIELDS = """select value, count(distinct subject_id) n from codes join opportunities on opportunity_id = subject_id
where variable = 'technology_field' and value in (select unnest(?)) group by 1 order by 2 desc, 1 limit 10"""


def _tables(edition: Edition) -> None:
    con = edition.connect()
    for title, query in _QUESTIONS:
        rows = [(name if name is not None else "not stated", n) for name, n in con.execute(query).fetchall()]
        show_table(f"{title} (synthetic)", ("", "n"), rows, numbers=(1,))
    field = load_codebook(None).variable("technology_field")
    second = [value.value for value in field.values.values() if value.parent]
    labels = {value.value: f"{value.zh} {value.en}" for value in field.values.values()}
    rows = [(labels[name], n) for name, n in con.execute(_FIELDS, [second]).fetchall()]
    show_table("Technology fields, several per posting (synthetic)", ("", "n"), rows, numbers=(1,))


def _next(folder: Path, seconds: float) -> None:
    edition = Editions(folder / "editions").require()
    first = edition.connect().execute("select opportunity_id from opportunities order by published_on desc, 1 limit 1")
    example = (first.fetchone() or ("ID",))[0]
    out.print(f"\nDone in {seconds:.0f} s. Everything above is synthetic. Where to look next:")
    out.print(f"  attache serve -w {folder}     (pages in a browser, at http://127.0.0.1:8229/)", markup=False)
    out.print(f"  attache search 激光雷达 -w {folder}", markup=False)
    out.print(f"  attache show {example} -w {folder}", markup=False)
    out.print(f"  attache diff 1 -w {folder}", markup=False)
    out.print("  attache codebook show technology_field", markup=False)
