"""Registers to screen against: what being listed means, what a register does not say, and rules that reach further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from attache.core.errors import InputError, NotFoundError
from attache.vocabulary.lists import Slug
from attache.vocabulary.tables import Country, Grade, PartialDate, Record, Row, check, read_yaml, unique

__all__ = [
    "REGISTERS",
    "Catalogue",
    "Listed",
    "Period",
    "Register",
    "Rule",
    "ShippedList",
    "catalogue",
    "load_catalogue",
    "load_shipped",
    "shipped_lists",
]

REGISTERS = Path(__file__).parent / "data" / "registers"


@dataclass(frozen=True, slots=True)
class Register:
    """One register. `effect` says in one sentence what being listed means; `traps` what it does not say.

    `valid_from` and `valid_to` bound the register itself; `part_of` names the file that carries it, `collected_by`
    the declared source that fetches it. `formats` are those of `attache.link.registers`; empty where there is no file.
    """

    id: str
    name: str
    authority: str
    country: str | None
    effect: str
    traps: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None
    part_of: str | None
    address: str | None
    formats: tuple[str, ...]
    licence: str
    collected_by: str | None
    source: str
    grade: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """A time in which a rule has one status: `in_force`, `suspended`, or `unknown` where sources fail."""

    valid_from: str
    valid_to: str | None
    status: str
    source: str
    grade: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by which a restriction reaches organisations that are not listed; `threshold` is in per cent."""

    id: str
    name: str
    statement: str
    registers: tuple[str, ...]
    not_for: tuple[str, ...]
    threshold: float | None
    periods: tuple[Period, ...]
    note: str | None

    def on(self, day: str) -> Period | None:
        """Return the period that an ISO day falls into, None before the first or after the last."""
        for period in self.periods:
            begun = period.valid_from[: len(day)] <= day[: len(period.valid_from)]
            if begun and (period.valid_to is None or day[: len(period.valid_to)] <= period.valid_to):
                return period
        return None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All registers and rules that are known."""

    registers: Mapping[str, Register]
    rules: tuple[Rule, ...]

    def register(self, key: str) -> Register:
        """Return a register by its id; NotFoundError names those that there are."""
        try:
            return self.registers[key]
        except KeyError:
            known = ", ".join(self.registers)
            raise NotFoundError(f"the catalogue has no register `{key}`", mend=f"choose one of {known}") from None

    def rules_for(self, key: str) -> tuple[Rule, ...]:
        """Return the rules that speak of a register, those that say that they do not apply to it included."""
        return tuple(rule for rule in self.rules if key in rule.registers or key in rule.not_for)


@dataclass(frozen=True, slots=True)
class Listed:
    """One organisation of a shipped list."""

    id: str
    name: str
    aliases: tuple[str, ...]
    country: str | None


@dataclass(frozen=True, slots=True)
class ShippedList:
    """A small list that comes with Attaché, stated as facts with its source and date."""

    register_id: str
    edition: str
    source: str
    grade: str
    note: str | None
    entries: tuple[Listed, ...]


class _RegisterRow(Row):
    id: Slug
    name: str
    authority: str
    country: Country | None = None
    effect: str
    traps: tuple[str, ...]
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    part_of: Slug | None = None
    address: str | None = None
    formats: tuple[Slug, ...]
    licence: str
    collected_by: Slug | None = None
    source: str
    grade: Grade
    note: str | None = None


class _PeriodRow(Row):
    valid_from: PartialDate
    valid_to: PartialDate | None = None
    status: Literal["in_force", "suspended", "unknown"]
    source: str
    grade: Grade
    note: str | None = None


class _RuleRow(Row):
    id: Slug
    name: str
    statement: str
    registers: tuple[Slug, ...]
    not_for: tuple[Slug, ...] = ()
    threshold: float | None = None
    periods: tuple[_PeriodRow, ...]
    note: str | None = None


class _ListedRow(Row):
    id: Slug
    name: str
    aliases: tuple[str, ...] = ()
    country: Country | None = None


class _ShippedRow(Row):
    register_id: Slug
    edition: PartialDate
    source: str
    grade: Grade
    note: str | None = None


def load_catalogue(path: Path = REGISTERS / "catalogue.yaml") -> Catalogue:
    """Read a catalogue of registers; InputError names the file, the record and the mend."""
    raw = read_yaml(path)
    _only(raw, {"registers", "rules"}, path)
    registers = [_register(one, n, path) for n, one in enumerate(_listed(raw, "registers", path), 1)]
    unique(((one.id,) for one in registers), str(path), "registers")
    known = {one.id for one in registers}
    rules = tuple(_rule(one, n, path) for n, one in enumerate(_listed(raw, "rules", path), 1))
    unique(((one.id,) for one in rules), str(path), "rules")
    named = {name for rule in rules for name in (*rule.registers, *rule.not_for)}
    named |= {one.part_of for one in registers if one.part_of}
    if missing := sorted(named - known):
        raise InputError(f"names the register `{missing[0]}`, which it lacks", where=str(path), mend="add or mend it")
    return Catalogue(MappingProxyType({one.id: one for one in registers}), rules)


def _register(raw: Any, number: int, path: Path) -> Register:
    row = check(_RegisterRow, raw, path, f"register {number}")
    _ordered(row.valid_from, row.valid_to, path, f"register {row.id}")
    if row.address is not None and not row.address.startswith("https://"):
        raise InputError(f"register {row.id}: the address is not https", where=str(path), mend="give the official one")
    return Register(**row.model_dump())


def _rule(raw: Any, number: int, path: Path) -> Rule:
    row = check(_RuleRow, raw, path, f"rule {number}")
    told = row.model_dump() | {"periods": tuple(Period(**period.model_dump()) for period in row.periods)}
    last = ""
    for period in row.periods:
        _ordered(period.valid_from, period.valid_to, path, f"rule {row.id}")
        if period.valid_from <= last:
            raise InputError(
                f"rule {row.id}: periods overlap", where=str(path), mend="put them in order, without overlap"
            )
        last = period.valid_to or "9999"
    return Rule(**told)


def load_shipped(path: Path) -> ShippedList:
    """Read one shipped list; InputError names the file, the record and the mend."""
    raw = read_yaml(path)
    head = check(_ShippedRow, Record((k, v) for k, v in raw.items() if k != "entries"), path, "the list")
    rows = _listed(raw, "entries", path)
    entries = tuple(
        Listed(**check(_ListedRow, one, path, f"entry {number}").model_dump()) for number, one in enumerate(rows, 1)
    )
    unique(((one.id,) for one in entries), str(path), "entries")
    return ShippedList(**head.model_dump(), entries=entries)


def shipped_lists(folder: Path = REGISTERS / "lists") -> tuple[ShippedList, ...]:
    """Read all lists of a folder, in order of their registers."""
    lists = sorted((load_shipped(path) for path in sorted(folder.glob("*.yaml"))), key=lambda one: one.register_id)
    unique(((one.register_id,) for one in lists), str(folder), "lists")
    return tuple(lists)


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that comes with Attaché."""
    return load_catalogue()


def _listed(raw: Mapping[str, Any], key: str, path: Path) -> list[Any]:
    rows = raw.get(key)
    if not isinstance(rows, list) or not rows:
        raise InputError(f"`{key}` is not a list of records", where=str(path), mend="give at least one")
    return rows


def _only(raw: Mapping[str, Any], known: set[str], path: Path) -> None:
    if unknown := sorted(raw.keys() - known):
        raise InputError(f"`{unknown[0]}` is not a known key", where=str(path), mend="remove it or mend its name")


def _ordered(start: str | None, end: str | None, path: Path, what: str) -> None:
    if start and end and end[: len(start)] < start[: len(end)]:
        raise InputError(f"{what}: valid_to is before valid_from", where=str(path), mend="mend one of the dates")
