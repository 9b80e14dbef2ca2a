from __future__ import annotations

from typing import Any

from attache.core.records import Code
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.where import Where
from tests.measure.editions import coded, frame_of, joined, made, posted

Key = tuple[str, str | None, str | None]


def rows(frame: Frame, measure: str) -> dict[Key, Estimate]:
    return {(row.variant, row.group_1, row.group_2): row for row in MEASURES[measure].run(frame)}


def said(number: int, day: str | None, mission: str, *terms: str) -> dict[str, list[Any]]:
    part = posted(number, published_on=day, mission_id=mission)
    part["codes"] = [
        made(
            Code, subject_id=f"opp-{number:03}", variable="technology_field", value="lidar_sensing", coder="lexicon",
            confidence=0.9, start=at, end=at + 2, quote=term,
        )
        for at, term in enumerate(terms)
    ]  # fmt: skip
    return part


def test_terms_are_new_once_and_not_before_a_mission_has_posted_for_a_year() -> None:
    frame = frame_of(
        joined(
            [
                said(1, "2018-01-05", "il-embassy", "LiDAR"),
                said(2, "2018-04-05", "il-embassy", "点云"),
                said(3, "2019-02-05", "il-embassy", "lidar", "FMCW"),
                said(4, "2019-01-05", "us-embassy", "FMCW"),
                said(5, "2019-03-05", "il-embassy", "FMCW"),
                said(6, "2019", "il-embassy", "深度相机"),
            ]
        )
    )
    found = rows(frame, "drift.new_terms")
    new = {group: row.n for (variant, group, _), row in found.items() if variant == "settled"}
    assert new == {"2018Q1": 0, "2018Q2": 0, "2019Q1": 1}, "the other mission had only begun"
    listed = rows(frame, "drift.newest_terms")
    row = listed["settled", "il-embassy", "fmcw"]
    assert (row.n, row.value) == (1, 2), "the mission used it twice"
    assert row.note == "first in 2019Q1: 2019-02-05, posting 3"
    assert row.records is not None
    (proof,) = frame.evidence(Where.parse(row.records))
    assert proof["document_id"] == "doc-003"
    anywhere = listed["anywhere", "us-embassy", "fmcw"]
    assert anywhere.value == 3
    by_mission = rows(frame, "drift.new_terms_by_mission")
    assert by_mission["settled", "il-embassy", "2019Q1"].n == 1


def test_a_code_that_people_overruled_gives_no_term() -> None:
    part = said(1, "2018-01-05", "il-embassy", "LiDAR")
    part["codes"].append(coded("opp-001", "technology_field", "quantum", "adjudicated:ana"))
    frame = frame_of(joined([part]))
    assert rows(frame, "drift.newest_terms")["settled", None, None].note == "no term is new"
    assert frame.count(Where("first_terms")) == 0


def test_a_field_that_rises_is_told_with_its_interval() -> None:
    parts = []
    for number in range(120):
        quarter = number // 15
        part = posted(number, published_on=f"{2018 + quarter // 4}-{quarter % 4 * 3 + 1:02}-10")
        field = "quantum" if quarter >= 4 or number % 15 < 2 else "crops_breeding"
        part["codes"] = [coded(f"opp-{number:03}", "technology_field", field)]
        parts.append(part)
    found = rows(frame_of(joined(parts)), "drift.rising_fields")
    row = found["narrow", "quantum", None]
    assert (row.n, row.total) == (60, 60)
    assert row.value is not None
    assert abs(row.value - (1 - 8 / 60)) < 1e-9
    assert row.low is not None
    assert row.low > 0.7
    whole = found["narrow", None, None]
    assert whole.value == 2
    assert whole.note is not None
    assert "60 postings of 2019Q1 to 2019Q4, 60 before" in whole.note
    distance = rows(frame_of(joined(parts)), "drift.distance")["default", "2019", None]
    assert distance.value is not None
    assert distance.value > 0.5
    assert distance.note == "against 2018; adjusted p 0.005"
