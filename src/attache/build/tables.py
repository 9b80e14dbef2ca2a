"""Tables as Parquet files whose bytes depend on their rows alone.

A table is a folder of parts. A part is sorted by the record's key, held in one chunk, written by one
thread with fixed settings, so that equal rows give equal bytes under the locked version of pyarrow.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from attache.core import facts, organisations, records, registers, samples
from attache.core.records import columns

__all__ = [
    "DUCKDB",
    "TABLES",
    "Part",
    "column",
    "file_sha256",
    "keep",
    "read_parts",
    "schema",
    "to_table",
    "write_part",
]

DUCKDB: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "temp_directory": str(Path(tempfile.gettempdir()) / f"attache-{os.getpid()}"),
}
"""How DuckDB is opened: nothing is fetched, and what does not fit in memory goes to the system's temporary folder."""

_TYPES: dict[str, pa.DataType] = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}
_RECORDS: tuple[type[Any], ...] = (
    records.Document,
    records.Life,
    records.Version,
    records.Opportunity,
    facts.Need,
    facts.Event,
    facts.Figure,
    facts.Outcome,
    facts.Case,
    facts.Programme,
    facts.Target,
    facts.Claim,
    samples.Sample,
    samples.SampleMember,
    samples.Search,
    records.Code,
    records.Value,
    records.Mention,
    organisations.FormerMention,
    organisations.Resolution,
    organisations.Organisation,
    organisations.OrganisationName,
    organisations.Relation,
    organisations.Forward,
    organisations.NamePair,
    registers.RegisterEntry,
    registers.RegisterEdition,
    records.Amount,
    records.Reading,
    records.Capture,
    records.Notice,
)
TABLES: dict[str, type[Any]] = {record.TABLE: record for record in _RECORDS}
"""Every table of an edition by name, with the record class whose fields are its columns."""


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file of a table: its name there, number of rows, length in bytes and SHA-256."""

    file: str
    rows: int
    bytes: int
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in the manifest."""
        return asdict(self)


def schema(record: type[Any]) -> pa.Schema:
    """Return the Arrow schema of a record class; `X | None` becomes a nullable column."""
    fields = []
    for name, (written, doc) in columns(record).items():
        base = written.removesuffix(" | None")
        fields.append(pa.field(name, _TYPES[base], nullable=base != written, metadata={"doc": doc}))
    return pa.schema(fields)


def to_table(record: type[Any], rows: Sequence[Any]) -> pa.Table:
    """Return records of one class as an Arrow table, in the given order."""
    shape = schema(record)
    arrays = [pa.array(list(map(attrgetter(f.name), rows)), type=f.type) for f in shape]
    return pa.Table.from_arrays(arrays, schema=shape)


def write_part(folder: Path, file: str, record: type[Any], tables: Iterable[pa.Table]) -> Part:
    """Write the rows of `tables`, sorted by the record's key and without repeats, as one part."""
    shape = schema(record)
    table = pa.concat_tables([shape.empty_table(), *(t.cast(shape) for t in tables)])
    table = _sorted(table, record.KEY).combine_chunks()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file
    draft = path.with_suffix(".draft")
    pq.write_table(table, draft, compression="zstd", row_group_size=65_536, use_dictionary=True)
    draft.replace(path)
    return Part(file, table.num_rows, path.stat().st_size, file_sha256(path))


def _sorted(table: pa.Table, key: Sequence[str]) -> pa.Table:
    if table.num_rows < 2:
        return table
    table = table.sort_by([(name, "ascending") for name in key])
    same: Any = None
    for name in key:
        column = table[name].combine_chunks()
        equal = pc.equal(column[1:], column[:-1])
        same = equal if same is None else pc.and_(same, equal)
    first = pa.concat_arrays([pa.array([True]), pc.invert(same)])
    return table.filter(first)


def read_parts(folder: Path, files: Iterable[str], names: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of some parts of a table, or only the named columns."""
    tables = [pq.read_table(folder / file, columns=list(names) if names else None) for file in files]
    return pa.concat_tables(tables) if tables else pa.table({})


def column(table: pa.Table, name: str) -> list[Any]:
    """Return one column as plain values; an empty table has every column."""
    return table[name].to_pylist() if table.num_rows else []


def keep(table: pa.Table, column: str, wanted: pa.Array[Any]) -> pa.Table:
    """Return the rows whose `column` is among `wanted`."""
    if table.num_rows == 0:
        return table
    return table.filter(pc.is_in(table[column], value_set=wanted))


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
