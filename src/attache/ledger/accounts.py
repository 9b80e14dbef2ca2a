"""Accounts of a team: who was made what, and by whom, as decisions; passwords in a table of their own.

An account is what the decisions of the kinds `account` and `role` about it say, read in order; the last one holds, and
none is retracted. Hashes of passwords, sessions and tokens are secrets and no decisions: see `secrets`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from attache.core.errors import AttacheError, InputError, NotFoundError
from attache.ledger import passwords
from attache.ledger.secrets import PASSWORDS, SESSIONS, TABLES, now_text
from attache.ledger.store import Draft, Ledger, newest

__all__ = ["KINDS", "ROLES", "Account", "Accounts", "ChangedError", "account_name", "spelt"]

KINDS = ("account", "role")
ROLES = ("reader", "coder", "adjudicator", "editor", "admin")
"""What an account may be, each with the rights of those before it."""
_NAME = re.compile(r"[a-z0-9\u4e00-\u9fff](?:[a-z0-9\u4e00-\u9fff._@+-]{0,62}[a-z0-9\u4e00-\u9fff])?")


class ChangedError(AttacheError):
    """Somebody else changed the same account meanwhile."""

    status = 6


@dataclass(frozen=True, slots=True)
class Account:
    """One account: its name, role, whether it may sign in, who it is elsewhere (issuer and subject of OpenID Connect).

    `version` is the number of the last decision about it, `made_at` the time of the first.
    """

    name: str
    role: str
    active: bool
    made_at: str
    version: int
    identity: tuple[str, str] | None = None


def account_name(text: str) -> str:
    """Return a name as it is kept: NFKC, in small letters; InputError for one that could be taken for another.

    Letters are those of English and Chinese, because other alphabets have letters that look like these (UTS 39).
    """
    name = spelt(text)
    if not _NAME.fullmatch(name):
        mend = "use 1 to 64 letters (a-z, Chinese), digits and . _ @ + - between them"
        raise InputError("that is no name for an account", mend=mend)
    return name


def spelt(text: str) -> str:
    """Return what is typed for a name as names are compared: all spellings that open one account are one."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


class Accounts:
    """The accounts in a ledger; reads are cheap, and see a decision of any process at once."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        ledger.prepare(TABLES)
        self._seen: tuple[int, dict[str, Account]] = (0, {})

    def all(self) -> list[Account]:
        """Return every account by name."""
        return sorted(self._now().values(), key=lambda one: one.name)

    def get(self, name: str) -> Account | None:
        """Return an account, None if there is none."""
        return self._now().get(name)

    def need(self, name: str) -> Account:
        """Return an account; NotFoundError if there is none."""
        found = self.get(account_name(name))
        if found is None:
            raise NotFoundError(f"there is no account {account_name(name)}", mend="see `attache account list`")
        return found

    def by_identity(self, issuer: str, subject: str) -> Account | None:
        """Return the account of somebody who signs in elsewhere."""
        return next((one for one in self._now().values() if one.identity == (issuer, subject)), None)

    def add(
        self, name: str, role: str, *, by: str, password: str | None = None, identity: tuple[str, str] | None = None
    ) -> Account:
        """Make an account; InputError for a name that is taken or a password that is not acceptable."""
        name, role = account_name(name), _role(role)
        kept = passwords.hashed(passwords.acceptable(password, name)) if password is not None else None

        def free(con: sa.Connection, accounts: Mapping[str, Account]) -> None:
            if name in accounts:
                raise InputError(f"there is an account {name} already", mend="choose another name")
            if role != "admin" and _admins(accounts) == 0:
                raise InputError("there is no admin yet", mend="make the first account with the role admin")
            _keep_password(con, name, kept)

        said: dict[str, Any] = {"state": "active"}
        if identity:
            said |= {"issuer": identity[0], "subject": identity[1]}
        self._decide([Draft("account", name, said, by), Draft("role", name, {"role": role}, by)], free)
        return self.need(name)

    def set_role(self, name: str, role: str, *, by: str, version: int | None = None) -> Account:
        """Give an account another role; its sessions end. ChangedError if it is not at `version` any more."""
        account, role = self.need(name), _role(role)
        return self._change(account, Draft("role", account.name, {"role": role}, by), version)

    def set_active(self, name: str, active: bool, *, by: str, version: int | None = None) -> Account:
        """Let an account sign in, or not any more; its sessions end and its tokens open nothing."""
        account = self.need(name)
        state = {"state": "active" if active else "disabled"}
        return self._change(account, Draft("account", account.name, state, by), version)

    def link(self, name: str, issuer: str, subject: str, *, by: str) -> Account:
        """Let somebody who signs in at an issuer have an account; InputError if they have another."""
        account = self.need(name)

        def free(_con: sa.Connection, accounts: Mapping[str, Account]) -> None:
            if any(one.identity == (issuer, subject) for one in accounts.values()):
                raise InputError("that person has an account already", mend="see `attache account list`")

        self._decide([Draft("account", account.name, {"issuer": issuer, "subject": subject}, by)], free)
        return self.need(account.name)

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Set a password; all sessions of the account end."""
        account = self.need(name)
        kept = passwords.hashed(passwords.acceptable(password, account.name))

        def keep(con: sa.Connection, _accounts: Mapping[str, Account]) -> None:
            _keep_password(con, account.name, kept)
            _end_sessions(con, account.name)

        self._decide([Draft("account", account.name, {"password": "set"}, by)], keep)

    def right(self, name: str, password: str) -> Account | None:
        """Return the account that a name and a password open, None for all that do not, after the same time."""
        try:
            name = account_name(name)
        except InputError:
            name = ""
        account, kept = self.get(name), self._password(name)
        if not passwords.matches(password, kept) or account is None or kept is None or not account.active:
            return None
        if passwords.outdated(kept):
            fresh = passwords.hashed(password)
            with self.ledger.writing() as con:
                _keep_password(con, name, fresh)
        return account

    def has_password(self, name: str) -> bool:
        """Whether an account signs in by a password of ours."""
        return self._password(name) is not None

    def _password(self, name: str) -> str | None:
        query = sa.select(PASSWORDS.c.hash).where(PASSWORDS.c.account == name)
        with self.ledger.reading() as con:
            return con.execute(query).scalar()

    def _change(self, account: Account, draft: Draft, version: int | None) -> Account:
        def allowed(con: sa.Connection, accounts: Mapping[str, Account]) -> None:
            current = accounts[account.name]
            if version is not None and current.version != version:
                raise ChangedError(
                    f"{account.name} was changed by somebody else meanwhile", mend="look, and decide again"
                )
            if _admins({**accounts, account.name: _after(current, draft.kind, draft.payload, current.version)}) == 0:
                raise InputError("nobody would be admin any more", mend="make somebody else admin first")
            _end_sessions(con, account.name)

        self._decide([draft], allowed)
        return self.need(account.name)

    def _decide(self, drafts: list[Draft], allowed: Callable[[sa.Connection, Mapping[str, Account]], None]) -> None:
        self.ledger.extend(drafts, also=lambda con: allowed(con, self._now(con)))

    def _now(self, con: sa.Connection | None = None) -> dict[str, Account]:
        """Return the accounts; read again only when there is a newer decision about one."""
        if con is None:
            with self.ledger.reading() as reading:
                return self._now(reading)
        last = newest(con, KINDS)
        if last != self._seen[0]:
            self._seen = (last, _folded(self.ledger, con))
        return self._seen[1]


def _folded(ledger: Ledger, con: sa.Connection) -> dict[str, Account]:
    accounts: dict[str, Account] = {}
    for one in ledger.within(con, KINDS):
        known = accounts.get(one.subject) or Account(one.subject, ROLES[0], False, one.at, one.seq)
        accounts[one.subject] = _after(known, one.kind, one.payload, one.seq)
    return accounts


def _after(account: Account, kind: str, said: Mapping[str, Any], seq: int) -> Account:
    """Return an account after a decision about it."""
    if kind == "role" and said.get("role") in ROLES:
        account = replace(account, role=str(said["role"]))
    if kind == "account" and said.get("state") in ("active", "disabled"):
        account = replace(account, active=said["state"] == "active")
    if kind == "account" and "issuer" in said and "subject" in said:
        account = replace(account, identity=(str(said["issuer"]), str(said["subject"])))
    return replace(account, version=seq)


def _admins(accounts: Mapping[str, Account]) -> int:
    return sum(one.active and one.role == "admin" for one in accounts.values())


def _role(text: str) -> str:
    if text not in ROLES:
        raise InputError(f"there is no role {text[:40]!r}", mend=f"use one of {', '.join(ROLES)}")
    return text


def _keep_password(con: sa.Connection, name: str, kept: str | None) -> None:
    con.execute(PASSWORDS.delete().where(PASSWORDS.c.account == name))
    if kept is not None:
        con.execute(PASSWORDS.insert().values(account=name, hash=kept, at=now_text()))


def _end_sessions(con: sa.Connection, name: str) -> None:
    con.execute(SESSIONS.delete().where(SESSIONS.c.account == name))
