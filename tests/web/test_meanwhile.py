"""What changed while somebody looked or wrote: a newer edition, an ended session, a lower role, a revoked token."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.build.builder import build
from attache.build.edition import Editions
from attache.build.verify import verify
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.web.app import create_app
from attache.web.record.whole import whole
from tests.build.conftest import take_in, workspace_with
from tests.web.team import PASSWORD, browser, form_token, people, sign_in, team_app

FIELDS = {"variable": "stage", "value": "on_market", "words": "产品已量产", "why": "it says so"}


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of a form."""
    form = page.partition(f'method="post" action="{action}')[2].partition("</form>")[0]
    return {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    }


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = workspace_with(tmp_path / "w", 4)
    build(made)
    return made


@pytest.fixture
def client(space: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(space), base_url="http://127.0.0.1", follow_redirects=False) as made:
        yield made


def record(client: TestClient) -> str:
    """The address of the record of the first posting."""
    hit = client.get("/api/v1/opportunities?q=Lidarex0").json()["records"][0]
    return f"/opportunities/{hit['subject_id']}"


def reword(space: Workspace, old: str, new: str, at: str = "2020-02-01T00:00:00Z") -> None:
    """Publish the first posting with other words, and build."""
    path = space.sources / "letters" / "00000.txt"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    take_in(space, at)
    build(space)


def codes_of_people(space: Workspace) -> list[tuple[str, int, int, str]]:
    edition = create_app(space).state.site.editions.require()
    query = """select value, start, "end", quote from codes where variable = 'stage' and coder = 'local'"""
    found: list[tuple[str, int, int, str]] = edition.connect().execute(query).fetchall()
    return found


def test_a_code_from_a_form_whose_text_has_changed_is_asked_again_with_all_that_was_filled_in(
    space: Workspace, client: TestClient
) -> None:
    path = record(client)
    page = client.get(f"{path}/code?variable=stage").text
    old = hidden(page, f"{path}/code") | FIELDS
    reword(space, "产品已量产", "产品尚在中试")
    client.app.state.site.view(2)  # type: ignore[attr-defined]
    late = client.post(f"{path}/code", data=old)
    assert late.status_code == 409
    assert "The text has changed since you opened this form" in late.text
    assert "产品尚在中试" in late.text
    assert re.search(r'value="on_market" checked', late.text)
    assert 'value="产品已量产"' in late.text
    assert 'value="it says so"' in late.text
    assert not list(Ledger(space.ledger_url).decisions("code"))
    fresh = hidden(late.text, f"{path}/code")
    assert fresh["seen"] != old["seen"]
    assert client.post(f"{path}/code", data=old | fresh).status_code == 400, "the words are gone"
    again = client.post(f"{path}/code", data=old | fresh | {"value": "pilot", "words": "产品尚在中试"})
    assert again.status_code == 303


def test_a_code_from_a_permanent_link_is_said_of_the_text_as_it_is_now(space: Workspace, client: TestClient) -> None:
    path = record(client)
    reword(space, "产品已量产", "产品尚在中试")
    client.app.state.site.view(2)  # type: ignore[attr-defined]
    old = client.get(f"{path}/code?variable=stage&edition=1&lang=zh").text
    assert "产品已量产" in old
    late = client.post(f"{path}/code?edition=1&lang=zh", data=hidden(old, f"{path}/code") | FIELDS)
    assert late.status_code == 409
    assert "原文已有变化" in late.text
    assert not list(Ledger(space.ledger_url).decisions("code"))


def test_words_that_prove_a_code_are_followed_into_the_next_text(space: Workspace, client: TestClient) -> None:
    path = record(client)
    sent = hidden(client.get(f"{path}/code?variable=stage").text, f"{path}/code") | FIELDS
    assert client.post(f"{path}/code", data=sent).status_code == 303
    build(space)
    ((_, start, _end, quote),) = codes_of_people(space)
    assert quote == FIELDS["words"]
    reword(space, "从事固态激光雷达研发", "长期从事固态激光雷达与相关器件的研发")
    ((_, later, until, quote),) = codes_of_people(space)
    assert later > start
    site = create_app(space).state.site
    assert whole(site.view(), path.rpartition("/")[2]).text[later:until] == quote == FIELDS["words"]
    reword(space, "产品已量产", "产品尚在中试", "2020-03-01T00:00:00Z")
    assert codes_of_people(space) == [("on_market", -1, -1, "")], "the code stands, and cites nothing"
    assert not verify(space, None, recompute=False, progress=lambda *_: None).findings


def test_a_code_of_today_marks_no_other_words_in_a_changed_text(space: Workspace, client: TestClient) -> None:
    path = record(client)
    ledger = Ledger(space.ledger_url)
    key = path.rpartition("/")[2]
    ledger.append(
        "code", key, {"variable": "stage", "value": "pilot", "start": 3, "end": 9, "quote": "not there"}, author="local"
    )
    answer = client.get(path)
    assert answer.status_code == 200
    ledger.close()


def test_a_gone_edition_says_so_and_leads_to_what_is_there(space: Workspace, client: TestClient) -> None:
    path = record(client)
    reword(space, "产品已量产", "产品尚在中试")
    assert client.get(f"{path}?edition=1").status_code == 200
    shutil.rmtree(Editions(space.editions).get(1).path)
    for page in (path, "/", "/opportunities", "/taken/1/0123456789abcdef"):
        answer = client.get(page if "taken" in page else f"{page}?edition=1&lang=en")
        assert answer.status_code == 410, page
        assert "Edition 1 is not here" in answer.text
    there = client.get(f"{path}?edition=1&lang=en").text
    assert f'href="{path}?lang=en"' in there
    assert "/releases" in there
    told = client.get(f"/api/v1{path}?edition=1")
    assert (told.status_code, told.headers["content-type"]) == (410, "application/problem+json")
    assert told.json()["mend"]


@pytest.fixture
def team(space: Workspace, tmp_path: Path) -> Iterator[FastAPI]:
    app = team_app(space, tmp_path)
    yield app
    app.state.site.close()


def test_a_long_form_outlives_its_session(team: FastAPI) -> None:
    with browser(team, "coder") as client:
        path = record(client)
        text = "ein langer Text " * 2_000
        csrf = form_token(client, path)
        people(team).sessions.end(client.cookies["attache_session"])
        late = client.post(f"{path}/translation", data={"csrf": csrf, "text": text, "language": "de", "by": "DeepL"})
        assert late.status_code == 401
        form = client.post("/sign-in/again", data=_fields(late.text))
        signed = client.post("/sign-in", data={**_fields(form.text), "name": "coder", "password": PASSWORD})
        done = client.post(f"{path}/translation", data=_fields(signed.text))
        assert done.status_code == 303
    (made,) = team.state.site.ledger.decisions("translation")
    assert made.payload["text"] == text.strip()


def _fields(text: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', text)}


def test_who_may_no_longer_is_told_and_given_back_what_was_written(team: FastAPI) -> None:
    with browser(team, "coder") as client:
        path = record(client)
        csrf = form_token(client, path)
        people(team).accounts.set_role("coder", "reader", by="admin")
        data = {"csrf": csrf, "text": "a translation that took an hour", "language": "en"}
        late = client.post(f"{path}/translation", data=data)
        assert late.status_code == 401, "a change of role ends the session"
        assert "took an hour" in late.text
        form = client.post("/sign-in/again", data=_fields(late.text))
        signed = client.post("/sign-in", data={**_fields(form.text), "name": "coder", "password": PASSWORD})
        refused = client.post(f"{path}/translation", data=_fields(signed.text))
        assert refused.status_code == 403
        assert "role coder" in refused.text
        assert "took an hour" in refused.text
    assert not list(team.state.site.ledger.decisions("translation"))


def test_a_role_that_is_lowered_holds_for_tokens_at_once(team: FastAPI) -> None:
    made, secret = people(team).tokens.make("coder", "script", ["read", "screen"], 1)
    with browser(team) as client:
        client.headers["authorization"] = f"Bearer {secret}"
        assert client.get("/api/v1/missions").status_code == 200
        people(team).tokens.revoke("coder", made.token_id, by="coder")
        told = client.get("/api/v1/missions")
        assert told.status_code == 401
        assert told.headers["content-type"] == "application/problem+json"
        assert client.get("/needs").status_code == 401, "no program is led to a form"


def test_people_sign_in_again_with_the_lower_role(team: FastAPI) -> None:
    people(team).accounts.set_role("coder", "reader", by="admin")
    with browser(team) as client:
        assert sign_in(client, "coder").status_code == 303
        path = record(client)
        assert client.get(f"{path}/code").status_code == 403
