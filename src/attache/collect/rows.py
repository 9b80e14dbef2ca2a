"""From WARC records as written to rows of the index, responses and sweeps.

A row is always computed from the record, when it is appended and when the index is rebuilt alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from attache.collect.exchange import Request, Response, Sweep, header, media_type
from attache.collect.scrub import TRANSFER
from attache.collect.warc import unescape
from attache.core.ids import stable_id
from attache.core.records import Capture

__all__ = ["Row", "body_of", "capture_of", "response_of", "row_of", "sweep_of"]

_Headers = tuple[tuple[str, str], ...]
_CAPTURE_COLUMNS = 15


class Row(NamedTuple):
    """One row of the index: the columns of `core.records.Capture`, then those that only the index has."""

    capture_id: str
    source_id: str
    url: str
    captured_at: str
    role: str
    item_key: str | None
    http_status: int | None
    failure: str | None
    media_type: str | None
    charset: str | None
    bytes: int
    sha256: str
    warc: str
    offset: int
    synthetic: bool
    etag: str | None
    last_modified: str | None
    refers_to: str | None


def capture_of(row: Row) -> Capture:
    """Return the capture that a row describes."""
    values: tuple[Any, ...] = row[:_CAPTURE_COLUMNS]
    return Capture(*values)


def row_of(fields: Mapping[str, str], block: bytes, warc: str, offset: int) -> Row | None:
    """Return the row of a main record (names in lower case), None for a warcinfo; raises ValueError."""
    if fields.get("warc-type") == "warcinfo":
        return None
    try:
        return _row(fields, block, warc, offset)
    except KeyError as error:
        raise ValueError(f"no field {error}") from None


def body_of(fields: Mapping[str, str], block: bytes) -> tuple[_Headers, bytes]:
    """Return the header fields and the body as received; for an attempt without an answer, nothing."""
    kind = fields.get("warc-type")
    if kind == "response":
        _, headers, start = _head(block)
        return headers, block[start:]
    if kind == "metadata" and fields.get("attache-role") != "sweep":
        return (), b""
    return (("Content-Type", fields.get("content-type", "")),), block


def response_of(fields: Mapping[str, str], block: bytes) -> Response:
    """Return the response that a record holds, as it was appended, without its request's header fields."""
    row = _row(fields, block, "", 0)
    headers, body = body_of(fields, block)
    version, reason = "", ""
    if fields["warc-type"] == "response":
        version, _, reason = block[: block.index(b"\r\n")].decode("latin-1").split(" ", 2)
    return Response(
        Request(row.url, row.role, row.item_key),
        fields["warc-target-uri"],
        row.http_status,
        reason,
        tuple(("Transfer-Encoding" if name == TRANSFER else name, value) for name, value in headers),
        body,
        version,
        row.captured_at,
        failure=row.failure,
        redirects=tuple(unescape(url) for url in fields.get("attache-redirects", "").split()),
        synthetic=row.synthetic,
    )


def sweep_of(block: bytes) -> Sweep:
    """Return the sweep that a sweep's block holds."""
    found = json.loads(block)
    return Sweep(**{**found, "seen": tuple(found["seen"]), "notes": tuple(found["notes"])})


def _row(fields: Mapping[str, str], block: bytes, warc: str, offset: int) -> Row:
    kind = fields.get("warc-type")
    if kind not in ("response", "resource", "conversion", "metadata"):
        raise ValueError(f"a record of type {kind!r}")
    status, http, start = _head(block) if kind == "response" else (None, (), 0)
    declared = http if kind in ("response", "metadata") else (("content-type", fields["content-type"]),)
    sweep = fields.get("attache-role") == "sweep"
    row = Row(
        "",
        unescape(fields["attache-source"]),
        unescape(fields["attache-url"]) if "attache-url" in fields else fields["warc-target-uri"],
        fields["warc-date"],
        unescape(fields["attache-role"]),
        _optional(fields, "attache-item"),
        status,
        _optional(fields, "attache-failure"),
        *media_type(declared),
        len(block) - start if kind != "metadata" or sweep else 0,
        fields["attache-sha256"],
        warc,
        offset,
        fields.get("attache-synthetic") == "true",
        header(http, "etag"),
        header(http, "last-modified"),
        _optional(fields, "attache-refers-to"),
    )
    return row._replace(capture_id=_identity(row))


def _identity(row: Row) -> str:
    rest = (row.role, row.item_key or "", str(row.http_status or ""), row.failure or "", row.refers_to or "")
    kind = "swp" if row.role == "sweep" else "cap"
    return stable_id(kind, row.source_id, row.url, row.captured_at, row.sha256, *rest)


def _head(block: bytes) -> tuple[int, _Headers, int]:
    end = block.find(b"\r\n\r\n")
    if end < 0:
        raise ValueError("no HTTP header")
    first, *lines = block[:end].decode("latin-1").split("\r\n")
    parts = first.split(" ", 2)
    if len(parts) != 3 or not (parts[1].isascii() and parts[1].isdecimal()):
        raise ValueError("no HTTP status")
    pairs = (line.partition(":") for line in lines)
    return int(parts[1]), tuple((name, value.strip(" \t")) for name, _, value in pairs), end + 4


def _optional(fields: Mapping[str, str], name: str) -> str | None:
    value = fields.get(name)
    return None if value is None else unescape(value)
