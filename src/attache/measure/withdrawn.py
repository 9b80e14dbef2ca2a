"""Postings that were withdrawn: when, by which mission, from which fields, how soon, and after which events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from attache.measure.coders import coded_by
from attache.measure.edits import REMOVED, prepare_edits
from attache.measure.estimates import Estimate
from attache.measure.fields import FIELD
from attache.measure.frame import Frame, Relation
from attache.measure.intervals import LEVEL, difference, of_count
from attache.measure.lives import METHOD, curve
from attache.measure.measures import DEFAULT, Measure
from attache.measure.preparing import REPORT
from attache.measure.testing import adjusted, fisher
from attache.measure.where import UNKNOWN, Where

__all__ = [
    "AFTER", "BASES", "association", "edits", "missions", "observed", "prepare_lives", "prepare_windows",
    "removed_names", "statuses", "survival", "windows",
]  # fmt: skip

BASES = {
    "opportunities": "opportunities alone",
    "documents": "all documents of the edition: notices, needs and news too, whatever selection is measured",
}
GONE, MOST = "gone", 50
AFTER: Mapping[str, tuple[str, str]] = {
    "houston_closed": ("2020-07-24", "2020-07-24"),
    "report": (f"{REPORT}-01", f"{REPORT}-31"),
}
"""First and last day that an event may have been on, around which postings may have been withdrawn: the closure of the
mission in Houston; the report."""
WINDOWS, MARKS = (90, 180, 365), (30, 90, 180, 365, 730, 1095, 1825)
NOTHING = "nothing to count: there is none"
_QUARTER = """left(status_since, 4) || 'Q' || cast((cast(substr(status_since, 6, 2) as integer) + 2) // 3 as varchar)"""
_GONE = f"""(
  select *, left(status_since, 4) as observed_year, {_QUARTER} as observed_quarter,
    left(status_since, 7) as observed_month
  from {{0}} where status = '{GONE}'
)"""  # noqa: S608 -- names of ours
_LIVED = """
create table lived as
select d.document_id, d.title, d.published_on, d.mission_id, d.host_country, d.source_id, l.status, l.status_since,
  l.first_seen, l.last_seen
from documents d join lives l using (document_id)
"""


def prepare_lives(frame: Frame) -> None:
    """Add the relations `documents`, `gone` (opportunities) and `gone_documents`, once on a frame."""
    if "gone" not in frame.relations:
        frame.rows(_LIVED)
        frame.relate("documents", Relation("lived", "document_id", "document_id"))
        frame.relate("gone", Relation(_GONE.format("units"), "opportunity_id", "document_id"))
        frame.relate("gone_documents", Relation(_GONE.format("lived"), "document_id", "document_id"))


def _counts(frame: Frame, base: str, *by: str) -> dict[tuple[str, ...], int]:
    sql = frame.relations[base].sql
    groups = ", ".join(f"coalesce(cast({name} as varchar), '{UNKNOWN}')" for name in by)
    rows = frame.rows(f"select {groups}, count(*) from {sql} group by all")  # noqa: S608 -- names of ours
    return {tuple(row[:-1]): int(row[-1]) for row in sorted(rows)}


def statuses(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the share of postings that are live, edited, withdrawn, returned."""
    prepare_lives(frame)
    for base in BASES:
        found, total = _counts(frame, base, "status"), frame.count(Where(base))
        for (status,), n in found.items():
            where = Where(base).also(status=status)
            yield _share(frame, measure, n, total, (("status", status),), where, variant=base)
        if not total:
            yield measure.row(frame, n=0, total=0, method="none", variant=base, where=Where(base), note=NOTHING)


def missions(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each mission the share of its postings that were withdrawn, the most first."""
    prepare_lives(frame)
    for base in BASES:
        found = _counts(frame, base, "mission_id", "status")
        totals: dict[str, int] = {}
        for (mission, _), n in found.items():
            totals[mission] = totals.get(mission, 0) + n
        gone = {mission: found.get((mission, GONE), 0) for mission in totals}
        for mission in sorted(totals, key=lambda one: (-gone[one], -totals[one], one)):
            where = Where(base).also(mission_id=mission, status=GONE)
            groups = (("mission_id", mission),)
            yield _share(frame, measure, gone[mission], totals[mission], groups, where, variant=base)
        if not totals:
            yield measure.row(frame, n=0, total=0, method="none", variant=base, where=Where(base), note=NOTHING)


def observed(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield how many were seen to be gone in each year, quarter and month."""
    prepare_lives(frame)
    for base, relation in (("opportunities", "gone"), ("documents", "gone_documents")):
        total = frame.count(Where(relation))
        for by in ("observed_year", "observed_quarter", "observed_month"):
            for (group,), n in _counts(frame, relation, by).items():
                where = Where(relation).also(**{by: group})
                yield _share(frame, measure, n, total, ((by, group),), where, variant=base)
        if not total:
            where = Where(relation)
            yield measure.row(frame, n=0, total=0, method="none", variant=base, where=where, note="none was withdrawn")


def _share(
    frame: Frame, measure: Measure, n: int, total: int, groups: Sequence[tuple[str, str]], where: Where, *,
    variant: str = DEFAULT, by: str = "read", note: str | None = None,
) -> Estimate:  # fmt: skip
    interval, method = of_count(n, total) if total else (None, "none")
    return measure.row(
        frame, groups=tuple(groups), n=n, total=total, share=n / total if total else None, interval=interval,
        method=method, variant=variant, coded_by=by, where=where, note=note,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    dimension: str
    value: str
    gone: int
    members: int
    all_gone: int
    everybody: int

    @property
    def rest(self) -> tuple[int, int]:
        """Withdrawn and members of all others."""
        return self.all_gone - self.gone, self.everybody - self.members


_FIELDS = """
select cast(c.variable as varchar), cast(c.value as varchar), count(*) filter (u.status = 'gone'), count(*)
from coded c join units u using (i)
where (c.variable = $military)
  or (c.variable = $field and c.value in (select try_cast(value as coded_values) from unnest($top) v(value)))
group by c.variable, c.value order by 1, 2
"""
MILITARY = "military_relevance"


def association(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield by how much the share withdrawn differs between a field, or military relevance, and all others."""
    everybody, gone = frame.count(), frame.count(Where().also(status=GONE))
    groups = list(_groups(frame, gone, everybody))
    chances = adjusted([fisher(one.gone, one.members, *one.rest) for one in groups])
    for one, chance in zip(groups, chances, strict=True):
        value, interval = difference(one.gone, one.members, *one.rest)
        share, rest = one.gone / one.members, one.rest[0] / one.rest[1]
        yield measure.row(
            frame,
            groups=((one.dimension, one.value),),
            n=one.gone,
            total=one.members,
            value=value,
            interval=interval,
            method=f"Newcombe hybrid score, {LEVEL:.0%}; p exact (Fisher), Benjamini–Hochberg over {len(groups)}",
            coded_by=coded_by(frame, one.dimension),
            where=Where().also(status=GONE, **{one.dimension: one.value}),
            note=f"{share:.1%} against {rest:.1%} of the others; adjusted p {chance:.3g}",
        )
    if not groups:
        yield measure.row(frame, method="none", note="no group can be set against others")


def _groups(frame: Frame, gone: int, everybody: int) -> Iterator[_Group]:
    values = frame.codebook.variables[FIELD].values if FIELD in frame.codebook.variables else {}
    top = [name for name, one in values.items() if one.parent is None]
    told = {"military": MILITARY, "field": FIELD, "top": top}
    known = {"military_relevance", FIELD} & set(frame.codebook.variables)
    rows = frame.con.execute(_FIELDS, told).fetchall() if known else []
    for dimension, value, n, members in rows:
        if 0 < members < everybody and value != UNKNOWN:
            yield _Group(str(dimension), str(value), int(n), int(members), gone, everybody)


_LIVES = """
select greatest(0, date_diff('day', cast(left(first_seen, 10) as date),
    cast(left(if(status = 'gone', status_since, last_seen), 10) as date))) as days,
  count(*) filter (status = 'gone'), count(*) filter (status <> 'gone')
from units where first_seen is not null group by days order by days
"""


def survival(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the share that is withdrawn within some days of first being seen."""
    rows = [(float(day), int(gone), int(kept)) for day, gone, kept in frame.rows(_LIVES)]
    points = curve(rows, MARKS)
    for point in points:
        yield measure.row(
            frame,
            groups=(("days", f"{point.day:.0f}"),),
            total=point.at_risk,
            share=point.share_happened,
            interval=(point.low, point.high),
            method=METHOD,
            where=Where().also(status=GONE),
        )
    if not points:
        longest = max((day for day, *_ in rows), default=0)
        yield measure.row(
            frame, method="none", note=f"no posting was followed for {MARKS[0]} days (at most {longest:.0f})"
        )


# Days from first being seen to being gone, with how many postings have both the same.
_SPELLS = """
create table spells as
select left(first_seen, 10) as seen, case when status = 'gone' then left(status_since, 10) end as went, count(*) as n
from units where first_seen is not null group by all
"""
_AT_RISK = """
select coalesce(sum(n), 0), coalesce(sum(n) filter (went < $ends), 0) from spells
where seen < $starts and (went is null or went >= $starts)
"""
_IN_WINDOW = """(
  select u.*, w.event, w.span from units u join (values {0}) w (event, span, starts, ends)
  on u.status = 'gone' and left(u.first_seen, 10) < w.starts
    and left(u.status_since, 10) >= w.starts and left(u.status_since, 10) < w.ends
)"""


def _windows() -> Iterator[tuple[str, str, str, str]]:
    """Yield event, name, first day and the day after the last for the windows on both sides of each event."""
    for event, (first, last) in AFTER.items():
        begun, ended = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
        for days in WINDOWS:
            yield event, f"{days} days before", str(begun - timedelta(days=days)), str(begun)
            yield event, f"{days} days after", str(ended), str(ended + timedelta(days=days))


def prepare_windows(frame: Frame) -> None:
    """Add `withdrawn_in`, withdrawn opportunities with each window in which they were seen to be gone, and `spells`."""
    if "withdrawn_in" in frame.relations:
        return
    frame.rows(_SPELLS)
    values = ", ".join(f"('{event}', '{span}', '{starts}', '{ends}')" for event, span, starts, ends in _windows())
    frame.relate("withdrawn_in", Relation(_IN_WINDOW.format(values), "opportunity_id", "document_id"))


def windows(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the share withdrawn in the days after an event, and in as many days before it."""
    prepare_windows(frame)
    first = frame.rows("select min(seen) from spells")[0][0]
    for event, span, starts, ends in _windows():
        groups = (("event", event), ("window", span))
        if first is None or first >= starts:
            yield measure.row(frame, groups=groups, method="none", note=f"no posting was seen before {starts}")
        elif ends > frame.stamp.as_of:
            note = f"the edition ends on {frame.stamp.as_of}, before the window does on {ends}"
            yield measure.row(frame, groups=groups, method="none", note=note)
        else:
            where = Where("withdrawn_in").also(event=event, span=span)
            total, n = frame.con.execute(_AT_RISK, {"starts": starts, "ends": ends}).fetchall()[0]
            yield _share(frame, measure, int(n), int(total), groups, where, note=f"{starts} to {ends}")


def edits(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each kind of thing the share of edited opportunities from which it was removed."""
    prepare_edits(frame)
    total, everybody = frame.count(Where("edits")), frame.count()
    if not total:
        note = "no opportunity was seen with more than one text"
        yield measure.row(frame, n=0, total=everybody, method="none", where=Where("edits"), note=note)
        return
    for removed in REMOVED:
        column = "title_changed" if removed == "title" else removed
        where = Where("edits").also(**{column: "true"})
        yield _share(frame, measure, frame.count(where), total, (("removed", removed),), where, note=REMOVED[removed])


_NAMES = """
select name, count(*) as n from removed_names group by name order by n desc, name
"""


def removed_names(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the organisations whose names were removed, after a row of all."""
    prepare_edits(frame)
    total = frame.count(Where("edits"))
    everything = Where("edits").also(organisation="true")
    n, rows = frame.count(everything), frame.rows(_NAMES)
    note = f"{len(rows)} names; the {MOST} most frequent are listed" if len(rows) > MOST else None
    none = None if rows else "no edit removed the name of an organisation"
    yield _share(frame, measure, n, total, (), everything, note=note or none)
    for name, postings in rows[:MOST]:
        where = Where("removed_names").also(name=str(name))
        yield _share(frame, measure, int(postings), total, (("name", str(name)),), where)
