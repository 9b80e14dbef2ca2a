"""What the words of a record prove, each with its id on the page: codes, read values, organisations, amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from attache.measure.fields import FIELD
from attache.web.evidence_text import Proof
from attache.web.record.coded import Coding, Sheet
from attache.web.record.whole import Whole

__all__ = ["Amount", "Found", "Mention", "Proofs", "proofs"]

_MARKED = ("published_on", "mission", "host_country")
"""Values whose words are marked; titles, labels and whole passages would mark everything, and targets are mentions."""
_ORDER = (*_MARKED, "target", "place", "domain")
_LEFT_OUT = ("title", "technology")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Found:
    """A read value with the rules that read it; `label` where it stands behind a label of the page."""

    key: str
    name: str
    value: str
    reasons: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation or mission that is named, once for all places; `names` as they are written."""

    key: str
    names: tuple[str, ...]
    kind: str
    country: str | None
    organisation_id: str | None
    mission_id: str | None
    offered: bool
    reasons: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def beside(self, missions: AbstractSet[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """Return the words that do not already show as the issuing mission."""
        return tuple(span for span in self.spans if not (self.mission_id and span in missions))


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as stated and as read."""

    key: str
    row: Mapping[str, Any]
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Proofs:
    """Everything that words of the record prove."""

    sheets: Sequence[Sheet]
    found: Sequence[Found]
    mentions: Sequence[Mention]
    amounts: Sequence[Amount]

    def marked(self) -> list[Proof]:
        """Return what is marked in the text, codes first; derived codes are not, since they rest on the same words."""
        codes = [_of_code(sheet, one) for sheet in self.sheets if not sheet.derived for one in sheet.codings]
        values = [Proof(one.key, "value", one.spans) for one in self.found if one.name in _MARKED]
        known = {span for one in self.found if one.name == "mission" for span in one.spans}
        names = [Proof(one.key, "name", one.beside(known)) for one in self.mentions]
        return [*codes, *values, *names, *(Proof(one.key, "amount", (one.span,)) for one in self.amounts)]


def _of_code(sheet: Sheet, one: Coding) -> Proof:
    return Proof(one.key, "tech" if sheet.variable == FIELD else "code", one.spans)


def proofs(record: Whole, sheets: Sequence[Sheet]) -> Proofs:
    """Return what the words of a record prove, its codes being those of `sheets`."""
    amounts = [Amount(f"a-{at}", row, (row["start"], row["end"])) for at, row in enumerate(record.amounts, 1)]
    return Proofs(sheets, _found(record.found), _mentions(record.mentions), amounts)


def _found(rows: Iterable[Mapping[str, Any]]) -> list[Found]:
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["name"] not in _LEFT_OUT:
            groups.setdefault((row["name"], row["value"]), []).append(row)
    ordered = sorted(groups, key=lambda one: (_place(one[0]), *one))
    return [_value(f"v-{at}", *one, groups[one]) for at, one in enumerate(ordered, 1)]


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _value(key: str, name: str, value: str, rows: Sequence[Mapping[str, Any]]) -> Found:
    kind, _, label = name.partition(":")
    reasons = tuple(dict.fromkeys(str(row["reason"]) for row in rows))
    return Found(key, kind, value, reasons, _short(rows), label)


def _short(rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[int, int], ...]:
    spans = ((row["start"], row["end"]) for row in rows)
    return tuple(dict.fromkeys((start, end) for start, end in spans if 0 <= start < end <= start + _LONGEST))


def _mentions(rows: Iterable[Mapping[str, Any]]) -> list[Mention]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["organisation_id"] or row["mission_id"] or row["name"], []).append(row)
    ordered = sorted(groups.values(), key=lambda ones: (not any(one["offered"] for one in ones), ones[0]["start"]))
    return [_mention(f"m-{at}", ones) for at, ones in enumerate(ordered, 1)]


def _mention(key: str, rows: Sequence[Mapping[str, Any]]) -> Mention:
    first = rows[0]
    return Mention(
        key,
        tuple(dict.fromkeys(str(row["name"]) for row in rows)),
        first["kind"],
        next((row["country"] for row in rows if row["country"]), None),
        first["organisation_id"],
        first["mission_id"],
        any(row["offered"] for row in rows),
        tuple(dict.fromkeys(str(row["reason"]) for row in rows)),
        _short(rows),
    )
