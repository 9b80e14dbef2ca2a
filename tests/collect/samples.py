"""Invented responses for the tests of the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from attache.collect.exchange import Request, Response

URL = "https://example.com/p/{}"


@dataclass(frozen=True)
class Plain:
    """The least that an adapter needs of a source."""

    id: str = "desk"
    settings: Mapping[str, Any] = field(default_factory=dict)
    synthetic: bool = False


def response(
    number: int = 0,
    body: bytes | None = None,
    *,
    key: str | None = None,
    at: str | None = None,
    status: int | None = 200,
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=UTF-8"),),
    failure: str | None = None,
    role: str = "detail",
    url: str | None = None,
) -> Response:
    url = url or URL.format(number)
    at = at or f"2024-05-{1 + number // 86400:02d}T{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"
    body = f"<p>国际技术合作项目 {number}</p>".encode() if body is None else body
    asked = (("Host", "example.com"), ("User-Agent", "Attache"))
    request = Request(url, role, key if key is not None else f"p/{number}")
    return Response(request, url, status, "OK", headers, body if status else b"", "HTTP/1.1", at, asked, failure)
