from __future__ import annotations

from typing import Any

import pytest

from attache.core.facts import Need
from attache.measure.answering import EXACTNESS, leads, prepare_answers
from attache.measure.descriptions import load_descriptions
from attache.measure.frame import Frame
from attache.measure.where import Where
from attache.vocabulary.codebook import load_codebook
from attache.vocabulary.lists import load_lists, needs_of
from tests.measure.editions import coded, frame_of, joined, made, posted


def edition(*postings: dict[str, list[Any]], needs: tuple[Need, ...] = (), only: list[str] | None = None) -> Frame:
    tables = joined([*postings, {"needs": [*needs_of(load_lists()), *needs]}])
    found = frame_of(tables, as_of="2021-03-31", only=only)
    prepare_answers(found)
    return found


def offer(number: int, day: str | None, **codes: str) -> dict[str, list[Any]]:
    part = posted(number, published_on=day, host_country="IL")
    part["codes"] = [coded(f"opp-{number:03}", variable, value) for variable, value in codes.items()]
    return part


def asked(frame: Frame, need: str) -> dict[str, Any]:
    names = ("measured", "in_time", "any_time", "first_on", "waited", "standing")
    row = frame.rows(f"select {', '.join(names)} from asked where need_id = ?", need)[0]
    return dict(zip(names, row, strict=True))


def test_leads_name_entries_that_there_are() -> None:
    known = {(one.list_id, entry.code) for one in load_lists() if one.kind == "demand" for entry in one.entries}
    found = leads(load_codebook(None), load_lists(), load_descriptions())
    assert {(lead.list_id, lead.code) for lead in found} <= known
    assert len({(lead.variable, lead.value, lead.list_id, lead.code) for lead in found}) == len(found)
    by_code = {
        lead.value: lead for lead in found if lead.variable == "chokepoint_35" and lead.list_id == "chokepoint_35"
    }
    assert by_code["10"].code == "10"
    assert {lead.rank for lead in by_code.values()} == {0}
    assert len(by_code) == 35


def test_an_opportunity_answers_as_exactly_as_its_codes_say() -> None:
    frame = edition(
        offer(1, "2019-07-01", chokepoint_35="10"),
        offer(2, "2019-07-01", technology_field="quantum"),
        offer(3, "2019-07-01", mic2025_sector="rail_equipment"),
        offer(4, "2019-07-01", technology_field="tourism"),
    )
    rows = frame.rows("select opportunity_id, need_id, exactness from answers order by 1, 2")
    assert ("opp-001", "need-chokepoint_35-10", EXACTNESS[0]) in rows
    assert ("opp-002", "need-fyp14_frontier-2", EXACTNESS[1]) in rows
    assert ("opp-003", "need-mic2025-5", EXACTNESS[2]) in rows
    assert not [row for row in rows if row[0] == "opp-004"]


def test_a_chokepoint_answers_what_asks_for_that_technology_too() -> None:
    frame = edition(offer(1, "2019-07-01", chokepoint_35="3"))
    assert frame.records(Where("answers").also(need_id="need-mic2025-1.3", exactness=EXACTNESS[1]))


def test_the_nearer_of_two_ways_counts_once() -> None:
    part = offer(1, "2022-01-01", technology_field="quantum", fyp14_frontier="quantum")
    frame = edition(part)
    where = Where("answers").also(need_id="need-fyp14_frontier-2")
    assert frame.count(where) == 1
    assert frame.count(where.also(exactness=EXACTNESS[1])) == 1
    assert frame.rows("select sum(n) from need_days where need_id = 'need-fyp14_frontier-2'") == [(1,)]


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2018-04-18", False), ("2018-04-19", True), ("2018-04", True), ("2018", True), ("2017", False), (None, False)],
)
def test_a_need_counts_from_the_day_that_it_was_stated(day: str | None, in_force: bool) -> None:
    frame = edition(offer(1, day, chokepoint_35="10"))
    where = Where("answering").also(list_id="chokepoint_35")
    assert frame.count(where) == 1
    assert frame.count(where.also(in_force="true")) == int(in_force)
    assert asked(frame, "need-chokepoint_35-10")["in_time"] is in_force
    assert asked(frame, "need-chokepoint_35-10")["any_time"] is True


def test_a_list_that_has_ended_is_answered_no_more() -> None:
    frame = edition(offer(1, "2025-12-31", mic2025_sector="nev"), offer(2, "2026-01-01", mic2025_sector="nev"))
    assert frame.records(Where("answering").also(list_id="mic2025", in_force="true")) == ["opp-001"]


def test_days_until_the_first_answer_and_until_today() -> None:
    frame = edition(
        offer(1, "2018-01-01", chokepoint_35="10"),
        offer(2, "2018-05-19", chokepoint_35="10"),
        offer(3, "2018-05", chokepoint_35="9"),
    )
    lidar = asked(frame, "need-chokepoint_35-10")
    assert str(lidar["first_on"]) == "2018-05-19"
    assert lidar["waited"] == 30
    turbines = asked(frame, "need-chokepoint_35-9")
    assert turbines["in_time"] is True
    assert turbines["first_on"] is None, "a month is no day"
    assert asked(frame, "need-chokepoint_35-1")["waited"] == 1077
    assert asked(frame, "need-hightech_8-1")["waited"] is None, "stated in 2016, no one knows when"
    assert asked(frame, "need-fyp15_future-1")["waited"] is None, "not stated yet"


def test_what_no_code_leads_to_is_not_measured() -> None:
    frame = edition()
    assert asked(frame, "need-fyp13_sti2030-14")["measured"] is False
    assert asked(frame, "need-chokepoint_35-1")["measured"] is True


def test_a_request_is_answered_by_a_later_posting_of_its_narrow_field() -> None:
    need = made(
        Need,
        need_id="need-page",
        name_zh="求购激光雷达",
        stated_on="2019-02",
        document_id="doc-x",
        source="s",
        grade="official",
    )
    early, late = (
        offer(1, "2019-02-27", technology_field="lidar_sensing"),
        offer(2, "2019-03-02", technology_field="lidar_sensing"),
    )
    other = offer(3, "2019-03-01", technology_field="sensing_photonics")
    for part in (early, late, other):
        part["codes"].append(coded("need-page", "technology_field", "lidar_sensing"))
        part["codes"].append(coded("need-page", "technology_field", "sensing_photonics"))
    frame = edition(early, late, other, needs=(need,))
    assert frame.records(Where("answers").also(need_id="need-page")) == ["opp-002/need-page"]
    assert asked(frame, "need-page")["waited"] == 2
    assert asked(frame, "need-page")["in_time"] is True


def test_a_narrowed_frame_counts_its_own_opportunities_and_all_needs() -> None:
    parts = [offer(1, "2019-07-01", chokepoint_35="10"), offer(2, "2019-07-01", chokepoint_35="9")]
    frame = edition(*parts, only=["opp-002"])
    assert frame.records(Where("answers").also(list_id="chokepoint_35")) == ["opp-002/need-chokepoint_35-9"]
    assert asked(frame, "need-chokepoint_35-10")["any_time"] is False
    assert frame.count(Where("asked")) == len(needs_of(load_lists()))
