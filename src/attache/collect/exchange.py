"""What the collector asks and what it is answered: the words that fetchers, adapters and evidence share."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import unquote_plus

from attache.core.errors import InputError

__all__ = [
    "CONTENT_LIMIT",
    "SECRET_NAMES",
    "ContentError",
    "Declared",
    "Fetcher",
    "Request",
    "Response",
    "Sweep",
    "content",
    "decode",
    "header",
    "media_type",
    "redact",
    "utc_now",
]

CONTENT_LIMIT = 50 * 1024 * 1024
"""Bytes that a body may have after its content encoding is undone."""

SECRET_NAMES = frozenset({"access_token", "api_key", "apikey", "auth", "password", "passwd", "secret", "token"})
"""Names of query parameters whose values are never written; a request can declare more."""

_RATIO, _RATIO_FROM = 250, 4 * 1024 * 1024  # honest pages stay far below; deflate's own maximum is 1032
_STEP, _MEMBERS = 1024 * 1024, 64
_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,100}/[A-Za-z0-9!#$&^_.+-]{1,100}")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_:.+-]{1,40})""", re.IGNORECASE)
_USERINFO = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]{0,30}://)[^/?#]*@")
_PARAMETER = re.compile(r"([?&;#])([^=&;#?]{1,200})=([^&;#]*)")


class ContentError(InputError):
    """A body's content encoding cannot be undone; `what` is the reason."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask: an address, what the source calls its answer, and the key of the item that it holds.

    `secrets` names further query parameters and header fields whose values are never written.
    """

    url: str
    role: str = "detail"
    item_key: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, or why nothing did.

    `url` is the address that answered in the end, `redirects` those passed on the way; `body` is as received
    with the transfer encoding undone and the content encoding kept; header values are Latin-1 text, as in
    HTTP; `at` is ISO 8601 UTC ending in Z; `failure` says why there was no usable answer.
    """

    request: Request
    url: str
    status: int | None
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    http_version: str
    at: str
    request_headers: tuple[tuple[str, str], ...] = ()
    failure: str | None = None
    redirects: tuple[str, ...] = ()
    synthetic: bool = False

    @property
    def content(self) -> bytes:
        """The body with its content encoding undone, within `CONTENT_LIMIT`; raises ContentError."""
        return content(self)


class Fetcher(Protocol):
    """Whatever answers requests: the live web, recorded evidence, a fixture."""

    def fetch(self, request: Request) -> Response:
        """Answer `request`; whatever a server does is told by `failure`, never raised."""
        ...


class Declared(Protocol):
    """The part of a declared source that an adapter needs."""

    @property
    def id(self) -> str:
        """The source's id."""
        ...

    @property
    def settings(self) -> Mapping[str, Any]:
        """The adapter's settings as declared."""
        ...

    @property
    def synthetic(self) -> bool:
        """Made for demonstration or tests."""
        ...


@dataclass(frozen=True, slots=True)
class Sweep:
    """One pass over a source: what its lists showed, whether the pass got to the end, and what failed."""

    source_id: str
    started: str
    finished: str
    complete: bool
    seen: tuple[str, ...]
    failures: int
    notes: tuple[str, ...] = ()


def header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    """Return the value of the first header field called `name`, in any case."""
    name = name.lower()
    return next((value for key, value in headers if key.lower() == name), None)


def media_type(headers: tuple[tuple[str, str], ...]) -> tuple[str | None, str | None]:
    """Return the declared media type and character set in lower case, null where not declared."""
    value = (header(headers, "content-type") or "")[:500]
    kind, charset = _TYPE.match(value.strip()), _CHARSET.search(value)
    return (kind[0].lower() if kind else None), (charset[1].lower() if charset else None)


def redact(url: str, secrets: tuple[str, ...] = ()) -> str:
    """Return `url` without user and password, and with the values of secret parameters replaced."""
    url = _USERINFO.sub(r"\1", url)
    if "=" not in url:
        return url
    names = SECRET_NAMES.union(name.lower() for name in secrets)

    def replaced(match: re.Match[str]) -> str:
        secret = unquote_plus(match[2]).lower() in names and match[3]
        return f"{match[1]}{match[2]}=redacted" if secret else match[0]

    return _PARAMETER.sub(replaced, url)


def content(response: Response, limit: int = CONTENT_LIMIT) -> bytes:
    """Return the response's body with its content encoding undone; raises ContentError with the reason."""
    return decode(response.body, response.headers, limit)


def decode(body: bytes, headers: tuple[tuple[str, str], ...], limit: int = CONTENT_LIMIT) -> bytes:
    """Undo the content encodings that `headers` declare, last applied first; raises ContentError."""
    declared = ",".join(value for key, value in headers if key.lower() == "content-encoding")
    encodings = [name for part in declared.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(encodings) > 4:
        raise ContentError("more than four content encodings")
    if len(body) > limit:
        raise ContentError(f"too large: more than {limit} bytes")
    for name in reversed(encodings):
        body = _undo(name, body, limit) if body else body
    return body


def utc_now() -> str:
    """Return the time as ISO 8601 UTC with milliseconds, ending in Z."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _undo(name: str, body: bytes, limit: int) -> bytes:
    if name in ("gzip", "x-gzip"):
        return _inflate(body, 31, "gzip", limit)
    if name == "deflate":  # RFC 9110 means zlib, many servers send raw deflate
        zlib_head = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
        return _inflate(body, 15 if zlib_head else -15, "deflate", limit)
    raise ContentError(f"unsupported content encoding {name[:40]!r}")


def _inflate(body: bytes, wbits: int, name: str, limit: int) -> bytes:
    parts: list[bytes] = []
    size, rest = 0, body
    for _ in range(_MEMBERS):
        stream = zlib.decompressobj(wbits)
        while not stream.eof:
            try:
                part = stream.decompress(rest, _STEP)
            except zlib.error as error:
                raise ContentError(f"bad {name}: {error}") from None
            rest = stream.unconsumed_tail
            size += len(part)
            _guard(size, len(body), limit)
            parts.append(part)
            if not part and not rest and not stream.eof:
                raise ContentError(f"truncated {name}")
        rest = stream.unused_data
        if wbits != 31 or rest[:2] != b"\x1f\x8b":  # further gzip members count, other trailing bytes do not
            return b"".join(parts)
    raise ContentError(f"more than {_MEMBERS} gzip members")


def _guard(size: int, compressed: int, limit: int) -> None:
    if size > limit:
        raise ContentError(f"too large: more than {limit} bytes after decompression")
    if size > _RATIO_FROM and size > _RATIO * compressed:
        raise ContentError(f"decompresses to more than {_RATIO} times its size")
