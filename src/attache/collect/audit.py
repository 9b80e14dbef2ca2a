"""Checking the evidence: every record against the custody log, the log against itself, the index against both."""

from __future__ import annotations

import hashlib
import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from attache.collect.custody import GENESIS, Link, links
from attache.collect.index import Index
from attache.collect.recovery import CUSTODY, INDEX, TORN
from attache.collect.rows import Row, body_of, row_of
from attache.collect.segments import Window, is_segment, segments
from attache.collect.warc import BrokenRecordError, Group, groups, salvage
from attache.core.ids import digest

__all__ = ["Finding", "audit"]

_OURS = frozenset((CUSTODY, INDEX, f"{INDEX}-wal", f"{INDEX}-shm", f"{INDEX}-journal", ".lock", TORN))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the evidence: in which file, at which byte, which capture of which address."""

    file: str
    offset: int | None
    what: str
    capture_id: str | None = None
    url: str | None = None

    def __str__(self) -> str:
        place = self.file if self.offset is None else f"{self.file}, byte {self.offset}"
        name = " ".join(filter(None, (self.capture_id, self.url)))
        return f"{place}: {self.what}" + (f" ({name})" if name else "")


def audit(
    folder: Path, *, live: bool, heads: tuple[str, ...], progress: Callable[[int, int], None] | None
) -> list[Finding]:
    """Return what is wrong; with `live` somebody is appending, and what has just come is not held against them."""
    sizes = {name: (folder / name).stat().st_size for name in segments(folder)}
    log = folder / CUSTODY
    state = _Audit(folder, sizes, log.stat().st_size if log.exists() else 0, live, set(heads), progress)
    with closing(Window(folder)) as state.window:
        _check_index_opens(state)
        _check_log(state)
        for name, size in state.sizes.items():
            _check_rest(state, name, size)
        _check_names(state)
        _check_rows(state)
        if state.index:
            state.index.close()
    return state.findings


@dataclass(slots=True)
class _Audit:
    folder: Path
    sizes: dict[str, int]
    log_size: int
    live: bool
    heads: set[str]
    progress: Callable[[int, int], None] | None
    findings: list[Finding] = field(default_factory=list)
    covered: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    index: Index | None = None
    window: Window = field(init=False)
    matched: int = 0
    done: int = 0

    def row(self, capture_id: str, *, sweep: bool) -> Row | None:
        if self.index is None:
            return None
        try:
            return self.index.row(capture_id, sweep=sweep)
        except sqlite3.Error as error:
            self.index.close()
            self.index = None
            self.add(INDEX, None, f"the index cannot be read ({error}); it can be computed again")
            return None

    def add(
        self, file: str, offset: int | None, what: str, capture_id: str | None = None, url: str | None = None
    ) -> None:
        if url is None and capture_id:
            row = self.row(capture_id, sweep=False) or self.row(capture_id, sweep=True)
            url = row.url if row else None
        self.findings.append(Finding(file, offset, what, capture_id or None, url))

    def advance(self, size: int) -> None:
        self.done += size
        if self.progress:
            self.progress(self.done, sum(self.sizes.values()))


def _check_index_opens(state: _Audit) -> None:
    path = state.folder / INDEX
    if not state.sizes:
        return
    if not path.exists():
        state.add(INDEX, None, "the index is missing; it can be computed again")
        return
    try:
        index = Index(path, writable=False)
        wrong = index.check() if index.usable else "it is of another version"
    except sqlite3.Error as error:
        state.add(INDEX, None, f"the index cannot be read ({error}); it can be computed again")
        return
    if wrong:
        index.close()
        state.add(INDEX, None, f"the index is damaged ({wrong}); it can be computed again")
        return
    state.index = index


def _check_log(state: _Audit) -> None:
    last, expected, sound = GENESIS, 0, True
    path = state.folder / CUSTODY
    if state.sizes and not path.exists():
        state.add(CUSTODY, None, "the custody log is missing")
    for offset, link in links(path, state.log_size):
        if link is None:
            state.add(CUSTODY, offset, f"line {expected + 1} of the custody log is damaged")
            expected, sound = expected + 1, False
            continue
        _check_link(state, offset, link, expected, last if sound else link.prev)
        _check_group(state, link)
        last, expected, sound = link.chain, link.n + 1, True
        state.heads.discard(link.chain)
    state.heads.discard(GENESIS)
    for head in sorted(state.heads):
        state.add(CUSTODY, None, f"the log does not contain the head {head[:80]} that was noted elsewhere")
    if state.log_size and not state.live:
        with path.open("rb") as file:
            file.seek(state.log_size - 1)
            if file.read(1) != b"\n":
                state.add(CUSTODY, state.log_size, "the last line is torn; opening the evidence for writing cuts it")


def _check_link(state: _Audit, offset: int, link: Link, expected: int, last: str) -> None:
    wrong = []
    if link.n != expected:
        wrong.append(f"has number {link.n} where {expected} is due: lines were dropped, added or reordered")
    if link.prev != last:
        wrong.append("is not chained to the line before it")
    if link.chain != link.sealed().chain:
        wrong.append("does not hash to its own chain value: it was edited")
    if wrong:
        state.add(CUSTODY, offset, f"line {expected + 1} " + "; ".join(wrong), link.capture_id)


def _check_group(state: _Audit, link: Link) -> None:
    if link.warc not in state.sizes and not (is_segment(link.warc) and (state.folder / link.warc).exists()):
        state.missing[link.warc] = state.missing.get(link.warc, 0) + 1
        return
    covered = state.covered.get(link.warc, 0)
    if link.offset > covered:
        _check_gap(state, link.warc, covered, link.offset)
    elif link.offset < covered:
        state.add(link.warc, link.offset, "the custody log has this place twice", link.capture_id)
    state.covered[link.warc] = max(covered, link.end)
    data = state.window.read(link.warc, link.offset, link.length, ahead=True)
    _check_record(state, link, data)
    state.advance(len(data))


def _check_record(state: _Audit, link: Link, data: bytes) -> None:
    wrong = []
    if len(data) < link.length:
        wrong.append("the file ends before the end of the record")
    elif hashlib.sha256(data).hexdigest() != link.record_sha256:
        wrong.append("the record is not the one that the custody log knows: its digest differs")
    try:
        (group,) = groups(io.BytesIO(data), 0, len(data))
        row = row_of(group.main.fields, group.main.block, link.warc, link.offset + group.main.offset)
        wrong += _differences(state, link, group, row)
    except BrokenRecordError as error:
        wrong.append(error.reason)
    except ValueError as error:
        wrong.append(f"not one whole record ({error})")
    if wrong:
        state.add(link.warc, link.offset, "; ".join(wrong), link.capture_id)


def _differences(state: _Audit, link: Link, group: Group, row: Row | None) -> Iterator[str]:
    if row is None:
        return
    body = group.main.block if row.role == "sweep" else body_of(group.main.fields, group.main.block)[1]
    found = digest(body)
    if not found == row.sha256 == link.sha256:
        yield "the body does not have the SHA-256 stored for it"
    if row.capture_id != link.capture_id:
        yield f"the record is that of {row.capture_id}"
    yield from _compare_index(state, row)


def _compare_index(state: _Audit, row: Row) -> Iterator[str]:
    if state.index is None:
        return
    known = state.row(row.capture_id, sweep=row.role == "sweep")
    if known is None:
        if state.index and not state.live:
            yield "the index does not have it"
        return
    state.matched += 1
    for name, value, stored in zip(Row._fields, row, known, strict=True):
        if value != stored:
            yield f"the index has another {name}"


def _check_gap(state: _Audit, name: str, start: int, end: int) -> None:
    with (state.folder / name).open("rb") as file:
        for found in salvage(file, start, min(end, state.sizes.get(name, end))):
            if isinstance(found, BrokenRecordError):
                state.add(name, found.offset, f"bytes that the custody log does not know ({found.reason})")
                continue
            try:
                row = row_of(found.main.fields, found.main.block, name, found.main.offset)
            except ValueError:
                row = None
            what = "a record that the custody log does not know"
            state.add(name, found.offset, what, row.capture_id if row else None, row.url if row else None)
            if row and state.row(row.capture_id, sweep=row.role == "sweep"):
                state.matched += 1


def _check_rest(state: _Audit, name: str, size: int) -> None:
    covered = state.covered.get(name, 0)
    if covered < size and not (state.live and name == list(state.sizes)[-1]):
        _check_gap(state, name, covered, size)
        state.advance(size - covered)


def _check_names(state: _Audit) -> None:
    for name, count in state.missing.items():
        state.add(name, None, f"the file is missing; the custody log knows {count} records in it")
    for path in sorted(state.folder.iterdir()) if state.folder.is_dir() else []:
        if path.name not in _OURS and not is_segment(path.name):  # an unknown segment is found by what it holds
            state.add(path.name, None, "the file is not part of the evidence")


def _check_rows(state: _Audit) -> None:
    if state.index is None or state.live:
        return
    if state.matched == state.index.count() + state.index.count(sweeps=True):
        return
    for sweeps in (False, True):
        for row in state.index.rows(sweeps=sweeps):
            if not _stands(state, row):
                what = "the index has a capture that no record proves"
                state.add(row.warc, row.offset, what, row.capture_id, row.url)


def _stands(state: _Audit, row: Row) -> bool:
    if not isinstance(row.offset, int) or row.offset < 0 or not is_segment(str(row.warc)):
        return False
    try:
        with (state.folder / row.warc).open("rb") as file:
            group = next(groups(file, row.offset, file.seek(0, io.SEEK_END)))
            found = row_of(group.main.fields, group.main.block, row.warc, row.offset)
    except BrokenRecordError:
        return True  # named already, by its place
    except (OSError, ValueError, StopIteration):
        return False
    return found is not None and found.capture_id == row.capture_id
