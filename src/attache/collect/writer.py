"""The one writer of the evidence: WARC file, then custody log, then index.

What `write` has returned survives the death of the process. On the disk it is after `sync`, which comes by
itself after 64 records, with the first record after two seconds, and at the end.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attache.collect.custody import GENESIS, link_after
from attache.collect.entries import Entry
from attache.collect.index import Index, Position
from attache.collect.recovery import CUSTODY, INDEX, Healed, catch_up
from attache.collect.rows import Row
from attache.collect.segments import Appender, segment_name, segment_number, segments
from attache.collect.warc import warcinfo
from attache.core.errors import WorkspaceError
from attache.core.ids import digest

__all__ = ["Writer", "open_index"]

_GROUP, _SECONDS = 64, 2.0


class Writer:
    """Appends entries; `healed` is the state that `recovery.heal` left, `limit` the size at which files rotate."""

    def __init__(self, folder: Path, healed: Healed, limit: int) -> None:
        self._folder, self._limit, self._last = folder, limit, healed.last
        with ExitStack() as opened:
            self._custody = Appender(folder / CUSTODY)
            opened.callback(self._custody.close)
            self._file = Appender(folder / healed.warc) if healed.warc else None
            if self._file:
                opened.callback(self._file.close)
            self.index = open_index(folder)
            opened.pop_all()
        self._behind, self._pending, self._synced = False, 0, time.monotonic()

    @property
    def head(self) -> str:
        """The last chain value of the custody log."""
        return self._last.chain if self._last else GENESIS

    def write(self, entry: Entry) -> Row:
        """Append an entry and return its row; one that is there already is not written again."""
        with self._indexing():
            known = self.index.row(entry.row.capture_id, sweep=entry.row.role == "sweep")
        if known:
            return known
        file = self._room(entry.row.captured_at)
        request, main = entry.encoded()
        start = self._append(file, request + main, entry.row, entry.fields["WARC-Type"])
        row = entry.row._replace(warc=file.path.name, offset=start + len(request))
        self._pending += 1
        with self._indexing():
            self.index.add(row)
        if self._pending >= _GROUP or time.monotonic() - self._synced >= _SECONDS:
            self.sync()
        return row

    def sync(self) -> None:
        """Put everything on the disk and show it to readers."""
        if self._file and self._pending:
            self._file.sync()
            self._custody.sync()
            with self._indexing():
                self.index.commit(Position(self._file.path.name, self._file.size))
        self._pending, self._synced = 0, time.monotonic()

    def close(self) -> None:
        """Sync and close."""
        try:
            self.sync()
        finally:
            if self._file:
                self._file.close()
            self._custody.close()
            self.index.close()

    def rebuild(self) -> None:
        """Compute the index again from the WARC files."""
        self.sync()
        try:
            self.index.clear()
            catch_up(self.index, self._folder)
        except sqlite3.DatabaseError:
            self.index.close()
            self.index = _fresh_index(self._folder)

    def _room(self, at: str) -> Appender:
        if self._file and self._file.size >= self._limit:
            self._file.sync()
            self._file.close()
            self._file = None
        if not self._file:
            used = [segment_number(name) for name in segments(self._folder)]
            used.append(segment_number(self._last.warc) if self._last else 0)
            self._file = Appender(self._folder / segment_name(max(used) + 1))
        if not self._file.size:
            self._append(self._file, warcinfo(self._file.path.name, at), None, "warcinfo")
        return self._file

    def _append(self, file: Appender, data: bytes, row: Row | None, kind: str) -> int:
        before = file.size, self._custody.size
        link = link_after(
            self._last,
            data,
            kind="sweep" if row and row.role == "sweep" else kind,
            capture_id=row.capture_id if row else "",
            sha256=row.sha256 if row else digest(data),
            place=(file.path.name, before[0]),
        )
        try:
            file.append(data)
            self._custody.append(link.line())
        except BaseException:  # an interrupt too must not leave a record without its line
            file.cut(before[0])
            self._custody.cut(before[1])
            raise
        self._last = link
        return before[0]

    @contextmanager
    def _indexing(self) -> Iterator[None]:
        try:
            if self._behind:
                catch_up(self.index, self._folder)
                self._behind = False
            yield
        except sqlite3.Error as error:
            self._behind = True
            self.index.rollback()
            mend = "make room or check the folder's permissions, then run this again: no evidence is lost"
            where = str(self._folder / INDEX)
            raise WorkspaceError(f"the index cannot be written ({error})", where=where, mend=mend) from error


def open_index(folder: Path) -> Index:
    """Return the index for writing, brought up to the WARC files; a damaged one is computed again."""
    path = folder / INDEX
    try:
        index = Index(path, writable=True)
        catch_up(index, folder)
    except sqlite3.OperationalError as error:
        raise WorkspaceError(f"cannot be opened ({error})", where=str(path), mend="check the disk") from error
    except sqlite3.DatabaseError:
        index = _fresh_index(folder)
    return index


def _fresh_index(folder: Path) -> Index:
    for name in (INDEX, f"{INDEX}-wal", f"{INDEX}-shm"):
        (folder / name).unlink(missing_ok=True)
    index = Index(folder / INDEX, writable=True)
    catch_up(index, folder)
    return index
