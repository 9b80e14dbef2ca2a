"""An edition made ready for counting: one row per opportunity, one per opportunity and code that tables show.

`Frame` holds two tables in an in-memory DuckDB. `units` has a row per opportunity with what is read of it (country,
mission, dates, alliances, life …); `coded` a row per opportunity, variable and value, by the codebook's precedence:
adjudicated, else what people agree on, else the best machine. Everything that measures counts is a selection
(`Where`) over these or over a relation that a chapter adds, so that each figure can list the records behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import duckdb

from attache.core.errors import InputError
from attache.measure import preparing
from attache.measure.where import ALL, UNKNOWN, Where
from attache.vocabulary.codebook import Codebook

__all__ = ["Frame", "Relation", "Stamp"]


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


@dataclass(frozen=True, slots=True)
class Relation:
    """Records that selections are made over: an SQL table or view, the column of ids, where evidence is.

    `document` is a column with document ids, None where the records come from the casebook and state a source.
    """

    sql: str
    key: str
    document: str | None = None


class Frame:
    """An edition, or a selection of its opportunities, ready for counting. Not for several threads at once."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, stamp: Stamp, codebook: Codebook, *, only: Sequence[str] | None = None
    ) -> None:
        """Prepare the tables. `con` holds an edition's tables as views; `only` narrows to ids of opportunities."""
        self.con, self.stamp, self.codebook = con, stamp, codebook
        self.relations: dict[str, Relation] = {
            "opportunities": Relation("units", "opportunity_id", "document_id"),
            "needs": Relation("needs", "need_id", "document_id"),
            "events": Relation("events", "event_id", "document_id"),
            "figures": Relation("(select *, event_id || '/' || metric as figure_id from figures)", "figure_id"),
            "targets": Relation("(select *, programme_id || '/' || metric as target_id from targets)", "target_id"),
            "outcomes": Relation("outcomes", "outcome_id"),
            "organisations": Relation("organisations", "organisation_id"),
        }
        preparing.prepare(con, stamp.since, stamp.until, stamp.as_of, codebook, only)

    def within(self, since: str | None, until: str | None) -> Stamp:
        """Return this frame's stamp with another window."""
        return replace(self.stamp, since=since, until=until)

    @cached_property
    def columns(self) -> frozenset[str]:
        """Dimensions of opportunities that are read, as against coded."""
        return frozenset(row[0] for row in self.rows("select column_name from (describe units)"))

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
        key = self.relations[where.relation].key
        cut = f" limit {int(limit)}" if limit is not None else ""
        query = f"select distinct {key} as key from {sql} order by key{cut}"  # noqa: S608 -- names of ours
        return [str(row[0]) for row in self.rows(query, *values)]

    def counts(self, by: Sequence[str], where: Where = ALL) -> dict[tuple[str, ...], int]:
        """Return the number of opportunities in each group of one or two dimensions, `unknown` where not stated.

        A dimension is a column of `units` or a variable of the codebook; of a variable with several values an
        opportunity is in each of its groups. Groups without a record are absent.
        """
        sql, values = self._from(where)
        joins, names, variables = [], [], []
        for at, name in enumerate(by):
            if name in self.codebook.variables:
                joins.append(f"left join coded c{at} on c{at}.i = u.i and c{at}.variable = ?")
                variables.append(name)
                names.append(f"c{at}.value")
            elif name in self.columns:
                names.append(f'u."{name}"')
            else:
                raise self._no_dimension(name)
        groups = ", ".join(f"coalesce(cast({name} as varchar), '{UNKNOWN}')" for name in names)
        joined = sql.replace("units u", " ".join(("units u", *joins)), 1)
        query = f"select {groups}, count(*) from {joined} group by all"  # noqa: S608 -- names of ours
        return {tuple(row[:-1]): int(row[-1]) for row in sorted(self.rows(query, *variables, *values))}

    def _from(self, where: Where) -> tuple[str, list[object]]:
        """Return `FROM … WHERE …` of a selection as SQL, and its parameters."""
        relation = self.relations.get(where.relation)
        if relation is None:
            known = ", ".join(sorted(self.relations))
            raise InputError(f"there is no relation `{where.relation}`", mend=f"use one of {known}")
        tests, values = [], []
        for name, wanted in where.conditions.items():
            if where.relation == "opportunities" and name in self.codebook.variables:
                test, more = _coded(name, wanted)
            elif where.relation != "opportunities" or name in self.columns:
                test, more = _plain(name, wanted)
            else:
                raise self._no_dimension(name)
            tests.append(test)
            values += more
        return f"{relation.sql} u where {' and '.join(tests) or 'true'}", values

    def _no_dimension(self, name: str) -> InputError:
        known = ", ".join(sorted(self.columns - {"i"}))
        return InputError(f"there is no dimension `{name}`", mend=f"use a variable of the codebook, or one of {known}")

    def evidence(self, where: Where, limit: int | None = None) -> list[Mapping[str, Any]]:
        """Return the documents and captures behind a selection: id, title, date, address, capture, digest, time.

        Records that no document proves have `source` instead, what their casebook cites.
        """
        return preparing.evidence(self.con, self.relations[where.relation], self.records(where, limit))


def _plain(name: str, wanted: Sequence[str]) -> tuple[str, list[object]]:
    if not name.isidentifier():
        raise InputError(f"`{name[:80]}` is no dimension", mend="use letters and `_`")
    known = [value for value in wanted if value != UNKNOWN]
    tests = [f'cast(u."{name}" as varchar) in ({", ".join("?" * len(known))})'] if known else []
    tests += [f'(u."{name}" is null or cast(u."{name}" as varchar) = \'{UNKNOWN}\')'] if UNKNOWN in wanted else []
    return f"({' or '.join(tests) or 'false'})", list(known)


def _coded(name: str, wanted: Sequence[str]) -> tuple[str, list[object]]:
    known = [value for value in wanted if value != UNKNOWN]
    marks = ", ".join("?" * len(known))
    tests, values = [], []
    if known:
        tests.append(f"u.i in (select i from coded where variable = ? and value in ({marks}))")  # noqa: S608
        values += [name, *known]
    if UNKNOWN in wanted:
        tests.append("u.i not in (select i from coded where variable = ? and value <> ?)")
        values += [name, UNKNOWN]
    return f"({' or '.join(tests) or 'false'})", list(values)
