"""Checks that the CSV files and the SQLite file hold the rows of the Parquet files, in the same order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any

from attache.publish.csvs import GUARDED
from attache.publish.release.contents import SHAPES, Shape
from attache.publish.release.copies import SQLITE, VIEWS, csv_file
from attache.publish.release.making import Tell
from attache.publish.release.opening import connect
from attache.publish.release.tables import BATCH, batches, data_file

__all__ = ["check_csvs", "check_sqlite"]

_LONGEST = 64_000_000
_TYPES = {"str": "varchar", "int": "bigint", "float": "double", "bool": "boolean"}
_READ = (
    "read_csv($path, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
    f"allow_quoted_nulls = false, auto_detect = false, columns = {{}}, max_line_size = {_LONGEST})"
)


def check_csvs(folder: Path, counts: dict[str, int], tell: Tell) -> Iterator[str]:
    """Yield a sentence for each CSV file whose rows, guards taken off, are not those of the Parquet file."""
    with connect(folder) as con:
        for at, (name, shape) in enumerate(SHAPES.items()):
            if not data_file(folder, name).is_file():
                continue
            tell("CSV", at, len(SHAPES))
            counts["copies"] = counts.get("copies", 0) + 1
            wrong = con.execute(
                _comparison(shape), {"path": str(csv_file(folder, name)), "guarded": GUARDED}
            ).fetchall()
            if wrong[0][0]:
                yield f"csv/{name}.csv: {wrong[0][0]:,} rows are not those of data/{name}.parquet."


def _comparison(shape: Shape) -> str:
    columns = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in shape.columns) + "}"
    cells = ", ".join(
        f'try_cast({_text(name)} as {_TYPES[kind.split(" ")[0]]}) as "{name}"'
        for name, (kind, _) in shape.columns.items()
    )
    names = ", ".join(f'"{name}"' for name in shape.columns)
    read = _READ.replace("columns = {}", f"columns = {columns}").replace("all_varchar = true, ", "")
    return f"""
select count(*) from (select true as is_a, row({names}) as a from (select {cells} from {read})) x
positional join (select true as is_b, row({names}) as b from "{shape.name}") y
where is_a is null or is_b is null or a is distinct from b"""  # noqa: S608 -- names of ours


def _text(name: str) -> str:
    return (
        f"""case when "{name}"[1] = '''' and regexp_matches("{name}", $guarded) then "{name}"[2:] else "{name}" end"""
    )


def check_sqlite(folder: Path, counts: dict[str, int], tell: Tell) -> Iterator[str]:
    """Yield a sentence for each table of the SQLite file whose rows are not those of the Parquet file."""
    address = f"{(folder / SQLITE).absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as db:
        db.execute("PRAGMA trusted_schema = OFF")
        sound = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if sound != "ok":
            yield f"{SQLITE}: is damaged ({sound})."
            return
        objects = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")}
        there = {name: shape for name, shape in SHAPES.items() if data_file(folder, name).is_file()}
        for name in sorted(objects - {*there, *VIEWS, "metadata"}):
            yield f"{SQLITE}: there is a table or view {name[:100]} that no release has."
        for at, (name, shape) in enumerate(there.items()):
            tell("SQLite", at, len(there))
            counts["copies"] = counts.get("copies", 0) + 1
            if name not in objects:
                yield f"{SQLITE}: the table {name} is missing."
            elif wrong := _differing(db, folder, shape):
                yield f"{SQLITE}: row {wrong:,} of the table {name} is not that of data/{name}.parquet."


def _differing(db: sqlite3.Connection, folder: Path, shape: Shape) -> int:
    """Return the number of the first row that differs, 0 where none does."""
    names = ", ".join(f'"{name}"' for name in shape.columns)
    rows = db.execute(f'SELECT {names} FROM "{shape.name}" ORDER BY rowid')  # noqa: S608 -- names of ours
    done = 0
    for batch in (*batches(folder, shape.name), None):
        wanted: list[tuple[Any, ...]] = []
        if batch is not None:
            wanted = list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
        found = rows.fetchmany(len(wanted) if batch is not None else BATCH)
        if found != wanted:
            return next(at for at, (a, b) in enumerate(zip_longest(found, wanted), done + 1) if a != b)
        done += len(wanted)
    return 0
