"""The opportunities, or requests, nearest to a described technology."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attache.core.text import simplify
from attache.measure.fields import Field

__all__ = ["MATCHES", "Posted", "Term", "Wording", "near_posted", "wording_of"]

MATCHES = ("same_technology", "same_field", "similar_wording")
"""How a posting is near, nearest first: it shares a chokepoint, or terms and the narrow field; the narrow field alone;
no field, but much of the wording."""
MOST_TERMS, MOST_WORDS = 24, 60
SOME_TERMS, HALF_TERMS, MUCH_WORDING, ENOUGH_WORDS = 0.25, 0.5, 0.35, 4


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the codebook in the described text, and the forms that say the same, in both languages."""

    text: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a described text is looked for elsewhere: terms of the codebook, and its words or pairs of characters.

    `rarity` gives for each term and word how rare it is among the documents, near 0 (in all of them) to 1 (in none).
    """

    terms: tuple[Term, ...]
    words: tuple[str, ...]
    rarity: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Posted:
    """A posting to compare with: what to show of it, its text, its narrow fields with confidence, its chokepoints."""

    shown: Mapping[str, Any]
    text: str
    fields: Mapping[str, float]
    chokepoints: frozenset[str]
    group_id: str | None


def wording_of(terms: Iterable[str], words: Iterable[str], same: Mapping[str, Sequence[str]]) -> Wording:
    """Return the wording of a text from the terms of the codebook and the words found in it, in its order."""
    own = list(dict.fromkeys(term.lower() for term in terms))[:MOST_TERMS]
    others = {term: sorted(same.get(term, ()), key=lambda form: (-len(form), form)) for term in own}
    listed = tuple(Term(term, tuple(dict.fromkeys([term, *others[term]]))) for term in own)
    return Wording(listed, tuple(dict.fromkeys(words))[:MOST_WORDS], {})


def near_posted(
    fields: Sequence[Field], chokepoints: frozenset[str], wording: Wording, posted: Iterable[Posted]
) -> list[dict[str, Any]]:
    """Return the postings that are near, nearest first; what is not near is left out.

    Order: `match`, then the share of terms, of wording, the agreement in fields, the newest. The three measures
    (each 0 to 1) stand side by side in `near` and are never merged.
    """
    own = {field.value: field for field in fields if field.narrow}
    found = []
    for one in posted:
        row = _compared(own, chokepoints, wording, one)
        if row is not None:
            found.append(row)
    return sorted(found, key=_order)


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    near = row["near"]
    year = row.get("year") or 0
    return (MATCHES.index(row["match"]), -near["terms"], -near["wording"], -near["fields"], -year, row["document_id"])


def _compared(
    own: Mapping[str, Field], chokepoints: frozenset[str], wording: Wording, one: Posted
) -> dict[str, Any] | None:
    folded = simplify(one.text).lower()
    shared = {term.text: form for term in wording.terms if (form := _first(term.forms, folded))}
    terms = _share(shared, (term.text for term in wording.terms), wording.rarity)
    common = [word for word in wording.words if _stands(word, folded)]
    words = _share(common, wording.words, wording.rarity)
    fields = {value: min(own[value].confidence or sure, sure) for value, sure in one.fields.items() if value in own}
    named = sorted(chokepoints & one.chokepoints)
    match = _match(bool(named), bool(fields), len(shared), terms, len(common), words)
    if match is None:
        return None
    why = {
        "chokepoints": named,
        "fields": sorted(fields, key=lambda value: -fields[value]),
        "terms": [{"here": term, "there": form} for term, form in shared.items()],
        "words": sorted(common, key=lambda word: -wording.rarity.get(word, 1.0))[:8],
    }
    near = {"terms": terms, "wording": words, "fields": round(max(fields.values(), default=0.0), 4)}
    return {**one.shown, "match": match, "near": near, "why": why, "group_id": one.group_id}


def _match(named: bool, field: bool, shared: int, terms: float, common: int, words: float) -> str | None:
    if named or (field and (terms >= HALF_TERMS or (shared > 1 and terms >= SOME_TERMS))):
        return MATCHES[0]
    if field:
        return MATCHES[1]
    return MATCHES[2] if words >= MUCH_WORDING and common >= ENOUGH_WORDS else None


def _first(forms: Iterable[str], folded: str) -> str | None:
    return next((form for form in forms if _stands(form, folded)), None)


def _stands(form: str, folded: str) -> bool:
    at = folded.find(form)
    while at >= 0:
        if not form.isascii():
            return True
        before, after = folded[at - 1 : at], folded[at + len(form) : at + len(form) + 1]
        if not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum() and after != "s"):
            return True
        at = folded.find(form, at + 1)
    return False


def _share(some: Iterable[str], all_: Iterable[str], rarity: Mapping[str, float]) -> float:
    """Return the share of the rarity of all that some have, 0 to 1."""
    total = sum(rarity.get(one, 1.0) for one in all_)
    return round(sum(rarity.get(one, 1.0) for one in some) / total, 4) if total else 0.0
