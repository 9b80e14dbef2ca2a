"""The Research Organization Registry's dump, schema 1 and 2: names in all languages, relations, status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attache.core.errors import InputError
from attache.link.registers.countries import country_code
from attache.link.registers.dates import iso_date
from attache.link.registers.loaded import Gathered
from attache.link.registers.objects import json_list

__all__ = ["is_ror", "pick_dump", "ror"]

_V1 = frozenset(
    [
        "id",
        "name",
        "types",
        "links",
        "aliases",
        "acronyms",
        "status",
        "labels",
        "country",
        "addresses",
        "external_ids",
        "relationships",
        "established",
        "email_address",
        "ip_addresses",
        "wikipedia_url",
    ]
)
_V2 = frozenset(
    [
        "id",
        "names",
        "types",
        "links",
        "status",
        "locations",
        "external_ids",
        "relationships",
        "admin",
        "established",
        "domains",
    ]
)
_GRIDS = ("grid", "isni", "wikidata", "fundref")


def is_ror(row: Mapping[str, Any]) -> bool:
    """Tell whether an object is a record of the registry."""
    return str(row.get("id", "")).startswith("https://ror.org/") and ("names" in row or "labels" in row)


def pick_dump(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the one file of a dump's archive to read: the newest schema's JSON."""
    dumps = sorted((name for name in files if name.lower().endswith(".json")), key=lambda n: ("v2" in n.lower(), n))
    if not dumps:
        raise InputError("holds no JSON", where=", ".join(files), mend="give the dump's ZIP or its JSON file")
    return {dumps[-1]: files[dumps[-1]]}


def ror(files: Mapping[str, bytes], got: Gathered) -> None:
    """Gather the records of a dump; a withdrawn one ends on the day of its last change, or at the edition."""
    name, body = next(iter(pick_dump(files).items() if len(files) > 1 else files.items()))
    for row in json_list(body, name):
        if not is_ror(row):
            got.skip("records of another shape")
        elif "names" in row:
            got.not_read(row.keys() - _V2)
            _take(row, got, *_names_v2(row), _place_v2(row))
        else:
            got.not_read(row.keys() - _V1)
            _take(row, got, *_names_v1(row), _place_v1(row))


def _take(row: Mapping[str, Any], got: Gathered, name: str, aliases: list[str], place: tuple[str | None, str]) -> None:
    created, changed = (_within(row, "admin", key, "date") for key in ("created", "last_modified"))
    status = str(row.get("status") or "active")
    relations = list(_dicts(row.get("relationships")))
    after = [_short(one.get("id")) for one in relations if _kind(one) == "successor"]
    notes = [f"status: {status}"] if status != "active" else []
    notes += [f"succeeded by {', '.join(after)}"] if after else []
    got.add(
        name,
        id=_short(row.get("id")),
        aliases=aliases,
        country=place[0],
        valid_from=iso_date(created),
        valid_to=iso_date(changed or got.edition) if status == "withdrawn" else None,
        identifiers=tuple(_identifiers(row.get("external_ids"))),
        parents=tuple(_short(one.get("id")) for one in relations if _kind(one) == "parent"),
        programme="; ".join(str(kind).lower() for kind in _list(row.get("types"))),
        address=place[1],
        note=" | ".join(notes),
        url=str(row.get("id")),
    )


def _names_v2(row: Mapping[str, Any]) -> tuple[str, list[str]]:
    names = [one for one in _dicts(row.get("names")) if isinstance(one.get("value"), str)]
    shown = next((one for one in names if "ror_display" in _list(one.get("types"))), names[0] if names else {})
    return str(shown.get("value") or ""), [one["value"] for one in names if one is not shown]


def _names_v1(row: Mapping[str, Any]) -> tuple[str, list[str]]:
    labels = [one["label"] for one in _dicts(row.get("labels")) if isinstance(one.get("label"), str)]
    more = [one for key in ("aliases", "acronyms") for one in _list(row.get(key)) if isinstance(one, str)]
    return str(row.get("name") or ""), labels + more


def _place_v2(row: Mapping[str, Any]) -> tuple[str | None, str]:
    for place in _dicts(row.get("locations")):
        told = place.get("geonames_details")
        if isinstance(told, Mapping):
            return country_code(str(told.get("country_code") or "")), str(told.get("name") or "")
    return None, ""


def _place_v1(row: Mapping[str, Any]) -> tuple[str | None, str]:
    country = row.get("country")
    code = country.get("country_code") if isinstance(country, Mapping) else None
    cities = [str(one["city"]) for one in _dicts(row.get("addresses")) if one.get("city")]
    return country_code(str(code or "")), cities[0] if cities else ""


def _identifiers(found: object) -> Iterable[str]:
    """Yield `scheme:value` of the external ids: a list of objects (schema 2) or an object by scheme (schema 1)."""
    pairs: list[tuple[Any, Any]] = (
        [(key, one) for key, one in found.items() if isinstance(one, Mapping)]
        if isinstance(found, Mapping)
        else [(one.get("type"), one) for one in _dicts(found)]
    )
    for scheme, one in pairs:
        if str(scheme).lower() in _GRIDS:
            values = one.get("all")
            value = one.get("preferred") or (values[0] if isinstance(values, list) and values else values)
            if value:
                yield f"{str(scheme).lower()}:{value}"


def _within(row: Mapping[str, Any], *keys: str) -> object:
    found: object = row
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _kind(relation: Mapping[str, Any]) -> str:
    return str(relation.get("type") or "").lower()


def _short(address: object) -> str:
    return str(address or "").rsplit("/", 1)[-1]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in _list(value) if isinstance(one, dict)]
