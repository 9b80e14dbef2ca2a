"""The frame of the pages: headers, languages, editions, errors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

import attache.web
from attache.core.workspace import Workspace
from attache.web import app as making
from attache.web.language import LANGUAGES, texts
from attache.web.security import POLICY

TEMPLATES = Path(attache.web.__file__).parent / "templates"
USED = re.compile(r"""\bt\(\s*'([a-z_]+\.[a-z_0-9]+)'\s*[,)]""")


def test_the_first_page_shows_counts_and_the_edition(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert '<dt>opportunities</dt><dd><a href="/opportunities">356</a></dd>' in answer.text
    assert answer.text.count('class="card"') == 8
    assert "Synthetic" in answer.text
    assert "not wrongdoing" in answer.text


def test_chinese_by_address_cookie_and_browser(client: TestClient) -> None:
    for more in ({"params": {"lang": "zh"}}, {"headers": {"accept-language": "zh-CN,en;q=0.5"}}):
        answer = client.get("/", **more)  # type: ignore[arg-type]
        assert '<html lang="zh-Hans">' in answer.text
        assert "合作机会" in answer.text
    assert '<html lang="en">' in client.get("/", headers={"accept-language": "fr"}).text


def test_everything_stands_in_a_landmark_and_all_pages_are_reached(client: TestClient) -> None:
    page = LexborHTMLParser(client.get("/programmes").text)
    body = page.css_first("body")
    assert body is not None
    assert [one.tag for one in body.iter()] == ["a", "header", "main", "footer", "script"]
    assert page.css_first("header .banner.synthetic") is not None
    linked = {str(link.attributes["href"]) for link in page.css("header nav a, footer nav a")}
    assert linked >= {"/events", "/programmes", "/methods", "/feeds", "/api", "/needs", "/places"}
    here = [link.text() for link in page.css("nav.pages [aria-current=page]")]
    assert here == ["Events"]


def test_every_answer_forbids_what_is_not_ours(client: TestClient) -> None:
    for path in ("/", "/nowhere", "/static/css/style.css"):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in POLICY


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/?edition=99", 410), ("/?edition=x", 422)])
def test_errors_are_pages(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert f'<p class="code">Error {status}</p>' in answer.text
    problem = client.get("/api/v1/nowhere")
    assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json")


def test_every_text_is_said_in_both_languages_and_is_there() -> None:
    known = texts()
    assert all(set(found) == set(LANGUAGES) and all(found.values()) for found in known.values())
    used = {key for path in TEMPLATES.rglob("*.html") for key in USED.findall(path.read_text(encoding="utf-8"))}
    assert used
    assert used <= known.keys()


def test_a_route_that_names_no_role_is_found(web_space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = APIRouter()

    @bare.get("/bare")
    def open_to_all() -> str:
        return "x"

    monkeypatch.setattr(making, "ROUTERS", (*making.ROUTERS, bare))
    with pytest.raises(RuntimeError, match="/bare"):
        making.create_app(web_space)


def test_templates_escape_by_default(app: FastAPI, client: TestClient) -> None:
    answer = client.get("/nowhere<script>alert(1)</script>")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_a_mistake_of_ours_is_told_as_every_error_is(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(app.state.site, "view", broken)
    for path, words in (("/", "Attaché made a mistake"), ("/?lang=zh", "本系统在此页面出错")):
        answer = client.get(path)
        assert answer.status_code == 500
        assert words in answer.text
        assert "secret detail" not in answer.text
        assert answer.headers["content-security-policy"]
        named = re.search(r"[0-9a-f]{8}", re.sub("<[^>]*>", " ", answer.text))
        assert named
        assert named[0] in caplog.text
    told = client.get("/api/v1/opportunities")
    assert told.status_code == 500
    assert told.headers["content-type"] == "application/problem+json"
    assert "made a mistake" in told.json()["detail"]
