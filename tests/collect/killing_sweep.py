"""Kills sweeps at random moments and says what was left: run by `test_kill_sweep`.

`python -m tests.collect.killing_sweep FOLDER KILLS SEED` prints one JSON object. It forks, so it runs by itself.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from attache.collect.evidence import Evidence
from attache.collect.exchange import Request, Response
from attache.collect.fixture import FixtureFetcher
from attache.collect.run import collect
from attache.collect.sources import Source

ITEMS_PER_KILL = 40
SOURCE = Source(
    id="cistc-229",
    name="a column",
    owner="an owner",
    adapter="cistc",
    scope=("cistc.gov.cn",),
    entry=("http://www.cistc.gov.cn/",),
    settings={"column": 229},
)


class Site:
    """A column of the site that takes a moment for each answer."""

    def __init__(self, items: int) -> None:
        self.items = items

    def fetch(self, request: Request) -> Response:
        query = parse_qs(urlsplit(request.url).query)
        if "infoid" in query:
            time.sleep(0.0005)
            page = {"ProjectTitle": f"项目{query['infoid'][0]}", "ProjectContent": "…"}
        else:
            number = int(query.get("pagenum", ["1"])[0])
            rows = range((number - 1) * 100, min(number * 100, self.items))
            entries = [{"ProjectUrl": f"p.html?column=229&id={row}"} for row in rows]
            page = {"Maxpage": -(-self.items // 100), "Pagenum": number, "Projectlist": entries}
        return FixtureFetcher({request.url: json.dumps(page)}).fetch(request)


def killed(folder: Path, items: int, after: float) -> None:
    child = os.fork()
    if not child:
        collect(SOURCE, Evidence(folder), Site(items))
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(folder: Path, kills: int, seed: int) -> dict[str, object]:
    rng = random.Random(seed)
    items, unfinished = kills * ITEMS_PER_KILL, 0
    for _ in range(kills):
        killed(folder, items, rng.uniform(0.005, 0.12))
        unfinished += not list(Evidence(folder).sweeps())
    evidence = Evidence(folder)
    report = collect(SOURCE, evidence, Site(items))
    times = Counter(c.item_key for c in evidence.captures() if c.role == "detail")
    return {
        "unfinished": unfinished,
        "lost": items - len(times),
        "doubled": sum(times.values()) - len(times),
        "items": items,
        "listed": report.listed,
        "complete": report.sweep.complete,
        "findings": [str(found) for found in evidence.verify()],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
