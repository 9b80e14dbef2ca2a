"""Sheets of countries and missions: how much each has, its postings in order, and counts of what they are about."""

from __future__ import annotations

from attache.measure.answering import EXACTNESS, REQUEST
from attache.web.shelf.sheet import NUMBER, TEXT, TEXT_OR_NULL, Sheet

__all__ = ["COUNTED", "SHEETS"]

COUNTED = ("technology_field", "coop_mode", "recommended_action", "military_relevance")
"""Variables that are counted for every country, mission and organisation."""
_MOST = 60
_RANKS = " ".join(f"when '{name}' then {rank}" for rank, name in enumerate(EXACTNESS))
_KEYED = """
  select i, 'country' as kind, coalesce(host_country, 'unknown') as key from units
  union all select i, 'mission', coalesce(mission_id, 'unknown') from units"""
_PLACES = f"""
select p.kind || ' ' || p.key, p.kind, p.key, count(*) as n, count(distinct u.organisation_id) as organisations,
  count(distinct case when p.kind = 'country' then u.mission_id else u.host_country end),
  min(u.published_on), max(u.published_on), count(*) filter (u.status = 'gone'), count(*) filter (u.synthetic)
from ({_KEYED}) p join units u using (i) group by p.kind, p.key order by p.kind, n desc, p.key
"""  # noqa: S608 -- constants of ours
_PLACED = f"""
select p.key, d.number, coalesce(u.status, 'unknown'), u.published_on
from ({_KEYED}) p join units u using (i)
join (select document_id, row_number() over (order by document_id) as number from documents) d using (document_id)
where p.key <> 'unknown' order by p.key, u.published_on desc nulls last, d.number
"""  # noqa: S608 -- constants of ours
_TALLIES = f"""
with places as (
  select i, host_country as key from units where host_country is not null
  union all select i, mission_id from units where mission_id is not null
  union all select i, organisation_id from units where organisation_id is not null
), nearest as (
  select i, exactness from answers where list_id <> '{REQUEST}'
  qualify row_number() over (partition by i order by case exactness {_RANKS} end) = 1
), told as (
  select i, unnest(['year', 'mission_id', 'host_country', 'status', 'organisation_id', 'mission_year']) as dimension,
    unnest([cast(year as varchar), mission_id, host_country, status, organisation_id,
      coalesce(mission_id, 'unknown') || ' ' || coalesce(cast(year as varchar), 'unknown')]) as value from units
  union all select i, 'exactness', exactness from nearest
  union all select distinct i, 'need', need_id from answers where exactness in ('{EXACTNESS[0]}', '{EXACTNESS[1]}')
  union all select distinct i, cast(variable as varchar), cast(value as varchar) from coded
    where variable in ({", ".join(f"'{one}'" for one in COUNTED)})
)
select key, dimension, value, n from (
  select key, dimension, coalesce(value, 'unknown') as value, count(*) as n from places join told using (i)
  where not (starts_with(key, 'org-') and dimension in ('organisation_id', 'mission_year', 'need'))
  group by all
) qualify dimension not in ('organisation_id', 'need')
  or row_number() over (partition by key, dimension order by n desc, value) <= {_MOST}
order by key, dimension, n desc, value
"""  # noqa: S608 -- constants of ours

SHEETS: dict[str, Sheet] = {
    "places": Sheet(
        {
            "place": TEXT, "kind": TEXT, "key": TEXT, "n": NUMBER, "organisations": NUMBER, "others": NUMBER,
            "first_posted": TEXT_OR_NULL, "last_posted": TEXT_OR_NULL, "gone": NUMBER, "synthetic": NUMBER,
        },
        _PLACES,
    ),
    "placed": Sheet(
        {"key": TEXT, "card": NUMBER, "status": TEXT, "published_on": TEXT_OR_NULL}, _PLACED, ("key",), many=True
    ),
    "tallies": Sheet({"key": TEXT, "dimension": TEXT, "value": TEXT, "n": NUMBER}, _TALLIES, ("key",), many=True),
}  # fmt: skip
"""`places` for lists, `placed` the postings of each (`card` is the row of `cards`), `tallies` counts by dimension."""
