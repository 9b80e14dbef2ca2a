"""The development sets of the linking benchmark, as questions (name, right ids) and registers."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attache.link.entries import Entry
from attache.link.folding import has_han
from attache.link.names import parse

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True)
class Task:
    """Questions against one register; `right` are the ids of which any is right, empty for "in no register".

    `types` says what an entry's organisation is (see `TYPES`), where its register does; `printable` is whether the
    licence of the data lets a report show its names.
    """

    name: str
    register: list[Entry]
    questions: list[tuple[str, frozenset[str]]]
    types: dict[str, str] = field(default_factory=dict)
    printable: bool = False


TYPES = {
    "education": "university, school",
    "facility": "institute, laboratory",
    "healthcare": "hospital",
    "company": "company",
    "government": "government",
    "archive": "museum, archive",
    "nonprofit": "association, fund",
}
"""ROR's types of organisations as the report calls them; `funder` is a role and `other` says nothing."""


def rows(path: str) -> Iterator[dict[str, Any]]:
    with gzip.open(DATA / path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def ror(*, chinese_area: bool = False, han_aliases: bool = True) -> list[Entry]:
    """The register of ROR names; without Chinese aliases it is what a Chinese name has to be found in."""
    out = []
    for row in rows("orgnames/ror_latest_names.jsonl.gz"):
        if chinese_area and row["country"] not in {"CN", "TW", "HK", "MO", "SG"}:
            continue
        names = [n for n in (row["name"], *row["alt"]) if han_aliases or not has_han(n)]
        if names:
            out.append(Entry(row["ror"], names[0], "ror", tuple(names[1:]), row["country"]))
    return out


def ror_types() -> dict[str, str]:
    """Return what each ROR record says that its organisation is, the first of its types that says something."""
    out = {}
    for row in rows("orgnames/ror_latest_names.jsonl.gz"):
        said = [TYPES[one.lower()] for one in row["types"] if one.lower() in TYPES]
        out[row["ror"]] = said[0] if said else "other"
    return out


def zh_to_ror(*, area: bool) -> Task:
    register = ror(chinese_area=area, han_aliases=False)
    known = {entry.id for entry in register}
    questions = [
        (row["zh"][0], frozenset({row["ror"]})) for row in rows("orgnames/ror_zh_en.jsonl.gz") if row["ror"] in known
    ]
    name = "Chinese name → ROR, Chinese area" if area else "Chinese name → ROR, all"
    return Task(name, register, questions, ror_types(), printable=True)


def affiliations(path: str, name: str, split: str | None = None) -> Task:
    register = ror()
    known = {entry.id for entry in register}
    questions = [
        (row["affiliation"], frozenset(row["ror_ids"]) & known)
        for row in rows(path)
        if set(row["ror_ids"]) & known and (split is None or row.get("split") == split)
    ]
    return Task(name, register, questions, ror_types(), printable=True)


def listed_companies() -> Task:
    data = list(rows("orgnames/listed_companies_short_full.jsonl.gz"))
    register = [Entry(row["code"], row["fullname"], "listed") for row in data]
    questions = [(row["name"], frozenset({row["code"]})) for row in data]
    return Task("listed company, short → full", register, questions, {row["code"]: "company" for row in data})


ENDS = [
    "大学",
    "学院",
    "学校",
    "公司",
    "集团",
    "协会",
    "学会",
    "委员会",
    "研究所",
    "研究院",
    "中心",
    "部",
    "局",
    "厅",
    "院",
    "会",
    "处",
    "署",
    "所",
    "社",
    "厂",
    "银行",
    "医院",
    "队",
    "组织",
    "联盟",
    "办",
    "联合会",
    "基金会",
]


def abbreviations() -> Task:
    data = [row for row in rows("orgnames/zh_abbreviations_train_dev.jsonl.gz") if row["full"].endswith(tuple(ENDS))]
    fulls = sorted({row["full"] for row in data})
    ids = {full: str(n) for n, full in enumerate(fulls)}
    right: dict[str, set[str]] = {}
    for row in data:
        if row["abbr"]:
            right.setdefault(row["abbr"], set()).add(ids[row["full"]])
    register = [Entry(ids[full], full, "abbreviations") for full in fulls]
    return Task("abbreviation → full", register, [(abbr, frozenset(r)) for abbr, r in sorted(right.items())])


def foreign_companies() -> Task:
    data = [row for row in rows("orgnames/foreign_names_zh_en.jsonl.gz") if row["type"] != "Person"]
    names = {row["en"] for row in data}
    names |= {r["name"] for r in rows("lists/cn_countersanctions_en_only.jsonl.gz") if r["type"] != "Person"}
    others = [row["name"] for row in rows("orgnames/parat_companies.jsonl.gz") if row["country"] != "China"]
    names |= set(others[: max(0, 1736 - len(names))])
    register = [Entry(name, name, "foreign") for name in sorted(names)]
    same: dict[str, set[str]] = {}
    for name in names:
        same.setdefault(parse(name).core, set()).add(name)
    questions = [(zh, frozenset(same[parse(row["en"]).core])) for row in data for zh in row["zh"][:1]]
    return Task("foreign company in Chinese → English", register, questions, dict.fromkeys(names, "company"))


def ai_companies() -> Task:
    data = list(rows("orgnames/parat_companies.jsonl.gz"))
    register, questions = [], []
    for row in data:
        han = [a.strip("_ ") for a in row["aliases"] if has_han(a)]
        latin = tuple(a for a in row["aliases"] if not has_han(a))
        register.append(Entry(str(row["cset_id"]), row["name"], "ai", latin))
        questions += [(alias, frozenset({str(row["cset_id"])})) for alias in han[:1]]
    return Task("Chinese alias → AI company", register, questions, {e.id: "company" for e in register})


def universities() -> tuple[Task, list[str]]:
    """Chinese names of listed universities against the lists' English entries, and Chinese names in no list."""
    entries: dict[str, Entry] = {}
    questions = []
    for n, row in enumerate(rows("lists/aspi_unitracker_2020.jsonl.gz")):
        entries[f"aspi{n}"] = Entry(f"aspi{n}", row["en"], "aspi", tuple(row["aliases"] or ()))
        questions.append((row["zh"], f"aspi{n}"))
    names = [row["name"] for row in rows("lists/bis_entity_list_cn_universities_en.jsonl.gz")]
    with gzip.open(DATA / "lists/dod_section_1286.csv.gz", "rt", encoding="utf-8") as file:
        names += [row[1] for row in csv.reader(io.StringIO(file.read())) if len(row) > 1]
    for n, name in enumerate(dict.fromkeys(names)):
        entries[f"list{n}"] = Entry(f"list{n}", name, "list")
    by_name: dict[str, set[str]] = {}
    for entry in entries.values():
        for name in (entry.name, *entry.aliases):
            by_name.setdefault(name.casefold(), set()).add(entry.id)
    asked = []
    for zh, entry_id in questions:
        one = entries[entry_id]
        right = {entry_id}.union(*(by_name[n.casefold()] for n in (one.name, *one.aliases)))
        asked += [(zh[0], frozenset(right))] if zh else []
    listed = {z for zh, _ in questions for z in zh}
    others = [r["zh"] for r in rows("orgnames/world_universities_zh_en.jsonl.gz") if r["country_zh"] == "中国"]
    free = sorted(set(others) - listed)
    return Task("Chinese university → list", list(entries.values()), asked), random.Random(1).sample(free, 600)


def name_pairs() -> list[tuple[str, str, bool]]:
    return [(a, b, same) for a, b, same, _ in name_pairs_with_schema()]


def name_pairs_with_schema() -> list[tuple[str, str, bool, str]]:
    """Return the labelled pairs with the FollowTheMoney schema of each."""
    given = rows("namematch/name_bench_half.jsonl.gz")
    return [(row["name1"], row["name2"], row["is_match"] == "true", row["schema"]) for row in given]


def listed_aliases() -> tuple[Task, list[str]]:
    """Aliases of listed entities against their main names, and names of other organisations."""
    data = list(rows("namematch/ofac_entity_alias_pairs.jsonl.gz"))
    register = {row["ent"]: Entry(row["ent"], row["primary"], "ofac") for row in data}
    questions = [(row["alias"], frozenset({row["ent"]})) for row in data]
    names = [r["name"] for r in rows("orgnames/ror_latest_names.jsonl.gz") if not has_han(r["name"])]
    task = Task("alias → listed entity", list(register.values()), questions, printable=True)
    return task, random.Random(2).sample(names, 2000)
