"""Working through the names of a screening, in this process or in one of its own, and recording what was found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from attache.build.edition import Editions
from attache.build.screening import Screener
from attache.build.screening_records import KIND, Record, append, as_line
from attache.core.errors import AttacheError, LedgerError
from attache.core.ids import stable_id
from attache.core.workspace import Workspace
from attache.ledger import Decision, Ledger
from attache.web.screening.choices import Screeners, screener_for
from attache.web.screening.jobs import Job

__all__ = ["begin", "finish", "main"]

FEW = 200
"""Names up to which they are searched in the server itself, whose registers are opened already."""
PATIENCE = 1.5
"""Seconds for which an answer waits for a short list."""
STEP = 20
"""Names after which progress is told and an end is looked for."""
PROCESSES = 2
"""Processes that search at the same time; others wait."""
WAIT = 0.3
"""Seconds between two looks for a free place."""
TAKING = 10
"""Seconds for which a lock is waited for, which a page may hold for a moment to see whether somebody does."""


def begin(space: Workspace, job: Job, screeners: Screeners) -> None:
    """Have a screening done: a few names here, and mostly at once; many in a process of their own."""
    if job.plan["asked"] > FEW:
        command = [sys.executable, "-m", "attache.web.screening.work", str(space.root), str(job.folder)]
        none = subprocess.DEVNULL
        child = subprocess.Popen(command, start_new_session=True, stdin=none, stdout=none, stderr=none)  # noqa: S603
        threading.Thread(target=child.wait, daemon=True).start()
        return
    thread = threading.Thread(target=_here, args=(space, job, screeners), daemon=True, name="screening")
    thread.start()
    thread.join(PATIENCE)


def _here(space: Workspace, job: Job, screeners: Screeners) -> None:
    @contextmanager
    def lent() -> Iterator[Screener]:
        edition = Editions(space.editions).get(job.plan["edition"])
        screener, lock = screeners.get(edition, job.plan["registers"], job.plan["postings"])
        with lock:
            yield screener

    with FileLock(job.folder / "lock", timeout=TAKING):
        _work(space, job, lent())


def _work(space: Workspace, job: Job, lent: AbstractContextManager[Screener]) -> None:
    """Search for every name with a lent screener, and record what was found; what fails is told in the folder."""
    try:
        with lent as screener:
            (job.folder / "header.json").write_text(as_line(_header(job, screener)), encoding="utf-8")
            _answer(job, _for(screener, job.plan))
        _record(space, job, "cancelled")
    except LedgerError:
        return  # everything is left as it is; whoever looks next records it
    except AttacheError as error:
        job.ended({"problem": f"{error.what}; {error.mend}"})


def _for(screener: Screener, plan: Mapping[str, Any]) -> Screener:
    day = date.fromisoformat(plan["as_of"])
    return replace(screener, as_of=day, top=plan["top"], threshold=plan["threshold"])


def _header(job: Job, screener: Screener) -> dict[str, Any]:
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = {"at": at, "author": job.plan["by"], "names_from": job.plan["where"]}
    return {"screening": told | _for(screener, job.plan).about()}


def _answer(job: Job, screener: Screener) -> None:
    count = 0
    job.counted(count)
    with (job.folder / "answers.jsonl").open("w", encoding="utf-8") as file:
        for count, row in enumerate(job.names(), 1):
            file.write(f"{as_line(screener.answer(row))}\n")
            if count % STEP == 0:
                file.flush()
                job.counted(count)
                if job.cancelled:
                    break
    job.counted(count)


def finish(space: Workspace, job: Job) -> None:
    """Record what was found by a screening at which nobody works any more; LedgerError where that fails."""
    try:
        with FileLock(job.folder / "lock", timeout=0):
            _record(space, job, "cancelled" if job.cancelled else "stopped")
    except Timeout:
        return  # somebody does


def _record(space: Workspace, job: Job, why: str) -> None:
    """Record the answers there are; where names are left without, `why` it was cut short."""
    if (job.folder / "done.json").exists():
        return
    lines = _whole_lines(job.folder / "answers.jsonl")
    if not lines:
        job.ended({"problem": why})
        return
    header = json.loads((job.folder / "header.json").read_text(encoding="utf-8"))
    record, asked = Record(header), job.plan["asked"]
    for line in lines:
        record.take(line)
    cut = {"why": why, "asked": asked} if len(lines) < asked else None
    made = _recorded(space, record) or append(space, record, header, job.plan["by"], cut)
    job.ended({"decision": made.decision_id})


def _recorded(space: Workspace, record: Record) -> Decision | None:
    """Return the decision that holds this record already: its maker ended before it could say so."""
    ledger = Ledger(space.ledger_url)
    try:
        found = ledger.about(stable_id(KIND, record.sha256))
    finally:
        ledger.close()
    return found[0] if found else None


def _whole_lines(path: Path) -> list[str]:
    """Return the lines of a file that were written to their ends."""
    try:
        return path.read_text(encoding="utf-8").split("\n")[:-1]
    except FileNotFoundError:
        return []


@contextmanager
def _turn(job: Job) -> Iterator[bool]:
    """Wait until one of the few places is free; yield False where the end was asked for meanwhile."""
    while not job.cancelled:
        for number in range(PROCESSES):
            place = FileLock(job.folder.parent / f"place-{number}", timeout=0)
            try:
                place.acquire()
            except Timeout:
                continue
            try:
                yield True
            finally:
                place.release()
            return
        time.sleep(WAIT)
    yield False


@contextmanager
def _own(space: Workspace, job: Job) -> Iterator[Screener]:
    edition = Editions(space.editions).get(job.plan["edition"])
    yield screener_for(edition, job.plan["registers"], job.plan["postings"])


def main(root: str, folder: str) -> None:
    """Do one screening in this process."""
    if hasattr(os, "nice"):
        os.nice(10)  # pages come first
    space, job = Workspace.open(Path(root)), Job(Path(folder))
    with FileLock(job.folder / "lock", timeout=TAKING), _turn(job) as mine:
        if mine:
            _work(space, job, _own(space, job))
        else:
            _record(space, job, "cancelled")


if __name__ == "__main__":
    main(*sys.argv[1:3])
