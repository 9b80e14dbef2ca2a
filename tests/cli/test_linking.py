"""Comparing names from the command line and from Python."""

from __future__ import annotations

import json

import pytest

import attache
from tests.cli.conftest import Run


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


def test_pairs_may_have_countries(run: Run) -> None:
    pair = {"a": "Synthetic Optics", "b": "Synthetic Optic"}
    rows = [{"id": 1, **pair}, {"id": 2, **pair, "country_a": "DE", "country_b": "中国"}]
    plain, apart = run("compare", "-", "--json", stdin="\n".join(map(json.dumps, rows))).lines
    assert apart["score"] < plain["score"]
    assert any("countries differ" in reason for reason in apart["reasons"])


def test_a_bad_pair_ends_after_what_came_before(run: Run) -> None:
    ran = run("compare", "-", "--json", stdin='{"id": 1, "a": "x y", "b": "x y"}\n\n[]\n{"id": 3}\n')
    ran.refused(3, "standard input, line 3", "JSON object")
    assert [row["id"] for row in ran.lines] == [1]


@pytest.mark.parametrize("value", [None, 7, [], "", "😀", "\ud800", "x" * 10_000, "有限公司"])
def test_odd_names_have_an_answer(run: Run, value: object) -> None:
    (row,) = run("compare", "-", "--json", stdin=json.dumps({"id": value, "a": value, "b": "Synthetic"})).lines
    assert row["match"] is False
    assert row["id"] == value


def test_from_python() -> None:
    assert attache.compare("西门子", "Siemens AG").match
    (answer,) = attache.screen([{"id": 1, "name": "清华大学"}], [{"id": "x", "name": "Tsinghua University"}])
    assert answer["hits"][0]["entry_id"] == "x"
