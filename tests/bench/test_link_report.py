"""A whole run on invented names: rows, breakdown, causes and the report say what was measured."""

from __future__ import annotations

from typing import Any

import pytest
from link_columns import Fuzz, Ours, PeerError, Source
from link_data import Task
from link_detail import breakdown, cross_detail, errors, first_hits
from link_pairs import Pair, PairTask
from link_report import report
from link_rows import Asked, Goal, Search, ask, at_each_peer, judge, pair_rows, search_rows

from attache.link import Entry

ENTRIES = [
    Entry("h", "Harbin Institute of Technology", country="CN"),
    Entry("s", "Shenyang Institute of Automation", country="CN"),
    Entry("z", "Zhejiang University", country="CN"),
]
QUESTIONS = [
    ("哈尔滨工业大学", frozenset({"h"})),
    ("沈阳自动化研究所", frozenset({"s"})),
    ("Zhejiang Univ.", frozenset({"z"})),
    ("浙江大学", frozenset({"h"})),
]
"""The last one is wrong on purpose: it must be counted and shown as an error."""
PAIRS = [
    Pair("浙江大学", "Zhejiang University", True),
    Pair("沈阳自动化研究所", "Shenyang Institute of Automation", True),
    Pair("浙江大学", "Peking University", False),
    Pair("沈阳自动化研究所", "Shenyang Pharmaceutical University", False),
]


class Broken:
    """A source that fails."""

    names = ("broken",)

    def pairs(self, pairs: object) -> dict[str, Any]:
        raise PeerError("it broke")

    def search(self, task: object, questions: object, *, others: bool = False) -> dict[str, Any]:
        raise PeerError("it broke")


@pytest.fixture(scope="module")
def failed() -> dict[str, str]:
    return {}


def task(*, printable: bool) -> Task:
    return Task("invented", ENTRIES, QUESTIONS, {"h": "university, school"}, printable=printable)


@pytest.fixture(scope="module")
def search() -> Search:
    others = ["西充县人民医院", "Bosch GmbH"]
    return Search(
        "made", lambda: (task(printable=True), others), Goal("0.1", "0.7", "0.9"), {0.5: Goal(), 0.01: Goal()}
    )


@pytest.fixture(scope="module")
def asked(search: Search, failed: dict[str, str]) -> Asked:
    sources: list[Source] = [Ours(), Fuzz(), Broken()]
    found = ask(search, sources, 10, failed)
    assert len(sources) == 2
    return found


def test_a_source_that_fails_is_told_and_the_others_go_on(asked: Asked, failed: dict[str, str]) -> None:
    assert failed == {"broken": "it broke"}
    assert set(asked.found) == {"ours", "token_sort_ratio", "WRatio"}


def test_rows_count_first_hits(search: Search, asked: Asked) -> None:
    top, half, hundredth = search_rows(search, asked)
    assert (top.cells["ours"].value, top.cells["ours"].n) == (0.75, 4)
    assert top.cells["token_sort_ratio"].value <= 0.25
    assert top.goal.met(0.75)
    assert not top.goal.met(0.69)
    assert half.cells["ours"].value == 0.75
    assert hundredth.cells == {}, "two names cannot show one false alarm in a hundred"


def test_breakdown_by_script_and_type(asked: Asked) -> None:
    found = breakdown(asked)
    assert {one["group"]: one["n"] for one in found["scripts"]} == {"han-latin": 3, "latin-latin": 1}
    assert {one["group"]: (one["n"], one["ours"]) for one in found["types"]} == {
        "institute, laboratory": (1, 1.0),
        "university, school": (3, pytest.approx(2 / 3)),
    }


@pytest.mark.parametrize("printable", [True, False])
def test_errors_show_names_only_where_they_may(asked: Asked, printable: bool) -> None:
    made = Asked(task(printable=printable), asked.questions, asked.found, asked.others)
    causes = errors(made, Ours())
    (found,) = causes.values()
    assert found["n"] == 1
    assert ("name" in found["sample"][0]) is printable
    assert found["sample"][0]["right"] == ["h"]
    text = report({"about": {}, "not_run": {}, "errors": {"invented": causes}}, [], [], set())
    assert ("浙江大学" in text) is printable


def test_pairs_and_the_report(search: Search, asked: Asked, failed: dict[str, str]) -> None:
    done = judge(PairTask("crossing", PAIRS), [Ours(), Fuzz()], failed)
    each = {one["column"]: one for one in at_each_peer(done)}
    assert each["ours"]["accuracy"] == 1
    assert each["token_sort_ratio"]["recall"] == 0
    rows = [*search_rows(search, asked), *pair_rows("cross", done)]
    record = {
        "about": {"Python": "3"},
        "not_run": failed,
        "runs": 1,
        "pairs": {"crossing": at_each_peer(done)},
        "breakdown": {"invented": breakdown(asked)},
        "cross": cross_detail(done),
        "first_hits": {"invented": first_hits(asked)},
        "speed": {"ours": {"pairs/s": 1234.5}},
    }
    text = report(record, rows[:2] + rows[3:], ["token_sort_ratio", "WRatio"], {("made", "WRatio")})
    assert "- broken: not run (it broke)" in text
    assert "| invented, top 1 | 4 | **0.750** (0.301–0.954) |" in text
    assert "| 0.1 | 0.7 | 0.9 | yes |" in text
    assert "2 of 4 pairs are the same organisation" in text
    assert "| ours | pairs/s | 1,234.5 |" in text
    assert record["cross"]["average_precision"]["ours"] == 1


def test_the_transposition_row_is_at_the_false_accepts_of_the_best_peer(failed: dict[str, str]) -> None:
    pairs = [Pair("Harbin Institute", "Harbni Institute", True), Pair("Harbin Institute", "Harbor Institute", False)]
    (row,) = pair_rows("transposition", judge(PairTask("letters", pairs), [Ours(), Fuzz()], failed))
    assert "at the false accepts of" in row.title
    assert row.cells["ours"].value == 1
