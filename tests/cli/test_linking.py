"""Comparing and screening names from the command line and from Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import attache
from tests.cli.conftest import Run

REGISTER = [
    {"id": "1", "name": "Harbin Institute of Technology", "country": "CN"},
    {"id": "2", "name": "Harbin Engineering University", "aliases": ["HEU"]},
    {"id": "3", "name": "Beihang University"},
]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "sevens.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in REGISTER), encoding="utf-8")
    return path


def test_compare_two_names(run: Run) -> None:
    assert run("compare", "哈尔滨工程大学", "Harbin Engineering University").out.startswith("the same organisation")
    assert run("compare", "哈尔滨工程大学", "Harbin Medical University").out.startswith("not the same")
    run("compare", "哈尔滨工程大学").refused(3, "one name")


def test_compare_in_a_pipe(run: Run) -> None:
    pairs = [{"id": 1, "a": "北京航空航天大学", "b": "Beihang University"}, {"id": "x", "a": "", "b": "有限公司"}]
    answers = run("compare", "-", "--json", stdin="\n".join(json.dumps(p, ensure_ascii=False) for p in pairs)).lines
    assert [a["id"] for a in answers] == [1, "x"]
    assert answers[0]["match"] is True
    assert 0.5 <= answers[0]["score"] <= 1
    assert answers[0]["reasons"]
    assert answers[1]["match"] is False


def test_screen_in_a_pipe(run: Run, register: Path) -> None:
    asked = '{"id": 7, "name": "哈尔滨工业大学"}\n{"id": 8, "name": "有限公司"}\n'
    first, second = run("screen", "-", "--register", register, "--top", "2", "--json", stdin=asked).lines
    assert set(first) == {"id", "name", "hits"}
    assert set(first["hits"][0]) == {"entry_id", "register", "name", "alias", "score", "reasons"}
    assert (first["hits"][0]["entry_id"], first["hits"][0]["register"]) == ("1", "sevens")
    scores = [hit["score"] for hit in first["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert second == {"id": 8, "name": "有限公司", "hits": []}


def test_screen_for_people(run: Run, register: Path) -> None:
    shown = run("screen", "-", "--register", register, "--threshold", "0.5", stdin='{"id": 1, "name": "某某饭店"}')
    assert "nothing found among 3 entries" in shown.out
    assert "not being found is not being safe" in shown.out


def test_bad_input_is_one_sentence(run: Run, register: Path, tmp_path: Path) -> None:
    run("screen", "none.jsonl", "--register", register).refused(3, "none.jsonl")
    run("screen", "-", "--register", tmp_path / "no.jsonl", stdin="").refused(3, "no.jsonl")
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    run("screen", "-", "--register", tmp_path / "bad.jsonl", stdin="").refused(3, "name")
    run("screen", "-", "--register", register, stdin="{").refused(3, "line 1")


def test_from_python() -> None:
    assert attache.compare("西门子", "Siemens AG").match
    (answer,) = attache.screen([{"id": 1, "name": "清华大学"}], [{"id": "x", "name": "Tsinghua University"}])
    assert answer["hits"][0]["entry_id"] == "x"
