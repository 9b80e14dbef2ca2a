"""Out of an edition, the few hundred postings that may be near to a text, with their codes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from attache.build.edition import Edition
from attache.build.indexing import FOLDER, open_index
from attache.build.search import SearchIndex

__all__ = ["DEMAND", "FORM", "OFFER", "WORD", "Candidate", "NearIndex", "candidates", "near_index"]

OFFER, DEMAND = "inbound_offer", "outbound_demand"
_TABLES = {OFFER: ("opportunities", "opportunity_id"), DEMAND: ("needs", "need_id")}
_SURE = 0.45
LEAST_RARITY = 0.02
FORM, WORD, FIELD = 4.0, 1.0, 2.0
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
        self, terms: Mapping[str, float], fields: Iterable[str], direction: str, limit: int
    ) -> tuple[int, dict[str, str]]:
        """Return how many documents of a direction have any of the weighted terms or technology fields, and the text of
        the best `limit` of them by document id."""
        either = [tantivy.Query.boost_query(q, weight) for t, weight in terms.items() if (q := self._term(t))]
        exact = (tantivy.Query.term_query(self._index.schema, "field", value) for value in fields)
        either += [tantivy.Query.boost_query(query, FIELD) for query in exact]
        if not either:
            return 0, {}
        must = [*self._narrowed({"direction": [direction]}), (tantivy.Occur.Must, _any(either))]
        found: Any = self._searcher.search(tantivy.Query.boolean_query(must), limit)
        hits = [self._hit(score, address) for score, address in found.hits]
        return int(found.count or 0), {hit.document_id: f"{hit.title}\n{hit.body}" for hit in hits}


def _any(queries: Sequence[Any]) -> Any:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def near_index(edition: Edition) -> NearIndex:
    """Open an edition's index for `candidates`; one that is missing or damaged is made again."""
    open_index(edition)
    return NearIndex(edition.path / FOLDER)


def candidates(edition: Edition, texts: Mapping[str, str], direction: str, variables: Sequence[str]) -> list[Candidate]:
    """Return the postings of some documents (id → text) with their codes, in the order of the documents.

    `direction` tells whether they are opportunities (`inbound_offer`) or needs (`outbound_demand`).
    """
    table, key = _TABLES[direction]
    con = edition.connect()
    con.execute("create temp table wanted (document_id varchar, place integer)")
    con.executemany("insert into wanted values (?, ?)", [[one, at] for at, one in enumerate(texts)] or [["", 0]])
    joined = f"from {table} t join wanted w using (document_id) left join lives l using (document_id)"
    rows = _rows(con, f"select t.*, l.status as life, l.group_id as repost_group {joined} order by w.place, t.{key}")
    marks = ", ".join("?" for _ in variables)
    found = con.execute(
        "select subject_id, variable, value, max(confidence) from codes "  # noqa: S608 -- question marks alone
        f"where document_id in (select document_id from wanted) and variable in ({marks}) and confidence >= ? "
        "group by subject_id, variable, value",
        [*variables, _SURE],
    ).fetchall()
    codes: dict[str, dict[str, dict[str, float]]] = {}
    for subject, variable, value, confidence in found:
        codes.setdefault(subject, {}).setdefault(variable, {})[value] = float(confidence)
    return [
        Candidate(row, texts[row["document_id"]], row.pop("life"), row.pop("repost_group"), codes.get(row[key], {}))
        for row in rows
    ]


def _rows(con: Any, query: str) -> list[dict[str, Any]]:
    answer = con.execute(query)
    names = [one[0] for one in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
