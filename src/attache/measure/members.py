"""Members of outcome cohorts, and what was found of each, as SQL over the tables of an edition.

The standing of a tie is `new` (known not to have been there before the first posting), `pre_existing` (recorded as
such, or dated before the first posting) or `unknown`. Two members that turned out to be one organisation count once,
in the place that was drawn first. In a frame that shows a part of the opportunities alone, members are those drawn
that this part offers.
"""

from __future__ import annotations

__all__ = ["BANDS", "CLASSES", "DEAL", "EXPOSURE", "MEMBERS", "MEMBER_OUTCOMES"]

CLASSES = ("O0", "O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8", "O9", "OX", "OZ")
"""Outcome classes of the codebook, in its order."""
EXPOSURE, DEAL = CLASSES[1:3], CLASSES[3:9]
"""Exposure without a deal (event, memorandum); deals: distribution, licence, joint research, joint venture, equity,
acquisition. Hired staff, blocked deals and insolvency are neither."""

BANDS = ("0-3", "3-6", "6-12", "12-24", "24+")
"""Bands of the months between first posting and deal; a band starts with its first month and ends before its last."""
_ENDS = (3, 6, 12, 24)


def _any_of(classes: tuple[str, ...]) -> str:
    return f"outcome_class in ({', '.join(repr(one) for one in classes)})"


_TOLD = """
  cohort as (
    select m.*, s.decision_id, count(*) over (partition by m.sample_id, m.member_id) > 1 as merged
    from sample_members m join samples s using (sample_id)
    where s.kind = 'outcomes' and ((select count(*) from units) = (select count(*) from opportunities)
      or m.role = 'drawn' and m.member_id in (select organisation_id from units))
    qualify row_number() over (partition by m.sample_id, m.member_id order by m.role = 'drawn' desc, m.place) = 1
  ), looked as (
    select sample_id, member_id, max("at") as last_searched,
      string_agg(searched || ' (' || query || '), ' || left("at", 10), '; ' order by "at", search_id) as where_searched
    from searches group by sample_id, member_id
  ), told as (
    select c.sample_id, c.member_id, c.role, o.outcome_id, o.outcome_class, o.outcome_on, o.evidence_grade, o.source,
      case when o.pre_existing = 'yes' or left(o.outcome_on, least(length(o.outcome_on), length(c.index_on)))
          < left(c.index_on, least(length(o.outcome_on), length(c.index_on))) then 'pre_existing'
        when o.pre_existing = 'no' then 'new' else 'unknown' end as tie
    from outcomes o join cohort c on c.sample_id = o.sample_id and c.member_id = o.organisation_id
    where o.outcome_class not in ('O0', 'unknown')
  )"""


def _day(name: str, *, last: bool) -> str:
    """Return SQL of the first or the last day that a date may mean which is known to a day, a month or a year."""
    first = f"try_cast({name} || substr('0000-01-01', length({name}) + 1) as date)"
    if not last:
        return first
    year, month = f"make_date(year({first}), 12, 31)", f"last_day({first})"
    return f"case length({name}) when 4 then {year} when 7 then {month} else {first} end"


def _band(days: str) -> str:
    whens = " ".join(
        f"when {days} < {end} * 365.25 / 12 then '{band}'" for band, end in zip(BANDS, _ENDS, strict=False)
    )
    return f"case when {days} is null then null {whens} else '{BANDS[-1]}' end"


_FLAGS = {
    "deal": f"{_any_of(DEAL)} and tie = 'new'",
    "deal_or_unknown": f"{_any_of(DEAL)} and tie <> 'pre_existing'",
    "deal_graded": f"{_any_of(DEAL)} and tie = 'new' and evidence_grade in ('A', 'B', 'C')",
    "report": f"{_any_of(EXPOSURE + DEAL)} and tie = 'new'",
    "report_or_unknown": f"{_any_of(EXPOSURE + DEAL)} and tie <> 'pre_existing'",
    "pre_existing": "tie = 'pre_existing'",
}
_SUMS = ",\n    ".join(f"bool_or({test}) as {name}" for name, test in _FLAGS.items())
_YES = ",\n  ".join(
    f"case when l.member_id is not null and t.{name} then 'yes' else 'no' end as {name}" for name in _FLAGS
)
MEMBERS = f"""(
with {_TOLD}, summed as (
  select sample_id, member_id, {_SUMS},
    min(outcome_on) filter ({_FLAGS["deal"]}) as deal_on,
    string_agg(concat_ws(', ', outcome_class, outcome_on, 'grade ' || evidence_grade) || ': ' || source, '; '
      order by outcome_class, outcome_on, outcome_id) as sources
  from told group by sample_id, member_id
), whole as (
  select c.*, l.last_searched, l.where_searched, coalesce(t.sources, '') as sources, t.member_id is not null as told,
    case when l.member_id is not null then 'yes' else 'no' end as searched,
    {_YES},
    case when l.member_id is not null and t.report and not t.deal then 'yes' else 'no' end as exposure_only,
    left(l.last_searched, 10) as searched_on, case when l.member_id is not null then t.deal_on end as deal_on
  from cohort c left join looked l using (sample_id, member_id) left join summed t using (sample_id, member_id)
), dated as (
  select *, {_day("index_on", last=False)} as posted_first, {_day("index_on", last=True)} as posted_last,
    coalesce({_day("deal_on", last=False)}, case when deal = 'no' then try_cast(searched_on as date) end, posted_last)
      as until_first,
    coalesce({_day("deal_on", last=True)}, try_cast(searched_on as date)) as until_last
  from whole
), lags as (
  select *, searched = 'yes' and posted_last is not null and until_last is not null as timed,
    case when timed then greatest(0, until_first - posted_last) end as days_least,
    case when timed then greatest(0, until_first - posted_last, until_last - posted_first) end as days_most
  from dated
)
select member_id, sample_id, role, place, name, country, stratum, stratum_size, index_on, searched, searched_on,
  {", ".join(_FLAGS)}, exposure_only, deal_on, days_least, days_most,
  case when merged then 'yes' else 'no' end as merged,
  case when searched = 'no' and told then 'yes' else 'no' end as unsearched_outcome,
  case when deal = 'yes' and {_band("days_least")} = {_band("days_most")} then {_band("days_most")} end as lag_months,
  coalesce(nullif(sources, ''), 'nothing found: ' || where_searched, 'nobody has searched yet') || '; registered by '
    || decision_id as source
from lags
)"""  # noqa: S608 -- constants of ours
"""One row per member of a cohort, key `member_id` within a `sample_id`; flags are `yes` or `no`, `no` too where nobody
has searched. `days_least` and `days_most` are from the first posting to the first deal, or to the last search where
there was none; a deal without a date lies between the two. `lag_months` is the band that both are in, if they are.
"""
MEMBER_OUTCOMES = f"""(
with {_TOLD}
select t.member_id, t.sample_id, t.role, t.tie, t.outcome_class, string_agg(distinct t.source, '; ' order by t.source)
  as source
from told t join looked l using (sample_id, member_id) group by all
union all
select l.member_id, l.sample_id, c.role, 'new', 'O0', l.where_searched
from looked l join cohort c using (sample_id, member_id)
where not exists (from told t where t.sample_id = l.sample_id and t.member_id = l.member_id)
)"""  # noqa: S608 -- constants of ours
"""One row per searched member, class of outcome and standing of the tie; O0 where a search found nothing at all."""
