"""Tables of shares whose groups are more than the values of a dimension: unions, closed lists, and their cross-tabs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import DEFAULT, Groups, Measure
from attache.measure.shares import NOTHING, row_of, shares
from attache.measure.validated import Figures
from attache.measure.where import ALL, STATED, Where

__all__ = ["across", "closed", "nothing", "selected"]

Chosen = tuple[str, Where]


def nothing(frame: Frame, measure: Measure, where: Where = ALL, variant: str = DEFAULT) -> Estimate:
    """Return the row of a table whose denominator has no opportunity."""
    return measure.row(frame, n=0, total=0, method="none", variant=variant, where=where, note=NOTHING)


def selected(
    frame: Frame,
    measure: Measure,
    dimension: str,
    groups: Iterable[Chosen],
    *,
    where: Where = ALL,
    variant: str = DEFAULT,
    denominator: str | None = None,
    note: str | None = None,
) -> Iterator[Estimate]:
    """Yield a row per group, in the order given: the share of `where` that is in the group's selection."""
    figures = Figures(frame)
    if not figures.count(where):
        yield nothing(frame, measure, where, variant)
        return
    for group, chosen in groups:
        named = ((dimension, group),)
        yield row_of(figures, measure, chosen, where, named, variant=variant, denominator=denominator, note=note)


def closed(
    frame: Frame,
    measure: Measure,
    variable: str,
    *,
    values: Sequence[str] | None = None,
    where: Where = ALL,
    stated: str | None = None,
    variant: str = DEFAULT,
    denominator: str | None = None,
    note: str | None = None,
) -> Iterator[Estimate]:
    """Yield a row per value of a variable, those that no opportunity has included, the largest first.

    `values` are the possible ones, all of the codebook if None; a variable that the codebook lacks gives one row that
    says so. `stated` names a first row with all opportunities that have any value.
    """
    if values is None and variable not in frame.codebook.variables:
        missing = f"the codebook has no variable `{variable}`"
        yield measure.row(frame, n=0, total=frame.count(where), method="none", variant=variant, note=missing)
        return

    def some(groups: Iterable[Chosen]) -> Iterator[Estimate]:
        return selected(
            frame, measure, variable, groups, where=where, variant=variant, denominator=denominator, note=note
        )

    if not frame.count(where):
        yield nothing(frame, measure, where, variant)
        return
    known = list(values if values is not None else frame.codebook.variables[variable].values)
    if stated:
        yield from some([(stated, where.also(**{variable: STATED}))])
    found = set()
    for row in shares(frame, measure, [variable], where=where, variant=variant, denominator=denominator, note=note):
        found.add(row.group_1)
        yield row
    yield from some((value, where.also(**{variable: value})) for value in known if value not in found)


def across(
    frame: Frame,
    measure: Measure,
    dimension: str,
    groups: Iterable[Chosen],
    by: str,
    *,
    where: Where = ALL,
    variant: str = DEFAULT,
    denominator: str | None = None,
    note: str | None = None,
) -> Iterator[Estimate]:
    """Yield a row per group of `by` and selection: the share of that group of `by` that is in the selection."""
    figures = Figures(frame)
    if not figures.count(where):
        yield nothing(frame, measure, where, variant)
        return
    heads = figures.fill([by], where)
    chosen = list(groups)
    for _, one in chosen:
        figures.fill([by], one)
    for (head,) in heads:
        base = where.also(**{by: head})
        for group, one in chosen:
            named: Groups = ((by, head), (dimension, group))
            yield row_of(
                figures, measure, one.also(**{by: head}), base, named,
                variant=variant, denominator=denominator, note=note,
            )  # fmt: skip
