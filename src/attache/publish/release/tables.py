"""The tables of a release as Parquet, one file each: rows in the order of the key, bytes that depend on them alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from attache.publish.release.contents import SHAPES, CodebookValue, MissionName, Shape, projection
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.missions import missions

__all__ = ["BATCH", "batches", "codebook_values", "data_file", "mission_names", "write_records", "write_selected"]

BATCH = 65_536
"""Rows of a row group, and of what is held in memory at a time."""


def data_file(folder: Path, table: str) -> Path:
    """Return the Parquet file of a table in a release."""
    return folder / "data" / f"{table}.parquet"


def write_selected(con: duckdb.DuckDBPyConnection, folder: Path, shape: Shape) -> int:
    """Write a table of an edition, sorted by its key; return the number of rows."""
    order = ", ".join(f'"{name}"' for name in shape.key)
    query = f'select {projection(shape)} from "{shape.name}" order by {order}'  # noqa: S608 -- names of ours
    return _write(folder, shape, _even(con.sql(query).to_arrow_reader(BATCH)))


def write_records(folder: Path, table: str, rows: Sequence[Any]) -> int:
    """Write records of one class, in the given order; return their number."""
    shape = SHAPES[table]
    arrays = [pa.array(list(map(attrgetter(field.name), rows)), type=field.type) for field in shape.schema]
    return _write(folder, shape, [pa.Table.from_arrays(arrays, schema=shape.schema)])


def batches(folder: Path, table: str) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a table of a release, some tens of thousands at a time."""
    with pq.ParquetFile(data_file(folder, table)) as file:
        yield from file.iter_batches(BATCH)


def codebook_values(codebook: Codebook) -> list[CodebookValue]:
    """Return the values of a codebook as rows, sorted by their key."""
    rows = [
        CodebookValue(
            variable=name,
            value=value.value,
            parent=value.parent,
            place=place,
            name_zh=value.zh,
            name_en=value.en,
            variable_zh=variable.zh,
            variable_en=variable.en,
            level=variable.level,
            multi=variable.multi,
            definition_zh=value.definition.zh if value.definition else None,
            definition_en=value.definition.en if value.definition else None,
        )
        for name, variable in codebook.variables.items()
        for place, value in enumerate(variable.values.values(), 1)
    ]
    return sorted(rows, key=lambda row: (row.variable, row.value))


def mission_names() -> list[MissionName]:
    """Return the missions of the vocabulary as rows, sorted by id."""
    names = [field.name for field in fields(MissionName)]
    return [MissionName(**{n: getattr(one, n) for n in names}) for _, one in sorted(missions().items())]


def _write(folder: Path, shape: Shape, tables: Iterable[pa.Table]) -> int:
    path, rows = data_file(folder, shape.name), 0
    path.parent.mkdir(exist_ok=True)
    with pq.ParquetWriter(path, shape.schema, compression="zstd", use_dictionary=True) as file:
        for table in tables:
            whole = table.cast(shape.schema).combine_chunks()
            file.write_table(whole, row_group_size=BATCH)
            rows += whole.num_rows
    return rows


def _even(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Cut a stream into pieces of `BATCH` rows: how it happens to come must not show in the file."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in reader:
        held.append(batch)
        rows += batch.num_rows
        while rows >= BATCH:
            table = pa.Table.from_batches(held)
            yield table.slice(0, BATCH)
            rest = table.slice(BATCH)
            held, rows = rest.to_batches(), rest.num_rows
    if rows:
        yield pa.Table.from_batches(held)
