"""What a described technology is near to: descriptions that agree with the lists, abstention, order, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attache
from attache.core.errors import InputError
from attache.measure import load_descriptions
from attache.vocabulary.codebook import load_codebook
from attache.vocabulary.lists import load_lists

PARTS = ("needs", "opportunities", "requests", "missions", "critical")
DAY = "2024-06-01"


def exposed(text: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = attache.expose(text, as_of=given.pop("as_of", DAY), **given)
    return found


def first(found: Mapping[str, Any]) -> str:
    return f"{found['needs'][0]['list']} {found['needs'][0]['code']}"


def test_the_descriptions_name_entries_fields_and_values_that_exist() -> None:
    how, book = load_descriptions(), load_codebook()
    entries = {(item.list_id, entry.code) for item in load_lists() for entry in item.entries}
    fields = book.variable("technology_field").values
    for technology in how.technologies:
        assert set(technology.needs) <= entries, technology.name
        assert set(technology.fields) <= set(fields), technology.name
        assert technology.clues, technology.name
    for (variable, value), same in how.same.items():
        assert book.value(variable, value)
        assert set(same) <= entries


def test_values_of_the_codebook_stand_in_the_order_of_their_list() -> None:
    how, book = load_descriptions(), load_codebook()
    lists = {item.list_id: item for item in load_lists()}
    for list_id, variable in how.variables.items():
        for value, entry in zip(book.variable(variable).values.values(), lists[list_id].top, strict=False):
            assert (value.zh, value.en) == (entry.zh, entry.en), f"{variable} {value.value}"


def test_every_demand_but_the_vaguest_can_be_reached() -> None:
    how, book = load_descriptions(), load_codebook()
    reached = {need for technology in how.technologies for need in technology.needs}
    reached |= {entry for same in how.same.values() for entry in same}
    lists = {item.list_id: item for item in load_lists()}
    for list_id, variable in how.variables.items():
        values = book.variable(variable).values
        reached |= {(list_id, entry.code) for _, entry in zip(values, lists[list_id].top, strict=False)}
    all_ = {(i.list_id, e.code) for i in lists.values() if i.kind == "demand" for e in i.entries}
    left = all_ - reached
    assert left == {
        ("fyp13_sti2030", "14"),
        ("fyp14_manufacturing", "2"),
        ("hightech_8_2008", "8"),
        ("mic2025", "6.1"),
        ("mic2025", "9.1"),
    }


@pytest.mark.parametrize("text", ["automotive LiDAR", "车载激光雷达", "車載激光雷達", "Solid-state LiDAR for cars"])
def test_an_exact_chokepoint_comes_first_in_both_languages(text: str) -> None:
    found = exposed(text)
    need = found["needs"][0]
    assert (need["list"], need["code"], need["match"]) == ("chokepoint_35", "10", "exact_chokepoint")
    assert (need["name_zh"], need["name_en"]) == ("激光雷达", "LiDAR")
    assert need["why"]["way"] == "named"
    assert all(word in text for word in need["why"]["words"])
    assert need["why"]["confidence"] > 0.5
    assert {(row["list"], row["code"]) for row in found["critical"]} >= {("us_cet", "4"), ("eu_10", "6")}


def test_without_an_edition_needs_and_lists_alone_are_searched_and_it_says_so() -> None:
    found = exposed("车载激光雷达")
    assert found["opportunities"] == found["missions"] == found["requests"] == []
    assert "no edition was searched" in found["reasons"]["opportunities"]
    assert "edition" not in found["searched"]
    assert {one["list"] for one in found["searched"]["lists"]} == {item.list_id for item in load_lists()}


@pytest.mark.parametrize(
    "text", ["", " \n ", "。，！", "😀😀", "我喜欢吃苹果", "The choir meets on Thursday evening.", "\u202e\x00"]
)
def test_it_abstains_with_a_reason_where_nothing_is_near(text: str) -> None:
    found = exposed(text)
    for part in PARTS:
        assert found[part] == []
        assert found["reasons"][part]
    assert any("not safe" in caveat for caveat in found["caveats"])
    assert any("not wrongdoing" in caveat for caveat in found["caveats"])


def test_lists_are_in_force_as_of_a_day() -> None:
    then = {row["list"]: row["in_force"] for row in exposed("量子计算机", as_of="2016-06-01", top=50)["needs"]}
    assert then["fyp13_sti2030"] is True
    assert then["fyp15_future"] is False
    now = exposed("量子计算机", as_of="2026-06-01", top=50)
    assert {row["list"]: row["in_force"] for row in now["needs"]}["fyp14_frontier"] is False
    assert first(now) == "fyp15_future 1"
    with pytest.raises(InputError, match="not a day"):
        attache.expose("x", as_of="soon")


def test_other_words_than_the_list_s_are_told_apart_from_its_own() -> None:
    described = exposed("脑机接口"), exposed("Headset that decodes brain signals to control a wheelchair")
    ways = [next(n for n in one["needs"] if n["list"] == "fyp15_future")["why"]["way"] for one in described]
    assert ways == ["named", "described"]


def test_top_and_shape() -> None:
    found = exposed("工业机器人与激光雷达", top=2)
    assert len(found["needs"]) == 2
    keys = {"need_id", "list", "code", "name_zh", "name_en", "stated_on", "in_force", "owner", "source", "match", "why"}
    assert keys <= set(found["needs"][0])
    assert not [key for key in found if "score" in key or "risk" in key]


@settings(max_examples=30)
@given(st.text(max_size=300))
def test_any_text_gives_parts_or_reasons(text: str) -> None:
    found = exposed(text)
    for part in PARTS:
        assert bool(found[part]) != (part in found["reasons"])
