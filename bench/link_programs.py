"""Matchers that are other programs: nomenklatura's in an environment of its own, and any that reads our lines."""

from __future__ import annotations

import json
import shlex
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from link_columns import Found, Judged, PeerError, names_of
from link_data import Task
from link_pairs import Pair
from rapidfuzz import fuzz, process

from attache.link.entries import Entry
from attache.link.folding import fold

__all__ = ["Command", "Peer", "write_register"]

SEARCHING = ("logic-v2", "name-based", "name-qualified", "ofac")


@dataclass(frozen=True)
class Peer:
    """nomenklatura's matchers by `link_peer.py`, in an environment of their own."""

    names: tuple[str, ...]
    searching: tuple[str, ...]
    """Those that also search; the others are too slow for it."""
    process: subprocess.Popen[str]
    versions: dict[str, str]
    threshold: float = 0.7
    budget: int = 120_000
    """Comparisons for one row and matcher up to which every entry is compared."""
    near: int = 50
    block: int = 10
    most: int = 150
    """Questions of a row at most."""
    alarms: int = 2000
    """Names in no register at most."""

    @classmethod
    def start(cls, python: Path, *, most: int = 150, alarms: int = 2000) -> Peer:
        """Start the program; PeerError where its environment is missing or broken."""
        if not python.is_file():
            raise PeerError(f"there is no {python}; `make peers` makes it")
        worker = Path(__file__).parent / "link_peer.py"
        running = subprocess.Popen(
            [str(python), str(worker)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        try:
            told = _talk(running, [{"versions": True}])[0]
        except PeerError:
            running.communicate()
            raise
        searching = tuple(name for name in told["matchers"] if name in SEARCHING)
        return cls(tuple(told["matchers"]), searching, running, told["versions"], most=most, alarms=alarms)

    def ask(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Send lines and return the answers, one each."""
        return _talk(self.process, rows)

    def pairs(self, pairs: Sequence[Pair]) -> dict[str, list[Judged]]:
        rows = [{"id": n, "a": p.a, "b": p.b, "schema": p.schema} for n, p in enumerate(pairs)]
        answers = self.ask(rows)
        return {
            name: [(one["scores"][name], one["scores"][name] >= self.threshold) for one in answers]
            for name in self.names
        }

    def search(self, task: Task, questions: Sequence[str], *, others: bool = False) -> dict[str, list[Found]]:
        entries = [{"id": e.id, "names": [e.name, *e.aliases], "country": e.country} for e in task.register]
        self.ask([{"register": entries}])
        few = questions[: self.alarms if others else self.most]
        among = None if self.complete(task, len(few)) else self._among(task, few)
        rows = [
            {"id": n, "name": q, "among": among[n] if among else None, "matchers": self.searching}
            for n, q in enumerate(few)
        ]
        found = [one["best"] for one in self.ask(rows)]
        return {name: [[(b[name][0], b[name][1])] if b[name][0] else [] for b in found] for name in self.searching}

    def speed(self, pairs: Sequence[tuple[str, str]]) -> dict[str, list[float]]:
        """Return pairs/s of the matchers that search, first seen and again; building their entities is not counted."""
        answer = self.ask([{"speed": [list(pair) for pair in pairs], "matchers": self.searching}])[0]
        return {name: list(map(float, rates)) for name, rates in answer["speed"].items()}

    def complete(self, task: Task, questions: int) -> bool:
        """Return whether every entry is compared with each of so many questions."""
        return questions * len(task.register) <= self.budget

    def _among(self, task: Task, questions: Sequence[str]) -> list[list[int]]:
        """Return the best 50 entries by rapidfuzz, and the right ones with the ten that are nearest to them."""
        rows = names_of(task.register)
        folded = [fold(name) for _, name in rows]
        right = dict(task.questions)
        number = {entry.id: at for at, entry in enumerate(task.register)}
        out = []
        for question in questions:
            chosen = self._nearest(question, rows, folded, self.near)
            for one in sorted(right.get(question, ())):
                chosen |= {number[one]} | self._nearest(task.register[number[one]].name, rows, folded, self.block)
            out.append(sorted(chosen))
        return out

    def _nearest(self, name: str, rows: list[tuple[int, str]], folded: list[str], most: int) -> set[int]:
        found = process.extract(fold(name), folded, scorer=fuzz.token_sort_ratio, limit=most)
        return {rows[at][0] for _, _, at in found}

    def close(self) -> None:
        """End the program."""
        self.process.communicate(timeout=30)


def _talk(running: subprocess.Popen[str], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write lines from a thread while their answers are read, so that neither side waits for the other."""
    given, taken = running.stdin, running.stdout
    assert given is not None
    assert taken is not None

    def write() -> None:
        try:
            for row in rows:
                given.write(json.dumps(row, ensure_ascii=False) + "\n")
            given.flush()
        except BrokenPipeError:
            return

    writer = threading.Thread(target=write)
    writer.start()
    out = []
    for _ in rows:
        line = taken.readline()
        if not line:
            raise PeerError(f"link_peer.py ended with status {running.wait(timeout=30)}")
        out.append(json.loads(line))
    writer.join()
    return out


class Command:
    """Another program: `{id, a, b}` or `{id, name}` lines in, answers out (bench/BENCHMARK.md).

    A command line with `{register}` in it searches (`{top}` is replaced too); any other judges pairs.
    """

    def __init__(self, name: str, lines: Sequence[str], *, timeout: float = 600) -> None:
        self.names = (name,)
        self._judge = next((line for line in lines if "{register}" not in line), None)
        self._search = next((line for line in lines if "{register}" in line), None)
        self._timeout = timeout

    def pairs(self, pairs: Sequence[Pair]) -> dict[str, list[Judged]]:
        if self._judge is None:
            return {}
        answers = self._run(self._judge, [{"id": n, "a": p.a, "b": p.b} for n, p in enumerate(pairs)])
        told = [answers[str(n)] for n in range(len(pairs))]
        return {self.names[0]: [(float(t["score"]), bool(t.get("match", t["score"] >= 0.5))) for t in told]}

    def search(self, task: Task, questions: Sequence[str], *, others: bool = False) -> dict[str, list[Found]]:
        if self._search is None:
            return {}
        with tempfile.TemporaryDirectory() as folder:
            path = write_register(Path(folder) / "register.jsonl", task.register)
            line = self._search.replace("{register}", shlex.quote(str(path))).replace("{top}", "5")
            answers = self._run(line, [{"id": n, "name": q} for n, q in enumerate(questions)])
        hits = [answers[str(n)]["hits"] for n in range(len(questions))]
        return {self.names[0]: [[(str(h["entry_id"]), float(h["score"])) for h in one] for one in hits]}

    def _run(self, line: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
        given = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        try:
            done = subprocess.run(
                shlex.split(line), input=given, capture_output=True, text=True, timeout=self._timeout, check=True
            )
            answers = {str(row["id"]): row for row in map(json.loads, done.stdout.splitlines())}
        except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
            raise PeerError(f"`{line}`: {error}") from None
        missing = len(rows) - len(answers)
        if missing:
            raise PeerError(f"`{line}` left {missing} of {len(rows)} lines without an answer")
        return answers


def write_register(path: Path, register: Sequence[Entry]) -> Path:
    """Write entries as JSON lines `{id, name, aliases, country}`."""
    with path.open("w", encoding="utf-8") as file:
        for e in register:
            row = {"id": e.id, "name": e.name, "aliases": list(e.aliases), "country": e.country}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path
