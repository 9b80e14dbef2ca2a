"""Screening keeps the contract of its rows and survives any of them."""

from __future__ import annotations

import pytest

from attache.core.errors import InputError
from attache.link import Register, screen
from attache.link.entries import entry_of
from attache.link.mentions import parts_of

REGISTER = [
    {"id": "r1", "name": "Harbin Institute of Technology", "aliases": ["HIT"], "country": "CN"},
    {"id": "r2", "name": "Harbin Engineering University", "country": "CN"},
    {"id": "r3", "name": "Example Robotics GmbH", "country": "AT", "valid_from": "2020-01-01"},
    {"id": "r3", "name": "Example Robotics (branch) GmbH"},
    {"id": "r4", "name": "有限公司"},
    {"id": "r5", "name": ""},
]


def hits(name: object, **options: object) -> list[dict[str, object]]:
    (row,) = screen([{"id": 1, "name": name}], REGISTER, **options)  # type: ignore[arg-type]
    found = row["hits"]
    assert isinstance(found, list)
    return found


def test_a_chinese_name_finds_the_english_entry() -> None:
    first = hits("哈尔滨工业大学")[0]
    assert set(first) == {"entry_id", "register", "name", "alias", "score", "reasons"}
    assert (first["entry_id"], first["alias"]) == ("r1", "Harbin Institute of Technology")
    assert first["reasons"]


def test_each_hit_comes_with_its_entry() -> None:
    register = Register(map(entry_of, REGISTER))
    ((hit, entry),) = register.found("Example Robotics", threshold=0.5, top=1)
    assert (hit.entry_id, hit.name, entry.valid_from) == ("r3", entry.name, "2020-01-01")
    assert register.hits("Example Robotics", threshold=0.5, top=1) == [hit]


def test_best_first_and_no_more_than_asked() -> None:
    found = hits("Harbin Institute of Technology", top=1)
    assert len(found) == 1
    scores = [hit["score"] for hit in hits("Harbin Institute of Technology")]
    assert scores == sorted(scores, reverse=True)  # type: ignore[type-var]


def test_a_threshold_leaves_out_what_is_below() -> None:
    assert {hit["entry_id"] for hit in hits("哈尔滨工业大学", threshold=0.5)} == {"r1"}


@pytest.mark.parametrize("name", ["", "有限公司", "Ltd.", "😀", None, 7, "…" * 10_000])
def test_what_is_no_name_has_no_hits(name: object) -> None:
    assert hits(name) == []


def test_rows_come_in_order() -> None:
    rows = [{"id": n, "name": name} for n, name in enumerate(["Example Robotics", "", "哈工大"])]
    assert [row["id"] for row in screen(rows, REGISTER)] == [0, 1, 2]


@pytest.mark.parametrize("name", ["a" * 10_000, "示" * 10_000, "مثال", "x, " * 3000, "\ud800", "(" * 500])
def test_odd_names_do_no_harm(name: str) -> None:
    assert isinstance(hits(name), list)


@pytest.mark.parametrize("row", [{"name": "Example"}, {"id": 1}, {"id": 1, "name": "Example", "aliases": "HIT"}])
def test_a_wrong_register_row_is_named(row: dict[str, object]) -> None:
    with pytest.raises(InputError):
        list(screen([], [row]))


def test_an_address_is_split_into_parts() -> None:
    parts = parts_of("Department of Examples, Harbin Engineering University, Harbin, China")
    assert "Harbin Engineering University" in [part.text for part in parts]
    assert [part.text for part in parts_of("Example Robotics, Inc.")] == ["Example Robotics, Inc."]
    found = hits("Department of Examples, Harbin Engineering University, Harbin, China")
    assert found[0]["entry_id"] == "r2"
