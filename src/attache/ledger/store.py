"""Append-only decisions in SQLite (WAL) or PostgreSQL, chained by digest.

A decision is never changed or deleted: triggers refuse both, and the chain shows what was done
behind their back. Taking a decision back is another decision that names it in `retracts`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from attache.core.errors import LedgerError, NotFoundError
from attache.core.ids import digest, stable_id

__all__ = ["ADJUDICATED", "Decision", "Draft", "Ledger", "newest"]

ADJUDICATED = "adjudicated:"
"""Beginning of the author of what somebody decided as adjudicator."""
_START = "0" * 64
_meta = sa.MetaData()
_decisions = sa.Table(
    "decisions",
    _meta,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("decision_id", sa.Text, nullable=False, unique=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, index=True),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("retracts", sa.Text, nullable=True, index=True),
    sa.Column("chain", sa.Text, nullable=False),
)
_FROZEN_SQLITE = """create trigger if not exists {table}_no_{verb} before {verb} on {table}
begin select raise(abort, '{table} are appended, never changed'); end"""
_REFUSE_PG = """create or replace function attache_refuse() returns trigger language plpgsql as
$$ begin raise exception '%% are appended, never changed', TG_TABLE_NAME; end $$"""
_FROZEN_PG = """create or replace trigger {table}_frozen before update or delete or truncate on {table}
for each statement execute function attache_refuse()"""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a person decided.

    `kind` is the sort of decision (`code`, `same`, `different`, `outcome`, `correction` …), `subject` the
    id of what it is about, `payload` its content as JSON values, `retracts` the decision that it takes back.
    """

    seq: int
    decision_id: str
    at: str
    author: str
    kind: str
    subject: str
    payload: Mapping[str, Any]
    retracts: str | None
    chain: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision that is to be appended; `at` is ISO 8601 UTC, now if not given."""

    kind: str
    subject: str
    payload: Mapping[str, Any]
    author: str
    retracts: str | None = None
    at: str | None = None


_MINE = _decisions.c.subject.in_(sa.bindparam("subjects", expanding=True))
_ABOUT = (
    sa.select(_decisions)
    .where(sa.or_(_MINE, _decisions.c.retracts.in_(sa.select(_decisions.c.decision_id).where(_MINE))))
    .order_by(_decisions.c.seq)
)
_LAST = sa.select(_decisions.c.seq, _decisions.c.chain).order_by(_decisions.c.seq.desc()).limit(1)
"""What every page of a record asks, put together once."""


class Ledger:
    """An opened ledger; several processes may append and read at the same time."""

    def __init__(self, url: str) -> None:
        try:
            self._engine = _engine(url)
            self._readers = self._engine.execution_options(reads=True)
            with self._engine.begin() as con:
                _create(con, _meta, ("decisions",))
        except (sa.exc.SQLAlchemyError, ImportError) as error:
            shown = sa.engine.make_url(url).render_as_string(hide_password=True) if "://" in url else "the ledger's URL"
            raise LedgerError(
                f"cannot be opened ({_short(error)})", where=shown, mend="check `ledger` in attache.toml"
            ) from None

    def append(
        self,
        kind: str,
        subject: str,
        payload: Mapping[str, Any],
        *,
        author: str,
        retracts: str | None = None,
        at: str | None = None,
    ) -> Decision:
        """Append one decision and return it; it is on disk when this returns.

        `at` is ISO 8601 UTC, now if not given. Retracting a decision that is not there is an error.
        """
        return self.extend([Draft(kind, subject, payload, author, retracts, at)])[0]

    def extend(self, drafts: Iterable[Draft], *, also: Callable[[sa.Connection], None] | None = None) -> list[Decision]:
        """Append several decisions in order, all of them or none, and return them.

        `also` looks or writes in the same transaction, before the decisions, while nobody else can append; what it
        raises leaves everything as it was.
        """
        with self.writing(decisions=True) as con:
            if also is not None:
                also(con)
            last = con.execute(sa.select(_decisions).order_by(_decisions.c.seq.desc()).limit(1)).mappings().first()
            seq, prev = (last["seq"], last["chain"]) if last else (0, _START)
            made: list[Decision] = []
            for draft in drafts:
                if draft.retracts is not None and not _known(con, draft.retracts):
                    raise NotFoundError(
                        f"there is no decision {draft.retracts} to retract", mend="look it up in the ledger"
                    )
                seq += 1
                decision, body = _made(draft, seq, prev)
                prev = decision.chain
                row = {name: getattr(decision, name) for name in _decisions.c.keys()}  # noqa: SIM118 -- a column collection
                con.execute(_decisions.insert().values(**{**row, "payload": body}))
                made.append(decision)
        return made

    def decisions(self, *kinds: str, upto: int | None = None, standing: bool = False) -> Iterator[Decision]:
        """Yield decisions in order, of some kinds or of all; `upto` a sequence number.

        `standing` leaves out retracted ones; a retraction that is itself retracted takes nothing back.
        """
        query = sa.select(_decisions).where(_of(kinds)).order_by(_decisions.c.seq)
        if upto is not None:
            query = query.where(_decisions.c.seq <= upto)
        with self.reading() as con:
            rows = [_decision(row) for row in con.execute(query).mappings()]
        dead: set[str | None] = set()
        for row in reversed(rows) if standing else ():
            if row.decision_id not in dead:
                dead.add(row.retracts)
        yield from (row for row in rows if (not kinds or row.kind in kinds) and row.decision_id not in dead)

    def within(self, con: sa.Connection, kinds: Sequence[str]) -> list[Decision]:
        """Return the decisions of some kinds in order, as a connection that is open sees them."""
        query = sa.select(_decisions).where(_decisions.c.kind.in_(kinds)).order_by(_decisions.c.seq)
        return [_decision(row) for row in con.execute(query).mappings()]

    def about(self, *subjects: str, con: sa.Connection | None = None) -> list[Decision]:
        """Return the decisions about some subjects in order, and those that retract one; `con` is one that is open."""
        with nullcontext(con) if con is not None else self.reading() as asked:
            return [_decision(row) for row in asked.execute(_ABOUT, {"subjects": subjects}).mappings()]

    def last(self, *kinds: str) -> tuple[int, str]:
        """Return the sequence number and the chain of the last decision of some kinds, or that retracts one."""
        with self.reading() as con:
            row = con.execute(_LAST.where(_of(kinds)) if kinds else _LAST).first()
        return (int(row[0]), str(row[1])) if row else (0, _START)

    @property
    def head(self) -> tuple[int, str]:
        """Return the last sequence number and the chain there; (0, zeros) for an empty ledger."""
        return self.last()

    def verify(self) -> list[str]:
        """Return one sentence for each decision that was edited, dropped or put in another place."""
        found, prev, expected = [], _START, 1
        for row in self.decisions():
            body = json.dumps(dict(row.payload), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            if row.seq != expected:
                found.append(f"ledger: decision {expected} is missing before decision {row.seq}.")
            link = _link(prev, row.decision_id, row.at, row.author, row.kind, row.subject, body, row.retracts)
            if link != row.chain:
                found.append(f"ledger: decision {row.seq} ({row.decision_id}) was changed, or one before it.")
            prev, expected = row.chain, row.seq + 1
        return found

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection that sees one state and stands in nobody's way; LedgerError where there is none."""
        try:
            with self._readers.connect() as con:
                yield con
        except sa.exc.SQLAlchemyError as error:
            raise LedgerError(f"cannot be read ({_short(error)})", where="ledger", mend="see that it runs") from None

    @contextmanager
    def writing(self, *, decisions: bool = False) -> Iterator[sa.Connection]:
        """Yield a connection whose changes stand together or not at all, for tables beside the decisions.

        `decisions` keeps others from appending meanwhile. LedgerError where the database refuses.
        """
        try:
            with self._engine.begin() as con:
                if decisions and con.dialect.name == "postgresql":
                    con.execute(sa.text("lock table decisions in exclusive mode"))
                yield con
        except sa.exc.SQLAlchemyError as error:
            raise LedgerError(
                f"the ledger refused ({_short(error)})", mend="nothing was written; mend that and decide again"
            ) from None

    def prepare(self, tables: sa.MetaData, frozen: Sequence[str] = ()) -> None:
        """Make tables that stand beside the decisions, if they are not there; rows of `frozen` are only appended."""
        with self.writing() as con:
            _create(con, tables, frozen)


def newest(con: sa.Connection, kinds: Sequence[str]) -> int:
    """Return the number of the last decision of some kinds, 0 if there is none."""
    found = con.execute(sa.select(sa.func.max(_decisions.c.seq)).where(_decisions.c.kind.in_(kinds))).scalar()
    return int(found or 0)


def _engine(url: str) -> sa.Engine:
    sqlite = url.startswith("sqlite")
    engine = sa.create_engine(url, connect_args={"timeout": 30} if sqlite else {})
    if sqlite:
        event.listen(engine, "connect", _sqlite_settings)
        event.listen(engine, "begin", _begin)
    return engine


def _begin(con: sa.Connection) -> None:
    """Take the place of the one writer at once, so that no writer finds it taken half-way; readers need none."""
    con.exec_driver_sql("begin" if con.get_execution_options().get("reads") else "begin immediate")


def _sqlite_settings(con: Any, _record: Any) -> None:
    con.isolation_level = None
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "busy_timeout=30000"):
        con.execute(f"pragma {pragma}")


def _create(con: sa.Connection, tables: sa.MetaData, frozen: Sequence[str]) -> None:
    if con.dialect.name == "postgresql":
        con.execute(sa.text("select pg_advisory_xact_lock(2029)"))
        con.exec_driver_sql(_REFUSE_PG)
    tables.create_all(con)
    for index in (one for table in tables.tables.values() for one in table.indexes):
        index.create(con, checkfirst=True)  # a ledger that an earlier version made may lack it
    for table in frozen:
        if con.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                con.exec_driver_sql(_FROZEN_SQLITE.format(verb=verb, table=table))
        else:
            con.exec_driver_sql(_FROZEN_PG.format(table=table))


def _made(draft: Draft, seq: int, prev: str) -> tuple[Decision, str]:
    """Return the decision at a place in the chain, and its payload as it is stored."""
    when = draft.at or datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    body = json.dumps(dict(draft.payload), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    parts = (when, draft.author, draft.kind, draft.subject, body)
    key = stable_id("dec", str(seq), *parts, draft.retracts or "", prev)
    chain = _link(prev, key, *parts, draft.retracts)
    decision = Decision(
        seq, key, when, draft.author, draft.kind, draft.subject, json.loads(body), draft.retracts, chain
    )
    return decision, body


def _of(kinds: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """Return the condition for decisions of some kinds, or of all; what retracts may retract one of them."""
    return sa.or_(_decisions.c.kind.in_(kinds), _decisions.c.retracts.is_not(None)) if kinds else sa.true()


def _known(con: sa.Connection, key: str) -> bool:
    return con.execute(sa.select(_decisions.c.seq).where(_decisions.c.decision_id == key)).first() is not None


def _link(prev: str, *parts: str | None) -> str:
    return digest("\x1f".join((prev, *(part or "" for part in parts))))


def _decision(row: sa.RowMapping) -> Decision:
    return Decision(**{**dict(row), "payload": json.loads(row["payload"])})


def _short(error: BaseException) -> str:
    text = str(getattr(error, "orig", None) or error).strip()
    return text.splitlines()[0] if text else type(error).__name__
