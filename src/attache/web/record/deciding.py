"""What people add to a record from its page: codes, translations, replies. Everything is a decision in the ledger."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from attache.build.people import coder_name, values_of
from attache.core.errors import InputError, NotFoundError
from attache.ledger import ADJUDICATED, Decision, Draft, Ledger
from attache.vocabulary.codebook import Codebook
from attache.web.record.since import ACCEPTED, DECLINED, REPLY, TRANSLATION, VERDICT, standing

__all__ = ["Asserted", "FieldError", "code", "own", "reply", "take_back", "translate", "verdict"]

LONGEST = 100_000
"""Characters of a translation; other texts are shorter."""
_STATEMENT, _LINE = 10_000, 300
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


class FieldError(InputError):
    """Something that was filled in cannot be used; `field` is the name of the field."""

    def __init__(self, field: str, what: str, mend: str) -> None:
        super().__init__(what, mend=mend)
        self.field = field


@dataclass(frozen=True, slots=True)
class Asserted:
    """What a person says of one variable of a record: all its values, the words that prove them, and why.

    `sample` is the id of the sample that it was coded for, empty for none.
    """

    subject: str
    variable: str
    values: Sequence[str]
    words: str = ""
    reason: str = ""
    adjudicated: bool = False
    sample: str = ""


def code(ledger: Ledger, said: Asserted, text: str, codebook: Codebook, author: str) -> int:
    """Make what one coder says of a variable be `said`, and return the number of decisions that it took.

    Codes are added, and taken back by decisions of their own; what stands already is left. It is compared and appended
    in one step, so that the same form sent twice is taken once. InputError where the codebook or the text forbid it.
    """
    coder = _coder(author, adjudicated=said.adjudicated)
    if said.variable not in codebook.variables:
        raise InputError(f"the codebook has no variable `{said.variable[:60]}`", mend="choose one of the list")
    chosen = ";".join(one for one in said.values if one.strip())
    wanted = values_of(chosen, said.variable, codebook, "") or frozenset()
    of = {"sample_id": said.sample} if said.sample else {}
    proof = {**_span(said.words, text), **_why(said.reason), **of}
    drafts: list[Draft] = []

    def compare(con: sa.Connection) -> None:
        mine = own(ledger.about(said.subject, con=con), said.variable, coder)
        for value in sorted(wanted - mine.keys()):
            drafts.append(Draft("code", said.subject, {"variable": said.variable, "value": value, **proof}, coder))
        why = {**(_why(said.reason) or {"reason": "coded otherwise"}), **of}
        gone = sorted(value for value in mine if value not in wanted)
        drafts.extend(Draft("retract", said.subject, why, coder, mine[value].decision_id) for value in gone)

    return len(ledger.extend(drafts, also=compare))


def own(decisions: Sequence[Decision], variable: str, coder: str) -> dict[str, Decision]:
    """Return the codes of a variable that a coder stands by, by value; `decisions` are all about the record."""
    return {
        str(one.payload["value"]): one
        for one in standing(decisions)
        if one.kind == "code" and one.author == coder and one.payload["variable"] == variable
    }


def _coder(author: str, *, adjudicated: bool = False) -> str:
    coder_name(re.sub(r"[@+]", ".", author))
    return f"{ADJUDICATED}{author}" if adjudicated else author


def translate(ledger: Ledger, subject: str, text: str, language: str, by: str, author: str) -> Decision:
    """Add a translation of a record's text; `by` is who made it, as a person or program is called."""
    said = _text("text", text, LONGEST, "translation")
    if not _LANGUAGE.fullmatch(language):
        raise FieldError("language", f"`{language[:20]}` is no language", "use a code such as `en`")
    payload = {"text": said, "by": _text("by", by or author, _LINE, "name of the translator"), "language": language}
    return ledger.append(TRANSLATION, subject, payload, author=author)


def reply(ledger: Ledger, subject: str, organisation: str, statement: str, author: str) -> Decision:
    """Take what somebody states for an organisation; it is not shown before an editor accepts it."""
    payload = {
        "organisation": _text("organisation", organisation, _LINE, "name of the organisation"),
        "statement": _text("statement", statement, _STATEMENT, "statement"),
    }
    return ledger.append(REPLY, subject, payload, author=author)


def verdict(ledger: Ledger, subject: str, key: str, said: str, reason: str, author: str) -> Decision:
    """Append what an editor decides about a reply, `ACCEPTED` or `DECLINED`; all are kept, the last one holds."""
    if said not in (ACCEPTED, DECLINED):
        raise InputError("a reply is accepted or declined", mend="choose one of the two")
    known = [one for one in standing(ledger.about(subject)) if one.kind == REPLY and one.decision_id == key]
    if not known:
        raise NotFoundError("there is no such reply to this record", mend="open the record again")
    payload = {"reply": key, "verdict": said, **_why(reason)}
    return ledger.append(VERDICT, subject, payload, author=author)


def take_back(ledger: Ledger, subject: str, key: str, author: str, *, of_others: bool) -> Decision:
    """Take back a translation of one's own, or with `of_others` of anybody."""
    found = next((one for one in standing(ledger.about(subject)) if one.decision_id == key), None)
    if found is None or found.kind != TRANSLATION or not (of_others or found.author == author):
        raise NotFoundError("there is no translation of yours here to take back", mend="open the record again")
    return ledger.append("retract", subject, {"reason": "taken back"}, author=author, retracts=key)


def _span(words: str, text: str) -> dict[str, object]:
    """Return where words stand in a text; nothing where none are given."""
    wanted = _clean(words).strip()
    if not wanted:
        return {}
    start = text.find(wanted)
    if start < 0:
        raise FieldError("words", "these words do not stand in the text", "copy them from the original text")
    return {"start": start, "end": start + len(wanted), "quote": wanted}


def _why(reason: str) -> Mapping[str, str]:
    said = _clean(reason).strip()[:_LINE]
    return {"reason": said} if said else {}


def _text(field: str, raw: str, most: int, name: str) -> str:
    said = _clean(raw).strip()
    if not said:
        raise FieldError(field, f"the {name} is empty", "fill it in")
    if len(said) > most:
        raise FieldError(field, f"the {name} has {len(said):,} characters", f"use at most {most:,}")
    return said


def _clean(raw: str) -> str:
    """Return text without characters that are none: controls, and halves of surrogate pairs."""
    text = raw.replace("\r\n", "\n")
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
