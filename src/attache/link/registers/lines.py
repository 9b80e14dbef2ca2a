"""Plain JSON: lines or a list of `{id, name[, aliases][, country][, valid_from][, valid_to] …}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from attache.core.errors import InputError
from attache.link.entries import Entry
from attache.link.registers.countries import country_code
from attache.link.registers.dates import iso_date
from attache.link.registers.loaded import Gathered, split_names

__all__ = ["plain_rows"]

_LISTS = ("aliases", "identifiers", "parents")
_TEXTS = ("programme", "address", "note", "url")
_KNOWN = frozenset(field.name for field in fields(Entry)) | {"type", "schema", "kind"}
_PERSONS = frozenset(("individual", "person"))


def plain_rows(rows: Iterable[Mapping[str, Any]], got: Gathered, mapping: Mapping[str, str], where: str) -> None:
    """Gather rows whose keys are an entry's fields; a row that says that it is a person's is left out.

    `mapping` gives the keys of other rows by field. InputError names the keys there are, where none is a name.
    """
    for number, given in enumerate(rows):
        row = _mapped(given, mapping) if mapping else given
        if number == 0:
            _check(given, mapping, where)
        got.not_read(row.keys() - _KNOWN)
        name = row.get("name")
        if any(str(row.get(key) or "").casefold() in _PERSONS for key in ("type", "schema", "kind")):
            got.skip("individuals")
            continue
        if not isinstance(name, str) or not name.strip():
            got.skip("rows without a name")
            continue
        more: dict[str, Any] = {key: tuple(_texts(row.get(key))) for key in _LISTS}
        more |= {key: str(row[key]) for key in _TEXTS if row.get(key)}
        for key in ("valid_from", "valid_to"):
            more[key] = iso_date(row.get(key))
            if row.get(key) and more[key] is None:
                got.skip("dates that are not clear (the row is kept without)")
        given_id = row.get("id")
        got.add(
            name,
            id=str(given_id) if isinstance(given_id, str | int) and not isinstance(given_id, bool) else None,
            register=str(row.get("register") or "") if not got.register else "",
            country=country_code(str(row.get("country") or "")),
            **more,
        )


def _mapped(row: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    taken = set(mapping.values())
    return {key: value for key, value in row.items() if key not in taken} | {f: row.get(k) for f, k in mapping.items()}


def _check(row: Mapping[str, Any], mapping: Mapping[str, str], where: str) -> None:
    shown = ", ".join(f"`{key}`" for key in list(row)[:60])
    for field, key in mapping.items():
        if field not in _KNOWN:
            raise InputError(
                f"there is no field `{field}`", where=where, mend=f"map one of {', '.join(sorted(_KNOWN))}"
            )
        if key not in row:
            raise InputError(f"has no key `{key}`", where=where, mend=f"name one of {shown}")
    if "name" not in row and "name" not in mapping:
        raise InputError("has no key `name`", where=where, mend=f"say which of {shown} holds names (name=KEY)")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return split_names(value)
    return [str(one) for one in value if isinstance(one, str | int)] if isinstance(value, list) else []
