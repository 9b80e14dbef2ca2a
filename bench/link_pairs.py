"""Labelled pairs of names: given ones, and ones that are made from the registers by a rule with a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import link_data as data
from rapidfuzz import fuzz, process

from attache.link.folding import has_han
from attache.link.names import parse

__all__ = ["PAIR_SETS", "Pair", "PairTask", "cross", "labelled", "nearest_different", "speed_pairs", "transposition"]

LEGAL = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司", "公司", "(集团)有限公司")


@dataclass(frozen=True)
class Pair:
    """Two names and whether they are of one organisation; `schema` is FollowTheMoney's, for matchers that ask."""

    a: str
    b: str
    same: bool
    schema: str = "Organization"


@dataclass(frozen=True)
class PairTask:
    """Pairs that are judged together."""

    name: str
    pairs: list[Pair]
    printable: bool = False


def nearest_different(most: int = 600) -> PairTask:
    """Chinese names beside the nearest with another core (not the same), and their core with another legal form."""
    rng = random.Random(7)
    names = [e.name for e in data.listed_companies().register]
    names += [row["zh"][0] for row in data.rows("orgnames/ror_zh_en.jsonl.gz") if has_han(row["zh"][0])]
    out = []
    for name in rng.sample(names, most):
        core = parse(name).core
        near = process.extract(name, names, scorer=fuzz.ratio, limit=6)
        out.append(Pair(name, next(n for n, _, _ in near if parse(n).core != core), False))
        out.append(Pair(name, core + rng.choice(LEGAL), True))
    return PairTask("Chinese: nearest other name, other legal form", out)


def swapped(name: str, rng: random.Random) -> str:
    """Return the name with two neighbouring letters that differ exchanged."""
    spots = [i for i in range(len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha() and name[i] != name[i + 1]]
    at = rng.choice(spots)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def transposition(most: int = 800) -> PairTask:
    """English names of ROR with one transposition (the same), and the nearest other of 8,000 (not the same)."""
    rng = random.Random(8)
    names = sorted({e.name for e in data.ror(han_aliases=False) if e.name.isascii() and len(e.name) > 6})
    pool = rng.sample(names, 8000)
    out = []
    for name in pool[:most]:
        out.append(Pair(name, swapped(name, rng), True))
        near = process.extract(name, pool, scorer=fuzz.ratio, limit=3)
        out.append(Pair(name, next(n for n, _, _ in near if n != name), False))
    return PairTask("English: one transposition, nearest other name", out, printable=True)


def labelled() -> PairTask:
    """The half of nomenklatura's name_bench that is for development, persons and vessels included."""
    return PairTask("labelled pairs (name_bench half)", [Pair(*row) for row in data.name_pairs_with_schema()], True)


def cross(most: int = 1500) -> PairTask:
    """Chinese and English names of one ROR record, beside three that are not the same.

    The wrong English names are the one nearest to the right one, that of the record with the nearest Chinese name,
    and one by chance, so a quarter of the pairs is the same.
    """
    rng = random.Random(9)
    rows = [row for row in data.rows("orgnames/ror_zh_en.jsonl.gz") if has_han(row["zh"][0])]
    english, chinese = [row["en"][0] for row in rows], [row["zh"][0] for row in rows]
    out = []
    for at in rng.sample(range(len(rows)), min(most, len(rows))):
        right = {name.casefold() for name in (*rows[at]["en"], *rows[at]["aliases"])}
        near = [n for n, _, _ in process.extract(english[at], english, scorer=fuzz.token_sort_ratio, limit=6)]
        near_zh = [english[n] for _, _, n in process.extract(chinese[at], chinese, scorer=fuzz.ratio, limit=6)]
        wrong = [next((n for n in names if n.casefold() not in right), "") for names in (near, near_zh)]
        wrong.append(next(n for n in rng.sample(english, 5) if n.casefold() not in right))
        out.append(Pair(chinese[at], english[at], True))
        out += [Pair(chinese[at], name, False) for name in dict.fromkeys(filter(None, wrong))]
    return PairTask("Chinese and English names of ROR records", out, printable=True)


PAIR_SETS: dict[str, Callable[[int], PairTask]] = {
    "nearest": lambda most: nearest_different(min(600, most)),
    "transposition": lambda most: transposition(min(800, most)),
    "pairs": lambda _: labelled(),
    "cross": cross,
}
"""Every set of pairs by its key, made with at most so many questions."""


def speed_pairs(count: int = 20_000, seed: int = 10) -> dict[str, list[tuple[str, str]]]:
    """Return pairs by scripts, a third each, half of them the same organisation; each name stands in one pair only."""
    rng = random.Random(seed)
    entries = rng.sample(data.ror(han_aliases=False), count // 3 + 4000)
    latin = [(e.name, e.aliases[0] if e.aliases else swapped(e.name, rng)) for e in entries if len(e.name) > 3]
    short = [(row["abbr"], row["full"]) for row in data.rows("orgnames/zh_abbreviations_train_dev.jsonl.gz")]
    short += [(row["name"], row["fullname"]) for row in data.rows("orgnames/listed_companies_short_full.jsonl.gz")]
    both = [(row["zh"], row["en"]) for row in data.rows("orgnames/world_universities_zh_en.jsonl.gz")]
    both += [(row["zh"][0], row["en"][0]) for row in data.rows("orgnames/ror_zh_en.jsonl.gz")]
    out = {}
    for kind, same in (("latin-latin", latin), ("han-han", short), ("han-latin", both)):
        given = _once(same)
        rng.shuffle(given)
        given = given[: count // 3 + (kind == "latin-latin") * (count % 3)]
        turned = [b for _, b in given[3::2]] + [b for _, b in given[1:3:2]]
        given[1::2] = [(a, b) for (a, _), b in zip(given[1::2], turned, strict=True)]
        out[kind] = given
    return out


def _once(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    seen: set[str] = set()
    out = []
    for a, b in pairs:
        if a and b and a != b and not {a, b} & seen:
            seen |= {a, b}
            out.append((a, b))
    return out
