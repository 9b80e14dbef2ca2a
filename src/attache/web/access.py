"""Who asks, and what they may do: five roles, each with the rights of those before it.

Every route says which role it needs (`needs`); a route that says nothing is refused when the application is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

from fastapi import Depends, FastAPI, Request
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

__all__ = ["Access", "LocalAccess", "RefusedError", "Role", "Viewer", "needs", "roles"]


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
    """Who asks: the name under which decisions are kept, the role, and whether signed in by a token (`scopes`)."""

    name: str
    role: Role
    token: bool = False
    scopes: tuple[str, ...] = ()


class RefusedError(Exception):
    """The role is not enough; `viewer` is None where nobody is signed in."""

    def __init__(self, needed: Role, viewer: Viewer | None) -> None:
        super().__init__(f"needs the role {needed.name}")
        self.needed, self.viewer = needed, viewer


class Access(Protocol):
    """How viewers are known."""

    def viewer(self, request: Request) -> Viewer | None:
        """Return who asks, None where nobody is signed in."""


class LocalAccess:
    """One person on their own machine: no sign-in, every right. Only for an address of this machine."""

    def __init__(self, name: str) -> None:
        self._viewer = Viewer(name, Role.admin)

    def viewer(self, request: Request) -> Viewer | None:
        """Return the one person."""
        return self._viewer


class _Needs:
    def __init__(self, role: Role) -> None:
        self.role = role

    def __call__(self, request: Request) -> Viewer | None:
        access: Access = request.app.state.access
        viewer = access.viewer(request)
        request.state.viewer = viewer
        if self.role > (viewer.role if viewer else Role.anyone):
            raise RefusedError(self.role, viewer)
        return viewer


def needs(role: Role) -> Any:
    """Return the dependency that lets in this role and those above it: `dependencies=[needs(Role.reader)]`."""
    return Depends(_Needs(role))


def roles(app: FastAPI) -> dict[tuple[str, str], Role | None]:
    """Return the role that every route needs, by method and path; None where it says none."""
    found: dict[tuple[str, str], Role | None] = {}
    for context in iter_route_contexts(app.routes):
        route = context.route
        if isinstance(route, Mount):
            continue  # files of ours, for anyone
        named = [one.dependency for one in getattr(route, "dependencies", ()) if isinstance(one.dependency, _Needs)]
        role = max((one.role for one in named), default=None)
        for method in sorted((context.methods or {"GET"}) - {"HEAD", "OPTIONS"}):
            found[method, str(context.path)] = role
    return found
