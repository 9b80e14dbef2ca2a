"""Properties of entities: how each is read, compared with what a client knows, and written in an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from attache.core.text import normalise
from attache.link.folding import fold, has_han
from attache.vocabulary.countries import find_country
from attache.web.reconcile.entities import Entity, domain

__all__ = ["PROPERTIES", "SETTINGS", "Property", "agreement", "values"]

Kind = Literal["text", "date", "count", "entity"]
Read = Callable[[Entity], Iterable[object]]


@dataclass(frozen=True, slots=True)
class Property:
    """A property; of a `closed` one a value that the entity does not have speaks against the entity."""

    id: str
    name: str
    description: str
    read: Read
    kind: Kind = "text"
    closed: bool = False


def _column(name: str) -> Read:
    return lambda entity: entity.stated(name)


def _fact(name: str) -> Read:
    return lambda entity: [entity.facts[name]] if entity.facts.get(name) is not None else []


PROPERTIES: Mapping[str, Property] = {
    p.id: p
    for p in (
        Property("names", "Names", "The main name and all others.", lambda e: e.names),
        Property("aliases", "Aliases", "Names other than the main one.", lambda e: e.aliases),
        Property("country", "Country", "ISO 3166-1 alpha-2 code.", _column("country"), closed=True),
        Property("register", "Register", "The register that states the entry.", lambda e: [e.register], closed=True),
        Property("edition", "Edition", "Edition of the register.", _column("edition"), closed=True),
        Property("valid_from", "Valid from", "First day on the list.", _column("valid_from"), "date", closed=True),
        Property("valid_to", "Valid to", "Last day on the list.", _column("valid_to"), "date", closed=True),
        Property("programme", "Programme", "Part or legal basis of the list.", _column("programme"), closed=True),
        Property("identifiers", "Identifiers", "Identifiers as scheme:value.", _column("identifiers")),
        Property("domain", "Domain", "Internet domains.", lambda e: e.domains, closed=True),
        Property("parents", "Parents", "Parents as the register states them.", _column("parents"), "entity"),
        Property("postings", "Postings", "Number of postings that name it.", _fact("postings"), "count"),
        Property("first_posted", "First posted", "Day of the first posting.", _fact("first_posted"), "date"),
        Property("last_posted", "Last posted", "Day of the last posting.", _fact("last_posted"), "date"),
        Property("url", "Page", "Page of the entry at its source.", _column("url")),
    )
}
"""Every property by its id, in the order in which they are proposed."""

SETTINGS: tuple[dict[str, Any], ...] = (
    {
        "name": "limit",
        "label": "Most values",
        "type": "number",
        "default": 0,
        "help_text": "Most values of one entity; 0 for all.",
    },
    {
        "name": "script",
        "label": "Names in",
        "type": "select",
        "default": "any",
        "help_text": "For names and aliases: which script.",
        "choices": [
            {"value": "any", "name": "any script"},
            {"value": "han", "name": "Chinese characters"},
            {"value": "other", "name": "another script"},
        ],
    },
    {
        "name": "count",
        "label": "Only the number of values",
        "type": "checkbox",
        "default": False,
        "help_text": "Return how many values there are.",
    },
)
"""What a client can set for a property when it extends data."""


def agreement(prop: Property, entity: Entity, given: Iterable[str]) -> bool | None:
    """Tell whether the entity has one of the given values; None where that cannot be said."""
    if prop.id == "identifiers":
        return _identifiers(entity.identifiers, given)
    wanted = [key for value in given if (key := _key(prop, value))]
    known = [key for value in prop.read(entity) if (key := _key(prop, str(value)))]
    if not wanted or not known:
        return None
    if prop.kind == "date":
        agree = any(a.startswith(b) or b.startswith(a) for a in wanted for b in known)
    else:
        agree = not set(wanted).isdisjoint(known)
    return True if agree else False if prop.closed else None


def _key(prop: Property, value: str) -> str:
    if prop.id == "country":
        return find_country(value) or ""
    return domain(value) if prop.id == "domain" else value[:10] if prop.kind == "date" else fold(value)


def _identifiers(known: Iterable[str], given: Iterable[str]) -> bool | None:
    have = {one.casefold() for one in known}
    bare = {one.partition(":")[2] for one in have}
    schemes = {one.partition(":")[0] for one in have}
    against = False
    for one in (text.strip().casefold() for text in given):
        if one and (one in have or one in bare):
            return True
        scheme, colon, _ = one.partition(":")
        against = against or (bool(colon) and scheme in schemes)
    return False if against else None


def values(
    prop: Property, entity: Entity, settings: Mapping[str, Any], known: Callable[[str], Entity | None]
) -> list[dict[str, Any]]:
    """Return the values as the specification writes them; `known` returns the entity that a parent's id means."""
    found = list(prop.read(entity))
    script = settings.get("script")
    if prop.id in ("names", "aliases") and script in ("han", "other"):
        found = [one for one in found if has_han(str(one)) == (script == "han")]
    if _is_set(settings.get("count")):
        return [{"int": len(found)}]
    most = _number(settings.get("limit"))
    return [_written(prop, one, known) for one in (found[:most] if most else found)]


def _written(prop: Property, value: object, known: Callable[[str], Entity | None]) -> dict[str, Any]:
    if prop.kind == "count" and isinstance(value, int):
        return {"int": int(value)}
    text = normalise(str(value))
    if prop.kind == "date" and _is_day(text):
        return {"date": f"{text}T00:00:00Z"}
    if prop.kind == "entity" and (entity := known(str(value))):
        return {"id": entity.id, "name": entity.name}
    return {"str": text}


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_set(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.casefold() in ("on", "true", "1", "yes"))


def _number(value: object) -> int:
    try:
        return max(0, int(float(value))) if isinstance(value, int | float | str) else 0
    except (ValueError, OverflowError):
        return 0
