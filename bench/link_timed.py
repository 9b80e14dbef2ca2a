"""What is timed in a fresh process: nothing is warm, and the peak of memory is its own. Prints figures as JSON.

    python bench/link_timed.py pairs | screening | rapidfuzz [FOLDER] | build FOLDER | search FOLDER

Rates are by seconds of the processor (one core); `s` is by the clock, `cpu s` of the processor. FOLDER holds
`names.txt`, the names of a large register; `build` writes its index beside it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import link_data as data
import link_million
from link_pairs import speed_pairs
from rapidfuzz import fuzz, process

from attache.link import Candidates, Register, compare
from attache.link.entries import Entry
from attache.link.folding import fold, has_han

REGISTER, ASKED, PIPED = 30_000, 1_000, 20_000
PEER_NAMES = {"screening": 100, "million": 5}
"""Names for which rapidfuzz looks through a register."""
Figures = dict[str, Any]


def rate(work: Callable[[], object], n: int) -> float:
    """Return how many a second of the processor, so that other work on the machine does not count."""
    start = time.process_time()
    work()
    return n / (time.process_time() - start)


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def pairs() -> Figures:
    """Compare 20,000 pairs that this process has not seen, then the same again."""
    compare("Siemens AG", "西门子")
    out: Figures = {}
    given = speed_pairs(PIPED)
    for kind, rows in given.items():
        out[f"{kind}, first seen"] = rate(lambda rows=rows: [compare(a, b) for a, b in rows], len(rows))  # type: ignore[misc]
    for kind, rows in given.items():
        out[f"{kind}, parsed"] = rate(lambda rows=rows: [compare(a, b) for a, b in rows], len(rows))  # type: ignore[misc]
    for word in ("first seen", "parsed"):
        every = [out[f"{kind}, {word}"] for kind in given]
        out[f"all, {word}"] = len(every) / sum(1 / one for one in every)
    return {f"pairs/s, {key}": value for key, value in out.items()}


def register_of(names: int) -> list[Entry]:
    """Return the first entries of ROR that have `names` names together, without Chinese aliases."""
    out: list[Entry] = []
    for entry in data.ror(han_aliases=False):
        names -= 1 + len(entry.aliases)
        if names < 0:
            break
        out.append(entry)
    return out


def questions() -> dict[str, list[str]]:
    """Return names to look for, by kind."""
    chinese = [row["zh"][0] for row in data.rows("orgnames/ror_zh_en.jsonl.gz") if has_han(row["zh"][0])]
    latin = [entry.name for entry in data.ror(han_aliases=False)]
    step = len(latin) // ASKED
    affiliations = [row["affiliation"] for row in data.rows("orgnames/s2aff_gold_train_val.jsonl.gz")]
    return {
        "Chinese names": chinese[:ASKED],
        "Latin names": latin[::step][:ASKED],
        "affiliations": affiliations[:ASKED],
    }


def screening() -> Figures:
    """Search a register of 30,000 names; each name is seen for the first time."""
    entries = register_of(REGISTER)
    start = time.perf_counter()
    register = Register(entries)
    out: Figures = {"s, index of 30k names": time.perf_counter() - start}
    for kind, names in questions().items():
        out[f"names/s, {kind}"] = rate(lambda names=names: [register.hits(n, top=5) for n in names], len(names))  # type: ignore[misc]
    return out


def names_of(folder: Path) -> list[str]:
    return (folder / "names.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")


def build(folder: Path) -> Figures:
    """Index the names of `names.txt` and write the index."""

    def rows() -> Iterator[tuple[int, str]]:
        with (folder / "names.txt").open(encoding="utf-8") as file:
            for number, line in enumerate(file):
                yield number, line.rstrip("\n")

    start, before = time.perf_counter(), time.process_time()
    Candidates.build(rows()).save(folder / "index")
    out = {"s, build": time.perf_counter() - start, "cpu s, build": time.process_time() - before}
    size = sum(path.stat().st_size for path in (folder / "index").iterdir()) / 2**20
    return out | {"MiB, peak of build": peak_mib(), "MiB, index": size}


def search(folder: Path) -> Figures:
    """Open the index and look for 10,000 names."""
    names = names_of(folder)
    asked = link_million.asked(names)
    entries = [Entry(str(number), name) for number, name in enumerate(names)]
    register = Register(entries, Candidates.open(folder / "index"))
    halves = {"Chinese": [n for n in asked if has_han(n)], "Latin": [n for n in asked if not has_han(n)]}
    start, before = time.perf_counter(), time.process_time()
    rates = {k: rate(lambda few=few: [register.hits(n, top=5) for n in few], len(few)) for k, few in halves.items()}  # type: ignore[misc]
    out = {"s, 10,000 names": time.perf_counter() - start, "cpu s, 10,000 names": time.process_time() - before}
    return out | {"MiB, peak of search": peak_mib()} | {f"names/s, {kind}": value for kind, value in rates.items()}


def rapidfuzz(folder: Path | None) -> Figures:
    """Time rapidfuzz on the same pairs and registers; folding the names is not counted."""
    out: Figures = {}
    every = [(fold(a), fold(b)) for rows in speed_pairs(PIPED).values() for a, b in rows]
    for title, scorer in (("token_sort_ratio", fuzz.token_sort_ratio), ("WRatio", fuzz.WRatio)):
        out[f"pairs/s, {title}, first seen"] = rate(lambda by=scorer: [by(a, b) for a, b in every], len(every))  # type: ignore[misc]
    few = [fold(name) for rows in questions().values() for name in rows[: PEER_NAMES["screening"] // 3]]
    register = [fold(name) for entry in register_of(REGISTER) for name in (entry.name, *entry.aliases)]
    out["names/s, 30k names, token_sort_ratio"] = rate(lambda: [nearest(n, register) for n in few], len(few))
    if folder:
        names = names_of(folder)
        asked = [fold(name) for name in link_million.asked(names)[:: 10_000 // PEER_NAMES["million"]]]
        folded = [fold(name) for name in names]
        out["cpu s, 10,000 names, token_sort_ratio"] = 10_000 / rate(
            lambda: [nearest(n, folded) for n in asked], len(asked)
        )
    return out


def nearest(name: str, folded: list[str]) -> object:
    return process.extractOne(name, folded, scorer=fuzz.token_sort_ratio)


def main() -> None:
    what, *more = sys.argv[1:]
    folder = Path(more[0]) if more else None
    if what in ("build", "search"):
        assert folder is not None
        found = build(folder) if what == "build" else search(folder)
    elif what == "rapidfuzz":
        found = rapidfuzz(folder)
    else:
        found = {"pairs": pairs, "screening": screening}[what]()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
