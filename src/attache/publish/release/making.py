"""Making a release: an edition becomes a folder that others can open, check and cite.

Everything is written into a folder beside the target, which is renamed when it is whole; a process that is killed
leaves nothing at the target. Nothing but the edition decides what is written: no clock, no path, no order of threads.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from attache.build.edition import Edition
from attache.core.errors import BuildError, InputError, WorkspaceError
from attache.core.files import locked, sync_folder
from attache.core.version import code_digest
from attache.measure.frame import Stamp
from attache.publish.ftm import write_entities
from attache.publish.release.changes import Before, write_changes
from attache.publish.release.contents import SHAPES
from attache.publish.release.copies import VIEWS, write_csvs, write_sqlite
from attache.publish.release.describing import PACKAGE, data_package, write_codebook, write_schema
from attache.publish.release.figures import claims_compared, frame_of, measured
from attache.publish.release.opening import FORMAT, connect, is_release
from attache.publish.release.papers import about, write_papers
from attache.publish.release.stamps import Stamped
from attache.publish.release.sums import MANIFEST, SUMS, files_of, known, write_sums
from attache.publish.release.tables import codebook_values, mission_names, write_records, write_selected
from attache.publish.wacz import Kept, write_wacz

__all__ = ["MEASURING", "Published", "Tell", "edition_before", "publish"]

MEASURING = ("core", "vocabulary", "measure")
"""Packages whose code decides the figures of a release."""
Tell = Callable[[str, int, int | None], None]

_DAY = "select max(captured_at) from captures where failure is null"
_SOURCES = "select distinct source_id from documents order by source_id"
_KEPT = """
select c.source_id, c.capture_id, c.captured_at, c.warc, c."offset", c.sha256, d.title
from captures c join (
  select v.capture_id, min(v.title) as title from versions v group by 1
) d using (capture_id)
where c.failure is null and c.source_id = $source order by c.capture_id
"""
_CAPTURED = """
select distinct c.source_id from captures c join versions v using (capture_id) where c.failure is null order by 1
"""


@dataclass(frozen=True, slots=True)
class Published:
    """A release that was made: its folder, rows of all tables, files, bytes, changes, SHA-256 of `SHA256SUMS`."""

    path: Path
    rows: int
    files: int
    bytes: int
    changes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked for."""

    edition: Edition
    publisher: str
    evidence: Path | None
    before: Before | None
    tell: Tell


def publish(
    edition: Edition,
    target: Path,
    *,
    publisher: str = "Attaché",
    evidence: Path | None = None,
    before: Before | None = None,
    replace: bool = False,
    tell: Tell = lambda _doing, _done, _total: None,
) -> Published:
    """Write a release of `edition` to the folder `target`; with `evidence`, the evidence folder, pages as WACZ too.

    `before` is what the change log compares with. InputError where something else stands at `target`; a release there
    is replaced only with `replace`. WorkspaceError where the system refuses to write.
    """
    if edition.codebook.digest != edition.manifest["inputs"]["codebook"]:
        raise BuildError(
            f"edition {edition.number} does not keep its codebook, which is another than the shipped one",
            where=str(edition.path),
            mend="run `attache build`, then publish",
        )
    order = _Order(edition, publisher, evidence, before, tell)
    target = target.absolute()
    draft, old = (target.with_name(f".{target.name}.{what}") for what in ("draft", "old"))
    with _refusals(target), _alone(target):
        _restore(target, old)
        _check(target, replace)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            made = _make(draft, target, order)
            _put(draft, target, old)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return made


def edition_before(edition: Edition) -> Before:
    """Return an edition as what a release is compared with."""
    name = f"edition {edition.number} ({edition.edition_id})"
    files = {table: [str(edition.folder(table) / file) for file in edition.files(table)] for table in SHAPES}
    return Before(name, files, edition.manifest["inputs"])


def _check(target: Path, replace: bool) -> None:
    if target.is_symlink() or target.is_file():
        raise InputError("is no folder", where=str(target), mend="name a folder that is not there yet")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not is_release(target):
        raise InputError("holds files that are no release", where=str(target), mend="name another folder")
    if not replace:
        raise InputError("there is a release already", where=str(target), mend="add --replace, or name another folder")


@contextmanager
def _refusals(target: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error, duckdb.IOException, pa.ArrowException) as error:
        said = getattr(error, "strerror", None) or str(error).splitlines()[0][:200]
        raise WorkspaceError(
            f"the release could not be written ({said})",
            where=str(target),
            mend="make room or mend the permissions, then publish again; nothing half-written stands there",
        ) from error


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Hold the place: two processes do not write one release."""
    target.parent.mkdir(parents=True, exist_ok=True)
    lock = target.with_name(f".{target.name}.lock")
    with locked(lock, "publishing"):
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _restore(target: Path, old: Path) -> None:
    """Put back what a process that was killed while it replaced a release had set aside."""
    if old.is_dir() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _put(draft: Path, target: Path, old: Path) -> None:
    for path in draft.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    if target.is_dir() and any(target.iterdir()):
        target.rename(old)
    draft.rename(target)
    sync_folder(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def _make(folder: Path, target: Path, order: _Order) -> Published:
    rows, stamped = _tables(folder, order)
    write_csvs(folder, order.tell)
    write_sqlite(folder, about(stamped), order.tell)
    order.tell("entities", 0, None)
    (folder / "ftm").mkdir()
    dataset = "attache-synthetic" if stamped.synthetic else "attache"
    with connect(folder) as con:
        write_entities(folder / "ftm" / "entities.ftm.json", con, dataset)
        if order.evidence:
            _write_evidence(folder, order.evidence, con, stamped, order.tell)
    write_schema(folder, VIEWS)
    write_codebook(folder, order.edition)
    order.tell("change log", 0, None)
    changes = write_changes(folder, stamped, order.before)
    write_papers(folder, stamped, evidence=order.evidence is not None)
    return _seal(folder, target, stamped, rows, changes, order)


def _tables(folder: Path, order: _Order) -> tuple[dict[str, int], Stamped]:
    rows: dict[str, int] = {}
    own = ("measures", "claims_compared", "codebook_values", "missions")
    with order.edition.connect() as con:
        for at, (name, shape) in enumerate(SHAPES.items()):
            order.tell("tables", at, len(SHAPES))
            if name not in own:
                rows[name] = write_selected(con, folder, shape)
    rows["codebook_values"] = write_records(folder, "codebook_values", codebook_values(order.edition.codebook))
    rows["missions"] = write_records(folder, "missions", mission_names())
    with connect(folder) as con:
        stamped = _stamped(con, order)
    stamp = Stamp(stamped.edition, stamped.number, stamped.synthetic, stamped.day)
    frame = frame_of(folder, stamp, order.edition.codebook)
    rows["measures"] = write_records(folder, "measures", list(measured(frame, order.tell)))
    rows["claims_compared"] = write_records(folder, "claims_compared", claims_compared(folder, frame, order.tell))
    frame.con.close()
    return rows, stamped


def _stamped(con: duckdb.DuckDBPyConnection, order: _Order) -> Stamped:
    last = con.execute(_DAY).fetchall()[0][0]
    manifest = order.edition.manifest
    return Stamped(
        edition=order.edition.edition_id,
        number=order.edition.number,
        day=str(last)[:10] if last else "1970-01-01",
        synthetic=bool(manifest["synthetic"]),
        publisher=order.publisher,
        codebook=order.edition.codebook.version,
        inputs=manifest["inputs"],
        sources=tuple(row[0] for row in con.execute(_SOURCES).fetchall()),
    )


def _write_evidence(folder: Path, evidence: Path, con: duckdb.DuckDBPyConnection, stamped: Stamped, tell: Tell) -> None:
    """Write a WACZ file for each source: the captures that documents of this release were read from, no others."""
    (folder / "evidence").mkdir()
    sources = [row[0] for row in con.execute(_CAPTURED).fetchall()]
    for at, source in enumerate(sources):
        tell("evidence", at, len(sources))
        kept = [Kept(*row[1:]) for row in con.execute(_KEPT, {"source": source}).fetchall()]
        name = "".join(char if char.isalnum() or char in "-_" else "-" for char in source)
        said = f"Pages of source {source} as received, from which edition {stamped.edition} was read"
        write_wacz(folder / "evidence" / f"{name}.wacz", evidence, kept, f"{stamped.title}: {source}", said)


def _seal(folder: Path, target: Path, stamped: Stamped, rows: dict[str, int], changes: int, order: _Order) -> Published:
    """Write the data package, the manifest and the sums, which need the digests of all before them."""
    order.tell("digests", 0, None)
    files = files_of(folder)
    (folder / PACKAGE).write_text(data_package(stamped, files), encoding="utf-8")
    files |= {PACKAGE: known(folder / PACKAGE)}
    manifest = {
        "attache_release": FORMAT,
        **asdict(stamped),
        "version": stamped.version,
        "measured_with": code_digest(*MEASURING),
        "previous": order.before.name if order.before else None,
        "tables": {name: rows[name] for name in SHAPES},
        "files": dict(sorted(files.items())),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    write_sums(folder, files)
    sums = known(folder / SUMS)
    total = sum(int(one["bytes"]) for one in files.values())
    return Published(target, sum(rows.values()), len(files) + 2, total, changes, str(sums["sha256"]))
