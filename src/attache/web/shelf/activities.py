"""Sheets of needs with what answers them, of events and programmes with their figures."""

from __future__ import annotations

from attache.measure.answering import EXACTNESS, REQUEST
from attache.web.shelf.sheet import NUMBER, NUMBER_OR_NULL, TEXT, TEXT_OR_NULL, Sheet

__all__ = ["NEAR", "SHEETS", "STEP"]

STEP = 10
"""The key of an answer is the number of its need times this, and the rank of its exactness."""
NEAR = EXACTNESS[:2]
"""How exactly a posting must answer an entry of a list for what followed to be told with it."""
_RANKS = " ".join(f"when '{name}' then {rank}" for rank, name in enumerate(EXACTNESS))
_NUMBERED = "select need_id, row_number() over (order by need_id) as number from needs"
_CARDS = "select document_id, row_number() over (order by document_id) as number from documents"
_LISTED = f"list_id <> '{REQUEST}'"
_NEAR = f"exactness in ({', '.join(map(repr, NEAR))})"
_MOST_FOLLOWED = 120

# An outcome follows where it is not known to be earlier than the posting, at the precision that both have.
_LATER = """(o.outcome_on is null or a.published_on is null
  or left(o.outcome_on, length(a.published_on)) >= left(a.published_on, length(o.outcome_on)))"""
_FOLLOWED = f"""
with led as (
  select need_id, organisation_id, document_id, exactness, published_on, case exactness {_RANKS} end as rank
  from answers where organisation_id is not null and {_LISTED} and {_NEAR}
), told as (
  select a.*, 'outcome' as kind, o.outcome_id as id, o.outcome_on as followed_on
  from led a join outcomes o on o.organisation_id = a.organisation_id and {_LATER}
  union all
  select a.*, 'event', e.event_id, coalesce(e.starts_on, d.published_on)
  from led a join (select distinct document_id, organisation_id from resolutions) r
    on r.organisation_id = a.organisation_id
  join events e on e.document_id = r.document_id join documents d on d.document_id = e.document_id
), once as (
  select * from told
  qualify row_number() over (partition by need_id, kind, id order by rank, published_on, document_id) = 1
)
select need_id, kind, id, organisation_id, document_id, exactness, followed_on from once
qualify row_number() over (partition by need_id, kind order by followed_on nulls last, id) <= {_MOST_FOLLOWED}
order by need_id, followed_on nulls last, id
"""  # noqa: S608 -- constants of ours
_NEEDS = f"""
with counted as (
  select need_id, sum(n) as answers, sum(timely) as in_time,
    to_json(map_from_entries(list((exactness, n) order by exactness))) as exact
  from (
    select need_id, exactness, count(*) as n, count(*) filter (in_force) as timely from answers where {_LISTED}
    group by all
  ) group by need_id
), fields as (
  select need_id, to_json(list(distinct cast(field as varchar) order by cast(field as varchar))) as fields
  from requested group by need_id
), followed as (
  select need_id, count(distinct outcome_id) as outcomes from answers a
  join outcomes o on o.organisation_id = a.organisation_id and {_LATER} where {_LISTED} and {_NEAR} group by need_id
)
select n.need_id, b.number, n.list_id, n.code, n.name_zh, n.name_en,
  folded(concat_ws(' ', n.code, n.name_zh, n.name_en)),
  n.stated_on, n.valid_to, n.owner, n.document_id, n.source, n.grade, cast(n.synthetic as integer),
  cast(a.measured as integer), cast(a.standing and a.begun as integer), cast(a.any_time as integer),
  cast(a.first_on as varchar), cast(a.stated_day as varchar), a.waited,
  case when n.list_id is not null then coalesce(c.answers, 0) end, coalesce(c.in_time, 0), coalesce(c.exact, '{{}}'),
  coalesce(f.fields, '[]'), coalesce(w.outcomes, 0)
from needs n join ({_NUMBERED}) b using (need_id) left join asked a using (need_id) left join counted c using (need_id)
left join fields f using (need_id) left join followed w using (need_id)
order by n.list_id nulls last, try_cast(split_part(n.code, '.', 1) as integer),
  try_cast(split_part(n.code, '.', 2) as integer) nulls first, n.code, n.stated_on desc nulls last, n.need_id
"""  # noqa: S608 -- constants of ours
_ANSWERS = f"""
select n.number * {STEP} + case a.exactness {_RANKS} end as answer, d.number, cast(a.in_force as integer)
from (select need_id, document_id, exactness, in_force, published_on from answers where {_LISTED}) a
join ({_NUMBERED}) n using (need_id) join ({_CARDS}) d using (document_id)
order by answer, a.published_on desc nulls last, d.number
"""  # noqa: S608 -- constants of ours
# A request is answered by every later posting of its field; all pairs of both would be more than anybody can read.
_FIELDED = f"""
select cast(c.value as varchar) as field, d.number, u.published_on, u.organisation_id
from (select distinct i, value from coded where variable = 'technology_field') c join units u using (i)
join ({_CARDS}) d using (document_id)
where length(u.published_on) = 10 and c.value in (select distinct field from requested)
order by field, u.published_on desc, d.number
"""  # noqa: S608 -- constants of ours
_EVENTS = """
with f as (
  select event_id, to_json(list({'metric': metric, 'comparator': comparator, 'low': low, 'high': high, 'unit': unit,
    'stage': stage, 'source': source, 'note': note} order by stage nulls first, metric, source,
    comparator, low, high, unit, note)) as figures
  from figures group by event_id
), c as (
  select group_1, to_json(list({'step': group_2, 'variant': variant, 'share': share, 'low': low, 'high': high,
    'note': note} order by place)) as conversions
  from stated where measure = 'process.stated_conversion' and group_1 is not null group by group_1
), m as (
  select document_id, count(distinct organisation_id) as named from resolutions where organisation_id is not null
  group by document_id
)
select e.event_id, e.name, folded(concat_ws(' ', e.name, e.series, e.city, e.organisers)), e.series, e.starts_on,
  coalesce(e.starts_on, d.published_on) as day, e.city, e.country, e.organisers, e.stage, e.document_id, e.source,
  e.grade, cast(e.synthetic as integer), coalesce(f.figures, '[]'), coalesce(c.conversions, '[]'), coalesce(m.named, 0)
from events e left join documents d using (document_id) left join f using (event_id)
left join c on c.group_1 = e.event_id left join m using (document_id) order by day desc nulls last, e.event_id
"""
_PROGRAMMES = """
with t as (
  select t.programme_id, to_json(list({'metric': metric, 'comparator': comparator, 'low': t.low, 'high': t.high,
    'unit': t.unit, 'stage': stage, 'actual': actual, 'note': t.note, 'told': s.note}
    order by stage nulls last, metric, comparator, t.low, t.high, t.unit, actual)) as targets
  from targets t left join stated s on s.measure = 'process.targets' and s.variant = 'actual'
    and s.group_1 = t.programme_id and s.group_2 = t.metric
  group by t.programme_id
)
select p.programme_id, p.name, p.owner, p.dated, p.budget, p.currency, p.goal, p.source, p.grade,
  cast(p.synthetic as integer), coalesce(t.targets, '[]')
from programmes p left join t using (programme_id) order by p.dated desc nulls last, p.programme_id
"""
SHEETS: dict[str, Sheet] = {
    "needs": Sheet(
        {
            "need_id": TEXT, "number": NUMBER, "list_id": TEXT_OR_NULL, "code": TEXT_OR_NULL, "name_zh": TEXT_OR_NULL,
            "name_en": TEXT_OR_NULL, "folded": TEXT, "stated_on": TEXT_OR_NULL, "valid_to": TEXT_OR_NULL,
            "owner": TEXT_OR_NULL, "document_id": TEXT_OR_NULL, "source": TEXT, "grade": TEXT, "synthetic": NUMBER,
            "measured": NUMBER_OR_NULL, "standing": NUMBER_OR_NULL, "answered": NUMBER_OR_NULL,
            "first_on": TEXT_OR_NULL, "stated_day": TEXT_OR_NULL, "waited": NUMBER_OR_NULL, "answers": NUMBER_OR_NULL,
            "in_time": NUMBER, "by_exactness": TEXT, "fields": TEXT, "outcomes": NUMBER,
        },
        _NEEDS, ("list_id", "document_id", "number"),
    ),
    "answers": Sheet(
        {"answer": NUMBER, "card": NUMBER, "in_force": NUMBER_OR_NULL}, _ANSWERS, ("answer", "card"), many=True
    ),
    "fielded": Sheet(
        {"field": TEXT, "card": NUMBER, "published_on": TEXT, "organisation_id": TEXT_OR_NULL}, _FIELDED, ("field",),
        many=True,
    ),
    "followed": Sheet(
        {
            "need_id": TEXT, "kind": TEXT, "id": TEXT, "organisation_id": TEXT, "document_id": TEXT, "exactness": TEXT,
            "followed_on": TEXT_OR_NULL,
        },
        _FOLLOWED, ("need_id",), many=True,
    ),
    "events": Sheet(
        {
            "event_id": TEXT, "name": TEXT, "folded": TEXT, "series": TEXT_OR_NULL, "starts_on": TEXT_OR_NULL,
            "day": TEXT_OR_NULL, "city": TEXT_OR_NULL, "country": TEXT_OR_NULL, "organisers": TEXT_OR_NULL,
            "stage": TEXT_OR_NULL, "document_id": TEXT_OR_NULL, "source": TEXT, "grade": TEXT, "synthetic": NUMBER,
            "figures": TEXT, "conversions": TEXT, "named": NUMBER,
        },
        _EVENTS, ("document_id", "series", "country"),
    ),
    "programmes": Sheet(
        {
            "programme_id": TEXT, "name": TEXT, "owner": TEXT, "dated": TEXT_OR_NULL, "budget": "real",
            "currency": TEXT_OR_NULL, "goal": TEXT, "source": TEXT, "grade": TEXT, "synthetic": NUMBER,
            "targets": TEXT,
        },
        _PROGRAMMES,
    ),
}  # fmt: skip
"""Needs; `answers` to entries of lists, `fielded` postings by field for requests (`card` is the row of `cards`)."""
