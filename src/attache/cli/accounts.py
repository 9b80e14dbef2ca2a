"""Commands for the accounts of a team."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from attache.cli.common import JSON, WORKSPACE, emit, open_workspace, out, show_table
from attache.core.errors import InputError
from attache.ledger import Ledger
from attache.ledger.accounts import ROLES, Account, Accounts, account_name
from attache.ledger.secrets import as_text
from attache.ledger.tokens import SCOPES, Tokens

__all__ = ["register"]

group = typer.Typer(no_args_is_help=True, help="Accounts of a team: who may sign in, and what they may do.")
Name = Annotated[str, typer.Argument(help="Name of the account.")]
RoleOf = Annotated[str, typer.Option("--role", help=f"One of {', '.join(ROLES)}.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.add_typer(group, name="account")


@group.command("add")
def add(name: Name, role: RoleOf = "reader", workspace: WORKSPACE = None) -> None:
    """Make an account; the password is asked for, or read from standard input. The first must be an admin."""
    name = account_name(name)
    with _accounts(workspace) as accounts:
        if accounts.get(name):
            raise InputError(f"there is an account {name} already", mend="choose another name")
        made = accounts.add(name, role, by=getpass.getuser(), password=_password())
    out.print(f"{made.name} is {made.role}; `attache serve` now asks people to sign in.", markup=False)


@group.command("list")
def list_accounts(workspace: WORKSPACE = None, as_json: JSON = False) -> None:
    """List the accounts."""
    with _accounts(workspace) as accounts:
        found = accounts.all()
    if as_json:
        for one in found:
            emit(_shown(one))
        return
    rows = [list(_shown(one).values()) for one in found]
    show_table("", ("name", "role", "may sign in", "since", "signs in at"), rows)


@group.command("role")
def set_role(
    name: Name, role: Annotated[str, typer.Argument(help=f"One of {', '.join(ROLES)}.")], workspace: WORKSPACE = None
) -> None:
    """Give an account another role; it is signed out."""
    with _accounts(workspace) as accounts:
        made = accounts.set_role(name, role, by=getpass.getuser())
    out.print(f"{made.name} is {made.role}.", markup=False)


@group.command("password")
def set_password(name: Name, workspace: WORKSPACE = None) -> None:
    """Set the password of an account; it is asked for, or read from standard input. The account is signed out."""
    with _accounts(workspace) as accounts:
        name = accounts.need(name).name
        accounts.set_password(name, _password(), by=getpass.getuser())
    out.print(f"{name} has a new password.", markup=False)


@group.command("disable")
def disable(
    name: Name, again: Annotated[bool, typer.Option("--undo", help="Let it in again.")] = False,
    workspace: WORKSPACE = None,
) -> None:  # fmt: skip
    """Shut an account out: it is signed out, and its tokens open nothing."""
    with _accounts(workspace) as accounts:
        made = accounts.set_active(name, again, by=getpass.getuser())
    out.print(f"{made.name} may {'sign in again' if made.active else 'not sign in any more'}.", markup=False)


@group.command("link")
def link(
    name: Name, subject: Annotated[str, typer.Argument(help="Who it is at the issuer (`sub`).")],
    workspace: WORKSPACE = None,
) -> None:  # fmt: skip
    """Let somebody who signs in at the OpenID Connect issuer of the settings have an account."""
    issuer = open_workspace(workspace).settings.oidc_issuer
    if not issuer:
        raise InputError("the settings name no issuer", where="attache.toml", mend="set `oidc_issuer`")
    with _accounts(workspace) as accounts:
        made = accounts.link(name, issuer, subject, by=getpass.getuser())
    out.print(f"{made.name} signs in at {issuer}.", markup=False)


@group.command("token")
def token(
    name: Name,
    what_for: Annotated[str, typer.Option("--for", help="What the token is for.")] = "",
    scope: Annotated[list[str] | None, typer.Option(help=f"What it may do, of {', '.join(SCOPES)}; repeat.")] = None,
    days: Annotated[int, typer.Option(help="Days that it holds.")] = 30,
    revoke: Annotated[str, typer.Option(help="Revoke the token with this id instead.")] = "",
    list_all: Annotated[bool, typer.Option("--list", help="List the tokens of the account instead.")] = False,
    workspace: WORKSPACE = None,
) -> None:
    """Make an API token for an account and write it to standard output, once."""
    with _accounts(workspace) as accounts:
        tokens, account = Tokens(accounts.ledger), accounts.need(name)
        if list_all:
            _list_tokens(tokens, account)
        elif revoke:
            tokens.revoke(account.name, revoke, by=getpass.getuser())
            out.print(f"{revoke} opens nothing any more.", markup=False)
        else:
            unknown = [one for one in scope or () if one not in SCOPES]
            if unknown:
                raise InputError(f"there is no scope {unknown[0]!r}", mend=f"use some of {', '.join(SCOPES)}")
            _, secret = tokens.make(account.name, what_for, scope or ["read"], days, by=getpass.getuser())
            sys.stdout.write(secret + "\n")


def _list_tokens(tokens: Tokens, account: Account) -> None:
    rows = [
        (
            one.token_id,
            one.name,
            " ".join(one.scopes),
            as_text(one.expires_at)[:10],
            "revoked" if one.revoked_at else "stands" if one.stands(tokens.clock()) else "expired",
            as_text(one.used_at) if one.used_at else "never",
        )
        for one in tokens.of(account.name)
    ]
    show_table("", ("id", "for", "scopes", "until", "state", "last used"), rows)


@contextmanager
def _accounts(workspace: WORKSPACE) -> Iterator[Accounts]:
    ledger = Ledger(open_workspace(workspace).ledger_url)
    try:
        yield Accounts(ledger)
    finally:
        ledger.close()


def _password() -> str:
    """Return a password that is typed twice without echo, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise InputError("the two passwords differ", mend="type the same twice")
    return first


def _shown(one: Account) -> dict[str, object]:
    at = one.identity[0] if one.identity else ""
    return {"name": one.name, "role": one.role, "active": one.active, "since": one.made_at[:10], "issuer": at}
