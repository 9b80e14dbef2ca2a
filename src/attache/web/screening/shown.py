"""What a page shows of a recorded screening: some of its answers, each hit explained, with what people say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from attache.build.answered import in_words
from attache.build.posted import POSTINGS
from attache.link import THRESHOLD
from attache.web.language import Language
from attache.web.saying import sentences
from attache.web.screening.explained import one_line, parts_of, reasons_of, side_of
from attache.web.screening.past import STATES, Stored, subject_of
from attache.web.screening.verdicts import Verdict, Verdicts
from attache.web.site import View

__all__ = ["FILTERS", "PER_PAGE", "Shown", "explained", "places_of", "shown", "standing"]

PER_PAGE = 20
FILTERS = (*STATES, "open", "judged")
"""States by which answers are chosen; `open` are matches on which nobody gave a verdict, `judged` those with one."""
_WORDS = {"almost certain": "certain", "very likely": "very", "likely": "likely", "weak": "weak"}
_DOCUMENTS = """
select d.document_id, d.title, d.language, d.kind, d.subject_id, d.published_on, d.host_country, d.synthetic, n.offered
from naming n join cards d on d.document_id = n.document_id where n.organisation_id = ?
order by d.published_on is null, d.published_on, d.document_id limit ?"""
_MOST_DOCUMENTS = 5
_MAYBE = ("posted", "programme", "listed", "listed_from", "listed_to", "synthetic")


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of answers, how many answers each filter has, and how many there are by the filter."""

    answers: Sequence[Mapping[str, Any]]
    counts: Mapping[str, int]
    total: int
    page: int
    pages: int


def shown(stored: Stored, verdicts: Verdicts, view: View | None, chosen: str, page: int, language: Language) -> Shown:
    """Return a page of the answers that a filter chooses, all if it is empty; `view` tells of postings, if there."""
    judged = _judged(stored, verdicts)
    counts = Counter(stored.states) + Counter(
        {"judged": len(judged), "open": sum(s == "match" and p not in judged for p, s in enumerate(stored.states))}
    )
    places = places_of(stored, chosen, judged)
    pages = max(1, -(-len(places) // PER_PAGE))
    page = min(page, pages)
    some = places[(page - 1) * PER_PAGE : page * PER_PAGE]
    answers = [explained(stored, place, verdicts, view, language) for place in some]
    return Shown(answers, counts, len(places), page, pages)


def places_of(stored: Stored, chosen: str, judged: frozenset[int]) -> list[int]:
    """Return the places of the answers that a filter chooses; of all, those with the most to see come first."""
    each = enumerate(stored.states)
    if not chosen:
        return sorted(range(len(stored.states)), key=lambda place: STATES.index(stored.states[place]))
    if chosen == "judged":
        return sorted(judged)
    if chosen == "open":
        return [place for place, state in each if state == "match" and place not in judged]
    return [place for place, state in each if state == chosen]


def _judged(stored: Stored, verdicts: Verdicts) -> frozenset[int]:
    said = verdicts.subjects
    each = (places for subject, places in stored.subjects.items() if subject in said) if said else ()
    return frozenset(chain.from_iterable(each))


def explained(
    stored: Stored, place: int, verdicts: Verdicts | None, view: View | None, language: Language
) -> dict[str, Any]:
    """Return an answer with its state, in which registers it stands, and each hit explained."""
    answer = stored.answer(place)
    name = answer["name"] if isinstance(answer["name"], str) else ""
    sure = [hit for hit in answer["hits"] if hit["score"] >= THRESHOLD]
    listed = min((hit["listed_from"] for hit in sure if hit.get("listed_from")), default=None)
    hits = []
    for hit in answer["hits"]:
        said = verdicts.of(subject_of(answer["name"], hit), stored.summary.decision_id) if verdicts else []
        hits.append(_hit(name, hit, said, listed, view, language))
    return answer | {
        "name": name,
        "country": answer.get("country"),
        "state": stored.states[place],
        "hits": hits,
        "standing": standing(sure),
        "remark": sentences(language, answer.get("remark", "")),
        "lead_time": sentences(language, answer.get("lead_time") or ""),
    }


def _hit(
    asked: str,
    hit: Mapping[str, Any],
    said: Sequence[Verdict],
    listed: str | None,
    view: View | None,
    language: Language,
) -> dict[str, Any]:
    posted = hit["register"] == POSTINGS
    return {
        **dict.fromkeys(_MAYBE),
        **hit,
        "sure": _WORDS[in_words(hit["score"])],
        "why": one_line(asked, hit, language),
        "told": reasons_of(hit, language),
        "parts": parts_of(asked, hit["alias"], language),
        "listed_why": sentences(language, hit.get("listed_why") or ""),
        "lead_time": sentences(language, hit.get("lead_time") or ""),
        "hints": [{**one, "because": sentences(language, one["because"])} for one in hit.get("hints", ())],
        "verdicts": said,
        "disputed": len({one.verdict for one in said}) > 1,
        "documents": list(_documents(view, hit["entry_id"], listed)) if posted and view else [],
    }


def _documents(view: View, organisation: str, listed: str | None) -> Iterator[dict[str, Any]]:
    for row in view.shelf.rows(_DOCUMENTS, (organisation, _MOST_DOCUMENTS)):
        yield row | {"side": side_of(listed, row["published_on"])}


def standing(sure: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return in which registers matches are listed on the day, are not, or it is not known; and what is posted."""
    by: dict[str, set[bool | None]] = {}
    for hit in sure:
        if "posted" not in hit:
            by.setdefault(hit["register"], set()).add(hit["listed"])
    posted = [hit["posted"] for hit in sure if "posted" in hit]
    return {
        "on": [key for key, found in by.items() if True in found],
        "unsure": [key for key, found in by.items() if True not in found and None in found],
        "off": [key for key, found in by.items() if found == {False}],
        "postings": sum(one["documents"] for one in posted),
        "since": min((one["first"] for one in posted if one["first"]), default=None),
    }
