"""How long the steps of the process take."""

from __future__ import annotations

from collections.abc import Iterator

from attache.measure.answering import REQUEST, prepare_answers
from attache.measure.coders import coded_by
from attache.measure.descriptions import load_descriptions
from attache.measure.estimates import Estimate
from attache.measure.fields import FIELD
from attache.measure.frame import Frame, Relation
from attache.measure.funnel import DEALS
from attache.measure.intervals import LEVEL, quantiles
from attache.measure.lives import METHOD, QUARTILES
from attache.measure.lives import quantiles as survived
from attache.measure.measures import Measure
from attache.measure.where import Where

__all__ = ["need_to_opportunity", "posting_to_outcome", "prepare_lags"]

FEW = 4
"""With fewer days there is a median alone."""
LEAST = 20
"""Needs of a list that an interval needs: one posting answers several of them on one day, and the interval takes each
for itself. Of lists with 5 to 12 needs it held in 57 to 83 %, of those with 26 or more nearly always."""
_WAITS = """
select list, wait, answered from (
  select list, need_id, first_on is not null as answered, waited as wait from asked where waited is not null
) order by list = $request, list, need_id
"""


def need_to_opportunity(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each list the quartiles of the days until its needs were first answered."""
    prepare_answers(frame)
    waits: dict[str, list[tuple[float, bool]]] = {}
    for name, days, happened in frame.con.execute(_WAITS, {"request": REQUEST}).fetchall():
        waits.setdefault(str(name), []).append((float(days), bool(happened)))
    by = coded_by(frame, FIELD, *load_descriptions().variables.values())
    for name, found in waits.items():
        days, happened = [day for day, _ in found], [one for _, one in found]
        quartiles = survived(days, happened)
        for quantile, value, low, high in quartiles if any(happened) else quartiles[1:2]:
            yield measure.row(
                frame,
                groups=(("demand_list", name), ("quantile", quantile)),
                n=len(found),
                value=value,
                interval=(low, high) if len(found) >= LEAST else None,
                method=METHOD if len(found) >= LEAST else "Kaplan–Meier, no interval",
                coded_by=by,
                where=Where("asked").also(list=name, dated="true"),
                note=f"{sum(happened)} of {len(found)} needs are answered"
                + ("" if value is not None else "; too few for this figure")
                + ("" if len(found) >= LEAST else "; too few for an interval: one posting may answer several at once"),
            )
    if not waits:
        yield measure.row(frame, method="none", note="no need has a date that is known to the month")


# The middle of the days that a date known to the month or year may mean.
_MIDDLE = """case length({0}) when 10 then epoch(try_cast({0} as date)) / 86400
  when 7 then epoch(try_cast({0} || '-01' as date)) / 86400 + (day(last_day(try_cast({0} || '-01' as date))) - 1) / 2
  when 4 then epoch(try_cast({0} || '-07-02' as date)) / 86400 end"""
_LAGGED = f"""
create table lagged as
with dated as (
  select o.*, coalesce(o.posted_on, u.published_on) as posted from outcomes o
  left join units u on u.opportunity_id = o.opportunity_id
)
select *, {_MIDDLE.format("outcome_on")} - ({_MIDDLE.format("posted")}) as days,
  length(posted) = 10 and length(outcome_on) = 10 as to_the_day,
  case when outcome_class in (select unnest($deals)) then 'deal'
    when outcome_class = 'O1' then 'exposure' end as variant
from dated where posted is not null and outcome_on is not null and pre_existing <> 'yes'
"""  # noqa: S608 -- names of ours


def prepare_lags(frame: Frame) -> None:
    """Add the relation `lagged`: outcomes with the days from posting, once on a frame."""
    if "lagged" not in frame.relations:
        frame.con.execute(_LAGGED, {"deals": list(DEALS)}).fetchall()
        sql = "(select * from lagged where days >= 0 and variant is not null)"
        frame.relate("lagged", Relation(sql, "outcome_id"))


def posting_to_outcome(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield quartiles of the days from posting to outcome."""
    prepare_lags(frame)
    for variant in measure.variants:
        rows = frame.rows("select days, to_the_day from lagged where variant = ? and days >= 0 order by 1", variant)
        before = frame.rows("select count(*) from lagged where variant = ? and days < 0", variant)[0][0]
        notes = [f"{before} outcomes from before the posting are left out"] if before else []
        rough = sum(not exact for _, exact in rows)
        notes += [f"{rough} of {len(rows)} dates are known to the month or year alone"] if rough else []
        found = quantiles([float(days) for days, _ in rows])
        named = [(name, *one) for (name, _), one in zip(QUARTILES, found, strict=False)]
        for name, value, low, high in named if len(rows) >= FEW else named[1:2]:
            yield measure.row(
                frame,
                groups=(("quantile", name),),
                n=len(rows),
                value=value,
                interval=(low, high),
                method=f"order statistics, {LEVEL:.0%}",
                variant=variant,
                coded_by="stated",
                where=Where("lagged").also(variant=variant),
                note="; ".join(notes + (["too few for an interval"] if low is None or high is None else [])) or None,
            )
        if not found:
            notes.append("no outcome has both dates")
            yield measure.row(frame, n=0, method="none", variant=variant, coded_by="stated", note="; ".join(notes))
