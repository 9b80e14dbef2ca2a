"""How a record could be wrong: facts about it that a reader should weigh, each a sentence with its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from attache.web.record.coded import Sheet, class_of

__all__ = ["Doubt", "doubts"]

LOW = 0.5
"""What a machine claims to be sure of less than this is told."""
OLD = 180
"""Days between the last sight of a page and the edition's last capture after which that is told."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One fact: the name of its sentence, the numbers and days in it, and variables that it is about."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    variables: tuple[str, ...] = ()


def doubts(card: Mapping[str, Any], reading: Mapping[str, Any], sheets: Sequence[Sheet], as_of: str) -> list[Doubt]:
    """Return the facts in a fixed order; none of them says that the record is wrong."""
    return [*_of_source(card, as_of), *_of_reading(card, reading), *_of_codes(sheets)]


def _of_source(card: Mapping[str, Any], as_of: str) -> Iterator[Doubt]:
    if card["synthetic"]:
        yield Doubt("synthetic")
    copies = int(card["group_size"] or 1)
    yield Doubt("copies", {"count": copies}) if copies > 1 else Doubt("single")
    if card["versions"] and card["versions"] > 1:
        yield Doubt("edited", {"count": card["versions"]})
    if card["status"] == "gone":
        yield Doubt("gone", {"day": str(card["status_since"])[:10]})
    days = _days(str(card["last_seen"] or "")[:10], as_of)
    if days is not None and days > OLD:
        yield Doubt("old", {"day": str(card["last_seen"])[:10], "days": days, "as_of": as_of})


def _of_reading(card: Mapping[str, Any], reading: Mapping[str, Any]) -> Iterator[Doubt]:
    if not card["published_on"]:
        yield Doubt("no_date")
    elif reading["published_precision"] != "day":
        yield Doubt("coarse_date", {"day": card["published_on"]})
    if not card["mission_id"]:
        yield Doubt("no_mission")
    if not card["host_country"]:
        yield Doubt("no_country")
    if reading["contacts_removed"]:
        yield Doubt("contacts", {"count": reading["contacts_removed"]})


def _of_codes(sheets: Sequence[Sheet]) -> Iterator[Doubt]:
    if not sheets:
        yield Doubt("no_codes")
        return
    yield from _of_people(sheets)
    machine = [one for one in sheets if one.how in ("machine", "disagreed") and not one.derived]
    faint = _where(machine, lambda one: any(c.shown and max(s.confidence for s in c.said) < LOW for c in one.codings))
    if faint:
        yield Doubt("faint", {"count": len(faint), "low": f"{LOW:.1f}"}, faint)


def _of_people(sheets: Sequence[Sheet]) -> Iterator[Doubt]:
    coded = [one for one in sheets if any(class_of(coder) in ("person", "adjudicated") for coder in one.coders)]
    if not coded:
        yield Doubt("machine_only", {"count": len(sheets)})
    elif len(coded) < len(sheets):
        yield Doubt("machine_partly", {"count": len(sheets) - len(coded), "all": len(sheets)})
    if split := _where(coded, lambda one: one.how == "disagreed"):
        yield Doubt("disagreed", {"count": len(split)}, split)
    if settled := _where(coded, lambda one: one.how == "adjudicated" and _differ(one)):
        yield Doubt("settled", {"count": len(settled)}, settled)
    if alone := _where(coded, lambda one: one.how == "one_person"):
        yield Doubt("one_person", {"count": len(alone)}, alone)


def _where(sheets: Sequence[Sheet], holds: Callable[[Sheet], bool]) -> tuple[str, ...]:
    return tuple(one.variable for one in sheets if holds(one))


def _differ(sheet: Sheet) -> bool:
    """Whether the people who coded a variable do not all say the same."""
    said = [
        frozenset(coding.value for coding in sheet.codings if coding.by(coder))
        for coder in sheet.coders
        if class_of(coder) == "person"
    ]
    return len(set(said)) > 1


def _days(earlier: str, later: str) -> int | None:
    try:
        return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
    except ValueError:
        return None
