"""An edition coded again with another codebook, without building: what that changes in the tables of coding.

What is stored stays; a `Recoded` holds the rows that coding with the other codebook loses and gains. Codes of people
are no part of it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from attache.build.bucket import CODED, lexicon_at, reads
from attache.build.coding import code_documents
from attache.build.edition import Edition
from attache.build.inputs import CODING, hints, sources
from attache.build.tables import TABLES, column, keep, read_parts, schema, to_table
from attache.core.version import code_digest
from attache.core.workspace import Workspace
from attache.vocabulary.codebook import Codebook, load_codebook

__all__ = ["MACHINE", "Recoded", "apply", "is_own", "recode"]

MACHINE = ("lexicon", "source")
"""Coders whose codes a codebook decides."""
_IN_PROCESS = 400
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Recoded:
    """Rows of `codes`, `opportunities`, `needs` and `events` that another codebook loses and gains."""

    lost: Mapping[str, pa.Table]
    gained: Mapping[str, pa.Table]

    @classmethod
    def nothing(cls) -> Recoded:
        """Return what coding again with the same codebook changes."""
        empty = {table: schema(TABLES[table]).empty_table() for table in CODED}
        return cls(empty, empty)


@dataclass(frozen=True, slots=True)
class _Job:
    tables: Path
    file: str
    codebook: Path | None
    directions: Mapping[str, str]


def is_own(edition: Edition, codebook: Codebook) -> bool:
    """Tell whether an edition was coded with this codebook by this version of the coder."""
    then = edition.manifest["inputs"]
    return bool(then["codebook"] == codebook.digest and then["coding"] == code_digest(*CODING))


def recode(space: Workspace, edition: Edition, codebook: Path | None, progress: Progress) -> Recoded:
    """Code the documents of an edition again with a codebook (None: the shipped one), in processes where they are many.

    CodebookError for a codebook that is wrong. `progress` is called with the documents coded and their number.
    """
    load_codebook(codebook)
    folder, files = edition.path / "tables", edition.files("documents")
    seen = sorted(set(column(read_parts(folder / "documents", files, ["source_id"]), "source_id")))
    told = hints(sources(space, seen), seen)
    directions = {key: hint.direction for key, hint in told.items() if hint.direction}
    jobs = [_Job(folder, file, codebook, directions) for file in files]
    total, done, found = edition.rows("documents"), 0, [Recoded.nothing()]
    for documents, part in _results(jobs, space.jobs, total):
        done += documents
        progress(done, total)
        found.append(part)
    lost = {table: pa.concat_tables([one.lost[table] for one in found]) for table in CODED}
    return Recoded(lost, {table: pa.concat_tables([one.gained[table] for one in found]) for table in CODED})


def _results(jobs: Sequence[_Job], processes: int, total: int) -> Iterator[tuple[int, Recoded]]:
    if processes == 1 or len(jobs) < 2 or total < _IN_PROCESS:
        yield from map(_recode, jobs)
        return
    with ProcessPoolExecutor(min(processes, len(jobs)), mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_recode, jobs)


def _recode(job: _Job) -> tuple[int, Recoded]:
    documents, values = (read_parts(job.tables / table, [job.file]) for table in ("documents", "values"))
    coding = code_documents(reads(documents, values), lexicon_at(job.codebook), job.directions)
    lost, gained = {}, {}
    for table in CODED:
        now, then = to_table(TABLES[table], getattr(coding, table)), _stored(job, table)
        keys = ["subject_id", "variable", "value", "coder"] if table == "codes" else [then.column_names[0]]
        lost[table], gained[table] = _without(then, now, keys), _without(now, then, keys)
    return documents.num_rows, Recoded(lost, gained)


def _stored(job: _Job, table: str) -> pa.Table:
    found = read_parts(job.tables / table, [job.file]).cast(schema(TABLES[table]))
    return keep(found, "coder", pa.array(MACHINE)) if table == "codes" else found


def _without(rows: pa.Table, others: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Return the rows whose key is in none of the others, in their order."""
    known = set(zip(*(column(others, key) for key in keys), strict=True)) if others.num_rows else set()
    mine = zip(*(column(rows, key) for key in keys), strict=True) if rows.num_rows else ()
    return rows.filter(pa.array([one not in known for one in mine], type=pa.bool_()))


def apply(con: duckdb.DuckDBPyConnection, recoded: Recoded) -> None:
    """Make the tables of coding on an edition's connection what they are with the other codebook."""
    for table in CODED:
        lost, gained = recoded.lost[table], recoded.gained[table]
        if not lost.num_rows and not gained.num_rows:
            continue
        names = ("subject_id", "variable", "value", "coder") if table == "codes" else (lost.column_names[0],)
        same = " and ".join(f"l.{name} = s.{name}" for name in names)
        con.register(f"lost_{table}", lost)
        con.register(f"gained_{table}", gained)
        con.execute(f"alter view {table} rename to stored_{table}").fetchall()
        con.execute(
            f"create view {table} as select * from stored_{table} s "  # noqa: S608 -- names of ours
            f"where not exists (from lost_{table} l where {same}) union all by name from gained_{table}"
        ).fetchall()
