"""Organisations of an edition as entries to screen against, each with what is known of its postings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attache.build.edition import Edition
from attache.build.name_index import open_name_index
from attache.core.organisations import Organisation, OrganisationName
from attache.link import Register
from attache.link.entries import Entry

__all__ = ["POSTINGS", "open_postings"]

POSTINGS = "postings"
"""Register under which organisations of the postings are found."""
INDEX = "posted_names"
_FACTS = """
with named as (select distinct organisation_id, document_id from resolutions where organisation_id is not null),
facts as (
  select organisation_id, list(distinct mission_id order by mission_id) filter (mission_id is not null) as missions,
    list(distinct host_country order by host_country) filter (host_country is not null) as countries,
    histogram(status) as states
  from named join documents using (document_id) left join lives using (document_id) group by organisation_id
), names as (
  select organisation_id, list(name order by mentions desc, name_id) as names
  from organisation_names group by organisation_id
)
select o.*, names.names, facts.missions, facts.countries, facts.states
from organisations o join names using (organisation_id) left join facts using (organisation_id)
order by organisation_id"""


def open_postings(edition: Edition) -> tuple[Register, Mapping[str, dict[str, Any]]] | None:
    """Return the organisations of an edition, to be searched by all their names, and by id what is posted of each.

    The facts are `{documents, opportunities, first, last, missions, countries, states, synthetic}`: numbers of
    documents that name it and of opportunities that offer it, first and last stated date, ids of missions, countries
    in which the technology sits, and documents by state (`live`, `changed`, `gone`, `returned`). None for an edition
    without these tables.
    """
    if not edition.files(Organisation.TABLE):
        return None
    con = edition.connect()
    answer = con.execute(_FACTS)
    heads = [one[0] for one in answer.description or ()]
    rows = [dict(zip(heads, row, strict=True)) for row in answer.fetchall()]
    con.close()
    entries = [_entry(row) for row in rows]
    index = open_name_index(edition.path / INDEX, edition.files(OrganisationName.TABLE), entries)
    return Register(entries, index), {row["organisation_id"]: _facts(row) for row in rows}


def _entry(row: Mapping[str, Any]) -> Entry:
    aliases = tuple(name for name in row["names"] if name != row["name"])
    return Entry(row["organisation_id"], row["name"], POSTINGS, aliases, row["country"])


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "documents": row["documents"],
        "opportunities": row["opportunities"],
        "first": row["first_posted"],
        "last": row["last_posted"],
        "missions": list(row["missions"] or ()),
        "countries": list(row["countries"] or ()),
        "states": dict(sorted((row["states"] or {}).items())),
        "synthetic": row["synthetic"],
    }
