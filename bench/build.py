"""How a build grows: sizes of workspace beside seconds, documents per second, peak memory, and one more document.

The postings are those of the synthetic corpus with their sentences dealt anew, so that no two are alike.
Run as `python bench/build.py [SIZE …]` (default 1000 5000 20000); 100000 takes some minutes.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attache.build.builder import build
from attache.build.indexing import open_index
from attache.collect.evidence import Evidence
from attache.core.workspace import Workspace
from attache.demo import corpus


def items(count: int) -> Iterator[bytes]:
    """Yield postings in the site's JSON shape."""
    texts = [text for posting in corpus() for text in posting.texts]
    sentences = [s for text in texts for s in text.html.split("。") if 8 < len(s) < 200 and "<" not in s]
    rng = random.Random(7)
    for number in range(count):
        text = rng.choice(texts)
        extra = "。".join(rng.sample(sentences, 4))
        item = {
            "ProjectTitle": f"{text.title} {number}",
            "ProjectPublicDate": text.published,
            "ProjectContent": f"{text.html}<p>{extra}。</p>",
        }
        yield json.dumps(item, ensure_ascii=False).encode()


def fill(space: Workspace, first: int, bodies: Iterator[bytes]) -> None:
    """Append postings to the evidence."""
    evidence = Evidence(space.evidence)
    with evidence.writer():
        for number, body in enumerate(bodies, first):
            evidence.append_file(
                "bench", f"file:{number}.json", body, "application/json", f"{number}.json", "item",
                at="2020-01-01T00:00:00Z", synthetic=True,
            )  # fmt: skip


def measure(size: int, answers: Any) -> None:
    """Build a workspace of one size in a process of its own and report."""
    with tempfile.TemporaryDirectory() as folder:
        space = Workspace.create(Path(folder) / "w")
        bodies = items(size + 1)
        last = next(bodies)
        started = time.perf_counter()
        fill(space, 0, bodies)
        filled = time.perf_counter() - started
        full = build(space)
        fill(space, size, iter([last]))
        more = build(space)
        assert more.read == 1
        index = open_index(more.edition)
        waits = []
        for term in ("激光", "合作", "专利", "传感", "电池", "机器", "疫苗", "卫星", "德国", "生产") * 10:
            began = time.perf_counter()
            index.search(term)
            waits.append(time.perf_counter() - began)
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        answers.put((size, filled, full.seconds, more.seconds, own, children, sorted(waits)[94] * 1000))


def main() -> None:
    """Print the table."""
    sizes = [int(arg) for arg in sys.argv[1:]] or [1000, 5000, 20_000]
    heads = ("documents", "fill s", "build s", "docs/s", "+1 s", "MiB", "worker", "find ms")
    print(" ".join(f"{head:>9}" for head in heads))
    context = multiprocessing.get_context("spawn")
    for size in sizes:
        answers = context.Queue()
        child = context.Process(target=measure, args=(size, answers))
        child.start()
        _, filled, full, more, own, workers, wait = answers.get()
        child.join()
        row = (size, filled, full, size / full, more, own, workers, wait)
        print(" ".join(f"{value:9.{0 if value > 100 else 2}f}" for value in row), flush=True)


if __name__ == "__main__":
    main()
