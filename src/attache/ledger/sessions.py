"""Sessions of browsers: a random secret in a cookie, its digest here; they end by idling, by age and by decision."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from attache.ledger.secrets import SESSIONS, TABLES, digest_of, new_secret
from attache.ledger.store import Ledger

__all__ = ["IDLE", "LONGEST", "Session", "Sessions"]

IDLE, LONGEST = 12 * 3600.0, 7 * 24 * 3600.0
"""Seconds after which a session ends that nobody uses, and that somebody uses (NIST SP 800-63B-4, 2.1.3)."""
_NOTED_EVERY = 300.0


@dataclass(frozen=True, slots=True)
class Session:
    """A session that stands: whose it is, since when (seconds since 1970), and its digest as its id."""

    digest: str
    account: str
    made_at: float
    seen_at: float


class Sessions:
    """The sessions in a ledger's database."""

    def __init__(self, ledger: Ledger, clock: Callable[[], float] = time.time) -> None:
        self._ledger, self._clock = ledger, clock
        ledger.prepare(TABLES)

    def start(self, account: str, instead_of: str | None = None) -> str:
        """Begin a session and return its secret, always a new one; the one that the browser had before ends."""
        secret, now = new_secret(), self._clock()
        with self._ledger.writing() as con:
            gone = (SESSIONS.c.made_at < now - LONGEST) | (SESSIONS.c.seen_at < now - IDLE)
            con.execute(SESSIONS.delete().where(gone))
            if instead_of:
                con.execute(SESSIONS.delete().where(SESSIONS.c.digest == digest_of(instead_of)))
            row = {"digest": digest_of(secret), "account": account, "made_at": now, "seen_at": now}
            con.execute(SESSIONS.insert().values(**row))
        return secret

    def find(self, secret: str) -> Session | None:
        """Return the session that a secret opens, None if it ended or never was."""
        now = self._clock()
        with self._ledger.reading() as con:
            row = con.execute(sa.select(SESSIONS).where(SESSIONS.c.digest == digest_of(secret))).mappings().first()
        if row is None or not self._stands(row["made_at"], row["seen_at"], now):
            return None
        if now - row["seen_at"] > _NOTED_EVERY:
            with self._ledger.writing() as con:
                con.execute(SESSIONS.update().where(SESSIONS.c.digest == row["digest"]).values(seen_at=now))
        return Session(**row)

    def of(self, account: str) -> list[Session]:
        """Return the sessions of an account that stand, the last used first."""
        query = sa.select(SESSIONS).where(SESSIONS.c.account == account).order_by(SESSIONS.c.seen_at.desc())
        now = self._clock()
        with self._ledger.reading() as con:
            rows = [Session(**row) for row in con.execute(query).mappings()]
        return [one for one in rows if self._stands(one.made_at, one.seen_at, now)]

    def last_seen(self) -> dict[str, float]:
        """Return when each account that has a session was last seen, in seconds since 1970."""
        query = sa.select(SESSIONS.c.account, sa.func.max(SESSIONS.c.seen_at)).group_by(SESSIONS.c.account)
        with self._ledger.reading() as con:
            return {str(name): float(at) for name, at in con.execute(query)}

    def end(self, secret: str) -> None:
        """End one session."""
        with self._ledger.writing() as con:
            con.execute(SESSIONS.delete().where(SESSIONS.c.digest == digest_of(secret)))

    def end_others(self, account: str, secret: str) -> None:
        """End the sessions of an account but one."""
        others = (SESSIONS.c.account == account) & (SESSIONS.c.digest != digest_of(secret))
        with self._ledger.writing() as con:
            con.execute(SESSIONS.delete().where(others))

    @staticmethod
    def _stands(made_at: float, seen_at: float, now: float) -> bool:
        return now - made_at <= LONGEST and now - seen_at <= IDLE
