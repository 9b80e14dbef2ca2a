"""Entries of registers: what is screened against, as stated and dated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from attache.core.errors import InputError

__all__ = ["Entry", "entry_of"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a register, as the register states it.

    `id` is unique in its register; `edition` says which edition of the register states it. Dates are ISO 8601
    (`2019-07-15`, `2019-07` or `2019`): `valid_from` is the day from which the organisation is listed, `valid_to` the
    last day on which it was; None where the register does not say. `identifiers` are `scheme:value`; `parents` are
    names or ids of parents as stated; `programme` is the part of the register or the legal basis of this entry.
    `observed` names the dates (`valid_from`, `valid_to`) that no register states: they are those of the first and the
    last edition in which the entry was seen.
    """

    id: str
    name: str
    register: str = ""
    aliases: tuple[str, ...] = ()
    country: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    edition: str | None = None
    identifiers: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    programme: str | None = None
    address: str | None = None
    note: str | None = None
    url: str | None = None
    observed: str | None = None


_LISTS = ("aliases", "identifiers", "parents")
_TEXTS = tuple(f.name for f in fields(Entry) if f.name not in (*_LISTS, "id", "name", "register"))


def entry_of(row: Mapping[str, Any], register: str = "") -> Entry:
    """Return a row `{id, name[, aliases][, country][, valid_from][, valid_to][, register] …}` as an entry.

    Raises InputError where `id` or `name` is missing or a list is no list of texts.
    """
    given, name = row.get("id"), row.get("name")
    where = f"register entry {given!r}"
    if given is None or not isinstance(name, str):
        raise InputError("has no `id` or no `name`", where=where, mend="give every entry both")
    more: dict[str, Any] = {key: tuple(_texts(row.get(key), key, where)) for key in _LISTS}
    more |= {key: str(row[key]) for key in _TEXTS if row.get(key)}
    return Entry(str(given), name, str(row.get("register") or register), **more)


def _texts(value: object, key: str, where: str) -> list[str]:
    if not value:
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise InputError(f"has `{key}` that are no list of texts", where=where, mend="write them as a list")
    return list(value)
