"""Codes that people give to a sample: from rows of a coding sheet to decisions, and back for comparing coders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from attache.build.registering import Registered
from attache.core.errors import CodebookError, InputError
from attache.ledger import Decision, Draft, Ledger
from attache.vocabulary.codebook import Codebook

__all__ = ["NOTHING", "Coded", "Taken", "coder_name", "codes_of", "take", "values_of"]

NOTHING = "none"
"""The code of a unit of which a person says that no value of a variable applies."""
_CODER = re.compile(r"[^\W_][\w.-]{0,63}", re.UNICODE)
_MACHINES = ("lexicon", "model", "llm", "source", "agreed_humans", "adjudicated")
_SEPARATOR = re.compile(r"[;；]")


@dataclass(frozen=True, slots=True)
class Coded:
    """What a row of a sheet says: the values of one variable of one unit; `where` names file and line."""

    unit: str
    variable: str
    values: frozenset[str]
    where: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a sheet did: units coded, and how many codes are new, replace others, went, and are as before."""

    units: int
    added: int
    replaced: int
    removed: int
    unchanged: int


def coder_name(name: str) -> str:
    """Return the name of a coder; InputError for one that could be taken for a machine."""
    if not _CODER.fullmatch(name) or name.casefold() in _MACHINES:
        raise InputError(
            f"`{name[:80]}` is no name of a coder", mend="use letters, digits, `-` and `.`; no machine's name"
        )
    return name


def values_of(cell: str, variable: str, codebook: Codebook, where: str) -> frozenset[str] | None:
    """Return the values in a cell, with the first-level values that they bring; None for an empty cell.

    Several are separated by semicolons; `none` says that nothing applies. InputError names near matches.
    """
    given = [part.strip() for part in _SEPARATOR.split(cell) if part.strip()]
    if not given:
        return None
    known = codebook.variable(variable)
    if NOTHING in given and NOTHING not in known.values:
        if len(given) > 1:
            raise InputError(f"`{variable}` has `none` beside values", where=where, mend="give one or the other")
        return frozenset((NOTHING,))
    if not known.multi and len(given) > 1:
        raise InputError(f"`{variable}` takes one value and has {len(given)}", where=where, mend="choose one")
    found: set[str] = set()
    for value in given:
        try:
            at: str | None = codebook.value(variable, value).value
        except CodebookError as error:
            raise InputError(error.what, where=where, mend=error.mend) from None
        while at is not None:
            found.add(at)
            at = known.values[at].parent if known.multi else None
    return frozenset(found)


def take(ledger: Ledger, sample: Registered, rows: Sequence[Coded], coder: str, *, at: str | None = None) -> Taken:
    """Append what a coder coded, all of it or nothing; what the ledger has already is not appended again.

    A changed code is a new decision and one that takes the old one back.
    """
    said = _said(ledger, coder)
    drafts: list[Draft] = []
    counts = [0, 0, 0, 0]
    for row in rows:
        old = said.get((row.unit, row.variable), {})
        new, gone = sorted(row.values - old.keys()), sorted(old.keys() - row.values)
        changed = min(len(new), len(gone))
        done = (len(new) - changed, changed, len(gone) - changed, len(row.values & old.keys()))
        counts = [count + more for count, more in zip(counts, done, strict=True)]
        for value in new:
            code = {"variable": row.variable, "value": value, "sample_id": sample.sample_id}
            drafts.append(Draft("code", row.unit, code, coder, at=at))
        # Codes are taken back by decisions of their own: one that also codes would, taken back, revive the old code.
        why = {"reason": "coded otherwise", "sample_id": sample.sample_id}
        drafts += [Draft("retract", row.unit, why, coder, old[value].decision_id, at) for value in gone]
    ledger.extend(drafts)
    return Taken(len({row.unit for row in rows}), *counts)


def _said(ledger: Ledger, coder: str) -> dict[tuple[str, str], dict[str, Decision]]:
    found: dict[tuple[str, str], dict[str, Decision]] = {}
    for one in ledger.decisions("code", standing=True):
        if one.author == coder:
            found.setdefault((one.subject, str(one.payload["variable"])), {})[str(one.payload["value"])] = one
    return found


def codes_of(
    ledger: Ledger, sample: Registered, variables: Iterable[str]
) -> Iterator[tuple[str, list[Mapping[str, frozenset[str]]]]]:
    """Yield for each variable what each coder gave to each unit of a sample, in the order of the draw."""
    units = [str(one["id"]) for one in sample.members]
    found: dict[tuple[str, str, str], set[str]] = {}
    for one in ledger.decisions("code", standing=True):
        key = (str(one.payload["variable"]), one.subject, one.author)
        found.setdefault(key, set()).add(str(one.payload["value"]))
    coders: dict[tuple[str, str], list[str]] = {}
    for variable, unit, coder in sorted(found):
        coders.setdefault((variable, unit), []).append(coder)
    for variable in variables:
        yield (
            variable,
            [
                {coder: frozenset(found[variable, unit, coder]) for coder in coders.get((variable, unit), ())}
                for unit in units
            ],
        )
