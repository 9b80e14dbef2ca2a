"""Judging names at the command line: queue, judge, undo, what an organisation is."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.build.builder import build
from attache.core.workspace import Workspace
from attache.link.organisations import node_id
from tests.build.conftest import take_in, workspace_with
from tests.cli.conftest import Run

TEXTS = (
    "雷达项目\n\n据驻德国使馆科技处消息，德国Lidarex Optics GmbH从事激光雷达研发，希望在中国寻找合作伙伴。\n2019年7月15日\n",
    "光学项目\n\n德国公司Lidarex Optics从事光学研发，希望在中国寻找合作伙伴。\n2019年9月1日\n",
    "通信项目\n\n荷兰卢姆奎斯特通信公司寻找合作伙伴。\n2018年1月1日\n",
    "网络项目\n\n卢姆奎斯特公司寻找合作伙伴。\n2018年2月1日\n",
    "卫生合作\n\n法国的卫生部与代表团会面，德国的卫生部也派人参加。\n2018年2月1日\n",
)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A workspace with a few letters, built."""
    space = workspace_with(tmp_path / "w", 0)
    for number, text in enumerate(TEXTS):
        (space.sources / "letters" / f"{number}.txt").write_text(text, encoding="utf-8")
    take_in(space)
    build(space)
    return space


def queue(run: Run) -> set[frozenset[str]]:
    return {frozenset((row["a"], row["b"])) for row in run("queue", "-w", "w", "--json").lines}


def test_the_queue_asks_what_is_open_and_judging_answers_it(run: Run, space: Workspace) -> None:
    pair = frozenset(("卢姆奎斯特公司", "卢姆奎斯特通信公司"))
    assert pair in queue(run)
    row = next(r for r in run("queue", "-w", "w", "--json").lines if {r["a"], r["b"]} == pair)
    assert 0.35 <= row["score"] < 0.9
    assert row["reasons"]
    assert row["effect"] == 1
    shown = run("queue", "-w", "w").out
    assert "卢姆奎斯特公司" in shown
    assert "attache judge" in shown
    made = run("judge", *pair, "same", "--reason", "same address", "--author", "ann", "-w", "w")
    assert made.status == 0
    assert "are one organisation" in made.out
    assert pair not in queue(run), "answered before the next build"
    build(space)
    assert pair not in queue(run)
    found = run("organisation", "卢姆奎斯特公司", "-w", "w", "--json").lines[0]
    assert {n["name"] for n in found["names"]} >= pair
    assert [(d["author"], d["kind"], d["reason"]) for d in found["decisions"]] == [("ann", "same", "same address")]


def test_undoing_a_judgement(run: Run, space: Workspace) -> None:
    told = run(
        "judge", "Lidarex Optics", "Lidarex Optics GmbH", "different", "--reason", "two firms", "-w", "w", "--json"
    )
    decision = told.lines[0]["decision_id"]
    build(space)
    split = run("organisation", "Lidarex Optics", "-w", "w", "--json").lines[0]
    assert [n["name"] for n in split["names"]] == ["Lidarex Optics"]
    assert [(f["why"], f["decision_id"]) for f in split["forwards"]] == [("split", decision)]
    assert run("judge", "--undo", decision, "--reason", "a slip", "-w", "w").status == 0
    run("judge", "--undo", decision, "--reason", "again", "-w", "w").refused(4, "no standing judgement")
    build(space)
    joined = run("organisation", "Lidarex Optics", "-w", "w", "--json").lines[0]
    assert {n["name"] for n in joined["names"]} == {"Lidarex Optics", "Lidarex Optics GmbH"}


def test_any_id_leads_to_its_organisation(run: Run, space: Workspace) -> None:
    member = node_id("Lidarex Optics")
    by_id = run("organisation", member, "-w", "w", "--json").lines[0]
    by_name = run("organisation", "lidarex  OPTICS gmbh", "-w", "w", "--json").lines[0]
    assert by_id["organisation"] == by_name["organisation"]
    assert by_id["organisation"]["organisation_id"] == node_id("Lidarex Optics GmbH")
    assert [d["published_on"] for d in by_id["documents"]] == ["2019-07-15", "2019-09-01"]
    assert by_id["documents"][0]["mission_id"] == "de-embassy"
    shown = run("organisation", member, "-w", "w").out
    for words in ("Lidarex Optics GmbH", "2019-09-01", "Ids that lead here", "Synthetic", "not wrongdoing"):
        assert words in shown


def test_wrong_use_is_one_sentence(run: Run, space: Workspace) -> None:
    both = ("Lidarex Optics", "Lidarex Optics GmbH")
    run("judge", *both, "same", "-w", "w").refused(3, "no reason")
    run("judge", *both, "equal", "--reason", "x", "-w", "w").refused(3, "same, different, unsure, parent")
    run("judge", *both, "--reason", "x", "-w", "w").refused(3, "a pair and a verdict")
    run("judge", both[0], both[0].upper(), "same", "--reason", "x", "-w", "w").refused(3, "one name")
    run("judge", both[0], "Nobody AG", "same", "--reason", "x", "-w", "w").refused(4, "no text of this edition names")
    run("judge", *both, "same", "--undo", "dec-1", "--reason", "x", "-w", "w").refused(3, "--undo")
    run("organisation", "？！", "-w", "w").refused(4, "no text of this edition names")
    run("organisation", "卫生部", "-w", "w").refused(3, "several organisations", "FR", "DE")
