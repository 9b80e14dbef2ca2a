"""People who sign in at the issuer that the settings name: the way there and back, and which account they get."""

from __future__ import annotations

import importlib.util
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from fastapi import Request

from attache.core.errors import AttacheError, InputError, NotFoundError
from attache.core.workspace import Settings
from attache.ledger.accounts import ROLES, Account, Accounts, account_name
from attache.ledger.secrets import FLOWS, digest_of, new_secret
from attache.web.access import access_of
from attache.web.accounts import cookies
from attache.web.accounts.kept import kept_of
from attache.web.accounts.oidc import Provider, StrangerError
from attache.web.accounts.team import TeamAccess

__all__ = ["Elsewhere", "elsewhere_of", "finish", "start"]

SECRET = "ATTACHE_OIDC_SECRET"  # noqa: S105 -- the name of the variable
_LASTS = 600.0
_MOST_FLOWS = 1000
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The issuer, and what the settings say of those who come from there."""

    provider: Provider
    settings: Settings
    mapping: Mapping[str, str]

    @classmethod
    def of(cls, settings: Settings) -> Elsewhere | None:
        """Return what the settings name, None for nothing; an error says which setting is wrong."""
        if not settings.oidc_issuer:
            return None
        if not settings.oidc_client_id:
            raise InputError(
                "`oidc_issuer` has no `oidc_client_id`", where="attache.toml", mend="give the id we have there"
            )
        if importlib.util.find_spec("authlib") is None:
            raise AttacheError("OpenID Connect needs the extra `oidc`", mend="install attache[oidc]")
        provider = Provider(settings.oidc_issuer, settings.oidc_client_id, os.environ.get(SECRET, ""))
        return cls(provider, settings, dict(map(_pair, settings.oidc_roles)))

    def role(self, claims: Mapping[str, Any]) -> str | None:
        """Return the role that somebody's claims give, None for none."""
        said = claims.get(self.settings.oidc_claim)
        values = said if isinstance(said, list) else [said]
        found = [self.mapping[one] for one in values if isinstance(one, str) and one in self.mapping]
        return max(found, key=ROLES.index) if found else self.settings.oidc_role or None

    def let_in(self, claims: Mapping[str, Any]) -> bool:
        """Whether somebody's mail address, verified by the issuer, is of a domain that is let in."""
        domains = {one.casefold() for one in self.settings.oidc_domains}
        return not domains or (_mail(claims) or "").rpartition("@")[2].casefold() in domains


def elsewhere_of(request: Request) -> Elsewhere | None:
    """Return the issuer of an application, None where it has none."""
    state = request.app.state
    with _LOCK:
        if not hasattr(state, "elsewhere"):
            state.elsewhere = Elsewhere.of(state.site.workspace.settings)
    found: Elsewhere | None = state.elsewhere
    return found


def start(request: Request, back: str) -> str:
    """Return where the browser goes; what must come back is kept, and bound to this browser."""
    ours, access = _ours(request)
    state, nonce, verifier = new_secret(), new_secret(), new_secret()
    where = ours.provider.address(state, nonce, verifier, _return(request, access, ours.settings))
    visitor = digest_of(cookies.secret_or_new(request, access.secure(request)))
    row = {"digest": digest_of(state), "visitor": visitor, "nonce": nonce, "verifier": verifier, "back": back}
    now = time.time()
    with kept_of(request).accounts.ledger.writing() as con:
        con.execute(FLOWS.delete().where(FLOWS.c.expires_at < now))
        last = sa.select(FLOWS.c.expires_at).order_by(FLOWS.c.expires_at.desc()).offset(_MOST_FLOWS - 1).limit(1)
        if (least := con.execute(last).scalar()) is not None:  # nobody who only begins keeps others from signing in
            con.execute(FLOWS.delete().where(FLOWS.c.expires_at <= least))
        con.execute(FLOWS.insert().values(**row, expires_at=now + _LASTS))
    return where


def finish(request: Request, code: str, state: str, error: str, issuer: str) -> tuple[Account, str]:
    """Return the account of whom the issuer let in, and where they wanted to go; an error for everybody else."""
    ours, access = _ours(request)
    flow = _flow(request, access, state)
    if error or not code:
        raise StrangerError(f"nobody was let in there ({error[:60] or 'no code'})", mend="sign in again")
    if issuer and issuer != ours.provider.issuer:  # RFC 9207
        raise StrangerError("another issuer answered", mend="sign in again")
    back = _return(request, access, ours.settings)
    claims = ours.provider.claims(code, flow["verifier"], back, flow["nonce"])
    return _account(kept_of(request).accounts, ours, claims), str(flow["back"])


def _flow(request: Request, access: TeamAccess, state: str) -> sa.RowMapping:
    """Return what was kept for a state, once, and only to the browser that began it."""
    secret = cookies.secret_of(request, access.secure(request))
    with kept_of(request).accounts.ledger.writing() as con:
        mine = FLOWS.c.digest == digest_of(state)
        flow = con.execute(sa.select(FLOWS).where(mine)).mappings().first()
        con.execute(FLOWS.delete().where(mine))
    if flow is None or secret is None or flow["visitor"] != digest_of(secret) or flow["expires_at"] < time.time():
        raise StrangerError("this sign-in was begun elsewhere, or too long ago", mend="sign in again")
    return flow


def _account(accounts: Accounts, ours: Elsewhere, claims: Mapping[str, Any]) -> Account:
    """Return the account of a person, made or given the role that the issuer says now."""
    issuer, subject, by = ours.provider.issuer, str(claims["sub"]), ours.provider.name
    found, role = accounts.by_identity(issuer, subject), ours.role(claims)
    refused = StrangerError("you have no account here", where=by, mend="ask an admin for one")
    if not ours.let_in(claims):
        raise refused
    if found is None:
        if role is None:
            raise refused
        name = account_name(_mail(claims) or str(claims.get("preferred_username") or ""))
        if accounts.get(name):
            mend = f"an admin can link it with `attache account link {name} {subject}`"
            raise InputError(f"the account {name} signs in by a password", where=by, mend=mend)
        return accounts.add(name, role, by=by, identity=(issuer, subject))
    if not found.active or (ours.mapping and role is None):
        raise refused
    return accounts.set_role(found.name, role, by=by) if ours.mapping and role and role != found.role else found


def _mail(claims: Mapping[str, Any]) -> str | None:
    """Return the mail address if the issuer says that it is the person's."""
    return str(claims["email"]) if claims.get("email") and claims.get("email_verified") in (True, "true") else None


def _pair(text: str) -> tuple[str, str]:
    value, _, role = text.rpartition("=")
    if not value.strip() or role.strip() not in ROLES:
        mend = f"write 'value=role' with a role of {', '.join(ROLES)}"
        raise InputError(f"`oidc_roles` has {text[:80]!r}", where="attache.toml", mend=mend)
    return value.strip(), role.strip()


def _return(request: Request, access: TeamAccess, settings: Settings) -> str:
    base = settings.address or f"{'https' if access.secure(request) else 'http'}://{request.headers['host']}"
    return f"{base}/sign-in/back"


def _ours(request: Request) -> tuple[Elsewhere, TeamAccess]:
    found, access = elsewhere_of(request), access_of(request)
    if found is None or not isinstance(access, TeamAccess):
        raise NotFoundError("nobody signs in elsewhere here", mend="sign in by name and password")
    return found, access
