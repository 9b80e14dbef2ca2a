"""Exposure from the command line: a text, a file, a pipe, with and without a workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import attache
from attache.build.builder import build
from attache.core.workspace import Workspace
from tests.build.conftest import workspace_with
from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    space = workspace_with(tmp_path_factory.mktemp("exposed") / "w", 8)
    build(space)
    return space


def test_a_text_without_a_workspace(run: Run) -> None:
    shown = run("expose", "automotive LiDAR", "--as-of", "2024-06-01")
    assert shown.status == 0
    assert "exact_chokepoint" in shown.out
    assert "激光雷达" in shown.out
    assert "No edition was searched" in shown.out
    assert "not wrongdoing" in shown.out
    assert "nothing near" in run("expose", "我喜欢吃苹果").out


def test_a_file_of_any_format(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.html").write_text(
        "<html><head><meta charset=utf-8><title>激光雷达</title></head><body><h1>激光雷达</h1>"
        "<p>该公司从事车载固态激光雷达的研发，产品已量产。</p></body></html>",
        encoding="utf-8",
    )
    (line,) = run("expose", "letter.html", "--json").lines
    assert line["id"] == "letter.html"
    assert line["needs"][0]["list"] == "chokepoint_35"


def test_a_pipe_keeps_order_and_ids(run: Run) -> None:
    asked = [
        {"id": 3, "text": "光刻机"},
        {"id": "b", "text": ""},
        {"id": None, "title": "Quantum computer", "text": ""},
    ]
    lines = run("expose", "-", "--json", stdin="\n".join(json.dumps(one) for one in asked) + "\n\n").lines
    assert [line["id"] for line in lines] == [3, "b", None]
    assert lines[0]["needs"][0]["code"] == "1"
    assert lines[1]["reasons"]["needs"] == "the text has no words"
    assert lines[2]["needs"]
    run("expose", "-", stdin='{"id": 1, "text": "x"}\n{').refused(3, "line 2")
    run("expose", "-", stdin='{"id": 1, "text": 5}').refused(3, "line 1", "text")


def test_bad_use(run: Run, tmp_path: Path) -> None:
    run("expose", "x", "--as-of", "soon").refused(3, "soon")
    run("expose", "x", "--workspace", tmp_path / "no").refused(6, "no")


def test_the_postings_of_an_edition(run: Run, built: Workspace) -> None:
    (found,) = run("expose", "Solid-state lidar for cars", "--workspace", built.root, "--json").lines
    assert found["searched"]["edition"] == 1
    assert found["searched"]["opportunities"]["in_edition"] == 8
    posting = found["opportunities"][0]
    assert posting["match"] == "same_technology"
    assert {"here": "solid-state lidar", "there": "固态激光雷达"} in posting["why"]["terms"]
    assert 0 < posting["near"]["terms"] <= 1
    assert (posting["state"], posting["synthetic"], posting["year"]) == ("live", True, 2019)
    assert sum(row["posts"] for row in found["opportunities"]) == 8
    assert [row["opportunities"] for row in found["missions"]] == [8]
    assert found["missions"][0]["years"] == {"2019": 8}
    shown = run("expose", "车载激光雷达", "--workspace", built.root).out
    assert "same_technology" in shown
    assert "synthetic" in shown


def test_off_topic_texts_find_no_posting(built: Workspace) -> None:
    for text in ("我喜欢吃苹果", "The choir meets on Thursday evening.", "合作伙伴", "2019年7月"):
        found = attache.expose(text, edition=built.root)
        assert found["opportunities"] == found["missions"] == []
        assert found["reasons"]["opportunities"]


def test_from_python_with_a_folder(built: Workspace) -> None:
    found = attache.expose("车载激光雷达", edition=str(built.root), top=1)
    assert len(found["opportunities"]) == 1
