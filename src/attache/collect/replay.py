"""Recorded evidence as a fetcher: requests are answered from WARC files with what was captured then."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from attache.collect.adapter import is_verdict
from attache.collect.address import normal_url
from attache.collect.exchange import Request, Response, header, utc_now
from attache.collect.fetch import REDIRECTS, SYNTHETIC_HEADER, follow, refusal
from attache.collect.foreign import http_of
from attache.collect.guard import Limits
from attache.collect.warc import unescape
from attache.core.errors import EvidenceError, InputError

__all__ = ["ReplayFetcher"]

_HEAD = 256 * 1024
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
_END_OF_DAY = "T23:59:59.999Z"


class _Place(NamedTuple):
    """Where one capture lies; sorts by time."""

    at: str
    file: int
    offset: int


class ReplayFetcher:
    """Answers from the WARC files in `paths` (files, or folders of `*.warc` and `*.warc.gz`).

    Of several captures of an address the latest one is served, or the latest not after the day `as_of`
    (`2020-07-24`). Date, header fields and body are those of the capture. Answers of 304, revisits and
    sweeps are left out: the capture before them stands. `sources` narrows to captures of these sources;
    `damaged` names files that could not be read to their end, and why.
    """

    def __init__(
        self,
        paths: Iterable[Path] | Path,
        *,
        as_of: str | None = None,
        sources: Iterable[str] = (),
        limit: int | None = None,
    ) -> None:
        self.as_of = as_of
        self._limit = limit or Limits().max_bytes
        self._sources = frozenset(sources)
        self._files = _files([paths] if isinstance(paths, Path) else list(paths))
        self._places: dict[str, list[_Place]] = {}
        self.damaged: list[str] = []
        for number, path in enumerate(self._files):
            self._index(number, path)
        for places in self._places.values():
            places.sort()

    @property
    def days(self) -> list[str]:
        """The days on which something was captured, in order; each can be an `as_of`."""
        return sorted({place.at[:10] for places in self._places.values() for place in places})

    @property
    def urls(self) -> list[str]:
        """The addresses that can be asked for, in normal form and in order."""
        return sorted(self._places)

    def now(self) -> str:
        """Return the time that a sweep over this replay has: the end of the day `as_of`, else the present."""
        return f"{self.as_of}{_END_OF_DAY}" if self.as_of else utc_now()

    def fetch(self, request: Request) -> Response:
        """Answer `request` from the files, redirects followed; what was not captured is a failure, never a 404."""
        response = self._one(request)
        redirected = response.status in REDIRECTS and response.failure is None
        return follow(self._one, request, Limits().redirects) if redirected else response

    def _one(self, request: Request) -> Response:
        places = self._places.get(normal_url(request.url), [])
        until = bisect_right(places, self._horizon, key=lambda place: place.at.rstrip("Z"))
        if not until:
            when = f" on or before {self.as_of}" if self.as_of and places else ""
            return refusal(request, f"not in the archive{when}", self.now())
        return self._read(places[until - 1], request)

    @property
    def _horizon(self) -> str:
        return f"{self.as_of}T24" if self.as_of else "9999"

    def _index(self, number: int, path: Path) -> None:
        records = 0
        try:
            for record in ArchiveIterator(str(path)):
                records += 1
                at = _date(record)
                if at is not None and self._wanted(record):
                    url = unescape(record.headers.get("Attache-Url") or "") or record.headers.get("WARC-Target-URI")
                    place = _Place(at, number, record.stream_pos)
                    self._places.setdefault(normal_url((url or "").strip("<>")), []).append(place)
        except (OSError, ValueError) as error:
            self.damaged.append(f"{path}: {' '.join(str(error).split())[:200]}")
        if not records:
            told = "cannot be read as WARC" if self.damaged else "holds no WARC record"
            raise EvidenceError(told, where=str(path), mend="copy it again, or leave it out")

    def _wanted(self, record: WarcRecord) -> bool:
        source = record.headers.get("Attache-Source")
        if self._sources and source is not None and unescape(source) not in self._sources:
            return False
        if record.record_type == WarcRecordType.resource:
            return (record.headers.get("WARC-Target-URI") or "").startswith(("http:", "https:"))
        http = record.http_headers if record.record_type == WarcRecordType.response else None
        return http is not None and http.status_code not in (None, 304)

    def _read(self, place: _Place, request: Request) -> Response:
        try:
            with self._files[place.file].open("rb") as file:
                file.seek(place.offset)
                record = next(iter(ArchiveIterator(file, parse_http=False)))
                block = record.reader.read(self._limit + _HEAD)
        except (OSError, ValueError, StopIteration):
            return refusal(request, "damaged in the archive", place.at)
        if len(block) < min(record.content_length, self._limit + _HEAD):
            return refusal(request, "torn in the archive", place.at)
        fields = record.headers
        http = http_of(block) if record.record_type == WarcRecordType.response else None
        declared = (("Content-Type", fields.get("Content-Type") or ""),)
        status, reason, version, headers, body = http or (200, "OK", "HTTP/1.1", declared, block)
        failure = unescape(fields.get("Attache-Failure") or "") or None
        if len(body) > self._limit:
            body, failure = b"", f"too large: more than {self._limit} bytes"
        return Response(
            request,
            fields.get("WARC-Target-URI") or request.url,
            status,
            reason,
            headers,
            body,
            version,
            place.at,
            failure=None if is_verdict(failure) else failure,
            redirects=tuple(unescape(url) for url in (fields.get("Attache-Redirects") or "").split()),
            synthetic=fields.get("Attache-Synthetic") == "true" or header(headers, SYNTHETIC_HEADER) == "1",
        )


def _date(record: WarcRecord) -> str | None:
    """Return when a record was made, as evidence writes it."""
    stated = record.headers.get("WARC-Date") or ""
    if _TIME.fullmatch(stated):
        return stated
    try:
        at = record.record_date
    except ValueError:
        return None
    return at.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z" if at else None


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.name.endswith((".warc", ".warc.gz")) and p.is_file())
        elif path.is_file():
            found.append(path)
        else:
            raise InputError("there is no such file", where=str(path), mend="name a WARC file or a folder of them")
    if not found:
        raise InputError("no WARC file here", where=str(paths[0] if paths else ""), mend="name a WARC file or a folder")
    return found
