"""What is done again and again, as programs read and feeds are fetched: an entry of the journal a day, and how often.

So the journal grows with the number of people, programs and days, not with the number of requests.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import sqlalchemy as sa

from attache.ledger.journal import LONGEST, TIMES, noted, now
from attache.ledger.store import Ledger

__all__ = ["MOST", "OTHERS", "Tallies"]

MOST = 200
"""Different things of one kind that one person's day has entries for; what comes after them is counted together."""
OTHERS = "…"
"""What is said of those."""
_EVERY = 5.0
_Key = tuple[str, str, str, str]


class Tallies:
    """How often things were done. Safe to use from several threads, and in several processes on one ledger.

    The first time on a day is on disk when `note` returns; further times are written every few seconds, and by `flush`.
    """

    def __init__(self, ledger: Ledger, clock: Callable[[], float] = time.monotonic) -> None:
        self._ledger, self._clock = ledger, clock
        self._lock = threading.Lock()
        self._day = ""
        self._known: dict[_Key, _Key] = {}
        self._full: set[tuple[str, str]] = set()
        self._more: dict[_Key, tuple[int, str]] = {}
        self._written = clock()

    def note(self, who: str, what: str, detail: str) -> None:
        """Count that somebody did something; LedgerError where the first time of a day cannot be written."""
        at = now()
        key = (at[:10], who, what, detail[:LONGEST])
        with self._lock:
            if key[0] != self._day:
                self._day, self._known, self._full = key[0], {}, set()
            entry = self._known.get(key) or ((*key[:3], OTHERS) if (who, what) in self._full else None)
            if entry is None:
                entry = self._first(key, at)
                if entry == key:
                    self._known[key] = entry
                else:
                    self._full.add((who, what))
                return
            self._more[entry] = self._more.get(entry, (0, ""))[0] + 1, at
            if self._clock() - self._written > _EVERY:
                self._write()

    def flush(self) -> None:
        """Write what is counted and not written yet."""
        with self._lock:
            self._write()

    def _first(self, key: _Key, at: str) -> _Key:
        """Make the entry of the day, or count where another process made it; return which entry counts this."""
        with self._ledger.writing(decisions=True) as con:
            if _add(con, key, 1, at):
                return key
            same = [TIMES.c[name] == value for name, value in zip(("day", "who", "what"), key[:3], strict=True)]
            there = con.execute(sa.select(sa.func.count()).select_from(TIMES).where(*same)).scalar()
            entry = key if int(there or 0) < MOST else (*key[:3], OTHERS)
            if entry == key or not _add(con, entry, 1, at):
                row = dict(zip(("day", "who", "what", "detail"), entry, strict=True))
                seq = noted(con, at, *entry[1:])
                con.execute(TIMES.insert().values(**row, seq=seq, times=1, last_at=at))
        return entry

    def _write(self) -> None:
        if self._more:
            with self._ledger.writing() as con:
                for key, (times, at) in self._more.items():
                    _add(con, key, times, at)
            self._more.clear()
        self._written = self._clock()


def _add(con: sa.Connection, key: _Key, times: int, at: str) -> bool:
    """Add to what was counted; False where no entry of the day says this yet."""
    same = [TIMES.c[name] == value for name, value in zip(("day", "who", "what", "detail"), key, strict=True)]
    changed = con.execute(TIMES.update().where(*same).values(times=TIMES.c.times + times, last_at=at))
    return changed.rowcount > 0
