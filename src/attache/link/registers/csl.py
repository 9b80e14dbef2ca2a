"""The US Consolidated Screening List, as JSON and as CSV: one file for many registers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attache.core.errors import InputError
from attache.link.registers.countries import country_code
from attache.link.registers.dates import iso_date
from attache.link.registers.loaded import Gathered, split_names
from attache.link.registers.objects import json_list, listed_under
from attache.link.registers.opening import headed_rows
from attache.link.registers.persons import is_named_like_a_person, is_named_like_an_organisation

__all__ = ["csl_csv", "csl_json", "is_csl_header"]

HEADER = ("source", "name", "addresses", "alt_names")
"""Columns that every row has, in CSV and JSON."""
_REGISTERS = (
    ("entity list", "us-bis-entity-list"),
    ("denied persons", "us-bis-dpl"),
    ("unverified", "us-bis-uvl"),
    ("military end user", "us-bis-meu"),
    ("specially designated nationals", "us-ofac-sdn"),
    ("chinese military", "us-ns-cmic"),
    ("cmic", "us-ns-cmic"),
    ("itar debarred", "us-ddtc-debarred"),
    ("aeca debarred", "us-ddtc-debarred"),
    ("nonproliferation", "us-state-isn"),
    ("sectoral sanctions", "us-ofac-cons"),
    ("foreign sanctions evaders", "us-ofac-cons"),
    ("palestinian legislative", "us-ofac-cons"),
    ("plc", "us-ofac-cons"),
    ("capta", "us-ofac-cons"),
    ("correspondent account", "us-ofac-cons"),
    ("menu-based", "us-ofac-cons"),
)
"""Words in a row's `source` and the register that they mean."""
_KINDS = {"individual": "individuals", "vessel": "vessels", "aircraft": "aircraft"}
_STATED_PERSONS = {"us-bis-dpl", "us-ddtc-debarred"}
"""Registers mostly of persons, without a type: only what is named like an organisation is taken."""
_KEPT = frozenset(
    [
        "_id",
        "id",
        "entity_number",
        "source",
        "type",
        "programs",
        "name",
        "addresses",
        "federal_register_notice",
        "start_date",
        "end_date",
        "license_requirement",
        "license_policy",
        "remarks",
        "source_list_url",
        "alt_names",
        "ids",
        "country",
        "source_information_url",
    ]
)
_NOT_KEPT = frozenset(
    [
        "title",
        "standard_order",
        "call_sign",
        "vessel_type",
        "gross_tonnage",
        "gross_registered_tonnage",
        "vessel_flag",
        "vessel_owner",
        "citizenships",
        "dates_of_birth",
        "nationalities",
        "places_of_birth",
        "score",
    ]
)
"""Columns about persons and ships, known and not taken."""
_COUNTRY_LAST = re.compile(r",\s*([A-Z]{2})\s*$")
_TAIL = re.compile(r",?\s*and any successor, sub-?unit, or subsidiary thereof\.?", re.IGNORECASE)


def is_csl_header(names: Iterable[str]) -> bool:
    """Tell whether the names of columns or keys are the list's."""
    return set(HEADER) <= set(names)


def csl_json(files: Mapping[str, bytes], got: Gathered) -> None:
    """Gather the rows of `consolidated.json`: an object with `results`, or the list alone."""
    name, body = next(iter(files.items()))
    rows = json_list(body, name) if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[" else listed_under(body, name)
    for number, row in enumerate(rows):
        if number == 0 and not {"source", "name"} <= row.keys():
            shown = ", ".join(f"`{key}`" for key in list(row)[:40])
            raise InputError("has no `source` and `name`", where=name, mend=f"look at the file; its keys are {shown}")
        addresses = [one for one in _list(row.get("addresses")) if isinstance(one, Mapping)]
        countries = {country_code(_text(one.get("country"))) for one in addresses}
        countries |= {country_code(_text(row.get("country")))}
        row["addresses"] = [_address(one) for one in addresses]
        row["ids"] = [_identifier(one) for one in _list(row.get("ids")) if isinstance(one, Mapping)]
        _take(row, countries, got)


def csl_csv(files: Mapping[str, bytes], got: Gathered) -> None:
    """Gather the rows of `consolidated.csv`."""
    name, body = next(iter(files.items()))
    for cells in headed_rows(body, name, HEADER):
        row: dict[str, Any] = dict(cells)
        listed = split_names(cells.get("addresses"))
        marks = [match[1] for one in listed if (match := _COUNTRY_LAST.search(one))]
        row["addresses"] = listed
        row["ids"] = [_csv_identifier(one) for one in split_names(cells.get("ids"))]
        _take(row, {country_code(mark) for mark in marks}, got)


def _take(row: Mapping[str, Any], countries: set[str | None], got: Gathered) -> None:
    got.not_read(row.keys() - _KEPT - _NOT_KEPT)
    source, name = _text(row.get("source")), _TAIL.sub("", _text(row.get("name")))
    register = next((found for words, found in _REGISTERS if words in source.casefold()), "")
    if source and not register:
        got.remark(f"the list “{source[:100]}” is not known here; its rows count as of the whole")
    if reason := _reason(_text(row.get("type")), name, register):
        got.skip(reason)
        return
    stated = countries - {None}
    notes = (_text(row.get(key)) for key in ("license_requirement", "license_policy", "remarks"))
    programmes = "; ".join(_texts(row.get("programs")))
    notice = _text(row.get("federal_register_notice"))
    got.add(
        name,
        id=_text(row.get("entity_number")) or _text(row.get("id")) or _text(row.get("_id")) or None,
        register=register,
        aliases=[name for text in _texts(row.get("alt_names")) for name in split_names(text)],
        country=stated.pop() if len(stated) == 1 else None,
        valid_from=iso_date(row.get("start_date")),
        valid_to=iso_date(row.get("end_date")),
        identifiers=tuple(one for one in row["ids"] if one),
        programme=programmes or source.partition(" - ")[0] or None,
        address="; ".join(one for one in row["addresses"] if one)[:2000],
        note=" | ".join(note for note in (*notes, notice) if note)[:4000],
        url=_text(row.get("source_information_url")) or _text(row.get("source_list_url")),
    )


def _reason(kind: str, name: str, register: str) -> str | None:
    """Return why a row is no organisation, None where it may be one."""
    if kind:
        return _KINDS.get(kind.casefold())
    if register in _STATED_PERSONS:
        return None if is_named_like_an_organisation(name) else "persons, as far as the name tells (no type is stated)"
    return "persons, as far as the name tells (no type is stated)" if is_named_like_a_person(name) else None


def _address(row: Mapping[str, Any]) -> str:
    return ", ".join(
        text for key in ("address", "city", "state", "postal_code", "country") if (text := _text(row.get(key)))
    )


def _identifier(row: Mapping[str, Any]) -> str:
    number, kind = _text(row.get("number")), _text(row.get("type"))
    return f"{kind or 'number'}:{number}" if number else ""


def _csv_identifier(text: str) -> str:
    parts = [part.strip() for part in text.split(",")]
    return f"{parts[0]}:{parts[1]}" if len(parts) > 1 and parts[1] else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [_text(one) for one in value] if isinstance(value, list) else [text] if (text := _text(value)) else []


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
