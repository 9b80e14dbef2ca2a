"""How the members of a team are known: by the session of their browser, or by an API token."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import urlsplit

from fastapi import Request

from attache.core.workspace import Settings
from attache.web.access import Role, Viewer
from attache.web.accounts import cookies
from attache.web.accounts.guard import LOOPBACK
from attache.web.accounts.kept import kept_of

__all__ = ["TeamAccess"]


class TeamAccess:
    """Access by accounts; `settings` say the public address and whether anybody may read."""

    team = True

    def __init__(self, settings: Settings) -> None:
        public = urlsplit(settings.address)
        self._https = public.scheme == "https"
        name = public.hostname
        self.hosts = LOOPBACK | {name} if name else frozenset[str]()
        self.floor = Role.reader if settings.public_read else Role.anyone

    def secure(self, request: Request) -> bool:
        """Whether the browser speaks TLS with us, or with the proxy before us."""
        return self._https or request.url.scheme == "https"

    def viewer(self, request: Request) -> Viewer | None:
        """Return who asks: the owner of the token that is sent, else of the browser's session."""
        if (sent := request.headers.get("authorization")) is not None:
            return _by_token(request, sent)
        secret = cookies.secret_of(request, self.secure(request))
        kept = kept_of(request)
        session = kept.sessions.find(secret) if secret else None
        account = kept.accounts.get(session.account) if session else None
        return Viewer(account.name, Role[account.role]) if account and account.active else None

    def csrf(self, request: Request) -> str:
        """Return the token of this browser's forms; a browser without a secret is given one."""
        return cookies.form_token(cookies.secret_or_new(request, self.secure(request)))


def _by_token(request: Request, sent: str) -> Viewer | None:
    secret = _secret(sent)
    kept = kept_of(request)
    token = kept.tokens.find(secret) if secret else None
    account = kept.accounts.get(token.account) if token else None
    if token is None or account is None or not account.active:
        return None
    most = Role.admin if "admin" in token.scopes else Role.editor
    return Viewer(account.name, min(Role[account.role], most), True, token.scopes, token.token_id)


def _secret(sent: str) -> str | None:
    """Return the token in `Bearer TOKEN` (RFC 6750), or in `Basic`, as its password: feed readers know no other."""
    kind, _, rest = sent.partition(" ")
    if kind.casefold() == "bearer":
        return rest.strip()
    if kind.casefold() != "basic":
        return None
    try:
        return base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, ValueError):
        return None
