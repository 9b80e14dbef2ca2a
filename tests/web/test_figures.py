"""Figures: every measure in both languages, variants, parts, charts, downloads, the records behind."""

from __future__ import annotations

import csv
import io
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.measure.chapters import CHAPTERS, MEASURES
from attache.measure.wording import question
from attache.publish.notice import NOTICE, SYNTHETIC
from attache.web.api import busy
from attache.web.drawn import Drawing
from attache.web.pages import figure_records
from tests.web.figuring import counted, links, settled


@pytest.fixture(autouse=True)
def _counted(app: FastAPI) -> None:
    counted(app)


def test_all_measures_are_listed_by_chapter(client: TestClient) -> None:
    page = client.get("/figures").text
    assert all(f"/figures/{name}" in page for name in MEASURES)
    assert list(re.findall(r'<h2 id="chapter-(\w+)">', page)) == list(CHAPTERS)
    chinese = client.get("/figures?lang=zh").text
    assert all(question(one, "zh") in chinese for one in MEASURES.values())


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_measure_has_a_page(client: TestClient, chapter: str) -> None:
    for measure in (one for one in MEASURES.values() if one.chapter == chapter):
        answer = client.get(f"/figures/{measure.id}")
        assert answer.status_code == 200, measure.id
        assert question(measure, "en") in answer.text.replace("&#39;", "'"), measure.id
        assert (
            "/figures/records?" in answer.text or "There is nothing to count" in answer.text or ("<td" in answer.text)
        ), measure.id
        for last in list(measure.variants)[-1:]:
            chinese = client.get(f"/figures/{measure.id}", params={"variant": last, "lang": "zh"})
            assert chinese.status_code == 200, measure.id
            assert question(measure, "zh") in chinese.text, measure.id


def test_each_number_leads_to_its_records(client: TestClient) -> None:
    page = client.get("/figures/content.field?variant=narrow").text
    found = re.findall(r'<td class="number"><a href="([^"]+)">([\d,]+)</a></td>', page)
    assert len(found) > 20
    for path, n in found[:3]:
        records = settled(client, path.replace("&amp;", "&"))
        assert f"{n} opportunities" in records
        assert "SHA-256" in records
        assert "/captures/" in records


def test_records_of_every_relation_are_shown(client: TestClient, app: FastAPI) -> None:
    figures, seen = app.state.site.view().figures, {}
    for name in MEASURES:
        for row in figures.rows(name):
            if row.records and row.n:
                seen.setdefault(row.records.partition("?")[0], (row, name))
    assert set(figure_records.COLUMNS) & set(seen)
    for relation, (row, name) in seen.items():
        page = settled(client, "/figures/records", where=row.records, measure=name, lang="zh")
        assert 'class="record"' in page, relation


def test_variants_are_switched_by_the_address(client: TestClient) -> None:
    wide, narrow = (client.get(f"/figures/content.field?variant={one}").text for one in ("wide", "narrow"))
    assert wide != narrow
    assert "content.field-fields.svg" in wide
    assert "content.field-subfields.svg" in narrow
    assert client.get("/figures/content.field?variant=nothing").status_code == 400
    assert client.get("/figures/nothing.at_all").status_code == 404
    many = client.get("/figures/locations.allied?variant=report.without_us.with_taiwan.all").text
    assert '<option value="report.without_us.with_taiwan.all" selected>in May 2021, without US, of all' in many


def test_a_part_is_counted_and_keeps_its_part_in_links(client: TestClient) -> None:
    page = settled(client, "/figures/locations.year?country=US&since=2018")
    (path, n), *_ = re.findall(r'<td class="number"><a href="([^"]+)">([\d,]+)</a></td>', page)
    assert "country=US" in path
    assert "since=2018" in path
    records = settled(client, path.replace("&amp;", "&"))
    assert f"{n} opportunities" in records
    assert "United States" in records


@pytest.mark.parametrize(
    "query", ["country=usa", "since=soon", "until=2020-13", "mission=%3Cscript%3E", "page=0", "page=x"]
)  # fmt: skip
def test_a_part_that_is_none_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/figures/locations.year?{query}")
    assert answer.status_code == 400
    assert "<script>" not in answer.text.split("<main")[1]


@pytest.mark.parametrize(
    "where", ["", "nothing", "opportunities?nothing=1", "opportunities?from=soon", "units; drop table units", "%00"]
)
def test_a_query_that_is_none_is_refused(client: TestClient, where: str) -> None:
    settled(client, "/figures/records", 400, where=where)
    assert client.get("/figures/records", params={"where": "opportunities?a=" + "b" * 9000}).status_code == 400


def test_hostile_values_of_a_query_are_inert(client: TestClient) -> None:
    page = settled(client, "/figures/records", where="opportunities?host_country=<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "selects no record" in page


def test_rows_are_taken_along_with_the_notice(client: TestClient) -> None:
    told = client.get("/figures/locations.country.csv")
    rows = list(csv.DictReader(io.StringIO(told.text.removeprefix("\ufeff"))))
    assert "attachment" in told.headers["content-disposition"]
    assert {row["measure"] for row in rows if row["measure"]} == {"locations.country"}
    assert [row["notice"] for row in rows if row["notice"]] == [NOTICE["en"], SYNTHETIC["en"]]
    found = client.get("/figures/content.field.json?variant=wide&lang=zh").json()
    assert found["notice"] == [NOTICE["zh"], SYNTHETIC["zh"]]
    assert {row["variant"] for row in found["records"]} == {"wide"}
    assert client.get("/figures/content.field.csv?variant=nothing").status_code == 400


@pytest.mark.parametrize("relation", sorted(figure_records.NAMED))
def test_records_behind_a_figure_are_taken_along(client: TestClient, app: FastAPI, relation: str) -> None:
    asked = {"where": relation}
    page = settled(client, "/figures/records", **asked)
    told = client.get("/figures/records.csv", params=asked)
    rows = list(csv.DictReader(io.StringIO(told.text.removeprefix("\ufeff"))))
    records = [row for row in rows if row["id"]]
    stated = re.search(r'<p class="lead">([\d,]+)', page)
    assert len(records) == len({row["id"] for row in records}) == int(stated[1].replace(",", "") if stated else 0)
    assert [row["notice"] for row in rows if row["notice"]] == [NOTICE["en"], SYNTHETIC["en"]]
    proved = [row for row in records if row["capture_id"] and relation != "captures"]
    assert all(len(row["sha256"]) == 64 and row["captured_at"] for row in proved)
    assert proved or relation not in ("opportunities", "documents")
    if records:
        link = re.search(r'href="(/figures/records\.json\?[^"]+)"', page)
        assert link
        assert len(client.get(link[1].replace("&amp;", "&")).json()["records"]) == len(records)


def test_charts_are_pictures_in_two_schemes(client: TestClient) -> None:
    light = client.get("/charts/locations.year.svg?language=en")
    dark = client.get("/charts/locations.year.svg?language=en&scheme=dark")
    assert light.headers["content-type"] == "image/svg+xml"
    assert light.text.startswith("<svg")
    assert "#ffffff" in light.text
    assert "#ffffff" not in dark.text
    assert "<script" not in light.text
    assert "http://" not in light.text.replace("http://www.w3.org/", "")
    chinese = client.get("/charts/locations.year.svg?language=zh&width=360").text
    assert "各年份" in chinese
    assert client.get("/charts/locations.year.png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/charts/nothing.here.svg", 404), ("/charts/locations.year-nothing.svg", 404),
        ("/charts/locations.year.svg?width=9", 422), ("/charts/locations.year.svg?width=99999", 422),
        ("/charts/locations.year.svg?scheme=pink", 422), ("/charts/locations.year.gif", 422),
        ("/charts/..%2f..%2fledger.svg", 404),
    ],
)  # fmt: skip
def test_charts_that_are_none(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_a_chart_is_kept_for_ever_only_under_what_it_shows(client: TestClient, app: FastAPI) -> None:
    version = app.state.site.view().figures.version
    assert "immutable" in client.get(f"/charts/locations.year.svg?v={version}").headers["cache-control"]
    assert client.get("/charts/locations.year.svg?v=old").headers["cache-control"] == "no-cache"
    page = client.get("/figures/locations.year").text
    assert f"v={version}" in page
    assert "prefers-color-scheme: dark" in page
    assert "alt=" in page


def test_charts_are_drawn_once(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    drawings = app.state.site.view().drawings
    asked = Drawing("locations.year", "en")
    first = drawings.svg("locations.year", asked)
    monkeypatch.setattr("attache.measure.charts.chart.to_svg", lambda *_: pytest.fail("drawn again"))
    drawings._pictures.clear()
    assert drawings.svg("locations.year", asked) == first
    assert drawings.size("locations.year", asked) is not None


@pytest.mark.usefixtures("uncounted")
def test_what_is_not_counted_yet_is_said(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy, "_LONGEST_WAIT", 0.01)
    page = client.get("/figures/locations.country").text
    assert "being counted" in page
    assert "<figure" not in page
    assert "counting.js" in page
    told = client.get("/figures/locations.country.csv?lang=zh")
    assert told.status_code == 503
    assert told.headers["retry-after"] == "5"
    assert "仍在计算，请稍后再试" in told.text
    assert "being counted" in client.get("/figures").text


@pytest.mark.usefixtures("uncounted")
def test_what_could_not_be_counted_says_why(client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = app.state.site.view().figures
    monkeypatch.setitem(figures._failed, "rows locations.country", "out of memory <b>")
    page = client.get("/figures/locations.country").text
    assert "could not be counted" in page
    assert "out of memory &lt;b&gt;" in page


def test_the_state_says_how_far(client: TestClient) -> None:
    found = client.get("/figures/state").json()
    assert found["done"] == found["total"] > len(MEASURES)
    assert found["waiting"] == []
    assert found["failed"] == {}


def test_links_of_a_measure_lead_somewhere(client: TestClient) -> None:
    page = settled(client, "/figures/withdrawals.status").split("<main")[1].split("<footer")[0]
    for path in links(page, "/"):
        assert client.get(path).status_code == 200, path
