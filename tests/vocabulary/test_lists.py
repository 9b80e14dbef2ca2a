from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from attache.core.errors import InputError, NotFoundError
from attache.vocabulary.lists import LISTS, ReferenceList, in_force, load_list, load_lists, needs_of
from attache.vocabulary.tables import Grade, read_yaml

SIZES = {
    "mic2025": 10,
    "sei_2010": 7,
    "sei_13fyp": 8,
    "sei_2018": 9,
    "sei_2023": 9,
    "fyp14_frontier": 7,
    "fyp14_projects": 8,
    "fyp14_manufacturing": 8,
    "fyp14_future": 6,
    "fyp13_sti2030": 16,
    "fyp15_future": 6,
    "chokepoint_35": 35,
    "hightech_8": 8,
    "hightech_8_2008": 8,
    "programme_863": 8,
    "us_cet": 18,
    "eu_10": 10,
    "uk_nsi17": 17,
    "au_critical": 7,
    "ca_stra11": 11,
}


@pytest.fixture(scope="module")
def lists() -> dict[str, ReferenceList]:
    return {item.list_id: item for item in load_lists()}


def test_every_list_is_there_with_its_number_of_entries(lists: dict[str, ReferenceList]) -> None:
    assert {name: len(item.top) for name, item in lists.items()} == SIZES


def test_every_row_is_cited_and_graded_in_both_languages(lists: dict[str, ReferenceList]) -> None:
    for item in lists.values():
        assert item.source
        assert item.grade in get_args(Grade)
        for entry in item.entries:
            assert entry.source
            assert entry.grade in get_args(Grade)
            assert any("\u4e00" <= char <= "\u9fff" for char in entry.zh), entry
            assert entry.en.isascii(), entry


def test_what_is_not_from_a_source_says_so(lists: dict[str, ReferenceList]) -> None:
    chokepoints = lists["chokepoint_35"]
    known = {entry.code for entry in chokepoints.entries if entry.grade != "general_knowledge"}
    assert known == {str(n) for n in (*range(1, 11), 12, 25, 26, 27, 29, 33)}
    assert {entry.grade for entry in lists["fyp13_sti2030"].entries} == {"general_knowledge"}
    assert sum(entry.grade == "general_knowledge" for entry in lists["ca_stra11"].entries) == 5


def test_facts_that_others_rely_on(lists: dict[str, ReferenceList]) -> None:
    assert lists["chokepoint_35"].entry("10").zh == "激光雷达"
    assert lists["mic2025"].entry("10").zh == "生物医药及高性能医疗器械"
    assert lists["mic2025"].entry("1.1").parent == "1"
    assert [entry.code for entry in lists["eu_10"].entries if entry.mark == "top_risk"] == ["1", "2", "3", "4"]
    new, old = lists["hightech_8"], lists["hightech_8_2008"]
    assert [entry.code for entry in new.top if entry.zh != old.entry(entry.code).zh] == ["8"]
    assert "seven" in (lists["fyp15_future"].note or "")
    with pytest.raises(NotFoundError, match="no code `36`"):
        lists["chokepoint_35"].entry("36")


def test_only_demand_becomes_needs(lists: dict[str, ReferenceList]) -> None:
    needs = needs_of(lists.values())
    assert {need.list_id for need in needs} == {name for name, item in lists.items() if item.kind == "demand"}
    assert len({need.need_id for need in needs}) == len(needs)
    lidar = next(need for need in needs if need.need_id == "need-chokepoint_35-10")
    assert (lidar.name_zh, lidar.stated_on, lidar.valid_to) == ("激光雷达", "2018-04-19", None)
    assert all(need.source and not need.synthetic for need in needs)


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("mic2025", "2015-05-07", False),
        ("mic2025", "2015-05-08", True),
        ("mic2025", "2025-12-31", True),
        ("mic2025", "2026-01-01", False),
        ("fyp14_frontier", "2021-02-28", False),
        ("fyp14_frontier", "2021-03-01", True),
        ("chokepoint_35", "2030-01-01", True),
        ("sei_2010", "2016-01-01", False),
    ],
)
def test_lists_are_dated(lists: dict[str, ReferenceList], name: str, day: str, expected: bool) -> None:
    assert in_force(lists[name], day) is expected


HEAD = (
    "list_id: x\nversion: '1'\nkind: demand\nname_zh: 甲\nname_en: A\nissuer: I\n"
    "valid_from: 2020\nsource: here\ngrade: report\n"
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD, "`entries` is not a list"),
        (HEAD + "entries: []\n", "`entries` is not a list"),
        (HEAD + "entries:\n  - {code: '1', zh: 甲}\n", "entry 1: `en` is missing"),
        (
            HEAD + "entries:\n  - {code: '1', zh: 甲, en: A}\n  - {code: '1', zh: 乙, en: B}\n",
            "two entries are called 1",
        ),
        (HEAD + "entries:\n  - {code: 'a b', zh: 甲, en: A}\n", "plain name"),
        (HEAD.replace("source: here\n", "") + "entries:\n  - {code: '1', zh: 甲, en: A}\n", "`source` is missing"),
        (HEAD.replace("report", "rumour") + "entries:\n  - {code: '1', zh: 甲, en: A}\n", "`grade`"),
        (HEAD + "valid_to: 2019\nentries:\n  - {code: '1', zh: 甲, en: A}\n", "before valid_from"),
        (HEAD + "valid_to: 2019-13\nentries:\n  - {code: '1', zh: 甲, en: A}\n", "month must be in 1..12"),
        (HEAD + "entries:\n  - {code: '1', zh: 甲, en: A, areas: 5}\n", "areas"),
        (
            HEAD
            + "entries:\n  - {code: '1', zh: 甲, en: A, areas: [{code: '1.1', zh: 乙, en: B, areas: [{code: '2'}]}]}\n",
            "an area has no areas",
        ),
        (HEAD + "entries:\n  - 5\n", "entry 1"),
    ],
)
def test_a_bad_list_is_refused_with_file_record_and_mend(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=says) as caught:
        load_list(path)
    assert "bad.yaml" in caught.value.sentence
    assert caught.value.mend


def test_two_lists_with_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes((LISTS / "eu_10.yaml").read_bytes())
    with pytest.raises(InputError, match="two lists are called eu_10"):
        load_lists(tmp_path)
    with pytest.raises(InputError, match="is not a folder"):
        load_lists(tmp_path / "absent")


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("au_7", "au_critical"),
        ("ca_stra_11", "ca_stra11"),
        ("chokepoint_35", "chokepoint_35"),
        ("eu_10", "eu_10"),
        ("fyp14_frontier", "fyp14_frontier"),
        ("fyp15_future", "fyp15_future"),
        ("hightech_8", "hightech_8"),
        ("mic2025_sector", "mic2025"),
        ("uk_17", "uk_nsi17"),
        ("us_cet_18", "us_cet"),
    ],
)
def test_the_codebook_names_the_same_entries_in_the_same_order(
    lists: dict[str, ReferenceList], variable: str, name: str
) -> None:
    path = LISTS.parent / "codebook" / "lists" / f"{variable}.yaml"
    values = [value["zh"] for value in read_yaml(path)["values"]]
    assert values[: len(lists[name].top)] == [entry.zh for entry in lists[name].top]
