"""FollowTheMoney entities of a release, as JSON lines written by us.

FollowTheMoney (https://followthemoney.tech, schemata of version 4) is what Aleph, OpenSanctions' tools and yente read.
Organisations become `Company`, `PublicBody` or `Organization`, missions `PublicBody`, documents `Article`. A document
is tied to an organisation by `Documentation`, whose role says whether it offers it, names it or was issued by it.
Stated events become `Event`, programmes `Project`, outcomes with a counterpart `UnknownLink`. There are no topics:
being sought is no risk category.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from attache.core.ids import stable_id
from attache.publish.notice import SYNTHETIC

__all__ = ["Entity", "entities", "write_entities"]

_SCHEMATA = {"company": "Company", "government": "PublicBody"}
_LANGUAGES = {
    "zh": "zho", "en": "eng", "ru": "rus", "de": "deu", "fr": "fra", "ja": "jpn", "ko": "kor", "it": "ita",
    "es": "spa", "pt": "por", "nl": "nld", "sv": "swe", "fi": "fin", "he": "heb", "uk": "ukr", "pl": "pol", "cs": "ces",
}  # fmt: skip
"""ISO 639-1 to ISO 639-3, which FollowTheMoney uses."""

_MISSIONS = """
select * from missions where mission_id in (
  select mission_id from documents union select mission_id from resolutions) order by mission_id
"""
_ORGANISATIONS = """
with named as (select organisation_id, list(distinct name order by name) as names from organisation_names group by 1),
led as (select organisation_id, list(distinct old_id order by old_id) as olds from forwards group by 1)
select o.*, n.names, l.olds from organisations o left join named n using (organisation_id)
left join led l using (organisation_id) order by o.organisation_id
"""
_DOCUMENTS = """
with fields as (
  select c.document_id, list(distinct v.name_en order by v.name_en) as fields from codes c
  join codebook_values v using (variable, value)
  where c.variable = 'technology_field' and c.document_id is not null group by 1
)
select d.*, c.captured_at, m.name_en as mission, f.fields from documents d left join captures c using (capture_id)
left join missions m on m.mission_id = d.mission_id left join fields f on f.document_id = d.document_id
order by d.document_id
"""
_TIES = """
with ties as (
  select r.document_id, coalesce(r.organisation_id, r.mission_id) as entity,
    case when r.offered then 'offered in the document' else 'named in the document' end as role,
    case when r.offered then 1 else 2 end as rank
  from resolutions r where r.organisation_id is not null or r.mission_id is not null
  union all
  select document_id, mission_id, 'issued the document', 0 from documents where mission_id is not null
)
select t.document_id, t.entity, min_by(t.role, t.rank) as role, d.published_on, d.url, d.synthetic
from ties t join documents d using (document_id) group by all order by t.document_id, t.entity
"""
_RELATIONS = "select * from relations order by parent_id, child_id"
_EVENTS = "select * from events order by event_id"
_PROGRAMMES = "select * from programmes order by programme_id"
_OUTCOMES = """
with ids as (select name, min(organisation_id) as id from organisation_names group by name having count(*) = 1)
select o.*, a.id as organisation_id, b.id as counterpart_id, v.name_en as class_name
from outcomes o left join ids a on a.name = o.organisation left join ids b on b.name = o.counterpart
left join codebook_values v on v.value = o.outcome_class and v.variable = 'outcome_class'
where o.counterpart is not null order by o.outcome_id
"""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: id, schema, values by property, ids that were its own before."""

    id: str
    schema: str
    properties: Mapping[str, Sequence[str]]
    referents: Sequence[str] = ()

    def line(self, dataset: str) -> str:
        """Return it as one line of JSON."""
        whole = {
            "id": self.id,
            "schema": self.schema,
            "properties": {name: list(values) for name, values in sorted(self.properties.items())},
            "datasets": [dataset],
            "referents": list(self.referents),
            "target": False,
        }
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def write_entities(path: Path, con: duckdb.DuckDBPyConnection, dataset: str) -> int:
    """Write the entities of a release, whose tables `con` has; return their number."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for entity in entities(con):
            file.write(f"{entity.line(dataset)}\n")
            count += 1
    return count


def entities(con: duckdb.DuckDBPyConnection) -> Iterator[Entity]:
    """Yield the entities in a fixed order; each id once."""
    yield from map(_mission, _rows(con, _MISSIONS))
    yield from map(_organisation, _rows(con, _ORGANISATIONS))
    yield from map(_article, _rows(con, _DOCUMENTS))
    yield from map(_tie, _rows(con, _TIES))
    yield from map(_relation, _rows(con, _RELATIONS))
    yield from map(_event, _rows(con, _EVENTS))
    yield from map(_programme, _rows(con, _PROGRAMMES))
    yield from _outcomes(_rows(con, _OUTCOMES))


def _mission(row: Row) -> Entity:
    return _entity(
        "PublicBody", row["mission_id"],
        name=[row["name_en"], row["name_zh"]], country="cn", classification=row["kind"].replace("_", " "),
        summary=f"Mission of the People's Republic of China in {row['city_en']}, {row['country']}",
        incorporationDate=row["valid_from"], dissolutionDate=row["valid_to"],
    )  # fmt: skip


def _organisation(row: Row) -> Entity:
    names = [row["name"], row["name_zh"], row["name_latin"]]
    entity = _entity(
        _SCHEMATA.get(row["kind"], "Organization"), row["organisation_id"], row["synthetic"],
        name=names, alias=[one for one in row["names"] or () if one not in names],
        country=_lower(row["country"]), classification=row["kind"] if row["kind"] != "unknown" else None,
    )  # fmt: skip
    return replace(entity, referents=[_key(one) for one in row["olds"] or () if one != row["organisation_id"]])


def _article(row: Row) -> Entity:
    return _entity(
        "Article", row["document_id"], row["synthetic"],
        title=row["title"] or row["item_key"], bodyText=row["text"], publishedAt=row["published_on"],
        retrievedAt=(row["captured_at"] or "")[:10], sourceUrl=_address(row["url"]),
        publisher=row["mission"] or row["source_id"], language=_LANGUAGES.get(row["language"]), keywords=row["fields"],
    )  # fmt: skip


def _tie(row: Row) -> Entity:
    key = stable_id("tie", row["document_id"], row["entity"])
    return _entity(
        "Documentation", key,
        document=_key(row["document_id"]), entity=_key(row["entity"]), role=row["role"], date=row["published_on"],
        sourceUrl=_address(row["url"]), description=SYNTHETIC["en"] if row["synthetic"] else None,
    )  # fmt: skip


def _relation(row: Row) -> Entity:
    key = stable_id("relation", row["parent_id"], row["child_id"])
    return _entity(
        "UnknownLink", key,
        subject=_key(row["child_id"]), object=_key(row["parent_id"]), role=f"{row['kind']} of",
        description=row["reason"],
    )  # fmt: skip


def _event(row: Row) -> Entity:
    organisers = f"Organisers: {row['organisers']}" if row["organisers"] else None
    return _entity(
        "Event", row["event_id"], row["synthetic"],
        name=row["name"], startDate=row["starts_on"], location=row["city"], country=_lower(row["country"]),
        description=organisers, **_cited(row["source"]),
        proof=_key(row["document_id"]) if row["document_id"] else None,
    )  # fmt: skip


def _programme(row: Row) -> Entity:
    return _entity(
        "Project", row["programme_id"], row["synthetic"],
        name=row["name"], date=row["dated"], goal=row["goal"], summary=f"Owner: {row['owner']}",
        amount=None if row["budget"] is None else f"{row['budget']:.15g}", currency=row["currency"],
        **_cited(row["source"]),
    )  # fmt: skip


def _outcomes(rows: Iterable[Row]) -> Iterator[Entity]:
    known: set[str] = set()
    for row in rows:
        ends = []
        for role, country in (("organisation", row["organisation_country"]), ("counterpart", None)):
            key = row[f"{role}_id"] or stable_id("party", row[role])
            ends.append(_key(key))
            if row[f"{role}_id"] is None and key not in known:
                known.add(key)
                yield _entity("Organization", key, row["synthetic"], name=row[role], country=_lower(country))
        yield _entity(
            "UnknownLink", row["outcome_id"],
            subject=ends[0], object=ends[1], role=row["class_name"] or row["outcome_class"], date=row["outcome_on"],
            summary=row["statement"], status=f"evidence grade {row['evidence_grade'] or 'not stated'}",
            description=SYNTHETIC["en"] if row["synthetic"] else None, **_cited(row["source"]),
        )  # fmt: skip


def _entity(schema: str, key: str, synthetic: object = False, **values: str | Sequence[str | None] | None) -> Entity:
    found: dict[str, list[str]] = {}
    for name, said in values.items():
        several = [said] if isinstance(said, str) or said is None else said
        if kept := list(dict.fromkeys(" ".join(one.split()) if name != "bodyText" else one for one in several if one)):
            found[name] = kept
    if synthetic:
        found["notes"] = [SYNTHETIC["en"]]
    return Entity(_key(key), schema, found)


def _key(key: str) -> str:
    return f"attache-{key}"


def _lower(country: str | None) -> str | None:
    return country.lower() if country else None


def _address(url: str) -> str | None:
    return url if url.startswith(("http://", "https://")) else None


def _cited(source: str) -> dict[str, str]:
    """A source is an address or a title; of several, separated by semicolons, each goes where it fits."""
    parts = [part.strip() for part in source.split(";")]
    addresses = [part for part in parts if _address(part)]
    titles = [part for part in parts if part and not _address(part)]
    return {"sourceUrl": addresses[0] if addresses else "", "publisher": "; ".join(titles)}


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[Row]:
    """Yield the rows of a query by name, some at a time; nothing else may be asked until all are read."""
    answer = con.execute(query)
    names = [one[0] for one in answer.description or ()]
    while some := answer.fetchmany(5_000):
        yield from (dict(zip(names, row, strict=True)) for row in some)
