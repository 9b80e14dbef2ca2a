"""The index of the evidence: SQLite, computed from the WARC files, and rebuilt from them at any time.

`moment` is the time of capture without its Z, so that "…:00" comes before "…:00.5" as text too. `seq` counts
captures and sweeps in the order in which they were appended.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from attache.collect.rows import Row
from attache.core.records import Capture

__all__ = ["Index", "Position"]

_VERSION = 1
_PAGE = 4000
_CAPTURE = (
    "capture_id, source_id, url, moment || 'Z', role, item_key, http_status, failure, media_type, charset, bytes, "
    "sha256, warc, offset, synthetic"
)
_ROW = f"{_CAPTURE}, etag, last_modified, refers_to"
_USABLE = "failure IS NULL AND (http_status IS NULL OR http_status BETWEEN 200 AND 299)"
_TABLE = """
  seq INTEGER PRIMARY KEY, capture_id TEXT NOT NULL UNIQUE, source_id TEXT NOT NULL, url TEXT NOT NULL,
  moment TEXT NOT NULL, role TEXT NOT NULL, item_key TEXT, http_status INTEGER, failure TEXT, media_type TEXT,
  charset TEXT, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, warc TEXT NOT NULL, offset INTEGER NOT NULL,
  synthetic INTEGER NOT NULL, etag TEXT, last_modified TEXT, refers_to TEXT"""
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS captures ({_TABLE});
CREATE TABLE IF NOT EXISTS sweeps ({_TABLE});
CREATE INDEX IF NOT EXISTS by_moment ON captures (moment, capture_id);
CREATE INDEX IF NOT EXISTS by_source ON captures (source_id, moment, capture_id);
CREATE INDEX IF NOT EXISTS by_item ON captures (source_id, item_key, moment);
CREATE INDEX IF NOT EXISTS by_url ON captures (url, moment);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
PRAGMA user_version = {_VERSION};
COMMIT;
"""


class Position(NamedTuple):
    """Up to where the index knows the WARC files."""

    warc: str
    end: int


class Index:
    """One connection to the index; `path` need not exist when `writable`."""

    def __init__(self, path: Path, *, writable: bool) -> None:
        self._db = _connect(path, "rwc" if writable else "rw")
        self._db.execute("PRAGMA cache_size = -32768")
        if writable:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._seq = -1
            if self.version not in (0, _VERSION):
                self._drop()
            self._db.executescript(_SCHEMA)
            self._seq = self._last()

    @property
    def version(self) -> int:
        """Schema version; 0 for a new file."""
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    @property
    def usable(self) -> bool:
        """Whether it has this program's schema."""
        return self.version == _VERSION

    def close(self) -> None:
        """Close without committing what `commit` has not."""
        self._db.close()

    def add(self, row: Row) -> None:
        """Add a capture or sweep; a known one is left as it is."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        values = (self._seq + 1, *row[:3], row.captured_at[:-1], *row[4:])
        marks = ",".join("?" * len(values))
        done = self._db.execute(f"INSERT OR IGNORE INTO {_table(row.role == 'sweep')} VALUES ({marks})", values)  # noqa: S608
        self._seq += done.rowcount

    def commit(self, position: Position) -> None:
        """Make what was added visible to other processes, together with the position that it reaches."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        state = (("warc", position.warc), ("end", str(position.end)))
        self._db.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", state)
        self._db.execute("COMMIT")

    def clear(self) -> None:
        """Empty the index within the open transaction, so that other readers keep the old state until the commit."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        for table in ("captures", "sweeps", "state"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        self._seq = 0

    def rollback(self) -> None:
        """Forget what was added since the last commit."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._seq = self._last()

    @property
    def position(self) -> Position:
        """Up to where the WARC files are indexed; an empty name for an empty index."""
        state = dict(self._db.execute("SELECT name, value FROM state").fetchall())
        return Position(state.get("warc", ""), int(state.get("end", 0)))

    def count(self, *, sweeps: bool = False) -> int:
        """Number of captures, or of sweeps."""
        return int(self._db.execute(f"SELECT count(*) FROM {_table(sweeps)}").fetchone()[0])  # noqa: S608

    def last(self) -> int:
        """The greatest `seq`."""
        return self._last()

    def get(self, capture_id: str) -> Capture | None:
        """Return a capture by its id."""
        return _one(self._captures("WHERE capture_id = ?", (capture_id,)))

    def captures(self, source_id: str | None, since: str | None, after: int, upto: int | None) -> Iterator[Capture]:
        """Yield captures by (moment, capture_id), a page at a time, so that nothing is locked in between."""
        where = "WHERE (moment, capture_id) > (?, ?)"
        fixed: list[str | int] = []
        if source_id is not None:
            where, fixed = f"{where} AND source_id = ?", [source_id]
        if after:
            where, fixed = f"{where} AND seq > ?", [*fixed, after]
        if upto is not None:
            where, fixed = f"{where} AND seq <= ?", [*fixed, upto]
        key = ((since or "").rstrip("Z"), "")
        while True:
            page = self._captures(f"{where} ORDER BY moment, capture_id LIMIT {_PAGE}", (*key, *fixed))
            yield from page
            if len(page) < _PAGE:
                return
            key = (page[-1].captured_at[:-1], page[-1].capture_id)

    def of_item(self, source_id: str, item_key: str) -> list[Capture]:
        """Return all captures of an item, oldest first."""
        return self._captures("WHERE source_id = ? AND item_key = ? ORDER BY moment, capture_id", (source_id, item_key))

    def latest(self, source_id: str, item_key: str) -> Capture | None:
        """Return the newest usable capture of an item."""
        where = f"WHERE source_id = ? AND item_key = ? AND {_USABLE} ORDER BY moment DESC, seq DESC LIMIT 1"
        return _one(self._captures(where, (source_id, item_key)))

    def validators(self, url: str) -> tuple[str | None, str | None, Capture] | None:
        """Return entity tag, modification time and capture of the newest usable answer of an address."""
        where = f"WHERE url = ? AND http_status IS NOT NULL AND {_USABLE} ORDER BY moment DESC, seq DESC LIMIT 1"
        found = self._db.execute(f"SELECT {_CAPTURE}, etag, last_modified FROM captures {where}", (url,)).fetchone()  # noqa: S608
        if found is None or (found[-1] is None and found[-2] is None):
            return None
        return found[-2], found[-1], _capture(found[:-2])

    def latest_at(self, source_id: str, url: str) -> Capture | None:
        """Return the newest usable capture of an address."""
        where = f"WHERE url = ? AND source_id = ? AND {_USABLE} ORDER BY moment DESC, seq DESC LIMIT 1"
        return _one(self._captures(where, (url, source_id)))

    def sweeps(self, upto: int | None) -> list[tuple[str, str, int]]:
        """Return (source id, WARC file, offset) of each sweep, in the order in which they were appended."""
        query = "SELECT source_id, warc, offset FROM sweeps WHERE seq <= ? ORDER BY seq"
        return self._db.execute(query, (upto if upto is not None else self._last(),)).fetchall()

    def row(self, capture_id: str, *, sweep: bool = False) -> Row | None:
        """Return the row of a capture, or of a sweep."""
        found = self._db.execute(f"SELECT {_ROW} FROM {_table(sweep)} WHERE capture_id = ?", (capture_id,)).fetchone()  # noqa: S608
        return None if found is None else _row(found)

    def rows(self, *, sweeps: bool = False) -> Iterator[Row]:
        """Yield every row of the captures, or of the sweeps, in the order in which they were appended."""
        query = f"SELECT {_ROW}, seq FROM {_table(sweeps)} WHERE seq > ? ORDER BY seq LIMIT {_PAGE}"  # noqa: S608
        last = 0
        while page := self._db.execute(query, (last,)).fetchall():
            yield from (_row(found[:-1]) for found in page)
            last = page[-1][-1]

    def check(self) -> str | None:
        """Return what SQLite finds wrong with the file, None where it is sound."""
        found = self._db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        return None if found == "ok" else str(found)

    def _captures(self, where: str, values: Iterable[Any]) -> list[Capture]:
        return [_capture(row) for row in self._db.execute(f"SELECT {_CAPTURE} FROM captures {where}", tuple(values))]  # noqa: S608

    def _last(self) -> int:
        both = self._db.execute("SELECT max(seq) FROM captures UNION ALL SELECT max(seq) FROM sweeps").fetchall()
        return max(found[0] or 0 for found in both)

    def _drop(self) -> None:
        for table in ("captures", "sweeps", "state"):
            self._db.execute(f"DROP TABLE IF EXISTS {table}")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    db = sqlite3.connect(address, uri=True, timeout=30, isolation_level=None, check_same_thread=False)
    with suppress(sqlite3.OperationalError):
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
        return db
    if mode == "rw":  # on a read-only medium there can be no shared memory beside the file
        db.close()
        return sqlite3.connect(f"{address.replace('mode=rw', 'mode=ro')}&immutable=1", uri=True, isolation_level=None)
    return db


def _capture(row: tuple[Any, ...]) -> Capture:
    values = (*row[:14], bool(row[14]))
    return Capture(*values)


def _row(found: tuple[Any, ...]) -> Row:
    return Row._make((*found[:14], bool(found[14]), *found[15:]))


def _table(sweeps: bool) -> str:
    return "sweeps" if sweeps else "captures"


def _one(found: list[Capture]) -> Capture | None:
    return found[0] if found else None
