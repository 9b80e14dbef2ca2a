"""What an organisation is called: the names, kind, country and domain that its members agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from attache.link.organisations.nodes import Node

__all__ = ["Summary", "summaries"]


@dataclass(frozen=True, slots=True)
class Summary:
    """An organisation in one row; names are those most often used, null where the members have none."""

    organisation_id: str
    name: str
    name_zh: str | None
    name_latin: str | None
    kind: str
    country: str | None
    domain: str | None


def summaries(nodes: Mapping[str, Node], organisation: Mapping[str, str]) -> Iterator[Summary]:
    """Yield one row per organisation, by id."""
    members: dict[str, list[Node]] = {}
    for key, owner in organisation.items():
        members.setdefault(owner, []).append(nodes[key])
    for owner in sorted(members):
        few = members[owner]
        kinds = Counter[str]()
        for node in few:
            kinds.update(dict(node.kinds))
        yield Summary(
            organisation_id=owner,
            name=_used(few) or nodes[owner].name,
            name_zh=_used(node for node in few if node.script == "han"),
            name_latin=_used(node for node in few if node.script == "latin"),
            kind=min(kinds, key=lambda kind: (kind == "unknown", -kinds[kind], kind)),
            country=_agreed(node.country for node in few),
            domain=_agreed(node.domain for node in few),
        )


def _used(nodes: Iterable[Node]) -> str | None:
    best = min(nodes, key=lambda node: (-node.mentions, node.first, node.node_id), default=None)
    return best.name if best else None


def _agreed(values: Iterable[str | None]) -> str | None:
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None
