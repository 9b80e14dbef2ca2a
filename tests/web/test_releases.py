"""Editions, what moved between them, and releases to download: by the names that they list and no others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.workspace import Workspace
from attache.publish.release import edition_before, publish
from attache.web.released import FOLDER, file_of, released
from tests.web.figuring import counted, links, settled


@pytest.fixture(scope="module")
def release(app: FastAPI, web_space: Workspace) -> Iterator[Path]:
    site = app.state.site
    folder = web_space.root / FOLDER / "2021-03"
    publish(site.editions.get(2), folder, before=edition_before(site.editions.get(1)))
    yield folder
    shutil.rmtree(web_space.root / FOLDER)


def test_editions_are_listed_with_what_differs(client: TestClient) -> None:
    page = client.get("/releases").text
    assert "2021-03-31" in page
    assert "2020-06-30" in page
    assert "evidence" in page
    assert "/releases/compare?before=1&amp;after=2" in page
    assert "No release has been made yet" in page
    assert "attache publish releases/" in page
    assert "尚无数据发布" in client.get("/releases?lang=zh").text


def test_what_moved_and_why(app: FastAPI, client: TestClient) -> None:
    counted(app)
    page = settled(client, "/releases/compare?before=1&after=2")
    moved = app.state.site.view().figures.changes(1)
    assert "evidence" in moved["why"]
    added = sum(n for kind, _, n in moved["documents"] if kind == "added")
    assert f'New documents <span class="count">{added}</span>' in page
    assert 'id="gone"' in page
    assert "/opportunities/" in page
    assert "/codebook/" in page
    chinese = settled(client, "/releases/compare?before=1&after=2&lang=zh")
    assert "第1版至第2版的变化" in chinese
    assert "撤下" in chinese


@pytest.mark.parametrize(
    ("query", "status"),
    [("before=2&after=1", 400), ("before=1&after=1", 400), ("before=1&after=99", 410), ("before=0&after=2", 422),
     ("before=1", 422), ("before=x&after=2", 422)],
)  # fmt: skip
def test_editions_that_cannot_be_compared(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/releases/compare?{query}").status_code == status


def test_an_earlier_edition_that_is_gone(client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(app.state.site.editions), "numbers", lambda _: [2])
    assert client.get("/releases/compare?before=1&after=2").status_code == 410


def test_files_of_a_release_are_given_as_they_are(client: TestClient, release: Path) -> None:
    page = client.get("/releases").text
    offered = links(page, "/releases/2021-03/")
    manifest = json.loads((release / "release.json").read_text(encoding="utf-8"))
    assert len(offered) == len(manifest["files"]) + 2
    for path in (one for one in offered if one.endswith((".md", ".txt", "SUMS", "missions.csv"))):
        answer = client.get(path)
        assert answer.content == (release / path.removeprefix("/releases/2021-03/")).read_bytes(), path
        assert answer.headers["content-type"] == "application/octet-stream"
        assert "attachment" in answer.headers["content-disposition"]
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["2021-03/../../ledger.db", "2021-03/..%2f..%2fledger.db", "2021-03/%2e%2e/%2e%2e/ledger.db", "../ledger.db",
     "2021-03//etc/passwd", "2021-03/secret.txt", "2021-03/", "..%2f/ledger.db", "nothing/README.md",
     "2021-03/link.txt", "2021-03/listed.txt"],
)  # fmt: skip
def test_nothing_else_is_given(client: TestClient, release: Path, web_space: Workspace, path: str) -> None:
    (release / "secret.txt").write_text("not listed", encoding="utf-8")
    link, manifest = release / "listed.txt", release / "release.json"
    kept = manifest.read_text(encoding="utf-8")
    told = json.loads(kept)
    told["files"] |= {name: {"bytes": 1, "sha256": ""} for name in ("listed.txt", "../../ledger.db", "/etc/passwd")}
    link.symlink_to(web_space.root / "ledger.db")
    manifest.write_text(json.dumps(told), encoding="utf-8")
    try:
        assert client.get(f"/releases/{path}").status_code in (404, 405)
        assert not {"listed.txt", "../../ledger.db", "/etc/passwd"} & set(released(web_space.root)[0].files)
    finally:
        manifest.write_text(kept, encoding="utf-8")
        link.unlink()


def test_folders_that_are_no_release_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / FOLDER / "empty").mkdir(parents=True)
    for name, text in (
        ("cut", '{"attache_rel'),
        ("list", "[]"),
        ("newer", '{"attache_release": 99}'),
        ("bare", '{"attache_release": 1}'),
    ):
        (tmp_path / FOLDER / name).mkdir()
        (tmp_path / FOLDER / name / "release.json").write_text(text, encoding="utf-8")
    (tmp_path / FOLDER / "link").symlink_to(tmp_path)
    assert released(tmp_path) == []
    assert released(tmp_path / "nowhere") == []
    with pytest.raises(Exception, match="no release here lists"):
        file_of(tmp_path, "cut", "release.json")
