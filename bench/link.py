"""The benchmark of linking: every row of the table beside rapidfuzz and nomenklatura's matchers in one run.

    python bench/link.py [ROW ...] [--quick] [--report OUT.md] [--json OUT.json] [--no-speed]
                         [--peers PYTHON] [--command NAME='PROGRAM ARGUMENT ...'] [--runs 3] [--names 1000000]

Rows: area all universities listed abbreviations foreign ai springer s2aff aliases nearest transposition pairs cross,
and speed. bench/BENCHMARK.md describes the tasks, the data and the lines that a --command reads and writes.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import link_detail as detail
import link_speed
from link_columns import Fuzz, Ours, PeerError, Source
from link_data import DATA
from link_metrics import wilson
from link_pairs import PAIR_SETS
from link_programs import Command, Peer
from link_report import report
from link_rows import SEARCHES, Row, ask, at_each_peer, judge, pair_rows, search_rows

PEERS = Path(__file__).resolve().parents[1] / ".venv-peers" / "bin" / "python"


@dataclass
class Run:
    """What is asked of whom, and what came of it."""

    sources: list[Source]
    limit: int
    ours: Ours
    peer: Peer | None
    not_run: dict[str, str]
    record: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    chosen: set[tuple[str, str]] = field(default_factory=set)
    """(row, column) of which only chosen candidates were compared."""

    def note(self, part: str, name: str, found: Any) -> None:
        self.record.setdefault(part, {})[name] = found


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = [search.key for search in SEARCHES] + [*PAIR_SETS, "speed"]
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"rows to measure (all): {' '.join(known)}")
    parser.add_argument("--quick", action="store_true", help="at most 300 questions a row, 40 for nomenklatura")
    parser.add_argument("--report", type=Path, help="write the report as Markdown")
    parser.add_argument("--json", type=Path, help="write every figure as JSON")
    parser.add_argument("--peers", type=Path, default=PEERS, help="Python of the environment with nomenklatura")
    parser.add_argument("--command", action="append", default=[], metavar="NAME=LINE", help="another matcher")
    parser.add_argument("--no-speed", action="store_true", help="leave the timing out")
    parser.add_argument("--runs", type=int, default=3, help="runs of which a time is the median")
    parser.add_argument("--names", type=int, default=1_000_000, help="size of the large register; 0 leaves it out")
    given = parser.parse_args()
    unknown = set(given.rows) - set(known)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    return given


def commands(given: list[str]) -> list[Command]:
    """Return the given programs; the same name may be given twice, to judge pairs and to search."""
    lines: dict[str, list[str]] = {}
    for one in given:
        name, _, line = one.partition("=")
        if not line:
            sys.exit(f"--command {one}: write NAME='PROGRAM ARGUMENT ...'")
        lines.setdefault(name, []).append(line)
    return [Command(name, several) for name, several in lines.items()]


def prepare(given: argparse.Namespace) -> Run:
    ours, not_run = Ours(), {}
    sources: list[Source] = [ours, Fuzz()]
    peer = None
    try:
        peer = Peer.start(given.peers, **({"most": 40, "alarms": 200} if given.quick else {}))
        sources.append(peer)
    except PeerError as error:
        not_run["nomenklatura"] = str(error)
    sources += commands(given.command)
    return Run(sources, 300 if given.quick else 1500, ours, peer, not_run)


def about(run: Run, given: argparse.Namespace) -> dict[str, str]:
    """Return what the figures were made with."""
    out = {"Python": platform.python_version(), "machine": platform.machine(), "attache": version("attache")}
    out["rapidfuzz"] = version("rapidfuzz")
    out |= run.peer.versions if run.peer else {}
    out["questions a row, at most"] = f"{run.limit:,}" + (f"; nomenklatura {run.peer.most}" if run.peer else "")
    return out | {name: line for name, _, line in (one.partition("=") for one in given.command)}


def measure(run: Run, wanted: list[str]) -> Iterator[Row]:
    """Measure the wanted rows one by one, with what stands behind them."""
    for search in SEARCHES:
        if not wanted or search.key in wanted:
            asked = ask(search, run.sources, run.limit, run.not_run)
            name = asked.task.name
            if run.peer and not run.peer.complete(asked.task, min(run.peer.most, len(asked.questions))):
                run.chosen |= {(search.key, column) for column in run.peer.searching}
            run.note("breakdown", name, detail.breakdown(asked))
            run.note("first_hits", name, detail.first_hits(asked))
            run.note("errors", name, detail.errors(asked, run.ours))
            yield from search_rows(search, asked)
    for key, make in PAIR_SETS.items():
        if not wanted or key in wanted:
            done = judge(make(run.limit), run.sources, run.not_run)
            run.note("pairs", done.task.name, at_each_peer(done))
            run.note("breakdown", done.task.name, detail.pair_breakdown(done))
            if key == "cross":
                run.record["cross"] = detail.cross_detail(done)
            yield from pair_rows(key, done)


def shown(row: Row) -> str:
    ours = row.cells["ours"]
    low, high = wilson(ours.value, ours.n)
    peers = "  ".join(f"{name} {cell.value:.3f}" for name, cell in row.cells.items() if name != "ours")
    goal = f"{'≤' if row.goal.low else '≥'} {row.goal.least}" if row.goal.least else ""
    return f"{row.title:64s} {ours.n:5d}  ours {ours.value:.3f} ({low:.3f}–{high:.3f}) {goal:8s} | {peers}"


def write(run: Run, given: argparse.Namespace) -> None:
    """Write the report and the figures where they are asked for."""
    columns = list(dict.fromkeys(name for row in run.rows for name in row.cells if name != "ours"))
    if given.report:
        given.report.write_text(report(run.record, run.rows, columns, run.chosen), encoding="utf-8")
    if given.json:
        rows = [asdict(row) for row in run.rows]
        for row in rows:
            for cell in row["cells"].values():
                cell["interval"] = wilson(cell["value"], cell["n"])
        text = json.dumps({"rows": rows} | run.record, ensure_ascii=False, indent=1)
        given.json.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    given = options()
    if not DATA.is_dir():
        sys.exit(f"There is no data in {DATA}; bench/BENCHMARK.md says where each set comes from.")
    run = prepare(given)
    run.record |= {"about": about(run, given), "not_run": run.not_run, "runs": given.runs}
    if not given.rows or set(given.rows) - {"speed"}:
        for row in measure(run, given.rows):
            run.rows.append(row)
            print(shown(row), flush=True)
    if not given.no_speed and (not given.rows or "speed" in given.rows):
        run.record["speed"] = link_speed.measure(given.runs, given.names, run.peer)
        for title, figures in run.record["speed"].items():
            print(title, *(f"  {key:48s} {value:12,.1f}" for key, value in figures.items()), sep="\n")
    for name, reason in run.not_run.items():
        print(f"{name}: not run ({reason})")
    if run.peer:
        run.peer.close()
    write(run, given)


if __name__ == "__main__":
    main()
