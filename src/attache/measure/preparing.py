"""From the tables of an edition to those that are counted: `units`, `coded`, and what people coded beside machines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from attache.core.errors import InputError
from attache.measure.relations import Relation
from attache.vocabulary.alliances import memberships
from attache.vocabulary.codebook import Codebook

__all__ = ["REPORT", "evidence", "prepare"]

NOTHING = "none"
"""The code of a person who says that no value of a variable applies; people decided it, and tables show no value."""
REPORT = "2021-05"
"""When the report was published; "as of the report" means this."""

_UNITS = """
create table units as
with chosen as (
  select * from opportunities o
  where ($only is null or o.opportunity_id in (select unnest($only)))
    and ($since is null or left(o.published_on, 10) || substr('0000-01-01', length(o.published_on) + 1) >= $since)
    and ($until is null or left(o.published_on, 10) || substr('9999-12-31', length(o.published_on) + 1) <= $until)
), numbered as (
  select opportunity_id, cast(row_number() over (order by opportunity_id) - 1 as integer) as i from chosen
), shown as (
  select n.i, o.*, d.capture_id, d.published_precision as precision, d.url,
    l.status, l.first_seen, l.last_seen, l.status_since, l.group_id, l.group_size,
    coalesce(l.group_id = o.document_id, true) as first_of_group
  from chosen o join numbered n using (opportunity_id)
  left join documents d using (document_id) left join lives l using (document_id)
), offered as (
  select document_id, min_by(organisation_id, "start") as organisation_id
  from resolutions where offered and organisation_id is not null group by document_id
)
select s.i, s.opportunity_id, s.document_id,
  s.capture_id, s.title, s.url, s.published_on, s.precision, s.year,
  case when length(s.published_on) >= 7
    then left(s.published_on, 4) || 'Q' || cast((cast(substr(s.published_on, 6, 2) as integer) + 2) // 3 as varchar)
  end as quarter,
  s.mission_id, s.host_country, s.target, f.organisation_id, g.kind as organisation_kind,
  s.status, s.first_seen, s.last_seen, s.status_since, s.group_id, s.group_size, s.first_of_group,
  case when s.host_country is null or s.published_on is null then null
    else coalesce(p.alliance, 'none') end as alliance_post,
  case when s.host_country is null then null else coalesce(r.alliance, 'none') end as alliance_report,
  case when s.host_country is null then null else coalesce(t.alliance, 'none') end as alliance_today,
  s.synthetic
from shown s
left join offered f using (document_id) left join organisations g using (organisation_id)
left join allied_at p on p.country = s.host_country and p.day = s.published_on
left join allied_at r on r.country = s.host_country and r.day = $report
left join allied_at t on t.country = s.host_country and t.day = $today
"""
_DAYS = """
create table allied_at as
with days as (
  select distinct host_country as country, published_on as day from opportunities
  where host_country is not null and published_on is not null
  union select distinct host_country, unnest([$report, $today]) from opportunities where host_country is not null
)
select d.country, d.day, min_by(m.alliance, m.rank) as alliance
from days d join memberships m on m.country = d.country
  and left(d.day, length(m.valid_from)) >= left(m.valid_from, length(d.day))
  and (m.valid_to is null or left(d.day, length(m.valid_to)) <= left(m.valid_to, length(d.day)))
group by d.country, d.day
"""
_RANK = {"nato": 0, "mnna": 1, "mnna_treated": 2}

_CODER = """case when coder = 'lexicon' or coder like 'lexicon:%' then 'lexicon'
  when coder = 'source' or coder like 'source:%' then 'source'
  when coder = 'model' or coder like 'model:%' then 'model'
  when coder = 'llm' or coder like 'llm:%' then 'llm'
  when coder like 'adjudicated:%' then 'adjudicated' else 'person' end"""
_MACHINE = ("model", "llm", "lexicon", "source")
_RAW = f"""
create table raw as
select u.i, cast(c.variable as variables) as variable, cast(c.value as coded_values) as value,
  cast({_CODER} as classes) as class, case when {_CODER} = 'person' then c.coder end as coder
from codes c join units u on u.opportunity_id = c.subject_id
"""  # noqa: S608 -- constants of ours
_ENUMS = """
create type variables as enum (select distinct variable from codes where variable is not null order by variable);
create type coded_values as enum (select distinct value from codes where value is not null order by value);
create type classes as enum ('adjudicated', 'person', 'model', 'llm', 'lexicon', 'source')
"""
# A person who says that no value applies says what a machine says without a code: the text does not state it.
_PEOPLE = """
create table people as
with persons as (
  select i, variable, coder, list(distinct value order by value) as said from raw where class = 'person'
  group by i, variable, coder
), agreed as (
  select i, variable, count(*) as coders, count(distinct said) as answers, any_value(said) as said
  from persons group by i, variable
), adjudicated as (
  select i, variable, list(distinct value order by value) as said from raw where class = 'adjudicated'
  group by i, variable
)
select coalesce(j.i, a.i) as i, coalesce(j.variable, a.variable) as variable,
  list_filter(coalesce(j.said, case when a.answers = 1 then a.said end),
    lambda one: cast(one as varchar) <> $nothing
      or list_contains($own, cast(coalesce(j.variable, a.variable) as varchar))) as said,
  case when j.said is not null then 'adjudicated' when a.answers > 1 then 'disagreed'
       when a.coders > 1 then 'agreed' else 'one person' end as how
from adjudicated j full join agreed a on a.i = j.i and a.variable = j.variable
"""
_MACHINES = """
create table machine as
with ranked as (
  select i, variable, value, list_position($precedence, cast(class as varchar)) as rank from raw
  where class not in ('person', 'adjudicated')
)
select distinct i, variable, value from (
  select * from ranked qualify rank = min(rank) over (partition by i, variable)
)"""
_ONE_MACHINE = """
create table machine as select distinct i, variable, value from raw where class not in ('person', 'adjudicated')"""
# Sorted, a selection reads the codes of its variable and value alone.
_SORTED = " order by variable, value, i"
_CODED = """
create table coded as
select i, variable, value from machine m
where not exists (from people p where p.i = m.i and p.variable = m.variable and p.said is not null)
union all select i, variable, unnest(said) as value from people where said is not null
"""
_NO_PEOPLE = "create view coded as from machine"


def prepare(
    con: duckdb.DuckDBPyConnection,
    since: str | None,
    until: str | None,
    today: str,
    codebook: Codebook,
    only: Sequence[str] | None,
) -> None:
    """Make `units`, `people` (what people coded, how), `machine` (what the best machine coded) and `coded` (shown)."""
    con.register("memberships", _memberships())
    con.execute(_DAYS, {"report": REPORT, "today": today})
    ends = {"since": _padded("since", since, "0000-01-01"), "until": _padded("until", until, "9999-12-31")}
    asked = {**ends, "report": REPORT, "today": today}
    con.execute(_UNITS, {**asked, "only": list(only) if only is not None else None})
    con.execute(_ENUMS)
    con.execute(_RAW)
    classes = {row[0] for row in con.execute("select distinct class from raw").fetchall()}
    own = [name for name, one in codebook.variables.items() if NOTHING in one.values]
    con.execute(_PEOPLE, {"nothing": NOTHING, "own": own})
    by_people = bool(classes & {"person", "adjudicated"})
    order = "" if by_people else _SORTED
    if len(classes & set(_MACHINE)) > 1:
        con.execute(_MACHINES + order, {"precedence": [one for one in codebook.precedence if one in _MACHINE]})
    else:
        con.execute(_ONE_MACHINE + order)
    con.execute("drop table raw")
    con.execute(_CODED + _SORTED if by_people else _NO_PEOPLE)


def _padded(name: str, day: str | None, filled: str) -> str | None:
    """Return an end of the window as a day; a date that is known to the year counts where all of it lies inside."""
    if day is None:
        return None
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", day):
        raise InputError(f"`{name}` is no date: `{day[:40]}`", mend="write 2020-07-24, 2020-07 or 2020")
    return day + filled[len(day) :]


def _memberships() -> pa.Table:
    rows = [
        (m.country, m.alliance, _RANK[m.alliance], m.valid_from, m.valid_to)
        for ones in memberships().values()
        for m in ones
        if m.alliance in _RANK
    ]
    names = ("country", "alliance", "rank", "valid_from", "valid_to")
    kinds = (pa.string(), pa.string(), pa.int32(), pa.string(), pa.string())
    columns = zip(*rows, strict=True)
    return pa.table({name: pa.array(c, kind) for name, kind, c in zip(names, kinds, columns, strict=True)})


_EVIDENCE = """
select d.document_id, d.title, d.published_on, d.url, c.capture_id, c.sha256, c.captured_at, c.warc, d.synthetic
from documents d left join captures c using (capture_id)
where d.document_id in (select unnest($1)) order by d.published_on nulls last, d.document_id
"""


def evidence(con: duckdb.DuckDBPyConnection, relation: Relation, keys: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return what proves the records `keys` of a relation: documents with captures, then sources that are cited."""
    if relation.document is not None:
        query = f"select distinct {relation.document} from {relation.sql} u where {relation.key} in (select unnest($1))"  # noqa: S608 -- names of ours
        documents = [row[0] for row in con.execute(query, [list(keys)]).fetchall() if row[0] is not None]
        found = list(_dicts(con.execute(_EVIDENCE, [documents])))
        if len(found) >= len(keys):
            return found
    else:
        found = []
    return found + list(_sources(con, relation, keys))


def _sources(con: duckdb.DuckDBPyConnection, relation: Relation, keys: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    columns = {row[0] for row in con.execute(f"select column_name from (describe from {relation.sql})").fetchall()}  # noqa: S608 -- names of ours
    if "source" in columns:
        without = f"and {relation.document} is null" if relation.document else ""
        query = f"select distinct {relation.key} as id, source from {relation.sql} u where {relation.key} in (select unnest($1)) {without} order by 1, 2"  # noqa: S608, E501 -- names of ours
        yield from _dicts(con.execute(query, [list(keys)]))


def _dicts(answer: duckdb.DuckDBPyConnection) -> Iterator[Mapping[str, Any]]:
    names = [one[0] for one in answer.description or ()]
    for row in answer.fetchall():
        yield dict(zip(names, row, strict=True))
