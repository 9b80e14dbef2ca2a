"""Names as they are mentioned, as nodes: one for each normal form, with what the mentions say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from attache.core.ids import stable_id
from attache.link.chinese import chinese
from attache.link.folding import fold, has_han, words
from attache.link.lexicon import weight
from attache.link.names import Name, parse

__all__ = ["Node", "Spelling", "is_generic", "node_id", "nodes_of", "norm"]

TELLING = 0.45
"""Weight (0.03 to 1, `lexicon.weight`) from which a Latin word can name one organisation among others."""
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

    @property
    def parsed(self) -> Name:
        """The name taken apart."""
        return parse(self.name)


@lru_cache(maxsize=262_144)
def norm(name: str) -> str:
    """Return the normal form under which spellings are one name; empty for a name without letters or digits."""
    found = words(fold(name))
    return "".join(found) if has_han(name) else " ".join(found)


@lru_cache(maxsize=65_536)
def is_generic(name: str) -> bool:
    """Tell whether a name has no word of its own and no place (卫生部, University of Technology)."""
    parsed = parse(name)
    if parsed.script == "han":
        units = chinese(parsed.core).units
        return not any(kind in ("core", "proper", "company", "place") for _, _, kind in units)
    return not parsed.places and not any(map(_telling, parsed.words))


def _telling(word: str) -> bool:
    return len(word) > 1 and word[0] != "#" and weight(word) >= TELLING


def node_id(name: str, country: str | None = None) -> str:
    """Return the id of a name: of its normal form, and for a generic name also of its country."""
    return stable_id("org", norm(name), (country or "") if is_generic(name) else "")


def nodes_of(spellings: Iterable[Spelling]) -> dict[str, Node]:
    """Return the nodes of all spellings by id; the order of the spellings does not matter."""
    found: dict[str, list[tuple[str, Spelling]]] = {}
    for one in spellings:
        for name in one.names:
            found.setdefault(node_id(name, one.country), []).append((name, one))
    return {key: _node(key, found[key]) for key in sorted(found)}


def _node(key: str, uses: list[tuple[str, Spelling]]) -> Node:
    names, countries, kinds, domains = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for name, one in uses:
        names[name] += one.mentions
        kinds[one.kind] += one.mentions
        domains.update(one.domains)
        if one.country:
            countries[one.country] += one.mentions
    name = min(names, key=lambda n: (-names[n], n))
    return Node(
        node_id=key,
        norm=norm(name),
        name=name,
        script="han" if has_han(name) else "latin",
        generic=is_generic(name),
        country=_leading(countries),
        domain=_leading(domains),
        kinds=tuple(sorted(kinds.items())),
        first=min(one.first for _, one in uses),
        mentions=sum(one.mentions for _, one in uses),
        documents=sum(one.documents for _, one in uses),
    )


def _leading(counts: Counter[str]) -> str | None:
    """Return the value that more than half of the uses speak for; none where they do not agree so far."""
    if not counts:
        return None
    value = min(counts, key=lambda v: (-counts[v], v))
    return value if 2 * counts[value] > counts.total() else None
