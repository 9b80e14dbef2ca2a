"""The tables of a release once more: CSV for spreadsheets, and one SQLite file that opens with `sqlite3` alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from attache.publish.csvs import write_batches
from attache.publish.release.contents import SHAPES, Shape
from attache.publish.release.tables import batches

__all__ = ["SQLITE", "VIEWS", "csv_file", "write_csvs", "write_sqlite"]

SQLITE = "attache.sqlite"
_TYPES = {"str": "TEXT", "int": "INTEGER", "float": "REAL", "bool": "INTEGER"}
_INDEXES: Mapping[str, tuple[str, ...]] = {
    "documents": ("published_on", "host_country"),
    "opportunities": ("published_on", "host_country"),
    "codes": ("variable, value", "document_id"),
    "organisations": ("name",),
    "organisation_names": ("name",),
    "measures": ("measure",),
}
VIEWS: Mapping[str, str] = {
    "opportunity_codes": """
select o.opportunity_id, o.title, o.published_on, o.mission_id, o.host_country, c.variable, c.value,
  v.name_zh, v.name_en, c.coder, c.confidence, c.quote, c.reason, o.synthetic
from opportunities o join codes c on c.subject_id = o.opportunity_id
left join codebook_values v on v.variable = c.variable and v.value = c.value""",
    "opportunity_organisations": """
select o.opportunity_id, o.title, o.published_on, r.organisation_id, g.name, g.name_zh, g.name_latin, g.kind,
  g.country, r.offered, o.synthetic
from opportunities o join resolutions r on r.document_id = o.document_id
join organisations g on g.organisation_id = r.organisation_id""",
    "opportunity_evidence": """
select o.opportunity_id, o.title, d.url, l.status, l.first_seen, l.last_seen, c.capture_id, c.captured_at, c.sha256,
  o.synthetic
from opportunities o join documents d on d.document_id = o.document_id
left join lives l on l.document_id = o.document_id left join captures c on c.capture_id = d.capture_id""",
}
"""Views of the SQLite file: what is most often asked, joined already."""

Tell = Callable[[str, int, int | None], None]


def csv_file(folder: Path, table: str) -> Path:
    """Return the CSV file of a table in a release."""
    return folder / "csv" / f"{table}.csv"


def write_csvs(folder: Path, tell: Tell) -> None:
    """Write every table of `data/` as CSV."""
    (folder / "csv").mkdir(exist_ok=True)
    for at, (name, shape) in enumerate(SHAPES.items()):
        tell("CSV", at, len(SHAPES))
        write_batches(csv_file(folder, name), list(shape.columns), batches(folder, name))


def write_sqlite(folder: Path, about: Mapping[str, str], tell: Tell) -> None:
    """Write every table of `data/` into one SQLite file, with keys, links, indexes, views and a table `metadata`.

    It is written once, in order, without a journal and without times, so that the same rows give the same bytes.
    """
    with closing(sqlite3.connect(folder / SQLITE, isolation_level=None)) as db:
        for pragma in ("page_size = 4096", "encoding = 'UTF-8'", "journal_mode = OFF", "synchronous = OFF"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        _write_metadata(db, about)
        for at, shape in enumerate(SHAPES.values()):
            tell("SQLite", at, len(SHAPES))
            db.execute(_create(shape))
            marks = ", ".join("?" * len(shape.columns))
            db.executemany(f'INSERT INTO "{shape.name}" VALUES ({marks})', _rows(folder, shape))  # noqa: S608
        for name, shape in SHAPES.items():
            for at, columns in enumerate(_indexed(shape)):
                db.execute(f'CREATE INDEX "{name}_{at}" ON "{name}" ({columns})')
        for name, query in VIEWS.items():
            db.execute(f'CREATE VIEW "{name}" AS {query.strip()}')
        db.execute("COMMIT")


def _write_metadata(db: sqlite3.Connection, about: Mapping[str, str]) -> None:
    db.execute("CREATE TABLE metadata (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)")
    db.executemany("INSERT INTO metadata VALUES (?, ?)", about.items())


def _create(shape: Shape) -> str:
    lines = [f'"{name}" {_TYPES[kind.split(" ")[0]]}{_null(kind)}' for name, (kind, _) in shape.columns.items()]
    lines.append(f"PRIMARY KEY ({_names(shape.key)})")
    lines += [f'FOREIGN KEY ({_names(k.here)}) REFERENCES "{k.table}" ({_names(k.there)})' for k in shape.links]
    inside = ",\n  ".join(lines)
    return f'CREATE TABLE "{shape.name}" (\n  {inside}\n)'


def _null(kind: str) -> str:
    return "" if kind.endswith("None") else " NOT NULL"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _indexed(shape: Shape) -> Iterator[str]:
    """Yield what is indexed beside the key: links that the key does not begin with, and what is often asked for."""
    for link in shape.links:
        if shape.key[: len(link.here)] != link.here:
            yield _names(link.here)
    yield from (_names(columns.split(", ")) for columns in _INDEXES.get(shape.name, ()))


def _rows(folder: Path, shape: Shape) -> Iterator[tuple[Any, ...]]:
    for batch in batches(folder, shape.name):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
