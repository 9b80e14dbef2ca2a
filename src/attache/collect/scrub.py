"""Takes cookies and credentials out of what is about to be written, and makes header fields safe to write."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from attache.collect.exchange import Request, redact

__all__ = ["TRANSFER", "Scrubber", "one_line", "to_bytes"]

TRANSFER = "X-Attache-Transfer-Encoding"
"""The name under which Transfer-Encoding is kept: it is undone, and readers would undo it again."""

_PRIVATE_FIELDS = frozenset((
    *("cookie", "cookie2", "set-cookie", "set-cookie2"),
    *("authorization", "proxy-authorization", "authentication-info", "x-api-key", "x-auth-token"),
    *("x-csrf-token", "x-xsrf-token", "x-forwarded-for", "x-real-ip", "x-client-ip", "forwarded"),
))  # fmt: skip
_ADDRESS_FIELDS = frozenset(("location", "content-location", "referer", "link", "refresh"))
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_BREAKS = re.compile(r"[\r\n\0]+")
_SHORTEST_SECRET = 6


class Scrubber:
    """Knows what is secret in one request: header fields and parameters by name, and their values anywhere."""

    def __init__(self, request: Request) -> None:
        self._names = request.secrets
        self._hidden = _PRIVATE_FIELDS.union(name.lower() for name in request.secrets)
        told = redact(request.url, request.secrets) != request.url
        self._values = _secret_values(request) if told else ()

    def text(self, text: str) -> str:
        """Return `text` without the request's secret values."""
        for value in self._values:
            text = text.replace(value, "redacted")
        return text

    def address(self, url: str) -> str:
        """Return an address without user, password and secret parameters."""
        return self.text(redact(url, self._names))

    def fields(self, headers: tuple[tuple[str, str], ...]) -> bytes:
        """Return header fields as bytes, one per line, without the private ones."""
        return b"".join(self._field(name, value) for name, value in headers if name.lower() not in self._hidden)

    def _field(self, name: str, value: str) -> bytes:
        lower = name.lower()
        if lower in _ADDRESS_FIELDS:
            value = self.address(value)
        elif lower == "transfer-encoding":
            name = TRANSFER
        if not _TOKEN.fullmatch(name):
            name = "".join(c if _TOKEN.fullmatch(c) else "_" for c in name[:200]) or "_"
        return to_bytes(f"{name}: {one_line(self.text(value))}\r\n")


def one_line(text: str) -> str:
    """Return `text` without line breaks and outer blanks, as a header value must be."""
    return _BREAKS.sub(" ", text).strip(" \t")


def to_bytes(text: str) -> bytes:
    """Return header text as HTTP has it: Latin-1, or UTF-8 where that does not reach."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _secret_values(request: Request) -> tuple[str, ...]:
    try:
        parts = urlsplit(request.url)
        pairs = parse_qsl(parts.query) + parse_qsl(parts.fragment)
    except ValueError:
        return ()
    found = {parts.username or "", parts.password or ""}
    found.update(value for name, value in pairs if redact(f"?{name}=x", request.secrets).endswith("=redacted"))
    return tuple(sorted((value for value in found if len(value) >= _SHORTEST_SECRET), key=len, reverse=True))
