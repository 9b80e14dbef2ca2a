"""Everything that has a page has an operation of the API, and releases are told as they are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from attache.core.ids import digest
from attache.core.workspace import Workspace
from attache.publish.release import publish
from attache.web.access import roles
from attache.web.api.described import document
from attache.web.released import FOLDER

API = "/api/v1"
BESIDE = {
    "/": "/", "/figures": "/measures", "/methods": "/measures", "/places": "/countries", "/figures/records": "/records",
    "/releases/compare": "/diff", "/releases/{name}/{path:path}": "/releases/{name}", "/screenings": "/screen",
    "/organisations/pairs": "/compare", "/figures/{measure}": "/measures/{measure_id}",
}  # fmt: skip
"""Pages whose operation has another address."""
OF_PEOPLE = (
    "/sign-in", "/account", "/people", "/audit", "/replies", "/health", "/metrics", "/feeds", "/api", "/reconcile",
    "/charts", "/figures/state", "/taken/", "/coding", "/organisations/pairs/", "/screen/", "/screenings/",
)  # fmt: skip
"""Pages about people and work in progress, drawings, what a page orders, and what is for programs already."""


@pytest.fixture
def release(app: FastAPI, web_space: Workspace) -> Iterator[Path]:
    folder = web_space.root / FOLDER / "2021-03"
    publish(app.state.site.editions.get(2), folder)
    yield folder
    shutil.rmtree(web_space.root / FOLDER)


def _plain(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def test_every_page_of_records_has_an_operation(app: FastAPI) -> None:
    there = {_plain(path) for method, path in roles(app) if path.startswith(API)}
    pages = [path for method, path in roles(app) if method == "GET" and not path.startswith(OF_PEOPLE)]
    files = ("{form}", ".svg", "/code", "/measured", "/record", "/replay")
    lacking = [path for path in pages if not path.endswith(files) and _plain(API + BESIDE.get(path, path)) not in there]
    assert not lacking, "these pages have no operation"


def test_releases_are_listed_with_their_files(client: TestClient, release: Path) -> None:
    answer = client.get(f"{API}/releases").json()
    assert (answer["total"], answer["next"]) == (1, None)
    assert (answer["records"][0]["name"], answer["records"][0]["synthetic"]) == ("2021-03", True)
    tagged = client.get(f"{API}/releases/2021-03")
    Draft202012Validator(
        {**document()["components"]["schemas"]["One_ReleaseRecord_"], "components": document()["components"]}
    ).validate(tagged.json())
    record = tagged.json()["record"]
    assert record["tables"]["opportunities"] > 0
    for one in record["files"][:3]:
        assert client.get(one["href"]).content == (release / one["path"]).read_bytes()
        assert one["sha256"] in (None, digest((release / one["path"]).read_bytes()))
    assert {one["path"] for one in record["files"] if one["sha256"] is None} == {"release.json", "SHA256SUMS"}


def test_a_release_that_is_made_later_changes_the_tag(client: TestClient, app: FastAPI, web_space: Workspace) -> None:
    before = client.get(f"{API}/releases")
    assert before.json()["total"] == 0
    folder = web_space.root / FOLDER / "late"
    publish(app.state.site.editions.get(1), folder)
    try:
        after = client.get(f"{API}/releases", headers={"if-none-match": before.headers["etag"]})
        assert (after.status_code, after.json()["total"]) == (200, 1)
        assert client.get(f"{API}/releases", headers={"if-none-match": after.headers["etag"]}).status_code == 304
    finally:
        shutil.rmtree(web_space.root / FOLDER)


def test_editions_that_are_removed_are_not_listed_from_memory(
    client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get(f"{API}/editions?edition=2")
    monkeypatch.setattr(type(app.state.site.editions), "numbers", lambda _: [2])
    after = client.get(f"{API}/editions?edition=2", headers={"if-none-match": before.headers["etag"]})
    assert [one["number"] for one in after.json()["records"]] == [2]
