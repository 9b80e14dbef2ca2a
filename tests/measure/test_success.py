"""Success: cohorts are counted as they were registered; nobody's silence is a failure."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from attache.core.facts import Outcome
from attache.measure.chapters.success import MEASURES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.where import Where
from tests.measure.cohort_tables import Followed, Found, cohort_tables
from tests.measure.editions import frame_of, made

BY_ID = {measure.id: measure for measure in MEASURES}


def rows(frame: Frame, measure: str) -> dict[tuple[str, ...], Estimate]:
    """Rows by variant and groups, the cohort left out where it is the only group."""
    found = BY_ID[measure].run(frame)
    keyed = {(row.variant, *(g for g in (row.group_1, row.group_2) if g)): row for row in found}
    assert len(keyed) == len(found)
    for row in found:
        assert not any(isinstance(one, float) and math.isnan(one) for one in (row.share, row.value, row.low, row.high))
        if row.records is not None and row.n is not None:
            assert len(frame.records(Where.parse(row.records))) == row.n == frame.count(Where.parse(row.records)), row
    return keyed


NONE, DEAL = Followed(), Followed([Found("O4", "2021-03")])
MIXED = [
    *[DEAL] * 6,
    Followed([Found("O6", "2020-02-20", grade="E")]),
    Followed([Found("O1", "2020-09-01")]),
    Followed([Found("O2", "2020-09"), Found("OX", "2021-09-01")]),
    Followed([Found("O8", "2021-01-01", "unknown")]),
    Followed([Found("O5", "2018", "yes")]),
    Followed([Found("O4", "2019-12-31", "no")]),
    Followed([Found("OZ", "2022")]),
    *[NONE] * 5,
    *[Followed(searched=None)] * 2,
    Followed([Found("O4", "2021-03")], searched=None),
]


def test_shares_by_definition() -> None:
    found = rows(frame_of(cohort_tables(MIXED)), "success.share")
    counted = {key[0]: (row.n, row.total) for key, row in found.items()}
    assert counted == {
        "deal": (7, 18),
        "exposure_only": (2, 18),
        "report": (9, 18),
        "deal_or_unknown": (8, 18),
        "report_or_unknown": (10, 18),
        "deal_graded": (6, 18),
        "pre_existing": (2, 18),
        "deal_weighted": (7, 18),
        "report_weighted": (9, 18),
    }
    row = found["deal", "sample-1"]
    assert row.share == pytest.approx(7 / 18)
    assert row.method == "Wilson score, 95%"
    assert "3 of 21 have not been searched and count neither way" in (row.note or "")
    assert "1 with an outcome but no search are left out" in (row.note or "")
    assert row.coded_by == "people"


def test_the_reports_fourteen_of_thirty() -> None:
    members = [*[Followed([Found("O6", "2020-05-01")])] * 9, *[Followed([Found("O1", "2021")])] * 5, *[NONE] * 16]
    row = rows(frame_of(cohort_tables(members, sizes={"all": 600})), "success.share")["report", "sample-1"]
    assert (row.n, row.total) == (14, 30)
    assert (round(row.low or 0, 3), round(row.high or 0, 3)) == (0.302, 0.639)
    assert row.note is None


def test_a_large_part_of_a_small_population_says_so() -> None:
    found = rows(frame_of(cohort_tables(MIXED, sizes={"all": 40})), "success.share")
    plain, weighted = found["deal", "sample-1"], found["deal_weighted", "sample-1"]
    assert "21 of a population of 40 were drawn" in (plain.note or "")
    assert weighted.share == pytest.approx(plain.share)
    assert (weighted.high or 0) - (weighted.low or 0) < (plain.high or 0) - (plain.low or 0)


def test_strata_are_weighted_by_their_size() -> None:
    members = [Followed(DEAL.found, stratum="RU")] * 10 + [Followed(stratum="US")] * 10
    found = rows(frame_of(cohort_tables(members, sizes={"RU": 100, "US": 900})), "success.share")
    assert found["deal", "sample-1"].share == pytest.approx(0.5)
    assert found["deal_weighted", "sample-1"].share == pytest.approx(0.1)
    gap = [*members, *[Followed(stratum="JP", searched=None)] * 3]
    row = rows(frame_of(cohort_tables(gap, sizes={"RU": 100, "US": 900, "JP": 500})), "success.share")
    assert row["deal_weighted", "sample-1"].share is None
    assert "nobody of JP has been searched" in (row["deal_weighted", "sample-1"].note or "")


def test_unsearched_is_not_nothing_found() -> None:
    tables = cohort_tables([Followed(searched=None)] * 8)
    frame = frame_of(tables)
    searched = rows(frame, "success.searched")
    assert (searched["default", "sample-1", "waiting"].n, searched["default", "sample-1", "searched"].n) == (8, 0)
    for measure in ("success.share", "success.outcome", "success.time"):
        for row in rows(frame, measure).values():
            assert row.share is None
            assert (row.n or 0, row.total) == (0, 0)
            assert row.note
    assert rows(frame, "success.median")["default", "sample-1"].value is None


def test_outcomes_by_class() -> None:
    found = rows(frame_of(cohort_tables(MIXED)), "success.outcome")
    new = {key[2]: row.n for key, row in found.items() if key[0] == "default"}
    assert new == {"O0": 5, "O1": 1, "O2": 1, "O3": 0, "O4": 6, "O5": 0, "O6": 1, "O7": 0, "O8": 0, "O9": 0,
                   "OX": 1, "OZ": 1}  # fmt: skip
    assert found["pre_existing", "sample-1", "O5"].n == 1
    assert found["pre_existing", "sample-1", "O4"].n == 1  # dated before the first posting, whatever was recorded
    assert found["unknown", "sample-1", "O8"].n == 1


def test_the_comparison_group_and_the_difference() -> None:
    others = [Followed(DEAL.found, role="comparison")] * 2 + [Followed(role="comparison")] * 18
    found = rows(frame_of(cohort_tables([*[DEAL] * 10, *[NONE] * 10, *others])), "success.comparison")
    assert (found["deal", "sample-1"].n, found["deal", "sample-1"].total) == (2, 20)
    row = found["deal_difference", "sample-1"]
    assert row.value == pytest.approx(40)
    assert row.unit == "percentage points"
    assert row.low is not None
    assert row.high is not None
    assert 5 < row.low < 40 < row.high < 70
    alone = rows(frame_of(cohort_tables([DEAL, NONE])), "success.comparison")
    assert "no comparison group" in (alone["deal", "sample-1"].note or "")


def test_time_to_a_deal() -> None:
    quick = [Followed([Found("O4", "2020-03-15")])] * 4
    slow = [Followed([Found("O7", "2021-06-15")])] * 4
    censored = [Followed(searched="2020-12-01")] * 4
    frame = frame_of(cohort_tables([*quick, *slow, *censored, Followed(index_on=None)]))
    found = rows(frame, "success.time")
    shares = {key[2]: row.share for key, row in found.items() if key[0] == "default"}
    assert shares["3"] == pytest.approx(4 / 12)
    assert shares["12"] == pytest.approx(4 / 12)
    assert shares["24"] == pytest.approx(1)
    assert found["default", "sample-1", "12"].total == 4
    assert "1 whose first posting has no date are left out" in (found["default", "sample-1", "3"].note or "")
    assert rows(frame, "success.median")["default", "sample-1"].value == 517


def test_lags_in_bands_abstain_where_dates_are_coarse() -> None:
    days = ["2020-02-01", "2020-05-01", "2020-09-01", "2021-06", "2023-01-01", "2021", None]
    found = rows(frame_of(cohort_tables([Followed([Found("O3", day)]) for day in days])), "success.lag")
    counts = {key[2]: row.n for key, row in found.items()}
    assert counts == {"0-3": 1, "3-6": 1, "6-12": 1, "12-24": 1, "24+": 1, "unknown": 2}
    nothing = rows(frame_of(cohort_tables([NONE])), "success.lag")
    assert "no deal is known" in (nothing["default", "sample-1"].note or "")


@pytest.mark.parametrize("measure", [one for one in BY_ID if one != "success.casebook"])
def test_without_a_cohort_one_row_says_so(measure: str, empty_frame: Frame) -> None:
    (row,) = rows(empty_frame, measure).values()
    assert (row.n, row.total, row.share) == (0, 0, None)
    assert "no cohort has been drawn" in (row.note or "")


def test_the_casebook_has_outcomes_and_no_share() -> None:
    tables = cohort_tables(MIXED)
    known = [made(Outcome, outcome_id=f"case-{n}", outcome_class="O4", source="press") for n in range(2)]
    tables["outcomes"] = [*tables["outcomes"], *known]
    frame = frame_of(tables)
    (row,) = rows(frame, "success.casebook").values()
    assert (row.n, row.total, row.share, row.note) == (2, None, None, "known from press; no sample, no share")
    assert rows(frame, "success.share")["deal", "sample-1"].n == 7
    (none,) = rows(frame_of({}), "success.casebook").values()
    assert none.n == 0


def test_two_members_that_are_one_organisation_count_once() -> None:
    tables = cohort_tables([DEAL, NONE, NONE])
    moved = [replace(row, member_id="org-0") if row.place == 2 else row for row in tables["sample_members"]]
    row = rows(frame_of(tables | {"sample_members": moved}), "success.share")["deal", "sample-1"]
    assert (row.n, row.total) == (1, 2)
    assert "1 stand for several places" in (row.note or "")


def test_a_part_of_the_opportunities_shows_its_part_of_the_cohort() -> None:
    tables = cohort_tables([*MIXED, Followed(role="comparison")])
    frame = frame_of(tables, only=["opp-000", "opp-001", "opp-013"])
    found = rows(frame, "success.share")
    assert (found["deal", "sample-1"].n, found["deal", "sample-1"].total) == (2, 3)
    assert "not drawn for itself" in (found["deal", "sample-1"].note or "")
    assert found["deal_weighted", "sample-1"].share is None
    assert "matched with the whole cohort" in (rows(frame, "success.comparison")["deal", "sample-1"].note or "")


def test_a_further_cohort_is_shown_beside_the_first() -> None:
    first, second = cohort_tables(MIXED), cohort_tables([DEAL, NONE], sample="sample-2", further_to="sample-1")
    both = {name: [*first.get(name, ()), *second.get(name, ())] for name in {*first, *second}}
    for name in ("opportunities", "documents", "captures", "lives", "resolutions"):
        both[name] = first[name]
    found = rows(frame_of(both), "success.share")
    assert found["deal", "sample-1"].total == 18
    assert found["deal", "sample-2"].total == 2
    assert "a further cohort: sample-1 was registered before it" in (found["deal", "sample-2"].note or "")


def test_the_evidence_of_a_figure_is_what_was_cited_and_searched() -> None:
    frame = frame_of(cohort_tables([DEAL, NONE]))
    (cited,) = frame.evidence(Where.parse(str(rows(frame, "success.share")["deal", "sample-1"].records)))
    assert cited["source"] == "O4, 2021-03, grade A: filing 0-0; registered by dec-sample-1"
    (nothing,) = frame.evidence(Where.parse(str(rows(frame, "success.outcome")["default", "sample-1", "O0"].records)))
    assert nothing["source"] == "a register (org-1), 2023-06-01"
