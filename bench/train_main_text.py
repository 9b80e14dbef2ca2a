"""Learn the weights of the main-text models from pages with known main text; print honest estimates.

    python bench/train_main_text.py            # cross-validation by site: no page of a tested site is learned from
    python bench/train_main_text.py --write    # then learn from all pages and write src/attache/read/weights.py

Pages: ../shared/data/docs beside the repository (zh_html_main_content, aeb_en_html).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from attache.read.blocks import Outline, outline
from attache.read.choice import choose, holder
from attache.read.features import LOCAL, Floats, Measures, local, measure, title_block
from attache.read.heading import meta_of, title_of
from attache.read.inside import INSIDE, inside
from attache.read.main_text import shown
from attache.read.model import Model, probability
from attache.read.tree import parse

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "docs"
WEIGHTS = ROOT / "src" / "attache" / "read" / "weights.py"
PRIOR_LOCAL, PRIOR_INSIDE = 30.0, 3.0
SPACE = re.compile(r"\s+")


@dataclass
class Page:
    language: str
    site: str
    gold: str
    title: str
    page: Outline
    sums: Measures
    rows: Floats
    labels: Floats


def f1(got: str, gold: str, *, spaces: bool = False, unique: bool = False, size: int = 4) -> float:
    """Return F1 over character n-grams, as multisets or (`unique`) as sets, without or with white space."""
    texts = [SPACE.sub(" " if spaces else "", text).strip() for text in (got, gold)]
    grams = [Counter(text[at : at + size] for at in range(len(text) - size + 1)) for text in texts]
    if unique:
        grams = [Counter(set(counts)) for counts in grams]
    found, wanted = (sum(counts.values()) for counts in grams)
    if not found or not wanted:
        return float(found == wanted)
    return 2 * sum((grams[0] & grams[1]).values()) / (found + wanted)


def load(name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def golden() -> Iterable[tuple[str, str, str, str]]:
    """Yield (language, site, html, gold) of every page that has a gold text."""
    for row in load("zh_html_main_content"):
        yield "zh", row["site"], row["html"], row["gold_text"]
    for row in load("aeb_en_html"):
        if row["gold"]:
            host = urlsplit(row["url"]).hostname or ""
            yield "en", ".".join(host.split(".")[-2:]), row["html"], row["gold"]


def examples() -> list[Page]:
    out = []
    for language, site, html, gold in golden():
        tree = parse(html)
        title = title_of(tree, meta_of(tree))
        page = outline(tree.root)
        sums = measure(page)
        out.append(Page(language, site, gold, title, page, sums, local(page, sums, title), labels(page, gold)))
    return out


def labels(page: Outline, gold: str) -> Floats:
    """Return the share of each block that is in the gold text; short look-alikes outside the gold's element: none."""
    bare = SPACE.sub("", gold)
    grams = {bare[at : at + 4] for at in range(len(bare) - 3)}
    lines = {SPACE.sub("", line) for line in gold.split("\n")}
    shares, sizes = [], []
    for block in page.blocks:
        text = SPACE.sub("", block.text)
        own = [text[at : at + 4] for at in range(len(text) - 3)]
        shares.append(sum(gram in grams for gram in own) / len(own) if own else float(text in lines))
        sizes.append(len(text))
    good, every = [0.0] * len(page.tags), [0.0] * len(page.tags)
    for block, share, size in zip(page.blocks, shares, sizes, strict=True):
        good[block.element] += size * (share if share > 0.6 else 0)
        every[block.element] += size
    for at in range(len(page.tags) - 1, 0, -1):
        good[page.parents[at]] += good[at]
        every[page.parents[at]] += every[at]
    score = [2 * right / (all_ + len(bare)) for right, all_ in zip(good, every, strict=True)]
    top = max(range(len(score)), key=lambda at: (score[at], -at))
    held = [False] * len(page.tags)
    for at in range(top, len(held)):
        held[at] = at == top or held[page.parents[at]]
    kept = [
        share if held[block.element] or len(block.text) > 60 else 0.0
        for block, share in zip(page.blocks, shares, strict=True)
    ]
    return np.array(kept)


def logistic(rows: Floats, wanted: Floats, weights: Floats, prior: float) -> Floats:
    """Return weights of a logistic regression with a normal prior (precision `prior`), by Newton's method."""
    spread = np.maximum(rows.std(0), 0.02)
    spread[0] = 1.0
    scaled = rows / spread
    ridge = np.diag(prior / spread**2)
    ridge[0, 0] = 1e-6
    found = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ found, -30, 30)))
        slope = scaled.T @ (weights * (chance - wanted)) + ridge @ found
        bend = (scaled * (weights * chance * (1 - chance) + 1e-9)[:, None]).T @ scaled + ridge
        step = np.linalg.solve(bend, slope)
        found -= step
        if np.abs(step).max() < 1e-6:
            break
    return np.asarray(found / spread)


def weigh(page: Page, total: float) -> Floats:
    size = np.array(page.sums.size, dtype=np.float64) ** 0.75
    return np.asarray(size / size.sum() * total)


def learn(pages: list[Page], floor: float, floor_han: float) -> Model:
    first = logistic(
        np.vstack([page.rows for page in pages]),
        np.concatenate([page.labels for page in pages]) > 0.6,
        np.concatenate([weigh(page, 300) for page in pages]),
        PRIOR_LOCAL,
    )
    rows, wanted, weights = [], [], []
    for page in pages:
        chances = probability(page.rows, first)
        named = title_block(page.page, page.title)
        top = holder(page.page, page.sums, chances, named)
        which, more = inside(page.page, page.sums, page.rows, chances, top)
        share = weigh(page, 1)[which]
        rows.append(more)
        wanted.append(page.labels[which] > 0.6)
        weights.append(share / share.sum() * 100)
    second = logistic(np.vstack(rows), np.concatenate(wanted), np.concatenate(weights), PRIOR_INSIDE)
    return Model(first, second, floor, floor_han)


def read(page: Page, model: Model) -> str:
    return shown(page.page, choose(page.page, page.title, model).blocks)


def folds(pages: list[Page], count: int, seed: int) -> list[set[str]]:
    sites = sorted({page.site for page in pages})
    random.Random(seed).shuffle(sites)
    return [set(sites[at::count]) for at in range(count)]


def cross_validated(pages: list[Page], count: int, seed: int, see: Callable[[Page, Model], None]) -> None:
    for tested in folds(pages, count, seed):
        model = learn([page for page in pages if page.site not in tested], 0.5, 0.5)
        for page in pages:
            if page.site in tested:
                see(page, model)


def estimate(pages: list[Page], seeds: int, grid: list[float]) -> None:
    scores: dict[tuple[str, float], list[float]] = {}

    def see(page: Page, model: Model) -> None:
        for floor in grid:
            text = read(page, Model(model.local, model.inside, floor, floor))
            scores.setdefault((page.language, floor), []).append(f1(text, page.gold))

    for seed in range(seeds):
        cross_validated(pages, 10, seed, see)
    print(f"mean (median) F1 over character 4-grams, {seeds} × 10 folds by site")
    for floor in grid:
        cells = []
        for name in ("zh", "en"):
            found = scores[name, floor]
            cells.append(f"{name} {statistics.mean(found):.4f} ({statistics.median(found):.4f})")
        print(f"  floor {floor:.2f}   {'   '.join(cells)}", flush=True)


def write(model: Model) -> None:
    """Write the weights as plain numbers; what is smaller than 0.005 is written as it rounds."""
    lines = ['"""Weights of the main-text models, written by `bench/train_main_text.py`; names are columns."""', ""]
    lines += [
        "from __future__ import annotations",
        "",
        '__all__ = ["FLOOR", "FLOOR_HAN", "INSIDE_WEIGHTS", "LOCAL_WEIGHTS"]',
    ]
    lines += ["", f"FLOOR = {model.floor}", f"FLOOR_HAN = {model.floor_han}"]
    for name, columns, weights in (("LOCAL", LOCAL, model.local), ("INSIDE", INSIDE, model.inside)):
        lines += ["", f"{name}_WEIGHTS = {{"]
        lines += [f'    "{column}": {weight:.2f},' for column, weight in zip(columns, weights, strict=True)]
        lines += ["}"]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--floor", type=float, default=0.6)
    parser.add_argument("--floor-han", type=float, default=0.1)
    options = parser.parse_args()
    pages = examples()
    sites, blocks = len({page.site for page in pages}), sum(len(page.page.blocks) for page in pages)
    print(f"{len(pages)} pages of {sites} sites, {blocks} blocks")
    estimate(pages, options.seeds, [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    if options.write:
        write(learn(pages, options.floor, options.floor_han))


if __name__ == "__main__":
    main()
