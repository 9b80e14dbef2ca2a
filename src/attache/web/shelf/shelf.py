"""Making and reading the shelf of an edition."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attache.build.edition import Edition
from attache.build.tables import file_sha256
from attache.core.errors import BuildError
from attache.core.files import locked
from attache.core.ids import digest
from attache.web.shelf.preparing import open_prepared
from attache.web.shelf.sheets import SHEETS, Sheet

__all__ = ["Shelf"]

Tell = Callable[[str, int, int | None], None]
"""Told what is being made, how many of how many parts are."""

FILE = "shelf.db"
_CHUNK = 2_000
_RANGE = 5_000
_SAID = digest(json.dumps({name: [dict(s.columns), s.query, s.indexes, s.many] for name, s in SHEETS.items()}))


class Shelf:
    """An edition's shelf, open for reading from any thread."""

    def __init__(self, path: Path) -> None:
        self._path, self._local = path, threading.local()

    @classmethod
    def of(cls, edition: Edition, tell: Tell | None = None) -> Shelf:
        """Open the shelf of an edition; make it first where it is missing, or of other code or another codebook."""
        path, mark = edition.path / FILE, _mark(edition)
        if not _usable(path, mark):
            try:
                with locked(edition.path / f".{FILE}.lock", "making the shelf of this edition"):
                    if not _usable(path, mark):
                        _make(edition, path, tell)
            except OSError as error:
                mend = "make room or mend the folder's permissions"
                raise BuildError(f"the shelf cannot be made ({error.strerror})", where=str(path), mend=mend) from error
        return cls(path)

    @staticmethod
    def path(edition: Edition) -> Path:
        """Return the file of an edition's shelf."""
        return edition.path / FILE

    @staticmethod
    def ready(edition: Edition) -> bool:
        """Tell whether an edition's shelf is made already."""
        return _usable(edition.path / FILE, _mark(edition))

    @classmethod
    def compared(cls, edition: Edition) -> dict[str, bool]:
        """Make the shelf again elsewhere, and return for each sheet whether the one that is there has the same rows."""
        with tempfile.TemporaryDirectory(prefix="attache-shelf-") as folder:
            again = Path(folder) / FILE
            _make(edition, again, None)
            path = cls.path(edition)
            if file_sha256(path) == file_sha256(again):
                return dict.fromkeys(SHEETS, True)
            con = sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)
            try:
                con.execute("attach ? as again", (f"file:{again.as_posix()}?mode=ro",))
                return {name: _same(con, name) for name in SHEETS}
            finally:
                con.close()

    def rows(self, query: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Run SQL of ours and return its rows by column."""
        return [dict(row) for row in self._con().execute(query, values)]

    def one(self, sheet: str, key: str) -> dict[str, Any] | None:
        """Return the row of a sheet with this key; its JSON columns are left as text."""
        name = next(iter(SHEETS[sheet].columns))
        found = self.rows(f'select * from "{sheet}" where "{name}" = ?', (key,))  # noqa: S608 -- names of ours
        return found[0] if found else None

    def cards(self, keys: Iterable[str]) -> list[dict[str, Any]]:
        """Return the cards of some documents, in their order; what is not there is left out."""
        wanted = list(keys)
        marks = ", ".join("?" * len(wanted))
        found = self.rows(f"select * from cards where document_id in ({marks})", wanted)  # noqa: S608 -- marks alone
        by_key: Mapping[str, dict[str, Any]] = {row["document_id"]: row for row in found}
        return [by_key[key] for key in wanted if key in by_key]

    def card_of(self, key: str) -> dict[str, Any] | None:
        """Return the card of a document, or of the opportunity, need or event that it holds."""
        found = self.rows("select * from cards where document_id = ?1 or subject_id = ?1 limit 1", (key,))
        return found[0] if found else None

    def _con(self) -> sqlite3.Connection:
        con: sqlite3.Connection | None = getattr(self._local, "con", None)
        if con is None:
            con = sqlite3.connect(f"file:{self._path.as_posix()}?mode=ro&immutable=1", uri=True)
            con.row_factory = sqlite3.Row
            self._local.con = con
        return con


def _mark(edition: Edition) -> str:
    """Return what changes with the sheets and the codebook, so that a shelf of others is made again."""
    return digest(f"{_SAID} {edition.codebook.digest}")[:8]


def _usable(path: Path, mark: str) -> bool:
    try:
        con = sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)
    except sqlite3.Error:
        return False
    try:
        return con.execute("select mark from made").fetchall() == [(mark,)]
    except sqlite3.Error:
        return False
    finally:
        con.close()


def _same(con: sqlite3.Connection, sheet: str) -> bool:
    """Whether a sheet has the rows of the one of the same name in `again`; one that cannot be read has not."""
    here, there = (f'select * from {one}."{sheet}"' for one in ("main", "again"))  # noqa: S608 -- names of ours
    differ = f"select exists ({here} except {there}) or exists ({there} except {here})"
    more = f"select (select count(*) from ({here})) - (select count(*) from ({there}))"  # noqa: S608
    try:
        return not any(con.execute(query).fetchone()[0] for query in (differ, more))
    except sqlite3.Error:
        return False


def _make(edition: Edition, path: Path, tell: Tell | None) -> None:
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    if tell is not None:
        tell("preparing the pages", 0, len(SHEETS))
    source, target = open_prepared(edition), sqlite3.connect(draft, isolation_level=None)
    try:
        target.execute("pragma journal_mode = off")
        target.execute("pragma synchronous = off")
        target.execute("begin")
        for number, (name, sheet) in enumerate(SHEETS.items(), start=1):
            _fill(source, target, name, sheet)
            if tell is not None:
                tell("preparing the pages", number, len(SHEETS))
        target.execute("create table made (mark text)")
        target.execute("insert into made values (?)", (_mark(edition),))
        target.execute("commit")
    finally:
        source.close()
        target.close()
    draft.replace(path)


def _ranges(source: Any) -> list[dict[str, str]]:
    """Return the first and last document of each few thousand, in order."""
    query = """
    select min(document_id), max(document_id)
    from (select document_id, (row_number() over (order by document_id) - 1) // $1 as part from documents)
    group by part order by part"""
    return [{"low": low, "high": high} for low, high in source.execute(query, [_RANGE]).fetchall()]


def _fill(source: Any, target: sqlite3.Connection, name: str, sheet: Sheet) -> None:
    first, *_ = sheet.columns
    declared = ", ".join(f'"{column}" {kind}' for column, kind in sheet.columns.items())
    key = "" if sheet.many else f', primary key ("{first}")'
    target.execute(f'create table "{name}" ({declared}{key})')
    marks = ", ".join("?" * len(sheet.columns))
    for asked in _ranges(source) if sheet.ranged else [{}]:
        answer = source.execute(sheet.query, asked)
        while rows := answer.fetchmany(_CHUNK):
            target.executemany(f'insert into "{name}" values ({marks})', rows)  # noqa: S608 -- names of ours
    for column in sheet.indexes:
        target.execute(f'create index "{name}_{column}" on "{name}" ("{column}")')
