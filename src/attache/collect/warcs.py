"""Adapter `warc`: answers out of existing WARC and WACZ files become captures of this source, as of their own time.

Settings of the source: `path` (a file or a folder of them, relative to the declaration), `include` and
`exclude` (glob patterns over addresses), `detail` (a regular expression that an address must match),
`media_types` (glob patterns; by default documents, not pictures, scripts and styles).

Torn and damaged records are counted and told, and the rest is read. Importing a file twice adds nothing.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from attache.collect.address import page_key
from attache.collect.evidence import Evidence
from attache.collect.exchange import Declared, Request, Response, Sweep, header, media_type, utc_now
from attache.collect.foreign import Damage, ForeignRecord, Headers, foreign_records, http_of
from attache.collect.warc import unescape
from attache.core.errors import SourceError

__all__ = ["DOCUMENTS", "collect_warcs"]

DOCUMENTS = (
    *("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/json", "*/xml"),
    *("application/msword", "application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.*"),
)
"""Media types that are imported where a source does not say otherwise."""

_SUFFIXES = (".warc", ".warc.gz", ".wacz")
_KEPT_STATUS = (*range(200, 300), 404, 410)  # an answer, or a word that the page is gone
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)(\.\d{1,9})?(?:Z|\+00:?00)?")
_TOLD = 100
_LIMIT = 50 * 1024 * 1024


def collect_warcs(
    source: Declared,
    evidence: Evidence,
    *,
    folder: Path,
    limit: int = _LIMIT,
    clock: Callable[[], str] = utc_now,
    progress: Callable[[int], None] | None = None,
) -> Sweep:
    """Import what the source's `path` (relative to `folder`) holds and return the sweep, which is kept too.

    The sweep says nothing about what is gone: a crawl that somebody else made proves no absence. Bodies above
    `limit` bytes become failed captures. `progress` is called with the number of captures taken.
    """
    path = folder / str(source.settings.get("path", ""))
    files = _files(path) if source.settings.get("path") else []
    if not files:
        mend = "correct `path` under `settings`; it is relative to the declaration"
        raise SourceError(f"source {source.id}: there is no WARC or WACZ file", where=str(path), mend=mend)
    with evidence.writer():
        run = _Import(source, evidence, _Filter.of(source.settings), limit, clock())
        for file in files:
            run.read(file, progress)
        sweep = run.sweep(clock())
        evidence.append_sweep(sweep)
    return sweep


@dataclass(frozen=True, slots=True)
class _Filter:
    """Which records are wanted."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    media_types: tuple[str, ...]
    detail: re.Pattern[str]

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> _Filter:
        try:
            detail = re.compile(str(settings.get("detail") or ""))
        except re.error as error:
            raise SourceError(f"`detail` is no regular expression ({error})") from None
        kinds = _patterns(settings.get("media_types")) or DOCUMENTS
        return cls(_patterns(settings.get("include")), _patterns(settings.get("exclude")), kinds, detail)

    def address(self, url: str) -> bool:
        if not url.startswith(("http://", "https://", "file:")) or _path(url) == "/robots.txt":
            return False
        included = not self.include or any(fnmatchcase(url, pattern) for pattern in self.include)
        excluded = any(fnmatchcase(url, pattern) for pattern in self.exclude)
        return included and not excluded and self.detail.search(url) is not None

    def kind(self, kind: str | None) -> bool:
        return kind is None or any(fnmatchcase(kind, pattern) for pattern in self.media_types)


@dataclass(slots=True)
class _Import:
    """An import while it goes on."""

    source: Declared
    evidence: Evidence
    filter: _Filter
    limit: int
    started: str
    taken: int = 0
    failures: int = 0
    damaged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    damages: list[str] = field(default_factory=list)

    def read(self, path: Path, progress: Callable[[int], None] | None) -> None:
        """Import one WARC or WACZ file."""
        try:
            for name, file in _opened(path):
                for found in foreign_records(file, self._wanted, self.limit + (1 << 20)):
                    self._take(name, found)
                    if progress:
                        progress(self.taken)
        except (OSError, EOFError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
            self._damage(path.name, 0, " ".join(str(error).split())[:200])

    def sweep(self, finished: str) -> Sweep:
        """Return the record of the import."""
        notes = [f"damaged_record[1]: {damage}" for damage in self.damages]
        if self.damaged > len(self.damages):
            notes.append(f"damaged_record[{self.damaged - len(self.damages)}]: further damages")
        notes += [
            f"left_alone[{count}]: records that are not taken: {why}" for why, count in sorted(self.skipped.items())
        ]
        if not self.taken:
            notes.append("zero_yield[1]: nothing was found")
        failures = self.failures + self.damaged
        return Sweep(self.source.id, self.started, finished, False, (), failures, tuple(notes))

    def _wanted(self, fields: Mapping[str, str]) -> bool:
        kind = fields.get("warc-type", "")
        if kind == "revisit":
            self.skipped["revisits, which hold no body"] += 1
        if kind not in ("response", "resource", "conversion"):
            return False
        if self.filter.address(_target(fields)):
            return True
        self.skipped["addresses outside the declared patterns"] += 1
        return False

    def _take(self, name: str, found: ForeignRecord | Damage) -> None:
        if isinstance(found, Damage):
            self._damage(name, found.offset, found.reason)
            return
        at = _moment(found.fields.get("warc-date", ""))
        response = self._response(found, at) if at else None
        if response is None:
            self._damage(name, 0, f"no readable answer of {_target(found.fields)[:200]}")
        elif self._kept(response, found):
            self._append(response)
            self.taken += 1
            self.failures += response.failure is not None

    def _append(self, response: Response) -> None:
        if response.http_version or response.failure:
            self.evidence.append(self.source.id, response)
            return
        request, kind = response.request, header(response.headers, "content-type")
        self.evidence.append_file(
            *(self.source.id, request.url, response.body, kind, request.item_key, request.role),
            at=response.at,
            synthetic=response.synthetic,
        )

    def _kept(self, response: Response, found: ForeignRecord) -> bool:
        declared = media_type(response.headers)[0]
        kind = declared or found.fields.get("warc-identified-payload-type")
        if response.status is not None and response.status not in _KEPT_STATUS:
            self.skipped[f"answers with status {response.status}"] += 1
        elif not self.filter.kind(kind):
            self.skipped[f"media type {kind}"] += 1
        else:
            return True
        return False

    def _response(self, found: ForeignRecord, at: str) -> Response | None:
        """Return the answer that a record holds; one without an HTTP version stands for a file."""
        fields = found.fields
        url = _target(fields)
        request = Request(url, role=unescape(fields.get("attache-role", "detail")), item_key=_item_key(fields, url))
        marked = self.source.synthetic or fields.get("attache-synthetic") == "true"
        truncated = fields.get("warc-truncated", "")[:40]
        failure = f"truncated when it was recorded ({truncated})" if truncated else None
        if found.block is None:
            failure = f"too large: more than {self.limit} bytes"
            return Response(request, url, None, "", (), b"", "", at, failure=failure, synthetic=marked)
        if fields.get("warc-type") != "response":
            headers: Headers = (("Content-Type", fields.get("content-type", "")),)
            return Response(request, url, None, "", headers, found.block, "", at, failure=failure, synthetic=marked)
        http = http_of(found.block)
        if http is None:
            return None
        status, reason, version, headers, body = http
        return Response(request, url, status, reason, headers, body, version, at, failure=failure, synthetic=marked)

    def _damage(self, name: str, offset: int, reason: str) -> None:
        self.damaged += 1
        if len(self.damages) < _TOLD:
            self.damages.append(f"{name}: {reason}" + (f" at byte {offset}" if offset else ""))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(p for p in path.rglob("*") if p.name.lower().endswith(_SUFFIXES) and p.is_file())


def _opened(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    if path.name.lower().endswith(".wacz"):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.startswith("archive/") and name.lower().endswith(_SUFFIXES[:2]):
                    with archive.open(name) as file:
                        yield f"{path.name}!/{name}", cast(BinaryIO, file)
        return
    with path.open("rb") as file:
        yield path.name, file


def _target(fields: Mapping[str, str]) -> str:
    return unescape(fields.get("attache-url", "")) or fields.get("warc-target-uri", "").strip("<>")


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _item_key(fields: Mapping[str, str], url: str) -> str | None:
    """Return the key that Attaché gave the item, or for another's record the one that it would give the page."""
    if "attache-role" in fields:
        return unescape(fields["attache-item"]) if "attache-item" in fields else None
    return page_key(url)


def _moment(date: str) -> str | None:
    found = _DATE.fullmatch(date.strip())
    try:
        day = datetime(*map(int, found.groups()[:6])) if found else None  # type: ignore[arg-type]
    except ValueError:
        return None
    return f"{day.isoformat()}{found[7] or ''}Z" if found and day else None


def _patterns(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(pattern) for pattern in value) if isinstance(value, list | tuple) else ()
