"""Putting the evidence in order after a crash: torn ends are cut, missing lines and rows are entered.

Only what lies behind the custody log is ever touched. Bytes that are cut are kept in `torn/`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from attache.collect.custody import Link, last_link, link_after
from attache.collect.index import Index, Position
from attache.collect.rows import row_of
from attache.collect.segments import Appender, Window, segment_number, segments
from attache.collect.warc import BrokenRecordError, Group, salvage
from attache.core.errors import EvidenceError
from attache.core.files import write_atomic
from attache.core.ids import digest

__all__ = ["CUSTODY", "INDEX", "TORN", "Healed", "catch_up", "heal", "is_current"]

CUSTODY, INDEX, TORN = "custody.jsonl", "index.sqlite", "torn"


@dataclass(slots=True)
class Healed:
    """The state after healing: the last link, the WARC file to go on with (None for a new one), what was done."""

    last: Link | None
    warc: str | None = None
    messages: list[str] = field(default_factory=list)


def heal(folder: Path) -> Healed:
    """Cut torn ends of the custody log and of the last WARC file, and enter whole records that have no line yet."""
    path = folder / CUSTODY
    try:
        last, whole, size = last_link(path)
    except ValueError:
        mend = "run `attache verify` to see what was changed, and restore the file from a copy"
        raise EvidenceError("the last line of the custody log is damaged", where=str(path), mend=mend) from None
    state = Healed(last)
    if whole < size:
        state.messages.append(_set_aside(path, whole))
    names = segments(folder)
    if names:
        state.warc = names[-1]
        _heal_files(folder, names, state)
    if last and last.warc not in names:
        state.messages.append(f"{last.warc}: the file is lost; `verify` names it")
        state.warc = None
    return state


def catch_up(index: Index, folder: Path) -> None:
    """Bring the index up to the WARC files, from the start where it does not fit them."""
    names = segments(folder)
    known = index.position
    if known.warc and (known.warc not in names or (folder / known.warc).stat().st_size < known.end):
        index.clear()
        known = Position("", 0)
    first = segment_number(known.warc)
    for name in names:
        if segment_number(name) >= first:
            end = _index_file(index, folder / name, known.end if name == known.warc else 0)
            index.commit(Position(name, end))


def is_current(index: Index, folder: Path) -> bool:
    """Whether the index reaches to the end of the last WARC file."""
    names = segments(folder)
    return not names or index.position == Position(names[-1], (folder / names[-1]).stat().st_size)


def _index_file(index: Index, path: Path, start: int) -> int:
    size = path.stat().st_size
    if start == size:
        return size
    with path.open("rb") as file:
        for found in salvage(file, start, size):
            if isinstance(found, Group):
                try:
                    row = row_of(found.main.fields, found.main.block, path.name, found.main.offset)
                except ValueError:
                    continue  # not a record of ours; `verify` names it
                if row:
                    index.add(row)
                start = found.offset + found.length
    return start


def _heal_files(folder: Path, names: list[str], state: Healed) -> None:
    custody = Appender(folder / CUSTODY)
    try:
        entered = sum(_heal_file(folder / name, start, custody, state) for name, start in _tails(names, state.last))
        custody.sync()
    finally:
        custody.close()
    if entered:
        state.messages.append(f"{CUSTODY}: {entered} records that a crash had kept out of the log were entered")


def _tails(names: list[str], last: Link | None) -> Iterator[tuple[str, int]]:
    first = segment_number(last.warc) if last else 0
    for name in names:
        if segment_number(name) >= first:
            yield name, last.end if last and name == last.warc else 0


def _heal_file(path: Path, start: int, custody: Appender, state: Healed) -> int:
    size, entered = path.stat().st_size, 0
    if size < start:
        state.messages.append(
            f"{path.name}: {start - size} bytes that the custody log knows are lost; `verify` names them"
        )
        state.warc = None if path.name == state.warc else state.warc
    damage: BrokenRecordError | None = None
    with path.open("rb") as file, closing(Window(path.parent)) as window:
        for found in salvage(file, start, size) if start < size else ():
            if isinstance(found, BrokenRecordError):
                damage = damage or found  # a torn record can look like several damages in a row
                continue
            if damage:
                state.messages.append(f"{path.name}: damaged at byte {damage.offset} ({damage.reason})")
                damage = None
            custody.append(_recovered(state, path.name, found, window.read(path.name, found.offset, found.length)))
            entered += 1
    if damage and path.name == state.warc:
        state.messages.append(_set_aside(path, damage.offset))
    return entered


def _recovered(state: Healed, name: str, group: Group, data: bytes) -> bytes:
    try:
        row = row_of(group.main.fields, group.main.block, name, group.main.offset)
    except ValueError:  # whole, but not a record of ours; `verify` goes on naming it
        row = None
    state.last = link_after(
        state.last,
        data,
        kind="sweep" if row and row.role == "sweep" else group.main.fields.get("warc-type", ""),
        capture_id=row.capture_id if row else "",
        sha256=row.sha256 if row else digest(group.main.block),
        place=(name, group.offset),
        recovered=True,
    )
    return state.last.line()


def _set_aside(path: Path, start: int) -> str:
    with path.open("rb") as file:
        file.seek(start)
        torn = file.read()
    folder = path.parent / TORN
    folder.mkdir(exist_ok=True)
    name, number = f"{path.name}.{start}", 1
    while (folder / name).exists():
        name, number = f"{path.name}.{start}.{number}", number + 1
    write_atomic(folder / name, torn)
    os.truncate(path, start)
    return f"{path.name}: {len(torn)} bytes of a torn record were cut at byte {start}; they are kept in {TORN}/{name}"
