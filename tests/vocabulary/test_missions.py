"""Missions: coverage, names, dates, domains, errors that name the row."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from attache.core.errors import InputError, NotFoundError
from attache.vocabulary.missions import find_mission, load_missions, mission, mission_of_domain, missions, within

HEADER = (
    "mission_id,kind,country,city_zh,city_en,name_zh,aliases_zh,name_en,aliases_en,domains,valid_from,valid_to,source\n"
)
ROW = (
    "il-embassy,embassy,IL,特拉维夫,Tel Aviv,驻以色列大使馆,驻以色列使馆,Embassy in Israel,,,1992,,general knowledge\n"
)


def test_coverage() -> None:
    kinds = Counter(m.kind for m in missions().values())
    assert kinds["embassy"] >= 170
    assert kinds["consulate_general"] >= 95
    assert {"eu-mission", "un-newyork-mission", "wto-mission", "asean-mission"} <= set(missions())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("驻休斯敦总领事馆", "us-houston-consulate"),
        ("驻休斯顿总领馆", "us-houston-consulate"),
        ("驻美国休斯敦总领事馆", "us-houston-consulate"),
        ("中华人民共和国驻以色列国大使馆", "il-embassy"),
        ("驻美使馆", "us-embassy"),
        ("驻俄罗斯联邦大使馆", "ru-embassy"),
        ("驻欧盟使团", "eu-mission"),
        ("Chinese Embassy in Israel", "il-embassy"),
        ("驻上海总领事馆", None),
        ("驻华使馆", None),
    ],
)
def test_names(name: str, expected: str | None) -> None:
    assert find_mission(name) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("il.china-embassy.gov.cn", "il-embassy"),
        ("www.il.china-embassy.org", "il-embassy"),
        ("IL.ChineseEmbassy.org", "il-embassy"),
        ("newyork.china-consulate.gov.cn", "us-newyork-consulate"),
        ("www.chinese-embassy.org.uk", "gb-embassy"),
        ("eu.china-mission.gov.cn", "eu-mission"),
        ("example.com", None),
        ("il.china-embassy.gov.cn.example.com", None),
        ("", None),
    ],
)
def test_domains(host: str, expected: str | None) -> None:
    assert mission_of_domain(host) == expected


def test_houston_closed() -> None:
    houston = mission("us-houston-consulate")
    assert houston.valid_to == "2020-07-24"
    assert houston.open_on("2020-07-24")
    assert not houston.open_on("2020-07-25")
    assert houston.open_on("2020-07")
    assert not houston.open_on("2021")


@pytest.mark.parametrize(
    ("as_of", "start", "end", "inside"),
    [
        ("2019", None, None, True),
        ("2019", "2019-07-01", None, True),
        ("2019-06-30", "2019-07-01", None, False),
        ("2019-06", "2019-07-01", None, False),
        ("2019-03-05", "2019", "2022", True),
        ("2022-12-31", "2019", "2022", True),
        ("2023", "2019", "2022", False),
    ],
)
def test_periods(as_of: str, start: str | None, end: str | None, inside: bool) -> None:
    assert within(as_of, start, end) is inside


def test_every_mission_that_wikidata_lists_is_here(shared: Path) -> None:
    ours = {(m.kind == "embassy", m.country) for m in missions().values()}
    missing = []
    with gzip.open(shared / "data" / "places" / "cn_missions_wikidata_2022.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["iso2"] and row["iso2"] != "TW" and (row["type"] == "embassy", row["iso2"]) not in ours:
                missing.append(row["country"])
    assert not missing


def test_unknown_id() -> None:
    with pytest.raises(NotFoundError, match="no mission has the id 'xx-embassy'"):
        mission("xx-embassy")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + ROW.replace(",IL,", ",IX,"), ":2: no country has the code 'IX'"),
        (HEADER + ROW.replace(",embassy,", ",palace,"), ":2: `kind` is 'palace'"),
        (HEADER + ROW.replace("1992", "in 1992"), ":2: `valid_from` is 'in 1992'"),
        (HEADER + ROW.replace("general knowledge", ""), ":2: `source` is ''"),
        (HEADER + ROW + ROW.replace("il-embassy", "il-office"), "two missions are called 驻以色列大使馆"),
    ],
)
def test_errors_name_file_and_row(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "missions.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        load_missions(path)
