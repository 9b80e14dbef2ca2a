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
from attache.web.repeated import Answer, Answers, Collected
from attache.web.site import Site, View

__all__ = ["PAGES", "ETags", "NotModifiedError", "RepeatedError", "check", "check_page", "install", "ledger_head"]

PAGES = (
    "/opportunities", "/documents", "/organisations", "/places", "/missions", "/needs", "/events", "/programmes",
)  # fmt: skip
"""Pages that show an edition with the ledger laid over it, and nothing that is still being counted."""
_COUNTED = ("/claims", "/codebook", "/methods")
"""Pages that show figures of the whole edition; with the overview they are tagged once all of those are counted."""
_SAFE = frozenset({"GET", "HEAD"})
_MOST = 100


class NotModifiedError(Exception):
    """The client holds the answer to its request."""


class RepeatedError(Exception):
    """The answer to a request was given before."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("given before")
        self.answer = answer


class ETags:
    """Middleware that gives an answer the tag which its route worked out, and keeps it under that."""

    def __init__(self, app: ASGIApp, answers: Answers) -> None:
        self._app, self._answers = app, answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the header to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        collected = Collected() if scope["method"] == "GET" else None

        async def tagged(message: Message) -> None:
            state = scope.get("state", {})
            tag = state.get("etag")
            if tag and collected and "cookie" not in state:  # a page that comes with a cookie is one visitor's
                collected.see(message)
                if collected.answer:
                    self._answers.put(tag, collected.answer)
            if tag and message["type"] == "http.response.start" and message["status"] in (200, 304):
                headers = MutableHeaders(scope=message)
                headers.setdefault("etag", tag)
                headers.setdefault("cache-control", "private, no-cache")
                headers.setdefault("vary", "cookie, accept-language, authorization")
            await send(message)

        await self._app(scope, receive, tagged)


def install(app: FastAPI) -> None:
    """Teach the application to give tags, to answer 304, and to give the same answer again."""
    app.state.answers = Answers()
    app.add_middleware(ETags, answers=app.state.answers)
    app.add_exception_handler(NotModifiedError, _not_modified)
    app.add_exception_handler(RepeatedError, _again)


def _not_modified(_request: Request, _error: Exception) -> Response:
    return Response(status_code=304)


def _again(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RepeatedError)  # noqa: S101 -- what the handler is registered for
    answer = Response(error.answer.body)
    answer.raw_headers = list(error.answer.headers)
    return answer


def check(request: Request, *parts: str) -> None:
    """Tag the answer by what it depends on; NotModifiedError where the client has it, RepeatedError where we have.

    Counted in by itself are the address with its host and query, the language, who asks, and the code.
    """
    if request.method not in _SAFE:
        return
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    asker = f"{viewer.name}/{viewer.role.name}" if viewer else ""
    told = (*parts, str(request.base_url), request.url.path, request.url.query, language_of(request), asker, _code())
    tag = f'W/"{digest(chr(31).join(told).encode("utf-8", "replace"))[:32]}"'
    request.state.etag = tag
    if _matches(request.headers.get("if-none-match", ""), tag):
        raise NotModifiedError
    answers: Answers = request.app.state.answers
    if request.method == "GET" and (answer := answers.get(tag)):
        raise RepeatedError(answer)


def check_page(request: Request, view: View) -> None:
    """Tag a page that shows an edition and the ledger; pages that show anything else are left alone.

    A page holds the token of its visitor's forms, so it counts which cookies come, and which run of the server it is.
    """
    path = request.url.path
    counted = path == "/" or path.startswith(_COUNTED)
    if path.startswith(PAGES) or (counted and view.figures.progress().ready):
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
