"""Who took what along, and what programs read: each is on the audit page, and the ledger stays small."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.errors import LedgerError
from attache.core.workspace import Workspace
from attache.ledger.journal import Entry, Wanted
from attache.ledger.tallies import Tallies
from tests.web.team import browser, form_token, people, team_app


@pytest.fixture(scope="module")
def team(web_space: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = team_app(web_space, tmp_path_factory.mktemp("taken"))
    yield app
    app.state.site.close()


def noted(team: FastAPI, what: str, who: str = "reader") -> list[Entry]:
    people(team).tallies.flush()
    return list(people(team).journal.each(Wanted(what=what, who=who)))


def taken(team: FastAPI) -> set[str]:
    return {one.detail for one in noted(team, "export")}


def of_capture(client: TestClient) -> str:
    document = client.get("/api/v1/opportunities?limit=1").json()["records"][0]["document_id"]
    return str(client.get(f"/api/v1/documents/{document}").json()["record"]["capture"]["capture_id"])


def test_every_download_is_noted_with_what_was_asked(team: FastAPI) -> None:
    paths = (
        "/opportunities.csv?q=lidar", "/opportunities.json?country=US", "/opportunities.atom?q=lidar", "/events.csv",
        "/needs.json", "/claims.csv", "/organisations.csv?country=US",
    )  # fmt: skip
    with browser(team, "reader") as client:
        for path in paths:
            assert client.get(path).status_code == 200, path
        capture = of_capture(client)
        assert client.get(f"/captures/{capture}/record").status_code == 200
    assert taken(team) >= {*paths, f"WARC record of {capture}"}


def test_what_is_refused_or_not_there_is_not_noted(team: FastAPI) -> None:
    before = taken(team)
    with browser(team, "reader") as client:
        assert client.get("/captures/cap-none/record").status_code == 404
        assert client.get("/opportunities.exe").status_code in (404, 422)
    with browser(team) as nobody:
        assert nobody.get("/events.csv").status_code == 303
    assert taken(team) == before
    assert not noted(team, "export", "-")


def test_programs_are_counted_by_token_and_route(team: FastAPI) -> None:
    made, secret = people(team).tokens.make("coder", "script", ["read", "screen"], 1)
    with browser(team) as client:
        client.headers["authorization"] = f"Bearer {secret}"
        for page in range(30):
            client.get(f"/api/v1/opportunities?limit=1&q=lidar&year={2000 + page}")
        assert client.get("/api/v1/opportunities/none").status_code == 404
        client.get("/api/v1/openapi.json")
        client.post("/api/v1/compare", json={"a": "MIT", "b": "Massachusetts Institute of Technology"})
        client.post("/reconcile", json={"queries": [{"conditions": []}]})
    found = {one.detail: one.times for one in noted(team, "read", "coder")}
    assert found == {f"GET /api/v1/opportunities, token {made.token_id}": 30}
    screened = {one.detail for one in noted(team, "screen", "coder")}
    assert f"POST /api/v1/compare, token {made.token_id}" in screened
    with browser(team, "admin") as client:
        page = client.get("/audit?who=coder&what=read").text
        assert "30 times, last at" in page
        assert "共30次" in client.get("/audit?who=coder&what=read&lang=zh").text
        rows = list(
            csv.DictReader(io.StringIO(client.get("/audit.csv?who=coder&what=read").text.removeprefix("\ufeff")))
        )
    assert [row["times"] for row in rows] == ["30"]


def test_what_the_client_has_already_is_not_counted(team: FastAPI) -> None:
    with browser(team, "editor") as client:
        tag = client.get("/api/v1/needs").headers["etag"]
        assert client.get("/api/v1/needs", headers={"if-none-match": tag}).status_code == 304
    assert [one.times for one in noted(team, "read", "editor")] == [1]


def test_an_exposure_is_noted_without_what_was_described(team: FastAPI) -> None:
    with browser(team, "adjudicator") as client:
        csrf = form_token(client, "/expose")
        sent = {"csrf": csrf, "text": "a secret lidar with silicon photonics", "form": "json"}
        assert client.post("/expose", data=sent).status_code == 200
    for what in ("screen", "export"):
        assert [one.detail for one in noted(team, what, "adjudicator")] == ["exposure of a described technology"]


def test_what_cannot_be_noted_is_not_given(team: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise LedgerError("the ledger refused", mend="mend that")

    with browser(team, "reader") as client:
        monkeypatch.setattr(Tallies, "note", refuse)
        for path in ("/needs.csv", "/api/v1/missions"):
            answer = client.get(path)
            assert answer.status_code == 503, path
            assert "mission_id" not in answer.text
        assert client.get("/api/v1/missions").headers["content-type"] == "application/problem+json"


def test_one_person_on_their_own_machine_is_not_watched(client: TestClient, app: FastAPI) -> None:
    client.get("/api/v1/missions")
    assert not list(people(app).journal.each(Wanted(what="read")))
