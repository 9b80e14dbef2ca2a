"""Signing in and out, by a password of ours or elsewhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from attache.ledger.accounts import spelt
from attache.web.access import Role, access_of, checked, needs, viewer_of
from attache.web.accounts import audit, cookies
from attache.web.accounts.again import Kept, local, resend
from attache.web.accounts.elsewhere import elsewhere_of, finish, start
from attache.web.accounts.kept import kept_of
from attache.web.accounts.team import TeamAccess
from attache.web.rendering import address, page

__all__ = ["router"]

router = APIRouter(max_body_size=1 << 20)
_POST = [needs(Role.anyone), Depends(checked)]
Line = Annotated[str, Form(max_length=2048)]
Hidden = Annotated[str, Form(max_length=1 << 19)]
Back = Annotated[str, Query(alias="next", max_length=2048, description="Address of ours to go to afterwards")]


@router.get("/sign-in", dependencies=[needs(Role.anyone)], response_class=Response)
def sign_in_page(request: Request, back: Back = "/") -> Response:
    """Show the form; whoever is signed in already is led on."""
    if viewer_of(request) or not access_of(request).team:
        return RedirectResponse(address(request, "/account") if back == "/" else local(back), 303)
    return _form(request, back)


@router.post("/sign-in", dependencies=_POST, response_class=Response)
def sign_in(request: Request, name: Line = "", password: Line = "", next: Line = "/", kept: Hidden = "") -> Response:  # noqa: A002 -- the field's name
    """Begin a session for whoever knows the password; every refusal says the same after the same time."""
    access = access_of(request)
    if not isinstance(access, TeamAccess):
        return RedirectResponse("/account", 303)
    ours, here = kept_of(request), _client(request)
    if wait := ours.throttle.attempt(name, here):
        answer = _form(request, next, kept, name=name, problem="slow", wait=int(wait) + 1, status=429)
        answer.headers["retry-after"] = str(int(wait) + 1)
        return answer
    account = ours.accounts.right(name, password)
    if account is None:
        known = ours.accounts.get(spelt(name))
        ours.journal.note(known.name if known else audit.NOBODY, "refused", here)
        return _form(request, next, kept, name=name, problem="wrong", status=401)
    ours.throttle.succeeded(name, here)
    return signed_in(request, access, account.name, next, kept)


def signed_in(request: Request, access: TeamAccess, name: str, back: str, kept: str = "") -> Response:
    """Begin a session with a new secret, and lead to where one wanted to go, or show the form that was kept."""
    ours, secure = kept_of(request), access.secure(request)
    cookies.give(request, ours.sessions.start(name, cookies.secret_of(request, secure)), secure)
    ours.journal.note(name, "sign_in", _client(request))
    request.state.viewer = access.viewer(request)
    return resend(request, Kept.unpacked(kept)) if kept else RedirectResponse(local(back), 303)


@router.post("/sign-in/again", dependencies=_POST, response_class=Response)
def sign_in_again(request: Request, kept: Hidden = "") -> Response:
    """Show the form for signing in to somebody whose session ended over a form; the form goes along."""
    return _form(request, "/", Kept.unpacked(kept).packed)


@router.post("/sign-out", dependencies=_POST, response_class=Response)
def sign_out(request: Request) -> Response:
    """End the session of this browser."""
    access = access_of(request)
    if isinstance(access, TeamAccess):
        viewer, secure = viewer_of(request), access.secure(request)
        if secret := cookies.secret_of(request, secure):
            kept_of(request).sessions.end(secret)
        if viewer:
            kept_of(request).journal.note(viewer.name, "sign_out", "")
        cookies.take_away(request, secure)
    return RedirectResponse(address(request, "/sign-in"), 303)


@router.get("/sign-in/elsewhere", dependencies=[needs(Role.anyone)], response_class=Response)
def sign_in_elsewhere(request: Request, back: Back = "/") -> Response:
    """Lead to the issuer that the settings name."""
    return RedirectResponse(start(request, local(back)), 303)


@router.get("/sign-in/back", dependencies=[needs(Role.anyone)], response_class=Response)
def come_back(
    request: Request,
    code: Annotated[str, Query(max_length=4096, description="Code of the issuer")] = "",
    state: Annotated[str, Query(max_length=256, description="What we sent along")] = "",
    error: Annotated[str, Query(max_length=256, description="Why the issuer let nobody in")] = "",
    iss: Annotated[str, Query(max_length=512, description="Which issuer answers")] = "",
) -> Response:
    """Take whom the issuer let in."""
    account, back = finish(request, code, state, error, iss)
    access = access_of(request)
    assert isinstance(access, TeamAccess)  # noqa: S101 -- else `finish` refused
    return signed_in(request, access, account.name, back)


def _form(
    request: Request, back: str, kept: str = "", *, name: str = "", problem: str = "", wait: int = 0, status: int = 200
) -> Response:
    elsewhere = elsewhere_of(request)
    values = {"back": local(back), "kept": kept, "name": name[:100], "problem": problem, "wait": wait}
    answer = page(
        request, "sign_in.html", status=status, elsewhere=elsewhere.provider.name if elsewhere else None, **values
    )
    answer.headers["cache-control"] = "no-store"
    return answer


def _client(request: Request) -> str:
    return request.client.host if request.client else ""
