"""Pages of countries and missions."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.vocabulary.missions import missions
from attache.web.moments import Moment, by_year, years
from attache.web.site import Site, View


@pytest.fixture(scope="module")
def view(app: FastAPI) -> View:
    site: Site = app.state.site
    return site.view()


def test_the_list_has_every_country_and_mission_with_its_count(client: TestClient, view: View) -> None:
    text = client.get("/places?lang=en").text
    for row in view.shelf.rows("select * from places where \"key\" <> 'unknown'"):
        path = f"/{'countries' if row['kind'] == 'country' else 'missions'}/{row['key']}"
        assert re.search(rf'{path}\?lang=en".*?{row["n"]}</td>', text, re.DOTALL), path
    total = view.edition.rows("opportunities")
    assert f"{total} postings of this edition" in text


@pytest.mark.parametrize("of", ["countries", "missions"])
def test_maps_are_drawn_in_both_languages(client: TestClient, of: str) -> None:
    drawn = {lang: client.get("/places/map.svg", params={"of": of, "lang": lang}) for lang in ("en", "zh")}
    for answer in drawn.values():
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "<script" not in answer.text
    assert drawn["en"].text != drawn["zh"].text
    assert client.get("/places/map.svg?of=moons").status_code == 422


def test_every_place_with_postings_has_a_page(client: TestClient, view: View) -> None:
    for row in view.shelf.rows("select * from places where \"key\" <> 'unknown'"):
        kind = "countries" if row["kind"] == "country" else "missions"
        page = client.get(f"/{kind}/{row['key']}", params={"lang": "zh"})
        assert page.status_code == 200, row["key"]
        assert f"{row['n']:,}" in page.text


def test_a_country_counts_what_the_search_finds(client: TestClient, view: View) -> None:
    row = view.shelf.rows("select * from places where kind = 'country' and gone > 0 order by n desc")[0]
    code = row["key"]
    found = client.get("/opportunities", params={"country": code, "lang": "en"}).text
    assert f">{row['n']} found<" in found
    gone = client.get("/opportunities", params={"country": code, "state": "gone", "lang": "en"}).text
    assert f">{row['gone']} found<" in gone


def test_shares_come_with_intervals_and_who_coded(client: TestClient) -> None:
    page = client.get("/countries/US?measured=now&lang=en").text
    assert "95 % interval" in page
    assert "machine only, not validated" in page
    piece = client.get("/countries/US/measured?lang=en")
    assert piece.status_code == 200
    assert "95 % interval" in piece.text
    assert "<html" not in piece.text


def test_a_country_without_postings_says_what_is_known_of_it(client: TestClient) -> None:
    page = client.get("/countries/FJ?lang=en")
    assert page.status_code == 200
    assert "it does not mean that nothing is sought" in page.text
    assert "Missions in this country" in page.text
    assert client.get("/countries/FJ/measured").status_code == 404


def test_codes_are_taken_in_small_letters_and_others_are_not_found(client: TestClient) -> None:
    answer = client.get("/countries/us?lang=zh", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/countries/US?lang=zh")
    for path in ("/countries/XX", "/countries/%3Cscript%3E", "/missions/none-such"):
        page = client.get(path)
        assert page.status_code == 404
        assert "<script>" not in page.text


def test_alliances_have_dates_and_sources(client: TestClient) -> None:
    page = client.get("/countries/FI?lang=en").text
    assert "NATO, since 2023-04-04" in page


def test_a_closed_mission_shows_its_closure_on_its_time_line(client: TestClient) -> None:
    page = client.get("/missions/us-houston-consulate?lang=en").text
    assert "mission closed" in page
    assert "closed 2020-07-24" in page
    assert "Consular district" in page


def test_a_mission_without_postings_has_a_page(client: TestClient, view: View) -> None:
    posting = {row["key"] for row in view.shelf.rows("select * from places where kind = 'mission'")}
    silent = next(key for key in missions() if key not in posting)
    page = client.get(f"/missions/{silent}?lang=en")
    assert page.status_code == 200
    assert "No posting of this edition says that it is from this mission" in page.text


def test_a_mission_about_one_country_is_told_in_the_singular(client: TestClient) -> None:
    page = client.get("/missions/ru-embassy?lang=en").text
    assert "postings about one country, from" in page
    assert "1 countries" not in page


def test_the_map_has_the_colours_of_the_page(client: TestClient) -> None:
    light, dark = (client.get(f"/places/map.svg?scheme={scheme}").text for scheme in ("light", "dark"))
    assert light != dark
    assert len(light) == len(dark)
    assert client.get("/places/map.svg?scheme=loud").status_code == 422


def test_new_terms_are_counted_when_asked_for(client: TestClient) -> None:
    assert "Count the terms" in client.get("/missions/ru-embassy?lang=en").text
    assert "Terms first posted by this mission" in client.get("/missions/ru-embassy?terms=now&lang=en").text


def test_time_lines_put_the_undated_last_in_both_directions() -> None:
    moments = [Moment("2019-03", "posting", "b"), Moment(None, "posting", "c"), Moment("2020", "posting", "a")]
    assert [year for year, _ in by_year(moments)] == ["2019", "2020", None]
    assert [year for year, _ in by_year(moments, newest=True)] == ["2020", "2019", None]


def test_years_without_a_count_are_shown_and_odd_ones_do_no_harm() -> None:
    assert [(one.value, one.n) for one in years({"2018": 2, "2020": 4, "unknown": 9}, "2021-03-31")] == [
        ("2018", 2),
        ("2019", 0),
        ("2020", 4),
        ("2021", 0),
    ]
    assert years({"unknown": 3}, "2021") == []
    assert len(years({"1": 1, "9999": 1}, "2021")) <= 81
