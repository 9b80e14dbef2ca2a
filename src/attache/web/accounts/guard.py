"""What is refused before a page is asked: other names of this host, and changes that another site asks for.

A page elsewhere can make a browser post to us, and a name elsewhere can be made to lead to 127.0.0.1 (DNS rebinding).
Browsers say where a request comes from (`Origin`, RFC 6454; `Sec-Fetch-Site`, Fetch Metadata, W3C); programs do not.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["ASKED_FROM_ELSEWHERE", "LOOPBACK", "Guard", "by_browser"]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names of this machine."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
ASKED_FROM_ELSEWHERE = "/reconcile"
"""What pages elsewhere may post to, by its protocol: it changes nothing, and says itself who may read its answers."""
_DEFAULT = {"http": 80, "https": 443}


def by_browser(request: Request) -> bool:
    """Whether a browser sent a request that changes something; programs send neither of the two headers."""
    return "origin" in request.headers or "sec-fetch-site" in request.headers


class Guard:
    """Middleware that answers 421 to a host that is not ours and 403 to a change that another site asks for.

    It also sets the cookie that a request was given (`cookies.give`).

    `hosts` returns the names that are ours, without port; none for any.
    """

    def __init__(self, app: ASGIApp, hosts: Callable[[], frozenset[str]]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and (refused := self._refusal(Request(scope))):
            from attache.web.errors import said  # noqa: PLC0415 -- errors know access, access knows this module

            await said(Request(scope), *refused)(scope, receive, send)
            return
        await self._app(scope, receive, _keeping(scope, send) if scope["type"] == "http" else send)

    def _refusal(self, request: Request) -> tuple[int, str, str] | None:
        host = _host(request.headers.get("host", ""))
        known = self._hosts()
        if host is None or (known and host not in known):
            return 421, "guard.host", "guard.host_mend"
        if request.method in _SAFE or request.url.path.startswith(ASKED_FROM_ELSEWHERE) or _ours(request):
            return None
        return 403, "guard.elsewhere", "guard.elsewhere_mend"


def _keeping(scope: Scope, send: Send) -> Send:
    """Return a `send` that sets the cookie which the request was given, and lets nobody share what was made for one."""

    async def kept(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("cache-control", "private, no-cache")
            if cookie := scope.get("state", {}).get("cookie"):
                headers.append("set-cookie", cookie)
        await send(message)

    return kept


def _host(text: str) -> str | None:
    """Return the name in a Host header in lower case, None where it is none."""
    try:
        parts = urlsplit(f"//{text}")
        if not parts.hostname or parts.netloc != text or "@" in text or parts.port == 0:
            return None
    except ValueError:
        return None
    return f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname


def _ours(request: Request) -> bool:
    """Whether a change is asked for by a page of ours, or by no page at all."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or _same_place(origin, request.headers.get("host", ""))


def _same_place(origin: str, host: str) -> bool:
    """Compare name and port; the scheme may be another behind a proxy that ends TLS."""
    try:
        there = urlsplit(origin)
        here = urlsplit(f"{there.scheme}://{host}")
        ports = [one.port or _DEFAULT.get(there.scheme) for one in (there, here)]
    except ValueError:
        return False
    return there.hostname is not None and there.hostname == here.hostname and ports[0] == ports[1]
