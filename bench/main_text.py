"""Main text of pages: ours beside readability-lxml, trafilatura and resiliparse, in one run.

    pip install --require-hashes -r requirements/bench.txt
    python bench/main_text.py [--repeat 3]

Accuracy is F1 over character 4-grams of the text against the gold text of real pages, in four readings: multisets
or sets of n-grams, with white space taken out or run together. Our figure here is for pages that the weights were
learned from; `python bench/train_main_text.py` prints what holds for sites never seen. Speed is pages per second of
processor time on one core, best of the repeats, on all pages of a set and on those of 60 to 140 thousand characters.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from resiliparse.extract.html2text import extract_plain_text
from train_main_text import f1, golden

from attache.read.main_text import main_text

READINGS = {
    "multiset": {"spaces": False, "unique": False},
    "set": {"spaces": False, "unique": True},
    "multiset, spaces": {"spaces": True, "unique": False},
    "set, spaces": {"spaces": True, "unique": True},
}


def readers() -> dict[str, Callable[[str], str]]:
    """Return ours and the peers that are installed."""
    out: dict[str, Callable[[str], str]] = {"ours": main_text, "resiliparse": _resiliparse}
    if find_spec("readability"):
        summary, tree = import_module("readability").Document, import_module("lxml.html")
        out["readability-lxml"] = lambda html: str(tree.fromstring(summary(html).summary()).text_content())
    if find_spec("trafilatura"):
        extract = import_module("trafilatura").extract
        out["trafilatura"] = lambda html: str(extract(html) or "")
    return out


def _resiliparse(html: str) -> str:
    return str(extract_plain_text(html, main_content=True))


def timed(read: Callable[[str], str], pages: list[str], repeat: int) -> tuple[list[str], float]:
    """Return the texts and the pages per second of processor time."""
    texts, best = [], float("inf")
    for _ in range(repeat):
        start = time.process_time()
        texts = [safely(read, page) for page in pages]
        best = min(best, time.process_time() - start)
    return texts, len(pages) / best


def safely(read: Callable[[str], str], page: str) -> str:
    try:
        return read(page)
    except Exception:  # a peer that fails on a page has no text of it
        return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages = list(golden())
    middle = [html for _, _, html, _ in pages if 60_000 <= len(html) <= 140_000]
    for name, read in readers().items():
        safely(read, middle[0])
        size, speed = sum(map(len, middle)) // len(middle) // 1000, timed(read, middle, options.repeat)[1]
        print(f"{name}: {speed:.0f} pages/s of {size} kB")
        for language in ("zh", "en"):
            rows = [(html, gold) for tongue, _, html, gold in pages if tongue == language]
            texts, speed = timed(read, [html for html, _ in rows], options.repeat)
            cells = []
            for label, reading in READINGS.items():
                scores = [f1(text, gold, **reading) for text, (_, gold) in zip(texts, rows, strict=True)]
                cells.append(f"{label} {statistics.mean(scores):.4f} ({statistics.median(scores):.4f})")
            print(f"  {language} {len(rows)} pages, {speed:4.0f}/s   mean (median): {'; '.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
