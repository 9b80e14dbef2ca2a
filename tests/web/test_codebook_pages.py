"""The codebook: every variable with its values, counts that lead to their records."""

from __future__ import annotations

import re
from html import escape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.measure.where import Where
from attache.vocabulary.codebook import load_codebook
from attache.web.measured import EVERYTHING
from tests.web.figuring import counted, links

VARIABLES = tuple(load_codebook(None).variables)


@pytest.fixture(autouse=True)
def _counted(app: FastAPI) -> None:
    counted(app)


def test_every_variable_is_listed(client: TestClient) -> None:
    page = client.get("/codebook").text
    assert {one.removeprefix("/codebook/") for one in links(page, "/codebook/")} == set(VARIABLES)


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_shows_all_its_values_in_both_languages(client: TestClient, name: str) -> None:
    variable = load_codebook(None).variables[name]
    english, chinese = (client.get(f"/codebook/{name}?lang={one}").text for one in ("en", "zh"))
    for value in variable.values.values():
        assert f'id="{value.value}"' in english, value.value
        for page in (english, chinese):
            assert escape(value.zh) in page, value.value


def test_counts_are_those_of_their_records(app: FastAPI, client: TestClient) -> None:
    page = client.get("/codebook/coop_mode").text
    figures = app.state.site.view().figures
    counts = figures.codes()["coop_mode"]
    assert counts
    assert max(counts.values()) > 10
    for value in list(counts)[:4]:
        found = None
        while found is None:
            found = figures.records(Where("opportunities", {"coop_mode": (value,)}), EVERYTHING, 1, 0)
        assert found.total == counts[value], value
    shown = [int(one.replace(",", "")) for one in re.findall(r'class="n"><a href="[^"]+">([\d,]+)</a>', page)]
    assert sorted(shown) == sorted(n for value, n in counts.items() if value != "unknown")


def test_crosswalks_and_derived_variables_lead_to_each_other(client: TestClient) -> None:
    page = client.get("/codebook/technology_field").text
    assert "/codebook/mic2025_sector#" in page
    assert "/codebook/technology_field" in client.get("/codebook/mic2025_sector").text


def test_a_variable_that_is_none(client: TestClient) -> None:
    assert client.get("/codebook/nothing").status_code == 404
    assert "&lt;b&gt;" in client.get("/codebook/%3Cb%3E").text
