"""One's own account: password, sessions, tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from attache.ledger import passwords
from attache.ledger.accounts import Account
from attache.ledger.secrets import as_text
from attache.ledger.tokens import SCOPES, Token
from attache.web.access import RefusedError, Role, access_of, checked, needs, viewer_of
from attache.web.accounts import cookies
from attache.web.accounts.kept import kept_of
from attache.web.accounts.team import TeamAccess
from attache.web.rendering import address, page

__all__ = ["router"]

router = APIRouter(max_body_size=1 << 20)
DAYS = (7, 30, 90, 365)
_POST = [needs(Role.reader, "session"), Depends(checked)]
Line = Annotated[str, Form(max_length=2048)]
Done = Literal["", "password", "sessions", "revoked"]


@router.get("/account", dependencies=[needs(Role.reader, "session")], response_class=Response)
def account_page(request: Request, done: Done = "") -> Response:
    """Show one's own account; on one's own machine, how a team gets accounts."""
    if not access_of(request).team:
        return page(request, "account_local.html", accounts=kept_of(request).accounts.all())
    _, account = _own(request)
    return _page(request, account, done=done)


@router.post("/account/password", dependencies=_POST, response_class=Response)
def set_password(request: Request, old_password: Line = "", new_password: Line = "") -> Response:
    """Set another password; the sessions end, and this browser begins a new one."""
    access, account = _own(request)
    ours, here = kept_of(request), request.client.host if request.client else ""
    if wait := ours.throttle.attempt(account.name, here):
        return _page(request, account, problem="slow", wait=int(wait) + 1, status=429)
    if ours.accounts.right(account.name, old_password) is None:
        return _page(request, account, problem="old", status=400)
    ours.throttle.succeeded(account.name, here)
    if wrong := passwords.problem(new_password, account.name):
        return _page(request, account, problem=wrong, status=400)
    ours.accounts.set_password(account.name, new_password, by=account.name)
    cookies.give(request, ours.sessions.start(account.name), access.secure(request))
    return RedirectResponse(address(request, "/account", done="password"), 303)


@router.post("/account/sessions/end", dependencies=_POST, response_class=Response)
def end_sessions(request: Request) -> Response:
    """End the sessions in all other browsers."""
    access, account = _own(request)
    kept_of(request).sessions.end_others(account.name, cookies.secret_of(request, access.secure(request)) or "")
    return RedirectResponse(address(request, "/account", done="sessions"), 303)


@router.post("/account/tokens", dependencies=_POST, response_class=Response)
def make_token(
    request: Request, name: Line = "", days: Annotated[int, Form()] = 30,
    scope: Annotated[list[str] | None, Form(max_length=8)] = None,
) -> Response:  # fmt: skip
    """Make a token and show its secret, once."""
    _, account = _own(request)
    scopes = scope or []
    wrong = "name" if not name.strip() else "scopes" if not scopes else "days" if days not in DAYS else ""
    if wrong:
        typed = {"wrong": wrong, "name": name, "scopes": scopes, "days": days}
        return _page(request, account, problem="token", typed=typed, status=400)
    token, secret = kept_of(request).tokens.make(account.name, name, scopes, days)
    return _page(request, account, made=token, secret=secret)


@router.post("/account/tokens/{token_id}/revoke", dependencies=_POST, response_class=Response)
def revoke_token(request: Request, token_id: str) -> Response:
    """Revoke a token."""
    _, account = _own(request)
    kept_of(request).tokens.revoke(account.name, token_id, by=account.name)
    return RedirectResponse(address(request, "/account", done="revoked"), 303)


def _own(request: Request) -> tuple[TeamAccess, Account]:
    """Return the account of who is signed in; whoever reads without is refused."""
    viewer, access = viewer_of(request), access_of(request)
    account = kept_of(request).accounts.get(viewer.name) if viewer else None
    if account is None or not isinstance(access, TeamAccess):
        raise RefusedError(Role.reader, None)
    return access, account


def _page(
    request: Request, account: Account, *, done: str = "", problem: str = "", wait: int = 0, made: Token | None = None,
    secret: str = "", typed: Mapping[str, Any] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    ours = kept_of(request)
    now = ours.tokens.clock()
    tokens = [(one, one.stands(now), _times(one)) for one in ours.tokens.of(account.name)]
    values = {
        "done": done,
        "problem": problem,
        "wait": wait,
        "made": made,
        "secret": secret,
        "typed": typed or {"wrong": "", "name": "", "scopes": ["read"], "days": 30},
        "scopes": SCOPES,
        "days": DAYS,
    }
    known = {"sessions": ours.sessions.of(account.name), "local_password": ours.accounts.has_password(account.name)}
    answer = page(
        request, "account.html", status=status, account=account, tokens=tokens, time=as_text, **values, **known
    )
    answer.headers["cache-control"] = "no-store"
    return answer


def _times(token: Token) -> tuple[str, str, str]:
    """Return when a token was made, ends and was last used, as texts."""
    return as_text(token.made_at)[:10], as_text(token.expires_at)[:10], as_text(token.used_at) if token.used_at else ""
