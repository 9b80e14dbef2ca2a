"""Registers opened for screening: a file, registers of an edition, or a small list that comes with Attaché."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from attache.build.edition import Edition
from attache.build.registers import names_of, open_register_index, open_registers, registers_in
from attache.core.errors import InputError, NotFoundError
from attache.core.ids import digest
from attache.link import Entry, Register
from attache.link.registers import load
from attache.vocabulary.registers import ShippedList, catalogue, shipped_lists

__all__ = ["Opened", "is_path", "open_all", "open_edition", "open_file", "open_shipped"]

SUFFIXES = frozenset((".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".gz", ".zip"))
"""Ends of names by which something that is not there was meant to be a file."""
_TWIN = re.compile(r"(.+)~\d+", re.DOTALL)
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Opened:
    """Registers that are searched together.

    `about` tells of each `{name, authority, effect, traps, edition, entries, source, sha256, synthetic}`; `editions`
    are the dates of complete editions that are known of each; `remarks` are sentences about what a user should know.
    """

    register: Register
    about: Mapping[str, dict[str, Any]]
    editions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def open_all(names: Sequence[str], edition: Edition | None) -> list[Opened]:
    """Open registers by path or id; without names, all that the edition holds.

    An id is that of a register of the edition, else of a shipped list. InputError for a file that cannot be read,
    NotFoundError for an id that nothing has.
    """
    if not names:
        return [open_edition(edition, None)] if edition and names_of(edition) else []
    files = [name for name in dict.fromkeys(names) if is_path(name)]
    ids = [name for name in dict.fromkeys(names) if not is_path(name)]
    held = names_of(edition) if edition else []
    shipped = {one.register_id: one for one in shipped_lists()}
    for name in ids:
        if name not in held and name not in shipped:
            raise _nowhere(name, sorted({*held, *shipped}))
    out = [open_file(Path(name)) for name in files]
    out += [open_shipped(shipped[name]) for name in ids if name not in held]
    if chosen := sorted(name for name in ids if name in held):
        out.append(open_edition(edition, chosen))
    return out


def is_path(name: str) -> bool:
    """Tell whether a file or folder of this name is there, or something that is named like a file was meant."""
    try:
        return len(name) < _LONGEST and (Path(name).suffix.lower() in SUFFIXES or Path(name).exists())
    except (OSError, ValueError):
        return False


def _nowhere(name: str, known: Iterable[str]) -> NotFoundError:
    mend = f"give a file, or one of {', '.join(known)}"
    if name in catalogue().registers:
        mend = f"`attache registers import` or `update` it, then build; or {mend}"
    return NotFoundError(f"no file and no loaded register is called `{name[:200]}`", mend=mend)


def open_file(path: Path) -> Opened:
    """Open a file of a register in any format; its id is the file's stem. Ids stay as the file has them."""
    loaded = load(path)
    entries, twice = _own_ids(loaded.entries)
    remarks = [
        f"{path.name}: {one}" for one in loaded.remarks if "; kept apart as" not in one and "were kept" not in one
    ]
    if twice:
        ids = f"the id `{twice[0]}` stands" if len(twice) == 1 else f"{len(twice):,} ids, such as `{twice[0]}`, stand"
        remarks.append(f"{path.name}: {ids} more than once; the entries are kept apart")
    remarks += [f"{path.name}: left out {count:,} {reason}" for reason, count in loaded.left_out.items()]
    if not entries:
        remarks.append(f"{path.name}: holds no entry")
    stem = path.name.split(".")[0]
    sha256 = digest(path.read_bytes()) if path.is_file() else None
    each = _by_register(entries) or {stem: []}
    about = {key: _about(key, ones, f"file {path.name}") | {"sha256": sha256} for key, ones in each.items()}
    editions = {key: tuple(_observed(ones)) for key, ones in each.items()}
    return Opened(Register(entries), about, editions, tuple(remarks))


def _own_ids(entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """Give entries back the ids that their file has, which loading has told apart; return those that stand twice."""
    known = {(entry.register, entry.id) for entry in entries}
    twice: dict[str, None] = {}
    out = []
    for entry in entries:
        twin = _TWIN.fullmatch(entry.id) if "~" in entry.id else None
        if twin and (entry.register, twin[1]) in known:
            twice.setdefault(twin[1])
            out.append(replace(entry, id=twin[1]))
        else:
            out.append(entry)
    return out, list(twice)


def open_shipped(shipped: ShippedList) -> Opened:
    """Open a small list that comes with Attaché."""
    key = shipped.register_id
    entries = [
        Entry(one.id, one.name, key, one.aliases, one.country, edition=shipped.edition) for one in shipped.entries
    ]
    return Opened(Register(entries), {key: _about(key, entries, "comes with Attaché")})


def open_edition(edition: Edition | None, names: Sequence[str] | None) -> Opened:
    """Open registers of an edition, all or those named, with the index of their names that is kept beside it."""
    if edition is None:
        raise InputError("there is no edition to take registers from", mend="run `attache build`")
    entries = open_registers(edition, names)
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(registers_in(edition), key=lambda row: str(row["edition"])):
        if names is None or row["register"] in names:
            rows.setdefault(str(row["register"]), []).append(row)
    each = _by_register(entries)
    about, editions = {}, {}
    for key, ones in rows.items():
        mine = each.get(key, [])
        read = [row for row in ones if row["refusal"] is None]
        about[key] = _about(key, mine, f"in edition {edition.number} of the dataset") | {
            "edition": str((read or ones)[-1]["edition"]),
            "synthetic": all(row["synthetic"] for row in ones),
            **({"refusal": ones[-1]["refusal"]} if ones[-1]["refusal"] else {}),
        }
        editions[key] = tuple({*(str(row["edition"]) for row in read if row["complete"]), *_observed(mine)})
    remarks = tuple(f"{key}: could not be read ({one['refusal']})" for key, one in about.items() if "refusal" in one)
    return Opened(Register(entries, open_register_index(edition, names)), about, editions, remarks)


def _by_register(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.register, []).append(entry)
    return found


def _observed(entries: Iterable[Entry]) -> set[str]:
    """Return the dates of editions that the entries themselves tell of."""
    found = {entry.edition for entry in entries}
    found |= {entry.valid_from for entry in entries if "valid_from" in (entry.observed or "")}
    found |= {entry.valid_to for entry in entries if "valid_to" in (entry.observed or "")}
    return {one for one in found if one}


def _about(key: str, entries: Sequence[Entry], source: str) -> dict[str, Any]:
    known = catalogue().registers.get(key)
    return {
        "name": known.name if known else None,
        "authority": known.authority if known else None,
        "effect": known.effect if known else None,
        "traps": list(known.traps) if known else [],
        "edition": max((entry.edition for entry in entries if entry.edition), default=None),
        "entries": len(entries),
        "source": source,
        "synthetic": False,
    }
