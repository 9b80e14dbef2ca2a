"""What the collection covers: postings that no source had, items that could not be read, what postings do not state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame, Relation
from attache.measure.intervals import of_count
from attache.measure.measures import DEFAULT, Measure
from attache.measure.recapture import LEAST, Estimated, chao, chapman
from attache.measure.where import STATED, Where

__all__ = ["SOURCES", "captures", "completeness", "notices", "prepare_coverage", "readings", "recapture", "spans"]

SOURCES, MONTHS = 10, 12
"""Sources that are set beside each other, the largest; months of captures that are told apart."""
DEPENDENT = (
    "sources that copy from each other overlap too much, and then this is too low; sources of different kinds overlap "
    "too little, and then it is too high"
)
ALONE = "one source, or one site with its columns, says nothing of what it lacks"
# Columns of one site are meant to hold different postings: they count as one source, unless they share items, as an
# archive of the site does.
_OCCASIONS = r"""
create table occasions as
with hosts as (
  select source_id, regexp_extract(min(url), '^https?://(?:www\.)?([^/:?#]+)', 1) as host
  from documents group by source_id
), several as (
  select source_id, host from hosts where host in (select host from hosts group by host having count(*) > 1)
), shared as (
  select s.host, d.item_key from documents d join several s using (source_id) group by all
  having min(d.source_id) <> max(d.source_id)
), sharing as (
  select distinct d.source_id from documents d join several s using (source_id) semi join shared using (host, item_key)
)
select source_id, case when source_id in (from sharing) or host = '' or count(*) over (partition by host) = 1
  then source_id else host end as occasion
from hosts
"""
_POSTINGS = """
create table postings as
with seen as (
  select coalesce(l.group_id, d.document_id) as group_id, coalesce(l.group_size, 1) as size, d.document_id, o.occasion
  from documents d semi join units u using (document_id) join occasions o using (source_id)
  left join lives l using (document_id)
)
select group_id, document_id, [occasion] as sources, 1 as many from seen where size = 1
union all
select group_id, min(document_id), list(distinct occasion order by occasion), count(distinct occasion)
from seen where size > 1 group by group_id
"""
_CAPTURES = """(
  select capture_id, source_id, left(captured_at, 4) as year, left(captured_at, 7) as month,
    failure is not null or coalesce(http_status, 200) not between 200 and 299 as failed, url as source
  from captures
)"""
_READINGS = "(select *, refusal is not null as refused, source_id || ' ' || item_key as source from readings)"
_NOTICES = """(
  select source_id || '/' || kind || '/' || message as notice_id, source_id, kind, count, message as source from notices
)"""


def prepare_coverage(frame: Frame) -> None:
    """Add `postings` (a row per group of reposts), `postings_in_both`, `captures`, `readings`, `notices`; once."""
    if "postings" in frame.relations:
        return
    frame.rows(_OCCASIONS)
    frame.rows(_POSTINGS)
    frame.relate("postings", Relation("postings", "group_id", "document_id"))
    pairs = (
        "(select p.*, a.source_id as first_source, b.source_id as second_source "
        "from (select * from postings where many > 1) p, unnest(p.sources) a(source_id), "
        "unnest(p.sources) b(source_id) where a.source_id < b.source_id)"
    )
    frame.relate("postings_in_both", Relation(pairs, "group_id", "document_id"))
    frame.relate("captures", Relation(_CAPTURES, "capture_id"))
    frame.relate("readings", Relation(_READINGS, "unit_id"))
    frame.relate("notices", Relation(_NOTICES, "notice_id"))


def recapture(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the estimated number of postings, seen or not, from pairs of sources and from all sources together."""
    prepare_coverage(frame)
    rows = frame.rows(
        "select source, count(*) as n from postings, unnest(sources) s(source) group by 1 order by 2 desc, 1"
    )
    sizes = {str(source): int(n) for source, n in rows}
    if len(sizes) < 2:
        for variant in measure.variants:
            yield _abstained(frame, measure, variant, ALONE if sizes else None)
        return
    overlaps = {
        (str(one), str(other)): int(n)
        for one, other, n in frame.rows(
            f"select first_source, second_source, count(*) from {frame.relations['postings_in_both'].sql} group by all"  # noqa: S608 -- names of ours
        )
    }
    for pair in combinations(sorted(list(sizes)[:SOURCES]), 2):
        yield _pair(frame, measure, pair, sizes, overlaps.get(pair, 0))
    seen = {int(many): int(n) for many, n in frame.rows("select many, count(*) from postings group by many")}
    whole = chao(seen, len(sizes))
    if whole is None:
        yield _abstained(frame, measure, "several", f"fewer than {LEAST} postings are in two sources or more")
    else:
        yield _estimated(frame, measure, "several", whole, (), Where("postings"))


def _pair(frame: Frame, measure: Measure, pair: tuple[str, str], sizes: Mapping[str, int], both: int) -> Estimate:
    groups = (("source", pair[0]), ("other_source", pair[1]))
    found = chapman(sizes[pair[0]], sizes[pair[1]], both)
    where = Where("postings_in_both").also(first_source=pair[0], second_source=pair[1])
    if found is not None:
        return _estimated(frame, measure, "pairs", found, groups, where, both)
    note = f"{both} postings are in both: with fewer than {LEAST} there is no estimate"
    return measure.row(frame, groups=groups, n=both, method="none", variant="pairs", where=where, note=note)


def _estimated(
    frame: Frame, measure: Measure, variant: str, found: Estimated, groups: tuple[tuple[str, str], ...], where: Where,
    n: int | None = None,
) -> Estimate:  # fmt: skip
    told = f"{found.seen} were seen; {DEPENDENT}"
    return measure.row(
        frame, groups=groups, n=found.seen if n is None else n, value=found.number, interval=(found.low, found.high),
        method=found.method, variant=variant, where=where, note=f"{found.note}; {told}" if found.note else told,
    )  # fmt: skip


def _abstained(frame: Frame, measure: Measure, variant: str, why: str | None) -> Estimate:
    note = f"no estimate: {why or 'there is no opportunity'}"
    return measure.row(
        frame, n=frame.count(Where("postings")), method="none", variant=variant, where=Where("postings"), note=note
    )


def _share(
    frame: Frame, measure: Measure, n: int, total: int, groups: tuple[tuple[str, str], ...], where: Where,
    variant: str = DEFAULT, note: str | None = None,
) -> Estimate:  # fmt: skip
    interval, method = of_count(n, total) if total else (None, "none")
    return measure.row(
        frame, groups=groups, n=n, total=total, share=n / total if total else None, interval=interval, method=method,
        variant=variant, where=where, note=note if total else "nothing to count: there is none",
    )  # fmt: skip


def readings(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each source the share of its items that could not be read, after a row of all."""
    prepare_coverage(frame)
    rows = frame.rows(
        "select source_id, count(*), count(*) filter (refusal is not null), mode(refusal) from readings"
        " group by source_id order by source_id"
    )
    total, n = sum(int(row[1]) for row in rows), sum(int(row[2]) for row in rows)
    yield _share(frame, measure, n, total, (), Where("readings").also(refused="true"))
    for source, items, refused, usual in rows:
        where = Where("readings").also(source_id=str(source), refused="true")
        note = f"most often: {usual}" if usual else None
        yield _share(frame, measure, int(refused), int(items), (("source", str(source)),), where, note=note)


STATES = {
    "published_on": "date of posting",
    "host_country": "country",
    "mission_id": "mission",
    "organisation_id": "organisation offered",
}


def completeness(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the share of opportunities that state their date, country, mission and organisation, and all of them."""
    total, every = frame.count(), Where()
    for column in STATES:
        every = every.also(**{column: STATED})
        where = Where().also(**{column: STATED})
        yield _share(frame, measure, frame.count(where), total, (("stated", column),), where)
    exact = Where().also(precision="day")
    yield _share(frame, measure, frame.count(exact), total, (("stated", "day"),), exact)
    yield _share(frame, measure, frame.count(every), total, (("stated", "all_four"),), every)


_FAILED = """
with last as (select distinct left(captured_at, 7) as month from captures order by 1 desc limit $months)
select source_id, left(captured_at, $length) as time, count(*), count(*) filter (failed), mode(failure)
from (select *, failure is not null or coalesce(http_status, 200) not between 200 and 299 as failed from captures)
where $length = 4 or left(captured_at, 7) in (select month from last)
group by all order by source_id, time
"""


def captures(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each source and year, and for each of the last months, the share of attempts that failed."""
    prepare_coverage(frame)
    for variant, length in (("year", 4), ("month", 7)):
        rows = frame.con.execute(_FAILED, {"months": MONTHS, "length": length}).fetchall()
        for source, time, total, failed, usual in rows:
            where = Where("captures").also(source_id=str(source), failed="true", **{variant: str(time)})
            groups = (("source", str(source)), (f"captured_{variant}", str(time)))
            note = f"most often: {usual}" if usual else None
            yield _share(frame, measure, int(failed), int(total), groups, where, variant, note)
        if not rows:
            yield measure.row(frame, method="none", variant=variant, note="the edition has no captures")


_SPANS = """
select source_id, count(*), min(captured_at), max(captured_at),
  date_diff('day', cast(left(min(captured_at), 10) as date), cast(left(max(captured_at), 10) as date)),
  count(distinct left(captured_at, 10))
from captures group by source_id order by source_id
"""


def spans(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each source the days from its first capture to its last."""
    prepare_coverage(frame)
    rows = frame.rows(_SPANS)
    for source, n, first, last, days, on in rows:
        yield measure.row(
            frame, groups=(("source", str(source)),), n=int(n), value=int(days), method="count",
            where=Where("captures").also(source_id=str(source)),
            note=f"first {str(first)[:10]}, last {str(last)[:10]}, captures on {on} days; how many walks were complete "
            "is not in the edition",
        )  # fmt: skip
    if not rows:
        yield measure.row(frame, method="none", note="the edition has no captures")


def notices(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each source what a keeper should look at, by kind."""
    prepare_coverage(frame)
    rows = frame.rows(
        "select source_id, kind, count(*), sum(count), min_by(message, message) from notices group by all order by 1, 2"
    )
    for source, kind, n, often, message in rows:
        yield measure.row(
            frame, groups=(("source", str(source)), ("notice", str(kind))), n=int(n), value=int(often), method="count",
            where=Where("notices").also(source_id=str(source), kind=str(kind)), note=str(message).rstrip("."),
        )  # fmt: skip
    if not rows:
        yield measure.row(frame, n=0, method="none", where=Where("notices"), note="no source has a notice")
