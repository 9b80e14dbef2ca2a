"""What the pages stand on: a workspace, its editions opened for reading, and who may see them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import duckdb

from attache.build.edition import CURRENT, Edition, Editions
from attache.build.indexing import open_index
from attache.build.search import SearchIndex
from attache.collect.evidence import Evidence
from attache.core.errors import NotFoundError
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.measure.estimates import Estimate
from attache.vocabulary.codebook import load_codebook
from attache.web.drawn import Drawings
from attache.web.measured import Measured
from attache.web.shelf import Shelf
from attache.web.sourced import SourceNames

__all__ = ["GoneError", "Site", "View"]

_KEPT = 4


class GoneError(NotFoundError):
    """A permalink names an edition that is not here (any more)."""


class View:
    """One edition as pages see it; everything in it is read-only and may be used from several threads."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.codebook = edition, edition.codebook
        self.shelf = Shelf.of(edition)
        self.figures = Measured(edition)
        self.drawings = Drawings(self.figures)
        self._lock = threading.Lock()
        self._local = threading.local()

    @property
    def number(self) -> int:
        """Number of the edition."""
        return self.edition.number

    @property
    def synthetic(self) -> bool:
        """Whether it holds synthetic data."""
        return bool(self.edition.manifest["synthetic"])

    @cached_property
    def index(self) -> SearchIndex:
        """The search index."""
        return open_index(self.edition)

    @cached_property
    def as_of(self) -> str:
        """Day of the edition's last capture."""
        last = self.rows("select max(captured_at) as at from captures where failure is null")[0]["at"]
        return str(last or "1970-01-01")[:10]

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        return self.edition.connect()

    def rows(self, query: str, values: list[object] | None = None) -> list[dict[str, Any]]:
        """Run SQL of ours over the edition's tables and return the rows by column; for what the shelf has not."""
        con = getattr(self._local, "con", None)
        if con is None:
            with self._lock:
                con = self._local.con = self._database.cursor()
        answer = con.execute(query, values or [])
        names = [one[0] for one in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def measured(self, measure: str) -> tuple[Estimate, ...]:
        """Return the rows of a measure over the whole edition; counted now where they are not yet."""
        return self.figures.counted(measure)


class Site:
    """A workspace that is served. A new edition is shown from the request on that finds it made."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.editions = Editions(workspace.editions)
        self.ledger = Ledger(workspace.ledger_url)
        self.evidence = Evidence(workspace.evidence)
        self.codebook = load_codebook(workspace.codebook)
        self.source_names = SourceNames(workspace.sources)
        self._views: OrderedDict[str, View] = OrderedDict()
        self._lock = threading.Lock()
        self._making: threading.Thread | None = None
        self._seen: tuple[tuple[int, int] | None, str] = (None, "")

    def view(self, number: int | None = None) -> View:
        """Return an edition, the current one if no number is given.

        While the shelf of a new edition is being made the one before is shown. NotFoundError before the first build;
        GoneError for an edition that is not here.
        """
        if number is not None:
            if number not in self.editions.numbers():
                mend = "open the current edition, or one of those listed under Releases"
                raise GoneError(f"edition {number} is not here (any more)", mend=mend)
            return self._open(self.editions.get(number))
        stamp = self._stamp()
        if stamp is not None and stamp == self._seen[0] and (view := self._opened(self._seen[1])) is not None:
            return view
        edition = self.editions.require()
        if not Shelf.ready(edition) and (shown := self._last()) is not None:
            self._prepare(edition)
            return shown
        self._seen = stamp, edition.edition_id
        return self._open(edition)

    def prepare(self, tell: Callable[[str, int, int | None], None]) -> None:
        """Make the shelf of the current edition where there is none, and tell how far it is; as `view`."""
        edition = self.editions.require()
        Shelf.of(edition, tell)

    def _stamp(self) -> tuple[int, int] | None:
        """Return what is another as soon as another edition is the current one; None where no file names one."""
        try:
            found = (self.editions.folder / CURRENT).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    def _opened(self, key: str) -> View | None:
        with self._lock:
            if key in self._views:
                self._views.move_to_end(key)
            return self._views.get(key)

    @property
    def ready(self) -> bool:
        """Whether pages can be shown at once: the shelf of the current edition is made, or the one before is shown."""
        edition = self.editions.current()
        return edition is not None and (Shelf.ready(edition) or self._last() is not None)

    def _open(self, edition: Edition) -> View:
        key = edition.edition_id
        with self._lock:
            view = self._views.get(key)
            if view is None:
                view = self._views[key] = View(edition)
                while len(self._views) > _KEPT:
                    self._views.popitem(last=False)[1].figures.close()
            else:
                self._views.move_to_end(key)
            return view

    def _last(self) -> View | None:
        with self._lock:
            return next(reversed(self._views.values()), None)

    def _prepare(self, edition: Edition) -> None:
        with self._lock:
            if self._making is None or not self._making.is_alive():
                self._making = threading.Thread(target=Shelf.of, args=(edition,), daemon=True, name="shelf")
                self._making.start()

    def close(self) -> None:
        """Stop counting, and let the ledger go."""
        with self._lock:
            views = list(self._views.values())
        for view in views:
            view.figures.close()
        self.ledger.close()

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows per table of the current edition."""
        edition = self.editions.require()
        return {name: int(entry["rows"]) for name, entry in edition.manifest["tables"].items()}
