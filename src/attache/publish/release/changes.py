"""The change log of a release: what was added, edited, withdrawn, returned or coded anew since the one before, and why.

Two sets of Parquet files are compared in DuckDB: those of this release, and those of the release or edition before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from attache.build.diff import what_differs
from attache.build.tables import DUCKDB
from attache.publish.csvs import write_csv
from attache.publish.notice import SYNTHETIC
from attache.publish.release.contents import SHAPES
from attache.publish.release.stamps import Stamped
from attache.publish.release.tables import data_file

__all__ = ["CHANGES", "Before", "write_changes"]

CHANGES: Mapping[str, str] = {
    "kind": "`added`, `dropped`, `edited`, `withdrawn`, `returned`, `re-coded`, `merged` or `changed`",
    "table": "table of the record",
    "id": "key of the record; parts of a key are separated by `/`",
    "title": "title or name",
    "what": "what of it differs: its status, number of versions, a variable of the codebook …",
    "before": "what it was in the release before",
    "after": "what it is now",
    "why": "what caused it: evidence, people, another text, rules, the codebook …",
    "synthetic": "the edition holds data made for demonstration or tests",
}
"""Columns of `changes.csv`, with their meaning."""
_STATED = ("needs", "events", "figures", "outcomes", "cases", "programmes", "targets", "claims", "samples", "searches")
_SHOWN, _LONGEST = 50, 120
_MEANING = {
    "added": "not in the release before",
    "dropped": "in the release before, not in this one",
    "edited": "the text is another",
    "withdrawn": "no longer shown by its source",
    "returned": "shown again",
    "re-coded": "other codes than before",
    "merged": "an organisation that is now part of another",
    "changed": "a stated record that says something else",
}
_MARKS = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>()#|!~&"})


@dataclass(frozen=True, slots=True)
class Before:
    """What is compared with: its name, Parquet files by table, the inputs that it was built from."""

    name: str
    files: Mapping[str, Sequence[str]]
    inputs: Mapping[str, Any]


_DOCUMENTS = """
with pairs as (
  select coalesce(b.document_id, a.document_id) as id, coalesce(b.title, a.title) as title,
    a.document_id is null as is_new, b.document_id is null as is_lost, la.status as old, lb.status as now,
    lb.status_since as since, a.text <> b.text as is_other, a.versions as old_versions, b.versions as versions,
    case when b.capture_id in (select capture_id from a_captures) then 'reading rules or sources' else 'evidence' end
      as cause
  from a_documents a full join b_documents b on a.document_id = b.document_id
  left join a_lives la on la.document_id = a.document_id left join b_lives lb on lb.document_id = b.document_id
)
select 'added', 'documents', id, title, 'status', null, now, cause from pairs where is_new
union all select 'dropped', 'documents', id, title, 'status', old, null, 'reading rules or sources' from pairs
  where is_lost
union all select 'withdrawn', 'documents', id, title, 'status', old, now, 'evidence: since ' || since from pairs
  where old <> 'gone' and now = 'gone'
union all select 'returned', 'documents', id, title, 'status', old, now, 'evidence: since ' || since from pairs
  where old <> now and (now = 'returned' or old = 'gone')
union all select 'edited', 'documents', id, title, 'versions', cast(old_versions as varchar), cast(versions as varchar),
  cause from pairs where is_other
"""
_OPPORTUNITIES = """
select case when a.opportunity_id is null then 'added' else 'dropped' end, 'opportunities',
  coalesce(b.opportunity_id, a.opportunity_id), coalesce(b.title, a.title), 'unit of analysis', null, null,
  'the document is taken for one, or no longer'
from a_opportunities a full join b_opportunities b on a.opportunity_id = b.opportunity_id
where (a.opportunity_id is null or b.opportunity_id is null)
  and coalesce(b.document_id, a.document_id) in (select document_id from a_documents)
  and coalesce(b.document_id, a.document_id) in (select document_id from b_documents)
"""
_CODES = """
with both_have as (
  select a.opportunity_id as id, b.title, ta.text <> tb.text as is_other
  from a_opportunities a join b_opportunities b using (opportunity_id)
  left join a_documents ta on ta.document_id = a.document_id left join b_documents tb on tb.document_id = b.document_id
), sides as (
  select distinct 'a' as side, subject_id as id, variable, value, coder from a_codes
  union all select distinct 'b', subject_id, variable, value, coder from b_codes
), said as (
  select id, variable, list(distinct value order by value) filter (side = 'a') as old,
    list(distinct value order by value) filter (side = 'b') as now,
    bool_or(side = 'b' and split_part(coder, ':', 1) not in ('lexicon', 'source', 'model', 'llm')) as by_people
  from sides group by id, variable
)
select 're-coded', 'codes', s.id, o.title, s.variable, array_to_string(s.old, '; '), array_to_string(s.now, '; '),
  case when s.by_people then 'people' when o.is_other then 'another text' else $why end
from said s join both_have o on o.id = s.id where s.old is distinct from s.now
"""
_MERGED = """
select 'merged', 'organisations', a.organisation_id, a.name, 'organisation', a.organisation_id,
  f.organisation_id || ' ' || g.name, min(f.why)
from a_organisations a join b_forwards f on f.old_id = a.organisation_id
join b_organisations g on g.organisation_id = f.organisation_id
where a.organisation_id not in (select organisation_id from b_organisations) group by all
"""


def write_changes(folder: Path, stamped: Stamped, before: Before | None) -> int:
    """Write `CHANGES.md` and `changes.csv`; return the number of changes."""
    rows = list(_changes(folder, stamped, before)) if before else []
    write_csv(folder / "changes.csv", list(CHANGES), ((*row, stamped.synthetic) for row in rows))
    lines = [f"# Changes: edition {stamped.number} ({stamped.edition}), {stamped.day}", ""]
    lines += [f"**{SYNTHETIC['en']}**", ""] if stamped.synthetic else []
    lines += _told(rows, stamped, before) if before else ["The first release: there is none to compare it with.", ""]
    (folder / "CHANGES.md").write_text("\n".join(lines), encoding="utf-8")
    return len(rows)


def _changes(folder: Path, stamped: Stamped, before: Before) -> Iterator[tuple[Any, ...]]:
    con = duckdb.connect(config=DUCKDB)
    for name in SHAPES:
        con.read_parquet(str(data_file(folder, name))).create_view(f"b_{name}")
        con.execute(f'create view "a_{name}" as from "b_{name}" limit 0')
        if files := before.files.get(name):
            con.read_parquet(list(files)).create_view(f"a_{name}", replace=True)
    causes = [name for name in what_differs(before.inputs, stamped.inputs) if name not in ("evidence", "casebook")]
    queries = (_DOCUMENTS, _OPPORTUNITIES, _CODES, _MERGED, *(_stated(con, name) for name in _STATED))
    for query in queries:
        values = {"why": ", ".join(causes) or "evidence"} if "$why" in query else None
        found = con.execute(query, values).fetchall()
        yield from sorted(found, key=lambda row: tuple(str(cell) for cell in row))
    con.close()


def _stated(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """Compare records that sources or people state, by the columns that both sides have."""
    known = {row[0] for row in con.execute(f'select column_name from (describe "a_{name}")').fetchall()}  # noqa: S608
    columns = ", ".join(f'"{one}"' for one in SHAPES[name].columns if one in known and one != "author")
    key = " || '/' || ".join(f'cast("{one}" as varchar)' for one in SHAPES[name].key)
    sides = (f'select {key} as id, row({columns}) as said from "{side}_{name}"' for side in "ab")  # noqa: S608
    a, b = sides
    return f"""
with a as ({a}), b as ({b})
select case when a.id is null then 'added' when b.id is null then 'dropped' else 'changed' end, '{name}',
  coalesce(b.id, a.id), null, 'record', null, null, 'casebook, pages or people'
from a full join b on a.id = b.id where a.id is null or b.id is null or a.said is distinct from b.said"""  # noqa: S608


def _told(rows: Sequence[tuple[Any, ...]], stamped: Stamped, before: Before) -> Iterator[str]:
    under = ", ".join(what_differs(before.inputs, stamped.inputs)) or "nothing"
    yield from (f"Compared with {before.name}. What changed underneath: {under}.", "")
    if not rows:
        yield from ("No record differs.", "")
        return
    kinds = {kind: [row for row in rows if row[0] == kind] for kind in _MEANING}
    yield from ("| change | | records |", "|---|---|---:|")
    yield from (f"| {kind} | {_MEANING[kind]} | {len(found):,} |" for kind, found in kinds.items() if found)
    yield from ("", "`changes.csv` has every one.", "")
    for kind, found in kinds.items():
        if found:
            yield from (f"## {kind}", "")
            yield from map(_line, found[:_SHOWN])
            if len(found) > _SHOWN:
                yield f"- and {len(found) - _SHOWN:,} more"
            yield ""


def _line(row: tuple[Any, ...]) -> str:
    _, table, key, title, what, before, after, why = row
    sides = " → ".join(_inert(side) for side in (before, after) if side)
    told = [f"{table} `{key}`", *([_inert(title)] if title else []), *([f"{what}: {sides}"] if sides else [])]
    return f"- {'; '.join(told)} ({_inert(why)})"


def _inert(text: str | None) -> str:
    """Return collected text so that nothing in it is markup, cut where it is long."""
    plain = " ".join((text or "").split())
    return (plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…").translate(_MARKS)
