"""Shares of opportunities by one or two dimensions: the rows that most measures are made of.

Where a random sample was coded by people, shares of coded dimensions are estimated from both (`combine`); else they say
that they are the machine's alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import DEFAULT, Groups, Measure
from attache.measure.validated import Figures
from attache.measure.where import ALL, Where

__all__ = ["NOTHING", "row_of", "share", "shares"]

NOTHING = "nothing to count: no opportunity meets the denominator's conditions"


def shares(
    frame: Frame,
    measure: Measure,
    by: Sequence[str],
    *,
    where: Where = ALL,
    within: bool = False,
    variant: str = DEFAULT,
    denominator: str | None = None,
    note: str | None = None,
) -> Iterator[Estimate]:
    """Yield a row per group of one or two dimensions, the largest first.

    The total is the number of opportunities in `where`; with `within`, of those in the row's first group. Groups of a
    variable with several values overlap, so their counts do not add up. Nothing to count gives one row that says so.
    """
    figures = Figures(frame)
    if not figures.count(where):
        yield measure.row(frame, n=0, total=0, method="none", variant=variant, where=where, note=NOTHING)
        return
    counts = figures.fill(by, where, within=within)
    for groups, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        named = tuple(zip(by, groups, strict=True))
        chosen = where.also(**dict(named))
        base = where.also(**dict(named[:1])) if within else where
        yield row_of(figures, measure, chosen, base, named, variant=variant, denominator=denominator, note=note)


def share(
    frame: Frame,
    measure: Measure,
    chosen: Where,
    *,
    where: Where = ALL,
    group: tuple[str, str] | None = None,
    variant: str = DEFAULT,
    denominator: str | None = None,
    note: str | None = None,
) -> Estimate:
    """Return one row: the share of `where` that is in `chosen`, which is narrower than `where`."""
    figures = Figures(frame)
    groups = (group,) if group else ()
    if not figures.count(where):
        return measure.row(
            frame, n=0, total=0, groups=groups, method="none", variant=variant, where=chosen, note=NOTHING
        )
    return row_of(figures, measure, chosen, where, groups, variant=variant, denominator=denominator, note=note)


def row_of(
    figures: Figures,
    measure: Measure,
    chosen: Where,
    base: Where,
    groups: Groups,
    *,
    variant: str,
    denominator: str | None,
    note: str | None,
) -> Estimate:
    """Return the row of the share of `base`, of which there is at least one, that is in `chosen`."""
    found = figures.of(chosen, base)
    return measure.row(
        figures.frame,
        n=figures.count(chosen),
        total=figures.count(base),
        share=found.share,
        interval=found.interval,
        method=found.method,
        groups=groups,
        variant=variant,
        coded_by=found.coded_by,
        denominator=denominator,
        where=chosen,
        note="; ".join(one for one in (note, found.note) if one) or None,
    )
