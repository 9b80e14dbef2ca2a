"""The columns of the benchmark: what a matcher has to answer; ours, and rapidfuzz (others: link_programs.py).

A source answers pairs and questions for one or several columns at once; what it cannot answer is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from link_data import Task
from link_pairs import Pair
from rapidfuzz import fuzz, process

from attache.link import Register, compare
from attache.link.entries import Entry
from attache.link.folding import fold

__all__ = ["Found", "Fuzz", "Judged", "Ours", "PeerError", "Question", "Source", "names_of"]

Question = tuple[str, frozenset[str]]
Found = list[tuple[str, float]]
"""Ids of entries with their scores, best first; empty where nothing was found."""
Judged = tuple[float, bool]
"""Score of a pair and whether the matcher takes it for one organisation at the threshold that it ships with."""
Scorer = Callable[..., float]


class PeerError(Exception):
    """A peer cannot be run; the report says why."""


class Source(Protocol):
    """Whatever fills one or several columns."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""

    def pairs(self, pairs: Sequence[Pair]) -> dict[str, list[Judged]]:
        """Judge every pair, in order."""

    def search(self, task: Task, questions: Sequence[str], *, others: bool = False) -> dict[str, list[Found]]:
        """Search every name in the task's register, in order; a shorter list answers the first questions only.

        `others` says that the names are those of organisations that are in no register.
        """


class Ours:
    """Attaché's `compare` and `Register`, in this process."""

    names = ("ours",)

    def __init__(self) -> None:
        self._last: tuple[Task, Register] | None = None

    def register(self, task: Task) -> Register:
        """Return the register of a task; the last one is kept."""
        if self._last is None or self._last[0] is not task:
            self._last = task, Register(task.register)
        return self._last[1]

    def pairs(self, pairs: Sequence[Pair]) -> dict[str, list[Judged]]:
        found = [compare(pair.a, pair.b) for pair in pairs]
        return {"ours": [(one.score, one.match) for one in found]}

    def search(self, task: Task, questions: Sequence[str], *, others: bool = False) -> dict[str, list[Found]]:
        register = self.register(task)
        return {"ours": [[(hit.entry_id, hit.score) for hit in register.hits(name, top=5)] for name in questions]}


class Fuzz:
    """rapidfuzz over names folded as ours are; it ships no threshold, 85 of 100 is the customary one."""

    scorers: ClassVar[dict[str, Scorer]] = {"token_sort_ratio": fuzz.token_sort_ratio, "WRatio": fuzz.WRatio}
    names = tuple(scorers)
    threshold = 85.0
    budget: ClassVar[dict[str, float]] = {"token_sort_ratio": 6e7, "WRatio": 9e6}
    """Comparisons for one row; they bound the number of questions."""

    def pairs(self, pairs: Sequence[Pair]) -> dict[str, list[Judged]]:
        folded = [(fold(pair.a), fold(pair.b)) for pair in pairs]
        scores = {name: [scorer(a, b) for a, b in folded] for name, scorer in self.scorers.items()}
        return {name: [(s / 100, s >= self.threshold) for s in given] for name, given in scores.items()}

    def search(self, task: Task, questions: Sequence[str], *, others: bool = False) -> dict[str, list[Found]]:
        rows = names_of(task.register)
        folded = [fold(name) for _, name in rows]
        out: dict[str, list[Found]] = {}
        for name, scorer in self.scorers.items():
            few = questions[: max(20, int(self.budget[name] / len(rows)))]
            best = [process.extract(fold(q), folded, scorer=scorer, limit=1) for q in few]
            out[name] = [[(task.register[rows[at][0]].id, s / 100) for _, s, at in one if s > 0] for one in best]
        return out


def names_of(register: Sequence[Entry]) -> list[tuple[int, str]]:
    """Return (number of the entry, name) for every name of a register."""
    return [(number, name) for number, entry in enumerate(register) for name in (entry.name, *entry.aliases)]
