"""The needs nearest to a described technology."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attache.core.facts import Need
from attache.measure.entries import WAYS, Link
from attache.vocabulary.lists import ReferenceList, in_force

__all__ = ["MATCHES", "near_needs"]

CHOKEPOINTS = "chokepoint_35"
MATCHES = ("exact_chokepoint", "programme_need", "plan_field_only", "none")
"""How exactly a need asks for the technology: a chokepoint that is this technology; a plan or programme that asks for
it or for its narrow field; a plan in one of whose sectors it lies; not at all."""


def near_needs(
    links: Mapping[tuple[str, str], Link], needs: Iterable[Need], lists: Sequence[ReferenceList], as_of: str
) -> list[dict[str, Any]]:
    """Return the needs of demand lists that a text leads to, nearest first.

    First come exact chokepoints, then needs for the technology, then sectors; within these those in force on
    `as_of`, then by way (`named`, `described`, `field`), confidence and likeness. What is named in passing comes last.
    """
    known = {item.list_id: item for item in lists}
    found = []
    for need in needs:
        link = links.get((need.list_id or "", need.code or ""))
        item = known.get(need.list_id or "")
        if link is not None and item is not None:
            found.append((_order(link, item, as_of), _row(need, link, item, as_of)))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _match(link: Link) -> str:
    if link.entry[0] == CHOKEPOINTS:
        return MATCHES[0]
    return MATCHES[1] if link.narrow else MATCHES[2]


def _order(link: Link, item: ReferenceList, as_of: str) -> tuple[Any, ...]:
    way = WAYS.index(link.way)
    match = MATCHES.index(_match(link))
    newest = tuple(-int(part) for part in item.valid_from.split("-"))
    return (link.faint, match, way, not in_force(item, as_of), -(link.confidence or 0), -(link.likeness or 0), newest)


def _row(need: Need, link: Link, item: ReferenceList, as_of: str) -> dict[str, Any]:
    return {
        "need_id": need.need_id,
        "list": need.list_id,
        "list_name_zh": item.name_zh,
        "list_name_en": item.name_en,
        "code": need.code,
        "name_zh": need.name_zh,
        "name_en": need.name_en,
        "stated_on": need.stated_on,
        "valid_to": need.valid_to,
        "in_force": in_force(item, as_of),
        "owner": need.owner,
        "source": need.source,
        "grade": need.grade,
        "match": _match(link),
        "why": why(link),
    }


def why(link: Link) -> dict[str, Any]:
    """Return a link as the parts that explain it."""
    return {
        "way": link.way,
        "via": link.via,
        "words": list(link.words),
        "confidence": link.confidence,
        "likeness": link.likeness,
        "in_passing": link.faint,
    }
