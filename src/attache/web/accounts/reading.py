"""Counting what programs and people read by the API, for the page of who did what: an entry a day, token and route."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from attache.core.errors import AttacheError
from attache.web.access import PROGRAMS, Viewer, access_of
from attache.web.accounts.audit import NOBODY
from attache.web.accounts.guard import ASKED_FROM_ELSEWHERE
from attache.web.accounts.kept import kept_of

__all__ = ["Reading", "routes_counted"]

_FREE = ("/api/v1/", "/api/v1/openapi.json")
_SCREENS = (ASKED_FROM_ELSEWHERE, "/api/v1/expose", "/api/v1/compare", "/api/v1/code", "/api/v1/read")
"""Where names or texts are handed in; `/api/v1/screen` notes itself what it was asked."""


class Reading:
    """Middleware that notes an answer of the API before it is sent; one that cannot be noted is not sent (503)."""

    def __init__(self, app: ASGIApp, routes: Mapping[object, str]) -> None:
        self._app, self._routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note what comes back."""
        if scope["type"] != "http" or not scope["path"].startswith((PROGRAMS, ASKED_FROM_ELSEWHERE)):
            await self._app(scope, receive, send)
            return
        failed: AttacheError | None = None

        async def noting(message: Message) -> None:
            nonlocal failed
            if message["type"] == "http.response.start" and message["status"] == 200:
                try:
                    await run_in_threadpool(self._note, Request(scope))
                except AttacheError as error:
                    failed = error
            if failed is None:
                await send(message)

        await self._app(scope, receive, noting)
        if failed is not None:
            from attache.web.errors import problem  # noqa: PLC0415 -- which knows how pages are made

            await problem(503, failed.what, failed.mend)(scope, receive, send)

    def _note(self, request: Request) -> None:
        route = self._routes.get(request.scope.get("endpoint"))
        if route is None or not access_of(request).team:
            return
        viewer: Viewer | None = getattr(request.state, "viewer", None)
        detail = f"{request.method} {route}" + (f", token {viewer.key}" if viewer and viewer.key else "")
        what = "screen" if route.startswith(_SCREENS) and request.method == "POST" else "read"
        kept_of(request).tallies.note(viewer.name if viewer else NOBODY, what, detail)


def routes_counted(app: FastAPI) -> dict[object, str]:
    """Return the address of each route of the API that gives records, by what answers it."""
    return {
        context.endpoint: str(context.path)
        for context in iter_route_contexts(app.routes)
        if str(context.path).startswith((PROGRAMS, ASKED_FROM_ELSEWHERE)) and context.path not in _FREE
    }
