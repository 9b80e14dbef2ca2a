"""Full-text search over an edition: tantivy over pairs of Chinese characters and whole Latin words.

A Chinese run is indexed as its overlapping pairs and its last character, in order, so that a term of any
length is a phrase of pairs and is found wherever it stands (recall 1.00, unlike a segmenter's words).
Text and query are folded the same way: traditional to simplified, case, width.
The index is derived from the tables: it can be thrown away and made again.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from attache.core.errors import InputError
from attache.core.files import link_or_copy
from attache.core.text import normalise, simplify

__all__ = ["FACETS", "SORTS", "Entry", "Hit", "Hits", "SearchIndex", "tokens"]

FACETS = ("source", "country", "mission", "year", "direction", "field", "mode", "military", "need", "state")
"""Fields by which a search can be narrowed, and whose values it counts."""

SORTS = ("best", "newest", "oldest")
"""Orders of what is found."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(f"([{_HAN}]+)|([^\\W_{_HAN}]+)")
_ITEM = re.compile(r'(-)?(?:"([^"]*)"?|(\S+))')
_HEAP = 64 * 1024 * 1024
_LONGEST_QUERY = 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of one document; `facets` maps names of `FACETS` to values, `published` is a date or empty."""

    document_id: str
    title: str
    body: str
    facets: Mapping[str, Sequence[str]]
    synthetic: bool = False
    published: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found, best first."""

    document_id: str
    title: str
    body: str
    score: float
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer to one search: how many documents in all, the best ones, and counts by facet."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]]


def tokens(text: str, *, query: bool = False) -> list[str]:
    """Return the terms of `text`, in order; `query` leaves out the last single of a final Chinese run."""
    out: list[str] = []
    folded = simplify(text).casefold()
    runs = list(_RUN.finditer(folded))
    for at, run in enumerate(runs):
        han, word = run[1], run[2]
        if word:
            out += _split(word)
            continue
        out += [han[i : i + 2] for i in range(len(han) - 1)]
        more = at + 1 < len(runs) and runs[at + 1].start() == run.end()
        if not query or more or len(han) == 1:
            out.append(han[-1])
    return out


def _split(word: str) -> list[str]:
    return re.findall(r"[\u3040-\u30ff\uac00-\ud7af]|[^\u3040-\u30ff\uac00-\ud7af]+", word)


class SearchIndex:
    """An index in a folder; many readers may hold it open while a new one is made elsewhere."""

    def __init__(self, folder: Path) -> None:
        if not (folder / MARK).is_file():
            raise ValueError("the index was made by other code")
        self._index = tantivy.Index.open(str(folder))
        self._analyse()
        self._searcher = self._index.searcher()

    def _analyse(self) -> None:
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("spaces", spaces)

    @classmethod
    def write(
        cls, folder: Path, entries: Iterable[Entry], *, old: Path | None = None, gone: Iterable[str] = ()
    ) -> SearchIndex:
        """Make an index in `folder`; with `old`, take that one over less the documents `gone`.

        The old index's files are linked, not copied: tantivy never changes a file that it has written.
        """
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if old is not None:
            for file in old.iterdir():
                if file.suffix != ".lock":
                    link_or_copy(file, folder / file.name)
        index = tantivy.Index(_schema(), path=str(folder), reuse=old is not None)
        index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        writer = index.writer(_HEAP, 1)
        for document_id in gone:
            writer.delete_documents_by_term("document_id", document_id)
        for entry in entries:
            writer.add_document(_document(entry))
        writer.commit()
        writer.wait_merging_threads()
        (folder / MARK).touch()
        return cls(folder)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self,
        words: str,
        *,
        limit: int = 20,
        offset: int = 0,
        where: Mapping[str, Sequence[str]] | None = None,
        facets: Sequence[str] = (),
        sort: str = "best",
    ) -> Hits:
        """Find the documents with all `words`; `"a phrase"`, `-without`, `prefix*`.

        `where` narrows by facet (any of the values of each); `facets` names those to count.
        No words find every document. `sort` is `best`, `newest` or `oldest` by date; what has none comes last.
        """
        query = self._query(words, where or {})
        if sort not in SORTS:
            raise InputError(f"there is no order `{sort}`", mend=f"use one of {', '.join(SORTS)}")
        field = {"newest": "newest", "oldest": "oldest"}.get(sort)
        found: Any = self._searcher.search(query, limit, offset=offset, order_by_field=field)
        hits = tuple(self._hit(score, address) for score, address in found.hits)
        return Hits(int(found.count or 0), hits, self._counts(query, facets))

    def ids(self) -> set[str]:
        """Return the ids of all documents in the index."""
        found = self._searcher.search(tantivy.Query.all_query(), max(1, len(self)))
        return {self._searcher.doc(address)["document_id"][0] for _, address in found.hits}

    def _hit(self, score: float, address: Any) -> Hit:
        doc = self._searcher.doc(address).to_dict()
        title, body = (bytes(doc[name][0]).decode() for name in ("title", "body"))
        return Hit(doc["document_id"][0], title, body, float(score), bool(doc["synthetic"][0]))

    def _counts(self, query: Any, facets: Sequence[str]) -> dict[str, dict[str, int]]:
        if not facets:
            return {}
        asked = {name: {"terms": {"field": name, "size": 1000}} for name in facets}
        found = self._searcher.aggregate(query, asked)
        return {name: {str(b["key"]): int(b["doc_count"]) for b in found[name]["buckets"]} for name in facets}

    def _query(self, words: str, where: Mapping[str, Sequence[str]]) -> Any:
        parts = [*self._words(words), *self._narrowed(where)]
        if words.strip() and not self._words(words):
            return tantivy.Query.empty_query()
        if not any(occur == tantivy.Occur.Must for occur, _ in parts):
            parts.append((tantivy.Occur.Must, tantivy.Query.all_query()))
        return tantivy.Query.boolean_query(parts)

    def _words(self, words: str) -> list[tuple[Any, Any]]:
        if len(words) > _LONGEST_QUERY:
            raise InputError(f"the query is longer than {_LONGEST_QUERY} characters", mend="shorten it")
        parts = []
        for without, phrase, word in _ITEM.findall(normalise(words)):
            query = self._term(phrase or word)
            if query is not None:
                parts.append((tantivy.Occur.MustNot if without else tantivy.Occur.Must, query))
        return parts

    def _term(self, text: str) -> Any:
        terms = tokens(text, query=True)
        if not terms:
            return None
        either = [(tantivy.Occur.Should, self._in(field, terms, text)) for field in ("title_terms", "body_terms")]
        return tantivy.Query.boolean_query(either)

    def _in(self, field: str, terms: list[str], text: str) -> Any:
        schema = self._index.schema
        if len(terms) == 1:
            single = len(terms[0]) == 1 and bool(_RUN.match(terms[0])) and terms[0] >= "\u3400"
            if single or text.endswith("*"):
                return tantivy.Query.regex_query(schema, field, re.escape(terms[0]) + ".*")
            query = tantivy.Query.term_query(schema, field, terms[0])
        else:
            query = tantivy.Query.phrase_query(schema, field, list(terms))
        return tantivy.Query.boost_query(query, 3.0) if field == "title_terms" else query

    def _narrowed(self, where: Mapping[str, Sequence[str]]) -> list[tuple[Any, Any]]:
        parts = []
        for name, values in where.items():
            if name not in FACETS:
                raise InputError(f"there is no facet `{name}`", mend=f"use one of {', '.join(FACETS)}")
            either = [tantivy.Query.term_query(self._index.schema, name, value) for value in values]
            parts.append((tantivy.Occur.Must, tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in either])))
        return parts


MARK = "fields-2"
"""File that says with which fields an index was made; it changes with `_schema`."""
_LAST = 99_999_999


def _number(published: str) -> int:
    """Return a date as a number that sorts; 0 for none, the first day for a month or year."""
    digits = published.replace("-", "")
    return int((digits + "0101"[len(digits) - 4 :] if len(digits) < 8 else digits)[:8]) if digits.isdigit() else 0


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("document_id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "body"):
        builder.add_bytes_field(name, stored=True, indexed=False)
    builder.add_boolean_field("synthetic", stored=True)
    for name in ("newest", "oldest"):
        builder.add_unsigned_field(name, fast=True)
    for name in ("title_terms", "body_terms"):
        builder.add_text_field(name, tokenizer_name="spaces", index_option="position")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def _document(entry: Entry) -> Any:
    doc = tantivy.Document()
    doc.add_text("document_id", entry.document_id)
    doc.add_bytes("title", entry.title.encode())
    doc.add_bytes("body", entry.body.encode())
    doc.add_boolean("synthetic", entry.synthetic)
    day = _number(entry.published)
    doc.add_unsigned("newest", day)
    doc.add_unsigned("oldest", _LAST - day if day else 0)
    doc.add_text("title_terms", " ".join(tokens(entry.title)))
    doc.add_text("body_terms", " ".join(tokens(entry.body)))
    for name in FACETS:
        for value in entry.facets.get(name, ()):
            doc.add_text(name, value)
    return doc
