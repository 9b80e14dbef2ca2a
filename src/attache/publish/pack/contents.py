"""What goes into a pack: documents, their captures and versions, and the organisations that they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from attache.publish.brief.asking import Selected

__all__ = ["Contents", "page_of"]

Row = Mapping[str, Any]
_DOCUMENTS = """
with chosen as (
  select document_id from units
  union select document_id from resolutions
  where not $narrower and (organisation_id = $organisation or $organisation is null and organisation_id in (
    select organisation_id from organisations where list_contains($countries, country)))
), offered as (
  select document_id, min_by(organisation_id, "start") as organisation_id from resolutions
  where offered and organisation_id is not null group by document_id
)
select d.document_id, d.title, d.published_on, d.mission_id, d.host_country, d.url, d.text, d.capture_id, d.sha256,
  d.synthetic, d.language, d.contacts_removed, l.status, l.status_since, l.group_size, f.organisation_id,
  g.name as organisation, o.target, o.opportunity_id
from documents d join chosen using (document_id) left join lives l using (document_id)
left join offered f using (document_id) left join organisations g using (organisation_id)
left join (
  select document_id, min(opportunity_id) as opportunity_id, min_by(target, opportunity_id) as target
  from opportunities group by document_id
) o using (document_id)
order by d.published_on nulls last, d.document_id
"""
_ORGANISATIONS = """
select * from organisations where organisation_id = $organisation
  or organisation_id in (select unnest($offered::varchar[]))
  or list_contains($countries, country) and $organisation is null and organisation_id in (
    select organisation_id from resolutions where document_id in (select unnest($documents::varchar[])))
order by name, organisation_id
"""
_CAPTURES = """
with wanted as (
  select capture_id, document_id from documents where document_id in (select unnest($1::varchar[]))
  union select capture_id, document_id from versions where document_id in (select unnest($1::varchar[]))
)
select w.document_id, c.* from wanted w join captures c using (capture_id)
order by w.document_id, c.captured_at, c.capture_id
"""


@dataclass(frozen=True)
class Contents:
    """The records of a pack, read once; an organisation or country that was asked for adds all that names it."""

    selected: Selected

    def _rows(self, query: str, values: object = None) -> list[Row]:
        answer = self.selected.frame.con.execute(query, values)
        names = [one[0] for one in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    @property
    def _asked(self) -> dict[str, Any]:
        asked, organisation = self.selected.asked, self.selected.organisation
        return {
            "organisation": organisation.organisation_id if organisation else None,
            "countries": list(asked.countries),
        }

    @cached_property
    def documents(self) -> list[Row]:
        """The documents, by date: selected opportunities, and others that name the organisations."""
        asked = self.selected.asked
        narrower = bool(asked.query or asked.missions or asked.where or asked.since or asked.until)
        return self._rows(_DOCUMENTS, {**self._asked, "narrower": narrower})

    @cached_property
    def ids(self) -> list[str]:
        """The ids of the documents."""
        return [str(one["document_id"]) for one in self.documents]

    @cached_property
    def organisations(self) -> list[Row]:
        """The organisations that the documents offer, and those that were asked for."""
        offered = sorted({one["organisation_id"] for one in self.documents if one["organisation_id"]})
        return self._rows(_ORGANISATIONS, {**self._asked, "offered": offered, "documents": self.ids})

    @cached_property
    def captures(self) -> list[Row]:
        """The captures of all versions of the documents."""
        return self._rows(_CAPTURES, [self.ids])

    def table(self, name: str, order: str) -> list[Row]:
        """Return the rows of a table that belong to the documents."""
        return self._rows(
            f'select * from "{name}" where document_id in (select unnest($1::varchar[])) order by {order}',  # noqa: S608 -- names of ours
            [self.ids],
        )

    @cached_property
    def names(self) -> list[Row]:
        """The names of the organisations."""
        keys = [one["organisation_id"] for one in self.organisations]
        query = (
            "select name_id, organisation_id, name, script, country, how, score, reasons, mentions "
            "from organisation_names where organisation_id in (select unnest($1::varchar[])) "
            "order by organisation_id, mentions desc, name_id"
        )
        return self._rows(query, [keys])

    @cached_property
    def naming(self) -> list[Row]:
        """Which of the documents name which organisation."""
        query = (
            "select distinct organisation_id, document_id from resolutions where organisation_id is not null "
            "and document_id in (select unnest($1::varchar[])) order by 1, 2"
        )
        return self._rows(query, [self.ids])

    @cached_property
    def relations(self) -> list[Row]:
        """Parents and parts of the organisations."""
        keys = [one["organisation_id"] for one in self.organisations]
        query = (
            "select r.*, p.name as parent, c.name as child from relations r "
            "join organisations p on p.organisation_id = parent_id "
            "join organisations c on c.organisation_id = child_id "
            "where list_contains($1, parent_id) or list_contains($1, child_id) order by parent_id, child_id"
        )
        return self._rows(query, [keys])


def page_of(key: str) -> str:
    """Return the path of the page of a document or organisation; made of its id, never of what it is called."""
    folder = "organisations" if key.startswith("org-") else "postings"
    return f"{folder}/{key}.html"


def by(rows: Sequence[Row], column: str) -> dict[str, list[Row]]:
    """Return rows by the value of a column, in order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row[column]), []).append(row)
    return found
