"""Technology exposure: what a described technology is near to, part by part, each with its reasons.

Every part has its own measure, and they are never merged into one number:

* needs and critical lists: the way (named, described, field), the coder's confidence or the likeness to a description;
* opportunities and requests: the share of the text's terms, of its wording, and the agreement in fields, each 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attache.core.facts import Need
from attache.measure.clues import Met, clues_met
from attache.measure.critical import touched
from attache.measure.descriptions import Descriptions
from attache.measure.entries import Link, links
from attache.measure.fields import LIKE, Field, TextCode, fields_of
from attache.measure.missions import missions_that_asked
from attache.measure.needs import near_needs
from attache.measure.posted import Posted, Wording, near_posted
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.lists import ReferenceList, in_force

__all__ = ["CAVEATS", "CHOKEPOINT", "Described", "describe", "exposure"]

CHOKEPOINT = "chokepoint_35"
CAVEATS = (
    "Being sought is not wrongdoing; a need or a posting says what was wanted, not what was done.",
    "Nothing near found is not safe: it speaks of the lists and the edition named under `searched` alone.",
    "Coded by machine, not validated by people; confidence is what the coder claims, not a measured precision.",
    "An entry of a critical-technology list says that the field agrees, not that the technology is controlled.",
    "The parts have measures of their own; there is no single number of risk.",
)


@dataclass(frozen=True, slots=True)
class Described:
    """A described technology: its text, the technologies it describes, its fields, and the entries it leads to."""

    text: str
    met: tuple[Met, ...]
    fields: tuple[Field, ...]
    links: Mapping[tuple[str, str], Link]

    @property
    def chokepoints(self) -> frozenset[str]:
        """Codes of the chokepoints that the text names, or is much like the description of."""
        near = (link for link in self.links.values() if link.entry[0] == CHOKEPOINT and not link.faint)
        return frozenset(link.entry[1] for link in near if link.way == "named" or (link.likeness or 0) >= LIKE)


def describe(
    text: str, codes: Sequence[TextCode], lists: Sequence[ReferenceList], codebook: Codebook, how: Descriptions
) -> Described:
    """Work out what a text describes, from its codes and its words."""
    met = clues_met(how.technologies, text)
    fields = fields_of(codes, met, codebook)
    return Described(text, met, fields, links(text, codes, met, fields, lists, codebook, how))


def exposure(
    described: Described,
    needs: Iterable[Need],
    lists: Sequence[ReferenceList],
    codebook: Codebook,
    *,
    as_of: str,
    top: int,
    wording: Wording | None = None,
    offers: Iterable[Posted] = (),
    requests: Iterable[Posted] = (),
) -> dict[str, Any]:
    """Return the parts `described`, `needs`, `opportunities`, `requests`, `missions`, `critical`, `reasons`, `caveats`.

    `wording` None: there is no edition, so opportunities, requests and missions are not searched.
    At most `top` needs, opportunities and requests are given; `missions` counts all near opportunities.
    `reasons` says for each empty part why it is empty.
    """
    near: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    if wording is not None:
        near = near_posted(described.fields, described.chokepoints, wording, offers)
        asked = near_posted(described.fields, described.chokepoints, wording, requests)
    parts: dict[str, Any] = {
        "needs": near_needs(described.links, needs, lists, as_of)[:top],
        "opportunities": _once(near)[:top],
        "requests": _once(asked)[:top],
        "missions": missions_that_asked(near),
        "critical": touched(described.links, lists, as_of),
    }
    reasons = {part: _reason(part, described, wording is None) for part, rows in parts.items() if not rows}
    told = {"described": _told(described, codebook), **parts, "reasons": reasons, "caveats": list(CAVEATS)}
    told["searched"] = {"as_of": as_of, "codebook": codebook.version, "lists": [_list(one, as_of) for one in lists]}
    return told


def _told(described: Described, codebook: Codebook) -> dict[str, Any]:
    fields = []
    for field in described.fields:
        zh, en = codebook.labels("technology_field", field.value)
        row = {"field": field.value, "name_zh": zh, "name_en": en, "confidence": field.confidence}
        fields.append(row | {"likeness": field.likeness, "words": list(field.words), "narrow": field.narrow})
    met = [
        {"technology": m.technology.name, "likeness": m.likeness, "clues": m.clues, "words": list(m.words)}
        for m in described.met
    ]
    return {"characters": len(described.text), "fields": fields, "technologies": met}


def _list(item: ReferenceList, as_of: str) -> dict[str, Any]:
    told = {"list": item.list_id, "kind": item.kind, "version": item.version, "valid_from": item.valid_from}
    return told | {"valid_to": item.valid_to, "in_force": in_force(item, as_of)}


def _once(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Show reposts of one text once, with how many there are."""
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        first = groups.setdefault(row["group_id"] or row["document_id"], row | {"posts": 0})
        first["posts"] += 1
    return list(groups.values())


def _reason(part: str, described: Described, no_edition: bool) -> str:
    if not any(map(str.isalnum, described.text)):
        return "the text has no words"
    if no_edition and part in ("opportunities", "requests", "missions"):
        return "no edition was searched; give a workspace with one"
    if not described.fields and not described.met:
        return "no technology of the codebook or of the lists is recognised in the text"
    return {
        "needs": "no demand list asks for what is recognised in the text",
        "critical": "no critical-technology list covers what is recognised in the text",
    }.get(part, "no posting of the edition shares the field, the terms or enough of the wording")
