"""Pages over many opportunities: time of single requests beside Datasette, then requests per second while a build runs.

    python bench/pages.py [FOLDER] [--size 100000] [--seconds 20] [--datasette PROGRAM]

A workspace is written to FOLDER once (a temporary folder if none is named). `attache serve` and `datasette serve` run
in processes of their own, both over the same postings; requests go over one kept connection, each to another address,
so that nothing is answered from what was kept. Times are what the client waits. Where other programs use the machine,
the processor time of the server per request (`own`) tells more. Datasette's facets count whole tables within its time
limit, which is raised so that none is left out; its full-text index is of trigrams, which Chinese needs.

The sustained part asks by eight connections of another process for a mix of overview, searches, records and API answers
while `attache build` builds the demo workspace over and over: once at addresses that nobody asked for before (but for
the overview), once at addresses as they are read where many people read, the one of rank r in proportion to 1/r.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

from pages_corpus import write
from pages_load import percentile, wait

from attache.build.edition import Editions
from attache.core.workspace import Workspace
from attache.web.site import Site

ATTACHE = str(Path(sys.executable).with_name("attache"))
TARGETS = {"overview": 25.0, "search with facets": 25.0, "record": 15.0, "API search": None}
"""Milliseconds within which 95 of 100 answers are to come."""
WORDS = (
    "激光雷达", "半导体", "新材料", "机器人", "传感器", "人工智能", "无人机", "太阳能", "催化剂", "laser", "graphene",
    "battery",
)  # fmt: skip
TIMES, FIRST = 200, 20
"""Requests that are timed, and those before them that are not."""
SPREAD, ALL = 6_000, 12_000
"""Addresses of each kind in the sustained part, and requests of all kinds, of which no kind has half."""
MIX = {"overview": 1, "search with facets": 3, "record": 4, "API search": 2}
_ONCE = "n"
"""Name in the query that makes an address one that nobody has asked for; pages take no notice of it."""
Asked = Mapping[str, Sequence[str]]
"""Addresses by what they are of."""


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    process: subprocess.Popen[bytes]
    port: int

    def seconds(self) -> float:
        """Return the processor time that it and its children have used."""
        ticks = os.sysconf("SC_CLK_TCK")
        return sum(_ticks(pid) for pid in _family(self.process.pid)) / ticks


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@contextmanager
def serving(command: Sequence[str], path: str) -> Iterator[Server]:
    """Run a server; `{port}` in its command is a free one, `path` is asked until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen([one.format(port=port) for one in command], stdout=subprocess.DEVNULL) as process:
        try:
            wait(port, path, lambda: process.poll() is None)
            yield Server(process, port)
        finally:
            process.terminate()


def timed(server: Server, addresses: Sequence[str]) -> dict[str, float]:
    """Ask for addresses one after the other; return median and 95th percentile in ms, and the server's own time."""
    connection = HTTPConnection("127.0.0.1", server.port)
    waited: list[float] = []
    for number, address in enumerate(addresses):
        if number == FIRST:
            used = server.seconds()
        begun = time.perf_counter()
        connection.request("GET", address, headers={"accept-language": "en"})
        answer = connection.getresponse()
        body = answer.read()
        waited.append(1000 * (time.perf_counter() - begun))
        assert answer.status == 200, (address, answer.status, body[:300])
    own = 1000 * (server.seconds() - used) / (len(addresses) - FIRST)
    return {"p50": percentile(waited[FIRST:], 50), "p95": percentile(waited[FIRST:], 95), "own": own}


def ours(space: Workspace, many: int, seed: int) -> Asked:
    """Return addresses of our pages."""
    site = Site(space)
    keys, countries = _known(site)
    site.close()
    dice = random.Random(seed)
    shuffled = dice.sample(keys, len(keys))
    searched = [_searched(dice, countries) | {_ONCE: f"{seed}.{number}"} for number in range(many)]
    return {
        "overview": [f"/?lang={('en', 'zh')[number % 2]}&{_ONCE}={seed}.{number}" for number in range(many)],
        "search with facets": [f"/opportunities?{urlencode(one)}" for one in searched],
        "record": [f"/opportunities/{key}" for key in itertools.islice(itertools.cycle(shuffled), many)],
        "API search": [f"/api/v1/opportunities?{urlencode(one)}" for one in searched],
    }


def _known(site: Site) -> tuple[list[str], list[str]]:
    shelf = site.view().shelf
    keys = shelf.rows("select subject_id from cards where kind = 'opportunity' and abs(random()) % 10 = 0")
    query = "select host_country from cards where host_country is not null group by 1 order by count(*) desc limit 10"
    return [row["subject_id"] for row in keys], [row["host_country"] for row in shelf.rows(query)]


def _searched(dice: random.Random, countries: Sequence[str]) -> dict[str, str]:
    """Return a search: words, every second time narrowed by a country, every fourth time by a year as well."""
    asked = {"q": dice.choice(WORDS)}
    number = dice.randrange(4)
    if number % 2:
        asked["country"] = dice.choice(countries)
    if number == 3:
        asked["year"] = str(dice.randrange(2015, 2021))
    return asked | ({"page": "2"} if dice.randrange(4) == 0 else {})


def peers(asked: Asked) -> Asked:
    """Return Datasette's addresses for the same."""
    facets = "&".join(f"_facet={name}" for name in ("country", "mission", "year", "field"))

    def searched(address: str, form: str) -> str:
        query = address.partition("?")[2].rpartition(f"&{_ONCE}=")[0].replace("q=", "_search=", 1)
        return f"/pages/cards{form}?{query}&{facets}"

    return {
        "overview": [f"/pages/cards?{facets}&_size={20 + number % 2}" for number in range(len(asked["overview"]))],
        "search with facets": [searched(one, "") for one in asked["search with facets"]],
        "record": [f"/pages/cards/{quote(one.rpartition('/')[2])}" for one in asked["record"]],
        "API search": [searched(one, ".json") for one in asked["API search"]],
    }


def table(space: Workspace, path: Path) -> Path:
    """Write what our lists show as a table for Datasette."""
    shelf = Editions(space.editions).require().path / "shelf.db"
    con = sqlite3.connect(path)
    con.execute("attach ? as shelf", (str(shelf),))
    con.execute(
        "create table cards (id text primary key, title text, text text, published_on text, year text, country text,"
        " mission text, field text, status text)"
    )
    con.execute(
        "insert into cards select subject_id, title, w.text, published_on, substr(published_on, 1, 4), host_country,"
        " mission_id, (select json_extract(value, '$.value') from json_each(w.codes)"
        " where json_extract(value, '$.variable') = 'technology_field' limit 1), status"
        " from shelf.cards join shelf.wholes w using (document_id) where kind = 'opportunity'"
    )
    for name in ("country", "mission", "year", "field"):
        con.execute(f"create index cards_{name} on cards ({name})")
    con.execute("create virtual table cards_fts using fts5(title, text, content=cards, tokenize='trigram')")
    con.execute("insert into cards_fts (rowid, title, text) select rowid, title, text from cards")
    con.commit()
    con.close()
    return path


@contextmanager
def building(demo: Path) -> Iterator[list[float]]:
    """Build a workspace over and over in another process; yields the seconds of the builds that have ended."""
    done: list[float] = []
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            shutil.rmtree(demo / "editions")
            begun = time.perf_counter()
            command = [ATTACHE, "build", "-w", str(demo)]
            subprocess.run(command, check=True, capture_output=True)
            done.append(time.perf_counter() - begun)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


def sustained(server: Server, addresses: Sequence[str], seconds: float) -> dict[str, float]:
    """Let another process ask by eight connections."""
    command = [sys.executable, str(Path(__file__).with_name("pages_load.py")), str(server.port), str(seconds)]
    used = server.seconds()
    answer = subprocess.run(command, input=json.dumps(addresses), capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(answer.stdout)
    return told | {"own": 1000 * (server.seconds() - used) / told["requests"]}


def mixed(space: Workspace, seed: int, *, popular: bool) -> list[str]:
    """Return addresses in the proportions of `MIX`, each once, or drawn by rank; each seed has its own."""
    asked, dice = {**ours(space, SPREAD, seed), "overview": ["/", "/?lang=zh"] * SPREAD}, random.Random(seed)
    kinds = dice.choices(list(MIX), list(MIX.values()), k=ALL)
    weights = [1 / rank for rank in range(1, SPREAD + 1)]
    drawn = {name: iter(dice.choices(asked[name][:SPREAD], weights, k=ALL) if popular else asked[name]) for name in MIX}
    return [next(drawn[kind]) for kind in kinds]


def report(space: Workspace, demo: Path, seconds: float, datasette: str | None, folder: Path) -> None:
    """Measure and print."""
    asked = ours(space, TIMES + FIRST, 1)
    command = [ATTACHE, "serve", "-w", str(space.root), "--port", "{port}"]
    rows: list[tuple[str, dict[str, float]]] = []
    with serving(command, "/health/ready") as server:
        mine = {name: timed(server, addresses) for name, addresses in asked.items()}
        rows.append(("new addresses, nothing else runs", sustained(server, mixed(space, 2, popular=False), seconds)))
        for popular, what in ((False, "new addresses"), (True, "as many people read")):
            with building(demo) as done:
                told = sustained(server, mixed(space, 3 + popular, popular=popular), seconds)
            rows.append((f"{what}, {len(done)} builds run", told))
    theirs = _beside(space, asked, datasette, folder)
    print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| page | p50 ms | p95 ms | own ms | target p95 | Datasette p50 | p95 | own ms |")
    print("|---|---|---|---|---|---|---|---|")
    for name, one in mine.items():
        peer = theirs.get(name)
        told = f"{peer['p50']:.1f} | {peer['p95']:.1f} | {peer['own']:.1f}" if peer else "– | – | –"
        target = f"{TARGETS[name]:.0f}" if TARGETS[name] else "–"
        print(f"| {name} | {one['p50']:.1f} | {one['p95']:.1f} | {one['own']:.1f} | {target} | {told} |")
    print("\n| eight connections | requests/s | p50 ms | p95 ms | own ms |\n|---|---|---|---|---|")
    for what, one in rows:
        print(f"| {what} | {one['rate']:.0f} | {one['p50']:.0f} | {one['p95']:.0f} | {one['own']:.1f} |")
    print("\nTarget: 200 requests/s with p95 under 100 ms while a build runs.")


def _beside(space: Workspace, asked: Asked, program: str | None, folder: Path) -> dict[str, dict[str, float]]:
    if not program:
        print("Datasette is not here; `make bench` installs it\n")
        return {}
    path = folder / space.root.name / "pages.db"
    limits = [f for name in ("facet_time_limit_ms", "sql_time_limit_ms") for f in ("--setting", name, "60000")]
    command = [program, "serve", "--immutable", str(path), "--port", "{port}", *limits]
    if not path.exists():
        table(space, path)
    with serving([*command, "--setting", "default_page_size", "20"], "/-/versions.json") as server:
        return {name: timed(server, addresses) for name, addresses in peers(asked).items()}


def main() -> None:
    """Write the workspaces where they are missing, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=20)
    beside = Path(sys.executable).with_name("datasette")
    parser.add_argument("--datasette", default=str(beside) if beside.exists() else shutil.which("datasette"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        demo, many = folder / "demo", folder / f"many-{given.size}"
        if not demo.exists():
            command = [ATTACHE, "demo", str(demo)]
            subprocess.run(command, check=True, capture_output=True)
        space = (
            Workspace.open(many) if many.exists() else write(Editions(demo / "editions").require(), many, given.size)
        )
        counted(space)
        spare = Path(scratch) / "spare"
        shutil.copytree(demo, spare)
        report(space, spare, given.seconds, given.datasette, folder)


def counted(space: Workspace) -> None:
    """Make the shelf and count all figures, as a server does that has run for some minutes."""
    site = Site(space)
    figures = site.view().figures
    figures.start()
    while not figures.progress().ready:
        time.sleep(0.2)
    site.close()


if __name__ == "__main__":
    main()
