"""Parents and their parts, read from names that contain each other; never sameness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from attache.link.organisations.nodes import Node

__all__ = ["Containment", "containments"]


@dataclass(frozen=True, slots=True)
class Containment:
    """The name of `child` contains that of `parent`; `kind` is `affiliate` or `subsidiary`. Node ids."""

    parent: str
    child: str
    kind: str
    reason: str


def containments(nodes: Mapping[str, Node]) -> Iterator[Containment]:
    """Yield what the names say of parents; several spellings of a parent give several rows."""
    by_core: dict[str, list[str]] = {}
    for key, node in nodes.items():
        if node.traits.own:
            by_core.setdefault(node.traits.own, []).append(key)
    for key, child in nodes.items():
        for core, kind, reason in child.traits.parents:
            for parent in by_core.get(core, ()):
                if parent != key and (kind == "subsidiary" or not _abroad(nodes[parent], child)):
                    yield Containment(parent, key, kind, reason)


def _abroad(parent: Node, child: Node) -> bool:
    return bool(parent.country and child.country and parent.country != child.country)
