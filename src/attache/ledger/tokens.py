"""API tokens: shown once, kept as digests, with scopes, an end and the time of their last use."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from attache.core.errors import InputError, NotFoundError
from attache.ledger.secrets import TABLES, TOKENS, as_text, digest_of, new_secret
from attache.ledger.store import Draft, Ledger

__all__ = ["DAYS", "SCOPES", "Token", "Tokens"]

SCOPES = ("read", "screen", "decide", "admin")
"""What a token may do: read; screen and compare technologies; decide as its owner may; what only admins may."""
DAYS = (1, 366)
"""Days that a token holds, at least and at most."""
_PREFIX = "attache_"
_MOST = 50
_NOTED_EVERY = 60.0


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token beside its secret; times in seconds since 1970."""

    token_id: str
    account: str
    name: str
    scopes: tuple[str, ...]
    made_at: float
    expires_at: float
    used_at: float | None
    revoked_at: float | None

    def stands(self, now: float) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and now < self.expires_at


class Tokens:
    """The tokens in a ledger's database; that one was made or revoked is a decision, too."""

    def __init__(self, ledger: Ledger, clock: Callable[[], float] = time.time) -> None:
        self._ledger, self.clock = ledger, clock
        ledger.prepare(TABLES)

    def make(
        self, account: str, name: str, scopes: Iterable[str], days: int, *, by: str | None = None
    ) -> tuple[Token, str]:
        """Make a token and return it with its secret, which is kept nowhere."""
        name, now = _named(name), self.clock()
        chosen = tuple(one for one in SCOPES if one in set(scopes))
        if not chosen:
            raise InputError("the token has no scope", mend=f"choose some of {', '.join(SCOPES)}")
        if not DAYS[0] <= days <= DAYS[1]:
            raise InputError(f"{days} days are not possible", mend=f"choose {DAYS[0]} to {DAYS[1]}")
        secret = _PREFIX + new_secret()
        token = Token(f"tok-{secrets.token_hex(6)}", account, name, chosen, now, now + days * 86400, None, None)

        def keep(con: sa.Connection) -> None:
            if sum(one.stands(now) for one in _of(con, account)) >= _MOST:
                raise InputError(f"there are {_MOST} tokens already", mend="revoke one first")
            row = {column: getattr(token, column) for column in Token.__slots__}
            con.execute(TOKENS.insert().values(**row | {"scopes": " ".join(chosen), "digest": digest_of(secret)}))

        said = {"made": token.token_id, "name": name, "scopes": list(chosen), "until": as_text(token.expires_at)}
        self._ledger.extend([Draft("token", account, said, by or account)], also=keep)
        return token, secret

    def find(self, secret: str) -> Token | None:
        """Return the token that a secret opens, None if it ended, was revoked or never was; its use is noted."""
        now = self.clock()
        with self._ledger.reading() as con:
            row = con.execute(sa.select(TOKENS).where(TOKENS.c.digest == digest_of(secret))).mappings().first()
        token = _token(row) if row else None
        if token is None or not token.stands(now):
            return None
        if token.used_at is None or now - token.used_at > _NOTED_EVERY:
            with self._ledger.writing() as con:
                con.execute(TOKENS.update().where(TOKENS.c.token_id == token.token_id).values(used_at=now))
        return token

    def of(self, account: str) -> list[Token]:
        """Return the tokens of an account, the newest first."""
        with self._ledger.reading() as con:
            return _of(con, account)

    def revoke(self, account: str, token_id: str, *, by: str) -> None:
        """Revoke a token of an account; NotFoundError if it has no such token. Twice is once."""
        now = self.clock()

        def mark(con: sa.Connection) -> None:
            if not any(one.token_id == token_id for one in _of(con, account)):
                raise NotFoundError(f"{account} has no token {token_id[:40]}", mend="look at the list of tokens")
            first = (TOKENS.c.token_id == token_id) & TOKENS.c.revoked_at.is_(None)
            con.execute(TOKENS.update().where(first).values(revoked_at=now))

        self._ledger.extend([Draft("token", account, {"revoked": token_id}, by)], also=mark)


def _of(con: sa.Connection, account: str) -> list[Token]:
    query = sa.select(TOKENS).where(TOKENS.c.account == account).order_by(TOKENS.c.made_at.desc(), TOKENS.c.token_id)
    return [_token(row) for row in con.execute(query).mappings()]


def _token(row: sa.RowMapping) -> Token:
    known = {column: row[column] for column in Token.__slots__}
    return Token(**known | {"scopes": tuple(row["scopes"].split())})


def _named(name: str) -> str:
    text = " ".join(name.split())
    if not 1 <= len(text) <= 80 or not text.isprintable():
        raise InputError("the token needs a name of 1 to 80 characters", mend="say what it is for")
    return text
