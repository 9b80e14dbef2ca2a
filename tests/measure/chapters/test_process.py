from __future__ import annotations

from typing import Any

import pytest

from attache.core.facts import Event, Outcome
from attache.core.organisations import Resolution
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.where import Where
from attache.vocabulary.lists import load_lists, needs_of
from tests.measure.editions import coded, frame_of, joined, made, posted

Key = tuple[str, str | None, str | None]


def rows(frame: Frame, measure: str) -> dict[Key, Estimate]:
    return {(row.variant, row.group_1, row.group_2): row for row in MEASURES[measure].run(frame)}


def offer(number: int, day: str, organisation: str | None, **codes: str) -> dict[str, list[Any]]:
    part = posted(number, published_on=day, host_country="IL", organisation=organisation)
    part["codes"] = [coded(f"opp-{number:03}", variable, value) for variable, value in codes.items()]
    return part


def outcome(organisation: str, **fields: Any) -> Outcome:
    given = {"outcome_class": "O5", "outcome_on": "2020-01-15", "pre_existing": "no", **fields}
    return made(Outcome, outcome_id=f"outcome-{organisation}", organisation_id=organisation, source="s", **given)


@pytest.fixture
def frame() -> Frame:
    events = [made(Event, event_id="event-1", name="fair", document_id="doc-900", source="s", grade="official")]
    named = [
        made(Resolution, document_id="doc-900", start=at, organisation_id=one)
        for at, one in enumerate(("org-1", "org-2", "org-9"))
    ]
    parts = [
        offer(1, "2019-07-01", "org-1", chokepoint_35="10", technology_field="lidar_sensing"),
        offer(2, "2019-07-01", "org-2", chokepoint_35="9", technology_field="power_grid"),
        offer(3, "2017-01-01", "org-3", chokepoint_35="10", technology_field="lidar_sensing"),
        offer(4, "2019-07-01", None),
        {"events": events, "resolutions": named, "needs": list(needs_of(load_lists()))},
        {"outcomes": [outcome("org-1"), outcome("org-2", outcome_on="2019-01"), outcome("org-3", pre_existing="yes")]},
    ]
    return frame_of(joined(parts), as_of="2021-03-31")


def test_the_funnel_counts_those_of_the_step_before_that_went_on(frame: Frame) -> None:
    found = rows(frame, "process.funnel")
    steps = {step: (row.n, row.total) for (variant, step, _), row in found.items() if variant == "any_time"}
    assert steps["opportunities"] == (4, None)
    assert steps["answering"] == (3, 4)
    assert steps["at_event"] == (2, 3)
    assert steps["with_outcome"] == (1, 2), "one outcome is from before the posting"
    assert steps["needs"] == (len(needs_of(load_lists())), None)
    answered = found["any_time", "needs_answered", None]
    assert answered.total == found["any_time", "needs_measured", None].n
    assert answered.records == "asked?any_time=true&measured=true"


def test_each_step_alone(frame: Frame) -> None:
    found = {step: row.n for (_, step, _), row in rows(frame, "process.reached").items()}
    assert found == {"answering": 2, "organisation": 3, "at_event": 2, "with_outcome": 1}


def test_exactness_counts_each_opportunity_once(frame: Frame) -> None:
    found = rows(frame, "process.exactness")
    then = {step: row.n for (variant, step, _), row in found.items() if variant == "in_time"}
    assert then == {"exact_chokepoint": 2, "programme_need": 0, "plan_field_only": 0, "none": 2}
    assert sum(row.n or 0 for (variant, *_), row in found.items() if variant == "any_time") == 4


def test_shares_of_lists(frame: Frame) -> None:
    found = rows(frame, "process.list")
    assert (found["in_time", "chokepoint_35", None].n, found["any_time", "chokepoint_35", None].n) == (2, 3)
    assert found["in_time", "chokepoint_35", None].share == 0.5


def test_unanswered_needs_are_those_that_nobody_answered(frame: Frame) -> None:
    found = rows(frame, "process.unanswered")
    whole = found["in_time", "chokepoint_35", None]
    assert (whole.n, whole.total) == (33, 35)
    listed = {need for (variant, name, need) in found if name == "chokepoint_35" and variant == "in_time" and need}
    assert len(listed) == 33
    assert not {"need-chokepoint_35-10", "need-chokepoint_35-9"} & listed
    assert found["in_time", "chokepoint_35", "need-chokepoint_35-1"].value == 1077
    assert not [name for (_, name, _) in found if name == "sei_2010"], "that list has ended"
    assert not [name for (_, name, _) in found if name == "fyp15_future"], "that list was not stated yet"


def test_needs_by_field(frame: Frame) -> None:
    found = rows(frame, "process.need_by_field")
    lidar = found["any_time", "need-chokepoint_35-10", "sensing_photonics"]
    assert (lidar.n, lidar.total) == (2, 2)
    assert found["in_time", "need-chokepoint_35-10", "sensing_photonics"].n == 1


def test_lag_from_need_to_posting(frame: Frame) -> None:
    found = rows(frame, "process.lag_need")
    row = found["default", "chokepoint_35", "median"]
    assert (row.n, row.value) == (35, None)
    assert row.note is not None
    assert "2 of 35" in row.note


def test_lag_from_posting_to_outcome_leaves_out_what_was_before() -> None:
    outcomes = [
        outcome("org-1", posted_on="2019-07-01"),
        outcome("org-2", posted_on="2019-07-01", outcome_on="2019-01-01"),
        outcome("org-3", posted_on="2019-07", outcome_on="2020"),
        outcome("org-4", posted_on=None),
        outcome("org-5", posted_on="2019-07-01", outcome_class="O1"),
        outcome("org-6", posted_on="2019-07-01", outcome_class="unknown", outcome_on=None),
    ]
    found = rows(frame_of({"outcomes": outcomes}), "process.lag_outcome")
    deal = found["deal", "median", None]
    assert deal.n == 2
    assert deal.value == pytest.approx((198 + (183 + 184 - 15)) / 2, abs=1)
    assert deal.note is not None
    assert "1 outcomes from before the posting are left out" in deal.note
    assert found["exposure", "median", None].value == 198


def test_people_count_where_they_coded(frame: Frame) -> None:
    part = offer(1, "2019-07-01", None, chokepoint_35="9")
    part["codes"] += [coded("opp-001", "chokepoint_35", "10", "adjudicated:ana")]
    ours = frame_of(joined([part, {"needs": list(needs_of(load_lists()))}]))
    found = rows(ours, "process.list")
    assert found["in_time", "chokepoint_35", None].coded_by == "machine only, not validated"
    assert ours.records(Where("answers").also(list_id="chokepoint_35")) == ["opp-001/need-chokepoint_35-10"]
    assert rows(frame, "process.list")["in_time", "chokepoint_35", None].coded_by == "machine only, not validated"
