"""Out of an edition, the few hundred postings that may be near to a text, with their codes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import tantivy

from attache.build.edition import Edition
from attache.build.indexing import FOLDER, open_index
from attache.build.search import SearchIndex

__all__ = ["DEMAND", "FORM", "OFFER", "WORD", "Candidate", "NearIndex", "candidates", "near_index"]

OFFER, DEMAND = "inbound_offer", "outbound_demand"
_TABLES = {OFFER: ("opportunities", "opportunity_id"), DEMAND: ("needs", "need_id")}
_SURE = 0.45
LEAST_RARITY = 0.02
FORM, WORD = 4.0, 1.0
"""Weights of what a posting may share with the text when candidates are chosen; nothing else uses them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One posting: its row of `opportunities` or `needs`, its text, where its document stands, and its codes
    (variable → value → confidence) of the asked variables."""

    row: Mapping[str, Any]
    text: str
    status: str | None
    group_id: str | None
    codes: Mapping[str, Mapping[str, float]]


class NearIndex(SearchIndex):
    """An edition's search index, asked for documents with any of many terms."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._documents = max(1, len(self))

    def rarity(self, forms: Iterable[str]) -> float:
        """Return how rare it is that a document has one of some terms: 1 for none, near 0 for all of them."""
        queries = [query for form in forms if (query := self._term(form)) is not None]
        if not queries:
            return 1.0
        found: Any = self._searcher.search(_any(queries), 1)
        common = math.log1p(int(found.count or 0)) / math.log1p(self._documents)
        return round(max(LEAST_RARITY, 1 - common), 4)

    def any_of(
        self, terms: Mapping[str, float], direction: str, limit: int, fields: Sequence[str] | None = None
    ) -> tuple[int, dict[str, str]]:
        """Return how many documents of a direction have any of the weighted terms, and the text of the best `limit` of
        them by document id. With `fields`: those in one of the technology fields, the ones with the terms first."""
        either = [tantivy.Query.boost_query(q, weight) for t, weight in terms.items() if (q := self._term(t))]
        if not (either if fields is None else fields):
            return 0, {}
        parts = self._narrowed({"direction": [direction]} | ({"field": fields} if fields else {}))
        parts += [(tantivy.Occur.Must if fields is None else tantivy.Occur.Should, _any(either))] if either else []
        found: Any = self._searcher.search(tantivy.Query.boolean_query(parts), limit)
        hits = [self._hit(score, address) for score, address in found.hits]
        return int(found.count or 0), {hit.document_id: f"{hit.title}\n{hit.body}" for hit in hits}


def _any(queries: Sequence[Any]) -> Any:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


@lru_cache(maxsize=2)
def near_index(edition: Edition) -> NearIndex:
    """Open an edition's index for `candidates`; one that is missing or damaged is made again. It is kept open."""
    open_index(edition)
    return NearIndex(edition.path / FOLDER)


def candidates(
    con: duckdb.DuckDBPyConnection, texts: Mapping[str, Mapping[str, str]], variables: Sequence[str]
) -> dict[str, list[Candidate]]:
    """Return the postings of some documents with their codes, by direction, in the order of the documents.

    `texts` gives by direction (`inbound_offer`: opportunities, `outbound_demand`: needs) the documents, id → text.
    """
    wanted = [(one, place) for found in texts.values() for place, one in enumerate(found)]
    con.execute(
        "create or replace temp table wanted as select unnest(?::varchar[]) as document_id, unnest(?::int[]) as place",
        [[one for one, _ in wanted], [place for _, place in wanted]],
    )
    codes = _codes(con, variables) if wanted else {}
    out: dict[str, list[Candidate]] = {}
    for direction, found in texts.items():
        table, key = _TABLES[direction]
        rows = _rows(con, table, key) if found else []
        kept = (row for row in rows if row["document_id"] in found)
        out[direction] = [
            Candidate(row, found[row["document_id"]], row.pop("life"), row.pop("repost_group"), codes.get(row[key], {}))
            for row in kept
        ]
    return out


def _codes(con: duckdb.DuckDBPyConnection, variables: Sequence[str]) -> dict[str, dict[str, dict[str, float]]]:
    query = (
        "select subject_id, variable, value, max(confidence) from codes "
        "where variable in (select unnest(?::varchar[])) and confidence >= ? "
        "and document_id in (select document_id from wanted) group by all"
    )
    codes: dict[str, dict[str, dict[str, float]]] = {}
    for subject, variable, value, confidence in con.execute(query, [list(variables), _SURE]).fetchall():
        codes.setdefault(subject, {}).setdefault(variable, {})[value] = float(confidence)
    return codes


def _rows(con: duckdb.DuckDBPyConnection, table: str, key: str) -> list[dict[str, Any]]:
    lives = "(select document_id, status, group_id from lives where document_id in (select document_id from wanted))"
    answer = con.execute(
        f"select t.*, l.status as life, l.group_id as repost_group from {table} t "  # noqa: S608 -- our own table
        f"join wanted w using (document_id) left join {lives} l using (document_id) order by w.place, t.{key}"
    )
    names = [one[0] for one in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
