"""Accuracy floors on the development halves (bench/link.py prints the full table)."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from attache.link import Register, compare, parse

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
    ("Chinese name → ROR, Chinese area", lambda d: d.zh_to_ror(area=True), 0.78),
    ("Chinese university → list", lambda d: d.universities()[0], 0.88),
    ("listed short → full", lambda d: d.listed_companies(), 0.92),
    ("abbreviation → full", lambda d: d.abbreviations(), 0.87),
    ("foreign company in Chinese", lambda d: d.foreign_companies(), 0.52),
    ("alias of an AI company", lambda d: d.ai_companies(), 0.78),
]


@pytest.mark.parametrize(("task", "floor"), [t[1:] for t in TASKS], ids=[t[0] for t in TASKS])
def test_top_one(data: ModuleType, task: Callable[[ModuleType], object], floor: float) -> None:
    assert top_one(task(data), 250) >= floor


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


def test_name_pairs(data: ModuleType) -> None:
    pairs = data.name_pairs()
    assert sum(compare(a, b).match == same for a, b, same in pairs) / len(pairs) >= 0.79
