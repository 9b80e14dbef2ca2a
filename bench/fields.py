"""Technology fields on real technology needs and abstracts: accuracy, coverage, and a trained peer beside us.

`python bench/fields.py`, with the folder `shared` beside the repository. Three tables: the field of the needs of
the labelled sample (strict: the annotator's one field; lenient: one of those that he would accept), beside always
saying the commonest field and beside naive Bayes over character bigrams trained on the other half; how many
fields a need gets; and which first-level field abstracts of Chinese disciplines get.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from attache.code import Lexicon

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
SAMPLE = ROOT / "tests" / "data" / "needs_fields_sample.csv"
HELD = "technology_field"
DISCIPLINES = {
    "agriculture": "作物学 园艺学 水产 农业工程 林学/林业工程 植物保护 食品科学与工程 畜牧学/兽医学 农业资源利用",
    "life_health": "口腔医学 药学 公共卫生与预防医学 中医学/中药学 生物学/生物科学与工程 基础医学/临床医学",
    "materials": "材料科学与工程 化学/化学工程与技术 冶金工程 纺织科学与工程 物理学",
    "manufacturing": "机械工程 控制科学与工程 力学",
    "construction": "土木工程 建筑学 水利工程 力学 交通运输工程",
    "environment": "环境科学与工程 地质学/地质资源与地质工程 矿业工程 大气科学 地球物理学 水利工程 海洋科学"
    " 农业资源利用",
    "energy": "电气工程 动力工程及工程热物理 石油与天然气工程 核科学与技术 矿业工程",
    "electronics": "信息与通信工程 电子科学与技术 测绘科学与技术 物理学 光学工程",
    "digital": "计算机科学与技术 控制科学与工程 信息与通信工程",
    "sensing_photonics": "光学工程 物理学 信息与通信工程 电子科学与技术 测绘科学与技术",
    "aerospace": "航空宇航科学与技术 天文学 力学 测绘科学与技术",
    "transport": "船舶与海洋工程 交通运输工程 海洋科学",
    "security": "兵器科学与技术 军事学 计算机科学与技术",
    "services_consumer": "纺织科学与工程",
}


@dataclass(frozen=True)
class Need:
    """A labelled need: title, text, the one field, the acceptable ones, and its half."""

    title: str
    text: str
    field: str
    accepted: tuple[str, ...]
    split: str


def needs() -> dict[str, tuple[str, str]]:
    """Return title and text of the needs by id."""
    with gzip.open(SHARED / "docs" / "bdci_tech_needs.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {row["id"]: (row["title"], row["text"]) for row in map(json.loads, lines)}


def sample() -> list[Need]:
    """Return the labelled needs."""
    texts = needs()
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return [
            Need(*texts[r["id"]], r["field"], tuple(r["field_ok"].split("|")), r["split"]) for r in csv.DictReader(file)
        ]


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share after Wilson."""
    z, share = 1.96, hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return middle - half, middle + half


def best(lexicon: Lexicon) -> Callable[[Sequence[Need]], list[str]]:
    """Return a coder of needs: the value of hightech_8 with the highest confidence."""

    def answer(given: Sequence[Need]) -> list[str]:
        coded = lexicon.code_many([(need.title, need.text) for need in given], variables=["hightech_8"])
        return [codes[0].value if codes else "none" for codes in coded]

    return answer


def bigrams(need: Need) -> Counter[str]:
    """Return the character bigrams of a need, those of its title three times."""
    text = f"{need.title}\n" * 3 + need.text
    return Counter(a + b for a, b in pairwise(text))


def trained(on: Sequence[Need]) -> Callable[[Sequence[Need]], list[str]]:
    """Return the peer: complement naive Bayes (Rennie and others 2003) over bigrams, trained on labelled needs."""
    by_field: dict[str, Counter[str]] = {}
    for need in on:
        by_field.setdefault(need.field, Counter()).update(bigrams(need).keys())
    total = Counter[str]()
    for counts in by_field.values():
        total.update(counts)
    rest = {field: total - counts for field, counts in by_field.items()}
    size = {field: counts.total() + len(total) for field, counts in rest.items()}

    def unlikely(need: Need, field: str) -> float:
        return sum(math.log((rest[field][gram] + 1) / size[field]) for gram in bigrams(need) if gram in total)

    return lambda given: [min(by_field, key=lambda field: unlikely(need, field)) for need in given]


def accuracy(name: str, answers: Iterable[str], given: Sequence[Need]) -> str:
    """Return a row of the table: strict and lenient shares with intervals."""
    pairs = list(zip(answers, given, strict=True))
    row = f"{name:<46}"
    for hits in (sum(a == n.field for a, n in pairs), sum(a in n.accepted for a, n in pairs)):
        low, high = wilson(hits, len(pairs))
        row += f"{hits / len(pairs):>8.3f} [{low:.2f}, {high:.2f}]"
    return row


def table_of_needs(lexicon: Lexicon) -> None:
    """Print strict and lenient accuracy by half, with the peers."""
    halves = {split: [need for need in sample() if need.split == split] for split in ("dev", "test")}
    print(f"{'field of 120 needs (ten values of hightech_8)':<46}{'strict':>8}{'':<15}{'lenient':>7}")
    for split, other in (("dev", "test"), ("test", "dev")):
        given = halves[split]
        common = Counter(need.field for need in halves[other]).most_common(1)[0][0]
        print(accuracy(f"{split} ({len(given)}): lexicon", best(lexicon)(given), given))
        print(accuracy(f"{split}: naive Bayes trained on {other}", trained(halves[other])(given), given))
        print(accuracy(f"{split}: always {common}", [common] * len(given), given))


def table_of_coverage(lexicon: Lexicon) -> None:
    """Print how many second-level fields a need gets."""
    values = lexicon.codebook.variable(HELD).values
    texts = list(needs().values())
    counts = [
        sum(values[c.value].parent is not None for c in codes) for codes in lexicon.code_many(texts, variables=[HELD])
    ]
    some = sum(count > 0 for count in counts) / len(counts)
    print(f"\n{len(counts)} needs: with a field {some:.3f}, fields per need {sum(counts) / len(counts):.2f}")
    print("  " + ", ".join(f"{n} fields: {c}" for n, c in sorted(Counter(counts).items())))


def table_of_disciplines(lexicon: Lexicon) -> None:
    """Print how often the first field of an abstract fits its discipline, lowest first."""
    fits = {(name, field) for field, names in DISCIPLINES.items() for name in names.split()}
    known = {name for name, _ in fits}
    with gzip.open(SHARED / "textclass" / "csldcp_train.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["label"] in known]
    values = lexicon.codebook.variable(HELD).values
    hits: Counter[str] = Counter()
    none = 0
    for row, codes in zip(rows, lexicon.code_many([("", row["text"]) for row in rows], variables=[HELD]), strict=True):
        tops = [code.value for code in codes if values[code.value].parent is None]
        none += not tops
        hits[row["label"]] += bool(tops) and (row["label"], tops[0]) in fits
    total = Counter(row["label"] for row in rows)
    print(f"\n{len(rows)} abstracts of {len(known)} disciplines (no titles): first-level field fits", end=" ")
    print(f"{hits.total() / len(rows):.3f}, none found {none / len(rows):.3f}")
    lowest = sorted(total, key=lambda name: hits[name] / total[name])[:10]
    print("  lowest: " + ", ".join(f"{name} {hits[name] / total[name]:.2f}" for name in lowest))


def main() -> None:
    """Print the tables."""
    lexicon = Lexicon()
    variable = lexicon.codebook.variable(HELD)
    second = sum(value.parent is not None for value in variable.values.values())
    zh = {t for v in variable.values.values() for t in (*v.terms.zh, *v.weak.zh)}
    en = {t for v in variable.values.values() for t in (*v.terms.en, *v.weak.en)}
    print(f"fields: {len(variable.values) - second} + {second}; terms: {len(zh):,} Chinese, {len(en):,} English\n")
    table_of_needs(lexicon)
    table_of_coverage(lexicon)
    table_of_disciplines(lexicon)


if __name__ == "__main__":
    main()
