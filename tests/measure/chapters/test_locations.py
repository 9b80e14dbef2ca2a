"""Locations: alliances under each reading, Houston's share, windows, closures, districts."""

from __future__ import annotations

import pytest

from attache.measure.allied import VARIANTS
from attache.measure.chapters import MEASURES
from attache.measure.closures import all_quarters
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.vocabulary.alliances import allied
from tests.measure.editions import AS_OF, frame_of, joined, posted, small_tables

Row = tuple[str, str | None, str | None]


def run(measure: str, frame: Frame) -> dict[Row, Estimate]:
    return {(row.variant, row.group_1, row.group_2): row for row in MEASURES[measure].run(frame)}


def of(*ones: tuple[str | None, str | None, str | None]) -> Frame:
    """Return a frame over opportunities given as host country, day and mission."""
    return frame_of(
        joined([posted(at, host_country=c, published_on=d, mission_id=m) for at, (c, d, m) in enumerate(ones)])
    )


@pytest.mark.parametrize("seed", range(3))
def test_allied_is_what_the_vocabulary_says_of_each_posting(seed: int) -> None:
    tables = small_tables(80, seed)
    tables["opportunities"] += posted(990, host_country="TW", published_on="2019-03-01")["opportunities"]
    rows = run("locations.allied", frame_of(tables))
    for variant in VARIANTS:
        date, us, taiwan, total = variant.split(".")
        n = known = 0
        for one in tables["opportunities"]:
            day = {"post": one.published_on, "report": "2021-05", "today": AS_OF}[date]
            if one.host_country and day:
                known += 1
                n += allied(one.host_country, day, with_us=us == "with_us", with_tw=taiwan == "with_taiwan")
        row = rows[variant, "allied", None]
        assert (row.n, row.total) == (n, known if total == "stated" else 81), variant


def test_finland_was_no_ally_when_it_posted() -> None:
    rows = run(
        "locations.alliance",
        of(("FI", "2019-05-01", None), ("FI", None, None), ("TW", "2019", None), (None, "2019", None)),
    )
    assert rows["post", "none", None].n == 1
    assert rows["post", "unknown", None].n == 2
    assert rows["report", "none", None].n == 2
    assert rows["today", "nato", None].n == 2
    assert rows["today", "mnna_treated", None].n == 1


def test_houston_had_68_of_76() -> None:
    """The likely count behind the published 89 %: in the window, without the one posting after the closure."""
    houston = [("US", "2017-03-04", "us-houston-consulate")] * 68
    others = [("US", "2016-01-02", "us-newyork-consulate")] * 5 + [("US", "2020-07", None)] * 3
    rows = run(
        "locations.houston", of(*houston, *others, ("US", "2020-12-01", "us-embassy"), ("DE", "2017", "de-embassy"))
    )
    row = rows["to_closure", "us-houston-consulate", None]
    assert (row.n, row.total, round(row.share or 0, 2)) == (68, 76, 0.89)
    assert row.note == "postings from the United States of other or unknown dates: 1"
    assert rows["all_dates", "us-houston-consulate", None].total == 77
    assert rows["to_closure.stated", "us-houston-consulate", None].total == 73
    assert rows["to_closure", "unknown", None].n == 3


def test_houston_without_a_posting_is_a_row() -> None:
    rows = run("locations.houston", of(("US", "2017-03-04", "us-embassy")))
    assert rows["to_closure", "us-houston-consulate", None].n == 0


def test_four_largest() -> None:
    countries = ["RU"] * 4 + ["DE"] * 3 + ["US"] * 2 + ["GB", "JP", "FR", None]
    rows = run("locations.top_four", of(*((one, "2019", None) for one in countries)))
    assert rows["as_reported", "RU+US+GB+JP", None].n == 8
    assert rows["largest", "RU+DE+US+FR", None].n == 10
    assert rows["largest.stated", "RU+DE+US+FR", None].total == 12


def test_years_and_quarters_without_a_posting_are_shown() -> None:
    frame = of(("US", "2017-03-04", None), ("US", "2019-05", None), ("US", "2018", None), ("US", None, None))
    rows = run("locations.quarter", frame)
    assert [key[1] for key in rows] == [
        "2017Q1",
        "2017Q2",
        "2017Q3",
        "2017Q4",
        "2018Q1",
        "2018Q2",
        "2018Q3",
        "2018Q4",
        "2019Q1",
        "2019Q2",
        "unknown",
    ]
    assert [row.n for row in rows.values()] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]
    assert [row.n for row in run("locations.year", frame).values()] == [1, 1, 1, 1]
    assert all_quarters([]) == []


def test_before_and_after_houston() -> None:
    mission = "us-houston-consulate"
    frame = of(
        ("US", "2020-07-24", mission), ("US", "2019", mission), ("US", "2020-07-25", "us-embassy"), ("US", "2021", None),
        ("US", "2020", None), ("US", "2020-07", None), ("US", None, None), ("DE", "2021", None),
    )  # fmt: skip
    rows = run("locations.closure", frame)
    assert {key[2]: row.n for key, row in rows.items() if key[0] == "host_country"} == {
        "before": 2,
        "after": 2,
        "unknown": 3,
    }
    assert {key[2]: row.n for key, row in rows.items() if key[0] == "mission"} == {
        "before": 2,
        "after": 0,
        "unknown": 0,
    }


def test_quarters_around_a_closure() -> None:
    mission = "us-houston-consulate"
    rows = run(
        "locations.closure_quarters",
        of(("US", "2020-06-01", mission), ("DE", "2020-05-01", None), ("US", "2020-11-01", "us-embassy")),
    )
    said = {key[2]: (row.n, row.total, row.note) for key, row in rows.items() if key[0] == "host_country"}
    assert said["2020Q2"] == (1, 2, "before the closure")
    assert said["2020Q3"] == (0, 0, "closed on 2020-07-24; no opportunity of that quarter")
    assert said["2020Q4"] == (1, 1, "after the closure")
    assert rows["mission", mission, "2020Q4"].n == 0


def test_the_largest_source_of_information_technology_in_the_window() -> None:
    frame = frame_of(small_tables())
    for row in MEASURES["locations.it_country"].run(frame):
        assert row.records is not None
        assert ("from=2015-01" in row.records) == (row.variant == "to_closure")
        assert "mic2025_sector=next_gen_it" in row.records


def test_country_and_district_of_missions() -> None:
    rows = run(
        "locations.district",
        of(
            ("DE", "2019", "il-embassy"),
            ("IL", "2019", "il-embassy"),
            ("US", "2019", None),
            ("BE", "2019", "eu-mission"),
        ),
    )
    for level in ("country", "district"):
        assert [rows[level, group, None].n for group in ("inside", "outside", "no_district", "unknown")] == [1, 1, 1, 1]
        assert (rows[f"{level}.decided", "outside", None].n, rows[f"{level}.decided", "outside", None].total) == (1, 2)
