"""Sheets of organisations: who they are, how their names joined, what names them, what became of them."""

from __future__ import annotations

from attache.web.shelf.sheet import NUMBER, NUMBER_OR_NULL, TEXT, TEXT_OR_NULL, Sheet

__all__ = ["SHEETS"]

_ORGANISATIONS = """
with doubted as (
  select organisation_id, count(*) as doubts from (
    select distinct n.organisation_id, p.a_id, p.b_id from (
      select a_id, b_id, unnest([a_id, b_id]) as name_id from pairs where state in ('open', 'unsure')
    ) p join organisation_names n using (name_id)
  ) group by organisation_id
), posted as (
  select organisation_id, max(published_on) as latest from units where organisation_id is not null
  group by organisation_id
)
select o.organisation_id, o.name, o.name_zh, o.name_latin, o.kind, o.country, o.mentions, o.documents, o.opportunities,
  o.first_posted, o.last_posted, p.latest, coalesce(d.doubts, 0), cast(o.synthetic as integer)
from organisations o left join doubted d using (organisation_id) left join posted p using (organisation_id)
order by o.opportunities desc, o.documents desc, o.name, o.organisation_id
"""
_FOUND = """
select distinct folded(name) as folded, organisation_id from (
  select organisation_id, name from organisation_names
  union all select organisation_id, unnest([name, name_zh, name_latin]) from organisations
) where name is not null order by organisation_id, folded
"""
_NAMES = """
select name_id, organisation_id, name, country, mentions from organisation_names order by name_id
"""
_WHOLES = """
with n as (
  select organisation_id, to_json(list({'name_id': name_id, 'name': name, 'script': script, 'country': country,
    'generic': generic, 'mentions': mentions, 'how': how, 'score': score, 'reasons': reasons,
    'decision_id': decision_id} order by how <> 'founder', mentions desc, name_id)) as names
  from organisation_names group by organisation_id
), r as (
  select organisation_id, to_json(list({'side': side, 'kind': kind, 'reason': reason, 'decision_id': decision_id,
    'organisation_id': other, 'name': name} order by side, name, other)) as relations
  from (
    select parent_id as organisation_id, 'part' as side, x.kind, reason, decision_id, child_id as other, o.name
    from relations x join organisations o on o.organisation_id = child_id
    union all
    select child_id, 'parent', x.kind, reason, decision_id, parent_id, o.name
    from relations x join organisations o on o.organisation_id = parent_id
  ) group by organisation_id
)
select o.organisation_id, coalesce(n.names, '[]'), coalesce(r.relations, '[]')
from organisations o left join n using (organisation_id) left join r using (organisation_id)
order by o.organisation_id
"""
_PAIRS = """
select a_id || '/' || b_id, a_id, b_id, a.name as a_name, b.name as b_name, a.organisation_id, b.organisation_id,
  a.country, b.country, a.mentions, b.mentions, p.score, p.reasons, p.state, p.held_by, p.effect,
  p.effect * 4 * p.score * (1 - p.score) as weight
from pairs p join organisation_names a on a.name_id = a_id join organisation_names b on b.name_id = b_id
where p.state in ('open', 'unsure', 'different') order by weight desc, a_id, b_id
"""
_FORWARDS = "select old_id, organisation_id, why, score, decision_id from forwards order by old_id, why, decision_id"
_NAMING = """
with one as (
  select organisation_id, document_id, bool_or(offered) as offered from resolutions where organisation_id is not null
  group by organisation_id, document_id
)
select o.organisation_id, document_id, cast(o.offered as integer) as offered, coalesce(s.kind, 'document') as kind,
  d.published_on, d.mission_id, d.host_country
from one o join documents d using (document_id) left join (
  select document_id, 'opportunity' as kind from opportunities
  union select document_id, 'event' from events where document_id is not null
  union select document_id, 'need' from needs where document_id is not null
) s using (document_id)
order by o.organisation_id, d.published_on desc nulls last, document_id
"""
_OUTCOMES = """
select outcome_id, organisation_id, organisation, organisation_country, posted_on, posted_by, technology, outcome_class,
  outcome_on, counterpart, pre_existing, evidence_grade, statement, source, cast(synthetic as integer)
from outcomes order by outcome_on desc nulls last, outcome_id
"""
_SEARCHED = """
select m.member_id, m.sample_id, m.role, m.index_on, s.question, s.drawn_at, cast(s.synthetic as integer),
  coalesce((select to_json(list({'at': x."at", 'author': x.author, 'searched': x.searched, 'query': x.query,
    'found': x.found, 'note': x.note} order by x."at", x.search_id)) from searches x
    where x.sample_id = m.sample_id and x.member_id = m.member_id), '[]')
from sample_members m join samples s using (sample_id) where s.kind = 'outcomes'
order by m.member_id, s.drawn_at, m.sample_id
"""
_CASES = """
select case_id, organisation, organisation_country, organisation_place, posted_by, posted_on, technology, sought,
  source, grade, note, cast(synthetic as integer) from cases order by posted_on desc nulls last, case_id
"""

SHEETS: dict[str, Sheet] = {
    "organisations": Sheet(
        {
            "organisation_id": TEXT, "name": TEXT, "name_zh": TEXT_OR_NULL, "name_latin": TEXT_OR_NULL, "kind": TEXT,
            "country": TEXT_OR_NULL, "mentions": NUMBER, "documents": NUMBER, "opportunities": NUMBER,
            "first_posted": TEXT_OR_NULL, "last_posted": TEXT_OR_NULL, "latest": TEXT_OR_NULL, "doubts": NUMBER,
            "synthetic": NUMBER,
        },
        _ORGANISATIONS, ("opportunities", "last_posted", "name", "country", "kind"),
    ),
    "organisation_names": Sheet({"folded": TEXT, "organisation_id": TEXT}, _FOUND, ("organisation_id",), many=True),
    "names": Sheet(
        {"name_id": TEXT, "organisation_id": TEXT, "name": TEXT, "country": TEXT_OR_NULL, "mentions": NUMBER}, _NAMES
    ),
    "organisation_wholes": Sheet({"organisation_id": TEXT, "names": TEXT, "relations": TEXT}, _WHOLES),
    "pairs": Sheet(
        {
            "pair": TEXT, "a_id": TEXT, "b_id": TEXT, "a_name": TEXT, "b_name": TEXT, "a_organisation": TEXT,
            "b_organisation": TEXT, "a_country": TEXT_OR_NULL, "b_country": TEXT_OR_NULL, "a_mentions": NUMBER,
            "b_mentions": NUMBER, "score": "real not null", "reasons": TEXT, "state": TEXT, "held_by": TEXT,
            "effect": NUMBER, "weight": "real not null",
        },
        _PAIRS, ("a_organisation", "b_organisation", "state"),
    ),
    "forwards": Sheet(
        {"old_id": TEXT, "organisation_id": TEXT, "why": TEXT, "score": "real", "decision_id": TEXT},
        _FORWARDS, ("old_id", "organisation_id", "decision_id"), many=True,
    ),
    "naming": Sheet(
        {
            "organisation_id": TEXT, "document_id": TEXT, "offered": NUMBER, "kind": TEXT,
            "published_on": TEXT_OR_NULL, "mission_id": TEXT_OR_NULL, "host_country": TEXT_OR_NULL,
        },
        _NAMING, ("organisation_id", "document_id"), many=True,
    ),
    "outcomes": Sheet(
        {
            "outcome_id": TEXT, "organisation_id": TEXT_OR_NULL, "organisation": TEXT,
            "organisation_country": TEXT_OR_NULL, "posted_on": TEXT_OR_NULL, "posted_by": TEXT_OR_NULL,
            "technology": TEXT_OR_NULL, "outcome_class": TEXT, "outcome_on": TEXT_OR_NULL, "counterpart": TEXT_OR_NULL,
            "pre_existing": TEXT, "evidence_grade": TEXT_OR_NULL, "statement": TEXT, "source": TEXT,
            "synthetic": NUMBER,
        },
        _OUTCOMES, ("organisation_id", "organisation_country", "posted_by"),
    ),
    "searched": Sheet(
        {
            "organisation_id": TEXT, "sample_id": TEXT, "role": TEXT, "index_on": TEXT_OR_NULL,
            "question": TEXT_OR_NULL, "drawn_at": TEXT, "synthetic": NUMBER_OR_NULL, "searches": TEXT,
        },
        _SEARCHED, ("organisation_id",), many=True,
    ),
    "cases": Sheet(
        {
            "case_id": TEXT, "organisation": TEXT, "organisation_country": TEXT_OR_NULL,
            "organisation_place": TEXT_OR_NULL, "posted_by": TEXT_OR_NULL, "posted_on": TEXT_OR_NULL,
            "technology": TEXT, "sought": TEXT_OR_NULL, "source": TEXT, "grade": TEXT, "note": TEXT_OR_NULL,
            "synthetic": NUMBER,
        },
        _CASES, ("organisation_country", "posted_by"),
    ),
}  # fmt: skip
"""`organisations` for lists, `organisation_wholes` for a page, and what belongs to them by id."""
