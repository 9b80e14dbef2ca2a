"""A workspace with many opportunities for `pages.py`: the edition of the demo workspace, copied with new ids.

The first copy is the demo's edition as it is; the others hold its opportunities with all that belongs to them, so that
texts, evidence, codes, versions and organisations of a record are those that the program itself made. Two copies share
their organisations. Texts repeat, so that a search finds as large a part of the whole as it does in the demo, which is
the hard case for counting facets.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

from attache.build.edition import CURRENT, Edition, Editions
from attache.build.indexing import open_index
from attache.build.tables import TABLES
from attache.core.workspace import Workspace

__all__ = ["write"]

PARTS = 8
_NEW = {
    "opportunity_id": "'opp-' || left(md5(opportunity_id || {n}), 20)",
    "subject_id": "'opp-' || left(md5(subject_id || {n}), 20)",
    "document_id": "'doc-' || left(md5(document_id || {n}), 20)",
    "group_id": "'doc-' || left(md5(group_id || {n}), 20)",
    "unit_id": "'item-' || left(md5(unit_id || {n}), 20)",
    "item_key": "item_key || '-' || {n}",
    "capture_id": "'cap-' || left(md5(capture_id || {n}), 20)",
    "organisation_id": "'org-' || left(md5(organisation_id || {n} // 2), 20)",
    "name_id": "'name-' || left(md5(name_id || {n} // 2), 20)",
    "read_key": "md5(read_key || {n})",
}
"""What differs between copies; `{n}` is the number of the copy."""
_OF_DOCUMENT = "document_id in (select document_id from opportunities)"
_COPIED = {
    "documents": _OF_DOCUMENT,
    "lives": _OF_DOCUMENT,
    "versions": _OF_DOCUMENT,
    "opportunities": _OF_DOCUMENT,
    "codes": "starts_with(subject_id, 'opp-')",
    "values": _OF_DOCUMENT,
    "mentions": _OF_DOCUMENT,
    "former_mentions": _OF_DOCUMENT,
    "resolutions": _OF_DOCUMENT,
    "amounts": _OF_DOCUMENT,
    "readings": f"unit_id in (select unit_id from documents where {_OF_DOCUMENT})",
    "captures": f"item_key in (select item_key from documents where {_OF_DOCUMENT})",
    "organisations": "{n} % 2 = 0",
    "organisation_names": "{n} % 2 = 0",
}
"""The rows of each table that are copied."""


def write(demo: Edition, folder: Path, size: int) -> Workspace:
    """Write a workspace with at least `size` opportunities, its search index with it, and return it."""
    space = Workspace.create(folder)
    path = space.editions / "000001"
    con = demo.connect()
    copies = -(-size // demo.rows("opportunities"))
    made = _connect(con, copies)
    tables = {name: _written(made, path, name, copies if name in _COPIED else 1) for name in TABLES}
    manifest = {**demo.manifest, "edition": f"invented-{size}", "tables": tables}
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (space.editions / CURRENT).write_text("1\n", encoding="ascii")
    shutil.copytree(demo.path.parent.parent / "evidence", space.evidence, dirs_exist_ok=True)
    open_index(Editions(space.editions).require())
    return space


def _connect(demo: duckdb.DuckDBPyConnection, copies: int) -> duckdb.DuckDBPyConnection:
    """Return a connection that may write, with the demo's tables and the numbers of all copies but the first."""
    con = duckdb.connect(config={"threads": 2})
    for name in TABLES:
        rows = demo.table(name).to_arrow_table()
        con.register("given", rows)
        con.execute(f'create table "{name}" as from given').fetchall()
        con.unregister("given")
    con.execute(f"create table numbers as select i as n from range(1, {copies}) r(i)").fetchall()
    return con


def _written(con: duckdb.DuckDBPyConnection, path: Path, name: str, copies: int) -> dict[str, object]:
    """Write a table, its copies shared out over some parts, each sorted by its key; return what the manifest says."""
    folder = path / "tables" / name
    folder.mkdir(parents=True)
    key = ", ".join(f'"{one}"' for one in TABLES[name].KEY)
    written = []
    for part in range(PARTS if copies > 1 else 1):
        file = folder / f"{part:03}.parquet"
        query = _part(con, name, part) if copies > 1 else f'select * from "{name}"'
        con.execute(f"copy (select * from ({query}) order by {key}) to '{file}' (format parquet, compression zstd)")
        rows = con.read_parquet(str(file)).count("*").fetchall()[0][0]
        written.append({"file": file.name, "rows": rows, "bytes": file.stat().st_size, "sha256": ""})
    return {"rows": sum(part["rows"] for part in written), "parts": written}


def _part(con: duckdb.DuckDBPyConnection, name: str, part: int) -> str:
    columns = [row[0] for row in con.execute(f'select column_name from (describe "{name}")').fetchall()]
    new = ", ".join(f"{how.format(n='n')} as {column}" for column, how in _NEW.items() if column in columns)
    which = _COPIED[name].format(n="n")
    first = f'select * from "{name}" union all ' if part == 0 else ""
    return (
        f'{first}select * exclude (n) replace ({new}) from "{name}" cross join numbers'
        f" where n % {PARTS} = {part} and {which}"
    )
