"""The journal: what people did that is no decision (signed in, exported, looked for), appended, never changed.

What is done again and again on one day, as a program reads, is one entry with how often it was done
(`attache.ledger.tallies`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from attache.ledger.store import ADJUDICATED, Ledger

__all__ = ["LONGEST", "TIMES", "Entry", "Journal", "Place", "Wanted", "noted", "now"]

_TABLES = sa.MetaData()
_EVENTS = sa.Table(
    "events",
    _TABLES,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)
TIMES = sa.Table(
    "event_times",
    _TABLES,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("detail", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False, unique=True),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("last_at", sa.Text, nullable=False),
)
"""How often what an entry (`seq`) says was done on its day, and when last."""
_DECISIONS = sa.table("decisions", *map(sa.column, ("seq", "at", "author", "kind", "subject", "payload")))
LONGEST = 1000
"""Characters of a detail."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done: a decision of the ledger (`decision`), or something beside them.

    `about` is what a decision is about; `detail` is the payload of a decision as JSON, or words. What was done several
    times on its day has how often in `times`, and in `last_at` when last; `at` is when first.
    """

    seq: int
    decision: bool
    at: str
    who: str
    what: str
    about: str
    detail: str
    times: int = 1
    last_at: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; empty for any. `since` and `until` are days, both included."""

    who: str = ""
    what: str = ""
    since: str = ""
    until: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """How far one has read: entries before these numbers come next."""

    decisions: int | None = None
    events: int | None = None


class Journal:
    """Everything that was done, decided or not, the last first."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.prepare(_TABLES, frozen=("events",))

    def note(self, who: str, what: str, detail: str) -> None:
        """Append what somebody did; it is on disk when this returns."""
        with self._ledger.writing() as con:
            noted(con, now(), who, what, detail)

    def page(self, wanted: Wanted, place: Place, most: int) -> tuple[list[Entry], Place | None]:
        """Return the next entries, the last first, and how far that was; None when there are no more."""
        with self._ledger.reading() as con:
            decisions = deque(_decided(con, wanted, place.decisions, most + 1))
            events = deque(_noted(con, wanted, place.events, most + 1))
        taken: list[Entry] = []
        while len(taken) < most and (decisions or events):
            first = decisions if decisions and (not events or decisions[0].at >= events[0].at) else events
            taken.append(first.popleft())
            place = replace(place, **{"decisions" if first is decisions else "events": taken[-1].seq})
        return taken, place if decisions or events else None

    def each(self, wanted: Wanted) -> Iterator[Entry]:
        """Yield all entries, the last first, without holding them all."""
        place: Place | None = Place()
        while place is not None:
            taken, place = self.page(wanted, place, 2000)
            yield from taken

    def kinds(self) -> list[str]:
        """Return every `what` that occurs."""
        with self._ledger.reading() as con:
            found = {*con.scalars(sa.select(_DECISIONS.c.kind).distinct())}
            found |= {*con.scalars(sa.select(_EVENTS.c.what).distinct())}
        return sorted(found)


def now() -> str:
    """Return the time as entries have it: ISO 8601, UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def noted(con: sa.Connection, at: str, who: str, what: str, detail: str) -> int:
    """Append an entry in an open transaction and return its number."""
    row = {"at": at, "who": who, "what": what, "detail": detail[:LONGEST]}
    key = con.execute(_EVENTS.insert().values(**row)).inserted_primary_key
    assert key is not None  # noqa: S101 -- an insert of one row has one
    return int(key[0])


def _decided(con: sa.Connection, wanted: Wanted, before: int | None, most: int) -> list[Entry]:
    c = _DECISIONS.c
    query = _asked(sa.select(c.seq, c.at, c.author, c.kind, c.subject, c.payload), wanted, c.at, c.author, c.kind)
    if wanted.about:
        query = query.where(c.subject == wanted.about)
    return [Entry(row[0], True, *row[1:]) for row in con.execute(_before(query, c.seq, before, most))]


def _noted(con: sa.Connection, wanted: Wanted, before: int | None, most: int) -> list[Entry]:
    c = _EVENTS.c
    if wanted.about:
        return []
    times = TIMES.c.times, TIMES.c.last_at
    both = sa.outerjoin(_EVENTS, TIMES, c.seq == TIMES.c.seq)
    query = sa.select(c.seq, c.at, c.who, c.what, c.detail, *times).select_from(both)
    rows = con.execute(_before(_asked(query, wanted, c.at, c.who, c.what), c.seq, before, most))
    return [Entry(row[0], False, row[1], row[2], row[3], "", row[4], row[5] or 1, row[6]) for row in rows]


def _asked(query: sa.Select[Any], wanted: Wanted, at: Any, who: Any, what: Any) -> sa.Select[Any]:
    if wanted.who:  # what somebody decided as adjudicator stands under a name of its own
        query = query.where(who.in_((wanted.who, f"{ADJUDICATED}{wanted.who}")))
    query = query.where(what == wanted.what) if wanted.what else query
    query = query.where(at >= wanted.since) if wanted.since else query
    return query.where(at < wanted.until + "U") if wanted.until else query  # times go on with "T"


def _before(query: sa.Select[Any], seq: Any, before: int | None, most: int) -> sa.Select[Any]:
    query = query.where(seq < before) if before is not None else query
    return query.order_by(seq.desc()).limit(most)
