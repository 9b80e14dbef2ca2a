"""Signing in, staying in and getting out, with forms that came too late and hands that tamper."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.workspace import Workspace
from attache.ledger.journal import Entry, Wanted
from attache.web.accounts.again import local
from tests.web.team import PASSWORD, browser, form_token, people, sign_in, team_app

COOKIE = "attache_session"


@pytest.fixture
def team(web_space: Workspace, tmp_path: Path) -> Iterator[FastAPI]:
    app = team_app(web_space, tmp_path)
    yield app
    app.state.site.close()


def test_signing_in_leads_where_one_wanted_to_go_and_out_again(team: FastAPI) -> None:
    with browser(team) as client:
        first = client.get("/opportunities?q=激光")
        assert first.status_code == 303
        assert first.headers["location"].startswith("/sign-in?next=%2Fopportunities")
        answer = sign_in(client, " Coder", next="/opportunities?q=激光")
        assert (answer.status_code, answer.headers["location"]) == (303, "/opportunities?q=%E6%BF%80%E5%85%89")
        cookie = answer.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        page = client.get("/account")
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-store"
        out = client.post("/sign-out", data={"csrf": form_token(client, "/account")})
        assert out.status_code == 303
        assert client.get("/account").status_code == 303
    assert [one.what for one in _journal(team)] == ["sign_out", "sign_in"]


def _journal(team: FastAPI) -> list[Entry]:
    return [one for one in people(team).journal.each(Wanted()) if not one.decision]


def test_the_session_is_new_and_the_one_before_opens_nothing(team: FastAPI) -> None:
    with browser(team) as client:
        client.cookies.set(COOKIE, "F" * 43)
        answer = sign_in(client, "coder")
        new = answer.cookies[COOKIE]
        assert new != "F" * 43
    for planted in ("F" * 43, new[:-1] + ("A" if new[-1] != "A" else "B"), new + "x", "", "' or 1=1 --"):
        with browser(team) as client:
            client.cookies.set(COOKIE, planted)
            assert client.get("/account").status_code == 303
    with browser(team) as client:
        client.cookies.set(COOKIE, new)
        assert client.get("/account").status_code == 200
        second = sign_in_again(client)
        assert second != new
    with browser(team) as client:
        client.cookies.set(COOKIE, new)
        assert client.get("/account").status_code == 303, "signing in again ended it"


def sign_in_again(client: TestClient) -> str:
    csrf = form_token(client, "/account")
    return str(client.post("/sign-in", data={"csrf": csrf, "name": "coder", "password": PASSWORD}).cookies[COOKIE])


def test_every_refusal_is_the_same(team: FastAPI) -> None:
    told = set()
    people(team).accounts.set_password("editor", PASSWORD, by="admin")
    people(team).accounts.set_active("editor", False, by="admin")
    for name, password in (
        ("coder", "wrong"),
        ("nobody", PASSWORD),
        ("reader", PASSWORD),
        ("editor", PASSWORD),
        ("x'--", "y"),
    ):
        with browser(team) as client:
            answer = sign_in(client, name, password)
        assert answer.status_code == 401
        told.add(re.sub(r'value="[^"]*"', "", answer.text))
    assert len(told) == 1
    assert "do not belong together" in told.pop()


@pytest.mark.parametrize("password", ["x" * 5000, "x" * (2 << 20)])
def test_huge_passwords_cost_nothing(team: FastAPI, password: str) -> None:
    with browser(team) as client:
        assert sign_in(client, "coder", password).status_code in (413, 422)


def test_guessing_is_slowed_also_for_names_that_are_not_there(team: FastAPI) -> None:
    for name in ("coder", "nobody"):
        with browser(team) as client:
            statuses = [sign_in(client, name, "wrong").status_code for _ in range(6)]
            assert statuses == [401] * 5 + [429]
            slow = sign_in(client, name, PASSWORD)
            assert slow.status_code == 429, "also with the right password"
            assert int(slow.headers["retry-after"]) >= 1


def test_a_form_without_the_token_of_its_session_changes_nothing_and_is_shown_again(team: FastAPI) -> None:
    with browser(team, "admin") as client, browser(team, "coder") as other:
        for token in ("", "x" * 64, form_token(other, "/account")):
            data = {"csrf": token, "name": "eve", "role": "admin", "note": "<script>alert(1)</script>"}
            answer = client.post("/people", data=data)
            assert answer.status_code == 403
            assert "<script>alert" not in answer.text
            assert 'name="name" value="eve"' in answer.text
        assert people(team).accounts.get("eve") is None
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
        again = client.post("/people", data=fields)
        assert again.status_code == 200
        assert people(team).accounts.need("eve").role == "admin"


def test_what_was_written_when_the_session_ended_is_sent_after_signing_in(team: FastAPI) -> None:
    people(team).accounts.set_password("admin", PASSWORD, by="test")
    with browser(team, "admin") as client:
        csrf = form_token(client, "/people")
        people(team).sessions.end(client.cookies[COOKIE])
        late = client.post("/people?lang=zh", data={"csrf": csrf, "name": "王伟", "role": "coder"})
        assert late.status_code == 401
        assert "王伟" in late.text
        hidden = _hidden(late.text)
        form = client.post("/sign-in/again", data=hidden)
        assert form.status_code == 200
        signed = client.post("/sign-in", data={**_hidden(form.text), "name": "admin", "password": PASSWORD})
        assert signed.status_code == 200
        assert 'action="/people?lang=zh"' in signed.text
        assert people(team).accounts.get("王伟") is None, "nothing is done without being asked"
        done = client.post("/people?lang=zh", data=_hidden(signed.text))
        assert done.status_code == 200
    assert people(team).accounts.need("王伟").role == "coder"


def _hidden(text: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', text)}


def test_secrets_and_files_are_not_kept(team: FastAPI) -> None:
    with browser(team) as client:
        data = {"old_password": "geheim-1", "new_password": "geheim-2", "name": "x"}
        answer = client.post("/account/password", data=data, files={"list": ("a.csv", b"geheim-3")})
        assert answer.status_code == 401
        assert "geheim" not in answer.text
        assert "Files cannot be kept" in answer.text
        long = client.post("/people", data={"name": "x" * 300_000})
        assert "very long" in long.text
        assert len(long.content) < 10_000


@pytest.mark.parametrize("kept", ["", "x", "[]", '["//evil.example",[["a","b"]],false]', "[" * 5000, '["/x",[[1]],0]'])
def test_a_kept_form_that_was_tampered_with_leads_nowhere_else(team: FastAPI, kept: str) -> None:
    with browser(team) as client:
        answer = client.post("/sign-in/again", data={"csrf": form_token(client, "/sign-in"), "kept": kept})
        assert answer.status_code in (200, 400)
        assert "evil.example" not in answer.text


@pytest.mark.parametrize(
    ("asked", "leads"),
    [("/x?a=1", "/x?a=1"), ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"),
     ("javascript:alert(1)", "/"), ("/x\r\nSet-Cookie: a=b", "/"), ("", "/"), ("/\t/evil.example", "/")],
)  # fmt: skip
def test_one_is_led_to_our_own_pages_only(team: FastAPI, asked: str, leads: str) -> None:
    assert local(asked) == leads
    with browser(team) as client:
        assert sign_in(client, "coder", next=asked).headers["location"] == leads


def test_with_tls_the_cookie_is_bound_to_the_host(web_space: Workspace, tmp_path: Path) -> None:
    app = team_app(web_space, tmp_path, address="https://attache.example.org")
    client = TestClient(app, base_url="https://attache.example.org", follow_redirects=False)
    answer = sign_in(client, "coder")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-attache=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert client.get("/account").status_code == 200
    plain = TestClient(app, base_url="https://attache.example.org", follow_redirects=False)
    plain.cookies.set(COOKIE, answer.cookies["__Host-attache"])
    assert plain.get("/account").status_code == 303
    assert client.get("/sign-in", headers={"host": "evil.example"}).status_code == 421
    client.close()
    plain.close()
    app.state.site.close()


def test_changing_the_password_ends_the_other_sessions(team: FastAPI) -> None:
    with browser(team, "coder") as mine, browser(team, "coder") as other:
        csrf = form_token(mine, "/account")
        for old, new, status in (
            ("wrong", "nine blue lamps ok", 400),
            (PASSWORD, "short", 400),
            (PASSWORD, "coder1234567", 400),
        ):
            data = {"csrf": csrf, "old_password": old, "new_password": new}
            assert mine.post("/account/password", data=data).status_code == status
        data = {"csrf": csrf, "old_password": PASSWORD, "new_password": "nine blue lamps ok"}
        assert mine.post("/account/password", data=data).status_code == 303
        assert mine.get("/account").status_code == 200
        assert other.get("/account").status_code == 303
    with browser(team) as client:
        assert sign_in(client, "coder", "nine blue lamps ok").status_code == 303


def test_a_token_is_shown_once_and_opens_what_its_scopes_say(team: FastAPI) -> None:
    with browser(team, "coder") as client:
        data = {"csrf": form_token(client, "/account"), "name": "<b>job</b>", "scope": ["read"], "days": "30"}
        answer = client.post("/account/tokens", data=data)
        secret = re.search(r'class="shown">([^<]+)<', answer.text)
        assert secret
        assert answer.headers["cache-control"] == "no-store"
        assert "<b>job" not in answer.text
        assert secret[1] not in client.get("/account").text
        token_id = people(team).tokens.of("coder")[0].token_id
        with browser(team) as program:
            bearer = {"authorization": f"Bearer {secret[1]}"}
            assert program.get("/", headers=bearer).status_code == 200
            assert program.get("/", auth=("anything", secret[1])).status_code == 200
            assert program.get("/account", headers=bearer).status_code == 403
            assert program.get("/people", headers=bearer).status_code == 403
            people(team).accounts.set_active("coder", False, by="admin")
            assert program.get("/", headers=bearer).status_code == 401
            people(team).accounts.set_active("coder", True, by="admin")
    with browser(team, "coder") as client, browser(team, "reader") as other:
        path = f"/account/tokens/{token_id}/revoke"
        assert other.post(path, data={"csrf": form_token(other, "/account")}).status_code == 404
        assert client.post(path, data={"csrf": form_token(client, "/account")}).status_code == 303
        assert client.get("/", headers=bearer).status_code == 401
        for wrong in ({"name": ""}, {"scope": []}, {"days": "36500"}, {"days": "x"}):
            data = {"csrf": form_token(client, "/account"), "name": "n", "scope": ["read"], "days": "30", **wrong}
            assert client.post("/account/tokens", data=data).status_code in (400, 422)


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", "Basic", "Basic !!", "Basic //79", "Digest x", "Bearer " + "x" * 50_000]
)
def test_broken_credentials_open_nothing(team: FastAPI, sent: str) -> None:
    with browser(team, "admin") as client:
        answer = client.get("/", headers={"authorization": sent})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


def test_on_one_machine_there_is_no_sign_in(client: TestClient) -> None:
    for path in ("/account", "/account?lang=zh", "/people", "/audit"):
        assert client.get(path).status_code == 200
    answer = client.get("/sign-in", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "set-cookie" not in client.get("/people").headers
    csrf = form_token(client, "/people")
    assert client.post("/account/tokens", data={"csrf": csrf}).status_code in (401, 422)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "a@127.0.0.1", "127.0.0.1:x", "localhost.", "10.0.0.1"]
)
def test_on_one_machine_other_names_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421
    assert client.get("/api/v1/x", headers={"host": host}).headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1"}, 400),
        ({"origin": "http://127.0.0.1:80"}, 400),
        ({}, 400),
    ],
)
def test_on_one_machine_other_sites_change_nothing(client: TestClient, headers: dict[str, str], status: int) -> None:
    csrf = form_token(client, "/people")
    answer = client.post("/people", data={"csrf": csrf, "name": "<x>", "role": "admin"}, headers=headers)
    assert answer.status_code == status
    assert 'name="name" value="&lt;x&gt;"' in answer.text or status == 403
