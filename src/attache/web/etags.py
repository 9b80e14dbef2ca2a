"""Entity tags: an answer is the same as long as edition, ledger, question and asker are (RFC 9110, 8.8.3 and 13.1.2).

A route that calls `check` is not run where the client has its answer already: 304 after a look at a few digests.
"""

from __future__ import annotations

import secrets
from functools import cache

from fastapi import FastAPI, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from attache.core.ids import digest
from attache.core.version import code_digest
from attache.web.access import Viewer
from attache.web.language import language_of
from attache.web.site import Site, View

__all__ = ["ETags", "NotModifiedError", "check", "check_page", "install", "ledger_head"]

_PAGES = (
    "/opportunities", "/documents", "/organisations", "/places", "/missions", "/needs", "/events", "/programmes",
)  # fmt: skip
"""Pages that show an edition with the ledger laid over it, and nothing that is still being counted."""
_SAFE = frozenset({"GET", "HEAD"})
_MOST = 100


class NotModifiedError(Exception):
    """The client holds the answer to its request."""


class ETags:
    """Middleware that gives an answer the tag which its route worked out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the header to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def tagged(message: Message) -> None:
            tag = scope.get("state", {}).get("etag")
            if tag and message["type"] == "http.response.start" and message["status"] in (200, 304):
                headers = MutableHeaders(scope=message)
                headers.setdefault("etag", tag)
                headers.setdefault("cache-control", "private, no-cache")
                headers.setdefault("vary", "cookie, accept-language, authorization")
            await send(message)

        await self._app(scope, receive, tagged)


def install(app: FastAPI) -> None:
    """Teach the application to give tags and to answer 304."""
    app.add_middleware(ETags)
    app.add_exception_handler(NotModifiedError, _not_modified)


def _not_modified(_request: Request, _error: Exception) -> Response:
    return Response(status_code=304)


def check(request: Request, *parts: str) -> None:
    """Tag the answer by what it depends on; NotModifiedError where the client has it already.

    Counted in by itself are the address with its query, the language, who asks, and the code.
    """
    if request.method not in _SAFE:
        return
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    asker = f"{viewer.name}/{viewer.role.name}" if viewer else ""
    told = (*parts, request.url.path, request.url.query, language_of(request), asker, _code())
    tag = f'W/"{digest(chr(31).join(told).encode("utf-8", "replace"))[:32]}"'
    request.state.etag = tag
    if _matches(request.headers.get("if-none-match", ""), tag):
        raise NotModifiedError


def check_page(request: Request, view: View) -> None:
    """Tag a page that shows an edition and the ledger; pages that show anything else are left alone.

    A page holds the token of its visitor's forms, so it counts which cookies come, and which run of the server it is.
    """
    if request.url.path.startswith(_PAGES):
        check(request, view.edition.edition_id, ledger_head(request), request.headers.get("cookie", ""), _run())


def ledger_head(request: Request) -> str:
    """Return the digest of all that is decided."""
    site: Site = request.app.state.site
    return site.ledger.head[1]


@cache
def _code() -> str:
    return code_digest("core", "vocabulary", "measure", "web")


@cache
def _run() -> str:
    return secrets.token_hex(8)


def _matches(asked: str, tag: str) -> bool:
    """Compare weakly with each tag of `If-None-Match` (RFC 9110, 8.8.3.2)."""
    wanted = [one.strip() for one in asked.split(",")[:_MOST]]
    return "*" in wanted or tag.removeprefix("W/") in (one.removeprefix("W/") for one in wanted)
