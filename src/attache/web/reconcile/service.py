"""The service behind the router: entities out of registers, found, suggested and extended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from threading import Lock
from typing import Any

from attache.core.errors import InputError, NotFoundError
from attache.link.entries import Entry
from attache.link.screen import Register
from attache.vocabulary.countries import find_country
from attache.web.reconcile.entities import Entity, Facts, domain
from attache.web.reconcile.names import Names
from attache.web.reconcile.properties import PROPERTIES, values
from attache.web.reconcile.queries import LIMIT, Extension, Query, RequestError
from attache.web.reconcile.scoring import Candidate, by_domain, by_hit, by_id, by_identifier, matched, ranked

__all__ = ["ANY", "IDENTIFIERS", "ORGANISATIONS", "SCHEMA", "Service"]

ANY = "organisation"
"""Type of every entity."""
ORGANISATIONS = "organisations"
"""Register and type of the organisations that postings name."""
IDENTIFIERS = "urn:attache:entity:"
"""Identifier space: what precedes an entity's id where it stands among others'."""
SCHEMA = "https://schema.org/Organization"
"""Schema space: what every entity is."""
LEAST = 0.05
"""Probability from which a candidate is shown."""
PAGE = 20
"""Suggestions in one answer."""

Answer = dict[str, Any]


class Service:
    """Registers, and organisations if there are any, as one reconciliation service.

    `registers` are by their names, which must not hold a colon; `titles` are what people read instead of these names.
    `organisations` become the register ORGANISATIONS. `facts` are by entity id (`register:id of the entry`). All
    methods may be called from several threads. InputError where a name of a register cannot be used.
    """

    def __init__(
        self,
        registers: Mapping[str, Register],
        *,
        organisations: Iterable[Entry] = (),
        facts: Mapping[str, Facts] | None = None,
        titles: Mapping[str, str] | None = None,
        name: str = "Attaché",
    ) -> None:
        self.name = name
        self.registers = dict(registers)
        own = list(organisations)
        taken = [ORGANISATIONS] if own and ORGANISATIONS in self.registers else []
        for key in (*taken, *(key for key in self.registers if not key or ":" in key or key == ANY)):
            raise InputError(f"{key!r} cannot name a register", where="registers", mend="use another name, no colon")
        if own:
            self.registers[ORGANISATIONS] = Register(own)
        self._titles = {ORGANISATIONS: "Organisations in the postings"} | dict(titles or {})
        self._facts = facts or {}
        self._entries = {key: _by_id(register.entries) for key, register in self.registers.items()}
        self._lock = Lock()

    def entity(self, entity_id: str) -> Entity | None:
        """Return the entity with this id, or None."""
        key, _, entry = entity_id.partition(":")
        found = self._entries.get(key, {}).get(entry)
        return Entity(entity_id, key, found, self._facts.get(entity_id) or {}) if found else None

    def need(self, entity_id: str) -> Entity:
        """Return the entity with this id; NotFoundError where there is none."""
        entity = self.entity(entity_id)
        if entity is None:
            raise NotFoundError(f"no entity has the id {entity_id[:80]!r}", mend="ids are `register:entry`")
        return entity

    def _all(self) -> Iterator[Entity]:
        for key, entries in self._entries.items():
            for entry in entries:
                found = self.entity(f"{key}:{entry}")
                if found:
                    yield found

    def types(self) -> list[Answer]:
        """Return the types: one of all entities, and one for each register."""
        broad = {"id": ANY, "name": "Organisation"}
        return [broad, *({"id": k, "name": self._titles.get(k, k), "broader": [broad]} for k in self.registers)]

    def types_of(self, entity: Entity) -> list[dict[str, str]]:
        """Return the types of an entity, the narrower first."""
        key = entity.register
        return [{"id": key, "name": self._titles.get(key, key)}, {"id": ANY, "name": "Organisation"}]

    def _of_types(self, types: tuple[str, ...], every: bool) -> list[str]:
        meets = all if every else any
        return [key for key in self.registers if not types or meets(one in (key, ANY) for one in types)]

    def reconcile(self, batch: Mapping[str, Query]) -> Answer:
        """Return the candidates for each query of a batch, by the key of the query."""
        return {key: {"result": self.candidates(query)} for key, query in batch.items()}

    def candidates(self, query: Query) -> list[Answer]:
        """Return the candidates for one query, best first.

        A type restricts the search to the registers that bear it; with `type_strict: should` only if they have a
        candidate. A country counts in the score; of the other properties each tells whether it agrees, an identifier or
        a domain also finds. `match` is true for the first alone, where it is sure and the second would not pass.
        """
        types = query.types
        strict = query.type_strict != "should"
        keys = self._of_types(types, query.type_strict == "all")
        order = ranked(self._found(query, keys if strict else list(self.registers)), query.properties)
        if not strict:
            order = [c for c in order if c.entity.register in keys] or order
        sure = matched(order)
        return [
            candidate.answer(self.types_of(candidate.entity), sure and at == 0)
            for at, candidate in enumerate(order[: min(query.limit, LIMIT)])
        ]

    def _found(self, query: Query, keys: list[str]) -> Iterator[Candidate]:
        text = query.query or ""
        exact = self.entity(text.strip())
        if exact and exact.register in keys:
            yield by_id(exact)
        countries = [find_country(text) for c in query.properties if c.pid == "country" for text in c.texts]
        country = countries[0] if len(countries) == 1 else None
        for key in keys if text else ():
            yield from self._hits(key, text, country, max(2, min(query.limit, LIMIT)))
        for condition in query.properties:
            if condition.pid in ("identifiers", "domain"):
                yield from self._holding(condition.pid, condition.texts, keys)

    def _hits(self, key: str, text: str, country: str | None, top: int) -> list[Candidate]:
        with self._lock:  # an index adds up weights in one place
            hits = self.registers[key].hits(text, country=country, top=top, threshold=LEAST)
        return [by_hit(self.need(f"{key}:{hit.entry_id}"), hit) for hit in hits]

    def _holding(self, pid: str, texts: Iterable[str], keys: list[str]) -> Iterator[Candidate]:
        table = self._by_identifier if pid == "identifiers" else self._by_domain
        make = by_identifier if pid == "identifiers" else by_domain
        for text in texts:
            found = table.get(text.strip().casefold() if pid == "identifiers" else domain(text), ())
            yield from (make(self.need(one)) for one in found[:LIMIT] if one.partition(":")[0] in keys)

    @cached_property
    def _by_identifier(self) -> Mapping[str, list[str]]:
        return _inverted((one.casefold(), entity.id) for entity in self._all() for one in entity.identifiers)

    @cached_property
    def _by_domain(self) -> Mapping[str, list[str]]:
        return _inverted((one, entity.id) for entity in self._all() for one in entity.domains if one)

    @cached_property
    def _names(self) -> Names:
        return Names(
            (name, entity.id) for entity in self._all() for e in entity.entries for name in (e.name, *e.aliases)
        )

    def suggest_entities(self, prefix: str, cursor: int = 0, types: tuple[str, ...] = ()) -> list[Answer]:
        """Return entities whose id is this or whose name begins so, then those with a name like it."""
        keys = self._of_types(types, False)
        chosen: dict[str, Entity] = {}
        found = (entity for entity in self._suggested(prefix, keys) if entity.register in keys)
        for entity in found:
            chosen.setdefault(entity.id, entity)
            if len(chosen) >= cursor + PAGE:
                break
        return [
            {"id": e.id, "name": e.name, "description": e.description, "notable": self.types_of(e)}
            for e in islice(chosen.values(), cursor, None)
        ]

    def _suggested(self, prefix: str, keys: list[str]) -> Iterator[Entity]:
        exact = self.entity(prefix.strip())
        if exact:
            yield exact
        yield from map(self.need, self._names.beginning(prefix))
        alike = [hit for key in keys for hit in self._hits(key, prefix, None, PAGE)]
        yield from (candidate.entity for candidate in ranked(alike, ()))

    def suggest_types(self, prefix: str, cursor: int = 0) -> list[Answer]:
        """Return types whose id or name begins so, or has a word that does; all for an empty prefix."""
        return _beginning(self.types(), prefix, cursor)

    def suggest_properties(self, prefix: str, cursor: int = 0) -> list[Answer]:
        """Return properties whose id or name begins so, or has a word that does; all for an empty prefix."""
        told = [{"id": p.id, "name": p.name, "description": p.description} for p in PROPERTIES.values()]
        return _beginning(told, prefix, cursor)

    def propose(self, kind: str, limit: int | None = None) -> Answer:
        """Return the properties that entities of a type can be extended with; the same for all types."""
        told = [{"id": p.id, "name": p.name} for p in PROPERTIES.values()]
        answer: Answer = {"type": kind or ANY, "properties": told if limit is None else told[:limit]}
        return answer if limit is None else answer | {"limit": limit}

    def extend(self, asked: Extension) -> Answer:
        """Return values of properties of entities; an unknown entity has none, an unknown property is refused."""
        for one in asked.properties:
            if one.id not in PROPERTIES:
                mend = f"known are {', '.join(PROPERTIES)}"
                raise RequestError(f"no property has the id {one.id[:40]!r}", where="extend", mend=mend)
        meta = [{"id": one.id, "name": PROPERTIES[one.id].name} for one in asked.properties]
        return {"meta": meta, "rows": {entity_id: self._row(entity_id, asked) for entity_id in asked.ids}}

    def _row(self, entity_id: str, asked: Extension) -> Answer:
        entity = self.entity(entity_id)
        if entity is None:
            return {one.id: [] for one in asked.properties}
        register = entity.register

        def known(value: str) -> Entity | None:
            return self.entity(f"{register}:{value}")

        return {one.id: values(PROPERTIES[one.id], entity, one.settings, known) for one in asked.properties}


def _by_id(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.id, []).append(entry)
    return {key: tuple(held) for key, held in found.items()}


def _inverted(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for value, entity in pairs:
        table.setdefault(value, []).append(entity)
    return table


def _beginning(told: list[Answer], prefix: str, cursor: int) -> list[Answer]:
    start = prefix.strip().casefold()
    found = [
        one
        for one in told
        if one["id"].casefold().startswith(start)
        or any(word.startswith(start) for word in (one["name"].casefold(), *one["name"].casefold().split()))
    ]
    return found[cursor : cursor + PAGE]
