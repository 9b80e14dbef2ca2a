"""Results that took long, kept beside the edition that they are of: derived, made again where they are missing."""

from __future__ import annotations

import contextlib
import sqlite3
import threading

from attache.build.edition import Edition
from attache.core.errors import BuildError

__all__ = ["Kept"]

_PATIENCE = 30.0


class Kept:
    """Texts by key in a file `NAME-MARK.db` of an edition, which is made with the first of them.

    Making it removes the files of other marks, which other code made.
    """

    def __init__(self, edition: Edition, name: str, mark: str) -> None:
        self.path = edition.path / f"{name}-{mark}.db"
        self._old, self._local = f"{name}-*.db*", threading.local()

    def get(self, key: str) -> str | None:
        """Return what is kept under a key."""
        found = self._con().execute("select body from kept where key = ?", (key,)).fetchone()
        return None if found is None else str(found[0])

    def put(self, key: str, body: str) -> None:
        """Keep a text; it is there whole or not at all, whenever the process ends."""
        try:
            self._con().execute("insert or replace into kept values (?, ?)", (key, body))
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def keys(self) -> set[str]:
        """Return the keys of all that is kept."""
        return {str(row[0]) for row in self._con().execute("select key from kept")}

    def _con(self) -> sqlite3.Connection:
        con: sqlite3.Connection | None = getattr(self._local, "con", None)
        if con is None:
            con = self._local.con = self._opened()
        return con

    def _opened(self) -> sqlite3.Connection:
        try:
            return self._try()
        except sqlite3.DatabaseError:  # not a database, such as a file that was cut off: nothing in it is lost
            with contextlib.suppress(OSError):
                self.path.unlink()
        try:
            return self._try()
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def _try(self) -> sqlite3.Connection:
        if not self.path.exists():
            for old in self.path.parent.glob(self._old):
                with contextlib.suppress(OSError):
                    old.unlink()
        con = sqlite3.connect(self.path, isolation_level=None, timeout=_PATIENCE)
        con.execute("pragma journal_mode = wal")
        con.execute("pragma synchronous = normal")
        con.execute("create table if not exists kept (key text primary key, body text not null) without rowid")
        return con

    def _refused(self, error: sqlite3.Error) -> BuildError:
        mend = "make room or mend the folder's permissions"
        return BuildError(f"results cannot be kept ({error})", where=str(self.path), mend=mend)
