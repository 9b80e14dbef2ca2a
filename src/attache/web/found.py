"""What a search asks for, as an address says it, and what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from attache.build.search import FACETS, SORTS, Hits, tokens
from attache.core.errors import InputError
from attache.core.text import normalise, simplify
from attache.web.language import Language, text
from attache.web.rendering import titled
from attache.web.site import View

__all__ = ["KINDS", "PER_PAGE", "Asking", "Found", "Piece", "asking", "find", "pieces"]

PER_PAGE = 20
KINDS = {"opportunity": "inbound_offer", "need": "outbound_demand", "event": "event_notice", "all": None}
"""Kinds of records with the direction that they are coded with."""
_SHOWN = tuple(name for name in FACETS if name != "direction")
_DEEPEST = 500
_AROUND = 90


@dataclass(frozen=True, slots=True)
class Asking:
    """A search: words, facets with their values, kind of record, order, page from 1."""

    words: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kind: str = "opportunity"
    sort: str = "best"
    page: int = 1

    @property
    def narrowed(self) -> dict[str, tuple[str, ...]]:
        """The facets with the kind among them, as the index takes them."""
        direction = KINDS[self.kind]
        return {**self.where, **({"direction": (direction,)} if direction else {})}

    @property
    def order(self) -> str:
        """The order: the newest first where there are no words that one could fit better than another."""
        return "newest" if self.sort == "best" and not self.words.strip() else self.sort


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked where it is what was searched for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the number in all, cards with `snippet` pieces, and counts by facet, the largest first."""

    asking: Asking
    total: int
    cards: tuple[dict[str, Any], ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    pages: int


def asking(request: Request) -> Asking:
    """Read a search from an address; InputError for values that no search has."""
    given = request.query_params
    where = {name: tuple(dict.fromkeys(v for v in given.getlist(name) if v))[:50] for name in _SHOWN}
    kind, sort = given.get("kind") or "opportunity", given.get("sort") or "best"
    if kind not in KINDS:
        raise InputError(f"there is no kind `{kind[:40]}`", mend=f"use one of {', '.join(KINDS)}")
    if sort not in SORTS:
        raise InputError(f"there is no order `{sort[:40]}`", mend=f"use one of {', '.join(SORTS)}")
    return Asking(
        given.get("q", ""), {k: v for k, v in where.items() if v}, kind, sort, _page(given.get("page") or "1")
    )


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= _DEEPEST):
        raise InputError(f"there is no page `{text[:20]}`", mend=f"use a number from 1 to {_DEEPEST}, or narrow down")
    return int(text)


def find(view: View, asked: Asking, language: Language) -> Found:
    """Search an edition. A facet that is narrowed counts what its other values would give."""
    where = asked.narrowed
    hits = view.index.search(
        asked.words, limit=PER_PAGE, offset=(asked.page - 1) * PER_PAGE, where=where, sort=asked.order,
        facets=[name for name in _SHOWN if name not in asked.where],
    )  # fmt: skip
    counts = dict(hits.facets)
    for name in asked.where:
        rest = {key: values for key, values in where.items() if key != name}
        counts[name] = view.index.search(asked.words, limit=1, where=rest, facets=[name]).facets[name]
    ranked = {
        name: tuple(sorted(counts[name].items(), key=lambda item: _rank(name, item))) for name in _SHOWN if counts[name]
    }
    return Found(asked, hits.total, _cards(view, asked, hits, language), ranked, -(-hits.total // PER_PAGE))


def _rank(name: str, item: tuple[str, int]) -> tuple[float, str]:
    value, count = item
    return (-float(value), value) if name == "year" and value.isdigit() else (-count, value)


def _cards(view: View, asked: Asking, hits: Hits, language: Language) -> tuple[dict[str, Any], ...]:
    bodies = {hit.document_id: hit.body for hit in hits.hits}
    cards = view.shelf.cards(bodies)
    for card in cards:
        card["snippet"] = tuple(pieces(bodies[card["document_id"]], asked.words))
        card["titled"] = tuple(pieces(titled(card, lambda key: text(key, language)), asked.words, cut=False))
    return tuple(cards)


def pieces(text: str, words: str, *, cut: bool = True) -> Iterator[Piece]:
    """Yield the stretches of a text, with `cut` of the part around the first word found, marked where words stand."""
    flat = " ".join(text.split())
    folded = simplify(flat).lower()
    if len(folded) != len(flat):  # a letter whose small form is longer: places would not agree
        folded = flat
    places = sorted(set(_places(folded, _terms(words))))
    start, end = (0, len(flat)) if not cut else _window(flat, places)
    if start:
        yield Piece("…", False)
    at = start
    for begins, ends in _merged(places):
        first, last = max(begins, at), min(ends, end)
        if last > first:
            if first > at:
                yield Piece(flat[at:first], False)
            yield Piece(flat[first:last], True)
            at = last
    if at < end:
        yield Piece(flat[at:end], False)
    if end < len(flat):
        yield Piece("…", False)


def _terms(words: str) -> list[str]:
    """Return the words that are searched for, each once."""
    parts = (part for part in normalise(words).replace('"', " ").split() if not part.startswith("-"))
    found = (simplify(part.strip("*")).lower() for part in parts)
    return list(dict.fromkeys(filter(None, found)))


def _places(folded: str, terms: Sequence[str]) -> Iterator[tuple[int, int]]:
    for term in terms:
        hit = folded.find(term)
        if hit < 0:
            yield from _places_of_parts(folded, term)
        while hit >= 0:
            yield hit, hit + len(term)
            hit = folded.find(term, hit + len(term))


def _places_of_parts(folded: str, term: str) -> Iterator[tuple[int, int]]:
    """Yield where the index's own terms of a word stand, for words that it takes apart."""
    for part in tokens(term, query=True)[:20]:
        hit = folded.find(part)
        if hit >= 0 and len(part) > 1:
            yield hit, hit + len(part)


def _window(flat: str, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    first = places[0][0] if places else 0
    start = max(0, first - _AROUND // 2) if first > _AROUND else 0
    return start, min(len(flat), start + 2 * _AROUND + 40)


def _merged(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for first, last in places:
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out
