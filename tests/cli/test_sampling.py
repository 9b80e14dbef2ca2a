"""Samples at the command line: drawn once, coded blind, taken in without doubling."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from attache.build.builder import build
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from tests.build.conftest import workspace_with
from tests.cli.conftest import Ran, Run

DRAW = ("sample", "draw", "--variable", "technology_field", "--variable", "stage", "-w", "w")
Sheet = list[dict[str, str]]


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A workspace with twenty postings, built."""
    space = workspace_with(tmp_path / "w", 20)
    build(space)
    return space


def drawn(run: Run, *more: object, size: int = 8, seed: int = 7) -> dict[str, Any]:
    ran = run(*DRAW, "--size", size, "--seed", seed, *more, "--json")
    assert ran.status == 0, ran
    return ran.lines[0]


def sheet(run: Run, sample: str, *more: str) -> Sheet:
    assert run("sample", "sheet", sample, "-o", "sheet.csv", *more, "-w", "w").status == 0
    with Path("sheet.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def filled(rows: Sheet, fields: list[str], stages: list[str]) -> None:
    for row, field, stage in zip(rows, fields, stages, strict=False):
        row |= {"technology_field": field, "stage": stage}
    with Path("filled.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def take(run: Run, coder: str = "anna", verb: str = "take") -> Ran:
    return run("sample", verb, "filled.csv", "--coder" if verb == "take" else "--by", coder, "-w", "w", "--json")


def counts(ran: Ran) -> tuple[int, int, int, int]:
    (said,) = ran.lines
    return said["added"], said["replaced"], said["removed"], said["unchanged"]


def test_the_same_draw_is_refused_and_another_is_a_further_one(run: Run, space: Workspace) -> None:
    first = drawn(run, "--question", "which fields?")
    assert first["population_size"] == 20
    assert {one["probability"] for one in first["members"]} == {0.4}
    run(*DRAW, "--size", 8, "--seed", 7).refused(3, "is registered already", first["sample_id"])
    ran = run(*DRAW, "--size", 8, "--seed", 8)
    assert ran.status == 0
    assert "a further one" in ran.err
    listed = run("sample", "list", "-w", "w", "--json").lines
    assert [one["further_to"] for one in listed] == [None, first["sample_id"]]
    assert listed[0]["question"] == "which fields?"
    other = run("sample", "draw", "--variable", "coop_mode", "--size", 8, "--seed", 9, "-w", "w")
    assert "further" not in other.err, "another variable is another purpose"


def test_taking_a_sample_back_does_not_hide_it(run: Run, space: Workspace) -> None:
    first = drawn(run)
    ledger = Ledger(space.ledger_url)
    ledger.append("retract", first["sample_id"], {}, author="ann", retracts=first["decision_id"])
    ledger.close()
    run(*DRAW, "--size", 8, "--seed", 7).refused(3, "is registered already")
    assert "a further one" in run(*DRAW, "--size", 8, "--seed", 8).err
    assert "taken back" in run("sample", "list", "-w", "w").out


def test_a_sheet_is_blind_inert_and_in_the_order_of_the_draw(run: Run, space: Workspace) -> None:
    sample = drawn(run)
    rows = sheet(run, sample["sample_id"][:12])
    assert [row["id"] for row in rows] == [one["id"] for one in sample["members"]]
    assert list(rows[0]) == ["sample", "id", "title", "text", "technology_field", "stage"]
    assert {row["technology_field"] for row in rows} == {""}
    text = Path("sheet.csv").read_text("utf-8-sig")
    for secret in ("王某某", "00000000", "contact@", "lidar_sensing", "lexicon"):
        assert secret not in text
    assert "激光雷达" in text


def test_codes_are_taken_once_and_a_change_replaces(run: Run, space: Workspace) -> None:
    rows = sheet(run, drawn(run)["sample_id"])
    filled(rows, ["lidar_sensing；ai_ml", "none"], ["pilot", ""])
    assert counts(take(run)) == (6, 0, 0, 0), "two fields, what they belong to, none, and a stage"
    assert counts(take(run)) == (0, 0, 0, 6)
    filled(rows, ["lidar_sensing", "uav"], ["lab", ""])
    assert counts(take(run)) == (1, 2, 2, 2)
    assert counts(take(run, "bo")) == (5, 0, 0, 0)
    filled(rows, ["lidar_sensing", "uav"], ["pilot", ""])
    assert counts(take(run)) == (0, 1, 0, 4)
    filled(rows, ["lidar_sensing", "uav"], ["lab", ""])
    assert counts(take(run)) == (0, 1, 0, 4), "what was given up twice does not come back"
    con = build(space).edition.connect()
    query = "select value from codes where coder = 'anna' and subject_id = ? order by value"
    assert [row[0] for row in con.execute(query, [rows[0]["id"]]).fetchall()] == [
        "lab", "lidar_sensing", "sensing_photonics",
    ]  # fmt: skip
    assert con.execute("select count(*) from sample_members").fetchall() == [(8,)]
    assert con.execute(query.replace("anna", "bo"), [rows[1]["id"]]).fetchall() == [("aerospace",), ("uav",)]


def test_people_agree_or_do_not_and_an_adjudicator_decides(run: Run, space: Workspace) -> None:
    sample = drawn(run)["sample_id"]
    empty = run("agreement", sample, "-w", "w")
    assert empty.status == 0
    assert "No unit has been coded by two people yet" in empty.out
    rows = sheet(run, sample)
    filled(rows, ["lidar_sensing"] * 4 + ["none"] * 4, ["lab"] * 8)
    take(run, "anna")
    filled(rows, ["lidar_sensing"] * 3 + ["none"] * 5, ["lab"] * 8)
    take(run, "bo")
    found = {(row["variable"], row["value"]): row for row in run("agreement", sample, "-w", "w", "--json").lines}
    assert found["technology_field", "lidar_sensing"]["percent"] == 7 / 8
    assert found["technology_field", "lidar_sensing"]["kappa"] == pytest.approx(0.75)
    assert found["stage", "lab"]["alpha"] is None, "without variation there is nothing to agree on"
    doubtful = sheet(run, sample, "--disagreements")
    assert [row["id"] for row in doubtful] == [rows[3]["id"]]
    assert doubtful[0]["technology_field by anna"] == "lidar_sensing;sensing_photonics"
    assert doubtful[0]["technology_field by bo"] == "none"
    filled(doubtful, ["none"], [""])
    assert counts(take(run, "cleo", "adjudicate")) == (1, 0, 0, 0)
    con = build(space).edition.connect()
    assert con.execute("select value from codes where coder = 'adjudicated:cleo'").fetchall() == [("none",)]


@pytest.mark.parametrize(
    ("field", "stage", "words"),
    [
        ("lidar_sensin", "", ("row 2", "no value `lidar_sensin`", "lidar_sensing")),
        ("none;uav", "", ("row 2", "`none` beside values")),
        ("", "lab;pilot", ("row 2", "takes one value and has 2")),
        ("=cmd()", "", ("no value `=cmd()`",)),
    ],
)
def test_what_no_codebook_knows_is_refused_whole(
    run: Run, space: Workspace, field: str, stage: str, words: tuple[str, ...]
) -> None:
    rows = sheet(run, drawn(run)["sample_id"])
    filled(rows, [field, "uav"], [stage, ""])
    take(run).refused(3, *words)
    ledger = Ledger(space.ledger_url)
    assert list(ledger.decisions("code")) == []
    ledger.close()


def test_other_bad_sheets_and_coders(run: Run, space: Workspace) -> None:
    rows = sheet(run, drawn(run)["sample_id"])
    filled(rows, ["uav"], [""])
    for name in ("lexicon", "model", "a b", "adjudicated:x", ""):
        take(run, name).refused(3, "no name of a coder")
    filled([rows[0], rows[0]], ["uav"], [""])
    take(run).refused(3, "stands twice")
    filled([rows[0] | {"id": "opp-nowhere"}], ["uav"], [""])
    take(run).refused(3, "`opp-nowhere` is not in sample-")
    filled([rows[0] | {"sample": "sample-nowhere"}], ["uav"], [""])
    take(run).refused(4, "no sample `sample-nowhere`")
    filled([{"sample": rows[0]["sample"], "id": rows[0]["id"], "technology_field": "", "stage": ""}], [""], [""])
    assert counts(take(run)) == (0, 0, 0, 0)
    Path("filled.csv").write_text("a,b\n1,2\n")
    take(run).refused(3, "has no column `sample`")
    Path("filled.csv").write_bytes(b"")
    take(run).refused(3, "is empty")
    Path("filled.csv").unlink()
    take(run).refused(3, "no such file")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--size", 21), ("21 cannot be drawn from 20",)),
        (("--size", 5, "--where", "host_country=FR"), ("nothing is in",)),
        (("--size", 5, "--where", "country"), ("is no condition",)),
        (("--size", 5, "--where", "nonsense=1"), ("there is no dimension `nonsense`",)),
        (("--size", 5, "--by", "nonsense"), ("there is no dimension `nonsense`",)),
        (("--size", 5, "--allocation", "optimal"), ("needs --about",)),
        (("--size", 5, "--variable", "tecnology_field"), ("did you mean technology_field",)),
        (("--size", 5, "--kind", "outcomes"), ("attache cohort draw",)),
        (("--size", 2, "--by", "opportunity_id"), ("fewer than the 20 strata",)),
    ],
)
def test_what_cannot_be_drawn(run: Run, space: Workspace, more: tuple[object, ...], words: tuple[str, ...]) -> None:
    run(*DRAW, "--seed", 7, *more).refused(3, *words)


def test_strata_and_an_optimal_allocation(run: Run, space: Workspace) -> None:
    made = drawn(run, "--by", "stage", "--allocation", "optimal", "--about", "technology_field=lidar_sensing")
    assert (made["strata"], made["allocation"]) == ("stage", "optimal")
    assert {one["stratum"] for one in made["members"]} == {"on_market"}
    shown = run("sample", "show", made["sample_id"], "-w", "w")
    assert "on_market" in shown.out
    assert len(run("sample", "show", made["sample_id"], "-w", "w", "--json").lines) == 8
    run("sample", "show", "sample-x", "-w", "w").refused(4, "there is no sample")
