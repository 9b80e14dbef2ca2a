"""What people say of hits: the same organisation, another, or unsure; all of it kept, also what contradicts."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from attache.ledger import Decision, Ledger
from attache.web.screening.asking import FormError
from attache.web.screening.past import Stored, subject_of

__all__ = ["KIND", "VERDICTS", "Verdict", "Verdicts", "judge"]

KIND = "screening_judgement"
"""Kind of the decision in the ledger."""
VERDICTS = ("same", "different", "unsure")
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody said last of a hit; `here` whether in the screening that is looked at."""

    verdict: str
    reason: str
    author: str
    at: str
    decision_id: str
    screening: str
    here: bool


class Verdicts:
    """The standing verdicts of a ledger, read again when there are new ones."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, threading.Lock()
        self._at: tuple[int, str] = (-1, "")
        self._by: Mapping[str, tuple[Decision, ...]] = {}

    def of(self, subject: str, screening: str) -> list[Verdict]:
        """Return what people say of a pair: the last word of each, the latest first."""
        latest: dict[str, Decision] = {}
        for one in self._now().get(subject, ()):
            latest.pop(one.author, None)
            latest[one.author] = one
        return [_verdict(one, screening) for one in reversed(latest.values())]

    @property
    def subjects(self) -> Set[str]:
        """The pairs on which there are verdicts."""
        return self._now().keys()

    def _now(self) -> Mapping[str, tuple[Decision, ...]]:
        with self._lock:
            at = self._ledger.last(KIND)
            if at != self._at:
                self._at, self._by = at, _grouped(self._ledger.decisions(KIND, standing=True))
            return self._by


def _grouped(decisions: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    found: dict[str, list[Decision]] = {}
    for one in decisions:
        found.setdefault(one.subject, []).append(one)
    return {key: tuple(ones) for key, ones in found.items()}


def _verdict(one: Decision, screening: str) -> Verdict:
    told = one.payload
    return Verdict(
        str(told["verdict"]), str(told["reason"]), one.author, one.at, one.decision_id, str(told["screening"]),
        told["screening"] == screening,
    )  # fmt: skip


def judge(
    ledger: Ledger, stored: Stored, place: int, hit: Mapping[str, Any], verdict: str, reason: str, *, author: str
) -> Decision:
    """Append what somebody says of a hit; FormError without a verdict or a reason, or with one too long."""
    if verdict not in VERDICTS or not reason.strip():
        raise FormError("screen.verdict_missing")
    if len(reason.strip()) > LONGEST:
        raise FormError("screen.reason_long", count=f"{len(reason.strip()):,}", most=f"{LONGEST:,}")
    answer = stored.answer(place)
    told = {
        "screening": stored.summary.decision_id,
        "name": answer["name"],
        "entry": {key: hit[key] for key in ("register", "entry_id", "name", "edition")},
        "score": hit["score"],
        "verdict": verdict,
        "reason": reason.strip(),
    }
    return ledger.append(KIND, subject_of(answer["name"], hit), told, author=author)
