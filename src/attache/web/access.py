"""Who asks, and what they may do: five roles, each with the rights of those before it.

Every route says which role it needs (`needs`), and every route of a page that changes something that its forms carry a
token (`checked`); a route that says nothing is refused when the application is made.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal, Protocol, cast

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount

from attache.core.errors import AttacheError
from attache.web.accounts.guard import ASKED_FROM_ELSEWHERE, LOOPBACK, by_browser

__all__ = [
    "FIELD",
    "HEADER",
    "Access",
    "LocalAccess",
    "RefusedError",
    "Role",
    "Scope",
    "StaleError",
    "Viewer",
    "access_of",
    "checked",
    "needs",
    "roles",
    "scopes",
    "unchecked",
    "viewer_of",
]

FIELD, HEADER = "csrf", "x-csrf-token"
"""Form field and header that carry the token."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
PROGRAMS = "/api/"
"""Where programs ask: a cookie counts there for nothing but reading, unless the header comes with it."""
FREE = (PROGRAMS, ASKED_FROM_ELSEWHERE)
"""Addresses whose posts carry no form token; posts to the reconciliation service only ask."""


Scope = Literal["read", "screen", "decide", "admin", "session"]
"""What a token needs; `session` is what no token has: only a browser that is signed in."""


class Role(IntEnum):
    """What a person may do. `anyone` is for what must be seen before signing in."""

    anyone = 0
    reader = 1
    coder = 2
    adjudicator = 3
    editor = 4
    admin = 5


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: the name under which decisions are kept, the role, and whether signed in by a token (`scopes`, its id).

    The role of a token is already that of its owner at most.
    """

    name: str
    role: Role
    token: bool = False
    scopes: tuple[str, ...] = ()
    key: str = ""


class RefusedError(Exception):
    """The role is not enough, or a token's scopes are not; `viewer` is None where nobody is signed in."""

    def __init__(self, needed: Role, viewer: Viewer | None, scope: str | None = None) -> None:
        super().__init__(f"needs the scope {scope}" if scope else f"needs the role {needed.name}")
        self.needed, self.viewer, self.scope = needed, viewer, scope


class StaleError(Exception):
    """A form came without the token of this visitor: it is old, or it is not ours."""


class Access(Protocol):
    """How viewers are known."""

    @property
    def hosts(self) -> frozenset[str]:
        """Names by which the pages may be asked for; empty for any."""

    @property
    def floor(self) -> Role:
        """Return what everybody may read without signing in."""

    @property
    def team(self) -> bool:
        """Whether people sign in."""

    def viewer(self, request: Request) -> Viewer | None:
        """Return who asks, None where nobody is signed in."""

    def csrf(self, request: Request) -> str:
        """Return the token that the forms of this visitor carry."""


class LocalAccess:
    """One person on their own machine: no sign-in, every right. Only for an address of this machine."""

    hosts, floor, team = LOOPBACK, Role.anyone, False

    def __init__(self, name: str) -> None:
        self._viewer = Viewer(name, Role.admin)
        self._token = secrets.token_urlsafe(32)

    def viewer(self, request: Request) -> Viewer | None:
        """Return the one person."""
        return self._viewer

    def csrf(self, request: Request) -> str:
        """Return the token of this run; not in a cookie, which other ports of this machine could read."""
        return self._token


def access_of(request: Request) -> Access:
    """Return how this application knows viewers."""
    access: Access = request.app.state.access
    return access


def viewer_of(request: Request) -> Viewer | None:
    """Return who asks, also where a route was not reached; None where nobody is signed in or it cannot be known."""
    try:
        return cast("Viewer | None", request.state.viewer)
    except AttributeError:
        try:
            return access_of(request).viewer(request)
        except AttacheError:
            return None


class _Needs:
    def __init__(self, role: Role, scope: Scope | None) -> None:
        self.role, self.scope = role, scope

    async def __call__(self, request: Request) -> Viewer | None:
        """Let the visitor in; where people sign in, databases are asked, which the loop does not wait for."""
        ask = self._asked if access_of(request).team else None
        return await run_in_threadpool(ask, request) if ask else self._asked(request)

    def _asked(self, request: Request) -> Viewer | None:
        access = access_of(request)
        viewer = access.viewer(request)
        if viewer and not viewer.token and _only_by_cookie(request):
            viewer = None
        request.state.viewer = viewer
        if self.role > (viewer.role if viewer else access.floor if _public(request) else Role.anyone):
            raise RefusedError(self.role, viewer)
        needed = self.scope_for(request.method)
        if viewer and viewer.token and needed and not _has(viewer, needed):
            raise RefusedError(self.role, viewer, needed)
        return viewer

    def scope_for(self, method: str) -> Scope | None:
        """Return the scope that a token needs: as declared, else by what is done."""
        if self.scope or self.role is Role.anyone:
            return self.scope
        return "admin" if self.role is Role.admin else "read" if method in SAFE else "decide"


def _public(request: Request) -> bool:
    """Whether a request only reads, and shows no token that is not good."""
    reads = request.method in SAFE or request.url.path.startswith(ASKED_FROM_ELSEWHERE)
    return reads and "authorization" not in request.headers


def _has(viewer: Viewer, scope: Scope) -> bool:
    return scope in viewer.scopes or (scope != "session" and "admin" in viewer.scopes)


def _only_by_cookie(request: Request) -> bool:
    """Whether a browser asks the API for a change without showing that a page of ours made it."""
    if request.method in SAFE or not request.url.path.startswith(PROGRAMS) or not by_browser(request):
        return False
    return not _same(request.headers.get(HEADER), access_of(request).csrf(request))


def needs(role: Role, scope: Scope | None = None) -> Any:
    """Return the dependency that lets in this role and those above it: `dependencies=[needs(Role.reader)]`.

    A token needs a scope, too: `admin` where only admins may; else `read` for what only reads and `decide` for what
    changes something, unless `scope` says another, as `needs(Role.reader, "screen")` for a screening or
    `needs(Role.reader, "session")` for what no program may do.
    """
    return Depends(_Needs(role, scope))


async def checked(request: Request) -> None:
    """Let a post through whose field `csrf` or header `X-CSRF-Token` is the token of this visitor.

    For every route of a page that changes something: `dependencies=[needs(Role.coder), Depends(checked)]`, with
    `<input type="hidden" name="csrf" value="{{ csrf }}">` in the form (OWASP: synchroniser token pattern). StaleError
    otherwise; what was written is shown again. A request by an API token needs none: no browser adds that by itself.
    """
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    if viewer and viewer.token:
        return
    sent = request.headers.get(HEADER) or (await request.form(max_part_size=PART)).get(FIELD)
    if not _same(sent, access_of(request).csrf(request)):
        raise StaleError


PART = 8 << 20
"""Bytes that one field of a form may have."""


def _same(sent: object, token: str) -> bool:
    return isinstance(sent, str) and hmac.compare_digest(sent.encode("utf-8", "replace"), token.encode())


def roles(app: FastAPI) -> dict[tuple[str, str], Role | None]:
    """Return the role that every route needs, by method and path; None where it says none."""
    found: dict[tuple[str, str], Role | None] = {}
    for method, path, context in _routes(app):
        named = [call.role for call in _calls(context) if isinstance(call, _Needs)]
        found[method, path] = max(named, default=None)
    return found


def scopes(app: FastAPI) -> dict[tuple[str, str], str | None]:
    """Return the scope that a token needs for every route, by method and path; None where it needs none."""
    found: dict[tuple[str, str], str | None] = {}
    for method, path, context in _routes(app):
        named = [call for call in _calls(context) if isinstance(call, _Needs)]
        found[method, path] = max(named, key=lambda one: one.role).scope_for(method) if named else None
    return found


def unchecked(app: FastAPI) -> list[str]:
    """Return the routes that change something by a form and do not check its token, as `POST /path`."""
    return [
        f"{method} {path}"
        for method, path, context in _routes(app)
        if method not in SAFE and not path.startswith(FREE) and checked not in _calls(context)
    ]


def _routes(app: FastAPI) -> Iterator[tuple[str, str, RouteContext]]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.route, Mount):
            continue  # files of ours, for anyone
        for method in sorted((context.methods or {"GET"}) - {"HEAD", "OPTIONS"}):
            yield method, str(context.path), context


def _calls(context: RouteContext) -> list[Callable[..., Any] | None]:
    dependant: Dependant | None = getattr(context, "dependant", None)
    return [one.call for one in dependant.dependencies] if dependant else []
