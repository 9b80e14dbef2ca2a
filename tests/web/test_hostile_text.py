"""Hostile collected pages through everything that shows them: nothing runs, nothing is asked, nothing navigates."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Route
from selectolax.lexbor import LexborHTMLParser

from attache.core.workspace import Workspace
from attache.web.app import create_app
from attache.web.record.deciding import translate
from attache.web.replaying import POLICY
from attache.web.shelf import Shelf
from tests.web.hostile import ELSEWHERE, HOSTILE, hostile_space

READ = {name for name in HOSTILE if name != "nulls"}
"""All but one are read as HTML files; the one with null bytes is refused, and read within JSON."""


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return hostile_space(tmp_path_factory.mktemp("hostile") / "w")


@pytest.fixture(scope="module")
def hostile(space: Workspace) -> Iterator[FastAPI]:
    app = create_app(space)
    yield app
    app.state.site.close()


@pytest.fixture(scope="module")
def asking(hostile: FastAPI) -> TestClient:
    return TestClient(hostile, base_url="http://127.0.0.1")


def shelf(app: FastAPI) -> Shelf:
    found: Shelf = app.state.site.view().shelf
    return found


def addresses(app: FastAPI) -> list[str]:
    """Every page of a record, and of a capture."""
    cards = shelf(app).rows("select * from cards order by document_id")
    records = [
        f"/opportunities/{one['subject_id']}" if one["kind"] == "opportunity" else f"/documents/{one['document_id']}"
        for one in cards
    ]
    captures = [f"/captures/{one.capture_id}" for one in app.state.site.evidence.captures()]
    assert len(records) == len(READ) + len(HOSTILE)
    assert len(captures) == 2 * len(HOSTILE)
    return records + captures


def problems(page: LexborHTMLParser) -> list[str]:
    """Return what in a page of ours could run, ask elsewhere or lead to a program."""
    found = []
    for node in page.css("*"):
        attributes = {name.lower(): value or "" for name, value in node.attributes.items()}
        found += [f"{node.tag} {name}" for name in attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action", "formaction", "xlink:href", "srcset", "data", "ping"):
            value = attributes.get(name, "").strip().lower()
            if value and not value.startswith(("/", "#")) and not (node.tag == "a" and value.startswith("http")):
                found.append(f"{node.tag} {name}={value[:60]}")
            if ELSEWHERE in value and attributes.get("rel") != "noreferrer noopener nofollow":
                found.append(f"{node.tag} {name} without rel")
        if node.tag == "script" and not attributes.get("src", "").startswith("/static/js/"):
            found.append("a script that is not ours")
        if node.tag in ("svg", "object", "embed", "base", "style", "math") or attributes.get("http-equiv"):
            found.append(node.tag or "")
    return found


def test_pages_hold_nothing_that_could_act(hostile: FastAPI, asking: TestClient) -> None:
    for path in [*addresses(hostile), "/opportunities"]:
        answer = asking.get(path)
        assert answer.status_code == 200, path
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert not problems(LexborHTMLParser(answer.text)), path
        assert not {"\u202e", "\u2066", "\u2067", "\x00"} & set(answer.text), path


def test_replays_hold_words_alone(hostile: FastAPI, asking: TestClient) -> None:
    for capture in hostile.state.site.evidence.captures():
        answer = asking.get(f"/captures/{capture.capture_id}/replay")
        assert answer.headers["content-security-policy"] == POLICY
        page = LexborHTMLParser(answer.text)
        for node in page.css("body *"):
            names = {name.lower() for name in node.attributes}
            assert not names & {"href", "src", "srcset", "action", "style", "data", "ping", "xlink:href"}, node.html
            assert not any(name.startswith("on") for name in names), node.html
            assert node.tag not in (
                "script",
                "svg",
                "math",
                "iframe",
                "form",
                "object",
                "embed",
                "link",
                "meta",
                "style",
            )
        assert len(page.css("script, base, link")) == 0


def test_what_was_said_is_still_there(hostile: FastAPI, asking: TestClient) -> None:
    """Inert is not empty: the words around what is hostile are shown."""
    for capture in hostile.state.site.evidence.captures():
        text = LexborHTMLParser(asking.get(f"/captures/{capture.capture_id}/replay").text).text()
        assert "固态激光雷达" in text or "nulls.html" in capture.url, capture.url
    for row in shelf(hostile).rows("select subject_id, document_id from cards where kind = 'opportunity'"):
        page = LexborHTMLParser(asking.get(f"/opportunities/{row['subject_id']}").text)
        assert page.css("a.w"), row


def test_texts_that_people_add_are_as_inert(hostile: FastAPI, asking: TestClient) -> None:
    key = shelf(hostile).rows("select subject_id from cards where kind = 'opportunity' limit 1")[0]["subject_id"]
    ledger = hostile.state.site.ledger
    for name in ("script", "svg", "bidi", "escapes"):
        translate(ledger, key, HOSTILE[name], "en", HOSTILE[name][:200], "somebody")
    answer = asking.get(f"/opportunities/{key}")
    assert not problems(LexborHTMLParser(answer.text))
    assert answer.text.count('class="translation"') == 4
    assert "\u202e" not in answer.text


# In a real browser.


@pytest.fixture(scope="module")
def served(hostile: FastAPI) -> Iterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(hostile, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.slow
def test_in_a_browser_nothing_runs_nothing_is_asked_and_nothing_navigates(
    hostile: FastAPI, browser: Browser, served: str
) -> None:
    context = browser.new_context()
    asked: list[str] = []

    def watch(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url.startswith(served):
            route.continue_()
        else:
            route.abort()

    context.route("**/*", watch)
    context.add_init_script("window.pwned = undefined")
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    frames = 0
    for path in addresses(hostile):
        page.goto(served + path, wait_until="load")
        for frame in page.frames[1:]:
            frame.wait_for_load_state("load")
            assert frame.url == f"{served}{path}/replay"
            frames += 1
            for link in frame.locator("a").all()[:6]:
                link.click(force=True, timeout=2_000, no_wait_after=True)
            assert frame.url == f"{served}{path}/replay", f"a link of {path} led away"
        assert page.url == served + path
        assert page.title() != "pwned"
        assert page.evaluate("window.pwned") is None
    page.goto(f"{served}{path}/replay")
    page.wait_for_timeout(300)  # a refresh would come now
    assert page.url == f"{served}{path}/replay"
    context.close()
    assert not dialogs
    assert not [url for url in asked if not url.startswith(served)]
    assert frames > len(HOSTILE)
