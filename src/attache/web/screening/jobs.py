"""Screenings under way: one folder each beside the editions, so that they outlive a closed page and the server.

A folder holds `plan.json`; for a table whose columns are still to be chosen `table.jsonl`; else `names.jsonl`,
`header.json`, `answers.jsonl` and `count` as they come, `cancel` once that is asked for, and at the end `done.json`.
Whoever works on it holds `lock`; where nobody does and it is not done, it was cut short.
"""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from attache.build.asked_names import Sheet
from attache.build.screening_records import as_line
from attache.core.files import write_atomic
from attache.core.workspace import Workspace
from attache.web.screening.asking import FormError, Names

__all__ = ["Job", "Jobs", "Progress", "busy"]

FOLDER = ".screenings"
MOST_OPEN = 4
"""Screenings that one person may have under way."""
MOST_DRAFTS = 8
"""Tables without columns that are kept of one person."""
DRAFT, DONE = 3600, 24 * 3600
"""Seconds for which a table without columns, and where a finished screening led, are kept."""
STARTING = 30
"""Seconds in which a process must have taken up its work."""

Kind = Literal["draft", "waiting", "running", "lost", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a screening is; `decision` is its record's id, `problem` why it failed."""

    kind: Kind
    count: int
    asked: int
    decision: str | None = None
    problem: str | None = None


class Job:
    """One screening under way."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, folder.name
        self.plan: Mapping[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))

    def names(self) -> Iterator[dict[str, Any]]:
        """Yield the names that are asked for."""
        with (self.folder / "names.jsonl").open(encoding="utf-8") as file:
            yield from map(json.loads, file)

    def sheet(self) -> Sheet:
        """Return the table of a draft."""
        lines = (self.folder / "table.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
        heads, *rows = map(json.loads, lines)
        return Sheet(self.plan["where"], tuple(heads), rows)

    def cancel(self) -> None:
        """Ask whoever works on it to stop; what was found until then is recorded as such."""
        (self.folder / "cancel").touch()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked for an end."""
        return (self.folder / "cancel").exists()

    def counted(self, count: int) -> None:
        """Note how many names are answered."""
        draft = self.folder / ".count"
        draft.write_text(str(count), encoding="utf-8")
        draft.replace(self.folder / "count")

    def ended(self, told: Mapping[str, Any]) -> None:
        """Note the end, and let go of the names and answers, which the record now has."""
        write_atomic(self.folder / "done.json", json.dumps(told, ensure_ascii=False))
        for name in ("names.jsonl", "answers.jsonl", "header.json"):
            (self.folder / name).unlink(missing_ok=True)

    def progress(self) -> Progress:
        """Return how far it is."""
        asked = int(self.plan.get("asked", 0))
        if (self.folder / "table.jsonl").exists():
            return Progress("draft", 0, asked)
        if told := self._read("done.json"):
            done = json.loads(told)
            kind: Kind = "failed" if done.get("problem") else "done"
            return Progress(kind, asked, asked, done.get("decision"), done.get("problem"))
        count = self._read("count")
        if busy(self.folder / "lock"):
            return Progress("running" if count else "waiting", int(count or 0), asked)
        fresh = time.time() - (self.folder / "plan.json").stat().st_mtime < STARTING
        begun = (self.folder / "lock").exists()
        return Progress("waiting" if fresh and not begun else "lost", int(count or 0), asked)

    def _read(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None


def busy(path: Path) -> bool:
    """Whether somebody holds a lock file."""
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True


class Jobs:
    """The screenings under way of a workspace."""

    def __init__(self, space: Workspace) -> None:
        self.folder = space.root / FOLDER

    def start(self, names: Names, plan: Mapping[str, Any]) -> Job:
        """Make the folder of a screening of some names; FormError where somebody has too many under way."""
        if sum(one.plan["by"] == plan["by"] and _open(one) for one in self._all()) >= MOST_OPEN:
            raise FormError("screen.too_busy", most=MOST_OPEN)
        told = {**plan, "where": names.where, "asked": len(names.rows)}
        return self._made(told, "names.jsonl", map(as_line, names.rows))

    def keep(self, sheet: Sheet, plan: Mapping[str, Any]) -> Job:
        """Keep a table until its columns are chosen; of more than `MOST_DRAFTS` of one person the oldest go."""
        mine = [one for one in self._all() if one.plan["by"] == plan["by"] and one.progress().kind == "draft"]
        for one in sorted(mine, key=_made_at, reverse=True)[MOST_DRAFTS - 1 :]:
            self.drop(one)
        rows: Iterable[Sequence[str]] = (sheet.heads, *sheet.rows)
        told = {**plan, "where": sheet.where, "asked": len(sheet.rows)}
        return self._made(told, "table.jsonl", (json.dumps(list(row), ensure_ascii=False) for row in rows))

    def _made(self, plan: Mapping[str, Any], name: str, lines: Iterable[str]) -> Job:
        self._sweep()
        folder = self.folder / secrets.token_urlsafe(_BYTES)
        folder.mkdir(mode=0o700, parents=True)
        with (folder / name).open("w", encoding="utf-8", errors="replace") as file:
            file.writelines(f"{line}\n" for line in lines)
        write_atomic(folder / "plan.json", as_line(plan))
        return Job(folder)

    def get(self, key: str, by: str) -> Job | None:
        """Return somebody's own screening; None where it is not there (any more)."""
        folder = self.folder / key
        if len(key) != _LENGTH or not set(key) <= _KEY or not (folder / "plan.json").is_file():
            return None
        job = Job(folder)
        return job if job.plan["by"] == by and not _expired(job) else None

    def open_of(self, by: str) -> list[Job]:
        """Return what somebody has under way."""
        self._sweep()
        return [one for one in self._all() if one.plan["by"] == by and _open(one)]

    def drop(self, job: Job) -> None:
        """Forget a draft."""
        shutil.rmtree(job.folder, ignore_errors=True)

    def _all(self) -> Iterator[Job]:
        if self.folder.is_dir():
            yield from (Job(one) for one in sorted(self.folder.iterdir()) if (one / "plan.json").is_file())

    def _sweep(self) -> None:
        for one in list(self._all()):
            if _expired(one):
                self.drop(one)


_BYTES, _LENGTH = 16, 22
_KEY = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def _open(job: Job) -> bool:
    return job.progress().kind in ("waiting", "running", "lost")


def _made_at(job: Job) -> float:
    return (job.folder / "plan.json").stat().st_mtime


def _expired(job: Job) -> bool:
    """Whether a draft or what is recorded is old; what is not recorded yet never is."""
    age = time.time() - _made_at(job)
    if (job.folder / "table.jsonl").exists():
        return age > DRAFT
    return age > DONE and (job.folder / "done.json").exists()
