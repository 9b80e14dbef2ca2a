"""Screenings that are recorded: their list, and each one opened; big answers are read once and kept for a while."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import sqlalchemy as sa

from attache.build.answered import least_shown
from attache.build.screening_records import KIND, stored_lines
from attache.core.errors import NotFoundError
from attache.core.ids import stable_id
from attache.ledger import Decision, Ledger
from attache.link import THRESHOLD
from attache.link.folding import fold

__all__ = ["STATES", "Past", "State", "Stored", "Summary", "state_of", "subject_of"]

State = Literal["match", "weak", "none", "unsearched"]
STATES: tuple[State, ...] = ("match", "weak", "none", "unsearched")
"""What was found for a name: a match, likenesses alone, nothing, or that it holds nothing to search for."""
_KEPT = 4
_COLUMNS = ("seq", "decision_id", "at", "author", "kind", "subject", "payload", "retracts", "chain")
_DECISIONS = sa.table("decisions", *map(sa.column, _COLUMNS))


@dataclass(frozen=True, slots=True)
class Summary:
    """A screening without its answer."""

    decision_id: str
    at: str
    author: str
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    """An opened screening: what was searched, its answers as lines of JSON, and the state of each."""

    summary: Summary
    about: Mapping[str, Any]
    lines: Sequence[str]
    states: Sequence[State]

    def answer(self, place: int) -> dict[str, Any]:
        """Return the answer at a place, with the hits that people are shown; `weaker` counts the others."""
        found: dict[str, Any] = json.loads(self.lines[place])
        least = least_shown(self.about)
        shown = [hit for hit in found["hits"] if hit["score"] >= least]
        return found | {"hits": shown, "weaker": len(found["hits"]) - len(shown), "place": place}

    @cached_property
    def subjects(self) -> Mapping[str, Sequence[int]]:
        """The pairs of a name and an entry that verdicts may be about, and the places of their answers."""
        found: dict[str, list[int]] = {}
        for place, state in enumerate(self.states):
            if state in ("match", "weak"):
                answer = self.answer(place)
                for hit in answer["hits"]:
                    found.setdefault(subject_of(answer["name"], hit), []).append(place)
        return found


def subject_of(name: object, hit: Mapping[str, Any]) -> str:
    """Return the id of a pair of a name and an entry: it is the same in every screening."""
    asked = fold(name) if isinstance(name, str) else str(name)
    return stable_id("hit", asked, str(hit["register"]), str(hit["entry_id"]))


def state_of(answer: Mapping[str, Any], least: float) -> State:
    """Return what was found for a name."""
    best = max((hit["score"] for hit in answer["hits"]), default=0.0)
    if best >= THRESHOLD:
        return "match"
    if best >= least and answer["hits"]:
        return "weak"
    return "unsearched" if "remark" in answer and not answer["hits"] else "none"


class Past:
    """The recorded screenings of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, threading.Lock()
        self._all: list[Summary] = []
        self._seq = 0
        self._opened: OrderedDict[str, Stored] = OrderedDict()

    def all(self) -> list[Summary]:
        """Return all screenings, the last first; only what is new is read."""
        query = (
            sa.select(_DECISIONS)
            .where(_DECISIONS.c.kind == KIND, _DECISIONS.c.seq > self._seq)
            .order_by(_DECISIONS.c.seq)
            .execution_options(yield_per=4)
        )
        with self._lock, self._ledger.reading() as con:
            for row in con.execute(query).mappings():
                if row["seq"] > self._seq:
                    self._all.append(_summary(_decision(row)))
                    self._seq = row["seq"]
            return sorted(self._all, key=lambda one: one.at, reverse=True)

    def get(self, key: str) -> Stored:
        """Open a screening; NotFoundError for an unknown id, or where only the digest of the answer was kept."""
        with self._lock:
            if found := self._opened.get(key):
                self._opened.move_to_end(key)
                return found
        query = sa.select(_DECISIONS).where(_DECISIONS.c.kind == KIND, _DECISIONS.c.decision_id == key)
        with self._ledger.reading() as con:
            row = con.execute(query).mappings().first()
        if row is None:
            raise NotFoundError("no screening has this id", mend="choose one from the list of screenings")
        stored = _stored(_decision(row))
        with self._lock:
            self._opened[key] = stored
            while len(self._opened) > _KEPT:
                self._opened.popitem(last=False)
        return stored


def _decision(row: sa.RowMapping) -> Decision:
    return Decision(**{**dict(row), "payload": json.loads(row["payload"])})


def _summary(one: Decision) -> Summary:
    told = {key: value for key, value in one.payload.items() if key != "answer"}
    return Summary(one.decision_id, one.at, one.author, told)


def _stored(one: Decision) -> Stored:
    header, lines = stored_lines(one)
    about = header["screening"]
    least = least_shown(about)
    states = [state_of(json.loads(line), least) for line in lines]
    return Stored(_summary(one), about, lines, states)
