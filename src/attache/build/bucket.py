"""One bucket of a build: read what is new, take over what is not, code, and write its parts.

A bucket is a pure function of its job and of the evidence; it runs in any process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from attache.build.coding import Read, code_documents
from attache.build.plan import Unit, part_file
from attache.build.tables import TABLES, Part, keep, read_parts, to_table, write_part
from attache.code import Lexicon, lexicon_of
from attache.collect.evidence import Evidence
from attache.collect.exchange import ContentError
from attache.core.files import write_atomic
from attache.core.records import Capture
from attache.read.reader import ReadRows, SourceHints, read_unit
from attache.vocabulary.codebook import load_codebook

__all__ = ["CODED", "READ", "Job", "done", "reads", "run"]

READ = ("readings", "documents", "versions", "values", "mentions", "former_mentions", "amounts")
"""Tables that reading makes."""

CODED = ("codes", "opportunities", "needs", "events")
"""Tables that coding makes."""


@dataclass(frozen=True, slots=True)
class Job:
    """What one bucket needs: its units, which of them are new, and the old parts with the rest.

    `old` gives the folder of an earlier edition's tables and the parts there that hold this bucket's rows.
    """

    number: int
    units: tuple[Unit, ...]
    fresh: frozenset[str]
    recode: bool
    old: tuple[Path, Mapping[str, tuple[str, ...]]] | None
    out: Path
    evidence: Path
    codebook: Path
    hints: Mapping[str, SourceHints]

    @property
    def file(self) -> str:
        """Name of this bucket's part in each table."""
        return part_file(self.number)

    @property
    def mark(self) -> Path:
        """File that says that the bucket is finished, and what it wrote."""
        return self.out.parent / f"done-{self.number:04d}.json"


def done(job: Job) -> dict[str, Part] | None:
    """Return what a killed build had finished of this bucket, None where it had not."""
    try:
        raw = json.loads(job.mark.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    parts = {table: Part(**part) for table, part in raw.items()}
    whole = all((job.out / table / part.file).is_file() for table, part in parts.items())
    return parts if whole else None


def run(job: Job) -> dict[str, Part]:
    """Make the bucket's parts and return them by table."""
    fresh = _read(job)
    kept = _kept(job)
    read = {
        table: [to_table(TABLES[table], fresh.rows(table)), *([kept[table]] if table in kept else [])] for table in READ
    }
    parts = {table: write_part(job.out / table, job.file, TABLES[table], read[table]) for table in READ}
    coded = _coded(job, read, kept)
    parts |= {table: write_part(job.out / table, job.file, TABLES[table], coded[table]) for table in CODED}
    write_atomic(job.mark, json.dumps({table: part.as_json() for table, part in parts.items()}, sort_keys=True))
    return parts


def _read(job: Job) -> ReadRows:
    evidence = Evidence(job.evidence)
    rows = ReadRows()
    fresh = [unit for unit in job.units if unit.unit_id in job.fresh]
    wanted = sorted({c for unit in fresh for c in unit.captures}, key=lambda c: (c.warc, c.offset))
    single = {unit.captures[0].capture_id: unit for unit in fresh if len(unit.captures) == 1}
    waiting: dict[str, bytes | None] = {}
    for capture, body in _bodies(evidence, wanted):
        unit = single.get(capture.capture_id)
        if unit is None:
            waiting[capture.capture_id] = body
        else:
            rows.extend(_read_one(job, unit, {capture.capture_id: body}))
    for unit in fresh:
        if len(unit.captures) != 1:
            rows.extend(_read_one(job, unit, waiting))
    return rows


def _bodies(evidence: Evidence, captures: Iterable[Capture]) -> Iterator[tuple[Capture, bytes | None]]:
    """Yield each capture with its decoded body, None where its content encoding cannot be undone."""
    for capture in captures:
        try:
            yield from evidence.bodies([capture])
        except ContentError:
            yield capture, None


def _read_one(job: Job, unit: Unit, bodies: Mapping[str, bytes | None]) -> ReadRows:
    shown = [(capture, bodies[capture.capture_id]) for capture in unit.captures]
    return read_unit(unit.unit_id, unit.source_id, unit.item_key, shown, job.hints[unit.source_id], read_key=unit.key)


def _kept(job: Job) -> dict[str, pa.Table]:
    """Return the rows of units that are not read again; codes among them only where these still hold."""
    if job.old is None:
        return {}
    folder, files = job.old
    unit_ids = pa.array(sorted(unit.unit_id for unit in job.units if unit.unit_id not in job.fresh), type=pa.string())
    documents = keep(read_parts(folder / "documents", files["documents"]), "unit_id", unit_ids)
    found = {"documents": documents}
    ids = documents["document_id"].combine_chunks() if documents.num_rows else pa.array([], type=pa.string())
    for table in READ if job.recode else (*READ, *CODED):
        if table != "documents":
            column, wanted = ("unit_id", unit_ids) if table == "readings" else ("document_id", ids)
            found[table] = keep(read_parts(folder / table, files[table]), column, wanted)
    return found


def _coded(job: Job, read: Mapping[str, list[pa.Table]], kept: Mapping[str, pa.Table]) -> dict[str, list[pa.Table]]:
    taken_over = "codes" in kept
    pairs = list(zip(read["documents"], read["values"], strict=True))[: 1 if taken_over else None]
    documents = (one for rows, values in pairs for one in reads(rows, values))
    directions = {source: hints.direction for source, hints in job.hints.items() if hints.direction}
    coding = code_documents(documents, lexicon_at(job.codebook), directions)
    more = {table: [kept[table]] if taken_over else [] for table in CODED}
    return {table: [to_table(TABLES[table], getattr(coding, table)), *more[table]] for table in CODED}


def reads(documents: pa.Table, values: pa.Table) -> list[Read]:
    """Return what coding needs of documents, from the rows of `documents` and of `values`."""
    by_document: dict[str, dict[str, dict[str, Any]]] = {}
    for value in values.select(["document_id", "name", "value", "start", "end"]).to_pylist():
        if value["name"] in ("target", "technology"):
            by_document.setdefault(value["document_id"], {})[value["name"]] = value
    return [Read(row, by_document.get(row["document_id"], {})) for row in documents.to_pylist()]


@lru_cache(maxsize=2)
def lexicon_at(path: Path | None) -> Lexicon:
    """Return the lexicon of a codebook file (None: the shipped codebook), which must not change meanwhile."""
    return lexicon_of(load_codebook(path))
