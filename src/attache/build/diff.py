"""What moved between two editions, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from attache.build.edition import Edition
from attache.build.tables import DUCKDB

__all__ = ["Change", "Difference", "Tally", "diff", "tally", "what_differs"]

_WHY = {
    "custody": "evidence",
    "ledger": "ledger",
    "codebook": "codebook",
    "casebook": "casebook",
    "sources": "sources",
    "reading": "reading rules",
    "coding": "coding rules",
    "building": "build code",
}
_DOCUMENTS = """
select coalesce(b.document_id, a.document_id) as id, coalesce(b.title, a.title) as title,
  case when a.document_id is null then 'added' when b.document_id is null then 'dropped'
       when la.status <> lb.status then 'status' else 'text' end as kind,
  case when la.status <> lb.status then la.status || ' -> ' || lb.status
       else coalesce(lb.status, la.status) end as detail
from a_documents a full join b_documents b on a.document_id = b.document_id
left join a_lives la on la.document_id = a.document_id left join b_lives lb on lb.document_id = b.document_id
where a.document_id is null or b.document_id is null or la.status <> lb.status or a.text <> b.text
order by kind, id"""
_CODES = """
with a as (select distinct subject_id, variable, value, coder from a_codes),
     b as (select distinct subject_id, variable, value, coder from b_codes)
select coalesce(b.subject_id, a.subject_id) as id, coalesce(b.variable, a.variable) as variable,
  coalesce(b.value, a.value) as value, coalesce(b.coder, a.coder) as coder,
  case when a.value is null then 'code added' else 'code dropped' end as kind
from a full join b on a.subject_id = b.subject_id and a.variable = b.variable and a.value = b.value
  and a.coder = b.coder
where a.value is null or b.value is null order by variable, value, id, kind"""

_COUNTED = "select kind, detail, count(*) as n from moved group by all order by kind, detail"
_LISTED = """
select id, kind, detail from moved
qualify row_number() over (partition by kind, detail order by id) <= {most} order by kind, detail, id"""
_CODES_COUNTED = """
with a as (select distinct subject_id, variable, value from a_codes),
     b as (select distinct subject_id, variable, value from b_codes)
select coalesce(b.variable, a.variable) as variable, coalesce(b.value, a.value) as value,
  count(*) filter (a.value is null) as added, count(*) filter (b.value is null) as dropped
from a full join b on a.subject_id = b.subject_id and a.variable = b.variable and a.value = b.value
where a.value is null or b.value is null group by all order by added + dropped desc, variable, value"""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that moved: `added`, `dropped`, `status`, `text`, `code added` or `code dropped`."""

    kind: str
    id: str
    detail: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All that moved between two editions: the inputs that differ, rows per table before and after, changes."""

    before: int
    after: int
    why: tuple[str, ...]
    rows: Mapping[str, tuple[int, int]]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What moved between two editions, counted.

    `documents` is the number of each kind and detail (`status`, `live -> gone`); `listed` has the first of each, with
    the detail alone; `codes` is variable, value, opportunities that gained the code, and that lost it, by any coder.
    """

    before: int
    after: int
    why: tuple[str, ...]
    rows: Mapping[str, tuple[int, int]]
    documents: Mapping[tuple[str, str], int]
    listed: tuple[Change, ...]
    codes: tuple[tuple[str, str, int, int], ...]


def what_differs(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the inputs that differ between two editions: `evidence`, `codebook`, `coding rules` …"""
    return tuple(name for key, name in _WHY.items() if then.get(key) != now.get(key))


def diff(before: Edition, after: Edition) -> Difference:
    """Compare two editions of one workspace."""
    why, rows = _inputs(before, after)
    con = _both(before, after)
    changes = [Change(r["kind"], r["id"], f"{r['detail']}: {r['title']}") for r in _rows(con, _DOCUMENTS)]
    changes += [
        Change(r["kind"], r["id"], f"{r['variable']} = {r['value']} ({r['coder']})") for r in _rows(con, _CODES)
    ]
    return Difference(before.number, after.number, why, rows, tuple(changes))


def tally(before: Edition, after: Edition, most: int = 100) -> Tally:
    """Count what moved between two editions, and list at most `most` documents of each kind."""
    why, rows = _inputs(before, after)
    con = _both(before, after)
    con.execute(f"create table moved as {_DOCUMENTS}").fetchall()
    documents = {(r["kind"], r["detail"]): r["n"] for r in _rows(con, _COUNTED)}
    listed = [Change(r["kind"], r["id"], r["detail"]) for r in _rows(con, _LISTED.format(most=most))]
    codes = [(r["variable"], r["value"], r["added"], r["dropped"]) for r in _rows(con, _CODES_COUNTED)]
    con.close()
    return Tally(before.number, after.number, why, rows, documents, tuple(listed), tuple(codes))


def _inputs(before: Edition, after: Edition) -> tuple[tuple[str, ...], dict[str, tuple[int, int]]]:
    rows = {t: (before.rows(t), after.rows(t)) for t in after.manifest["tables"] if t in before.manifest["tables"]}
    return what_differs(before.manifest["inputs"], after.manifest["inputs"]), rows


def _both(before: Edition, after: Edition) -> duckdb.DuckDBPyConnection:
    """Return tables of the two editions as views `a_…` and `b_…`."""
    con = duckdb.connect(config=DUCKDB)
    for prefix, edition in (("a", before), ("b", after)):
        for table in ("documents", "lives", "codes"):
            files = [str(edition.folder(table) / file) for file in edition.files(table)]
            con.read_parquet(files).create_view(f"{prefix}_{table}")
    return con


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    answer = con.execute(query)
    names = [one[0] for one in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
