"""Which needs the opportunities answer: from codes over the demand lists to the entries that ask for them.

An opportunity answers an entry in one of three ways, the nearest first (`EXACTNESS`). It is coded as the chokepoint
itself; its narrow technology field, or its chokepoint, is what the entry asks for; or it lies in the sector that the
entry names, which says that fields agree and not that the plan caused anything. Requests read from pages are answered,
weakest of all, by any later posting of the same narrow field. What no code leads to is not measured, never unanswered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from attache.measure.descriptions import Descriptions, Technology, load_descriptions
from attache.measure.fields import FIELD
from attache.measure.frame import Frame, Relation
from attache.measure.needs import CHOKEPOINTS, MATCHES
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.lists import ReferenceList, load_lists

__all__ = ["EXACTNESS", "REQUEST", "SAME_FIELD", "Lead", "leads", "prepare_answers"]

SAME_FIELD = "same_field"
EXACTNESS = (*MATCHES[:3], SAME_FIELD)
"""How exactly an opportunity answers a need: `exact_chokepoint`, `programme_need`, `plan_field_only`, `same_field`."""
REQUEST = "request"
"""The group of needs that no list states: those read from pages, and single ones of a casebook."""


@dataclass(frozen=True, slots=True, order=True)
class Lead:
    """A code that answers an entry of a demand list; `rank` is the place of its exactness in `EXACTNESS`."""

    variable: str
    value: str
    list_id: str
    code: str
    rank: int


def leads(codebook: Codebook, lists: Iterable[ReferenceList], descriptions: Descriptions) -> tuple[Lead, ...]:
    """Return the leads from a codebook's values to entries of demand lists, each once and as near as it can be."""
    known = {item.list_id: item for item in lists if item.kind == "demand"}
    found: dict[tuple[str, str, str, str], int] = {}
    for lead in (*_of_variables(codebook, known, descriptions), *_of_technologies(codebook, descriptions)):
        entries = known[lead.list_id].entries if lead.list_id in known else ()
        if any(entry.code == lead.code for entry in entries):
            key = (lead.variable, lead.value, lead.list_id, lead.code)
            found[key] = min(lead.rank, found.get(key, lead.rank))
    return tuple(sorted(Lead(*key, rank) for key, rank in found.items()))


def _of_variables(codebook: Codebook, known: Mapping[str, ReferenceList], descriptions: Descriptions) -> Iterator[Lead]:
    """The values of a variable are, in order, the entries of the first level of its list."""
    for list_id, variable in descriptions.variables.items():
        if list_id in known and variable in codebook.variables:
            rank = 0 if list_id == CHOKEPOINTS else 2
            for value, entry in zip(codebook.variables[variable].values, known[list_id].top, strict=False):
                yield Lead(variable, value, list_id, entry.code, rank)
                for other, code in descriptions.same.get((variable, value), ()):
                    yield Lead(variable, value, other, code, 2)


def _of_technologies(codebook: Codebook, descriptions: Descriptions) -> Iterator[Lead]:
    for technology in descriptions.technologies:
        for variable, value, rank in _codes(technology, codebook):
            for list_id, code in technology.needs:
                if list_id != CHOKEPOINTS:
                    yield Lead(variable, value, list_id, code, rank)


def _codes(technology: Technology, codebook: Codebook) -> Iterator[tuple[str, str, int]]:
    """An area is all of a field; one thing is known by its chokepoint alone, since a shared field says nothing."""
    if technology.narrow:
        values = codebook.variables[CHOKEPOINTS].values if CHOKEPOINTS in codebook.variables else {}
        yield from ((CHOKEPOINTS, c, 1) for name, c in technology.needs if name == CHOKEPOINTS and c in values)
    elif FIELD in codebook.variables:
        fields = codebook.variables[FIELD].values
        yield from ((FIELD, f, 1 if fields[f].parent else 2) for f in technology.fields if f in fields)


_IN_FORCE = """left({day}, length(stated_on)) >= left(stated_on, length({day}))
  and (valid_to is null or left({day}, length(valid_to)) <= left(valid_to, length({day})))"""
"""As `vocabulary.lists.in_force`: a bound that is known to the month or year includes all of it."""

_LISTS = """
create table demand_lists as
with spells as (
  select list_id, min(stated_on) as stated_on, case when count(valid_to) = count(*) then max(valid_to) end as valid_to
  from needs where list_id is not null and stated_on is not null group by list_id
)
select *, cast(1 as bigint) << cast(row_number() over (order by list_id) - 1 as integer) as bit
from spells where list_id in (select list_id from leads)
"""
_LED = """
create table led as
select try_cast(l.variable as variables) as variable, try_cast(l.value as coded_values) as value, l.rank, l.list_id,
  n.need_id, count(*) over (partition by n.need_id) as ways
from leads l join needs n on n.list_id = l.list_id and n.code = l.code
"""
_DAYS = f"""
create table list_days as
select d.published_on, if(length(d.published_on) = 10, try_cast(d.published_on as date), null) as day,
  bit_or(l.bit) as mask
from (select distinct published_on from units) d
join demand_lists l on {_IN_FORCE.format(day="d.published_on")} group by d.published_on
"""  # noqa: S608 -- names of ours
# Three sets of lists for each opportunity, by exactness, and the lists in force when it was posted; a bit for a list.
_ANSWERED = """
create table answered as
with masks as (
  select variable, value, bit_or(if(rank = 0, bit, 0)) as m0, bit_or(if(rank = 1, bit, 0)) as m1,
    bit_or(if(rank = 2, bit, 0)) as m2
  from led join demand_lists using (list_id) group by variable, value
), reached as (
  select c.i, bit_or(m0) as m0, bit_or(m1) as m1, bit_or(m2) as m2
  from coded c join masks using (variable, value) group by c.i
)
select u.i, coalesce(m0, 0) as m0, coalesce(m1, 0) as m1, coalesce(m2, 0) as m2, coalesce(d.mask, 0) as force
from units u left join reached using (i) left join list_days d using (published_on)
"""
_ANSWERING = """
create view answering as
select u.*, l.list_id, (a.force & l.bit) <> 0 as in_force,
  case when a.m0 & l.bit <> 0 then $exact when a.m1 & l.bit <> 0 then $programme else $field end as exactness
from units u join answered a using (i) join demand_lists l on ((a.m0 | a.m1 | a.m2) & l.bit) <> 0
"""
_ANSWERS = """
create view answers as
with pairs as (
  select c.i, l.need_id, l.list_id, min(l.rank) as rank from coded c join led l using (variable, value)
  group by c.i, l.need_id, l.list_id
)
select u.opportunity_id || '/' || p.need_id as answer_id, u.*, p.need_id, p.list_id,
  list_extract([$exact, $programme, $field], p.rank + 1) as exactness, coalesce(d.mask & l.bit, 0) <> 0 as in_force
from pairs p join units u using (i) join demand_lists l using (list_id) left join list_days d using (published_on)
union all
select u.opportunity_id || '/' || r.need_id, u.*, r.need_id, $request, $same, true
from (
  select distinct i, need_id, stated_day from requested join coded c on c.variable = $variable and c.value = field
) r
join units u using (i) where length(u.published_on) = 10 and try_cast(u.published_on as date) >= r.stated_day
"""
_LAST_DAY = """case length(stated_on) when 10 then try_cast(stated_on as date)
  when 7 then last_day(try_cast(concat(stated_on, '-01') as date)) end"""
"""Days are counted from the last day that a date may mean; from one that is known to the year they are not."""
_REQUESTED = f"""
create table requested as
select distinct n.need_id, {_LAST_DAY} as stated_day, cast(c.value as coded_values) as field
from needs n join codes c on c.subject_id = n.need_id and c.variable = $variable
where n.list_id is null and c.value in (select unnest($narrow))
"""  # noqa: S608 -- names of ours
# A need that several codes lead to is counted once for an opportunity; most have one code, and need no such care.
_SEVERAL = """
create table several as
select distinct l.need_id, c.i from coded c join led l using (variable, value) where l.ways > 1
"""
_NEED_DAYS = """
create table need_days as
with days as (
  select c.variable, c.value, u.published_on, count(*) as n from coded c join units u using (i)
  semi join led l on l.variable = c.variable and l.value = c.value group by all
), one as (select * from led where ways = 1)
select need_id, published_on, sum(n) as n from one join days using (variable, value) group by all
union all
select need_id, published_on, count(*) from several join units using (i) group by all
"""
_VALID_TO = """case length(valid_to) when 10 then try_cast(valid_to as date)
  when 7 then last_day(try_cast(concat(valid_to, '-01') as date))
  else try_cast(concat(valid_to, '-12-31') as date) end"""
_ASKED = f"""
create table asked as
with timed as (
  select d.need_id, d.n, coalesce(t.mask & l.bit, 0) <> 0 as in_force, t.day, s.stated_day
  from need_days d join (select need_id, list_id, {_LAST_DAY} as stated_day from needs) s using (need_id)
  join demand_lists l using (list_id) left join list_days t using (published_on)
), counted as (
  select need_id, sum(n) as opportunities, sum(n) filter (in_force) as in_time,
    min(day) filter (in_force and day >= stated_day) as first_on
  from timed group by need_id
), later as (
  select r.need_id, min(f.day) as first_on from requested r asof join (
    select value, try_cast(published_on as date) as day from (
      select distinct c.value, u.published_on from coded c join units u using (i)
      where c.variable = $variable and c.value in (select field from requested) and length(u.published_on) = 10
    )
  ) f on f.value = r.field and f.day >= r.stated_day
  group by r.need_id
)
select *, waited is not null as dated from (select *, case when measured then date_diff('day', stated_day,
  coalesce(first_on, case when stated_day <= followed_to then followed_to end)) end as waited from (
select n.*, coalesce(n.list_id, $request) as list, {_LAST_DAY} as stated_day,
  coalesce(c.first_on, r.first_on) as first_on,
  coalesce(c.opportunities > 0, r.first_on is not null) as any_time,
  coalesce(c.in_time > 0, r.first_on is not null) as in_time,
  n.need_id in (select need_id from led union all select need_id from requested where stated_day is not null)
    as measured,
  n.valid_to is null or left($today, length(n.valid_to)) <= left(n.valid_to, length($today)) as standing,
  coalesce(left($today, length(n.stated_on)) >= n.stated_on, true) as begun,
  least(cast($today as date), coalesce({_VALID_TO}, cast($today as date))) as followed_to
from needs n left join counted c using (need_id) left join later r using (need_id)
))
"""  # noqa: S608 -- names of ours


def prepare_answers(frame: Frame) -> None:
    """Make the tables of answers on a frame, once, and the relations `answers`, `answering` and `asked`.

    `answers` has a row per opportunity and need with its exactness; `answering` one per opportunity and list, as near
    as it comes; `asked` one per need: `list`, `measured`, `in_time` (answered while the need was in force), `any_time`,
    `first_on` and `stated_day`, the days that lags are counted between.
    """
    if "answers" in frame.relations:
        return
    found = leads(frame.codebook, load_lists(), load_descriptions())
    frame.con.register("leads", _table(found))
    for query in (_LISTS, _LED, _DAYS, _ANSWERED, _SEVERAL, _NEED_DAYS):
        frame.rows(query)
    fields = frame.codebook.variables[FIELD].values if FIELD in frame.codebook.variables else {}
    narrow = [value for value, one in fields.items() if one.parent is not None]
    frame.con.execute(_REQUESTED, {"variable": FIELD, "narrow": narrow}).fetchall()
    names = dict(zip(("exact", "programme", "field", "same"), EXACTNESS, strict=True))
    frame.rows(_filled(_ANSWERING, names))
    frame.rows(_filled(_ANSWERS, {**names, "request": REQUEST, "variable": FIELD}))
    told = {"variable": FIELD, "request": REQUEST, "today": frame.stamp.as_of}
    frame.con.execute(_ASKED, told).fetchall()
    frame.relate("answers", Relation("answers", "answer_id", "document_id"))
    frame.relate("answering", Relation("answering", "opportunity_id", "document_id"))
    frame.relate("asked", Relation("asked", "need_id", "document_id"))


def _table(found: Sequence[Lead]) -> pa.Table:
    names = ("variable", "value", "list_id", "code")
    columns: dict[str, pa.StringArray] = {
        name: pa.array([getattr(one, name) for one in found], pa.string()) for name in names
    }
    return pa.table({**columns, "rank": pa.array([one.rank for one in found], pa.int32())})


def _filled(query: str, names: Mapping[str, str]) -> str:
    """Views take no parameters; the names are constants of ours."""
    for name, value in names.items():
        query = query.replace(f"${name}", f"'{value}'")
    return query
