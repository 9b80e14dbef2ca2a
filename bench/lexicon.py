"""Speed of the lexicon coder with the full codebook, the bare automaton beside it.

    python bench/lexicon.py [--repeat 3]

Megabytes are UTF-8, seconds are those of the processor. `code` takes one document at a time, `code_many` matches
them in batches; both return every code of every variable with spans. The bare automaton is ahocorasick_rs over the
same patterns, leftmost-longest, which only lists hits. Texts: the invented postings of the tests in documents of 500
to 2,000 characters (dense: every sentence is evidence), and where ../shared is there, ministry remarks as they are,
as documents of 500 to 2,000 characters and as one text, and real technology needs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import ahocorasick_rs
import yaml

from attache.code import Lexicon
from attache.code.folding import fold, folded_text

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared" / "data" / "docs"
Documents = list[tuple[str, str]]


def postings() -> Documents:
    rows = yaml.safe_load((HERE.parent / "tests" / "code" / "postings.yaml").read_text("utf-8"))["postings"]
    chosen = [f"{row['title']}。{row['text']}" for row in rows if any("\u4e00" <= c <= "\u9fff" for c in row["title"])]
    rng = random.Random(1)
    return [("", "\n".join(rng.choices(chosen, k=rng.randint(3, 8)))) for _ in range(1500)]


def shared(name: str) -> Documents:
    path = SHARED / f"{name}.jsonl.gz"
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [(row["title"] or "", row["text"]) for row in map(json.loads, lines)]


def slices(documents: Documents) -> Documents:
    rng = random.Random(2)
    text, out, at = "\n".join(body for _, body in documents), [], 0
    while at < len(text):
        size = rng.randint(500, 2000)
        out.append(("", text[at : at + size]))
        at += size
    return out


def corpora() -> Iterator[tuple[str, Documents]]:
    yield "postings, 500-2,000 characters", postings()
    remarks, needs = shared("mfa_remarks"), shared("bdci_tech_needs")
    if remarks:
        yield "remarks, whole documents", remarks
        yield "remarks, 500-2,000 characters", slices(remarks)
        yield "remarks, one text", [("", "\n".join(body for _, body in remarks))]
    if needs:
        yield "technology needs, as they are", needs * 8


def best(work: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    start = time.process_time()
    lexicon = Lexicon()
    terms = sum(variable.size for variable in lexicon.codebook.variables.values())
    patterns = lexicon._compiled.patterns
    ready = time.process_time() - start
    book = lexicon.codebook
    print(f"{len(book.variables)} variables, {terms:,} terms, {len(patterns):,} patterns, ready in {ready:.2f} s")
    bare = ahocorasick_rs.AhoCorasick(list(patterns), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    heads = ("automaton MB/s", 16), ("code MB/s", 11), ("code_many MB/s", 16), ("hits/kB", 9)
    print(f"{'text':34}{'documents':>10}{'MB':>7}" + "".join(f"{head:>{width}}" for head, width in heads))
    for name, documents in corpora():
        size = sum(len((title + body).encode()) for title, body in documents) / 1e6
        folded = [folded_text(fold(f"{title}\n{body}")) for title, body in documents]
        hits = sum(len(bare.find_matches_as_indexes(text)) for text in folded)
        plain = best(lambda texts=folded: [bare.find_matches_as_indexes(text) for text in texts], repeat)
        one = best(lambda docs=documents: [lexicon.code(*document) for document in docs], repeat)
        many = best(lambda docs=documents: list(lexicon.code_many(docs)), repeat)
        rates = f"{size / plain:16.1f}{size / one:11.1f}{size / many:16.1f}{hits / size / 1000:9.1f}"
        print(f"{name:34}{len(documents):10,}{size:7.2f}{rates}")


if __name__ == "__main__":
    main()
