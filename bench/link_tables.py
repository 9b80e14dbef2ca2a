"""Compute the tables of names that are counted and not written: word frequencies, sounds of characters.

    python bench/link_tables.py [FOLDER OF THE DEVELOPMENT DATA]

`frequencies.csv` is counted over the organisation names of ROR (CC0-1.0). `sounds.csv` is learned from the project's
own tables of foreign places, countries and organisations: every character is aligned with a piece of the Latin name.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from attache.core.text import simplify
from attache.link.folding import canonical, fold, has_han, words
from attache.link.romanisation import skeleton, syllables
from attache.vocabulary.countries import countries
from attache.vocabulary.names import NAMES
from attache.vocabulary.organisations import known_organisations
from attache.vocabulary.places import places

DATA = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "data"
HAN = re.compile("[\u4e00-\u9fff]{2,8}")
LONGEST = 5


def frequencies() -> None:
    counts: Counter[str] = Counter()
    total = 0
    with gzip.open(DATA / "orgnames" / "ror_latest_names.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            total += 1
            counts.update({canonical(w) for n in (row["name"], *row["alt"]) if not has_han(n) for w in words(fold(n))})
    rows = [(word, round(1e6 * n / total)) for word, n in counts.items() if n >= 3 and word.isascii()]
    _write("frequencies.csv", ("word", "per_million"), sorted(rows, key=lambda row: (-row[1], row[0])))


def pairs() -> list[tuple[str, str]]:
    out: set[tuple[str, str]] = set()
    rows = [(p.name_zh, p.name_en) for p in places() if p.country not in {"CN", "JP", "KR", "TW", "HK", "MO"}]
    rows += [(c.name_zh, c.name_en) for code, c in countries().items() if code not in {"CN", "JP", "KR", "TW"}]
    rows += [
        (zh, o.name_latin) for o in known_organisations() if o.country not in {"CN", "JP", "KR"} for zh in o.names_zh
    ]
    for zh, english in rows:
        latin = "".join(words(fold(english)))
        if HAN.fullmatch(zh) and latin.isascii() and latin.isalpha() and 0.8 <= len(latin) / len(zh) <= 5:
            out.add((simplify(zh), latin))
    return sorted(out)


def _align(zh: str, latin: str, cost: dict[str, dict[str, float]], base: dict[str, float]) -> tuple[float, list[str]]:
    best: dict[tuple[int, int], tuple[float, list[str]]] = {(0, 0): (0.0, [])}
    for i, char in enumerate(zh):
        pinyin = syllables(char)[0]
        for j in range(len(latin) + 1):
            if (i, j) not in best:
                continue
            value, so_far = best[i, j]
            for k in range(j, min(j + LONGEST, len(latin)) + 1):
                piece = latin[j:k]
                step = cost[char].get(piece)
                if step is None:
                    step = 2.0 + 1.2 * Levenshtein.distance(pinyin, piece) - (0.5 if piece[:1] == pinyin[:1] else 0)
                if value + step < best.get((i + 1, k), (math.inf, []))[0]:
                    best[i + 1, k] = (value + step, [*so_far, piece])
    return best.get((len(zh), len(latin)), (math.inf, []))


def sounds() -> None:
    data = pairs()
    cost: dict[str, dict[str, float]] = defaultdict(dict)
    counts: dict[str, Counter[str]] = {}
    for _ in range(8):
        counts = defaultdict(Counter)
        for zh, latin in data:
            value, pieces = _align(zh, latin, cost, {})
            if value / len(zh) < 6:
                for char, piece in zip(zh, pieces, strict=True):
                    counts[char][piece] += 1
        cost = defaultdict(dict)
        for char, found in counts.items():
            total = sum(found.values())
            cost[char] = {piece: -math.log(n / (total + 1)) for piece, n in found.items() if n > 1 or total < 4}
    rows = [(char, *found.most_common(1)[0]) for char, found in counts.items() if sum(found.values()) > 1]
    rows = [(char, piece, n) for char, piece, n in rows if piece and _plausible(char, piece, n)]
    _write("sounds.csv", ("zh", "latin"), sorted((char, piece) for char, piece, _ in rows))
    print(len(data), "pairs", len(rows), "characters")


def _plausible(char: str, piece: str, n: int) -> bool:
    """Tell whether a piece is a sound of the character, and not a word that a short name happens to translate."""
    return n >= 3 or skeleton(piece)[:1] == skeleton(syllables(char)[0])[:1]


def _write(name: str, header: tuple[str, ...], rows: list[tuple[str, object]] | list[tuple[str, int]]) -> None:
    with (NAMES / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    frequencies()
    sounds()
