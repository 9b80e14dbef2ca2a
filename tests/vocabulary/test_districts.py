"""Consular districts: which mission a place belongs to, when."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.vocabulary.districts import districts, districts_of, load_districts
from attache.vocabulary.missions import missions

HEADER = "country,mission_id,valid_from,valid_to,places,source,grade\n"


@pytest.mark.parametrize(
    ("country", "place", "as_of", "expected"),
    [
        ("US", "休斯敦", "2019-05-01", {"us-houston-consulate"}),
        ("US", "休斯敦", "2020-07-24", {"us-houston-consulate"}),
        ("US", "休斯敦", "2020-07-25", {"us-embassy"}),
        ("US", "休斯敦", "2020", {"us-houston-consulate", "us-embassy"}),
        ("US", "休斯敦", None, {"us-houston-consulate", "us-embassy"}),
        ("US", "Dallas", "2021", {"us-embassy"}),
        ("US", "丹佛", "2020-07-01", {"us-chicago-consulate"}),  # PharmaJet, which Houston referred nevertheless
        ("US", "加利福尼亚州", "2019", {"us-losangeles-consulate", "us-sanfrancisco-consulate"}),
        ("US", "San Diego", "2019", {"us-losangeles-consulate"}),
        ("DE", "慕尼黑", "2019", {"de-munich-consulate"}),
        ("DE", "科隆", "2015-03", set()),
        ("DE", "科隆", "2019", {"de-dusseldorf-consulate"}),
        ("JP", "大阪", "2019", {"jp-osaka-consulate"}),
        ("JP", "札幌", "2019", {"jp-sapporo-consulate"}),
        ("GB", "Manchester", "2019", {"gb-manchester-consulate"}),
        ("US", "Manchester", "2019", {"us-newyork-consulate"}),
        ("US", "Springfield", "2019", set()),
        ("FR", "Nowhere", "2019", set()),
    ],
)
def test_district_of_a_place(country: str, place: str, as_of: str | None, expected: set[str]) -> None:
    assert districts(country, place, as_of) == expected


def test_a_name_without_a_country_may_lie_in_several() -> None:
    assert {one.country for one in districts_of("曼彻斯特")} == {"GB", "US"}
    assert {one.mission_id for one in districts_of("莫斯科")} == {"ru-embassy"}
    assert districts_of("莫斯科")[0].grade == "general_knowledge"


def test_a_district_does_not_outlive_its_mission() -> None:
    for one in load_districts():
        mission = missions()[one.mission_id]
        assert mission.valid_to is None or (one.valid_to or "9999") <= mission.valid_to, one.mission_id


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("US,de-munich-consulate,,,Houston,here,official", "no mission"),
        ("US,us-embassy,,,Houston;Atlantis,here,official", "Atlantis"),
        ("US,us-embassy,,,,here,official", "no place is named"),
        ("US,us-embassy,soon,,Houston,here,official", "valid_from"),
        ("US,us-embassy,,,Houston;Houston,here,official", "Houston"),
        ("US,us-embassy,,,Houston,,official", "source"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, row: str, words: str) -> None:
    path = tmp_path / "districts.csv"
    path.write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_districts(path)
