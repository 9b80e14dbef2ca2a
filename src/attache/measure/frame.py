"""An edition made ready for counting: one row per opportunity, one per opportunity and code that tables show.

`Frame` holds two tables in an in-memory DuckDB. `units` has a row per opportunity with what is read of it (country,
mission, dates, alliances, life …); `coded` a row per opportunity, variable and value, by the codebook's precedence:
adjudicated, else what people agree on, else the best machine. Everything that measures counts is a selection
(`Where`) over these or over a relation that a chapter adds, so that each figure can list the records behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import duckdb

from attache.core.errors import InputError
from attache.measure import derived, preparing
from attache.measure.derived import DERIVED
from attache.measure.relations import RELATIONS, Relation
from attache.measure.where import ALL, EITHER, FROM, NOT, TO, UNKNOWN, Where, alternatives
from attache.vocabulary.codebook import Codebook

__all__ = ["Frame", "Relation", "Stamp"]

_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What each row says of its origin. `as_of` is the day that "today" means: that of the edition's last capture.

    `since` and `until` are ISO days, both included; opportunities without a date are left out where one is set.
    """

    edition: str
    number: int
    synthetic: bool
    as_of: str
    since: str | None = None
    until: str | None = None

    @property
    def window(self) -> str:
        """The time that is counted, as rows state it."""
        if self.since is None and self.until is None:
            return "all dates"
        return f"{self.since or '..'}/{self.until or '..'}"


class Frame:
    """An edition, or a selection of its opportunities, ready for counting. Not for several threads at once."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, stamp: Stamp, codebook: Codebook, *, only: Sequence[str] | None = None
    ) -> None:
        """Prepare the tables. `con` holds an edition's tables as views; `only` narrows to ids of opportunities."""
        self.con, self.stamp, self.codebook = con, stamp, codebook
        self.relations: dict[str, Relation] = dict(RELATIONS)
        self._columns: dict[str, frozenset[str]] = {}
        self._derived: set[str] = set()
        derived.register(con)
        preparing.prepare(con, stamp.since, stamp.until, stamp.as_of, codebook, only)

    def within(self, since: str | None, until: str | None) -> Stamp:
        """Return this frame's stamp with another window."""
        return replace(self.stamp, since=since, until=until)

    @cached_property
    def columns(self) -> frozenset[str]:
        """Dimensions of opportunities that are read, as against coded."""
        return self._columns_of("opportunities")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Run SQL of ours and return its rows."""
        return self.con.execute(query, list(values)).fetchall()

    def relate(self, name: str, relation: Relation) -> None:
        """Add a relation over which selections can be made."""
        self.relations[name] = relation

    def count(self, where: Where = ALL) -> int:
        """Return the number of records of a selection."""
        sql, values = self._from(where)
        return int(self.rows(f"select count(*) from {sql}", *values)[0][0])  # noqa: S608 -- names of ours

    def records(self, where: Where, limit: int | None = None) -> list[str]:
        """Return the ids of a selection in order."""
        sql, values = self._from(where)
        key = self.relation(where.relation).key
        cut = f" limit {int(limit)}" if limit is not None else ""
        query = f"select distinct {key} as key from {sql} order by key{cut}"  # noqa: S608 -- names of ours
        return [str(row[0]) for row in self.rows(query, *values)]

    def newest(self, where: Where, limit: int, offset: int = 0) -> list[str]:
        """Return ids of a selection, those posted last first; in the order of ids where a relation has no dates."""
        sql, values = self._from(where)
        key = self.relation(where.relation).key
        dated = "published_on" in self._columns_of(where.relation)
        order = "max(u.published_on) desc nulls last, key" if dated else "key"
        query = f"select {key} as key from {sql} group by key order by {order} limit ? offset ?"  # noqa: S608 -- names of ours
        return [str(row[0]) for row in self.rows(query, *values, limit, offset)]

    def number(self, where: Where) -> int:
        """Return the number of ids of a selection; `count` counts its rows."""
        sql, values = self._from(where)
        query = f"select count(distinct {self.relation(where.relation).key}) from {sql}"  # noqa: S608 -- names of ours
        return int(self.rows(query, *values)[0][0])

    def of(self, relation: str, keys: Sequence[str]) -> list[dict[str, Any]]:
        """Return the rows of some ids by column, the id as `key` among them, in the order of the ids; one for each."""
        found = self.relation(relation)
        query = f"select {found.key} as key, * from {found.sql} u where {found.key} in (select unnest(?))"  # noqa: S608 -- names of ours
        answer = self.con.execute(query, [list(keys)])
        names = [one[0] for one in answer.description or ()]
        rows: dict[str, dict[str, Any]] = {}
        for row in answer.fetchall():
            one = dict(zip(names, row, strict=True))
            rows.setdefault(str(one["key"]), one)
        return [rows[key] for key in keys if key in rows]

    def counts(self, by: Sequence[str], where: Where = ALL) -> dict[tuple[str, ...], int]:
        """Return the number of opportunities in each group of one or two dimensions, `unknown` where not stated.

        A dimension is a column of `units`, a variable of the codebook or one of `DERIVED`; of one with several values
        an opportunity is in each of its groups. Groups without a record are absent.
        """
        sql, values = self._from(where)
        joins, names, more = [], [], []
        for at, name in enumerate(by):
            source = self._source(name)
            if source is not None:
                joins.append(f"left join ({source[0]} and value <> '{UNKNOWN}') c{at} on c{at}.i = u.i")
                more += source[1]
                names.append(f"c{at}.value")
            elif name in self.columns:
                names.append(f'u."{name}"')
            else:
                raise self._no_dimension(name)
        # Grouped as they are stored, which is much faster than as text; then what is null joins what says `unknown`.
        stored = ", ".join(f"{name} as g{at}" for at, name in enumerate(names))
        groups = ", ".join(f"coalesce(cast(g{at} as varchar), '{UNKNOWN}')" for at in range(len(names)))
        joined = sql.replace("units u", " ".join(("units u", *joins)), 1)
        counted = f"select {stored}, count(*) as n from {joined} group by all"  # noqa: S608 -- names of ours
        query = f"select {groups}, sum(n) from ({counted}) group by all"  # noqa: S608 -- names of ours
        return {tuple(row[:-1]): int(row[-1]) for row in sorted(self.rows(query, *more, *values))}

    def _from(self, where: Where) -> tuple[str, list[object]]:
        """Return `FROM … WHERE …` of a selection as SQL, and its parameters."""
        relation = self.relation(where.relation)
        tests, values = [], []
        for name, wanted in where.conditions.items():
            test, more = self._test(where.relation, name, wanted)
            tests.append(test)
            values += more
        return f"{relation.sql} u where {' and '.join(tests) or 'true'}", values

    def _test(self, relation: str, name: str, wanted: Sequence[str]) -> Test:
        if name == EITHER:
            clauses = [[self._test(relation, one, (value,)) for one, value in alternatives(text)] for text in wanted]
            tests = [f"({' or '.join(test for test, _ in clause)})" for clause in clauses]
            return " and ".join(tests) or "false", [value for clause in clauses for _, more in clause for value in more]
        if name in (FROM, TO):
            if "published_on" not in self._columns_of(relation):
                raise InputError(f"`{relation}` has no date of posting", mend=f"leave `{name}` out")
            return _dated(name, wanted)
        source = self._source(name) if relation == "opportunities" else None
        if source is not None:
            return _valued(source, wanted)
        if name in self._columns_of(relation):
            return _plain(name, wanted)
        raise self._no_dimension(name, relation)

    def _source(self, name: str) -> tuple[str, list[object]] | None:
        """Return SQL of the values that opportunities have in a variable or a derived dimension; None for others."""
        if name in self.codebook.variables:
            return "select i, value from coded where variable = ?", [name]
        if name not in DERIVED:
            return None
        if name not in self._derived:
            DERIVED[name].make(self.con)
            self._derived.add(name)
        return f"select i, value from {name} where true", []  # noqa: S608 -- a name of ours

    def relation(self, name: str) -> Relation:
        """Return a relation, which its chapter makes where it is asked for first; InputError where there is none."""
        if name not in self.relations:
            from attache.measure.chapters import RELATIONS as OF_CHAPTERS  # noqa: PLC0415 -- chapters know the frame

            if name in OF_CHAPTERS:
                OF_CHAPTERS[name](self)
                return self.relations[name]
            known = ", ".join(sorted({*self.relations, *OF_CHAPTERS}))
            raise InputError(f"there is no relation `{name}`", mend=f"use one of {known}")
        return self.relations[name]

    def _columns_of(self, relation: str) -> frozenset[str]:
        if relation not in self._columns:
            sql = self.relation(relation).sql
            rows = self.rows(f"select column_name from (describe select * from {sql})")  # noqa: S608 -- names of ours
            self._columns[relation] = frozenset(str(row[0]) for row in rows)
        return self._columns[relation]

    def _no_dimension(self, name: str, relation: str = "opportunities") -> InputError:
        coded = "a variable of the codebook, or " if relation == "opportunities" else ""
        known = ", ".join(sorted((self._columns_of(relation) | set(DERIVED if coded else ())) - {"i"}))
        return InputError(f"there is no dimension `{name[:80]}`", mend=f"use {coded}one of {known}")

    def evidence(self, where: Where, limit: int | None = None) -> list[Mapping[str, Any]]:
        """Return the documents and captures behind a selection: id, title, date, address, capture, digest, time.

        Records that no document proves have `source` instead, what their casebook cites.
        """
        return preparing.evidence(self.con, self.relation(where.relation), self.records(where, limit))


Test = tuple[str, list[object]]


def _plain(name: str, wanted: Sequence[str]) -> Test:
    """Test a column. No value at all meets no record."""
    known = [value for value in wanted if value != UNKNOWN and not value.startswith(NOT)]
    left_out = [value.removeprefix(NOT) for value in wanted if value.startswith(NOT)]
    column = f'cast(u."{name}" as varchar)'
    missing = f"({column} is null or {column} = '{UNKNOWN}')"
    tests = [f"{column} in ({_marks(known)})"] if known else []
    tests += [missing] if UNKNOWN in wanted else []
    allowed = [f"({' or '.join(tests)})"] if tests else []
    allowed += [f"not {missing}" if value == UNKNOWN else f"{column} is distinct from ?" for value in left_out]
    return " and ".join(allowed) or "false", [*known, *(value for value in left_out if value != UNKNOWN)]


def _valued(source: tuple[str, list[object]], wanted: Sequence[str]) -> Test:
    """Test values of a variable or a derived dimension, of which a record may have several or none."""
    sql, parameters = source
    known = [value for value in wanted if value != UNKNOWN and not value.startswith(NOT)]
    left_out = [value.removeprefix(NOT) for value in wanted if value.startswith(NOT)]
    stated = f"u.i in ({sql} and value <> '{UNKNOWN}')".replace("i, value", "i", 1)
    some = f"u.i in ({sql} and value in ({{}}))".replace("i, value", "i", 1)
    tests, values = [], []
    if known:
        tests.append(some.format(_marks(known)))
        values += [*parameters, *known]
    if UNKNOWN in wanted:
        tests.append(f"not {stated}")
        values += parameters
    allowed = [f"({' or '.join(tests)})"] if tests else []
    if UNKNOWN in left_out:
        allowed.append(stated)
        values += parameters
    none_of = [value for value in left_out if value != UNKNOWN]
    if none_of:
        allowed.append(f"not {some.format(_marks(none_of))}")
        values += [*parameters, *none_of]
    return " and ".join(allowed) or "false", values


def _dated(name: str, days: Sequence[str]) -> Test:
    """Test that the day of posting, as far as it is stated, surely is not before, or not after, each of `days`."""
    if not all(_DAY.fullmatch(day) for day in days):
        raise InputError(f"`{name}` is no date: `{', '.join(days)[:80]}`", mend="write 2020-07-24, 2020-07 or 2020")
    filled, sign = ("0000-01-01", ">=") if name == FROM else ("9999-12-31", "<=")
    stated = "coalesce(left(u.published_on, 10), '')"
    known = f"u.published_on is not null and {stated} || substr('{filled}', length({stated}) + 1) {sign} ?"
    return " and ".join([f"({known})"] * len(days)) or "false", [day + filled[len(day) :] for day in days]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
