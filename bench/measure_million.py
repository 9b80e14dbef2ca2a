"""A million opportunities: seconds and memory of all measures; single cross-tabs beside SQLite and pandas.

    python bench/measure_million.py [FOLDER] [--size 1000000] [--people 500]

An edition is written to FOLDER once (a temporary folder if none is named). All measures run in a process of their own
on two threads, which tells its greatest memory; so do the cross-tabs, ours in one process and the peers in another. The
peers get what our frame holds, one row per opportunity and one per code of the variables asked for: SQLite with indexes
on what is grouped by, pandas as categories. Times of cross-tabs are medians of five. Where other programs use the
machine, the seconds of the processor tell more than those of the clock.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from million_edition import write

from attache.build.edition import Edition
from attache.build.measuring import open_frame
from attache.measure.chapters import MEASURES
from attache.measure.frame import Frame

TIMES, SLOWEST = 5, 12
FIELD, ACTION = "technology_field", "coop_mode"
TABLES: Mapping[str, tuple[str, ...]] = {
    "field": (FIELD,),
    "country × year": ("host_country", "year"),
    "mission × country": ("mission_id", "host_country"),
    "field × year": (FIELD, "year"),
    "field × country": (FIELD, "host_country"),
    "field × form of cooperation": (FIELD, ACTION),
    "field × field": (FIELD, FIELD),
}
Peer = Callable[[tuple[str, ...]], int]
"""Makes a cross-tab and returns the sum of its counts."""


def memory() -> float:
    """Return the greatest memory of this process in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def all_measures(folder: Path) -> dict[str, Any]:
    """Open the edition and run every measure once."""
    begun = time.perf_counter()
    frame = open_frame(Edition(folder))
    opened, first, own = time.perf_counter() - begun, memory(), time.process_time()
    seconds, rows = {}, 0
    for name, measure in MEASURES.items():
        start = time.perf_counter()
        rows += len(measure.run(frame))
        seconds[name] = time.perf_counter() - start
    return {
        "codes": frame.rows("select count(*) from codes")[0][0], "opportunities": frame.count(), "rows": rows,
        "open": opened, "open GiB": first, "measures": sum(seconds.values()), "GiB": memory(), "each": seconds,
        "open processor": own, "processor": time.process_time() - own,
    }  # fmt: skip


def ours(folder: Path) -> dict[str, Any]:
    """Time the cross-tabs, as `attache measure` counts them."""
    frame = open_frame(Edition(folder))

    def table(by: tuple[str, ...]) -> int:
        return sum(frame.counts(by).values())

    return {name: timed(partial(table, by)) for name, by in TABLES.items()}


def timed(make: Callable[[], int]) -> dict[str, float]:
    """Return the median milliseconds of a cross-tab, and the sum of its counts."""
    found = []
    for _ in range(TIMES):
        start = time.perf_counter()
        total = make()
        found.append(1000 * (time.perf_counter() - start))
    return {"ms": statistics.median(found), "total": total}


def peers(folder: Path) -> dict[str, dict[str, Any]]:
    """Time the cross-tabs in SQLite and in pandas."""
    frame = open_frame(Edition(folder))
    found: dict[str, dict[str, Any]] = {}
    for name, load in {"SQLite": _sqlite, "pandas": _pandas}.items():
        start = time.perf_counter()
        try:
            peer = load(frame)
        except ImportError as reason:
            found[name] = {"not run": str(reason)}
            continue
        loaded = time.perf_counter() - start
        found[name] = {table: timed(partial(peer, by)) for table, by in TABLES.items()} | {"load": loaded}
    return found


_UNITS = "select i, host_country, mission_id, year from units"
_CODED = "select variable, value, i from coded where variable in ('technology_field', 'coop_mode')"


def _sqlite(frame: Frame) -> Peer:
    con = sqlite3.connect(":memory:")
    con.execute("create table units (i integer primary key, host_country text, mission_id text, year integer)")
    con.execute(
        "create table coded (variable text, value text, i integer, primary key (variable, value, i)) without rowid"
    )
    for table, query, marks in (("units", _UNITS, "?, ?, ?, ?"), ("coded", _CODED, "?, ?, ?")):
        rows = frame.con.execute(query.replace("variable, value, i", "variable::varchar, value::varchar, i"))
        while chunk := rows.fetchmany(100_000):
            con.executemany(f"insert into {table} values ({marks})", chunk)
    con.execute("create index by_country_year on units (host_country, year)")
    con.execute("create index by_mission_country on units (mission_id, host_country)")
    con.execute("create index by_unit on coded (variable, i, value)")
    con.execute("analyze")

    def table(by: tuple[str, ...]) -> int:
        joins, names = [], []
        for at, name in enumerate(by):
            coded = name in (FIELD, ACTION)
            if coded:
                joins.append(f"left join coded c{at} on c{at}.variable = '{name}' and c{at}.i = u.i")
            names.append(f"c{at}.value" if coded else f"u.{name}")
        query = f"select {', '.join(names)}, count(*) from units u {' '.join(joins)} group by {', '.join(names)}"
        return sum(row[-1] for row in con.execute(query))

    return table


def _pandas(frame: Frame) -> Peer:
    import pandas  # noqa: PLC0415, F401 -- a peer that may not be there

    units = frame.con.execute(_UNITS).df().set_index("i").astype({"host_country": "category", "mission_id": "category"})
    codes = frame.con.execute(_CODED).df().astype({"variable": "category", "value": "category"})
    by_variable = {name: codes[codes.variable == name].set_index("i")[["value"]] for name in (FIELD, ACTION)}

    def table(by: tuple[str, ...]) -> int:
        joined = units[[name for name in by if name in units.columns]]
        names = []
        for at, name in enumerate(by):
            column = f"c{at}" if name in by_variable else name
            if name in by_variable:
                joined = joined.join(by_variable[name].rename(columns={"value": column}))
            names.append(column)
        return int(joined.groupby(names, observed=True, dropna=False).size().sum())

    return table


def report(parts: Mapping[str, Any]) -> None:
    """Print the tables."""
    whole = parts["all_measures"]
    print(f"{whole['opportunities']:,} opportunities, {whole['codes']:,} codes, {whole['rows']:,} rows of measures")
    for name, start, least in (("frame opened", "open", "open GiB"), ("all measures", "measures", "GiB")):
        processor = whole["open processor" if start == "open" else "processor"]
        print(f"{name:15}{whole[start]:6.1f} s, of the processor {processor:6.1f} s; {whole[least]:.2f} GiB at most")
    slowest = sorted(whole["each"].items(), key=lambda item: -item[1])[:SLOWEST]
    print("slowest: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in slowest) + "\n")
    others = parts["peers"]
    print(f"{'cross-tab, ms':30}{'ours':>8}" + "".join(f"{name:>10} {'×':>6}" for name in others))
    for name, own in parts["ours"].items():
        line = f"{name:30}{own['ms']:8.0f}"
        for found in others.values():
            if "not run" in found:
                line += f"{'–':>10} {'–':>6}"
                continue
            assert found[name]["total"] == own["total"], f"{name}: {found[name]['total']} is not {own['total']}"
            line += f"{found[name]['ms']:10,.0f} {found[name]['ms'] / own['ms']:6.1f}"
        print(line)
    for name, found in others.items():
        print(
            f"{name}: "
            + (f"not run ({found['not run']})" if "not run" in found else f"loaded in {found['load']:.0f} s")
        )


PARTS: Mapping[str, Callable[[Path], Any]] = {"all_measures": all_measures, "ours": ours, "peers": peers}


def main() -> int:
    """Write the edition where it is not there yet, measure in processes of their own, print; return 0."""
    parser = argparse.ArgumentParser(description="Measures and cross-tabs of a million opportunities.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=500, help="opportunities that people have coded")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        print(json.dumps(PARTS[asked.part](asked.folder)))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.folder or Path(temporary)) / "000001"
        if not (folder / "manifest.json").is_file():
            start = time.perf_counter()
            write(folder, asked.size, asked.people)
            print(f"edition written in {time.perf_counter() - start:.0f} s")
        found = {}
        for part in PARTS:
            command = [sys.executable, __file__, str(folder), "--part", part]
            found[part] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        report(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
