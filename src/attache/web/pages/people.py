"""The people of a team: who has an account, and what they may do. For admins."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from attache.core.errors import InputError
from attache.ledger import passwords
from attache.ledger.accounts import ROLES, ChangedError, account_name
from attache.ledger.secrets import as_text
from attache.web.access import Role, access_of, checked, needs, viewer_of
from attache.web.accounts.kept import kept_of
from attache.web.rendering import address, page

__all__ = ["router"]

router = APIRouter(max_body_size=1 << 20)
_POST = [needs(Role.admin), Depends(checked)]
Line = Annotated[str, Form(max_length=200)]
Done = Literal["", "role", "on", "off"]
Version = Annotated[int, Form(ge=0)]


@router.get("/people", dependencies=[needs(Role.admin)], response_class=Response)
def people_page(request: Request, done: Done = "", who: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Show every account."""
    return _page(request, done=done, who=who)


@router.post("/people", dependencies=_POST, response_class=Response)
def add(request: Request, name: Line = "", role: Line = "reader") -> Response:
    """Make an account with a password that is shown once."""
    accounts = kept_of(request).accounts
    try:
        name = account_name(name)
    except InputError:
        return _page(request, problem="name", typed=name, role=role, status=400)
    if accounts.get(name):
        return _page(request, problem="taken", typed=name, role=role, status=400)
    if role != "admin" and not any(one.active and one.role == "admin" for one in accounts.all()):
        return _page(request, problem="first", typed=name, role=role, status=400)
    secret = passwords.generated()
    accounts.add(name, role, by=_by(request), password=secret)
    return _page(request, done="added", who=name, secret=secret)


@router.post("/people/{name}/role", dependencies=_POST, response_class=Response)
def set_role(request: Request, name: str, version: Version, role: Line = "") -> Response:
    """Give somebody another role."""
    if _last_admin(request, name) and role != "admin":
        return _page(request, problem="last", status=400)
    try:
        kept_of(request).accounts.set_role(name, role, by=_by(request), version=version)
    except ChangedError:
        return _page(request, problem="changed", who=name, status=409)
    return RedirectResponse(address(request, "/people", done="role", who=name), 303)


@router.post("/people/{name}/state", dependencies=_POST, response_class=Response)
def set_state(request: Request, name: str, version: Version, active: Annotated[bool, Form()] = False) -> Response:
    """Let somebody sign in, or not any more."""
    if _last_admin(request, name) and not active:
        return _page(request, problem="last", status=400)
    try:
        kept_of(request).accounts.set_active(name, active, by=_by(request), version=version)
    except ChangedError:
        return _page(request, problem="changed", who=name, status=409)
    return RedirectResponse(address(request, "/people", done="on" if active else "off", who=name), 303)


@router.post("/people/{name}/password", dependencies=_POST, response_class=Response)
def new_password(request: Request, name: str) -> Response:
    """Give somebody who forgot theirs a new password, shown once."""
    secret = passwords.generated()
    kept_of(request).accounts.set_password(name, secret, by=_by(request))
    return _page(request, done="password", who=account_name(name), secret=secret)


def _by(request: Request) -> str:
    viewer = viewer_of(request)
    assert viewer is not None  # noqa: S101 -- the role was checked
    return viewer.name


def _last_admin(request: Request, name: str) -> bool:
    admins = [one.name for one in kept_of(request).accounts.all() if one.active and one.role == "admin"]
    return admins == [name]


def _page(
    request: Request, *, done: str = "", who: str = "", problem: str = "", typed: str = "", role: str = "",
    secret: str = "", status: int = 200,
) -> Response:  # fmt: skip
    ours = kept_of(request)
    seen = ours.sessions.last_seen()
    rows = [(one, as_text(seen[one.name]) if one.name in seen else "") for one in ours.accounts.all()]
    values = {"done": done, "who": who, "problem": problem, "typed": typed, "typed_role": role, "secret": secret}
    answer = page(
        request, "people.html", status=status, rows=rows, roles=ROLES, serving=access_of(request).team, **values
    )
    answer.headers["cache-control"] = "no-store"
    return answer
