"""An edition of a million opportunities as Parquet parts: a corpus from target margins, copied with new ids.

Postings of the copies differ from the first ones by their ids, days and texts alone, so that the margins hold.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import corpus
import duckdb
from margins import MARGINS

from attache.build.edition import Edition
from attache.build.tables import TABLES
from attache.vocabulary.codebook import load_codebook

__all__ = ["BASE", "write"]

BASE = 20_000
"""Postings of the corpus that is copied."""
PARTS = 10
_CAPTURES = 3
"""Captures of each document."""

# What differs between copies. `{n}` is the number of the copy; two copies share their organisations.
_NEW = {
    "opportunity_id": "'opp-' || left(md5(opportunity_id || {n}), 20)",
    "document_id": "'doc-' || left(md5(document_id || {n}), 20)",
    "group_id": "'doc-' || left(md5(group_id || {n}), 20)",
    "unit_id": "'item-' || left(md5(unit_id || {n}), 20)",
    "subject_id": "if(starts_with(subject_id, 'opp-'), 'opp-', '') || left(md5(subject_id || {n}), 20)",
    "organisation_id": "'org-' || left(md5(organisation_id || {n} // 2), 20)",
    "capture_id": "'cap-' || left(md5(capture_id || {n}), 20)",
    "text": "repeat(md5(document_id || {n}), 12)",
    "quote": "quote || hash(value || {n} || document_id) % 300",
    "sha256": "sha256(capture_id || {n})",
}
_COPIED = (
    "opportunities", "documents", "lives", "versions", "codes", "values", "mentions", "former_mentions", "resolutions",
    "organisations", "amounts", "readings", "captures",
)  # fmt: skip
_TWICE = """
union all select * replace (start + 40 as start, "end" + 40 as "end") from copied
where hash(subject_id || value) % 4 = 0
"""
"""Every fourth code rests on two spans."""
_FIRST_VERSIONS = """
insert into versions by name
select document_id, 1 as number, capture_id, '2021-01-01T00:00:00Z' as seen_at, sha256 as text_sha256, title, text,
  '' as changed from documents d where document_id not in (select document_id from versions)
"""
_CAPTURED = """
select c.* replace (c.capture_id || if(n = 0, '', n::varchar) as capture_id)
from captures c cross join range({0}) r(n)
"""


def write(folder: Path, size: int, people: int) -> Edition:
    """Write an edition with about `size` opportunities, of which people have coded `people`, and return it."""
    margins = replace(MARGINS.of_size(BASE, people=people), cohort=replace(MARGINS.cohort, share=0.02))
    con = corpus.connect(corpus.make(margins, 1), threads=2)
    con.execute("set preserve_insertion_order = false")
    for name in TABLES:
        con.execute(f'create table made as select * from "{name}"').fetchall()
        con.unregister(name)
        con.execute(f'alter table made rename to "{name}"').fetchall()
    con.execute(_FIRST_VERSIONS).fetchall()
    con.execute(f"create or replace table captures as {_CAPTURED.format(_CAPTURES)}").fetchall()
    copies = max(1, size // BASE)
    _sampled(con, copies)
    tables = {name: _written(con, folder, name, copies) for name in TABLES}
    inputs = {"codebook": load_codebook().digest}
    manifest = {"edition": f"invented-{size}-{people}", "synthetic": True, "inputs": inputs, "tables": tables}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return Edition(folder)


def _sampled(con: duckdb.DuckDBPyConnection, copies: int) -> None:
    """Let the sample be one of the whole: its members, and what people coded of them, are in the first copy alone."""
    con.execute("create table coded_by_people as from codes where coder = 'ana'").fetchall()
    con.execute("delete from codes where coder = 'ana'").fetchall()
    con.execute("update samples set population_size = population_size * ?", [copies]).fetchall()
    con.execute(
        "update sample_members set stratum_size = stratum_size * $1, probability = probability / $1,"
        " member_id = if(member_id like 'opp-%', 'opp-' || left(md5(member_id || 0), 20),"
        " 'org-' || left(md5(member_id || 0), 20)) where role = 'drawn'",
        [copies],
    ).fetchall()
    searched = "update searches set member_id = 'org-' || left(md5(member_id || 0), 20) where member_id like 'org-%'"
    con.execute(searched).fetchall()
    new = {name: how.format(n=0) for name, how in _NEW.items() if name in ("organisation_id", "opportunity_id")}
    con.execute(f"update outcomes set {', '.join(f'{one} = {how}' for one, how in new.items())}").fetchall()


def _written(con: duckdb.DuckDBPyConnection, folder: Path, name: str, copies: int) -> dict[str, object]:
    """Write a table, in several parts where it is copied, each sorted by its key; return what the manifest says."""
    parts = [range(copies)[at::PARTS] for at in range(min(PARTS, copies))] if name in _COPIED else [range(1)]
    written = []
    for number, which in enumerate(parts):
        path = folder / "tables" / name / f"part-{number:04}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        key = ", ".join(f'"{one}"' for one in TABLES[name].KEY)
        query = " union all ".join(_copy(con, name, n) for n in which)
        con.execute(
            f"copy (select * from ({query}) order by {key}) to '{path}'"
            " (format parquet, compression zstd, row_group_size 65536)"
        ).fetchall()
        rows = con.read_parquet(str(path)).count("*").fetchall()[0][0]
        written.append({"file": path.name, "rows": rows})
    return {"rows": sum(part["rows"] for part in written), "parts": written}


def _copy(con: duckdb.DuckDBPyConnection, name: str, number: int) -> str:
    if name not in _COPIED:
        return f'(from "{name}")'
    if name == "organisations" and number % 2:
        return f'(from "{name}" where false)'
    columns = [row[0] for row in con.execute(f'select column_name from (describe "{name}")').fetchall()]
    new = ", ".join(f"{how.format(n=number)} as {column}" for column, how in _NEW.items() if column in columns)
    people = " union all from coded_by_people" if name == "codes" and not number else ""
    copied = f'select * replace ({new}) from (from "{name}"{people})'
    if name == "codes":
        return f"(with copied as ({copied}) from copied {_TWICE})"
    return f"({copied})"
