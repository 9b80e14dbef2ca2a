"""The one cookie: a random secret that only the browser knows, of a session or of a visitor who is to sign in.

With TLS its name has the prefix `__Host-`, so that no other host can set it (RFC 6265bis, 4.1.3). The token of forms is
derived from the secret: it needs no place of its own, and who knows it cannot find the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from fastapi import Request

from attache.ledger.secrets import new_secret
from attache.ledger.sessions import LONGEST

__all__ = ["form_token", "give", "secret_of", "secret_or_new", "take_away"]

_SECURE, _PLAIN = "__Host-attache", "attache_session"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def secret_of(request: Request, secure: bool) -> str | None:
    """Return the secret that a browser sent, or was just given; None for none or what cannot be one of ours."""
    given: str | None = getattr(request.state, "secret", None)
    found = given or request.cookies.get(_SECURE if secure else _PLAIN, "")
    return found if _SECRET.fullmatch(found) else None


def secret_or_new(request: Request, secure: bool) -> str:
    """Return the secret of a browser; one that has none is given one that opens nothing."""
    found = secret_of(request, secure)
    if found is None:
        found = new_secret()
        give(request, found, secure, lasting=False)
    return found


def give(request: Request, secret: str, secure: bool, *, lasting: bool = True) -> None:
    """Let the answer to a request set the cookie."""
    request.state.secret = secret
    request.state.cookie = _cookie(secret, secure, int(LONGEST) if lasting else None)


def take_away(request: Request, secure: bool) -> None:
    """Let the answer to a request delete the cookie."""
    request.state.cookie = _cookie("", secure, 0)


def form_token(secret: str) -> str:
    """Return the token that the forms of a browser carry."""
    return hmac.new(secret.encode(), b"attache form", hashlib.sha256).hexdigest()


def _cookie(value: str, secure: bool, age: int | None) -> str:
    parts = [f"{_SECURE if secure else _PLAIN}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    return "; ".join([*parts, *(["Secure"] if secure else []), *([f"Max-Age={age}"] if age is not None else [])])
