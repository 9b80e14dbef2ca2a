"""Amounts of money in opportunities: how many state one, and how large they are, as stated and converted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.intervals import LEVEL, of_count, quantiles
from attache.measure.measures import Measure
from attache.measure.relations import Relation
from attache.measure.tables import closed
from attache.measure.where import Where

__all__ = ["conversions", "distribution", "kinds", "prepare_amounts"]

KINDS = (
    "investment_sought", "project_cost", "funding_received", "price", "revenue", "valuation", "registered_capital",
    "equity_share", "unspecified",
)  # fmt: skip
QUARTILES = {"q25": 0.25, "median": 0.5, "q75": 0.75}
CONVERTED = "converted"
NONE = "no amount of this sort is stated in these opportunities"
AMOUNTS = Where("amounts")
_AMOUNTS = """
create table amounts_stated as
select a.document_id || ':' || a."start" || '-' || a."end" as amount_id, a.document_id, a.kind, a.currency,
  a.low, a.high, a.approximate, d.published_on, d.year, d.host_country, d.mission_id,
  case when a.kind = 'equity_share' then 'a share, not money' when a.currency is null then 'currency not stated'
    when a.low is null then 'no lower end' when d.year is null then 'year not stated'
    when r.usd is null then 'no rate for that currency and year' else 'converted' end as conversion,
  case when a.kind <> 'equity_share' then a.low * r.usd end as usd,
  case when a.kind <> 'equity_share' then a.low * r.cny end as cny
from amounts a join (
  select document_id, min(published_on) as published_on, min(year) as year, min(host_country) as host_country,
    min(mission_id) as mission_id from units group by document_id
) d using (document_id) left join rates r on r.currency = a.currency and r.year = d.year
"""


def prepare_amounts(frame: Frame) -> None:
    """Add the relation `amounts`: amounts in opportunities of the window, their lower ends in USD and CNY of the year.

    What is not converted says why in `conversion`.
    """
    frame.rows(_AMOUNTS)
    frame.relate("amounts", Relation("amounts_stated", "amount_id", "document_id"))


def kinds(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the shares of opportunities that state an amount, of a kind or in a currency."""
    note = "an amount stands for the whole page where a page has several opportunities"
    yield from closed(
        frame, measure, "amount_kind", values=KINDS, stated="stated", variant="kind",
        note=note if _several(frame) else None,
    )  # fmt: skip
    yield from closed(frame, measure, "amount_currency", values=(), stated="stated", variant="currency")


def _several(frame: Frame) -> bool:
    """Return whether a page has more than one opportunity."""
    return bool(frame.rows("select count(*) > count(distinct document_id) from units")[0][0])


def conversions(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the shares of amounts that can be converted, and why the others cannot."""
    total = frame.count(AMOUNTS)
    sql = frame.relation("amounts").sql
    rows = frame.rows(f"select conversion, count(*) from {sql} group by 1 order by 2 desc, 1")  # noqa: S608 -- ours
    for reason, n in rows:
        interval, method = of_count(n, total)
        yield measure.row(
            frame, n=n, total=total, share=n / total, interval=interval, method=method,
            groups=(("exchange", reason),), where=AMOUNTS.also(conversion=reason),
        )  # fmt: skip
    if not rows:
        yield measure.row(frame, n=0, total=0, method="none", where=AMOUNTS, note=NONE)


def distribution(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield quartiles of amounts: by kind and currency as stated, by kind in USD and CNY."""
    yield from _stated(frame, measure)
    for currency in ("USD", "CNY"):
        yield from _converted(frame, measure, currency)


def _stated(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    query = f"""select kind, coalesce(currency, ''), list(low order by low) from {frame.relation("amounts").sql}
        where low is not null group by 1, 2 order by count(*) desc, 1, 2"""  # noqa: S608 -- a name of ours
    rows = frame.rows(query)
    for kind, currency, lows in rows:
        percent = kind == "equity_share"
        unit = "percent" if percent else currency or "units of a currency that is not stated"
        where = AMOUNTS.also(kind=kind, currency=currency or "unknown", low="!unknown")
        group = f"{kind} {unit if percent or currency else 'currency_not_stated'}"
        yield from _quartiles(frame, measure, "as_stated", ("amount", group), lows, unit, where)
    if not rows:
        yield measure.row(frame, n=0, method="none", variant="as_stated", where=AMOUNTS, note=NONE)


def _converted(frame: Frame, measure: Measure, currency: str) -> Iterator[Estimate]:
    column = currency.lower()
    query = f"""select kind, list({column} order by {column}) from {frame.relation("amounts").sql}
        where {column} is not null group by 1 order by count(*) desc, 1"""  # noqa: S608 -- names of ours
    rows, where = frame.rows(query), AMOUNTS.also(conversion=CONVERTED)
    for kind, values in rows:
        yield from _quartiles(frame, measure, column, ("amount_kind", kind), values, currency, where.also(kind=kind))
    if not rows:
        yield measure.row(frame, n=0, method="none", variant=column, unit=currency, where=where, note=NONE)


def _quartiles(
    frame: Frame,
    measure: Measure,
    variant: str,
    group: tuple[str, str],
    values: Sequence[float],
    unit: str,
    where: Where,
) -> Iterator[Estimate]:
    for name, (value, low, high) in zip(QUARTILES, quantiles(values, list(QUARTILES.values())), strict=True):
        known = low is not None and high is not None
        yield measure.row(
            frame, n=len(values), value=value, unit=unit, variant=variant, where=where,
            groups=(group, ("quantile", name)),
            interval=(low, high) if low is not None and high is not None else None,
            method=f"order statistics, {LEVEL:.0%}" if known else "none",
            note=None if known else "too few amounts for an interval",
        )  # fmt: skip
