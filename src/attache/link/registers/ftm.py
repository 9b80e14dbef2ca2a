"""FollowTheMoney entities, as JSON lines: organisations, with the sanctions and owners that other lines state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attache.link.registers.countries import country_code
from attache.link.registers.dates import iso_date
from attache.link.registers.loaded import Gathered

__all__ = ["followthemoney", "is_followthemoney"]

_ORGANISATIONS = frozenset(("LegalEntity", "Company", "Organization", "PublicBody"))
_LEFT_OUT = {"Person": "individuals", "Vessel": "vessels", "Airplane": "aircraft"}
_NUMBERS = {
    "registrationNumber": "registration",
    "leiCode": "lei",
    "uscCode": "uscc",
    "taxNumber": "tax",
    "vatCode": "vat",
    "innCode": "inn",
    "ogrnCode": "ogrn",
    "dunsCode": "duns",
    "idNumber": "number",
    "isinCode": "isin",
    "wikidataId": "wikidata",
    "rorId": "ror",
}
_COUNTRIES = ("jurisdiction", "mainCountry", "country")
_KNOWN = frozenset(
    (
        *_NUMBERS,
        *_COUNTRIES,
        "name",
        "alias",
        "weakAlias",
        "previousName",
        "abbreviation",
        "topics",
        "programId",
        "program",
    )
) | {"address", "addressEntity", "notes", "summary", "description", "sourceUrl", "publisher", "parent", "website"}
_NOT_KEPT = frozenset(
    [
        "legalForm",
        "status",
        "incorporationDate",
        "dissolutionDate",
        "phone",
        "email",
        "sector",
        "createdAt",
        "modifiedAt",
    ]
)


def is_followthemoney(row: Mapping[str, Any]) -> bool:
    """Tell whether an object is an entity of that model."""
    return isinstance(row.get("schema"), str) and isinstance(row.get("properties"), dict)


def followthemoney(rows: Iterable[Mapping[str, Any]], got: Gathered) -> None:
    """Gather organisations; `Sanction` gives their dates and programmes, `Ownership` their parents."""
    kept: list[Mapping[str, Any]] = []
    sanctions: dict[str, list[Mapping[str, Any]]] = {}
    owners: dict[str, list[str]] = {}
    for row in rows:
        schema, told = str(row.get("schema")), row.get("properties")
        told = told if isinstance(told, dict) else {}
        if schema in _ORGANISATIONS:
            kept.append(row)
        elif schema == "Sanction":
            for owner in _texts(told, "entity"):
                sanctions.setdefault(owner, []).append(told)
        elif schema == "Ownership":
            for asset in _texts(told, "asset"):
                owners.setdefault(asset, []).extend(_texts(told, "owner"))
        else:
            got.skip(_LEFT_OUT.get(schema, "records of other kinds"))
    for row in kept:
        key = str(row.get("id") or "")
        _take(row, sanctions.get(key, ()), owners.get(key, ()), got)


def _take(row: Mapping[str, Any], sanctions: Sequence[Mapping[str, Any]], owners: Sequence[str], got: Gathered) -> None:
    told = row["properties"]
    got.not_read(f"properties.{key}" for key in told.keys() - _KNOWN - _NOT_KEPT)
    names, weak = _texts(told, "name"), _texts(told, "weakAlias")
    name = str(row.get("caption") or "") if row.get("caption") in names else (names[0] if names else "")
    countries = next((found for key in _COUNTRIES if (found := _codes(told, key))), set())
    programmes = [*_texts(told, "programId"), *_texts(told, "program")]
    for one in sanctions:
        programmes += [*_texts(one, "programId"), *_texts(one, "program")]
    topics = _texts(told, "topics")
    notes = [f"weak aliases: {'; '.join(weak)}"] if weak else []
    notes += [f"topics: {', '.join(topics)}"] if topics else []
    got.add(
        name,
        id=str(row.get("id") or "") or None,
        aliases=[*names, *_texts(told, "alias"), *_texts(told, "previousName"), *_texts(told, "abbreviation"), *weak],
        country=countries.pop() if len(countries) == 1 else None,
        valid_from=min(_dates(sanctions, "startDate"), default=None),
        valid_to=_end(sanctions),
        identifiers=tuple(f"{scheme}:{n}" for key, scheme in _NUMBERS.items() for n in _texts(told, key)),
        parents=tuple(dict.fromkeys((*owners, *_texts(told, "parent")))),
        programme="; ".join(dict.fromkeys(programmes)),
        address="; ".join(_texts(told, "address"))[:2000],
        note=" | ".join((*notes, *_texts(told, "notes")))[:4000],
        url=next(iter(_texts(told, "sourceUrl")), None),
    )


def _texts(told: Mapping[str, Any], key: str) -> list[str]:
    value = told.get(key)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _codes(told: Mapping[str, Any], key: str) -> set[str]:
    return {code for text in _texts(told, key) if (code := country_code(text.upper()))}


def _dates(sanctions: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return [day for one in sanctions for text in _texts(one, key) if (day := iso_date(text))]


def _end(sanctions: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the last day where every sanction has ended."""
    ends = [max(_dates([one], "endDate"), default=None) for one in sanctions]
    return max(day for day in ends if day) if ends and all(ends) else None
