"""Needs of demand lists: which lists opportunities answer, which needs are answered, and from which fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attache.measure.answering import REQUEST, prepare_answers
from attache.measure.coders import coded_by
from attache.measure.descriptions import load_descriptions
from attache.measure.estimates import Estimate
from attache.measure.fields import FIELD
from attache.measure.frame import Frame, Relation
from attache.measure.funnel import IN_TIME
from attache.measure.intervals import of_count
from attache.measure.measures import Measure
from attache.measure.where import Where

__all__ = ["MOST", "answered", "by_field", "lists", "prepare_fields", "unanswered"]

MOST = 40
"""Unanswered needs that are listed for each list."""

ALL_FIELDS = "hightech_8"
"""A classification of all high technology says of no field that it is wanted more than others."""

_LISTS = """
select list_id, count(*) filter ((m0 | m1 | m2) & bit <> 0), count(*) filter ((m0 | m1 | m2) & force & bit <> 0)
from answered cross join demand_lists group by list_id order by list_id
"""


def _by(frame: Frame) -> str:
    return coded_by(frame, FIELD, *load_descriptions().variables.values())


def lists(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each demand list the share of opportunities that answer an entry of it."""
    prepare_answers(frame)
    total, rows, by = frame.count(), frame.rows(_LISTS), _by(frame)
    for variant in IN_TIME:
        for name, ever, then in rows:
            n = then if variant == "in_time" else ever
            interval, method = of_count(n, total) if total else (None, "none")
            condition = {"in_force": "true"} if variant == "in_time" else {}
            yield measure.row(
                frame,
                groups=(("demand_list", str(name)),),
                n=n,
                total=total,
                share=n / total if total else None,
                interval=interval,
                method=method,
                variant=variant,
                coded_by=by,
                where=Where("answering").also(list_id=str(name), **condition),
                note=None if total else "nothing to count: there is no opportunity",
            )
        if not rows:
            yield measure.row(frame, method="none", variant=variant, note="the edition has no demand list with a date")


_NEEDS = """
select list, count(*), count(*) filter (measured), count(*) filter (measured and in_time),
  count(*) filter (measured and any_time)
from asked group by list order by list = $request, list
"""


def answered(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each list how many of its needs are answered, of those that can be told."""
    prepare_answers(frame)
    rows, by = frame.con.execute(_NEEDS, {"request": REQUEST}).fetchall(), _by(frame)
    for variant in IN_TIME:
        for name, needs, measured, then, ever in rows:
            n = then if variant == "in_time" else ever
            interval, method = of_count(n, measured) if measured else (None, "none")
            where = Where("asked").also(list=str(name), measured="true", **{variant: "true"})
            yield measure.row(
                frame,
                groups=(("demand_list", str(name)),),
                n=n,
                total=measured,
                share=n / measured if measured else None,
                interval=interval,
                method=method,
                variant=variant,
                coded_by=by,
                where=where,
                note=f"{needs - measured} more cannot be told: no code leads to them" if needs > measured else None,
            )
        if not rows:
            yield measure.row(frame, method="none", variant=variant, note="the edition has no needs")


_UNANSWERED = """
select list, need_id, coalesce(code, ''), coalesce(name_en, name_zh), stated_on,
  date_diff('day', stated_day, cast($today as date)),
  case $variant when 'in_time' then in_time else any_time end as done
from asked where measured and standing and (stated_on is null or stated_on <= $today)
order by list = $request, list, try_cast(split_part(code, '.', 1) as integer),
  try_cast(split_part(code, '.', 2) as integer) nulls first, stated_on, need_id
"""


def unanswered(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each list how many of its standing needs nobody has answered, and then which."""
    prepare_answers(frame)
    by = _by(frame)
    for variant in IN_TIME:
        told = {"today": frame.stamp.as_of, "variant": variant, "request": REQUEST}
        rows = frame.con.execute(_UNANSWERED, told).fetchall()
        if not rows:
            yield measure.row(
                frame, method="none", variant=variant, note="no need is in force on the day of the edition"
            )
        totals = Counter(str(row[0]) for row in rows)
        for name, total in totals.items():
            missing = [row for row in rows if row[0] == name and not row[-1]]
            yield _missing(frame, measure, variant, name, len(missing), total, by)
            for _, need, code, label, stated, days, _ in missing[:MOST]:
                yield measure.row(
                    frame,
                    groups=(("demand_list", name), ("need", str(need))),
                    n=1,
                    value=days,
                    method="days from the last day that its date may mean to that of the edition",
                    variant=variant,
                    coded_by=by,
                    where=Where("asked").also(need_id=str(need)),
                    note=f"{code} {label}, stated {stated or 'without a date'}".strip(),
                )


def _missing(frame: Frame, measure: Measure, variant: str, name: str, n: int, total: int, by: str) -> Estimate:
    interval, method = of_count(n, total)
    where = Where("asked").also(list=name, measured="true", standing="true", **{variant: "false"})
    return measure.row(
        frame,
        groups=(("demand_list", name),),
        n=n,
        total=total,
        share=n / total,
        interval=interval,
        method=method,
        variant=variant,
        coded_by=by,
        unit="needs",
        where=where.also(begun="true"),
        note=f"the first {MOST} are listed" if n > MOST else None,
    )


_BITS = """
create table field_bits as
select try_cast(f.value as coded_values) as value, f.field, cast(1 as bigint) << cast(f.at as integer) as bit
from first_fields f
"""
_MASKS = """
create table field_masks as
select c.i, bit_or(b.bit) as mask from coded c join field_bits b using (value)
where c.variable = $variable group by c.i
"""
_BY_FIELD = """
create view answers_by_field as
select distinct a.*, b.field from answers a join field_masks m using (i)
join (select distinct field, bit from field_bits) b on m.mask & b.bit <> 0
"""
_CROSS = """
with crossing as (
  select need_id, list_id from needs where list_id in (select unnest($lists)) and code not like '%.%'
), nearest as (
  select variable, value, need_id, bit from led join demand_lists using (list_id)
  where ways = 1 and need_id in (select need_id from crossing)
), cells as (
  select c.variable, c.value, m.mask, a.force, count(*) as n
  from coded c join answered a using (i) join field_masks m using (i)
  where (c.variable, c.value) in (select (variable, value) from nearest) group by all
), crossed as (
  select need_id, mask, force & bit <> 0 as in_force, sum(n) as n
  from cells join nearest using (variable, value) group by all
  union all
  select s.need_id, m.mask, a.force & d.bit <> 0, count(*)
  from several s join crossing n using (need_id) join demand_lists d using (list_id)
  join answered a using (i) join field_masks m using (i) group by all
)
select n.list_id, x.need_id, b.field, sum(x.n), sum(x.n) filter (x.in_force)
from crossed x join (select distinct field, bit from field_bits) b on x.mask & b.bit <> 0 join needs n using (need_id)
group by n.list_id, x.need_id, b.field, n.code
order by n.list_id, try_cast(split_part(n.code, '.', 1) as integer),
  try_cast(split_part(n.code, '.', 2) as integer) nulls first, n.code, b.field
"""


def prepare_fields(frame: Frame) -> None:
    """Add the relation `answers_by_field`: answers with each first-level technology field of the opportunity, once."""
    prepare_answers(frame)
    if "answers_by_field" in frame.relations:
        return
    import pyarrow as pa  # noqa: PLC0415 -- only here

    values = frame.codebook.variables[FIELD].values if FIELD in frame.codebook.variables else {}
    top = {name: at for at, name in enumerate(name for name, one in values.items() if one.parent is None)}
    rows = [(name, one.parent or name, top[one.parent or name]) for name, one in values.items()]
    columns = {"value": pa.string(), "field": pa.string(), "at": pa.int32()}
    arrays = {name: pa.array([row[at] for row in rows], kind) for at, (name, kind) in enumerate(columns.items())}
    frame.con.register("first_fields", pa.table(arrays))
    frame.rows(_BITS)
    frame.con.execute(_MASKS, {"variable": FIELD}).fetchall()
    frame.rows(_BY_FIELD)
    frame.relate("answers_by_field", Relation("answers_by_field", "answer_id", "document_id"))


_FIELDS = """
select b.field, count(*) from field_masks m join (select distinct field, bit from field_bits) b on m.mask & b.bit <> 0
group by b.field
"""


def by_field(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the opportunities of each first-level field that answer each need of the lists that are coded as such."""
    prepare_fields(frame)
    known = {"lists": sorted(set(load_descriptions().variables) - {ALL_FIELDS})}
    rows, by = frame.con.execute(_CROSS, known).fetchall(), _by(frame)
    totals = dict(frame.rows(_FIELDS))
    for variant in IN_TIME:
        counted = [(need, field, then if variant == "in_time" else ever) for _, need, field, ever, then in rows]
        for need, field, n in counted:
            if not n:
                continue
            interval, method = of_count(int(n), int(totals[field]))
            condition = {"in_force": "true"} if variant == "in_time" else {}
            yield measure.row(
                frame,
                groups=(("need", str(need)), (FIELD, str(field))),
                n=int(n),
                total=int(totals[field]),
                share=int(n) / int(totals[field]),
                interval=interval,
                method=method,
                variant=variant,
                coded_by=by,
                where=Where("answers_by_field").also(need_id=str(need), field=str(field), **condition),
            )
        if not any(n for *_, n in counted):
            yield measure.row(
                frame, method="none", variant=variant, note="no opportunity answers a need of these lists"
            )
