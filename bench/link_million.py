"""A million names of organisations for timing: real ones, and invented ones that are marked so."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator

import link_data as data
from link_pairs import LEGAL, swapped

from attache.link.folding import has_han
from attache.vocabulary.places import places

__all__ = ["asked", "million"]

FIELDS = {
    "电子": "Electronics", "机械": "Machinery", "化工": "Chemicals", "生物": "Biology", "医药": "Pharma",
    "能源": "Energy", "材料": "Materials", "信息": "Information", "航空": "Aviation", "光电": "Optics",
    "软件": "Software", "精密": "Precision", "农业": "Agriculture", "食品": "Foods", "建筑": "Construction",
    "汽车": "Automotive", "船舶": "Shipbuilding", "通信": "Communications", "仪器": "Instruments",
}  # fmt: skip
ENDS = {
    "有限公司": "Co., Ltd.", "股份有限公司": "Inc.", "集团有限公司": "Group", "科技有限公司": "GmbH",
    "研究所": "Institute", "研究院": "Academy", "医院": "Hospital", "职业学院": "College", "实验室": "Laboratory",
    "中心": "Research Center",
}  # fmt: skip


def real() -> Iterator[str]:
    """Yield the names of ROR (CC0-1.0) and the short forms of Chinese companies (Apache-2.0)."""
    for row in data.rows("orgnames/ror_latest_names.jsonl.gz"):
        yield row["name"]
        yield from row["alt"]
    with gzip.open(data.DATA / "orgnames/company_short_forms_280k.txt.gz", "rt", encoding="utf-8") as file:
        yield from filter(None, map(str.strip, file))


def synthetic(seed: int = 11) -> Iterator[str]:
    """Yield invented names without end, Chinese and English by turns; the same seed gives the same names."""
    rng = random.Random(seed)
    towns = [(place.name_zh, place.name_en) for place in places() if place.country == "CN"]
    brands = [name for name in real() if has_han(name) and len(name) <= 4]
    words = sorted({w for row in data.ror(han_aliases=False) for w in row.name.split() if w.isalpha() and len(w) > 4})
    while True:
        yield rng.choice(towns)[0] + rng.choice(brands) + rng.choice([*FIELDS]) + rng.choice([*ENDS])
        town, word, field, end = (rng.choice(some) for some in (towns, words, [*FIELDS.values()], [*ENDS.values()]))
        yield f"{town[1]} {word} {field} {end}"


def million(count: int = 1_000_000) -> list[tuple[str, str]]:
    """Return `count` different (name, `real` or `synthetic`), the real ones first."""
    out = dict.fromkeys(real(), "real")
    for name in synthetic():
        if len(out) >= count:
            break
        out.setdefault(name, "synthetic")
    return list(out.items())[:count]


def asked(names: list[str], count: int = 10_000, seed: int = 12) -> list[str]:
    """Return names to look for: half are register names that were changed, half stand in no register, both scripts."""
    rng = random.Random(seed)
    quarter = count // 4
    chinese = [name for name in names if has_han(name) and len(name) > 2]
    latin = [name for name in names if name.isascii() and len(name) > 8 and name[1:3].isalpha() and name[1] != name[2]]
    out = [name + rng.choice(LEGAL) for name in rng.sample(chinese, quarter)]
    out += [swapped(name, rng) for name in rng.sample(latin, quarter)]
    strange = synthetic(seed)
    return out + [next(strange) for _ in range(count - len(out))]
