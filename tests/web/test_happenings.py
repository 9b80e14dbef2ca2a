"""Pages of events and programmes."""

from __future__ import annotations

import json
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.measure.stated import as_said
from attache.web.site import Site, View


@pytest.fixture(scope="module")
def view(app: FastAPI) -> View:
    site: Site = app.state.site
    return site.view()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_event_and_programme_has_a_page(client: TestClient, view: View, lang: str) -> None:
    for name in ("event", "programme"):
        for row in view.shelf.rows(f"select * from {name}s"):
            page = client.get(f"/{name}s/{row[f'{name}_id']}", params={"lang": lang})
            assert page.status_code == 200, row


def test_figures_stand_as_stated_with_their_sources(client: TestClient, view: View) -> None:
    for row in view.shelf.rows("select * from events where figures <> '[]'"):
        text = client.get(f"/events/{row['event_id']}?lang=en").text
        for figure in json.loads(row["figures"]):
            said = (
                as_said(figure["comparator"], figure["low"], figure["high"]).replace(">", "&gt;").replace("<", "&lt;")
            )
            assert f'<td class="number">{said}' in text


def test_conversions_that_are_shares_have_intervals(client: TestClient) -> None:
    text = client.get("/events/fujian-618-2007?lang=en").text
    assert "projects collected → projects shown" in text
    assert re.search(r"<strong>21\.4 %</strong>.*\[18\.0 % – 25\.1 %\]", text)


def test_events_are_narrowed_and_sorted(client: TestClient, view: View) -> None:
    total = view.shelf.rows("select count(*) as n from events where stage = 'S1_need'")[0]["n"]
    assert f">{total} events<" in client.get("/events?stage=S1_need&lang=en").text
    assert "/events/ucis-2018" in client.get("/events?q=houston&year=2018").text
    assert "No event matches" in client.get("/events?q=nowhere-at-all&lang=en").text
    for path in ("/events?stage=x", "/events?sort=x", "/events?country=zz"):
        assert client.get(path).status_code == 400


def test_an_event_names_organisations_without_saying_that_they_took_part(client: TestClient, view: View) -> None:
    row = view.shelf.rows("select * from events where named > 0 limit 1")[0]
    text = client.get(f"/events/{row['event_id']}?lang=en").text
    assert "being named is not taking part" in text
    named = view.shelf.rows("select * from naming where document_id = ?", (row["document_id"],))
    assert all(f"/organisations/{one['organisation_id']}" in text for one in named)


def test_a_leak_is_never_shown_without_its_caveat(client: TestClient, view: View) -> None:
    leaked = view.shelf.rows("select * from programmes where grade = 'leak'")
    assert leaked
    text = client.get(f"/programmes/{leaked[0]['programme_id']}?lang=en").text
    assert "never merged with official statistics" in text
    assert "That nothing is recorded does not say that a target was missed" in text


def test_events_are_taken_along(client: TestClient, view: View) -> None:
    told = client.get("/events.json?stage=S3_match").json()
    total = view.shelf.rows("select count(*) as n from events where stage = 'S3_match'")[0]["n"]
    assert len(told["records"]) == total
    assert client.get("/events.csv").status_code == 200


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/events/none").status_code == 404
    assert client.get("/programmes/none").status_code == 404


def test_cities_have_the_names_of_the_page(client: TestClient) -> None:
    event = "/events/beijing-counsellors-2020"
    assert "<bdi>Beijing</bdi>" in client.get(event, params={"lang": "en"}).text
    assert "<bdi>北京市</bdi>" in client.get(event, params={"lang": "zh"}).text
    assert "<bdi>休斯敦</bdi>" in client.get("/events", params={"lang": "zh", "country": "US"}).text


def test_steps_of_an_event_follow_each_other_as_they_are_measured(app: FastAPI) -> None:
    view = app.state.site.view()
    measured = [row for row in view.measured("process.stated_conversion") if row.group_1]
    kept = view.shelf.rows("select event_id, conversions from events where conversions <> '[]'")
    assert kept
    for event in kept:
        steps = [(one["step"], one["variant"]) for one in json.loads(event["conversions"])]
        assert steps == [(row.group_2, row.variant) for row in measured if row.group_1 == event["event_id"]]
    assert any(len(json.loads(event["conversions"])) > 1 for event in kept)
