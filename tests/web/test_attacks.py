"""What somebody sends who means harm: bounded, given to nobody else, and leading nowhere but here."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.errors import InputError
from attache.core.workspace import Workspace
from attache.measure.frame import Frame
from attache.web.access import SAFE, roles
from attache.web.accounts import cookies
from attache.web.app import BODY
from attache.web.found import pieces
from attache.web.measured import Measured, Narrow
from attache.web.pages import records
from attache.web.working import ASKED, LATER
from tests.web.figuring import counted
from tests.web.team import BASE, browser, people, team_app

LARGEST = 40 << 20
"""More bytes than any route takes."""
OPPORTUNITY = re.compile(r'href="(/opportunities/opp-[0-9a-f]+)')


@pytest.fixture(scope="module")
def team(web_space: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = team_app(web_space, tmp_path_factory.mktemp("attacks"), public_read=True)
    yield app
    app.state.site.close()


def test_nothing_that_is_sent_is_read_without_end(team: FastAPI) -> None:
    body = b"a=" + b"x" * LARGEST
    with browser(team) as nobody:
        for method, path in roles(team):
            if method in SAFE:
                continue
            address = re.sub(r"\{[^}]+\}", "x", path)
            kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
            answer = nobody.request(method, address, content=body, headers={"content-type": kind})
            assert answer.status_code == 413, path
        files = {"file": ("a.bin", b"x" * (BODY + 1))}
        assert nobody.post("/documents/x/code", files=files).status_code == 413
        assert nobody.post("/organisations/pairs/a/b", files=files).status_code == 413


@pytest.mark.parametrize("path", ["/opportunities", "/organisations", "/needs", "/events", "/screenings"])
@pytest.mark.parametrize("number", ["000000001" + "9" * 20, "000000001" + "9" * 5_000, "٣"])
def test_a_number_of_a_page_is_short(team: FastAPI, path: str, number: str) -> None:
    with browser(team, "reader") as client:
        assert client.get(path, params={"page": number}).status_code == 400


@pytest.mark.parametrize("path", ["//evil.example/x", "///evil.example", "/%5cevil.example", "/%09/evil.example"])
def test_no_link_of_a_page_leads_to_another_host(team: FastAPI, path: str) -> None:
    with browser(team) as client:
        answer = client.get(f"{BASE}{path}")
        assert answer.status_code in (303, 404)
        found = re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)
        assert found
        assert not [one for one in found if not re.match(r"(?:/(?![/\\])|#|\?)", one)]


def test_a_page_for_one_name_of_the_host_is_not_given_to_another(team: FastAPI) -> None:
    with browser(team) as first, browser(team) as second:
        match = OPPORTUNITY.search(first.get("/opportunities?q=激光").text)
        assert match
        path = f"{match[1]}?lang=zh"
        assert "evil.example" in first.get(path, headers={"host": "evil.example"}).text
        assert "evil.example" not in second.get(path).text


def test_a_page_that_comes_with_a_cookie_is_not_kept(team: FastAPI) -> None:
    secret = people(team).tokens.make("coder", "job", ["read"], 1)[1]
    tokens = []
    for _ in range(2):
        with browser(team) as program:
            answer = program.get("/opportunities?q=雷达", headers={"authorization": f"Bearer {secret}"})
            given = answer.cookies["attache_session"]
            tokens.append(cookies.form_token(given))
            assert tokens[-1] in answer.text
    assert tokens[0] != tokens[1]


def test_a_word_that_is_said_a_thousand_times_is_looked_for_once() -> None:
    once, often = (list(pieces("激光雷达" * 5_000, " ".join(["光"] * times), cut=False)) for times in (1, 1_000))
    assert once == often


def test_an_address_makes_no_line_in_the_log(
    team: FastAPI, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("at fault")

    monkeypatch.setattr(records, "whole", broken)
    with TestClient(team, base_url=BASE, raise_server_exceptions=False) as client:
        answer = client.get("/documents/a%0aERROR%20forged")
    assert answer.status_code == 500
    assert "at fault" not in answer.text
    assert [one for one in caplog.messages if "forged" in one]
    assert not [one for one in caplog.messages if "\n" in one]


def test_what_waits_to_be_counted_does_not_grow_without_end(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    view, go_on, made = counted(app), threading.Event(), []

    def frame(_figures: Measured, narrow: Narrow) -> Frame:
        made.append(narrow)
        raise InputError("nothing is counted here")

    monkeypatch.setattr(Measured, "_frame", frame)
    figures = Measured(view.edition, view.codebook)
    busy = figures._worker.do(lambda: go_on.wait(60), ASKED)
    asked = [Narrow(until=str(year)) for year in range(1000, 1400)]
    for narrow in asked:
        assert figures.several(("content.field",), narrow, wait=0) is None
    last = figures._worker.do(lambda: None, LATER)
    go_on.set()
    busy.result(timeout=60)
    last.result(timeout=60)
    figures.close()
    assert made == asked[-200:]
