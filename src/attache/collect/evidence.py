"""The evidence: what was published, appended to WARC files, with an index and a custody log beside them.

```
evidence/
  attache-000001.warc.gz …   the responses themselves; everything else but the custody log follows from them
  custody.jsonl              a hash chain over all records
  index.sqlite               computed from the WARC files
  torn/                      what a crash had half-written
```

One process writes at a time (`writer`); readers never wait for it. What `append` has returned survives the
death of the process. Cookies, credentials and network addresses are not kept.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from attache.collect.audit import Finding, audit
from attache.collect.custody import GENESIS, last_link
from attache.collect.entries import Entry, FileEntry, of_file, of_response, of_sweep
from attache.collect.exchange import CONTENT_LIMIT, Response, Sweep, decode, redact
from attache.collect.index import Index
from attache.collect.recovery import CUSTODY, INDEX, heal, is_current
from attache.collect.rows import body_of, capture_of, response_of, sweep_of
from attache.collect.segments import Window, refusal, segments
from attache.collect.warc import inflate, split_record
from attache.collect.writer import Writer, open_index
from attache.core.errors import EvidenceError, WorkspaceError
from attache.core.files import locked
from attache.core.records import Capture

__all__ = ["SEGMENT_LIMIT", "Evidence", "Finding"]

SEGMENT_LIMIT = 512 * 1024 * 1024
"""Bytes after which a WARC file is closed and the next one begun."""

_LOCK = ".lock"
_Read = TypeVar("_Read")


class Evidence:
    """The evidence in a folder; it may be used from several threads."""

    def __init__(self, folder: Path, *, limit: int = SEGMENT_LIMIT) -> None:
        self.folder = folder
        self._limit = limit
        self._guard = threading.RLock()
        self._writer: Writer | None = None
        self._index: Index | None = None
        self._window = Window(folder)
        self._messages: list[str] = []

    # Writing

    @contextmanager
    def writer(self) -> Iterator[Evidence]:
        """Hold the evidence for writing; what a crash left undone is put in order first. Nests."""
        with self._guard:
            outer = self._writer
        if outer is not None:
            yield self
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refusal(self.folder, error) from error
        with self._locked(seconds=1):
            self._writer = writer = self._open_writer()
            try:
                yield self
            finally:
                with self._guard:
                    self._writer = None
                    writer.close()

    def append(self, source_id: str, response: Response) -> Capture:
        """Keep a response or an attempt; the same one twice (address, time, digest) is kept once."""
        return self._append(of_response(source_id, response))

    def append_file(
        self,
        source_id: str,
        uri: str,
        body: bytes,
        media_type: str | None,
        item_key: str | None,
        role: str,
        refers_to: Capture | str | None = None,
        *,
        at: str,
        failure: str | None = None,
        synthetic: bool = False,
    ) -> Capture:
        """Keep a file, an item taken out of the container `refers_to`, or with `failure` why there is neither.

        `media_type` may have parameters. A failure keeps no body.
        """
        container = refers_to.capture_id if isinstance(refers_to, Capture) else refers_to
        file = FileEntry(source_id, uri, body, media_type, item_key, role, at, container, failure, synthetic)
        return self._append(of_file(file))

    def append_sweep(self, sweep: Sweep) -> None:
        """Keep what one pass over a source has seen."""
        self._append(of_sweep(sweep))

    def recover(self) -> list[str]:
        """Put in order what a crash left undone; return what was done. Opening for writing does the same."""
        with self.writer():
            return list(self._messages)

    def rebuild_index(self) -> None:
        """Compute the index again from the WARC files alone."""
        with self.writer(), self._guard:
            if self._writer:
                self._writer.rebuild()

    # Reading

    def body(self, capture: Capture, limit: int = CONTENT_LIMIT) -> bytes:
        """Return a capture's body with its content encoding undone; raises ContentError where it cannot be."""
        headers, raw = body_of(*self._record(capture))
        return decode(raw, headers, limit)

    def raw(self, capture: Capture) -> bytes:
        """Return a capture's body as received."""
        return body_of(*self._record(capture))[1]

    def response(self, capture: Capture) -> Response:
        """Return a capture as the response that was appended, without its request's header fields."""
        return response_of(*self._record(capture))

    def bodies(self, captures: Iterable[Capture]) -> Iterator[tuple[Capture, bytes]]:
        """Yield each capture with its body as `body` has it; fast where they come in the order of the files.

        A capture with a failure has an empty body here.
        """
        for capture in captures:
            headers, raw = body_of(*self._record(capture, ahead=True))
            yield capture, b"" if capture.failure else decode(raw, headers)

    def captures(
        self, source_id: str | None = None, since: str | None = None, after: int = 0, upto: int | None = None
    ) -> Iterator[Capture]:
        """Yield captures ordered by (captured_at, capture_id).

        `since` leaves out those captured before that time. `after` and `upto` are values of `last`, noted at
        some moment: they leave out what had been appended until then, or what came later, whatever time it carries.
        """
        with self._guard:
            index = self._reading()
        if index is not None:
            yield from self._reported(lambda: index.captures(source_id, since, after, upto))

    def captures_of(self, source_id: str, item_key: str) -> list[Capture]:
        """Return all captures of an item, oldest first."""
        return self._ask(lambda index: index.of_item(source_id, item_key), [])

    def latest(self, source_id: str, item_key: str) -> Capture | None:
        """Return the newest usable capture of an item: no failure, and a status of 2xx where there is one."""
        return self._ask(lambda index: index.latest(source_id, item_key), None)

    def latest_at(self, source_id: str, url: str) -> Capture | None:
        """Return the newest usable capture of an address."""
        return self._ask(lambda index: index.latest_at(source_id, redact(url)), None)

    def validators(self, url: str, secrets: tuple[str, ...] = ()) -> tuple[str | None, str | None, Capture] | None:
        """Return (ETag, Last-Modified, capture) of the newest usable answer of `url`, for a conditional request."""
        return self._ask(lambda index: index.validators(redact(url, secrets)), None)

    def get(self, capture_id: str) -> Capture | None:
        """Return a capture by its id."""
        return self._ask(lambda index: index.get(capture_id), None)

    def count(self) -> int:
        """Return the number of captures, failed ones included."""
        return self._ask(lambda index: index.count(), 0)

    @property
    def last(self) -> int:
        """How many captures and sweeps have been appended; see `captures`."""
        return self._ask(lambda index: index.last(), 0)

    def sweeps(self, source_id: str | None = None, upto: int | None = None) -> Iterator[Sweep]:
        """Yield the sweeps in the order in which they were appended; `upto` as in `captures`."""
        empty: list[tuple[str, str, int]] = []
        for source, warc, offset in self._ask(lambda index: index.sweeps(upto), empty):
            if source_id in (None, source):
                yield sweep_of(self._split(warc, offset, ahead=False)[1])

    @property
    def head(self) -> str:
        """The last value of the custody chain; 64 zeros where there is none."""
        with self._guard:
            if self._writer:
                return self._writer.head
        try:
            link = last_link(self.folder / CUSTODY)[0]
        except ValueError as error:
            where, mend = str(self.folder / CUSTODY), "run `attache verify`"
            raise EvidenceError("the last line of the custody log is damaged", where=where, mend=mend) from error
        return link.chain if link else GENESIS

    def verify(self, progress: Callable[[int, int], None] | None = None, heads: Iterable[str] = ()) -> list[Finding]:
        """Check every record, the custody chain and the index; nothing is changed.

        `heads` are chain values noted elsewhere, in editions for instance, that the log must contain.
        `progress` is called with (bytes checked, bytes in all). A flipped byte is named by file and offset,
        and by capture and address where these can still be told.
        """
        with self._guard:
            if self._writer:
                self._writer.sync()
                return audit(self.folder, live=False, heads=tuple(heads), progress=progress)
        live = True
        with suppress(WorkspaceError, OSError):
            if self.folder.is_dir():
                with self._locked():
                    live = False
        return audit(self.folder, live=live, heads=tuple(heads), progress=progress)

    def close(self) -> None:
        """Close what is open for reading."""
        with self._guard:
            self._window.close()
            if self._index:
                self._index.close()
                self._index = None

    def __enter__(self) -> Evidence:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        with suppress(Exception):
            self.close()

    # Inside

    @contextmanager
    def _locked(self, seconds: float = 0) -> Iterator[None]:
        give_up = time.monotonic() + seconds
        with ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(locked(self.folder / _LOCK, "writing evidence"))
                    break
                except WorkspaceError:
                    if time.monotonic() >= give_up:
                        raise
                time.sleep(0.02)  # a reader that computes a missing index holds the lock for a moment
            yield

    def _open_writer(self) -> Writer:
        try:
            healed = heal(self.folder)
        except OSError as error:
            raise refusal(self.folder, error) from error
        self._messages = healed.messages
        return Writer(self.folder, healed, self._limit)

    def _append(self, entry: Entry) -> Capture:
        with self._guard:
            if self._writer:
                return capture_of(self._writer.write(entry))
            with self.writer():
                return self._append(entry)

    def _record(self, capture: Capture, *, ahead: bool = False) -> tuple[dict[str, str], bytes]:
        try:
            fields, block = self._split(capture.warc, capture.offset, ahead=ahead)
            if fields.get("attache-sha256") != capture.sha256:
                raise ValueError("another record stands there")
        except (OSError, ValueError, TypeError, OverflowError) as error:
            where = f"{self.folder / capture.warc} at byte {capture.offset}"
            what = f"the record of {capture.capture_id} ({capture.url[:200]}) cannot be read: {error}"
            raise EvidenceError(
                what, where=where, mend="run `attache verify`, and restore the file from a copy"
            ) from error
        return fields, block

    def _split(self, warc: str, offset: int, *, ahead: bool) -> tuple[dict[str, str], bytes]:
        size = 16 * 1024
        with self._guard:
            while True:
                data = self._window.read(warc, offset, size, ahead=ahead)
                try:
                    return split_record(inflate(data))
                except EOFError:
                    if len(data) < size:
                        raise ValueError("a gzip member without its end") from None
                size *= 8

    def _ask(self, question: Callable[[Index], _Read], nothing: _Read) -> _Read:
        with self._guard:
            index = self._reading()
            if index is None:
                return nothing
            return next(iter(self._reported(lambda: iter([question(index)]))))

    def _reported(self, question: Callable[[], Iterator[_Read]]) -> Iterator[_Read]:
        try:
            yield from question()
        except sqlite3.Error as error:
            where, mend = str(self.folder / INDEX), "delete the file; it is computed again from the WARC files"
            raise EvidenceError(f"the index cannot be read ({error})", where=where, mend=mend) from error

    def _reading(self) -> Index | None:
        if self._writer:
            return self._writer.index
        if self._index is None and segments(self.folder):
            self._index = self._open_index()
        return self._index

    def _open_index(self) -> Index:
        path = self.folder / INDEX
        index = self._current_index(path)
        if index is None:
            with suppress(WorkspaceError, OSError), self._locked():  # somebody writes, or the folder is read-only
                open_index(self.folder).close()
            index = self._current_index(path, behind=True)
        if index is None:
            mend = "wait for the writer to end, or make the folder writable once"
            raise WorkspaceError("the index is missing and cannot be computed now", where=str(path), mend=mend)
        return index

    def _current_index(self, path: Path, *, behind: bool = False) -> Index | None:
        if not path.exists():
            return None
        try:
            index = Index(path, writable=False)
            if index.usable and (behind or is_current(index, self.folder)):
                return index
        except sqlite3.Error:
            return None
        index.close()
        return None
