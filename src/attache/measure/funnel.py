"""The funnel of an edition: needs, opportunities that answer them, organisations at events, outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from attache.measure.answering import EXACTNESS, prepare_answers
from attache.measure.clusters import of_organisations, squares
from attache.measure.coders import coded_by
from attache.measure.descriptions import load_descriptions
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame, Relation
from attache.measure.intervals import of_count
from attache.measure.measures import DEFAULT, Measure
from attache.measure.where import Where

__all__ = ["DEALS", "IN_TIME", "exactness", "funnel", "prepare_funnel", "reached"]

DEALS = tuple(f"O{number}" for number in range(2, 10))
"""Classes of outcome that are more than exposure: from an intent (O2) to people who moved (O9)."""
IN_TIME = ("in_time", "any_time")
"""Variants: needs that were in force when the opportunity was posted; needs of any time."""

_OF_ORGANISATIONS = ("event", "outcome")
"""Steps that all postings of an organisation come to, or none."""
_EMPTY = {
    "at_event": "no notice of an event names such an organisation; notices seldom name those who take part",
    "with_outcome": "no outcome of such an organisation is recorded; that nobody has looked is no outcome either",
}
_WALKED = """
create table walked as
with outcomes_after as (
  select distinct u.i from units u join outcomes o on o.organisation_id = u.organisation_id
  where o.outcome_class in (select unnest($deals)) and o.pre_existing <> 'yes'
    and (o.outcome_on is null or u.published_on is null
      or left(o.outcome_on, length(u.published_on)) >= left(u.published_on, length(o.outcome_on)))
)
select u.i, (a.m0 | a.m1 | a.m2) <> 0 as any_time, (a.m0 | a.m1 | a.m2) & a.force <> 0 as in_time,
  case when m0 <> 0 then '{0}' when m1 <> 0 then '{1}' when m2 <> 0 then '{2}' else 'none' end as exact_any_time,
  case when m0 & force <> 0 then '{0}' when m1 & force <> 0 then '{1}' when m2 & force <> 0 then '{2}'
    else 'none' end as exact_in_time,
  u.organisation_id is not null as organisation,
  u.organisation_id is not null and u.organisation_id in (
    select r.organisation_id from events e join resolutions r using (document_id) where r.organisation_id is not null
  ) as event,
  u.i in (select i from outcomes_after) as outcome
from units u join answered a using (i)
"""
_WALK = "(select u.*, w.* exclude (i) from walked w join units u using (i))"


def prepare_funnel(frame: Frame) -> None:
    """Add the relation `walked`: opportunities with how far each came, once on a frame."""
    prepare_answers(frame)
    if "walked" not in frame.relations:
        frame.con.execute(_WALKED.format(*EXACTNESS), {"deals": list(DEALS)}).fetchall()
        frame.relate("walked", Relation(_WALK, "opportunity_id", "document_id"))


def funnel(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the steps: needs stated and answered; opportunities, each step those of the step before that went on."""
    prepare_funnel(frame)
    for variant in IN_TIME:
        stated = Where("asked")
        measured = stated.also(measured="true")
        answered, needs = measured.also(**{variant: "true"}), frame.count(stated)
        known = frame.count(measured)
        yield _step(frame, measure, variant, "needs", stated, needs, None, "needs")
        yield _step(frame, measure, variant, "needs_measured", measured, known, needs, "needs")
        yield _step(frame, measure, variant, "needs_answered", answered, frame.count(answered), known, "needs")
        where, tests = Where("walked"), ["true"]
        before = _walked(frame, *tests)
        yield _step(frame, measure, variant, "opportunities", where, before, None, "opportunities")
        for name, condition in (("answering", variant), ("at_event", "event"), ("with_outcome", "outcome")):
            squared = _squares(frame, *tests) if condition in _OF_ORGANISATIONS else 0
            where, tests = where.also(**{condition: "true"}), [*tests, condition]
            n = _walked(frame, *tests)
            yield _step(frame, measure, variant, name, where, n, before, "opportunities", squared)
            before = n


def reached(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each step alone the share of all opportunities that came to it."""
    prepare_funnel(frame)
    total = _walked(frame, "true")
    for name, condition in (
        ("answering", "in_time"),
        ("organisation", "organisation"),
        ("at_event", "event"),
        ("with_outcome", "outcome"),
    ):
        where = Where("walked").also(**{condition: "true"})
        n, squared = _walked(frame, condition), _squares(frame, "true") if condition in _OF_ORGANISATIONS else 0
        yield _step(frame, measure, DEFAULT, name, where, n, total, "opportunities", squared)


def _walked(frame: Frame, *tests: str) -> int:
    """Count the opportunities of `walked` that meet conditions of ours, without what else is known of them."""
    return int(frame.rows(f"select count(*) from walked where {' and '.join(tests)}")[0][0])  # noqa: S608 -- ours


def _squares(frame: Frame, *tests: str) -> int:
    """Return the sum of the squares of how many postings that meet conditions of ours each organisation has."""
    return squares(frame, f"(select u.* from walked w join units u using (i) where {' and '.join(tests)})")  # noqa: S608 -- ours


def _step(
    frame: Frame, measure: Measure, variant: str, name: str, where: Where, n: int, total: int | None, unit: str,
    squared: int = 0,
) -> Estimate:  # fmt: skip
    """Make a row; `squared` is 0 where what counts is true of postings, not of organisations."""
    codes = name in ("needs_answered", "answering")
    interval, method = None, "count" if total is None else "none"
    if total:
        interval, method = of_organisations(n, total, squared) if squared else of_count(n, total)
    return measure.row(
        frame,
        groups=(("step", name),),
        n=n,
        total=total,
        share=n / total if total else None,
        value=n if total is None else None,
        interval=interval,
        method=method,
        variant=variant,
        unit=unit,
        denominator="the step before" if total is not None else "none",
        coded_by=coded_by(frame, *load_descriptions().variables.values()) if codes else "read",
        where=where,
        note="nothing to count: nothing came to the step before" if total == 0 else None if n else _EMPTY.get(name),
    )


def exactness(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield how exactly opportunities answer any need: by the nearest that each comes to."""
    prepare_funnel(frame)
    total = _walked(frame, "true")
    by = coded_by(frame, *load_descriptions().variables.values())
    for variant in IN_TIME:
        for one in (*EXACTNESS[:3], "none"):
            where = Where("walked").also(**{f"exact_{variant}": one})
            n = _walked(frame, f"exact_{variant} = '{one}'")
            interval, method = of_count(n, total) if total else (None, "none")
            yield measure.row(
                frame,
                groups=(("exactness", one),),
                n=n,
                total=total,
                share=n / total if total else None,
                interval=interval,
                method=method,
                variant=variant,
                coded_by=by,
                where=where,
                note=None if total else "nothing to count: there is no opportunity",
            )
