"""Claims: the ledger with filters, one claim with conflicts both ways, never a verdict on synthetic data."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.vocabulary.claims import load_all_claims
from tests.web.figuring import counted, links


@pytest.fixture(autouse=True)
def _counted(app: FastAPI) -> None:
    counted(app)


def test_every_claim_is_listed_and_has_a_page(client: TestClient) -> None:
    page = client.get("/claims").text
    ids = {one.claim.claim_id for one in load_all_claims(()).figures.values()}
    assert {one.removeprefix("/claims/") for one in links(page, "/claims/")} >= ids
    for claim_id in ids:
        assert client.get(f"/claims/{claim_id}").status_code == 200, claim_id
        assert client.get(f"/claims/{claim_id}?lang=zh").status_code == 200, claim_id


def test_synthetic_data_is_never_set_beside_published_figures(client: TestClient, app: FastAPI) -> None:
    ledger = app.state.site.view().figures.claims()
    verdicts = {one["verdict"] for claim in ledger.values() for one in claim["figures"]}
    assert not verdicts & {"matches", "differs"} or all(
        one["ours"] is None or "reference" in one["ours"]
        for claim in ledger.values() for one in claim["figures"] if one["verdict"] in ("matches", "differs")
    )  # fmt: skip
    page = client.get("/claims/C011").text
    assert "it is not comparable" in page
    assert "synthetic" in page
    n = ledger["C011"]["figures"][0]["ours"]["row"]["n"]
    assert f">{n}<" not in page.split("<main")[1]
    rows = list(csv.DictReader(io.StringIO(client.get("/claims.csv").text.removeprefix("\ufeff"))))
    assert all(not row["ours"] and not row["low"] for row in rows if row["synthetic"] == "true")


def test_conflicts_are_told_on_both_sides(client: TestClient) -> None:
    one, other = client.get("/claims/C011").text, client.get("/claims/C012").text
    assert "/claims/C012" in one
    assert "/claims/C011" in other
    for page in (one, other):
        assert "sources conflict" in page
        assert "112" in page
        assert "122" in page
        assert "conflicts with" in page


def test_filters(client: TestClient) -> None:
    conflicts = client.get("/claims?conflicts=1").text
    assert 'id="C011"' in conflicts
    assert 'id="C001"' not in conflicts
    verdict = client.get("/claims?verdict=sources+conflict").text
    assert 'id="C011"' in verdict
    assert 'id="C001"' not in verdict
    words = client.get("/claims?q=russia").text
    assert 'id="C011"' in words
    assert 'id="C002"' not in words
    assert "No claim meets this" in client.get("/claims?q=nothingofthekind").text
    assert client.get("/claims?verdict=good").status_code == 400
    assert client.get("/claims/C999").status_code == 404


@pytest.mark.parametrize(
    "asked",
    ["q=nearly+half+of+the+posts+come+from+four+countries", "lang=zh&q=俄罗斯占比多少", "lang=zh&q=俄罗斯"],
)
def test_a_sentence_finds_the_claims_that_come_nearest_in_both_languages(client: TestClient, asked: str) -> None:
    page = client.get(f"/claims?{asked}").text
    assert 'id="C007"' in page
    assert page.count("<tbody>") < 20


def test_rules_and_what_is_derived_are_shown(client: TestClient) -> None:
    page = client.get("/claims/C021").text
    assert "What rules find" in page
    assert "Derived from" in page
    assert "/claims/C019" in page
    assert "/claims/C021" in client.get("/claims/C019").text


def test_chinese_pages_are_chinese(client: TestClient) -> None:
    page = client.get("/claims/C001?lang=zh").text
    for text in ("已发布", "不可比", "本版为合成数据", "来源类型"):
        assert text in page, text


@pytest.mark.usefixtures("uncounted")
def test_published_figures_are_there_before_ours(client: TestClient) -> None:
    page = client.get("/claims").text
    assert "being counted" in page
    assert 'id="C001"' in page
    assert "642" in page
    assert "not measured yet" in client.get("/claims/C001").text
