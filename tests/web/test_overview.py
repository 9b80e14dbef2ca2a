"""The first page: every element leads to records, in both languages, also while figures are being counted."""

from __future__ import annotations

import itertools
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request

from attache.web.pages import overview
from attache.web.worldmap import world_map
from tests.web.figuring import counted, links, settled


@pytest.fixture
def first(app: FastAPI, client: TestClient) -> str:
    counted(app)
    return client.get("/").text


def test_it_says_what_the_edition_holds(app: FastAPI, first: str) -> None:
    view = app.state.site.view()
    for table in ("opportunities", "needs", "events", "organisations", "documents", "captures"):
        assert f">{view.edition.rows(table):,}</a>" in first, table
    assert "Since edition 1" in first
    assert "counting" not in first


def test_counts_are_those_behind_their_links(client: TestClient, first: str) -> None:
    columns = re.findall(
        r'<a href="(/figures/records[^"]+)"[^>]*><rect class="hit".+?<title>\w+: ([\d,]+)</title>', first
    )
    assert len(columns) > 20
    for path, n in columns[:3]:
        found = settled(client, path.replace("&amp;", "&"))
        assert f"{n} opportunities" in found


def test_map_and_lists_lead_to_places_and_fields(app: FastAPI, first: str) -> None:
    rows = app.state.site.view().figures.rows("locations.country")
    stated = [row.group_1 for row in rows if row.n and row.group_1 != "unknown"]
    there = links(first, "/countries/")
    assert set(there) == {f"/countries/{code}" for code in stated}
    assert len(links(first, "/missions/")) > 20
    assert len(links(first, "/opportunities?field=")) > 5
    assert "休" not in first.split("<main")[1].split("Latest", maxsplit=1)[0].split("Withdrawn since", maxsplit=1)[0]


def test_events_are_marked_on_the_time_line(first: str) -> None:
    assert "2020-07-24" in first
    assert "closed: before and after" in first
    assert "the report was published" in first
    assert first.count('<line class="event"') >= 4


def test_it_is_chinese_throughout(app: FastAPI, client: TestClient) -> None:
    counted(app)
    page = client.get("/?lang=zh").text
    for text in ("自第1版以来", "进展环节", "俄罗斯", "寻求的技术领域", "撤下"):
        assert text in page, text
    assert all("lang=zh" in one for one in links(page, "/countries/"))


@pytest.mark.usefixtures("uncounted")
def test_what_is_not_counted_yet_is_said_and_nothing_is_empty(client: TestClient) -> None:
    page = client.get("/").text
    assert "being counted" in page
    assert 'data-needs="rows locations.country' in page
    assert "<figure" not in page
    assert "<table" not in page
    assert "opportunities</dt>" in page
    assert 'class="card"' in page


def test_quarters_without_postings_are_shown_and_the_line_goes_on_to_what_happened() -> None:
    assert overview._near("2021Q1", "2021Q2")
    assert not overview._near("2019Q1", "2021Q2")
    assert overview._at("2020-07-24", "2020Q1") == 2.0
    assert overview._at("2021-05", "2021Q1") == pytest.approx(1.33)


def test_the_map_holds_what_has_a_place() -> None:
    made = world_map({"RU": 71, "US": 46, "SG": 6, "XX": 5, "FJ": 1}, {"us-houston": 3, "nowhere": 4})
    assert {one.code for one in made.countries} == {"RU", "US", "FJ"}
    assert {one.id for one in made.small} == {"SG"}
    steps = {one.code: one.step for one in made.countries}
    assert steps["FJ"] < steps["US"] <= steps["RU"]
    for one in made.countries:
        for piece in one.path.split("Z")[:-1]:
            xs = [int(place.split(" ")[0]) for place in piece.removeprefix("M").split("L")]
            assert max(abs(a - b) for a, b in itertools.pairwise(xs)) < made.width / 4, one.code


def test_a_map_of_nothing_is_land_alone() -> None:
    made = world_map({}, {})
    assert not made.countries
    assert not made.missions
    assert not made.steps
    assert made.land


def test_few_quarters_are_no_wall_and_the_undated_are_counted(app: FastAPI, client: TestClient) -> None:
    counted(app)
    rows = app.state.site.view().figures.rows("locations.quarter")
    one = [row for row in rows if row.group_1 == "2019Q2"]
    bars, events = overview._time_line(Request({"type": "http", "path": "/", "query_string": b"", "headers": []}), one)
    assert [bars[0].quarter, bars[-1].quarter] == ["2017Q3", "2019Q2"]
    assert [bar.n for bar in bars] == [0] * 7 + [one[0].n]
    assert not events
    undated = next(row.n for row in rows if row.group_1 == "unknown")
    assert overview._undated(rows) == undated
    assert (f"{undated} more state no date" in client.get("/").text) is bool(undated)
