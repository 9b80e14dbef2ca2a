"""What has been told and what is still to be told: a small SQLite file that survives restarts.

A change is written once, in the transaction that makes the message that tells it, so no change is in two messages. A
message is marked `sending` and committed before it leaves; one that is found so after a crash, or whose answer never
came, is `unknown` and is not sent again: at most once. What was certainly refused is tried again, ever more seldom,
for `PATIENCE`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from attache.core.errors import WorkspaceError
from attache.core.ids import stable_id
from attache.publish.watch.changes import Changed
from attache.publish.watch.saved import Watch

__all__ = ["PATIENCE", "Message", "Outbox"]

PATIENCE = timedelta(days=7)
"""How long a message is tried; after that it is given up, and `attache watch status` says so."""
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
_MOST = 500
_SCHEMA = """
create table if not exists seen (watch text primary key, edition integer not null);
create table if not exists changes (
  change_id text primary key, watch text not null, noticed_at text not null, edition integer not null,
  body text not null
);
create table if not exists messages (
  message_id text primary key, watch text not null, channel text not null, target text not null, body text not null,
  state text not null, attempts integer not null, next_at text not null, made_at text not null, error text
);
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one target. `channel` is `webhook` or `mail`.

    `state` is `pending`, `sending`, `sent`, `unknown` (nobody knows whether it arrived) or `given up`.
    """

    message_id: str
    watch: str
    channel: str
    target: str
    body: str
    state: str
    attempts: int
    next_at: str
    made_at: str
    error: str | None

    @property
    def content(self) -> dict[str, Any]:
        """What is told."""
        found: dict[str, Any] = json.loads(self.body)
        return found


class Outbox:
    """An opened outbox; one process delivers from it at a time (the command holds a lock)."""

    def __init__(self, path: Path) -> None:
        try:
            self._con = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._con.execute("pragma journal_mode=wal")
            self._con.execute("pragma synchronous=full")
            self._con.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise WorkspaceError(f"cannot be opened ({error})", where=str(path), mend="mend its permissions") from None

    def close(self) -> None:
        """Let the file go."""
        self._con.close()

    def seen(self, watch: str) -> int | None:
        """Return the number of the edition up to which a watch has been looked at, None for a new one."""
        row = self._con.execute("select edition from seen where watch = ?", (watch,)).fetchone()
        return int(row[0]) if row else None

    def start(self, watch: str, edition: int) -> None:
        """Look at a watch from `edition` on: what was there before is not told."""
        self._con.execute("insert or replace into seen values (?, ?)", (watch, edition))

    def notice(self, watch: Watch, found: Sequence[Changed], edition: int, head: Mapping[str, Any], now: str) -> int:
        """Write down what changed and the messages that tell it, all or nothing; return how many changes are new.

        `head` is what each message says besides its changes. More than 500 changes are counted, not listed.
        """
        with self._writing() as con:
            fresh = [one for one in found if _insert_change(con, watch, one, edition, now)]
            for channel, target in _targets(watch) if fresh else ():
                listed = [asdict(one) for one in fresh[:_MOST]]
                body = {**head, "changes": listed, "more": max(0, len(fresh) - _MOST)}
                key = stable_id("msg", channel, target, *(one.change_id for one in fresh))
                text = json.dumps({"id": key, **body}, ensure_ascii=False, sort_keys=True)
                row = (key, watch.name, channel, target, text, "pending", 0, now, now, None)
                con.execute("insert or ignore into messages values (?,?,?,?,?,?,?,?,?,?)", row)
            con.execute("insert or replace into seen values (?, ?)", (watch.name, edition))
        return len(fresh)

    def recover(self) -> int:
        """Mark as `unknown` what was being sent when a process ended; return how many."""
        cause = "the process ended while it was being sent"
        done = self._con.execute("update messages set state = 'unknown', error = ? where state = 'sending'", (cause,))
        return done.rowcount

    def due(self, now: str) -> list[Message]:
        """Return the messages that wait to be sent, the oldest first."""
        query = "select * from messages where state = 'pending' and next_at <= ? order by made_at, message_id"
        return [Message(*row) for row in self._con.execute(query, (now,)).fetchall()]

    def messages(self) -> list[Message]:
        """Return all messages, the latest first."""
        rows = self._con.execute("select * from messages order by made_at desc, message_id").fetchall()
        return [Message(*row) for row in rows]

    def sending(self, message: Message) -> None:
        """Mark a message as on its way, before it leaves."""
        self._set(message, "sending", message.attempts + 1, message.next_at, None)

    def sent(self, message: Message) -> None:
        """Mark a message as arrived."""
        self._set(message, "sent", message.attempts + 1, message.next_at, None)

    def unknown(self, message: Message, cause: str) -> None:
        """Mark a message of which nobody knows whether it arrived."""
        self._set(message, "unknown", message.attempts + 1, message.next_at, cause)

    def refused(self, message: Message, cause: str, now: str) -> None:
        """Mark a message that certainly did not arrive; it is tried again later, or given up."""
        at = datetime.fromisoformat(now)
        old = at - datetime.fromisoformat(message.made_at) >= PATIENCE
        wait = min(_FIRST_WAIT * 2 ** min(message.attempts, 20), _LONGEST_WAIT)
        later = (at + wait).isoformat(timespec="seconds")
        self._set(message, "given up" if old else "pending", message.attempts + 1, later, cause)

    def drop(self, message: Message, cause: str) -> None:
        """Give a message up without trying it."""
        self._set(message, "given up", message.attempts, message.next_at, cause)

    def _set(self, message: Message, state: str, attempts: int, next_at: str, error: str | None) -> None:
        values = (state, attempts, next_at, error, message.message_id)
        self._con.execute(
            "update messages set state = ?, attempts = ?, next_at = ?, error = ? where message_id = ?", values
        )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._con.execute("begin immediate")
        try:
            yield self._con
        except BaseException:
            self._con.execute("rollback")
            raise
        self._con.execute("commit")


def _insert_change(con: sqlite3.Connection, watch: Watch, one: Changed, edition: int, now: str) -> bool:
    body = json.dumps(asdict(one), ensure_ascii=False, sort_keys=True)
    row = (one.change_id, watch.name, now, edition, body)
    return con.execute("insert or ignore into changes values (?, ?, ?, ?, ?)", row).rowcount == 1


def _targets(watch: Watch) -> Iterator[tuple[str, str]]:
    yield from (("webhook", target) for target in watch.webhooks)
    yield from (("mail", target) for target in watch.mails)
