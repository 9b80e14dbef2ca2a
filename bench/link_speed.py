"""Speed of linking beside the peers: what `link_timed.py` measures in fresh processes, and the commands by a pipe."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import link_million
from link_pairs import speed_pairs
from link_programs import Peer, write_register
from link_timed import ASKED, PIPED, REGISTER, Figures, questions, register_of

__all__ = ["measure"]

WORDS = ("first seen", "again")


def fresh(what: str, *more: str) -> Figures:
    """Run one measure of `link_timed.py` in a process of its own."""
    worker = str(Path(__file__).with_name("link_timed.py"))
    done = subprocess.run([sys.executable, worker, what, *more], stdout=subprocess.PIPE, text=True, check=True)
    found: Figures = json.loads(done.stdout)
    return found


def piped(command: list[str], rows: list[dict[str, Any]]) -> tuple[float, float]:
    """Return the seconds that a command takes for JSON lines, from start to end: by the clock, of the processor."""
    given = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    spent, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout.count("\n") == len(rows)
    return spent, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def pipes(folder: Path) -> Figures:
    """Time `attache compare -` and `attache screen -`; start-up is what one line takes."""
    attache = str(Path(sys.executable).parent / "attache")
    every = [pair for rows in speed_pairs(PIPED).values() for pair in rows]
    both = [{"id": n, "a": a, "b": b} for n, (a, b) in enumerate(every)]
    path = write_register(folder / "register.jsonl", register_of(REGISTER))
    names = [n for few in questions().values() for n in few[: ASKED // 3 + 1]][:ASKED]
    asked = [{"id": n, "name": name} for n, name in enumerate(names)]
    out: Figures = {}
    screen = [attache, "screen", "-", "--register", str(path), "--top", "5", "--json"]
    for word, command, rows in (("compare", [attache, "compare", "-", "--json"], both), ("screen", screen, asked)):
        first, total = piped(command, rows[:1]), piped(command, rows)
        lines = f"{len(rows):,} lines"
        for unit, one, all_ in zip(("s", "cpu s"), first, total, strict=True):
            out |= {f"{unit}, attache {word}, one line": one, f"{unit}, attache {word}, {lines}": all_}
            out[f"lines/{unit}, attache {word}, with start-up"] = len(rows) / all_
        spent = max(1e-9, total[1] - first[1])
        out[f"lines/cpu s, attache {word}, without start-up"] = (len(rows) - 1) / spent
    return out


def median(runs: list[Figures]) -> Figures:
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def measure(runs: int, names: int, peer: Peer | None) -> dict[str, Figures]:
    """Return every figure, the median of `runs`; `names` (0: leave out) is the size of the large register."""
    out: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out["ours: pairs explained"] = median([fresh("pairs") for _ in range(runs)])
        out["ours: screening 30k names"] = median([fresh("screening") for _ in range(runs)])
        out["ours: by a pipe"] = median([pipes(folder) for _ in range(runs)])
        given = [] if not names else link_million.million(names)
        if given:
            (folder / "names.txt").write_text("".join(f"{n}\n" for n, _ in given), encoding="utf-8")
            made = [fresh("build", str(folder)) | fresh("search", str(folder)) for _ in range(runs)]
            told = {"names": len(given), "of them invented": sum(kind == "synthetic" for _, kind in given)}
            out["ours: a million names"] = told | median(made)
        out["rapidfuzz"] = median([fresh("rapidfuzz", *([str(folder)] if given else [])) for _ in range(runs)])
    if peer:
        every = [pair for rows in speed_pairs(PIPED).values() for pair in rows]
        found = [peer.speed(every) for _ in range(runs)]
        out["nomenklatura"] = median(
            [{f"pairs/s, {m}, {w}": r[at] for m, r in one.items() for at, w in enumerate(WORDS)} for one in found]
        )
    out["ratios"] = ratios(out)
    return out


def ratios(figures: dict[str, Figures]) -> Figures:
    """Return how many times faster ours is than each peer on the same work."""
    out = {}
    ours = figures["ours: pairs explained"]["pairs/s, all, first seen"]
    for peer in ("rapidfuzz", "nomenklatura"):
        for key, value in figures.get(peer, {}).items():
            if key.startswith("pairs/s") and key.endswith("first seen"):
                out[f"{key.removeprefix('pairs/s, ')} (pairs)"] = ours / value
    whole = figures["ours: screening 30k names"]
    mean = statistics.harmonic_mean([v for k, v in whole.items() if k.startswith("names/s")])
    out["token_sort_ratio (screening 30k)"] = mean / figures["rapidfuzz"]["names/s, 30k names, token_sort_ratio"]
    key = "cpu s, 10,000 names"
    million = figures.get("ours: a million names", {}).get(key)
    if million:
        out["token_sort_ratio (10,000 × a million)"] = figures["rapidfuzz"][f"{key}, token_sort_ratio"] / million
    return out
