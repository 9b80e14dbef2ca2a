"""The application: pages and JSON API over the editions and the ledger of one workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from attache import __version__
from attache.core.workspace import Workspace
from attache.web import errors, etags
from attache.web.access import Access, LocalAccess, roles, unchecked
from attache.web.accounts.guard import Guard
from attache.web.accounts.reading import Reading, routes_counted
from attache.web.api import ROUTERS as API
from attache.web.api.reconciling import reconciliation
from attache.web.counting import Counting, Counts
from attache.web.pages import ROUTERS
from attache.web.rendering import STATIC
from attache.web.security import SecurityHeaders
from attache.web.site import Site
from attache.web.turns import Turns

__all__ = ["BODY", "create_app"]

BODY = 2 << 20
"""Bytes of what is sent to a route that sets no other bound; a form is read before it is known who sends it."""


class _Kept(StaticFiles):
    """Files of ours; their addresses carry their digest, so they may be kept."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def create_app(workspace: Workspace, access: Access | None = None) -> FastAPI:
    """Return the application for a workspace; without `access`, for one person on their own machine.

    RuntimeError where a route says no role, or takes a form without checking its token: a mistake in the code, found
    when it starts.
    """
    site = Site(workspace)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if (kept := getattr(_app.state, "kept", None)) is not None:
            kept.tallies.flush()
        site.close()

    app = FastAPI(title="Attaché", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.state.site, app.state.access = site, access or LocalAccess("local")
    for router in (*ROUTERS, *API, reconciliation(site)):
        app.include_router(router, max_body_size=BODY)
    app.mount("/static", _Kept(directory=STATIC), name="static")
    app.add_middleware(Turns)
    app.add_middleware(Reading, routes=routes_counted(app))
    etags.install(app)
    app.add_middleware(Guard, hosts=lambda: app.state.access.hosts)
    app.add_middleware(errors.Unforeseen)
    app.add_middleware(SecurityHeaders)
    app.state.counts = Counts()
    app.state.counts.know(app)
    app.add_middleware(Counting, counts=app.state.counts)
    errors.install(app)
    bare = [path for (_, path), role in roles(app).items() if role is None]
    if bare:
        raise RuntimeError(f"routes without a role: {', '.join(bare)}")
    if free := unchecked(app):
        raise RuntimeError(f"routes that change something and do not check the form's token: {', '.join(free)}")
    return app
