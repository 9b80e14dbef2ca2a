"""Cohorts at the command line: registered before anybody looks, followed, never replaced."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from attache.build.builder import build
from attache.core.workspace import Workspace
from tests.build.conftest import workspace_with
from tests.cli.conftest import Ran, Run


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A workspace with twelve postings, each offering another company, built."""
    space = workspace_with(tmp_path / "w", 12)
    build(space)
    return space


def drawn(run: Run, *more: object, seed: int = 7) -> dict[str, Any]:
    ran = run("cohort", "draw", "--size", 6, "--seed", seed, *more, "-w", "w", "--json")
    assert ran.status == 0, ran
    return ran.lines[0]


def record(run: Run, cohort: str, member: object, kind: str, *more: object) -> Ran:
    said = ("--grade", "A", "--statement", "licensed", "--source", "a filing") if "--grade" not in more else ()
    return run("cohort", "record", cohort, member, kind, *said, *more, "-w", "w", "--json")


def log(run: Run, cohort: str, member: object, *more: object) -> Ran:
    return run("cohort", "log", cohort, member, "--searched", "a register", "--query", "Lidarex", *more, "-w", "w")


def measured(run: Run, measure: str) -> dict[str, dict[str, Any]]:
    return {row["variant"]: row for row in run("measure", measure, "-w", "w", "--json").lines}


def test_a_cohort_cannot_be_drawn_twice_nor_replaced(run: Run, space: Workspace) -> None:
    first = drawn(run)
    assert (first["size"], first["population_size"]) == (6, 12)
    run("cohort", "draw", "--size", 6, "--seed", 7, "-w", "w").refused(3, "registered already", first["sample_id"])
    again = run("cohort", "draw", "--size", 6, "--seed", 8, "-w", "w")
    assert again.status == 0
    assert "a further one" in again.err
    build(space)
    notes = [row["note"] for row in run("measure", "success.searched", "-w", "w", "--json").lines]
    assert sum("a further cohort" in (note or "") for note in notes) == 2
    out = run("cohort", "list", "-w", "w").out.replace("\n", "").replace(" ", "")
    assert f"furtherto{first['sample_id']}" in out


def test_following_a_cohort(run: Run, space: Workspace) -> None:
    cohort = drawn(run, "--question", "what became of them?")["sample_id"]
    record(run, cohort, 1, "O4").refused(3, "nobody has searched for", "attache cohort log")
    assert log(run, cohort, 1, "--found", "--on", "2023-05-01").status == 0
    assert log(run, cohort, 2, "--nothing", "--on", "2023-05-02").status == 0
    assert log(run, cohort, 3, "--found", "--on", "2023-05-02").status == 0
    assert log(run, cohort, 4, "--found", "--on", "2023-05-02").status == 0
    assert record(run, cohort, 1, "O4", "--on", "2021-05", "--pre-existing", "no").status == 0
    before = record(run, cohort, 3, "O6", "--on", "2018", "--pre-existing", "no")
    assert "dated before the first posting" in before.err
    assert before.lines[0]["pre_existing"] == "yes"
    assert record(run, cohort, 4, "O5", "--on", "2021-05").lines[0]["pre_existing"] == "unknown"
    shown = run("cohort", "show", cohort, "-w", "w")
    assert "2 of 6 wait for a search" in shown.out
    assert "there before" in shown.out
    build(space)
    found = measured(run, "success.share")
    assert [(found[one]["n"], found[one]["total"]) for one in ("deal", "deal_or_unknown", "pre_existing")] == [
        (1, 4), (2, 4), (1, 4),
    ]  # fmt: skip
    assert "2 of 6 have not been searched" in found["deal"]["note"]
    evidence = run("measure", "--records", found["deal"]["records"], "-w", "w", "--json").lines
    assert "a filing" in evidence[0]["source"]


def test_correcting_and_taking_back(run: Run, space: Workspace) -> None:
    cohort = drawn(run)["sample_id"]
    log(run, cohort, 1, "--found")
    wrong = record(run, cohort, 1, "O8").lines[0]["decision_id"]
    record(run, cohort, 1, "O8").refused(3, "recorded already", wrong)
    right = record(run, cohort, 1, "O7", "--replaces", wrong).lines[0]["decision_id"]
    record(run, cohort, 1, "O3", "--replaces", wrong).refused(4, "no standing outcome")
    rows = run("cohort", "show", cohort, "-w", "w", "--json").lines
    assert [one["outcome_class"] for one in rows[0]["outcomes"]] == ["O7"]
    assert run("cohort", "undo", right, "--reason", "wrong firm", "-w", "w").status == 0
    run("cohort", "undo", right, "--reason", "again", "-w", "w").refused(4, "no standing search or outcome")
    run("cohort", "undo", rows[0]["searches"][0]["decision_id"], "--reason", " ", "-w", "w").refused(3, "no reason")
    registered = run("cohort", "list", "-w", "w", "--json").lines[0]
    assert registered["standing"]
    assert run("cohort", "show", cohort, "-w", "w", "--json").lines[0]["outcomes"] == []


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("O44", (), ("no outcome class `O44`", "O4 (Licence)")),
        ("O0", (), ("O0 is what searches without a find amount to",)),
        ("unknown", (), ("no outcome class",)),
        ("O4", ("--on", "2021-02-30"), ("is no date of the outcome",)),
        ("O4", ("--pre-existing", "perhaps"), ("`perhaps` does not say",)),
        ("O4", ("--grade", "Z", "--statement", "x", "--source", "y"), ("`Z` is no evidence grade",)),
        ("O4", ("--grade", "A", "--statement", "x", "--source", " "), ("needs a statement and a source",)),
    ],
)
def test_what_is_no_outcome(
    run: Run, space: Workspace, kind: str, more: tuple[object, ...], words: tuple[str, ...]
) -> None:
    cohort = drawn(run)["sample_id"]
    log(run, cohort, 1, "--found")
    record(run, cohort, 1, kind, *more).refused(3, *words)


def test_members_by_place_name_and_id(run: Run, space: Workspace) -> None:
    made = drawn(run)
    cohort, one = made["sample_id"], made["members"][0]
    for name in ("1", one["id"], one["name"].upper()):
        assert log(run, cohort, name, "--nothing").status == 0
    assert len(run("cohort", "show", cohort, "-w", "w", "--json").lines[0]["searches"]) == 3
    log(run, cohort, "99", "--nothing").refused(4, "is no member of")
    log(run, "sample-nowhere", 1, "--nothing").refused(4, "there is no cohort")
    log(run, cohort, 1, "--nothing", "--on", "yesterday").refused(3, "is no day of the search")


def test_a_comparison_group_from_a_list(run: Run, space: Workspace) -> None:
    offered = json.dumps([one["name"] for one in drawn(run, seed=1)["members"]], ensure_ascii=False)
    name = json.loads(offered)[0]
    lines = [f"Peer {at},德国,company" for at in range(4)] + [f"Peer {at},FR,university" for at in range(4, 9)]
    Path("peers.csv").write_text("\n".join(["name,country,kind", f"{name},DE,company", *lines]), encoding="utf-8")
    ran = run("cohort", "draw", "--size", 6, "--seed", 7, "--by", "host_country", "--by", "organisation_kind",
              "--comparison", "peers.csv", "-w", "w", "--json")  # fmt: skip
    assert ran.status == 0
    assert "1 of peers.csv are offered by postings" in ran.err
    assert "only 4 of 6 to compare with" in ran.err
    members = ran.lines[0]["members"]
    compared = [one for one in members if one["role"] == "comparison"]
    assert {one["name"] for one in compared} == {f"Peer {at}" for at in range(4)}
    assert {one["index_on"] for one in compared} <= {one["index_on"] for one in members if one["role"] == "drawn"}
    assert all(one["index_on"] for one in compared)
    cohort = ran.lines[0]["sample_id"]
    assert log(run, cohort, "c1", "--nothing").status == 0
    assert run("cohort", "sheet", cohort, "-o", "search.csv", "-w", "w").status == 0
    with Path("search.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows} == {one["id"] for one in members}
    assert [row["id"] for row in rows] != [one["id"] for one in members], "mixed, so that nobody knows who is who"
    assert "comparison" not in Path("search.csv").read_text("utf-8-sig")
    assert sum(row["searches so far"] == "1" for row in rows) == 1
    build(space)
    assert measured(run, "success.comparison")["deal"]["total"] == 1


@pytest.mark.parametrize(
    ("text", "by", "words"),
    [
        ("title\nx\n", (), ("has no column `name`",)),
        ("name\nPeer\n", ("organisation_kind",), ("has no column `organisation_kind`", "row 2")),
        ("name,country\nPeer,Atlantis\n", (), ("`Atlantis` is no country", "row 2")),
        ("name,country\n…,DE\n", (), ("is no name",)),
    ],
)
def test_lists_that_cannot_be_compared_with(
    run: Run, space: Workspace, text: str, by: tuple[str, ...], words: tuple[str, ...]
) -> None:
    Path("peers.csv").write_text(text, encoding="utf-8")
    strata = [word for name in by for word in ("--by", name)]
    ran = run("cohort", "draw", "--size", 6, "--seed", 7, *strata, "--comparison", "peers.csv", "-w", "w")
    ran.refused(3, *words)


def test_organisations_that_are_only_mentioned_have_no_field(run: Run, space: Workspace) -> None:
    draw = ("cohort", "draw", "--size", 6, "--seed", 7, "--comparison", "mentioned", "-w", "w")
    run(*draw, "--by", "technology_field").refused(3, "there is no `technology_field`", "CSV file")
    run(*draw, "--allocation", "optimal").refused(3, "no code whose spread")
    ran = run(*draw, "--by", "organisation_kind")
    assert ran.status == 0
    assert "of 6 to compare with" in ran.err
