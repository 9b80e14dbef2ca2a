"""What people judged of names, as the ledger has it now; and taking their judgements."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from attache.core.errors import InputError
from attache.ledger import Decision, Draft, Ledger
from attache.link.organisations import JUDGED

__all__ = ["VERDICTS", "Judgements", "OvertakenError", "judge", "undo"]

VERDICTS = ("same", "different", "unsure", "parent", "part")
"""What may be said of a pair: `parent` that the first is the second's parent, `part` that it is a part of it."""
_KINDS = (*JUDGED, "retract")
_LONGEST = 4_000


class OvertakenError(Exception):
    """Somebody judged the pair after the form was opened; `decision` is what stands now, None where it was undone."""

    def __init__(self, decision: Decision | None) -> None:
        super().__init__("the pair was judged meanwhile")
        self.decision = decision


@dataclass(frozen=True, slots=True)
class _Read:
    at: tuple[int, str]
    by_pair: Mapping[tuple[str, str], Decision]
    by_name: Mapping[str, tuple[Decision, ...]]


class Judgements:
    """The standing judgements of a ledger, read again when there are new ones."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, threading.Lock()
        self._read: _Read | None = None

    def _now(self) -> _Read:
        with self._lock:
            at = self._ledger.last(*_KINDS)
            if self._read is None or self._read.at != at:
                self._read = _index(at, self._ledger.decisions(*JUDGED, standing=True))
            return self._read

    def of_pair(self, a: str, b: str) -> Decision | None:
        """Return the latest standing judgement of two names."""
        return self._now().by_pair.get(_pair(a, b))

    def of_names(self, names: Iterable[str]) -> list[Decision]:
        """Return the standing judgements on any of some names, in order."""
        now = self._now()
        found = {one.decision_id: one for name in names for one in now.by_name.get(name, ())}
        return sorted(found.values(), key=lambda one: one.seq)


def _index(at: tuple[int, str], decisions: Iterable[Decision]) -> _Read:
    by_pair: dict[tuple[str, str], Decision] = {}
    by_name: dict[str, list[Decision]] = {}
    for one in decisions:
        by_pair[_pair_of(one)] = one
        for name in _pair_of(one):
            by_name.setdefault(name, []).append(one)
    return _Read(at, by_pair, {name: tuple(ones) for name, ones in by_name.items()})


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _pair_of(one: Decision) -> tuple[str, str]:
    return _pair(one.subject, str(one.payload.get("with", "")))


def judge(ledger: Ledger, pair: Mapping[str, Any], verdict: str, reason: str, *, author: str, seen: str) -> Decision:
    """Append a judgement of a pair as `attache judge` does; `seen` is the id of the one that stood on the form.

    InputError without a reason or for another verdict; OvertakenError where another one stands now.
    """
    reason = reason.strip()
    if verdict not in VERDICTS:
        raise InputError("no verdict is given", mend=f"choose one of {', '.join(VERDICTS)}")
    if not reason:
        raise InputError("no reason is given", mend="say why")
    one, two = ("a", "b") if verdict != "part" else ("b", "a")
    kind = "parent" if verdict == "part" else verdict
    said = {
        "with": pair[f"{two}_id"],
        "names": [pair[f"{one}_name"], pair[f"{two}_name"]],
        "reason": reason[:_LONGEST],
    }
    key = _pair(pair["a_id"], pair["b_id"])

    def unchanged(con: sa.Connection) -> None:
        stands = _standing(ledger.within(con, _KINDS), key)
        if (stands.decision_id if stands else "") != seen:
            raise OvertakenError(stands)

    return ledger.extend([Draft(kind, pair[f"{one}_id"], said, author)], also=unchanged)[0]


def undo(ledger: Ledger, decision_id: str, reason: str, *, author: str) -> Decision:
    """Take a standing judgement back; InputError where it does not stand, or without a reason."""
    if not reason.strip():
        raise InputError("no reason is given", mend="say why")
    found = next((one for one in ledger.decisions(*JUDGED, standing=True) if one.decision_id == decision_id), None)
    if found is None:
        raise InputError("this judgement does not stand (any more)", mend="look at the organisation again")
    said = {"reason": reason.strip()[:_LONGEST]}
    return ledger.append("retract", found.subject, said, author=author, retracts=decision_id)


def _standing(decisions: list[Decision], key: tuple[str, str]) -> Decision | None:
    dead: set[str | None] = set()
    for one in reversed(decisions):
        if one.decision_id in dead:
            continue
        dead.add(one.retracts)
        if one.kind != "retract" and _pair_of(one) == key:
            return one
    return None
