"""Entities of the reconciliation service: what a register says under one id, with facts from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from attache.core.text import normalise
from attache.link.entries import Entry

__all__ = ["Entity", "Facts"]


class Facts(TypedDict, total=False):
    """What is known of an entity beside its entry: how often it was posted for, when, and its internet domains.

    Dates are ISO 8601 (`2019-07-15`, `2019-07` or `2019`).
    """

    postings: int
    first_posted: str
    last_posted: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """All entries that a register has under one id; `id` is `register:id of the entry`."""

    id: str
    register: str
    entries: tuple[Entry, ...]
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The main name, never empty."""
        return normalise(self.entries[0].name) or self.id

    @property
    def aliases(self) -> tuple[str, ...]:
        """All other names."""
        found = dict.fromkeys(normalise(name) for entry in self.entries for name in (entry.name, *entry.aliases))
        return tuple(name for name in found if name and name != self.name)

    @property
    def names(self) -> tuple[str, ...]:
        """The main name and all others."""
        return (self.name, *self.aliases)

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Identifiers as `scheme:value`."""
        return tuple(dict.fromkeys(one for entry in self.entries for one in entry.identifiers))

    @property
    def domains(self) -> tuple[str, ...]:
        """Internet domains, in lower case, without `www.`."""
        return tuple(dict.fromkeys(self._domains()))

    def _domains(self) -> Iterator[str]:
        given = self.facts.get("domains")
        for one in (given,) if isinstance(given, str) else tuple(given) if isinstance(given, list | tuple) else ():
            yield domain(str(one))
        for one in self.identifiers:
            scheme, _, value = one.partition(":")
            if scheme == "domain" and value:
                yield domain(value)

    def stated(self, column: str) -> tuple[str, ...]:
        """Return the different values that the entries state in a column of Entry."""
        found: dict[str, None] = {}
        for entry in self.entries:
            value = getattr(entry, column)
            for one in value if isinstance(value, tuple) else (value,):
                if one:
                    found[str(one)] = None
        return tuple(found)

    @property
    def description(self) -> str:
        """What tells it from its namesakes, in one line: country, edition, dates."""
        first = self.entries[0]
        since = f"listed from {first.valid_from}" if first.valid_from else ""
        until = f"until {first.valid_to}" if first.valid_to else ""
        edition = f"edition {first.edition}" if first.edition else ""
        parts = [self.register, first.country, first.programme, edition, since, until]
        return normalise(", ".join(part for part in parts if part))


def domain(value: str) -> str:
    """Return an internet domain out of a domain, an address of a page or an e-mail domain."""
    host = value.strip().casefold().partition("://")[2] or value.strip().casefold()
    host = host.partition("/")[0].rpartition("@")[2].partition(":")[0].strip(".")
    return host.removeprefix("www.")
