"""Checks of a release's tables: columns, numbers of rows, keys, links, and the words behind every quote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow.parquet as pq

from attache.publish.release.contents import SHAPES, Link, Shape
from attache.publish.release.making import Tell
from attache.publish.release.opening import Release, connect
from attache.publish.release.tables import data_file

__all__ = ["check_tables"]

_SHOWN = 20
_SPANS = (("values", "quote"), ("codes", "quote"), ("amounts", "as_stated"))
_WRONG_SPAN = """
select t.document_id, t.start, t."end" from "{table}" t left join documents d on d.document_id = t.document_id
where t.start >= 0
  and (t.{quoted} = '' or substring(d.text, t.start + 1, t."end" - t.start) is distinct from t.{quoted})
order by all
"""
_WRONG_TEXT = "select document_id, number from versions where sha256(text) <> text_sha256 order by all"
_WRONG_CAPTURE = """
select d.document_id, c.capture_id from documents d join captures c using (capture_id)
where d.sha256 <> c.sha256 order by all
"""


def check_tables(release: Release, counts: dict[str, int], tell: Tell) -> Iterator[str]:
    """Yield a sentence for everything in the Parquet files that does not hold."""
    shapes = [shape for name, shape in SHAPES.items() if name in release.manifest["tables"]]
    wrong = [found for shape in shapes for found in _shape(release, shape, counts)]
    yield from wrong
    if wrong:
        return
    with connect(release.path) as con:
        for at, shape in enumerate(shapes):
            tell("keys", at, len(shapes))
            yield from _key(con, shape)
            for link in shape.links:
                yield from _link(con, shape, link)
        yield from _words(con, counts, tell)


def _shape(release: Release, shape: Shape, counts: dict[str, int]) -> Iterator[str]:
    with pq.ParquetFile(data_file(release.path, shape.name)) as file:
        rows, found = file.metadata.num_rows, file.schema_arrow
    counts["rows"] = counts.get("rows", 0) + rows
    if rows != release.manifest["tables"][shape.name]:
        yield f"data/{shape.name}.parquet: has {rows:,} rows, and the manifest says another number."
    if not found.equals(shape.schema, check_metadata=False):
        yield f"data/{shape.name}.parquet: has other columns than this version knows."


def _key(con: duckdb.DuckDBPyConnection, shape: Shape) -> Iterator[str]:
    names = _names(shape.key)
    empty = " or ".join(f'"{name}" is null' for name in shape.key)
    query = f'select {names} from "{shape.name}" group by all having count(*) > 1 or {empty} order by all'  # noqa: S608
    for row in _some(con, query):
        yield f"{shape.name}: the key {_shown(row)} stands more than once, or is null."


def _link(con: duckdb.DuckDBPyConnection, shape: Shape, link: Link) -> Iterator[str]:
    given = " and ".join(f'h."{name}" is not null' for name in link.here)
    same = " and ".join(f't."{there}" = h."{here}"' for here, there in zip(link.here, link.there, strict=True))
    query = f'select distinct {_names(link.here, "h.")} from "{shape.name}" h where {given} and not exists (from "{link.table}" t where {same}) order by all'  # noqa: S608, E501
    for row in _some(con, query):
        yield f"{shape.name}: {', '.join(link.here)} = {_shown(row)} leads nowhere in {link.table}."


def _words(con: duckdb.DuckDBPyConnection, counts: dict[str, int], tell: Tell) -> Iterator[str]:
    for at, (table, quoted) in enumerate(_SPANS):
        tell("spans", at, len(_SPANS))
        spans = con.execute(f'select count(*) from "{table}" where start >= 0').fetchall()[0][0]  # noqa: S608
        counts["spans"] = counts.get("spans", 0) + int(spans)
        for key, start, end in _some(con, _WRONG_SPAN.format(table=table, quoted=quoted)):
            yield f"{table} of {key}: the words at [{start}, {end}) are not those quoted."
    for key, number in _some(con, _WRONG_TEXT):
        yield f"versions of {key}: text number {number} does not hash to its SHA-256."
    for key, capture in _some(con, _WRONG_CAPTURE):
        yield f"documents: {key} and its capture {capture} have different digests."


def _some(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """Return the first of what is wrong; where much is, a few show it."""
    return con.execute(f"{query} limit {_SHOWN}").fetchall()


def _names(columns: tuple[str, ...], before: str = "") -> str:
    return ", ".join(f'{before}"{name}"' for name in columns)


def _shown(row: tuple[Any, ...]) -> str:
    return ", ".join("null" if cell is None else str(cell)[:100] for cell in row)
