"""Terms of technologies in postings: when a mission first used each, with the posting that proves it.

A term is the words that a code of a technology field, keyword of AI or chokepoint rests on, in lower case: what the
lexicon, a model or a person marked, where no person overruled the code. Words that no code rests on are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from attache.measure.coders import coded_by
from attache.measure.edits import TERM_VARIABLES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame, Relation
from attache.measure.measures import Measure
from attache.measure.where import UNKNOWN, Where

__all__ = ["LISTED", "RECENT", "VARIANTS", "WARM_UP", "by_mission", "by_quarter", "newest", "prepare_terms"]

LISTED, RECENT, WARM_UP = 50, 4, 4
"""Terms that are listed; quarters of the table by mission; quarters of a mission in which every term is new."""
_NUMBER = "(cast(left({0}, 4) as integer) * 4 + cast(right({0}, 1) as integer))"
# One number orders postings by day, then as the frame does.
_PLACE = """(cast(left(published_on, 4) || substr(published_on, 6, 2) as bigint) * 100
  + coalesce(try_cast(substr(published_on, 9, 2) as bigint), 0)) * 4294967296 + i"""
_TERMS = f"""
create table first_terms as
with overruled as (
  select i, cast(variable as varchar) as variable, said::varchar[] as said from people where said is not null
), dated as (
  select i, opportunity_id, coalesce(mission_id, '{UNKNOWN}') as mission_id, quarter, published_on, {_PLACE} as place
  from units where quarter is not null
), places as (
  select d.mission_id, lower(c.quote) as term, min(d.place) as place, count(*) as uses
  from codes c join dated d on d.opportunity_id = c.subject_id
  anti join overruled r on r.i = d.i and r.variable = c.variable and not list_contains(r.said, c.value)
  where c.variable in (select unnest($variables)) and c.quote <> '' group by all
), firsts as (
  select p.mission_id, p.term, p.uses, d.i, d.quarter, d.published_on from places p join dated d using (place)
), begun as (
  select mission_id, min(quarter) as begun, min(min(quarter)) over () as all_begun from firsts group by mission_id
)
select f.*, {_NUMBER.format("f.quarter")} - {_NUMBER.format("b.begun")} >= {WARM_UP} as settled,
  {_NUMBER.format("f.quarter")} - {_NUMBER.format("b.all_begun")} >= {WARM_UP} as all_settled,
  row_number() over (partition by f.term order by f.quarter, f.published_on, f.i) = 1 as first_of_all,
  sum(f.uses) over (partition by f.term) as all_uses
from firsts f join begun b using (mission_id)
"""  # noqa: S608 -- names of ours
_FIRST = """(
  select f.mission_id || '/' || f.term as term_id, f.term, f.mission_id, f.quarter, f.uses, f.all_uses,
    f.settled, f.first_of_all and f.all_settled as anywhere, u.document_id, u.opportunity_id, u.published_on, u.title
  from first_terms f join units u using (i)
)"""


def prepare_terms(frame: Frame) -> None:
    """Add the relation `first_terms`: a row per mission and term with its first posting there, once on a frame."""
    if "first_terms" not in frame.relations:
        frame.con.execute(_TERMS, {"variables": list(TERM_VARIABLES)}).fetchall()
        frame.relate("first_terms", Relation(_FIRST, "term_id", "document_id"))


VARIANTS = {
    "settled": f"new to a mission that had posted for {WARM_UP} quarters before",
    "anywhere": f"new to all missions of the selection, which had posted for {WARM_UP} quarters before",
}
NOTHING = "no posting with a date to the quarter has a code that rests on words"
_BY_QUARTER = """
select quarter, count(*) filter (settled), count(*) filter (first_of_all and all_settled)
from first_terms group by quarter order by quarter
"""
_BY_MISSION = """
with last as (select distinct quarter from first_terms order by quarter desc limit $recent)
select mission_id, quarter, count(*) filter (settled), count(*) filter (first_of_all and all_settled)
from first_terms join last using (quarter) group by mission_id, quarter order by quarter desc, 3 desc, mission_id
"""


def by_quarter(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield how many terms were new in each quarter."""
    prepare_terms(frame)
    rows = frame.rows(_BY_QUARTER)
    for at, variant in enumerate(VARIANTS, 1):
        for row in rows:
            where = Where("first_terms").also(quarter=str(row[0]), **{variant: "true"})
            yield _count(frame, measure, int(row[at]), (("quarter", str(row[0])),), where, variant)
        if not rows:
            yield measure.row(frame, method="none", variant=variant, note=NOTHING)


def by_mission(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield how many terms were new to each mission in each of the latest quarters."""
    prepare_terms(frame)
    rows = frame.con.execute(_BY_MISSION, {"recent": RECENT}).fetchall()
    for at, variant in enumerate(VARIANTS, 2):
        for row in rows:
            if row[at]:
                mission, quarter = str(row[0]), str(row[1])
                where = Where("first_terms").also(mission_id=mission, quarter=quarter, **{variant: "true"})
                groups = (("mission_id", mission), ("quarter", quarter))
                yield _count(frame, measure, int(row[at]), groups, where, variant)
        if not any(row[at] for row in rows):
            note = NOTHING if not rows else f"no term was new in the last {RECENT} quarters with new terms"
            yield measure.row(frame, method="none", variant=variant, note=note)


def newest(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the terms that came last, each with how many postings use it, after a row of all."""
    prepare_terms(frame)
    sql, by = frame.relations["first_terms"].sql, coded_by(frame, *TERM_VARIABLES)
    for variant in VARIANTS:
        everything = Where("first_terms").also(**{variant: "true"})
        n, used = frame.count(everything), "uses" if variant == "settled" else "all_uses"
        note = f"the {LISTED} latest are listed" if n > LISTED else None if n else "no term is new"
        yield _count(frame, measure, n, (), everything, variant, note)
        rows = frame.rows(
            f"select mission_id, term, quarter, {used}, published_on, title from {sql} where {variant}"  # noqa: S608
            f" order by quarter desc, {used} desc, mission_id, term limit {LISTED}"
        )
        for mission, term, quarter, uses, day, title in rows:
            yield measure.row(
                frame,
                groups=(("mission_id", str(mission)), ("term", str(term))),
                n=1,
                value=int(uses),
                method="count of its uses, by that mission or (`anywhere`) by all",
                variant=variant,
                coded_by=by,
                unit="uses",
                where=Where("first_terms").also(mission_id=str(mission), term=str(term)),
                note=f"first in {quarter}: {day}, {title}",
            )


def _count(
    frame: Frame,
    measure: Measure,
    n: int,
    groups: tuple[tuple[str, str], ...],
    where: Where,
    variant: str,
    note: str | None = None,
) -> Estimate:
    return measure.row(
        frame,
        groups=groups,
        n=n,
        value=n,
        method="count",
        variant=variant,
        coded_by=coded_by(frame, *TERM_VARIABLES),
        where=where,
        note=note,
    )
