"""A described technology against an edition: its postings are chosen by the index and compared by `measure`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from attache.build.edition import Edition, Editions
from attache.build.nearest import DEMAND, FORM, OFFER, WORD, Candidate, NearIndex, candidates, near_index
from attache.build.search import tokens
from attache.core.facts import Need
from attache.core.workspace import Workspace
from attache.measure import CHOKEPOINT, FIELD, Described, Posted, Wording, exposure, same_terms, wording_of
from attache.vocabulary.codebook import Codebook, load_codebook
from attache.vocabulary.lists import ReferenceList
from attache.vocabulary.missions import missions

__all__ = ["MOST_CANDIDATES", "expose_to"]

MOST_CANDIDATES = 500
"""Postings of a direction that are compared with a text; the index chooses them."""
LATIN_WORD = 3


def expose_to(
    edition: Edition | Path | str,
    described: Described,
    terms: Iterable[str],
    lists: Sequence[ReferenceList],
    codebook: Codebook,
    *,
    as_of: str,
    top: int,
) -> dict[str, Any]:
    """Return the exposure of a described technology with the postings of an edition (or of a workspace's current one).

    `terms` are the terms of the codebook in the text, the most telling first. NotFoundError where there is no edition.
    """
    opened = edition if isinstance(edition, Edition) else Editions(Workspace.open(Path(edition)).editions).require()
    index = near_index(opened)
    wording = _weighed(index, wording_of(terms, _words(described.text), _same(codebook.digest)))
    found = {kind: _posted(opened, index, described, wording, kind) for kind in (OFFER, DEMAND)}
    told = exposure(
        described,
        _needs(opened),
        lists,
        codebook,
        as_of=as_of,
        top=top,
        wording=wording,
        offers=found[OFFER][1],
        requests=found[DEMAND][1],
    )
    told["searched"] |= {
        "edition": opened.number,
        "edition_id": opened.edition_id,
        "opportunities": _compared(opened.rows("opportunities"), *found[OFFER]),
        "requests": _compared(opened.rows("needs"), *found[DEMAND]),
    }
    return told


@cache
def _same(digest: str) -> Mapping[str, tuple[str, ...]]:
    codebook = load_codebook(None)
    variables = {name for name in (FIELD, CHOKEPOINT) if name in codebook.variables and codebook.digest == digest}
    return same_terms(codebook, sorted(variables), sorted(variables - {FIELD}))


def _words(text: str) -> list[str]:
    """Return the words and pairs of characters of a text; the single characters of the index are no words."""
    return [word for word in tokens(text, query=True) if len(word) >= (LATIN_WORD if word.isascii() else 2)]


def _weighed(index: NearIndex, wording: Wording) -> Wording:
    rarity = {term.text: index.rarity(term.forms) for term in wording.terms}
    return replace(wording, rarity=rarity | {word: index.rarity([word]) for word in wording.words})


def _posted(
    edition: Edition, index: NearIndex, described: Described, wording: Wording, kind: str
) -> tuple[int, list[Posted]]:
    """Return how many postings share anything with the text, and those of them that are compared."""
    asked = {form: FORM * wording.rarity[term.text] for term in wording.terms for form in term.forms}
    asked = {word: WORD * wording.rarity[word] for word in wording.words} | asked
    fields = [field.value for field in described.fields if field.narrow]
    total, texts = index.any_of({k: v for k, v in asked.items() if v > 0}, fields, kind, MOST_CANDIDATES)
    found = candidates(edition, texts, kind, (FIELD, CHOKEPOINT)) if texts else []
    return total, [_one(candidate, kind) for candidate in found]


def _one(found: Candidate, kind: str) -> Posted:
    shown = _offer(found) if kind == OFFER else _request(found)
    fields = found.codes.get(FIELD, {})
    chokepoints = frozenset(found.codes.get(CHOKEPOINT, ()))
    return Posted(shown, found.text, frozenset(tokens(found.text)), fields, chokepoints, found.group_id)


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


def _needs(edition: Edition) -> list[Need]:
    con = edition.connect()
    rows = con.execute("select * from needs where document_id is null order by need_id")
    names = [one[0] for one in rows.description or ()]
    return [Need(**dict(zip(names, row, strict=True))) for row in rows.fetchall()]


def _compared(all_: int, sharing: int, posted: Sequence[Posted]) -> dict[str, int]:
    """Say of a direction how many there are, how many share a term, word or field, and how many were compared."""
    return {"in_edition": all_, "sharing_anything": sharing, "compared": len(posted)}
