"""The tables of the shelf: each is a query over an edition's tables."""

from __future__ import annotations

from attache.web.shelf import activities, organisations, places, records
from attache.web.shelf.sheet import Sheet

__all__ = ["SHEETS", "Sheet"]


_SUBJECT = """
select document_id, opportunity_id as subject_id, 'opportunity' as kind, target from opportunities
union all select document_id, need_id, 'need', null from needs where document_id is not null
union all select document_id, event_id, 'event', null from events where document_id is not null
"""
_CARDS = f"""
with subject as ({_SUBJECT}), one as (
  select document_id, min_by(subject_id, (kind, subject_id)) as subject_id, min(kind) as kind, min(target) as target
  from subject group by document_id
), offered as (
  select document_id, min_by(organisation_id, ("start", "end", organisation_id)) as organisation_id from resolutions
  where offered and organisation_id is not null group by document_id
)
select d.document_id, coalesce(s.subject_id, d.document_id) as subject_id, coalesce(s.kind, 'document') as kind,
  d.title, substr(d.text, length(d.title) + 2, 400) as excerpt, d.published_on, d.mission_id, d.host_country,
  s.target, f.organisation_id, d.source_id, d.language, d.versions, l.status, l.status_since, l.first_seen,
  l.last_seen, l.group_id, l.group_size, cast(d.synthetic as integer) as synthetic
from documents d left join one s using (document_id) left join lives l using (document_id)
left join offered f using (document_id) order by d.document_id
"""  # noqa: S608 -- constants of ours
_TEXT = "text not null"
_CARD_COLUMNS = {
    "document_id": _TEXT, "subject_id": _TEXT, "kind": _TEXT, "title": _TEXT, "excerpt": "text",
    "published_on": "text", "mission_id": "text", "host_country": "text", "target": "text", "organisation_id": "text",
    "source_id": _TEXT, "language": _TEXT, "versions": "integer", "status": "text", "status_since": "text",
    "first_seen": "text", "last_seen": "text", "group_id": "text", "group_size": "integer", "synthetic": "integer",
}  # fmt: skip

_WHOLE = """
with codes_of as (
  select document_id, variable, value, coder, max(confidence) as confidence, min(reason) as reason,
    list({'start': "start", 'end': "end", 'quote': quote} order by "start", "end") filter ("start" >= 0)
      as spans
  from codes where document_id between $low and $high group by document_id, variable, value, coder
), c as (
  select document_id, to_json(list({'variable': variable, 'value': value, 'coder': coder, 'confidence': confidence,
    'reason': reason, 'spans': spans} order by variable, confidence desc, value, coder)) as codes
  from codes_of group by document_id
), v as (
  select document_id, to_json(list({'name': name, 'value': value, 'start': "start", 'end': "end", 'quote': quote,
    'reason': reason} order by name, "start", value, "end", reason)) as found
  from "values" where document_id between $low and $high group by document_id
), m as (
  select m.document_id, to_json(list({'start': m."start", 'end': m."end", 'name': m.name, 'name_zh': m.name_zh,
    'name_latin': m.name_latin, 'kind': m.kind, 'country': m.country, 'reason': m.reason,
    'organisation_id': r.organisation_id, 'mission_id': r.mission_id, 'offered': coalesce(r.offered, false)}
    order by m."start", m."end", m.kind, m.name, r.organisation_id)) as mentions
  from mentions m left join resolutions r on r.document_id = m.document_id and r."start" = m."start"
    and r."end" = m."end" where m.document_id between $low and $high group by m.document_id
), a as (
  select document_id, to_json(list({'start': "start", 'end': "end", 'as_stated': as_stated, 'kind': kind,
    'currency': currency, 'low': low, 'high': high, 'approximate': approximate, 'reason': reason}
    order by "start", "end", kind, as_stated)) as amounts
  from amounts where document_id between $low and $high group by document_id
), h as (
  select document_id, to_json(list({'number': number, 'capture_id': capture_id, 'seen_at': seen_at, 'title': title,
    'text': text, 'text_sha256': text_sha256, 'changed': changed} order by number)) as history
  from versions where document_id between $low and $high group by document_id
)
select d.document_id, d.text, to_json({'url': d.url, 'item_key': d.item_key, 'template': d.template,
    'script': d.script, 'published_precision': d.published_precision, 'published_reason': d.published_reason,
    'mission_reason': d.mission_reason, 'host_country_reason': d.host_country_reason,
    'contacts_removed': d.contacts_removed}) as reading,
  coalesce(c.codes, '[]') as codes, coalesce(v.found, '[]') as found, coalesce(m.mentions, '[]') as mentions,
  coalesce(a.amounts, '[]') as amounts, coalesce(h.history, '[]') as history, to_json(k) as capture
from documents d left join c using (document_id) left join v using (document_id) left join m using (document_id)
left join a using (document_id) left join h using (document_id) left join captures k on k.capture_id = d.capture_id
where d.document_id between $low and $high order by d.document_id
"""
_WHOLE_COLUMNS = {
    "document_id": _TEXT, "text": _TEXT, "reading": _TEXT, "codes": _TEXT, "found": _TEXT, "mentions": _TEXT,
    "amounts": _TEXT, "history": _TEXT, "capture": "text",
}  # fmt: skip

SHEETS: dict[str, Sheet] = {
    "cards": Sheet(_CARD_COLUMNS, _CARDS, ("subject_id", "organisation_id", "mission_id", "host_country", "group_id")),
    "wholes": Sheet(_WHOLE_COLUMNS, _WHOLE, ranged=True),
    **organisations.SHEETS,
    **activities.SHEETS,
    **places.SHEETS,
    **records.SHEETS,
}
"""Every table of the shelf by name: `cards` for lists (one row per document), `wholes` for the page of one record."""
