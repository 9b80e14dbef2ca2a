"""What somebody sends who means harm: bounded, given to nobody else, and leading nowhere but here."""

from __future__ import annotations

import asyncio
import gzip
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from attache.core.errors import InputError
from attache.core.workspace import Workspace
from attache.measure.frame import Frame
from attache.publish.watch import Watch, add_watch
from attache.web.access import SAFE, roles
from attache.web.accounts import cookies
from attache.web.api import busy, verbs
from attache.web.app import BODY
from attache.web.found import pieces
from attache.web.measured import Measured, Narrow
from attache.web.pages import records
from attache.web.working import ASKED, LATER
from tests.web.figuring import counted
from tests.web.looping import looped
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


@pytest.mark.parametrize("path", ["/opportunities.csv", "/opportunities.atom", "/api/v1/diff?before=1&after=1"])
def test_who_reads_an_answer_slowly_keeps_nobody_waiting(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(busy, "_places", threading.BoundedSemaphore(1))
    taken, free, turn = [], [], busy._in_line

    @contextmanager
    def seen() -> Iterator[None]:
        with turn():
            taken.append(path)
            yield

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            free.append(busy._places.acquire(blocking=False))
            busy._places.release() if free[-1] else None

    sent = iter(({"type": "http.request", "body": b"", "more_body": False},))

    async def receive() -> Message:
        if (first := next(sent, None)) is not None:
            return first
        await asyncio.Event().wait()
        raise AssertionError("nothing more is received")

    monkeypatch.setattr(busy, "_in_line", seen)
    where, _, query = path.partition("?")
    scope = {
        "type": "http", "method": "GET", "path": where, "query_string": query.encode(), "scheme": "http",
        "headers": [(b"host", b"127.0.0.1")], "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "state": {},
    }  # fmt: skip
    looped(lambda: app(scope, receive, send))
    assert taken
    assert free
    assert all(free)


def test_what_takes_long_to_read_is_read_in_another_process(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    apart: list[str] = []
    monkeypatch.setattr(verbs, "read_apart", lambda _body, name, _type: apart.append(name) or [])
    texts = {
        "short.txt": b"a@" * 100,
        "long.txt": b"a@" * (1 << 20),
        "packed.gz": gzip.compress(b"a"),
        "a.pdf": b"%PDF-",
    }
    with TestClient(app, base_url=BASE) as client:
        for name, body in texts.items():
            assert client.post("/api/v1/read", files={"file": (name, body)}).status_code == 200
    assert apart == ["long.txt", "packed.gz", "a.pdf"]


def test_a_saved_search_of_others_is_removed_by_editors(team: FastAPI) -> None:
    add_watch(team.state.site.ledger, Watch("told-to-others", "雷达", {}), author="admin")
    for who, status in (("coder", 403), ("editor", 303)):
        with browser(team, who) as client:
            secret = client.cookies["attache_session"]
            shown = "/feeds/told-to-others/remove" in client.get("/feeds").text
            data = {"csrf": cookies.form_token(secret)}
            assert client.post("/feeds/told-to-others/remove", data=data).status_code == status
            assert shown is (status == 303)


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
    figures = Measured(view.edition)
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
