"""Answers given before: given again under an equal tag, never to anybody else, nor after anything changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.workspace import Workspace
from attache.web.pages import opportunities
from attache.web.repeated import Answer, Answers, Collected
from tests.web.team import browser, team_app


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of the searches that were really made."""
    made: list[str] = []
    find = opportunities.find

    def counted(view: Any, asked: Any, *more: Any) -> Any:
        made.append(asked.words)
        return find(view, asked, *more)

    monkeypatch.setattr(opportunities, "find", counted)
    return made


def test_the_same_page_is_made_once(client: TestClient, searches: list[str]) -> None:
    first, second = (client.get("/opportunities?q=激光&page=1") for _ in range(2))
    assert first.content == second.content
    for name in ("content-type", "content-language", "vary", "etag", "content-security-policy"):
        assert first.headers[name] == second.headers[name]
    assert searches == ["激光"]
    client.get("/opportunities?q=激光&page=1&lang=zh")
    assert searches == ["激光", "激光"]


def test_a_decision_changes_the_page(client: TestClient, app: FastAPI, searches: list[str]) -> None:
    client.get("/opportunities?q=雷达")
    app.state.site.ledger.append("note", "nothing", {}, author="test")
    client.get("/opportunities?q=雷达")
    assert searches == ["雷达", "雷达"]


def test_nobody_is_given_the_page_of_another(web_space: Workspace, tmp_path: Path) -> None:
    app = team_app(web_space, tmp_path)
    path = "/opportunities?q=激光"
    with browser(app, "coder") as coder, browser(app, "reader") as reader, browser(app) as nobody:
        pages = [who.get(path).text for who in (coder, reader, coder, reader)]
        assert pages[0] == pages[2] != pages[1] == pages[3]
        assert nobody.get(path).status_code == 303
        assert 'class="saving"' in pages[0]
        assert 'class="saving"' not in pages[1]
    with browser(app, "coder") as other:  # another browser of the same person has another token in its forms
        assert other.get(path).text != pages[0]
    app.state.site.close()


def test_the_least_asked_makes_room() -> None:
    answers = Answers(most=10)
    for tag in ("a", "b"):
        answers.put(tag, Answer((), b"12345"))
    assert answers.get("a")
    answers.put("c", Answer((), b"1234"))
    assert answers.get("a")
    assert answers.get("b") is None
    answers.put("d", Answer((), b"12345678901"))
    assert answers.get("d") is None


@pytest.mark.parametrize(
    ("status", "name", "value"),
    [
        (200, b"set-cookie", b"a=b"), (200, b"content-disposition", b"attachment"), (200, b"content-type", b"text/csv"),
        (404, b"x", b"y"),
    ],
)  # fmt: skip
def test_what_is_of_one_visitor_is_not_kept(status: int, name: bytes, value: bytes) -> None:
    headers = {b"content-type": b"text/html", name: value}
    assert _collected(status, list(headers.items())) is None
    assert _collected(200, [(b"content-type", b"text/html")]) == Answer(((b"content-type", b"text/html"),), b"ab")


def _collected(status: int, headers: list[tuple[bytes, bytes]]) -> Answer | None:
    seen = Collected()
    seen.see({"type": "http.response.start", "status": status, "headers": headers})
    seen.see({"type": "http.response.body", "body": b"a", "more_body": True})
    assert seen.answer is None
    seen.see({"type": "http.response.body", "body": b"b"})
    return seen.answer
