"""The command for published claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

POSTING = "美国传感器项目\n\n据驻美国使馆科技处消息，美国Lidarex公司从事激光雷达研发，希望在中国寻找合作伙伴。\n2019年7月15日\n"


@pytest.fixture
def built(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "a.txt").write_text(POSTING, encoding="utf-8")
    for args in (("init", "w"), ("import", folder, "-w", "w"), ("build", "-w", "w")):
        assert run(*args).status == 0
    return tmp_path / "w"


def test_every_claim_has_one_object_and_a_verdict(run: Run) -> None:
    rows = run("claims", "--json").lines
    assert len(rows) == 90
    assert sum(len(row["figures"]) for row in rows) == 118
    assert {figure["verdict"] for row in rows for figure in row["figures"]} == {
        "sources conflict", "matches", "not comparable", "not measured yet",
    }  # fmt: skip
    russia = next(row for row in rows if row["claim"] == "C011")
    assert russia["verdict"] == "sources conflict"
    assert {stated["as_stated"] for stated in russia["figures"][0]["sources_say"]} == {"112", "122"}
    assert russia["figures"][0]["published"]["sources"][0]["publisher"].startswith("Voice of America")
    assert any(finding["rule"] == "four-countries-nearly-half" for finding in russia["findings"])


def test_an_edition_of_another_time_says_what_it_covers(run: Run, built: Path) -> None:
    (row,) = run("claims", "C013", "-w", built, "--json").lines
    (figure,) = row["figures"]
    assert figure["verdict"] == "not comparable"
    assert "the edition holds 1 postings of 2019-07-15 to 2019-07-15" in figure["reason"]
    assert figure["ours"]["row"]["row"] == "locations.country/default/host_country/US"
    assert figure["ours"]["row"]["window"] == "2015/2020"
    shown = run("claims", "C013", "-w", built).out
    for words in ("77 posts", "stated by", "measured by", "time covered", "holds only just"):
        assert words in shown


def test_a_synthetic_edition_shows_no_figure_beside_a_claim(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(POSTING, encoding="utf-8")
    for args in (("init", "w"), ("import", tmp_path / "a.txt", "-w", "w", "--synthetic"), ("build", "-w", "w")):
        assert run(*args).status == 0
    (row,) = run("claims", "C013", "-w", "w", "--json").lines
    assert row["figures"][0]["reason"] == "the edition is synthetic"
    assert row["figures"][0]["ours"]["synthetic"] is True
    shown = run("claims", "-w", "w").out
    assert "It is never compared with published claims" in shown


def test_rules_are_told_by_what_they_find(run: Run) -> None:
    found = run("claims", "--rules", "--json").lines
    assert {"rule", "outcome", "claims", "says", "numbers"} == set(found[0])
    assert found[0]["outcome"] == "conflict"
    shown = run("claims", "--rules").out
    assert shown.index("Conflict: ") < shown.index("Unsettled: ") < shown.index("Holds only just: ")
    assert all("C027" in one["claims"] for one in run("claims", "C027", "--rules", "--json").lines)


def test_only_conflicts(run: Run) -> None:
    rows = run("claims", "--conflicts", "--json").lines
    assert {"C004", "C005", "C011", "C012", "C025", "C030", "C044", "C066", "C086"} <= {row["claim"] for row in rows}
    assert all(row["verdict"] == "sources conflict" for row in rows)


def test_a_file_of_ones_own(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "id,statement,value,unit,window,source,grade\nX001,Posts from Japan,57-60,posts,2015/2020,a book,report\n"
        "X002,Posts from Japan,99,posts,2015/2020,another,report\n",
        encoding="utf-8",
    )
    rows = {row["claim"]: row for row in run("claims", "--claims", mine, "--json").lines}
    assert len(rows) == 92
    assert rows["X002"]["verdict"] == rows["C015"]["verdict"] == "sources conflict"
    assert {one["claim_id"] for one in rows["C015"]["figures"][0]["sources_say"]} == {"C015", "X002"}
    assert "X002 (99; another)" in run("claims", "--conflicts", "X002", "--claims", mine).out


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("id,statement,value,unit,source,grade\nX001,s,many,posts,b,report\n", 3, "`many` is not a figure"),
        ("id,statement,value,unit,source,grade\nX001,s,9-3,posts,b,report\n", 3, "X001"),
        ("id,statement,value,unit,source,grade\nX001,s,3,posts,b,rumour\n", 3, "grade"),
        ("id,statement,value,unit,source,grade,conflicts_with\nX001,s,3,posts,b,report,X009\n", 3, "X009"),
        ("id,statement,value,unit,source,grade,colour\nX001,s,3,posts,b,report,red\n", 3, "colour"),
        ("", 3, "empty"),
    ],
)
def test_a_bad_file_is_one_sentence(run: Run, tmp_path: Path, text: str, status: int, words: str) -> None:
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    run("claims", "--claims", "mine.csv").refused(status, words)


def test_refusals(run: Run) -> None:
    run("claims", "C999").refused(4, "there is no claim `C999`")
    run("claims", "--claims", "none.yaml").refused(3, "none.yaml")
    run("claims", "-w", "nowhere").refused(6, "no workspace here")
    run("init", "w")
    assert (
        run("claims", "C013", "-w", "w", "--json").lines[0]["figures"][0]["reason"] == "there is no edition to measure"
    )
    run("claims", "-w", "w", "--edition", "7").refused(4, "no edition 7")
