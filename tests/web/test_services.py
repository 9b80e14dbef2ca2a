"""Health, metrics, saved searches and their feeds, the page of the API, the reconciliation service as it is mounted."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.errors import LedgerError
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.publish.watch import Outbox
from attache.web.app import create_app
from attache.web.pages import services
from tests.web.reconciliation import valid
from tests.web.team import browser, form_token, people, team_app


@pytest.fixture(scope="module")
def team(web_space: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    made = team_app(web_space, tmp_path_factory.mktemp("services"))
    yield made
    made.state.site.close()


def test_health(client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/health").json() == {"live": True}
    assert client.get("/").status_code == 200
    assert client.get("/health/ready").json() == {"ready": True, "edition": True, "shelf": True, "ledger": True}

    def refuse(*_: Any, **__: Any) -> Any:
        raise LedgerError("is locked")

    monkeypatch.setattr(app.state.site.ledger, "writing", refuse)
    assert client.get("/health/ready").json()["ledger"], "not tried again at once"
    monkeypatch.setattr(services, "_WRITES_EVERY", 0.0)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"], answer.json()["ledger"]) == (503, False, False)


def test_a_workspace_without_an_edition_is_not_ready(tmp_path: Path) -> None:
    space = Workspace.create(tmp_path / "new")
    with TestClient(create_app(space), base_url="http://127.0.0.1") as client:
        answer = client.get("/health/ready")
        assert (answer.status_code, answer.json()["edition"]) == (503, False)
        assert client.get("/health").status_code == 200
        assert client.get("/api/v1/opportunities").status_code == 404


def test_metrics_count_by_route_and_say_nothing_of_people(client: TestClient) -> None:
    client.get("/api/v1/opportunities?q=secretword")
    client.get("/api/v1/organisations/org-nobody")
    client.get("/nowhere/secretword")
    client.request("BREW", "/secretword")
    text = client.get("/metrics").text
    assert 'attache_requests_total{method="GET",route="/api/v1/opportunities",status="200"}' in text
    assert 'route="/api/v1/organisations/{organisation_id}",status="404"' in text
    assert 'method="other",route="other"' in text
    assert "attache_request_seconds_bucket" in text
    assert "attache_edition_number 2.0" in text
    assert 'attache_waiting{queue="pairs"}' in text
    assert "secretword" not in text
    assert "local" not in text


def test_metrics_are_for_admins(team: FastAPI) -> None:
    with browser(team) as client:
        assert client.get("/metrics").status_code == 401
        for scope, status in (("admin", 200), ("read", 403)):
            secret = people(team).tokens.make("admin", f"scrape {scope}", [scope], 1)[1]
            assert client.get("/metrics", headers={"authorization": f"Bearer {secret}"}).status_code == status


def test_a_search_is_saved_and_read_as_a_feed(team: FastAPI) -> None:
    site = team.state.site
    with browser(team, "coder") as client:
        page = "/opportunities?q=%E6%BF%80%E5%85%89%E9%9B%B7%E8%BE%BE&country=US"
        form = {"csrf": form_token(client, page), "q": "激光雷达", "kind": "opportunity", "country": "US"}
        answer = client.post("/feeds", data=form | {"name": " Lidar in the US! "})
        assert answer.headers["location"] == "/feeds?saved=lidar-in-the-us"
        listed = client.get(answer.headers["location"]).text
        assert "激光雷达" in listed
        assert 'role="status"' in listed
        assert "country=US" in listed
        atom = ET.fromstring(client.get("/feeds/lidar-in-the-us.atom").content)  # noqa: S314 -- made by us
        found = client.get("/api/v1/opportunities?q=激光雷达&country=US&limit=1").json()["total"]
        entries = atom.findall("{http://www.w3.org/2005/Atom}entry")
        assert len(entries) == found > 0
        links = [link.attrib for one in entries for link in one if link.attrib.get("rel") == "alternate"]
        assert len(links) == found
        assert client.get(links[0]["href"]).headers["location"].startswith("/opportunities/opp-")
        feed = client.get("/feeds/lidar-in-the-us.json")
        assert feed.headers["content-type"].startswith("application/feed+json")
        assert "not wrongdoing" in feed.json()["description"]
        assert [one["url"] for one in feed.json()["items"]] == [one["href"] for one in links]
        tagged = {"if-none-match": feed.headers["etag"]}
        assert client.get("/feeds/lidar-in-the-us.json", headers=tagged).status_code == 304
        again = client.post("/feeds", data=form | {"name": "lidar in the us"})
        assert again.status_code == 400
        assert "already" in again.text
        for name in ("", " ", "---"):
            assert client.post("/feeds", data=form | {"name": name}).status_code in (303, 400)
    outbox = Outbox(site.workspace.root / "outbox.db")
    assert outbox.seen("lidar-in-the-us") == site.view().number
    outbox.close()
    with browser(team, "reader") as client:
        assert "/feeds/lidar-in-the-us.atom" in client.get("/feeds").text
        assert "/remove" not in client.get("/feeds").text
        search = client.get("/opportunities").text
        assert 'action="/feeds"' not in search
        assert "into a feed reader as it is" in search
    with browser(team, "coder") as client:
        csrf = form_token(client, "/feeds")
        assert client.post("/feeds/lidar-in-the-us/remove", data={"csrf": csrf}).status_code == 303
        assert client.get("/feeds/lidar-in-the-us.atom").status_code == 404
        assert client.post("/feeds/lidar-in-the-us/remove", data={"csrf": csrf}).status_code == 404


def test_a_chinese_name_of_a_feed_gets_an_address(team: FastAPI) -> None:
    with browser(team, "coder") as client:
        csrf = form_token(client, "/opportunities")
        answer = client.post("/feeds", data={"csrf": csrf, "name": "激光雷达", "q": "<script>alert(1)</script>"})
        name = answer.headers["location"].partition("saved=")[2]
        assert name.startswith("search-")
        page = client.get("/feeds").text
        assert "<script>alert" not in page
        assert client.get(f"/feeds/{name}.atom").status_code == 200


def test_the_page_of_the_api_names_every_operation_in_both_languages(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for language in ("en", "zh"):
        page = client.get(f"/api?lang={language}").text
        assert all(path in page for path in paths)
    assert "在清单和条目中查找名称" in page


def ready(client: TestClient) -> Any:
    for _ in range(600):
        answer = client.get("/reconcile")
        if answer.status_code == 200:
            return answer
        valid("problem", answer.json())
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        time.sleep(0.1)
    raise AssertionError("the service was never made")


def test_the_reconciliation_service_is_mounted(client: TestClient) -> None:
    origin = {"origin": "http://127.0.0.1:3333"}
    told = ready(client)
    manifest = valid("manifest", told.json())
    assert "organisations" in [one["id"] for one in manifest["defaultTypes"]]
    queries = {"q0": {"query": "哈尔滨工业大学"}, "q1": {"query": "Fenphos University", "type": "organisations"}}
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)}, headers=origin)
    found = valid("result-batch", answer.json())
    assert found["q0"]["result"][0]["id"] == "cn-miit-seven:hit"
    assert found["q0"]["result"][0]["match"]
    assert found["q1"]["result"][0]["id"].startswith("organisations:org-")
    assert answer.headers["access-control-allow-origin"] == origin["origin"]
    asked = {"ids": [found["q1"]["result"][0]["id"]], "properties": [{"id": "postings"}]}
    rows = valid("extension-response", client.post("/reconcile", data={"extend": json.dumps(asked)}).json())
    assert rows["rows"][asked["ids"][0]]["postings"]
    names = valid("suggest-entities", client.get("/reconcile/suggest/entity", params={"prefix": "哈尔滨"}).json())
    assert names["result"]
    preview = client.get("/reconcile/preview", params={"id": "cn-miit-seven:hit"})
    assert preview.status_code == 200
    assert urlsplit(manifest["view"]["url"]).path == "/reconcile/preview"
    assert client.options("/reconcile", headers=origin).status_code == 204


def test_the_reconciliation_service_is_for_readers(team: FastAPI) -> None:
    with browser(team) as client:
        answer = client.get("/reconcile")
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.options("/reconcile", headers={"origin": "http://127.0.0.1:3333"}).status_code == 204
    with browser(team, "reader") as client:
        assert ready(client).status_code == 200


def test_saved_searches_are_decisions_of_their_author(team: FastAPI) -> None:
    kept: Ledger = team.state.site.ledger
    assert {one.author for one in kept.decisions("watch")} <= {"coder"}
