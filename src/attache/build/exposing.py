"""A described technology against an edition: its postings are chosen by the index and compared by `measure`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import duckdb

from attache.build.edition import Edition
from attache.build.nearest import DEMAND, FORM, OFFER, WORD, Candidate, NearIndex, candidates, near_index
from attache.build.search import tokens
from attache.core.facts import Need
from attache.measure import CHOKEPOINT, FIELD, Described, Posted, Wording, exposure, same_terms, wording_of
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.lists import ReferenceList
from attache.vocabulary.missions import missions

__all__ = ["MOST_CANDIDATES", "expose_to"]

MOST_CANDIDATES = 500
"""Postings of a direction that are compared with a text; the index chooses them."""
BY_TERMS, BY_WORDS = 150, 100
"""How many of them are chosen by terms of the codebook, and by words; the others lie in the field of the text."""
LATIN_WORD = 3
_LITTLE = """the and for that with are this was from have has which will not its our their they who can may than then
when where what how while without into onto over under between through during after before about only also more most
other such each per any all both one two three been were being would could should does did but nor too very use uses
used using new made make makes within out off"""
LITTLE = frozenset(_LITTLE.split())
"""English words that say nothing of a technology."""


def expose_to(
    edition: Edition,
    described: Described,
    terms: Iterable[str],
    lists: Sequence[ReferenceList],
    *,
    as_of: str,
    top: int,
) -> dict[str, Any]:
    """Return the exposure of a described technology with the postings of an edition.

    `terms` are the terms of the edition's codebook in the text, the most telling first.
    """
    index, codebook = near_index(edition), edition.codebook
    wording = _weighed(index, wording_of(terms, _words(described.text), _same(codebook)))
    con = edition.connect()
    chosen = {kind: _chosen(index, described, wording, kind) for kind in (OFFER, DEMAND)}
    found = candidates(con, {kind: texts for kind, (_, texts) in chosen.items()}, (FIELD, CHOKEPOINT))
    posted = {kind: [_one(one, kind) for one in ones] for kind, ones in found.items()}
    told = exposure(
        described,
        _needs(con),
        lists,
        codebook,
        as_of=as_of,
        top=top,
        wording=wording,
        offers=posted[OFFER],
        requests=posted[DEMAND],
    )
    told["searched"] |= {
        "edition": edition.number,
        "edition_id": edition.edition_id,
        "opportunities": _compared(edition.rows("opportunities"), chosen[OFFER][0], posted[OFFER]),
        "requests": _compared(edition.rows("needs"), chosen[DEMAND][0], posted[DEMAND]),
    }
    return told


@lru_cache(maxsize=4)
def _same(codebook: Codebook) -> Mapping[str, tuple[str, ...]]:
    variables = {name for name in (FIELD, CHOKEPOINT) if name in codebook.variables}
    return same_terms(codebook, sorted(variables), sorted(variables - {FIELD}))


def _words(text: str) -> list[str]:
    """Return the words and pairs of characters of a text; the single characters of the index are no words."""
    words = (word for word in tokens(text, query=True) if word not in LITTLE)
    return [word for word in words if len(word) >= (LATIN_WORD if word.isascii() else 2)]


def _weighed(index: NearIndex, wording: Wording) -> Wording:
    rarity = {term.text: index.rarity(term.forms) for term in wording.terms}
    return replace(wording, rarity=rarity | {word: index.rarity([word]) for word in wording.words})


def _chosen(index: NearIndex, described: Described, wording: Wording, kind: str) -> tuple[int, dict[str, str]]:
    """Return how many postings share anything with the text, and the texts of those that are compared."""
    terms = {form: FORM * wording.rarity[term.text] for term in wording.terms for form in term.forms}
    words = {word: WORD * wording.rarity[word] for word in wording.words}
    fields = [field.value for field in described.fields if field.narrow]
    total, texts = index.any_of(words | terms, kind, BY_WORDS)
    _, sharing = index.any_of(terms, kind, BY_TERMS)
    within, inside = index.any_of(terms, kind, MOST_CANDIDATES - BY_TERMS - BY_WORDS, fields)
    return max(total, within), inside | sharing | texts


def _one(found: Candidate, kind: str) -> Posted:
    shown = _offer(found) if kind == OFFER else _request(found)
    fields = found.codes.get(FIELD, {})
    chokepoints = frozenset(found.codes.get(CHOKEPOINT, ()))
    return Posted(shown, found.text, fields, chokepoints, found.group_id)


def _offer(found: Candidate) -> dict[str, Any]:
    row = found.row
    mission = missions().get(row["mission_id"] or "")
    return {
        "opportunity_id": row["opportunity_id"],
        "document_id": row["document_id"],
        "title": row["title"],
        "mission": row["mission_id"],
        "mission_name_zh": mission.name_zh if mission else None,
        "mission_name_en": mission.name_en if mission else None,
        "year": row["year"],
        "published_on": row["published_on"],
        "country": row["host_country"],
        "state": found.status,
        "synthetic": row["synthetic"],
    }


def _request(found: Candidate) -> dict[str, Any]:
    row = found.row
    stated = row["stated_on"]
    return {
        "need_id": row["need_id"],
        "document_id": row["document_id"],
        "title": row["name_zh"] or row["name_en"],
        "owner": row["owner"],
        "year": int(stated[:4]) if stated else None,
        "stated_on": stated,
        "source": row["source"],
        "state": found.status,
        "synthetic": row["synthetic"],
    }


def _needs(con: duckdb.DuckDBPyConnection) -> list[Need]:
    rows = con.execute("select * from needs where document_id is null order by need_id")
    names = [one[0] for one in rows.description or ()]
    return [Need(**dict(zip(names, row, strict=True))) for row in rows.fetchall()]


def _compared(all_: int, sharing: int, posted: Sequence[Posted]) -> dict[str, int]:
    """Say of a direction how many there are, how many share a term, word or field, and how many were compared."""
    return {"in_edition": all_, "sharing_anything": sharing, "compared": len(posted)}
