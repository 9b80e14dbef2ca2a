"""What people decided about a record, laid over an edition: the ledger is newer than any edition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attache.core.spans import anchored
from attache.ledger import Decision, Ledger
from attache.web.record.coded import Said

__all__ = [
    "ACCEPTED",
    "DECLINED",
    "PENDING",
    "REPLY",
    "TRANSLATION",
    "VERDICT",
    "Reply",
    "Since",
    "overlaid",
    "since",
    "standing",
]

TRANSLATION, REPLY, VERDICT = "translation", "reply", "reply_verdict"
"""Kinds of decisions: a text in another language; what an organisation says; whether an editor shows that."""
ACCEPTED, DECLINED, PENDING = "accepted", "declined", "pending"
_DECIDED = re.compile(r"decision (dec-\w+)")


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody states for an organisation; `state` is what the last editor decided, `verdicts` all of them."""

    decision: Decision
    state: str
    verdicts: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """What the ledger holds about a record: the codes that stand, the ids of those taken back, texts, replies."""

    codes: tuple[Decision, ...]
    dead: frozenset[str]
    translations: tuple[Decision, ...]
    replies: tuple[Reply, ...]


def since(ledger: Ledger, subject: str) -> Since:
    """Return what is decided about a subject now."""
    every = ledger.about(subject)
    alive = standing(every)
    dead = {one.decision_id for one in every} - {one.decision_id for one in alive}
    verdicts = [one for one in alive if one.kind == VERDICT]
    return Since(
        tuple(one for one in alive if one.kind == "code" and one.subject == subject),
        frozenset(dead),
        tuple(one for one in alive if one.kind == TRANSLATION),
        tuple(_reply(one, verdicts) for one in alive if one.kind == REPLY),
    )


def replies(ledger: Ledger) -> list[Reply]:
    """Return every reply to any record, those that wait first, then the latest."""
    every = list(ledger.decisions(REPLY, VERDICT, standing=True))
    verdicts = [one for one in every if one.kind == VERDICT]
    found = [_reply(one, verdicts) for one in every if one.kind == REPLY]
    return sorted(found, key=lambda one: (one.state != PENDING, -one.decision.seq))


def standing(every: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that are not taken back; a retraction that is itself retracted takes nothing back."""
    dead: set[str | None] = set()
    for one in reversed(every):
        if one.decision_id not in dead:
            dead.add(one.retracts)
    return [one for one in every if one.decision_id not in dead]


def _reply(reply: Decision, verdicts: Iterable[Decision]) -> Reply:
    mine = tuple(one for one in verdicts if one.payload.get("reply") == reply.decision_id)
    said = str(mine[-1].payload.get("verdict")) if mine else PENDING
    return Reply(reply, said if said in (ACCEPTED, DECLINED) else PENDING, mine)


def overlaid(codes: Iterable[Mapping[str, Any]], now: Since, text: str = "") -> list[Said]:
    """Return the codes of an edition with those decided since, each marked as what it is; `text` is that of the record.

    What a person said is in the edition if it has that code of that person; it is taken back if the ledger says so.
    """
    known = [_said(one) for one in codes]
    stands = {(one.payload["variable"], one.payload["value"], one.author) for one in now.codes}
    out = [
        replace(one, removed=True)
        if _id_of(one.reason) in now.dead and (one.variable, one.value, one.coder) not in stands
        else one
        for one in known
    ]
    had = {(one.variable, one.value, one.coder) for one in known}
    added = [_added(one, text) for one in now.codes]
    return out + [one for one in added if (one.variable, one.value, one.coder) not in had]


def _id_of(reason: str) -> str:
    found = _DECIDED.fullmatch(reason)
    return found[1] if found else ""


def _said(code: Mapping[str, Any]) -> Said:
    spans = tuple((int(one["start"]), int(one["end"])) for one in code["spans"] or ())
    return Said(code["variable"], code["value"], code["coder"], code["confidence"], code["reason"], spans)


def _added(one: Decision, text: str) -> Said:
    start, end = int(one.payload.get("start", -1)), int(one.payload.get("end", -1))
    span = anchored(start, end, str(one.payload.get("quote", "")), text)
    spans = ((span.start, span.end),) if span else ()
    why = f"decision {one.decision_id}"
    variable, value = str(one.payload["variable"]), str(one.payload["value"])
    sure = float(one.payload.get("confidence", 1.0))
    return Said(variable, value, one.author, sure, why, spans, one.at, added=True)
