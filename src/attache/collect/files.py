"""Adapter `files`: a folder, a file or an archive becomes captures, one for each document in it.

Settings of the source: `path` (relative to the declaration), `include` and `exclude` (glob patterns over the
keys), `id_field` (the field that holds an item's id, where none of the usual ones does).

A document's key is its path, with `!/` before the name inside an archive and `#` before the id or number of
an item inside a table or list. What has not changed since it was last captured is not captured again; that
it was seen stands in the sweep.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from attache.collect.evidence import Evidence
from attache.collect.exchange import Declared, Sweep, utc_now
from attache.collect.folders import FileLimits, Found, TooManyError, open_all
from attache.collect.items import is_container, items_of
from attache.core.errors import InputError, SourceError
from attache.core.ids import digest
from attache.core.records import Capture

__all__ = ["FileLimits", "collect_files", "media_type_of"]

_TYPES = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml", ".shtm", ".xht"), "text/html"),
    **dict.fromkeys((".mht", ".mhtml"), "multipart/related"),
    **dict.fromkeys((".txt", ".text"), "text/plain"),
    **dict.fromkeys((".jsonl", ".ndjson"), "application/x-ndjson"),
    ".json": "application/json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_NOT_IN_ADDRESS = re.compile(r"[%#?\x00-\x20\x7f]")


def media_type_of(name: str, body: bytes) -> str | None:
    """Return the media type of a document by its name, or by its first bytes where these say something else."""
    head = body[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    suffix = _suffix(name)
    if head.startswith(b"%pdf-"):
        return "application/pdf"
    if head.startswith((b"<!doctype html", b"<html")) and suffix in (*_TYPES, ""):
        return "text/html"
    if suffix:
        return _TYPES.get(suffix)
    return None if b"\0" in body[:4096] else "text/plain"


def collect_files(
    source: Declared,
    evidence: Evidence,
    *,
    folder: Path,
    limits: FileLimits | None = None,
    clock: Callable[[], str] = utc_now,
    progress: Callable[[int], None] | None = None,
) -> Sweep:
    """Import what the source's `path` (relative to `folder`) holds and return the sweep, which is kept too.

    A file that cannot be taken is a failed capture with its reason and never ends the import. `progress` is
    called with the number of files done.
    """
    path = folder / str(source.settings.get("path", ""))
    if not source.settings.get("path") or not path.exists():
        mend = "correct `path` under `settings`; it is relative to the declaration"
        raise SourceError(f"source {source.id}: there is nothing at this path", where=str(path), mend=mend)
    with evidence.writer():
        run = _Import(source, evidence, limits or FileLimits(), clock())
        try:
            for count, found in enumerate(open_all(path, run.limits), 1):
                run.take(found)
                if progress:
                    progress(count)
        except TooManyError:
            run.doubt(f"more than {run.limits.files} files; the rest was not read")
        sweep = run.sweep(clock())
        evidence.append_sweep(sweep)
    return sweep


@dataclass(slots=True)
class _Import:
    """An import while it goes on."""

    source: Declared
    evidence: Evidence
    limits: FileLimits
    started: str
    seen: dict[str, None] = field(default_factory=dict)
    left_alone: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    complete: bool = True

    def take(self, found: Found) -> None:
        """Keep one file, its items or its failure."""
        if not self._wanted(found.key):
            return
        if found.failure is not None:
            self._fail(found)
            return
        kind = media_type_of(found.key, found.body)
        if kind is None and not self.source.settings.get("include"):
            self.left_alone[_suffix(found.key)[:20] or "no suffix"] += 1
            return
        id_field = self.source.settings.get("id_field") or None
        items = items_of(found.key, found.body, self.limits, id_field)
        if items is None:
            self._keep(found.key, found.body, kind, "detail")
            return
        container = self._container(found, kind)
        try:
            for item in items:
                self._keep(f"{found.key}#{item.key}", item.body, item.media_type, "item", container)
        except InputError as error:
            self._fail(Found(found.key, b"", error.what, whole=False))

    def doubt(self, reason: str) -> None:
        """Say why what was not seen may still be there."""
        self.complete = False
        self.notes.append(f"incomplete[1]: {reason}")

    def sweep(self, finished: str) -> Sweep:
        """Return the record of the import."""
        notes = [*self.notes]
        for reason, count in sorted(self.reasons.items()):
            notes.append(f"failed_capture[{count}]: files that could not be taken: {reason}")
        for suffix, count in sorted(self.left_alone.items()):
            notes.append(f"left_alone[{count}]: files of a kind that is not read: {suffix}")
        if not self.seen:
            notes.append("zero_yield[1]: nothing was found")
        complete = self.complete and bool(self.seen)
        failures = sum(self.reasons.values())
        return Sweep(self.source.id, self.started, finished, complete, tuple(self.seen), failures, tuple(notes))

    def _wanted(self, key: str) -> bool:
        name = key.rsplit("/", 1)[-1]

        def matches(patterns: object) -> bool:
            listed = (patterns,) if isinstance(patterns, str) else tuple(patterns or ())  # type: ignore[arg-type]
            return any(fnmatchcase(key, str(p)) or fnmatchcase(name, str(p)) for p in listed)

        include = self.source.settings.get("include")
        return (not include or matches(include)) and not matches(self.source.settings.get("exclude"))

    def _container(self, found: Found, kind: str | None) -> Capture:
        url = _address(found.key)
        known = self.evidence.latest_at(self.source.id, url)
        if known and known.role == "container" and known.sha256 == digest(found.body):
            return known
        return self._append(found.body, url=url, kind=kind, role="container")

    def _keep(self, key: str, body: bytes, kind: str | None, role: str, container: Capture | None = None) -> None:
        self.seen[key] = None
        known = self.evidence.latest(self.source.id, key)
        if not known or known.sha256 != digest(body):
            self._append(body, url=_address(key), kind=kind, key=key, role=role, container=container)

    def _fail(self, found: Found) -> None:
        reason = found.failure or ""
        self.seen[found.key] = None
        self.reasons[reason] += 1
        if not found.whole or is_container(found.key):
            self.doubt(f"{found.key}: {reason}")
        before = self.evidence.captures_of(self.source.id, found.key)
        if not before or before[-1].failure != reason:
            self._append(b"", url=_address(found.key), kind=None, key=found.key, failure=reason)

    def _append(
        self,
        body: bytes,
        *,
        url: str,
        kind: str | None,
        key: str | None = None,
        role: str = "detail",
        container: Capture | None = None,
        failure: str | None = None,
    ) -> Capture:
        return self.evidence.append_file(
            *(self.source.id, url, body, kind, key, role, container),
            at=self.started,
            failure=failure,
            synthetic=self.source.synthetic,
        )


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower().removesuffix(".gz")).suffix


def _address(key: str) -> str:
    path, mark, item = key.partition("#")
    return "file:" + _escaped(path) + (f"#{_escaped(item)}" if mark else "")


def _escaped(text: str) -> str:
    return _NOT_IN_ADDRESS.sub(lambda match: f"%{ord(match[0]):02X}", text)
