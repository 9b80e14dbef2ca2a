"""Shares of opportunities by one or two dimensions: the rows that most measures are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.intervals import of_count
from attache.measure.measures import DEFAULT, Measure
from attache.measure.where import ALL, Where

__all__ = ["share", "shares"]

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
    total = frame.count(where)
    if not total:
        yield measure.row(frame, n=0, total=0, method="none", variant=variant, where=where, note=NOTHING)
        return
    counts = frame.counts(by, where)
    heads = frame.counts(by[:1], where) if within else {}
    for groups, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        named = tuple(zip(by, groups, strict=True))
        chosen = where.also(**dict(named))
        yield _row(
            frame, measure, chosen, n, heads[groups[:1]] if within else total,
            groups=named, variant=variant, denominator=denominator, note=note,
        )  # fmt: skip


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
    total = frame.count(where)
    groups = (group,) if group else ()
    if not total:
        return measure.row(
            frame, n=0, total=0, groups=groups, method="none", variant=variant, where=chosen, note=NOTHING
        )
    return _row(
        frame, measure, chosen, frame.count(chosen), total,
        groups=groups, variant=variant, denominator=denominator, note=note,
    )  # fmt: skip


def _row(
    frame: Frame,
    measure: Measure,
    chosen: Where,
    n: int,
    total: int,
    *,
    groups: tuple[tuple[str, str], ...],
    variant: str,
    denominator: str | None,
    note: str | None,
) -> Estimate:
    interval, method = of_count(n, total)
    coded = any(name in frame.codebook.variables for name in chosen.conditions)
    return measure.row(
        frame,
        n=n,
        total=total,
        share=n / total,
        interval=interval,
        method=method,
        groups=groups,
        variant=variant,
        coded_by="machine" if coded else "read",
        denominator=denominator,
        where=chosen,
        note=note,
    )
