"""One record as the shelf has it, with everything that belongs to it: a few look-ups by key, no table is scanned."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attache.core.errors import NotFoundError
from attache.measure.answering import EXACTNESS, SAME_FIELD
from attache.web.shelf.activities import STEP
from attache.web.site import View

__all__ = ["Answer", "Whole", "answers_of", "captures_of", "copies_of", "documents_of", "whole"]

_MOST = 40
_ANSWERS = """
select n.*, a.answer % ? as rank, a.in_force from answers a join needs n on n.number = a.answer / ?
where a.card = (select rowid from cards where document_id = ?)
order by rank, a.in_force desc, n.stated_on desc, n.list_id, n.code, n.need_id limit ?
"""
_COUNT = "select count(*) as n from answers where card = (select rowid from cards where document_id = ?)"
_ASKED = "select distinct need_id, day from requests where field in ({}) and day <= ?"


@dataclass(frozen=True, slots=True)
class Whole:
    """A record: its card, its text, and what was read, coded and seen of it, as in the sheet `wholes`."""

    card: Mapping[str, Any]
    text: str
    reading: Mapping[str, Any]
    codes: tuple[Mapping[str, Any], ...]
    found: tuple[Mapping[str, Any], ...]
    mentions: tuple[Mapping[str, Any], ...]
    amounts: tuple[Mapping[str, Any], ...]
    history: tuple[Mapping[str, Any], ...]
    capture: Mapping[str, Any] | None

    @property
    def subject(self) -> str:
        """Id of the opportunity, need or event, that of the document where it is none of them."""
        return str(self.card["subject_id"])

    @property
    def document(self) -> str:
        """Id of the document."""
        return str(self.card["document_id"])

    @property
    def path(self) -> str:
        """Address of its page."""
        return f"/opportunities/{self.subject}" if self.card["kind"] == "opportunity" else f"/documents/{self.document}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A need that a record answers, how exactly, and whether it was in force when the record was posted."""

    need: Mapping[str, Any]
    exactness: str
    in_force: bool


def whole(view: View, key: str) -> Whole:
    """Return the record of an opportunity, need, event or document; NotFoundError where the edition has none."""
    card = view.shelf.card_of(key)
    row = view.shelf.one("wholes", card["document_id"]) if card else None
    if card is None or row is None:
        raise NotFoundError(f"nothing in edition {view.number} has the id `{key[:80]}`", mend="search for its words")
    parts = {
        name: tuple(json.loads(row[name])) for name in ("codes", "found", "mentions", "amounts", "history")
    }  # fmt: skip
    capture = json.loads(row["capture"]) if row["capture"] else None
    return Whole(card, row["text"], json.loads(row["reading"]), capture=capture, **parts)


def answers_of(view: View, record: Whole, fields: Sequence[str]) -> tuple[list[Answer], int]:
    """Return the needs that an opportunity answers, the most exact ones first and at most 40; and their number.

    `fields` are the technology fields that it is shown with: it answers every earlier request of one of them.
    """
    total = view.shelf.rows(_COUNT, (record.document,))[0]["n"]
    rows = view.shelf.rows(_ANSWERS, (STEP, STEP, record.document, _MOST)) if total else []
    told = [Answer(row, EXACTNESS[row["rank"]], bool(row["in_force"])) for row in rows]
    requests, more = _requests(view, fields, record.card["published_on"] or "")
    return [*told, *requests][:_MOST], total + more


def _requests(view: View, fields: Sequence[str], posted: str) -> tuple[list[Answer], int]:
    if not fields or len(posted) != len("2019-07-15"):
        return [], 0
    asked = _ASKED.format(", ".join("?" * len(fields)))
    total = view.shelf.rows(f"select count(*) as n from ({asked})", (*fields, posted))[0]["n"]  # noqa: S608 -- marks
    query = f"select n.* from ({asked}) r join needs n using (need_id) order by r.day desc, need_id limit ?"  # noqa: S608 -- marks
    rows = view.shelf.rows(query, (*fields, posted, _MOST)) if total else []
    return [Answer(row, SAME_FIELD, True) for row in rows], total


def copies_of(view: View, record: Whole) -> list[dict[str, Any]]:
    """Return the cards of reposts and near-duplicates, the earliest first and at most 40."""
    if (record.card["group_size"] or 1) < 2:
        return []
    query = "select * from cards where group_id = ? and document_id <> ? order by published_on, document_id limit ?"
    return view.shelf.rows(query, (record.card["group_id"], record.document, _MOST))


def captures_of(view: View, document_id: str) -> list[dict[str, Any]]:
    """Return the captures of a document's item, the latest first and at most 40."""
    query = "select * from shots where document_id = ? order by captured_at desc limit ?"
    return view.shelf.rows(query, (document_id, _MOST))


def documents_of(view: View, capture_id: str) -> list[dict[str, Any]]:
    """Return the cards of the documents of a capture's item, with the number of the version that it first showed."""
    query = """select c.*, s.number from shots s join cards c using (document_id) where s.capture_id = ?
      order by c.document_id limit ?"""
    return view.shelf.rows(query, (capture_id, _MOST))
