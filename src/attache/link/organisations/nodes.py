"""Names as they are mentioned, as nodes: one for each normal form, with what the mentions say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from attache.core.ids import stable_id
from attache.link.folding import fold, has_han, words
from attache.link.names import Name, parse
from attache.link.organisations.traits import Traits, is_generic, traits

__all__ = ["Ids", "Node", "Spelling", "node_id", "nodes_of", "norm"]

First = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which texts mention an organisation: a Chinese name, a Latin name or both, kind and country.

    `first` is where it stood first in evidence: the record's place in the order of appending, document, character.
    `mentions` and `documents` count the texts that documents now have; `domains` are of organisations offered
    under this spelling → number of documents.
    """

    zh: str | None
    latin: str | None
    kind: str
    country: str | None
    first: First
    mentions: int = 1
    documents: int = 1
    domains: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names that it carries, without those that have no letters or digits."""
        return [name for name in dict.fromkeys((self.zh, self.latin)) if name and norm(name)]


@dataclass(frozen=True, slots=True)
class Node:
    """One name. `node_id` is the id that its organisation has if this is the founder; see the package."""

    node_id: str
    norm: str
    name: str
    script: str
    generic: bool
    country: str | None
    domain: str | None
    kinds: tuple[tuple[str, int], ...]
    first: First
    mentions: int
    documents: int
    traits: Traits

    @property
    def parsed(self) -> Name:
        """The name taken apart."""
        return parse(self.name)


@lru_cache(maxsize=262_144)
def norm(name: str) -> str:
    """Return the normal form under which spellings are one name; empty for a name without letters or digits."""
    found = words(fold(name))
    return "".join(found) if has_han(name) else " ".join(found)


def node_id(name: str, country: str | None = None) -> str:
    """Return the id of a name: of its normal form, and for a generic name also of its country."""
    form = norm(name)
    return _id(form, country, generic=is_generic(form))


def _id(form: str, country: str | None, *, generic: bool) -> str:
    return stable_id("org", form, (country or "") if generic else "")


class Ids:
    """The ids of names, without taking those apart that an earlier run knew.

    `own` are the ids of names of their own, `generic` the normal forms of the others.
    """

    def __init__(self, own: Collection[str] = (), generic: Collection[str] = ()) -> None:
        self._own, self._generic = own, generic
        self._found: dict[str, tuple[str, bool]] = {}

    def of(self, name: str, country: str | None) -> tuple[str, bool]:
        """Return the id of a name and whether it is generic."""
        own = self._found.get(name)
        if own is None:
            own = self._found[name] = self._look(name)
        return (_id(norm(name), country, generic=True), True) if own[1] else own

    def _look(self, name: str) -> tuple[str, bool]:
        form = norm(name)
        key = _id(form, None, generic=False)
        return key, key not in self._own and (form in self._generic or is_generic(form))


def nodes_of(
    spellings: Iterable[Spelling], known: Mapping[str, tuple[str, Traits]] | None = None, ids: Ids | None = None
) -> dict[str, Node]:
    """Return the nodes of all spellings by id, in order; the order of the spellings does not matter.

    `known` gives the name and traits that nodes had in an earlier run.
    """
    table, before = ids or Ids(), known or {}
    found: dict[str, list[tuple[str, Spelling]]] = {}
    generic: set[str] = set()
    for one in spellings:
        for name in one.names:
            key, common = table.of(name, one.country)
            found.setdefault(key, []).append((name, one))
            if common:
                generic.add(key)
    return {key: _node(key, found[key], key in generic, before.get(key)) for key in sorted(found)}


def _node(key: str, uses: list[tuple[str, Spelling]], generic: bool, known: tuple[str, Traits] | None) -> Node:
    if len(uses) == 1:
        name, one = uses[0]
        country, domain = one.country, _leading(Counter(one.domains)) if one.domains else None
        kinds: tuple[tuple[str, int], ...] = ((one.kind, one.mentions),)
    else:
        name, country, domain, kinds = _merged(uses)
    return Node(
        node_id=key,
        norm=norm(name),
        name=name,
        script="han" if has_han(name) else "latin",
        generic=generic,
        country=country,
        domain=domain,
        kinds=kinds,
        first=min(one.first for _, one in uses),
        mentions=sum(one.mentions for _, one in uses),
        documents=sum(one.documents for _, one in uses),
        traits=known[1] if known and known[0] == name else traits(name, generic=generic),
    )


def _merged(uses: list[tuple[str, Spelling]]) -> tuple[str, str | None, str | None, tuple[tuple[str, int], ...]]:
    """Return the name most used, the country and the domain that the uses agree on, and the kinds."""
    names, countries, kinds, domains = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for name, one in uses:
        names[name] += one.mentions
        kinds[one.kind] += one.mentions
        for domain, documents in one.domains.items():
            domains[domain] += documents
        if one.country:
            countries[one.country] += one.mentions
    name = min(names, key=lambda n: (-names[n], n))
    return name, _leading(countries), _leading(domains), tuple(sorted(kinds.items()))


def _leading(counts: Counter[str]) -> str | None:
    """Return the value that more than half of the uses speak for; none where they do not agree so far."""
    if not counts:
        return None
    value = min(counts, key=lambda v: (-counts[v], v))
    return value if 2 * counts[value] > counts.total() else None
