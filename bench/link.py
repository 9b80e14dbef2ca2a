"""The benchmark of linking: every row of the table with its peer in the same run.

    python bench/link.py [--quick] [ROW ...]

Development halves only. `ours` carries a Wilson 95 % interval; `rapidfuzz` is token_set/WRatio-like search by
`fuzz.token_sort_ratio` over the folded names, or the ratio for pairs. `--quick` asks at most 300 questions a row.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Callable

import link_data as data
from link_data import Task
from rapidfuzz import fuzz, process

from attache.link import Register, compare
from attache.link.folding import fold, has_han
from attache.link.names import parse
from attache.link.score import THRESHOLD

LIMIT = 300 if "--quick" in sys.argv else 1500
LEGAL = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司", "公司", "(集团)有限公司")
Row = tuple[str, int, float, float, str, str]
"""Measure, n, ours, rapidfuzz, best known, target."""


def wilson(share: float, n: int) -> str:
    z = 1.96
    middle, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return f"{(middle - half) / (1 + z * z / n):.3f}–{(middle + half) / (1 + z * z / n):.3f}"


def sample(questions: list[tuple[str, frozenset[str]]]) -> list[tuple[str, frozenset[str]]]:
    return questions if len(questions) <= LIMIT else random.Random(0).sample(questions, LIMIT)


def peer(task: Task, questions: list[tuple[str, frozenset[str]]]) -> float:
    names = [(e.id, fold(n)) for e in task.register for n in (e.name, *e.aliases)]
    few = questions[:150]
    hits = 0
    for name, right in few:
        best = process.extractOne(fold(name), [n for _, n in names], scorer=fuzz.token_sort_ratio)
        hits += bool(best) and names[best[2]][0] in right
    return hits / max(1, len(few))


def top_one(task: Task, best: str, target: str) -> Row:
    register, questions = Register(task.register), sample(task.questions)
    hits = 0
    for name, right in questions:
        found = register.hits(name, top=1)
        hits += bool(found) and found[0].entry_id in right
    return task.name, len(questions), hits / len(questions), peer(task, questions), best, target


def at_false_alarms(task: Task, others: list[str], rate: float, best: str, target: str) -> Row:
    """Recall with the right entry first, at the score that `rate` of the other names reach."""
    register, questions = Register(task.register), sample(task.questions)
    alarms = sorted((found[0].score if (found := register.hits(n, top=1)) else 0.0 for n in others), reverse=True)
    threshold = alarms[int(rate * len(alarms))]
    hits = 0
    for name, right in questions:
        found = register.hits(name, top=1)
        hits += bool(found) and found[0].score > threshold and found[0].entry_id in right
    return f"{task.name}, {rate:.1%} false alarms", len(questions), hits / len(questions), math.nan, best, target


def nearest_different() -> list[Row]:
    rng = random.Random(7)
    names = [e.name for e in data.listed_companies().register]
    names += [row["zh"][0] for row in data.rows("orgnames/ror_zh_en.jsonl.gz") if has_han(row["zh"][0])]
    chosen = rng.sample(names, min(LIMIT, 600))
    accepted = peer_accepted = recalled = peer_recalled = 0
    for name in chosen:
        core = parse(name).core
        near = process.extract(name, names, scorer=fuzz.ratio, limit=6)
        other = next(n for n, _, _ in near if parse(n).core != core)
        accepted += compare(name, other).match
        peer_accepted += fuzz.ratio(name, other) >= 80
        variant = core + rng.choice(LEGAL)
        recalled += compare(name, variant).match
        peer_recalled += fuzz.ratio(name, variant) >= 80
    n = len(chosen)
    return [
        ("nearest different Chinese name accepted", n, accepted / n, peer_accepted / n, "0.107", "≤ 0.02"),
        ("legal-form variant recalled", n, recalled / n, peer_recalled / n, "0.008", "≥ 0.99"),
    ]


def swapped(name: str, rng: random.Random) -> str:
    spots = [i for i in range(len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha() and name[i] != name[i + 1]]
    at = rng.choice(spots)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def transposition() -> list[Row]:
    """Recall of names with one transposition, at the threshold that accepts as many nearest others as the peer does."""
    rng = random.Random(8)
    names = sorted({e.name for e in data.ror(han_aliases=False) if e.name.isascii() and len(e.name) > 6})
    pool = rng.sample(names, 8000)
    chosen = pool[: min(LIMIT, 800)]
    same, peer_same, other, peer_other = [], [], [], []
    for name in chosen:
        wrong = swapped(name, rng)
        near = next(n for n, _, _ in process.extract(name, pool, scorer=fuzz.ratio, limit=3) if n != name)
        same.append(compare(name, wrong).score)
        other.append(compare(name, near).score)
        peer_same.append(fuzz.token_sort_ratio(fold(name), fold(wrong)))
        peer_other.append(fuzz.token_sort_ratio(fold(name), fold(near)))
    rows: list[Row] = []
    for rate in (0.01, 0.05):
        cut, peer_cut = (sorted(s, reverse=True)[int(rate * len(s))] for s in (other, peer_other))
        ours, theirs = (sum(v > c for v in s) / len(s) for s, c in ((same, cut), (peer_same, peer_cut)))
        rows.append((f"one transposition, {rate:.0%} of nearest accepted", len(same), ours, theirs, "0.731", "0.90"))
    taken, false = (sum(v >= THRESHOLD for v in s) / len(s) for s in (same, other))
    rows.append(
        (f"one transposition at the shipped threshold ({false:.3f} of nearest)", len(same), taken, math.nan, "", "")
    )
    return rows


def pairs() -> Row:
    given = data.name_pairs()
    right = sum(compare(a, b).match == same for a, b, same in given) / len(given)
    theirs = sum((fuzz.token_sort_ratio(fold(a), fold(b)) >= 85) == same for a, b, same in given) / len(given)
    return "name pairs (name_bench half), accuracy", len(given), right, theirs, "0.762", "0.78"


def speed() -> None:
    given = [(a, b) for a, b, _ in data.name_pairs()]
    given += [(row["zh"][0], row["en"][0]) for row in data.rows("orgnames/ror_zh_en.jsonl.gz")]
    start = time.perf_counter()
    for a, b in given:
        compare(a, b)
    first = len(given) / (time.perf_counter() - start)
    start = time.perf_counter()
    for a, b in given:
        compare(a, b)
    print(
        f"pairs explained/s: {first:,.0f} (first time seen), {len(given) / (time.perf_counter() - start):,.0f} (parsed)"
    )
    register = Register(data.ror()[:15000])
    names = [e.name for e in data.ror()[14000:15500]]
    for word in ("cold", "warm"):
        start = time.perf_counter()
        for name in names:
            register.hits(name)
        rate = len(names) / (time.perf_counter() - start)
        print(f"screening against {len(register.candidates)} names: {rate:,.0f}/s {word}")


def measures() -> dict[str, Callable[[], list[Row]]]:
    def fa(pair: tuple[Task, list[str]], levels: dict[float, tuple[str, str]]) -> list[Row]:
        return [at_false_alarms(*pair, rate, *cells) for rate, cells in levels.items()]

    return {
        "area": lambda: [top_one(data.zh_to_ror(area=True), "0.436", "0.65")],
        "all": lambda: [top_one(data.zh_to_ror(area=False), "0.398", "0.60")],
        "universities": lambda: (
            [top_one(data.universities()[0], "0.40", "0.75"), *fa(data.universities(), {0.01: ("0.15", "0.55")})]
        ),
        "nearest": nearest_different,
        "transposition": transposition,
        "listed": lambda: [top_one(data.listed_companies(), "0.944", "0.95")],
        "abbreviations": lambda: [top_one(data.abbreviations(), "0.865", "0.88")],
        "foreign": lambda: [top_one(data.foreign_companies(), "0.263", "0.50")],
        "ai": lambda: [top_one(data.ai_companies(), "0.613", "0.75")],
        "springer": lambda: [
            top_one(
                data.affiliations("orgnames/ror_springer_2023_10_31.jsonl.gz", "affiliation, Springer"), "0.724", "0.80"
            )
        ],
        "s2aff": lambda: [
            top_one(data.affiliations("orgnames/s2aff_gold_train_val.jsonl.gz", "affiliation, S2AFF"), "0.729", "0.80")
        ],
        "pairs": lambda: [pairs()],
        "aliases": lambda: fa(data.listed_aliases(), {0.01: ("0.239", "0.28"), 0.001: ("0.121", "0.18")}),
    }


def main() -> None:
    wanted = [a for a in sys.argv[1:] if not a.startswith("--")]
    print(
        f"{'measure':58s} {'n':>5s} {'ours':>6s} {'interval':>13s} {'rapidfuzz':>9s} {'best known':>10s} {'target':>7s}"
    )
    for name, measure in measures().items():
        if not wanted or name in wanted:
            for title, n, ours, theirs, best, target in measure():
                print(
                    f"{title:58s} {n:5d} {ours:6.3f} {wilson(ours, n):>13s} {theirs:9.3f} {best:>10s} {target:>7s}",
                    flush=True,
                )
    if not wanted or "speed" in wanted:
        speed()


if __name__ == "__main__":
    main()
