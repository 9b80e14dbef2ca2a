"""The mentions of an edition as tables of one in-memory database: where they stood first, with what, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import duckdb
import pyarrow as pa

from attache.build.state import State
from attache.build.tables import DUCKDB, Part, column, read_parts, schema
from attache.core.organisations import Resolution
from attache.core.records import Capture
from attache.link.organisations import Ids, Resolved, Spelling
from attache.read.missions import mission_mentions

__all__ = ["Mentions"]

Parts = Mapping[str, Sequence[Part]]
_OCCURRENCES = """
create table occurrences as
with current as (
  select document_id, start, "end", name, name_zh, name_latin, m.kind, m.country, versions as version, true as now
  from mentions m join documents using (document_id) where m.kind <> 'mission'
), everything as (
  from current union all by name
  select document_id, start, "end", name, name_zh, name_latin, kind, country, version, false as now
  from former_mentions where kind <> 'mission'
)
select document_id, start, "end", name_zh, name_latin, kind, country, now, place
from everything join seen using (document_id, version)"""
_SPELLINGS = """
create table spellings as
select row_number() over (order by name_zh, name_latin, kind, country) - 1 as spelling, *
from (
  select name_zh, name_latin, kind, country,
    min(struct_pack(place := place, document := document_id, start := start)) as first,
    count(*) filter (now) as mentions, count(distinct document_id) filter (now) as documents
  from occurrences group by name_zh, name_latin, kind, country
)"""
_NUMBERED = """
create table numbered as
select document_id, start, "end", spelling, now
from occurrences o join spellings s on o.kind = s.kind and o.name_zh is not distinct from s.name_zh
  and o.name_latin is not distinct from s.name_latin and o.country is not distinct from s.country"""
_DOMAINS = """
select spelling, domains.value as domain, count(*) as documents
from numbered join targets using (document_id, start) join domains using (document_id) where now
group by spelling, domains.value"""
_RESOLUTIONS = """
select document_id, start, "end", organisation_id, null::varchar as mission_id, t.start is not null as offered
from numbered join chosen using (spelling) left join targets t using (document_id, start) where now
union all
select document_id, start, "end", null, mission_id, false
from mentions join called using (name) where mentions.kind = 'mission'"""
_COUNTS = """
select organisation_id, count(*) as mentions, count(distinct r.document_id) as documents,
  count(distinct r.document_id) filter (offered and o.document_id is not null) as opportunities,
  min(d.published_on) as first_posted, max(d.published_on) as last_posted
from resolved r join documents d using (document_id)
left join (select distinct document_id from opportunities) o using (document_id)
where organisation_id is not null group by organisation_id order by organisation_id"""

_BESIDE = """
with named as (select distinct name_id, document_id from numbered join name_of using (spelling))
select a, b, count(*) from asked join named x on x.name_id = a join named y on y.name_id = b
  and x.document_id = y.document_id
group by a, b"""
_SYNTHETIC = """
select organisation_id, bool_and(synthetic)
from numbered join borne using (spelling) join documents using (document_id)
group by organisation_id"""

_TARGETS = "create table targets as select document_id, start from \"values\" where name = 'target'"
_ADDRESSES = "create table domains as select document_id, value from \"values\" where name = 'domain'"
_SPELT = """
select name_zh, name_latin, kind, country, first, mentions, documents, spelling from spellings order by spelling"""


class Mentions:
    """The spellings of an edition's mentions, and the documents that they stand in."""

    def __init__(self, tables: Path, parts: Parts, state: State) -> None:
        self._con = duckdb.connect(config=DUCKDB)
        for table in ("mentions", "former_mentions", "documents", "opportunities", "values"):
            self._con.read_parquet([str(tables / table / part.file) for part in parts[table]]).create_view(table)
        self._con.register("seen", _seen(tables, parts, state))
        for query in (_OCCURRENCES, _SPELLINGS, _NUMBERED, _TARGETS, _ADDRESSES):
            self._con.execute(query)
        self.spellings = list(self._spellings())

    def _spellings(self) -> Iterator[Spelling]:
        domains: dict[int, dict[str, int]] = {}
        for number, domain, documents in self._con.execute(_DOMAINS).fetchall():
            domains.setdefault(number, {})[domain] = documents
        for zh, latin, kind, country, first, mentions, documents, number in self._con.execute(_SPELT).fetchall():
            place = (first["place"], first["document"], first["start"])
            yield Spelling(zh, latin, kind, country, place, mentions, documents, domains.get(number, {}))

    def beside(self, pairs: Iterable[tuple[str, str]], ids: Ids) -> dict[tuple[str, str], int]:
        """Count for each pair of names the documents that name both; pairs that no document names are left out."""
        asked = list(pairs)
        names = [
            (number, ids.of(name, one.country)[0]) for number, one in enumerate(self.spellings) for name in one.names
        ]
        self._con.register("asked", _strings(a=[a for a, _ in asked], b=[b for _, b in asked]))
        self._con.register("name_of", _by_spelling(names, "name_id"))
        return {(a, b): count for a, b, count in self._con.execute(_BESIDE).fetchall()}

    def assign(self, resolved: Resolved) -> pa.Table:
        """Take over what the spellings resolve to and return the rows of `resolutions`."""
        chosen = [(number, key) for number, one in enumerate(self.spellings) if (key := resolved.of(one))]
        self._con.register("chosen", _by_spelling(chosen, "organisation_id"))
        borne = [(number, key) for number, one in enumerate(self.spellings) for key in resolved.all_of(one)]
        self._con.register("borne", _by_spelling(borne, "organisation_id"))
        self._con.register("called", self._missions())
        found = _table(self._con, _RESOLUTIONS)
        self._con.register("resolved", found)
        shape = schema(Resolution)
        return pa.table({field.name: found[field.name] for field in shape}, schema=shape)

    def counts(self) -> dict[str, dict[str, Any]]:
        """Return what is counted of each organisation that documents now name, by id."""
        return {row["organisation_id"]: row for row in _table(self._con, _COUNTS).to_pylist()}

    def synthetic(self) -> dict[str, bool]:
        """Tell for each organisation whether documents made for demonstration alone name it, or named it."""
        return dict(self._con.execute(_SYNTHETIC).fetchall())

    def close(self) -> None:
        """Let the database go."""
        self._con.close()

    def _missions(self) -> pa.Table:
        """Return the mission that each mention of one speaks of, its sections too; unknown ones are left out."""
        query = "select distinct name from mentions where kind = 'mission' order by name"
        found = {}
        for (name,) in self._con.execute(query).fetchall():
            key = next((m.mission_id for m in mission_mentions(name) if m.mission_id), None)
            if key:
                found[name] = key
        return _strings(name=list(found), mission_id=list(found.values()))


def _seen(tables: Path, parts: Parts, state: State) -> pa.Table:
    """Return where each text of a document stood first in evidence, by the order of appending.

    A text stands from its first capture to the one that shows the next text, in the order of time.
    """
    documents = read_parts(tables / "documents", [part.file for part in parts["documents"]], ["document_id", "unit_id"])
    units = dict(zip(column(documents, "document_id"), column(documents, "unit_id"), strict=True))
    shown: dict[str, list[tuple[int, str]]] = {}
    versions = read_parts(
        tables / "versions", [part.file for part in parts["versions"]], ["document_id", "number", "capture_id"]
    )
    columns = (column(versions, name) for name in ("document_id", "number", "capture_id"))
    for key, number, capture in zip(*columns, strict=True):
        shown.setdefault(key, []).append((number, capture))
    ids, numbers, places = [], [], []
    for key, texts in shown.items():
        for number, place in _places(sorted(texts), state.lives[units[key]].captures):
            ids.append(key)
            numbers.append(number)
            places.append(place)
    return _strings(document_id=ids, place=places).append_column("version", pa.array(numbers, type=pa.int64()))


def _places(texts: Sequence[tuple[int, str]], captures: Sequence[Capture]) -> Iterator[tuple[int, str]]:
    if len(texts) == 1:
        yield texts[0][0], _place(captures[0]) if len(captures) == 1 else min(map(_place, captures))
        return
    at = {capture.capture_id: number for number, capture in enumerate(captures)}
    starts = [at[capture] for _, capture in texts]
    ends = [*starts[1:], len(captures)]
    for (number, _), start, end in zip(texts, starts, ends, strict=True):
        yield number, min(map(_place, captures[start:end]))


def _place(capture: Capture) -> str:
    return f"{capture.warc} {capture.offset:016d}"


def _table(con: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    return cast("pa.Table", con.sql(query).to_arrow_table())


def _strings(**columns: list[str]) -> pa.Table:
    return pa.table({name: pa.array(values, type=pa.string()) for name, values in columns.items()})


def _by_spelling(rows: Sequence[tuple[int, str]], name: str) -> pa.Table:
    numbers = pa.array([number for number, _ in rows], type=pa.int64())
    return pa.table({"spelling": numbers, name: pa.array([key for _, key in rows], type=pa.string())})
