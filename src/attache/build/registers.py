"""Registers of an edition: the tables `register_entries` and `registers`, opened for screening with their index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from attache.build.edition import Edition
from attache.build.name_index import open_name_index
from attache.build.register_loads import CODE, Read, entry_of_row, files_key, read_files, row_of
from attache.build.register_sources import register_files
from attache.build.state import State
from attache.build.tables import Part, keep, read_parts, to_table, write_part
from attache.core.errors import NotFoundError
from attache.core.files import link_or_copy
from attache.core.ids import digest
from attache.core.records import Capture, Notice
from attache.core.registers import RegisterEdition, RegisterEntry
from attache.core.version import code_digest
from attache.link import Candidates
from attache.link.entries import Entry
from attache.link.registers import DatedEdition, merge_editions
from attache.vocabulary.registers import shipped_lists

__all__ = ["names_of", "open_register_index", "open_registers", "registers", "registers_in"]

CACHE = ".registers"
"""Folder beside the editions with what was read of each file; it can be deleted at any time."""
INDEX = "register_names"
SHIPPED = "shipped"
_SHRUNK = 0.5
"""An edition with fewer than this share of the entries of the one before is pointed out."""
_TABLES = (RegisterEntry.TABLE, RegisterEdition.TABLE)


def registers(tables: Path, state: State, old: Edition | None) -> tuple[dict[str, Part], list[Notice]]:
    """Write the tables of registers and return their parts, and what a keeper should look at.

    `old` lends parts that depend on nothing new; without it, everything is read again.
    """
    files = register_files(state.lives.values(), state.declared)
    told = [f"{files_key(one)} {one.source_id} {one.complete} {_captured(one.captures)}" for one in files]
    key = digest("\x1f".join((code_digest(*CODE), *told)))
    name = f"registers-{key[:16]}.parquet"
    parts = _taken_over(tables, name, old)
    if parts is None:
        reads = read_files(files, state.evidence, tables.parents[1] / CACHE, fresh=old is None)
        rows = [*_entries(reads), *_shipped()]
        parts = {
            RegisterEntry.TABLE: write_part(
                tables / RegisterEntry.TABLE, name, RegisterEntry, [to_table(RegisterEntry, rows)]
            ),
            RegisterEdition.TABLE: write_part(
                tables / RegisterEdition.TABLE,
                name,
                RegisterEdition,
                [to_table(RegisterEdition, [*_editions(reads), *_shipped_editions()])],
            ),
        }
    return parts, list(_notices(tables / RegisterEdition.TABLE, name))


def _captured(captures: Iterable[Capture]) -> str:
    return " ".join(f"{one.capture_id} {one.captured_at} {one.synthetic}" for one in captures)


def _taken_over(tables: Path, name: str, old: Edition | None) -> dict[str, Part] | None:
    if old is None or not all(name in old.files(table) for table in _TABLES):
        return None
    found = {}
    for table in _TABLES:
        found[table] = next(Part(**p) for p in old.manifest["tables"][table]["parts"] if p["file"] == name)
        (tables / table).mkdir(exist_ok=True)
        (tables / table / name).unlink(missing_ok=True)
        link_or_copy(old.folder(table) / name, tables / table / name)
    return found


def _entries(reads: Sequence[Read]) -> Iterator[RegisterEntry]:
    """Yield the rows of every register and family of formats, its editions merged over all sources."""
    good = [read for read in reads if read.refusal is None]
    groups: dict[tuple[str, str], set[str]] = {}
    for read in good:
        for entry in read.loaded.entries:
            groups.setdefault((entry.register, read.loaded.family), set()).add(read.files.source_id)
    for (register, family), sources in sorted(groups.items()):
        mine = [read for read in good if read.files.source_id in sources and read.loaded.family == family]
        synthetic = all(capture.synthetic for read in mine for capture in read.files.captures)
        for entry in merge_editions(_dated(mine, register)):
            yield row_of(entry, family, synthetic=synthetic)


def _dated(reads: Iterable[Read], register: str) -> list[DatedEdition]:
    """Return the editions of one register; what several sources have of one day is one edition."""
    days: dict[str, dict[str, Entry]] = {}
    partial: dict[str, bool] = {}
    for read in reads:
        mine = {entry.id: entry for entry in read.loaded.entries if entry.register == register}
        days.setdefault(read.files.edition, {}).update(mine)
        partial[read.files.edition] = partial.get(read.files.edition, True) and not read.files.complete
    return [DatedEdition(day, list(found.values()), not partial[day]) for day, found in days.items()]


def _editions(reads: Iterable[Read]) -> Iterator[RegisterEdition]:
    for read in reads:
        files, loaded = read.files, read.loaded
        counts: dict[str, int] = {} if loaded.entries else {files.register: 0}
        for entry in loaded.entries:
            counts[entry.register] = counts.get(entry.register, 0) + 1
        for register, count in counts.items():
            yield RegisterEdition(
                register=register,
                edition=files.edition,
                source_id=files.source_id,
                format=loaded.format or None,
                capture_id=files.captures[0].capture_id,
                captured_at=max(capture.captured_at for capture in files.captures),
                complete=files.complete,
                entries=count,
                left_out=json.dumps(dict(loaded.left_out), ensure_ascii=False, sort_keys=True),
                unread="; ".join(loaded.unread) or None,
                remarks="; ".join(loaded.remarks) or None,
                refusal=read.refusal,
                synthetic=all(capture.synthetic for capture in files.captures),
            )


def _shipped() -> Iterator[RegisterEntry]:
    for shipped in shipped_lists():
        for one in shipped.entries:
            entry = Entry(one.id, one.name, shipped.register_id, one.aliases, one.country, edition=shipped.edition)
            yield row_of(entry, SHIPPED, synthetic=False)


def _shipped_editions() -> Iterator[RegisterEdition]:
    for one in shipped_lists():
        yield RegisterEdition(
            *(one.register_id, one.edition, SHIPPED, SHIPPED, None, None),
            complete=True,
            entries=len(one.entries),
            left_out="{}",
            unread=None,
            remarks=one.note,
            refusal=None,
        )


def _notices(folder: Path, file: str) -> Iterator[Notice]:
    """Yield what the last edition of each source has to say: refusals, shrinkage, columns that no loader uses."""
    rows = sorted(read_parts(folder, [file]).to_pylist(), key=lambda row: (str(row["edition"]), str(row["register"])))
    last = {row["source_id"]: row["edition"] for row in rows}
    before: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["source_id"], row["register"])
        most = before.get(key, 0)
        before[key] = row["entries"] if row["refusal"] is None else most
        if row["edition"] != last[row["source_id"]] or row["source_id"] == SHIPPED:
            continue
        if row["refusal"]:
            yield Notice(row["source_id"], "refusal", row["refusal"], 1, row["capture_id"])
        elif row["complete"] and row["entries"] < _SHRUNK * most:
            message = f"{row['register']} has {row['entries']} entries after {most}; look whether the file is whole"
            yield Notice(row["source_id"], "shrinkage", message, 1, row["capture_id"])
        for name in (row["unread"] or "").split("; ") if row["unread"] else ():
            message = f"no loader of registers uses the column `{name}`"
            yield Notice(row["source_id"], "unread_field", message, 1, row["capture_id"])


def registers_in(edition: Edition) -> list[dict[str, object]]:
    """Return the rows of `registers` of an edition: which editions of which registers it holds."""
    return read_parts(edition.folder(RegisterEdition.TABLE), edition.files(RegisterEdition.TABLE)).to_pylist()


def open_registers(edition: Edition, names: Sequence[str] | None = None) -> list[Entry]:
    """Return the entries of an edition, of all registers or of those named, in the order of the table.

    Raises NotFoundError for a register that the edition does not hold.
    """
    table = read_parts(edition.folder(RegisterEntry.TABLE), edition.files(RegisterEntry.TABLE))
    if names is not None:
        known = names_of(edition)
        for name in names:
            if name not in known:
                mend = f"import or update it, then build; there are {', '.join(known) or 'none'}"
                raise NotFoundError(f"edition {edition.number} holds no register `{name}`", mend=mend)
        table = keep(table, "register", pa.array(names, type=pa.string()))
    return [entry_of_row(row) for row in table.to_pylist()]


def names_of(edition: Edition) -> list[str]:
    """Return the ids of the registers that an edition holds."""
    table = read_parts(edition.folder(RegisterEdition.TABLE), edition.files(RegisterEdition.TABLE), ["register"])
    return sorted({str(name) for name in table["register"].to_pylist()}) if table.num_rows else []


def open_register_index(edition: Edition, names: Sequence[str] | None = None) -> Candidates:
    """Open the index of the names of `open_registers(edition, names)`; its entries are numbered in that order.

    It is derived: made when it is missing, damaged, or of other code, and never part of what `verify` compares.
    """
    chosen = "all" if names is None else digest("\n".join(names))[:16]
    files = edition.files(RegisterEntry.TABLE)
    return open_name_index(edition.path / INDEX / chosen, files, _later(edition, names))


def _later(edition: Edition, names: Sequence[str] | None) -> Iterator[Entry]:
    yield from open_registers(edition, names)
