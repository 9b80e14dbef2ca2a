"""Accuracy floors on the development halves (bench/link.py prints the full table)."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from attache.link import THRESHOLD, Register, compare, parse

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.accuracy,
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT.parent / "shared" / "data" / "orgnames").is_dir(), reason="no development data"),
]


@pytest.fixture(scope="module")
def data() -> ModuleType:
    spec = importlib.util.spec_from_file_location("link_data", ROOT / "bench" / "link_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["link_data"] = module
    spec.loader.exec_module(module)
    return module


def top_one(task: object, most: int) -> float:
    register = Register(task.register)  # type: ignore[attr-defined]
    questions = task.questions  # type: ignore[attr-defined]
    if len(questions) > most:
        questions = random.Random(0).sample(questions, most)
    found = [(register.hits(name, top=1), right) for name, right in questions]
    return sum(bool(hits) and hits[0].entry_id in right for hits, right in found) / len(found)


TASKS: list[tuple[str, Callable[[ModuleType], object], float]] = [
    ("Chinese name → ROR, Chinese area", lambda d: d.zh_to_ror(area=True), 0.88),
    ("Chinese name → ROR, all", lambda d: d.zh_to_ror(area=False), 0.85),
    ("Chinese university → list", lambda d: d.universities()[0], 0.91),
    ("listed short → full", lambda d: d.listed_companies(), 0.93),
    ("abbreviation → full", lambda d: d.abbreviations(), 0.88),
    ("foreign company in Chinese", lambda d: d.foreign_companies(), 0.70),
    ("alias of an AI company", lambda d: d.ai_companies(), 0.85),
    ("affiliation, Springer", lambda d: d.affiliations("orgnames/ror_springer_2023_10_31.jsonl.gz", "Springer"), 0.88),
    ("affiliation, S2AFF", lambda d: d.affiliations("orgnames/s2aff_gold_train_val.jsonl.gz", "S2AFF"), 0.83),
]


@pytest.mark.parametrize(("task", "floor"), [t[1:] for t in TASKS], ids=[t[0] for t in TASKS])
def test_top_one(data: ModuleType, task: Callable[[ModuleType], object], floor: float) -> None:
    assert top_one(task(data), 250) >= floor


@pytest.mark.parametrize(
    ("pair", "rate", "floor"),
    [(lambda d: d.universities(), 0.01, 0.85), (lambda d: d.listed_aliases(), 0.01, 0.36)],
    ids=["Chinese university → list", "alias → listed entity"],
)
def test_recall_at_false_alarms(
    data: ModuleType, pair: Callable[[ModuleType], tuple[object, list[str]]], rate: float, floor: float
) -> None:
    task, others = pair(data)
    register = Register(task.register)  # type: ignore[attr-defined]
    questions = random.Random(0).sample(task.questions, min(400, len(task.questions)))  # type: ignore[attr-defined]
    alarms = sorted((hits[0].score for name in others if (hits := register.hits(name, top=1))), reverse=True)
    least = alarms[int(rate * len(others))] if len(alarms) > rate * len(others) else 0.0
    found = [(register.hits(name, top=1), right) for name, right in questions]
    right = sum(bool(hits) and hits[0].score > least and hits[0].entry_id in right for hits, right in found)
    assert right / len(questions) >= floor


def test_one_transposition_is_forgiven(data: ModuleType) -> None:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only here

    rng = random.Random(8)
    names = sorted({e.name for e in data.ror(han_aliases=False) if e.name.isascii() and len(e.name) > 6})
    pool = rng.sample(names, 4000)
    same, other = [], []
    for name in pool[:300]:
        spots = [i for i in range(len(name) - 1) if name[i : i + 2].isalpha() and name[i] != name[i + 1]]
        at = rng.choice(spots)
        near = next(n for n, _, _ in process.extract(name, pool, scorer=fuzz.ratio, limit=3) if n != name)
        same.append(compare(name, name[:at] + name[at + 1] + name[at] + name[at + 2 :]).match)
        other.append(compare(name, near).match)
    assert sum(same) / len(same) >= 0.93
    assert sum(other) / len(other) <= 0.03


def test_nearest_other_companies_are_kept_apart_and_legal_forms_do_not_matter(data: ModuleType) -> None:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only here

    names = [entry.name for entry in data.listed_companies().register]
    chosen = random.Random(7).sample(names, 200)
    accepted = recalled = 0
    for name in chosen:
        core = parse(name).core
        near = process.extract(name, names, scorer=fuzz.ratio, limit=6)
        accepted += compare(name, next(n for n, _, _ in near if parse(n).core != core)).match
        recalled += compare(name, core + "有限公司").match
    assert accepted / 200 <= 0.02
    assert recalled / 200 >= 0.99


def test_what_the_shipped_threshold_takes_across_scripts(data: ModuleType) -> None:
    task = data.zh_to_ror(area=True)
    register = Register(task.register)
    questions = random.Random(1).sample(task.questions, 400)
    found = [(hits[0].score, hits[0].entry_id in right) for n, right in questions if (hits := register.hits(n, top=1))]
    taken = [right for score, right in found if score >= THRESHOLD]
    assert sum(taken) / len(taken) >= 0.94
    assert sum(taken) / len(questions) >= 0.85


def test_name_pairs(data: ModuleType) -> None:
    pairs = data.name_pairs()
    assert sum(compare(a, b).match == same for a, b, same in pairs) / len(pairs) >= 0.81
