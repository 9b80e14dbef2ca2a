"""Checking a release from its folder alone: every digest, key, quote, copy, figure and archived page.

Whoever changes a file and its digest too is met by the checks behind: a quote must stand in its document, CSV and
SQLite must hold the rows of the Parquet files, and the figures must follow from the tables.
"""

from __future__ import annotations

import json
import math
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from attache.build.tables import file_sha256
from attache.build.verify import Checked
from attache.core.errors import AttacheError
from attache.core.version import code_digest
from attache.publish.release.checking_copies import check_csvs, check_sqlite
from attache.publish.release.checking_evidence import check_evidence
from attache.publish.release.checking_tables import check_tables
from attache.publish.release.contents import SHAPES
from attache.publish.release.describing import PACKAGE
from attache.publish.release.figures import claims_compared, measured
from attache.publish.release.making import MEASURING, Tell
from attache.publish.release.opening import Release
from attache.publish.release.sums import MANIFEST, SUMS, listed, read_sums
from attache.publish.release.tables import batches

__all__ = ["check_release"]

_DAMAGE = (
    AttacheError, OSError, ValueError, KeyError, TypeError, LookupError, RecursionError,
    sqlite3.Error, duckdb.Error, pa.ArrowException, zipfile.BadZipFile,
)  # fmt: skip
"""What reading a damaged file may raise; each is a finding, never a crash."""


def check_release(release: Release, tell: Tell = lambda _doing, _done, _total: None) -> Checked:
    """Check a release wholly; findings are sentences that begin with the file or table that does not hold."""
    counts: dict[str, int] = {}
    findings = list(_files(release.path, counts, tell))
    remarks: list[str] = []
    if not findings:
        findings += _guarded(MANIFEST, lambda: _manifest(release))
    if not findings:
        steps: dict[str, Callable[[], Iterable[str]]] = {
            "data": lambda: check_tables(release, counts, tell),
            "csv": lambda: check_csvs(release.path, counts, tell),
            "attache.sqlite": lambda: check_sqlite(release.path, counts, tell),
            "figures": lambda: _figures(release, counts, remarks, tell),
            "evidence": lambda: check_evidence(release.path, counts, tell),
        }
        for where, step in steps.items():
            findings += _guarded(where, step)
    return Checked(counts, tuple(findings), tuple(remarks))


def _guarded(where: str, step: Callable[[], Iterable[str]]) -> list[str]:
    found: list[str] = []
    try:
        found.extend(step())
    except _DAMAGE as error:
        found.append(f"{where}: cannot be read ({type(error).__name__}: {' '.join(str(error).split())[:200]}).")
    return found


def _files(folder: Path, counts: dict[str, int], tell: Tell) -> Iterator[str]:
    try:
        sums, bad = read_sums((folder / SUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield f"{SUMS}: cannot be read ({type(error).__name__}); copy the release again."
        return
    yield from (f"{SUMS}: this is no digest of a file of the release: {line}" for line in bad)
    there = dict(listed(folder))
    for at, (name, sha256) in enumerate(sums.items()):
        tell("files", at, len(sums))
        counts["files"] = counts.get("files", 0) + 1
        path = there.get(name)
        if path is None:
            yield f"{name}: the file is missing; copy the release again."
        elif path.is_symlink() or file_sha256(path) != sha256:
            yield f"{name}: the file was changed (its SHA-256 is not that of {SUMS}); copy the release again."
    yield from (f"{name}: {SUMS} does not list this file; remove it." for name in there if name not in {*sums, SUMS})
    yield from (f"{SUMS}: does not list {name}." for name in (MANIFEST, PACKAGE) if name not in sums)


def _manifest(release: Release) -> Iterator[str]:
    """The manifest, the sums and the data package must say the same of every file."""
    sums, _ = read_sums((release.path / SUMS).read_text(encoding="utf-8"))
    known = {name: one["sha256"] for name, one in release.manifest["files"].items()}
    for name in sorted({*known, *sums} - {MANIFEST}):
        if known.get(name) != sums.get(name):
            yield f"{MANIFEST}: says of {name} another digest than {SUMS}."
    package = json.loads((release.path / PACKAGE).read_text(encoding="utf-8"))
    for one in package["resources"]:
        for file in (one, *([one["attache:parquet"]] if "attache:parquet" in one else [])):
            if file["hash"] != f"sha256:{sums.get(file['path'])}":
                yield f"{PACKAGE}: says of {str(file['path'])[:200]} another digest than {SUMS}."
    lacking = [name for name in release.manifest["tables"] if f"data/{name}.parquet" not in sums]
    yield from (f"{MANIFEST}: names the table {name}, and there is no file of it." for name in lacking)


def _figures(release: Release, counts: dict[str, int], remarks: list[str], tell: Tell) -> Iterator[str]:
    if release.manifest["measured_with"] != code_digest(*MEASURING):
        remarks.append("the figures were computed by another version of the code and were not computed again")
        return
    frame = release.frame()
    with closing(frame.con):
        again = {"measures": measured(frame, tell), "claims_compared": claims_compared(release.path, frame, tell)}
        for table, rows in again.items():
            if table in release.manifest["tables"]:
                yield from _computed(release.path, table, rows, counts)


def _computed(folder: Path, table: str, rows: Iterable[Any], counts: dict[str, int]) -> Iterator[str]:
    """Compare rows that follow from the tables with those that the release has."""
    shape = SHAPES[table]
    said = {tuple(row[key] for key in shape.key): row for batch in batches(folder, table) for row in batch.to_pylist()}
    for row in rows:
        counts["figures"] = counts.get("figures", 0) + 1
        key = tuple(getattr(row, name) for name in shape.key)
        published = said.pop(key, None)
        if published is None:
            yield f"{table}: {_shown(key)} follows from the tables and is not there."
        elif not all(_same(published[name], getattr(row, name)) for name in shape.columns):
            yield f"{table}: {_shown(key)} is not what follows from the tables."
    yield from (f"{table}: {_shown(key)} does not follow from the tables." for key in said)


def _shown(key: tuple[Any, ...]) -> str:
    return ", ".join(str(part)[:200] for part in key)


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return one == other
