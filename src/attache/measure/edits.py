"""What was removed from postings that were edited: read from the differences between their versions."""

from __future__ import annotations

import pyarrow as pa

from attache.core.text import simplify
from attache.measure.fields import FIELD
from attache.measure.frame import Frame, Relation
from attache.measure.needs import CHOKEPOINTS
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.codebook_model import GAP

__all__ = ["REMOVED", "TERM_VARIABLES", "prepare_edits", "technology_terms"]

REMOVED = {
    "organisation": "a name of an organisation that no present name of the text contains",
    "amount": "an amount of money, and none came in its place",
    "amount_changed": "an amount of money, and another came in its place",
    "contact": "a contact, or an address of a site",
    "technology": "a term of a technology field, keyword of AI or chokepoint that the new words do not have",
    "paragraph": "more lines of ten characters and up were removed than lines of any length added",
    "title": "the title is another",
    "nothing": "words were added, none removed",
    "other": "none of these: words or marks were changed",
}
"""What may be removed by an edit, and when it counts as removed."""
TERM_VARIABLES = (FIELD, "ai_keyword", CHOKEPOINTS)
"""Variables whose terms name a technology."""

_MONEY = r"(?:[0-9][0-9.,]*|[零一二三四五六七八九十百两〇]+) ?(?:百|千|万|億|萬|亿|百万|million|billion)* ?(?:美|欧|歐|英|日|澳|加|港)?(?:元|圆|圓|镑|鎊|卢布|盧布|法郎|克朗|新谢克尔|usd|eur|gbp|rmb|cny|dollars|euros|pounds|yen)"  # noqa: E501
_REACH = r"〔…〕|https?://|www\.|网址|官网|網址|官網|电话|電話|邮箱|郵箱|联系人|聯繫人"
# Lines of a unified difference; the two lines that head it say nothing.
_EDITS = f"""
create table edits as
with lines as (
  select v.document_id, unnest(string_split(v.changed, chr(10))) as line
  from versions v join units u using (document_id) where v.number > 1
), parts as (
  select document_id, lower(coalesce(string_agg(substr(line, 2), chr(10)) filter (line[1] = '-'), '')) as gone,
    lower(coalesce(string_agg(substr(line, 2), chr(10)) filter (line[1] = '+'), '')) as come,
    count(*) filter (line[1] = '-' and length(trim(line)) > 10) as lines_gone,
    count(*) filter (line[1] = '+' and length(trim(line)) > 1) as lines_come
  from lines where line not in ('--- before', '+++ after') group by document_id
), told as (
  select *, list_filter(regexp_extract_all(gone, '{_MONEY}'), lambda one: not contains(come, one)) as money_gone,
    list_filter(regexp_extract_all(come, '{_MONEY}'), lambda one: not contains(gone, one)) as money_come
  from parts
)
select u.i, t.document_id, t.gone, t.come,
  len(money_gone) > 0 and len(money_come) = 0 as amount, len(money_gone) > 0 and len(money_come) > 0 as amount_changed,
  len(regexp_extract_all(gone, '{_REACH}')) > len(regexp_extract_all(come, '{_REACH}')) as contact,
  lines_gone > lines_come as paragraph, trim(gone) = '' as nothing,
  coalesce(n.titles > 1, false) as title
from told t join units u using (document_id) left join (
  select document_id, count(distinct title) as titles from versions group by document_id
) n using (document_id)
"""  # noqa: S608 -- patterns of ours
_NAMES = """
create table removed_names as
select distinct u.opportunity_id, u.document_id, u.mission_id, f.name
from former_mentions f join units u using (document_id)
where f.kind not in ('mission', 'government') and not exists (
  select 1 from mentions m where m.document_id = f.document_id and (contains(m.name, f.name) or contains(f.name, m.name)
    or m.name_zh = f.name_zh or lower(m.name_latin) = lower(f.name_latin)))
"""
# A term is looked for where its first two characters stand; one of Latin letters is whole words.
_TERMS_GONE = """
create table terms_gone as
with texts as (select i, gone, come from edits where length(gone) > 1
), places as (select i, gone, come, unnest(range(1, length(gone))) as spot from texts
), found as (
  select p.i, p.gone, p.come, p.spot, t.term from places p join technology_terms t on t.head = substr(p.gone, p.spot, 2)
  where substr(p.gone, p.spot, length(t.term)) = t.term and not contains(p.come, t.term)
)
select distinct i from found
where not regexp_full_match(term, '[ -~]+') or not (regexp_full_match(substr(gone, spot - 1, 1), '[a-z0-9]')
  or regexp_full_match(substr(gone, spot + length(term), 1), '[a-z0-9]'))
"""
_VIEW = """(
  select *, not (organisation or amount or amount_changed or contact or technology or paragraph or title_changed
    or nothing) as other
  from (select u.*, e.amount, e.amount_changed, e.contact, e.paragraph, e.title as title_changed, e.nothing,
    e.i in (select i from terms_gone) as technology,
    u.opportunity_id in (select opportunity_id from removed_names) as organisation
  from edits e join units u using (i))
)"""


def technology_terms(codebook: Codebook) -> pa.Table:
    """Return the terms of the codebook that name technologies, simplified and in lower case, with their beginnings."""
    terms = {
        simplify(term).lower(): None
        for name in TERM_VARIABLES
        if name in codebook.variables
        for value in codebook.variables[name].values.values()
        for term in value.terms.both
        if GAP not in term and len(term) > 1
    }
    columns: dict[str, pa.StringArray] = {
        "term": pa.array(list(terms), pa.string()),
        "head": pa.array([term[:2] for term in terms], pa.string()),
    }
    return pa.table(columns)


def prepare_edits(frame: Frame) -> None:
    """Add the relations `edits` (edited opportunities, with what was removed) and `removed_names`, once on a frame."""
    if "edits" in frame.relations:
        return
    frame.con.register("technology_terms", technology_terms(frame.codebook))
    for query in (_EDITS, _NAMES, _TERMS_GONE):
        frame.rows(query)
    frame.relate("edits", Relation(_VIEW, "opportunity_id", "document_id"))
    frame.relate("removed_names", Relation("removed_names", "opportunity_id", "document_id"))
