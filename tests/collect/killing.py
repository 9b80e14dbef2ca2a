"""Kills writers of evidence at random moments and says what was left: run by `test_kill_collect`.

`python -m tests.collect.killing append|files FOLDER KILLS SEED` prints one JSON object. It forks, so it runs by itself.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from attache.collect.evidence import Evidence
from attache.collect.exchange import Sweep
from attache.collect.files import collect_files
from attache.collect.segments import segments
from tests.collect.samples import Plain, response

LIMIT = 300_000
OVERLAP = 20


def one(evidence: Evidence, number: int) -> str:
    """Append entry `number` of an endless, always equal sequence; return what is acknowledged."""
    if number % 17 == 5:
        at = f"2024-05-01T00:{number // 60 % 60:02d}:{number % 60:02d}Z"
        evidence.append_sweep(Sweep("desk", at, at, True, (str(number),), number))
        return f"sweep {number}"
    size = 500_000 if number % 31 == 30 else 2000  # a large one can be torn while it is written
    body = random.Random(number).randbytes(size)
    failed = number % 11 == 3
    given = response(number, body, status=None if failed else 200, failure="timeout" if failed else None)
    return evidence.append("desk", given).capture_id


def append_from(folder: Path, start: int) -> Callable[[int], None]:
    def work(pipe: int) -> None:
        evidence = Evidence(folder, limit=LIMIT)
        with evidence.writer():
            for number in range(start, start + 100_000):
                os.write(pipe, f"{number} {one(evidence, number)}\n".encode())

    return work


def killed(work: Callable[[int], None], after: float) -> list[str]:
    """Run `work` in a process of its own, kill it, and return the lines that it had written."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.close(out)
        work(into)
        os._exit(0)
    os.close(into)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(out, "rb") as lines:
        return lines.read().decode().splitlines()


def kill_appending(folder: Path, kills: int, seed: int) -> dict[str, object]:
    rng = random.Random(seed)
    acknowledged: dict[int, str] = {}
    messages: list[str] = []
    for _ in range(kills):
        start = max(0, max(acknowledged, default=0) - OVERLAP)
        for line in killed(append_from(folder, start), rng.uniform(0.005, 0.15)):
            number, _, name = line.partition(" ")
            if acknowledged.setdefault(int(number), name) != name:
                raise AssertionError(f"entry {number} was {acknowledged[int(number)]} and is {name}")
        messages += Evidence(folder, limit=LIMIT).recover()
    evidence = Evidence(folder, limit=LIMIT)
    ids = [capture.capture_id for capture in evidence.captures()]
    sweeps = [f"sweep {sweep.failures}" for sweep in evidence.sweeps()]
    whole = Evidence(folder.parent / "whole", limit=LIMIT)
    with whole.writer():
        for number in range(len(ids) + len(sweeps)):
            one(whole, number)
    return {
        "acknowledged": len(acknowledged),
        "lost": sorted(set(acknowledged.values()) - set(ids) - set(sweeps)),
        "doubled": len(ids) - len(set(ids)) + len(sweeps) - len(set(sweeps)),
        "messages": messages,
        "findings": [str(found) for found in evidence.verify()],
        "same_bytes": _bytes(folder) == _bytes(whole.folder),
        "files": len(segments(folder)),
    }


def kill_importing(folder: Path, kills: int, seed: int) -> dict[str, object]:
    rng = random.Random(seed)
    inbox = folder.parent / "inbox"
    inbox.mkdir()
    for number in range(150):
        (inbox / f"{number:03d}.html").write_text(f"<p>项目 {number}</p>", "utf-8")
    (inbox / "rows.jsonl").write_text("".join(f'{{"id": "r{n}", "text": "行 {n}"}}\n' for n in range(300)), "utf-8")
    source = Plain(settings={"path": "inbox"})

    def work(_pipe: int) -> None:
        collect_files(source, Evidence(folder), folder=folder.parent)

    for _ in range(kills):
        killed(work, rng.uniform(0.01, 0.15))
    evidence = Evidence(folder)
    sweep = collect_files(source, evidence, folder=folder.parent)
    captures = list(evidence.captures())
    keys = [capture.item_key for capture in captures if capture.role != "container"]
    return {
        "lost": sorted(set(sweep.seen) - set(filter(None, keys))),
        "doubled": len(keys) - len(set(keys)) + sum(c.role == "container" for c in captures) - 1,
        "seen": len(sweep.seen),
        "findings": [str(found) for found in evidence.verify()],
    }


def _bytes(folder: Path) -> list[bytes]:
    contents = [(folder / name).read_bytes() for name in segments(folder)]
    return contents if contents[-1] else contents[:-1]  # killed between making a file and writing to it


if __name__ == "__main__":
    run = {"append": kill_appending, "files": kill_importing}[sys.argv[1]]
    sys.stdout.write(json.dumps(run(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
