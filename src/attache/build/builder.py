"""Build: from evidence, ledger and vocabulary to the next edition.

A build works in a staging folder named after its inputs; a build that is killed leaves the current
edition as it was, and the next build of the same inputs goes on where that one stopped. The finished
folder is renamed into place and becomes current in one step.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from attache.build import wholes
from attache.build.bucket import CODED, READ, Job, done, run
from attache.build.edition import CODEBOOK, Edition, Editions
from attache.build.indexing import index
from attache.build.inputs import Inputs
from attache.build.plan import Unit, part_file
from attache.build.state import State
from attache.build.tables import TABLES, Part, column, read_parts
from attache.collect.evidence import Evidence
from attache.core.errors import BuildError
from attache.core.files import link_or_copy, locked, write_atomic
from attache.core.workspace import Workspace
from attache.ledger import Ledger

__all__ = ["Built", "Progress", "build", "compute"]

FORMAT = 2
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""

_IN_PROCESS = 400


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: the edition, whether it is new, units read and taken over, and seconds."""

    edition: Edition
    new: bool
    read: int
    kept: int
    seconds: float


def build(workspace: Workspace, *, progress: Progress | None = None) -> Built:
    """Build the next edition of a workspace, or find that nothing has changed."""
    started = time.monotonic()
    editions = Editions(workspace.editions)
    try:
        with (
            locked(workspace.editions / ".lock", "building"),
            _uncollected(),
            closing(Ledger(workspace.ledger_url)) as ledger,
        ):
            edition, new, read, kept = _build(workspace, editions, ledger, progress or _quiet)
    except OSError as error:
        raise BuildError(
            f"the edition could not be written ({error.strerror})",
            where=str(workspace.editions),
            mend="make room or mend the folder's permissions, then build again; the last edition stands",
        ) from error
    return Built(edition, new, read, kept, time.monotonic() - started)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the garbage collector: a build makes millions of small values and no cycles."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _quiet(_doing: str, _done: int, _total: int) -> None:
    return None


def _build(
    workspace: Workspace, editions: Editions, ledger: Ledger, progress: Progress
) -> tuple[Edition, bool, int, int]:
    state = State.of(workspace, Evidence(workspace.evidence), ledger)
    current = editions.current()
    if current and current.edition_id == state.inputs.edition_id:
        return current, False, 0, state.plan.units
    staging = editions.folder / f".staging-{state.inputs.edition_id}"
    for stale in editions.folder.glob(".staging-*"):
        if stale != staging:
            shutil.rmtree(stale)
    read = compute(workspace, state, staging, current, progress)
    edition = editions.publish(staging)
    return edition, True, read, state.plan.units - read


def compute(workspace: Workspace, state: State, folder: Path, old: Edition | None, progress: Progress) -> int:
    """Compute an edition into `folder` and return the number of units read; `old` lends what is unchanged."""
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / CODEBOOK, state.codebook)
    usable = old if old and old.manifest.get("format") == FORMAT else None
    jobs, linked = _jobs(workspace, state, folder, usable)
    parts: dict[str, list[Part]] = {table: [] for table in (*READ, *CODED)}
    for made in (*linked, *_run(jobs, workspace.jobs, progress)):
        for table, part in made.items():
            parts[table].append(part)
    progress("tables of the whole", 0, 1)
    for table, more in wholes.write(tables, state, parts, usable).items():
        parts.setdefault(table, []).extend(more)
    progress("search index", 0, 1)
    changed = frozenset(unit for job in jobs for unit in (job.fresh or frozenset()))
    index(folder, parts, usable, changed=None if any(job.recode for job in jobs) else changed)
    _write_manifest(folder, state, parts)
    for mark in folder.glob("done-*.json"):
        mark.unlink()
    return len(changed)


def _jobs(
    workspace: Workspace, state: State, folder: Path, old: Edition | None
) -> tuple[list[Job], list[dict[str, Part]]]:
    buckets = state.plan.buckets
    known = _old_keys(old)
    recode = bool(old) and not _same_coding(old, state.inputs)
    jobs, linked = [], []
    for number, units in enumerate(buckets):
        fresh = frozenset(unit.unit_id for unit in units if known.get(unit.unit_id) != unit.key)
        job = Job(
            number, units, fresh, recode, _old_parts(old, number, len(buckets)), folder / "tables",
            workspace.evidence, folder / CODEBOOK, state.hints,
        )  # fmt: skip
        finished = done(job)
        if finished is not None:
            linked.append(finished)
        elif old and not fresh and not recode and _same_bucket(old, number, len(buckets), units):
            linked.append(_link(job, old))
        else:
            jobs.append(job)
    return jobs, linked


def _old_keys(old: Edition | None) -> dict[str, str]:
    if old is None:
        return {}
    table = read_parts(old.folder("readings"), old.files("readings"), ["unit_id", "read_key"])
    return dict(zip(column(table, "unit_id"), column(table, "read_key"), strict=True))


def _same_coding(old: Edition | None, now: Inputs) -> bool:
    if old is None:
        return False
    then = old.manifest["inputs"]
    return all(then[key] == getattr(now, key) for key in ("codebook", "coding", "sources"))


def _old_parts(old: Edition | None, number: int, buckets: int) -> tuple[Path, dict[str, tuple[str, ...]]] | None:
    if old is None:
        return None
    before = int(old.manifest["buckets"])
    least = min(before, buckets)
    wanted = {part_file(i) for i in range(before) if i % least == number % least}
    return old.path / "tables", {
        table: tuple(file for file in old.files(table) if file in wanted) for table in (*READ, *CODED)
    }


def _same_bucket(old: Edition, number: int, buckets: int, units: Sequence[Unit]) -> bool:
    if int(old.manifest["buckets"]) != buckets:
        return False
    file = part_file(number)
    return any(
        part["file"] == file and part["rows"] == len(units) for part in old.manifest["tables"]["readings"]["parts"]
    )


def _link(job: Job, old: Edition) -> dict[str, Part]:
    found = {}
    for table in (*READ, *CODED):
        part = next(Part(**p) for p in old.manifest["tables"][table]["parts"] if p["file"] == job.file)
        (job.out / table).mkdir(exist_ok=True)
        target = job.out / table / job.file
        target.unlink(missing_ok=True)
        link_or_copy(old.folder(table) / job.file, target)
        found[table] = part
    return found


def _run(jobs: Sequence[Job], processes: int, progress: Progress) -> Iterator[dict[str, Part]]:
    total = sum(len(job.fresh) if job.fresh else len(job.units) for job in jobs)
    at = 0
    progress("reading and coding", at, total)
    for job, made in _results(jobs, processes, total):
        at += len(job.fresh) if job.fresh else len(job.units)
        progress("reading and coding", at, total)
        yield made


def _results(jobs: Sequence[Job], processes: int, total: int) -> Iterator[tuple[Job, dict[str, Part]]]:
    if processes == 1 or len(jobs) < 2 or total < _IN_PROCESS:
        yield from ((job, run(job)) for job in jobs)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(jobs)), mp_context=context) as pool:
        futures = {pool.submit(run, job): job for job in jobs}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _write_manifest(folder: Path, state: State, parts: Mapping[str, Sequence[Part]]) -> None:
    tables = {
        table: {
            "rows": sum(part.rows for part in parts[table]),
            "parts": [part.as_json() for part in sorted(parts[table], key=lambda part: part.file)],
        }
        for table in TABLES
    }
    manifest = {
        "format": FORMAT,
        "edition": state.inputs.edition_id,
        "inputs": asdict(state.inputs),
        "buckets": len(state.plan.buckets),
        "synthetic": any(capture.synthetic for capture in state.captures if capture.item_key),
        "tables": tables,
    }
    write_atomic(folder / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
