"""The pieces of exposure: clues and words, terms across languages, how postings are compared and missions counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.measure.bridge import same_terms
from attache.measure.clues import clues_met
from attache.measure.descriptions import load_descriptions
from attache.measure.fields import Field, TextCode, fields_of, leads_to
from attache.measure.missions import missions_that_asked
from attache.measure.posted import Posted, Wording, near_posted, wording_of
from attache.vocabulary.codebook import load_codebook

HOW = """lists: {chokepoint_35: chokepoint_35}
same: {}
common: [device]
technologies:
  lamp:
    grain: technology
    fields: [photonics_laser]
    needs: {chokepoint_35: ["10"]}
    zh: [激光 距离]
    en: [laser distan]
    words: [beam, device]
  pump:
    grain: area
    needs: {}
    words: [pump, water, device, beam]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "how.yaml"
    path.write_text(HOW, encoding="utf-8")
    return path


def names(text: str, file: Path) -> list[str]:
    return [met.technology.name for met in clues_met(load_descriptions(file).technologies, text)]


def test_a_clue_is_met_within_one_sentence_in_any_order(file: Path) -> None:
    assert names("It measures the distance by laser.", file) == ["lamp"]
    assert names("以激光测量距离", file) == names("用激光測量距離", file) == ["lamp"]
    assert names("A laser. The distance is long.", file) != ["lamp"] or names("A lase. A distance.", file) == []
    assert names("", file) == names("Blaser undistanced", file) == []


def test_words_weigh_less_where_they_go_with_more(file: Path) -> None:
    words = {t.name: t.words for t in load_descriptions(file).technologies}
    assert words["pump"]["water"] == 1.0
    assert words["pump"]["beam"] == words["lamp"]["beam"] == 0.0
    assert words["lamp"]["laser"] == 1.0


def test_words_of_the_text_are_told(file: Path) -> None:
    (met,) = clues_met(load_descriptions(file).technologies, "The LASER gives the Distance")
    assert met.clues == 1
    assert met.words == ("LASER", "Distance")


def test_a_wrong_file_is_one_sentence(file: Path) -> None:
    file.write_text(HOW.replace("grain: area", "grain: both"), encoding="utf-8")
    with pytest.raises(InputError, match="technology pump"):
        load_descriptions(file)
    with pytest.raises(InputError):
        load_descriptions(file.with_name("none.yaml"))


@given(st.text(max_size=400))
def test_words_stand_in_any_text(text: str) -> None:
    for met in clues_met(load_descriptions().technologies, text):
        assert met.likeness > 0
        assert all(word in text for word in met.words)


def test_terms_that_say_the_same() -> None:
    same = same_terms(load_codebook(), ["technology_field"], ["chokepoint_35"])
    assert "人工智能" in same["artificial intelligence"]
    assert "压力传感器" in same["pressure sensor"]
    assert "激光雷达" in same["lidar"]
    assert "gas sensor" not in same.get("压力传感器", ())
    assert not any(term in others for term, others in same.items())


def test_fields_lead_to_lists_by_the_narrow_ones() -> None:
    book = load_codebook()
    codes = [TextCode("technology_field", v, c, ("x",)) for v, c in (("energy", 0.9), ("battery", 0.89), ("rail", 0.3))]
    fields = fields_of(codes, (), book)
    assert [field.value for field in fields] == ["energy", "battery"]
    assert [(f.value, v) for f, v in leads_to(fields, "mic2025_sector", book)] == [("battery", "nev")]


LIDAR = Field("lidar_sensing", 0.9, 0.0, ("lidar",), True)
SAME = {"lidar": ("激光雷达",)}


def posting(name: str, text: str, fields: dict[str, float] | None = None, **more: object) -> Posted:
    shown = {"document_id": name, "year": 2019, "country": "DE", "mission": "de-embassy"}
    shown |= {"mission_name_zh": "", "mission_name_en": ""} | more
    return Posted(shown, text, fields or {}, frozenset(), name)


def compared(*postings: Posted, wording: Wording | None = None) -> list[tuple[str, str]]:
    given = wording or wording_of(["lidar"], ["lidar", "solid", "state", "cars"], SAME)
    return [(row["document_id"], row["match"]) for row in near_posted([LIDAR], frozenset(), given, postings)]


def test_postings_come_by_technology_then_field_then_wording() -> None:
    rows = compared(
        posting("word", "Solid state lidar for cars"),
        posting("field", "三维扫描", {"lidar_sensing": 0.8}),
        posting("same", "车载激光雷达", {"lidar_sensing": 0.8}),
        posting("else", "苹果 solidarity", {"crops_breeding": 0.9}),
    )
    assert rows == [("same", "same_technology"), ("field", "same_field"), ("word", "similar_wording")]


def test_rare_terms_weigh_more() -> None:
    wording = replace(wording_of(["lidar", "car"], [], SAME), rarity={"lidar": 0.9, "car": 0.1})
    field = {"lidar_sensing": 0.8}
    rows = compared(posting("car", "A car", field), posting("lidar", "激光雷达", field), wording=wording)
    assert rows == [("lidar", "same_technology"), ("car", "same_field")]


def test_an_empty_wording_is_near_nothing() -> None:
    assert compared(posting("x", "Solid state lidar"), wording=wording_of([], [], {})) == []


def test_missions_are_counted_by_year_and_country() -> None:
    field = {"lidar_sensing": 0.8}
    postings = [
        posting("a", "激光雷达", field),
        posting("b", "激光雷达", field, year=2020),
        posting("c", "测距", field, mission=None, year=None),
    ]
    rows = missions_that_asked(near_posted([LIDAR], frozenset(), wording_of(["lidar"], [], SAME), postings))
    assert [(r["mission"], r["opportunities"], r["same_technology"]) for r in rows] == [
        ("de-embassy", 2, 2),
        (None, 1, 0),
    ]
    assert rows[0]["years"] == {"2019": 1, "2020": 1}
    assert rows[1]["years"] == {"unknown": 1}
