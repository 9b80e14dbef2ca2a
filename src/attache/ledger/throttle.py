"""What slows down guessing of passwords: after some failures one must wait, twice as long after each further one.

Counted by account and address together, by account and by address, whether or not there is such an account. An attempt
is counted before the password is looked at, so that many at once gain nothing. It stands in the database, so a restart
forgets nothing (NIST SP 800-63B-4, 3.2.2; OWASP Authentication Cheat Sheet).
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable

import sqlalchemy as sa

from attache.ledger.accounts import spelt
from attache.ledger.secrets import TABLES, THROTTLE, digest_of
from attache.ledger.store import Ledger

__all__ = ["FREE", "LONGEST_WAIT", "Throttle"]

FREE = {"pair": 5, "account": 30, "address": 30}
"""Failures that cost no waiting: of one account from one address, of an account from anywhere, of an address."""
LONGEST_WAIT = 900.0
"""Seconds that one waits at most; so nobody can keep the owner of an account out for longer."""
_FORGOTTEN = 24 * 3600.0


class Throttle:
    """The counts in a ledger's database."""

    def __init__(self, ledger: Ledger, clock: Callable[[], float] = time.time) -> None:
        self._ledger, self._clock = ledger, clock
        ledger.prepare(TABLES)

    def attempt(self, account: str, address: str) -> float:
        """Count an attempt and return 0, or return the seconds to wait and count nothing."""
        now = self._clock()
        with self._ledger.writing() as con:
            if con.dialect.name == "postgresql":
                con.execute(sa.text("select pg_advisory_xact_lock(2030)"))  # one attempt at a time, as in SQLite
            con.execute(THROTTLE.delete().where(THROTTLE.c.last_at < now - _FORGOTTEN))
            found = {key: _row(con, key) for key in _keys(account, address)}
            wait = max((row["until"] - now for row in found.values() if row), default=0.0)
            if wait > 0:
                return wait
            for key, row in found.items():
                _count(con, key, int(row["failures"]) + 1 if row else 1, now)
        return 0.0

    def succeeded(self, account: str, address: str) -> None:
        """Take back what the attempt counted: all of the account's, one of the address's."""
        pair, by_account, by_address = _keys(account, address)
        with self._ledger.writing() as con:
            con.execute(THROTTLE.delete().where(THROTTLE.c.key.in_((pair, by_account))))
            here = THROTTLE.c.key == by_address
            con.execute(THROTTLE.update().where(here).values(failures=THROTTLE.c.failures - 1, until=0.0))


def _keys(account: str, address: str) -> tuple[str, str, str]:
    """Return the keys of pair, account and address; digests, so that what was typed for a name is not kept."""
    network = _network(address)
    whose = digest_of(spelt(account))[:32]
    return f"pair {whose} {network}", f"account {whose}", f"address {network}"


def _network(address: str) -> str:
    """Return an IPv4 address, or the /64 of an IPv6 address, which one household or server has whole."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _row(con: sa.Connection, key: str) -> sa.RowMapping | None:
    return con.execute(sa.select(THROTTLE).where(THROTTLE.c.key == key)).mappings().first()


def _count(con: sa.Connection, key: str, failures: int, now: float) -> None:
    over = failures - FREE[key.partition(" ")[0]]
    until = now + min(2.0 ** min(over, 20), LONGEST_WAIT) if over >= 0 else 0.0
    con.execute(THROTTLE.delete().where(THROTTLE.c.key == key))
    con.execute(THROTTLE.insert().values(key=key, failures=failures, last_at=now, until=until))
