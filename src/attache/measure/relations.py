"""Relations over which selections are made, besides the opportunities themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from attache.measure.members import MEMBER_OUTCOMES, MEMBERS

__all__ = ["RELATIONS", "Relation"]


@dataclass(frozen=True, slots=True)
class Relation:
    """Records that selections are made over: an SQL table or view, the column of ids, where evidence is.

    `document` is a column with document ids, None where the records come from the casebook and state a source.
    """

    sql: str
    key: str
    document: str | None = None


_OFFERED = """(
  select organisation_id, any_value(organisation_kind) as organisation_kind, count(*) as postings,
    count(*) filter (first_of_group) as first_postings, count(distinct coalesce(group_id, document_id)) as technologies,
    list(document_id order by document_id) as documents
  from units where organisation_id is not null group by organisation_id
)"""
_AMOUNTS = """(
  select a.document_id || ':' || a."start" || '-' || a."end" as amount_id, a.document_id, a.kind, a.currency,
    a.low, a.high, a.approximate, d.published_on, d.year, d.host_country, d.mission_id,
    case when a.kind = 'equity_share' then 'a share, not money' when a.currency is null then 'currency not stated'
      when a.low is null then 'no lower end' when d.year is null then 'year not stated'
      when r.usd is null then 'no rate for that currency and year' else 'converted' end as conversion,
    case when a.kind <> 'equity_share' then a.low * r.usd end as usd,
    case when a.kind <> 'equity_share' then a.low * r.cny end as cny
  from amounts a join (
    select document_id, any_value(published_on) as published_on, any_value(year) as year,
      any_value(host_country) as host_country, any_value(mission_id) as mission_id from units group by document_id
  ) d using (document_id) left join rates r on r.currency = a.currency and r.year = d.year
)"""
_FIGURES = "(select *, event_id || '/' || metric || '/' || source as figure_id from figures)"

RELATIONS: Mapping[str, Relation] = {
    "opportunities": Relation("units", "opportunity_id", "document_id"),
    "offered": Relation(_OFFERED, "organisation_id", "unnest(documents)"),
    "amounts": Relation(_AMOUNTS, "amount_id", "document_id"),
    "needs": Relation("needs", "need_id", "document_id"),
    "events": Relation("events", "event_id", "document_id"),
    "figures": Relation(_FIGURES, "figure_id"),
    "targets": Relation("(select *, programme_id || '/' || metric as target_id from targets)", "target_id"),
    "outcomes": Relation("outcomes", "outcome_id"),
    "members": Relation(MEMBERS, "member_id"),
    "member_outcomes": Relation(MEMBER_OUTCOMES, "member_id"),
    "organisations": Relation("organisations", "organisation_id"),
}
"""`offered` are organisations that opportunities of the window offer, with how often; `amounts` are amounts of money in
them, with the lower end converted at the average rate of the year of posting, or the reason why it was not."""
