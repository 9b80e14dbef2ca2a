"""From responses, files and sweeps to WARC records.

No cookies, credentials or network addresses are written: such header fields are left out, and secret
parameters of addresses are replaced, before anything reaches the disk. Nothing random is written either, and
no time but that of the entry, so that the same entries give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from attache.collect.exchange import ContentError, Response, Sweep, decode, header, redact
from attache.collect.rows import Row, row_of
from attache.collect.scrub import Scrubber, one_line, to_bytes
from attache.collect.warc import encode, escape, record_id, sha1, uri
from attache.core.errors import InputError
from attache.core.ids import digest

__all__ = ["Entry", "FileEntry", "of_file", "of_response", "of_sweep"]

_VERSION = re.compile(r"HTTP/\d(\.\d)?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
_METHOD = re.compile(r"[A-Z]{1,20}")
_PATH = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,30}://[^/?#]*([^#]*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One main record before it is bytes: its row of the index (without its place), fields, block, request's head."""

    row: Row
    fields: Mapping[str, str]
    block: bytes
    request: bytes | None = None

    def encoded(self) -> tuple[bytes, bytes]:
        """Return the request's record (empty without one) and the main record, each as a gzip member."""
        main = encode(self.fields, self.block)
        if self.request is None:
            return b"", main
        fields = {
            "WARC-Type": "request",
            "WARC-Record-ID": self.fields["WARC-Concurrent-To"],
            "WARC-Date": self.fields["WARC-Date"],
            "WARC-Target-URI": self.fields["WARC-Target-URI"],
            "WARC-Concurrent-To": self.fields["WARC-Record-ID"],
            "Content-Type": "application/http; msgtype=request",
        }
        return encode(fields, self.request), main


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file, an item taken out of one (`refers_to` names the container's capture), or why there is neither."""

    source_id: str
    url: str
    body: bytes
    content_type: str | None
    item_key: str | None
    role: str
    at: str
    refers_to: str | None = None
    failure: str | None = None
    synthetic: bool = False


def of_response(source_id: str, response: Response) -> Entry:
    """Return the record of a response: `response`, or `metadata` where nothing was answered."""
    clean = Scrubber(response.request)
    asked = clean.address(response.request.url)
    answered = clean.address(response.url) if response.url and response.status is not None else asked
    fields = _described("metadata" if response.status is None else "response", asked, answered, response.at)
    failure = clean.text(response.failure or "") or _undecodable(response)
    if response.status is None:
        failure = failure or "no answer"
    request = response.request
    _labelled(fields, source_id, request.role, request.item_key, failure=failure, synthetic=response.synthetic)
    if response.redirects:
        fields["Attache-Redirects"] = " ".join(escape(clean.address(url)) for url in response.redirects[:50])
    asking = _request_head(response, clean) if response.request_headers else None
    if response.status is None:
        return _attempt(fields, asking)
    fields["Attache-SHA256"] = digest(response.body)
    fields["WARC-Payload-Digest"] = sha1(response.body)
    fields["Content-Type"] = "application/http; msgtype=response"
    return _closed(fields, _response_head(response, clean) + response.body, asking)


def of_file(file: FileEntry) -> Entry:
    """Return the record of a file (`resource`), of an item (`conversion`) or of a failure (`metadata`)."""
    url = redact(file.url)
    kind = "metadata" if file.failure else "conversion" if file.refers_to else "resource"
    fields = _described(kind, url, url, file.at)
    _labelled(fields, file.source_id, file.role, file.item_key, failure=file.failure, synthetic=file.synthetic)
    if file.refers_to:
        fields["Attache-Refers-To"] = escape(file.refers_to)
        fields["WARC-Refers-To"] = record_id(file.refers_to)
    if file.failure:
        return _attempt(fields, None)
    fields["Attache-SHA256"] = digest(file.body)
    fields["Content-Type"] = _content_type(file.content_type)
    return _closed(fields, file.body, None)


def of_sweep(sweep: Sweep) -> Entry:
    """Return the record of a sweep: `metadata` with a JSON block."""
    block = json.dumps(asdict(sweep), sort_keys=True, separators=(",", ":")).encode()
    url = f"sweep:{escape(sweep.source_id)}"
    fields = _described("metadata", url, url, sweep.finished)
    _labelled(fields, sweep.source_id, "sweep", None, failure=None, synthetic=False)
    fields["Attache-SHA256"] = digest(block)
    fields["Content-Type"] = "application/json"
    return _closed(fields, block, None)


def _described(kind: str, asked: str, answered: str, at: str) -> dict[str, str]:
    if not _TIME.fullmatch(at):
        raise InputError(
            f"{at[:40]!r} is not a time in UTC", where=asked[:200], mend="write it as 2021-05-31T12:00:00Z"
        )
    target = uri(answered)
    fields = {"WARC-Type": kind, "WARC-Record-ID": "", "WARC-Date": at, "WARC-Target-URI": target}
    if target != asked:
        fields["Attache-Url"] = escape(asked)
    return fields


def _labelled(
    fields: dict[str, str], source_id: str, role: str, item_key: str | None, *, failure: str | None, synthetic: bool
) -> None:
    fields["Attache-Source"] = escape(source_id)
    fields["Attache-Role"] = escape(role)
    if item_key is not None:
        fields["Attache-Item"] = escape(item_key)
    if failure:
        fields["Attache-Failure"] = escape(failure[:500])
    if synthetic:
        fields["Attache-Synthetic"] = "true"


def _attempt(fields: dict[str, str], request: bytes | None) -> Entry:
    fields["Attache-SHA256"] = digest(b"")
    fields["Content-Type"] = "application/warc-fields"
    return _closed(fields, f"failure: {fields['Attache-Failure']}\r\n".encode(), request)


def _closed(fields: dict[str, str], block: bytes, request: bytes | None) -> Entry:
    row = row_of({name.lower(): value for name, value in fields.items()}, block, "", 0)
    if row is None:
        raise ValueError("a warcinfo record is no entry")
    fields["WARC-Record-ID"] = record_id(row.capture_id)
    if request is not None:
        fields["WARC-Concurrent-To"] = record_id(f"{row.capture_id} request")
    return Entry(row, fields, block, request)


def _content_type(declared: str | None) -> str:
    return one_line((declared or "").encode("ascii", "replace").decode())[:200].strip() or "application/octet-stream"


def _undecodable(response: Response) -> str | None:
    if response.status is None or header(response.headers, "content-encoding") is None:
        return None
    try:
        decode(response.body, response.headers)
    except ContentError as error:
        return error.what
    return None


def _request_head(response: Response, clean: Scrubber) -> bytes:
    parts = _PATH.match(uri(clean.address(response.url or response.request.url)))
    path = (parts[1] if parts else "") or "/"
    method = response.request.method
    method = method if _METHOD.fullmatch(method) else "GET"
    line = f"{method} {path if path.startswith('/') else '/' + path} {_version(response)}\r\n"
    return line.encode() + clean.fields(response.request_headers) + b"\r\n"


def _response_head(response: Response, clean: Scrubber) -> bytes:
    status = response.status if response.status is not None and 0 <= response.status <= 999 else 0
    line = f"{_version(response)} {status:03d} {one_line(clean.text(response.reason))[:200]}"
    return to_bytes(line) + b"\r\n" + clean.fields(response.headers) + b"\r\n"


def _version(response: Response) -> str:
    return response.http_version if _VERSION.fullmatch(response.http_version) else "HTTP/1.1"
