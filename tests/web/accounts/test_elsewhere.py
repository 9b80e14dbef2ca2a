"""Signing in at an issuer of OpenID Connect: the way there and back, and everything that must not let anybody in."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from attache.core.errors import AttacheError, InputError
from attache.core.workspace import Settings, Workspace
from attache.ledger.secrets import FLOWS
from attache.web.accounts import elsewhere
from attache.web.accounts.elsewhere import SECRET as VARIABLE
from attache.web.accounts.elsewhere import Elsewhere
from tests.web.accounts.issuer import CLIENT, SECRET, Issuer, by_another_key, by_public_key, new_key, running, unsigned
from tests.web.team import browser, people, team_app

ANN = {"sub": "248289761001", "email": "Ann@example.org", "email_verified": True, "groups": ["staff", "analysts"]}


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    monkeypatch.setenv(VARIABLE, SECRET)
    with running() as made:
        made.claims = dict(ANN)
        yield made


@pytest.fixture
def team(web_space: Workspace, tmp_path: Path, issuer: Issuer) -> Iterator[FastAPI]:
    app = team_app(
        web_space, tmp_path, oidc_issuer=issuer.address, oidc_client_id=CLIENT,
        oidc_roles=("analysts=coder", "leads=editor"), oidc_domains=("example.org",),
    )  # fmt: skip
    yield app
    app.state.site.close()


def go(client: TestClient, back: str = "/") -> Response:
    """Follow the whole way, as a browser does."""
    there = client.get("/sign-in/elsewhere", params={"next": back}).headers["location"]
    answer = httpx2.get(there, follow_redirects=False)
    return client.get(_ours(answer.headers["location"]))  # type: ignore[return-value]


def _ours(address: str) -> str:
    parts = urlsplit(address)
    assert parts.path == "/sign-in/back"
    return f"{parts.path}?{parts.query}"


def test_whom_the_issuer_lets_in_gets_an_account_and_a_role(team: FastAPI, issuer: Issuer) -> None:
    with browser(team) as client:
        assert "127.0.0.1" in client.get("/sign-in").text
        answer = go(client, "/opportunities?q=x")
        assert (answer.status_code, answer.headers["location"]) == (303, "/opportunities?q=x")
        page = client.get("/account")
        assert page.status_code == 200
        assert "your password is kept there" in page.text
    account = people(team).accounts.need("ann@example.org")
    assert (account.role, account.identity) == ("coder", (issuer.address, ANN["sub"]))
    issuer.claims = {**ANN, "groups": "leads", "email": "new-name@example.org"}
    with browser(team) as client:
        assert go(client).status_code == 303
    assert people(team).accounts.need("ann@example.org").role == "editor", "known by subject, not by mail"
    assert len(people(team).accounts.all()) == 6


def change(**claims: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda given: {name: value for name, value in {**given, **claims}.items() if value is not None}


BAD = {
    "another issuer": change(iss="https://evil.example"),
    "no issuer": change(iss=None),
    "for somebody else": change(aud="another-client"),
    "for several, not ours": change(aud=["a", "b"]),
    "for several, party of another": change(aud=[CLIENT, "b"], azp="b"),
    "another nonce": change(nonce="x" * 43),
    "no nonce": change(nonce=None),
    "expired": change(exp=int(time.time()) - 3600),
    "no end": change(exp=None),
    "not yet": change(nbf=int(time.time()) + 3600, iat=int(time.time()) + 3600),
    "nobody": change(sub=None),
    "of another access token": change(at_hash="AAAA"),
    "end is no number": change(exp="soon"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_token_that_is_not_right_lets_nobody_in(team: FastAPI, issuer: Issuer, name: str) -> None:
    issuer.change = BAD[name]
    with browser(team) as client:
        assert go(client).status_code == 400
        assert client.get("/account").status_code == 303
    assert len(people(team).accounts.all()) == 5


@pytest.mark.parametrize("sign", [unsigned, by_public_key, by_another_key, lambda *_: "x.y.z", lambda *_: ""])
def test_a_token_that_the_issuer_did_not_sign_lets_nobody_in(
    team: FastAPI, issuer: Issuer, sign: Callable[[Issuer, dict[str, Any]], str]
) -> None:
    issuer.sign = sign
    with browser(team) as client:
        assert go(client).status_code == 400
    assert len(people(team).accounts.all()) == 5


def test_new_keys_of_the_issuer_are_fetched(team: FastAPI, issuer: Issuer) -> None:
    with browser(team) as client:
        assert go(client).status_code == 303
        issuer.key = new_key("two")
        assert go(client).status_code == 303
        assert go(client).status_code == 303
    assert issuer.asked == ["discovery", "keys", "keys"]


def test_the_way_back_is_gone_once_by_the_browser_that_began_it(team: FastAPI, issuer: Issuer) -> None:
    with browser(team) as client, browser(team) as victim:
        there = client.get("/sign-in/elsewhere").headers["location"]
        asked = parse_qs(urlsplit(there).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["redirect_uri"] == ["http://127.0.0.1/sign-in/back"]
        back = _ours(httpx2.get(there, follow_redirects=False).headers["location"])
        assert victim.get(back).status_code == 400, "somebody else's code"
        assert client.get(back).status_code == 400, "that ended it"
        for query in ("", "?code=x", "?code=x&state=y", "?error=access_denied&state=y", "?state=" + "x" * 5000):
            assert client.get(f"/sign-in/back{query}").status_code in (400, 422)
        there = client.get("/sign-in/elsewhere").headers["location"]
        state = parse_qs(urlsplit(there).query)["state"][0]
        assert client.get(f"/sign-in/back?error=access_denied&state={state}").status_code == 400
        there = client.get("/sign-in/elsewhere").headers["location"]
        back = _ours(httpx2.get(there, follow_redirects=False).headers["location"])
        assert client.get(back.replace("iss=", "iss=http://evil.example&x=")).status_code == 400
    assert len(people(team).accounts.all()) == 5


def test_many_who_only_begin_keep_nobody_from_signing_in(
    team: FastAPI, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_MOST_FLOWS", 3)
    with browser(team) as client, browser(team) as attacker:
        for _ in range(10):
            assert attacker.get("/sign-in/elsewhere").status_code == 303
        assert go(client).status_code == 303
        assert client.get("/account").status_code == 200
    with people(team).accounts.ledger.reading() as con:
        assert len(con.execute(sa.select(FLOWS)).all()) <= 3


STRANGERS = {
    "of another domain": {"email": "ann@evil.example"},
    "of a domain that ends alike": {"email": "ann@evil-example.org"},
    "mail not verified": {"email_verified": False},
    "no mail": {"email": None},
    "no group": {"groups": ["staff"]},
    "groups of another kind": {"groups": {"analysts": True}},
    "a name that is none": {"email": "a b@example.org"},
    "the name of a local account": {"email": "coder@example.org"},
}


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_are_refused(team: FastAPI, issuer: Issuer, name: str) -> None:
    if name.startswith("the name"):
        people(team).accounts.add("coder@example.org", "reader", by="test")
    before = people(team).accounts.all()
    issuer.claims = {key: value for key, value in {**ANN, **STRANGERS[name]}.items() if value is not None}
    with browser(team) as client:
        answer = go(client)
        assert answer.status_code == 400
        assert client.get("/account").status_code == 303
    assert people(team).accounts.all() == before


def test_an_account_that_is_shut_out_stays_out_and_a_linked_one_comes_in(team: FastAPI, issuer: Issuer) -> None:
    accounts = people(team).accounts
    accounts.link("coder", issuer.address, str(ANN["sub"]), by="admin")
    with browser(team) as client:
        assert go(client).status_code == 303
        assert "<bdi>coder</bdi>" in client.get("/account").text
        accounts.set_active("coder", False, by="admin")
        assert client.get("/account").status_code == 303
        assert go(client).status_code == 400
    with pytest.raises(InputError, match="an account already"):
        accounts.link("reader", issuer.address, str(ANN["sub"]), by="admin")


ANSWERS = {
    "an error": (JSONResponse({"error": "invalid_grant"}, 400), 503),
    "no JSON": (PlainTextResponse("<html>"), 503),
    "a list": (JSONResponse([]), 503),
    "no token": (JSONResponse({"access_token": "x"}), 400),
    "another place": (RedirectResponse("http://127.0.0.1:1/"), 503),
    "too much": (PlainTextResponse("x" * (3 << 20)), 503),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_issuer_that_does_not_answer_as_it_should_is_told(team: FastAPI, issuer: Issuer, name: str) -> None:
    issuer.token_answer, status = ANSWERS[name]
    with browser(team) as client:
        answer = go(client)
        assert answer.status_code == status
        assert SECRET not in answer.text


@pytest.mark.parametrize(
    "metadata",
    [{"issuer": "http://127.0.0.1:1"}, {"authorization_endpoint": "http://evil.example/a"}, {"authorization_endpoint": 3},
     {"authorization_endpoint": "javascript:alert(1)"}],
)  # fmt: skip
def test_what_an_issuer_says_of_itself_is_checked(team: FastAPI, issuer: Issuer, metadata: dict[str, Any]) -> None:
    issuer.metadata = metadata
    with browser(team) as client:
        assert client.get("/sign-in/elsewhere").status_code == 503


def test_without_an_issuer_there_is_no_such_way(web_space: Workspace, tmp_path: Path) -> None:
    app = team_app(web_space, tmp_path)
    with browser(app) as client:
        assert client.get("/sign-in/elsewhere").status_code == 404
        assert client.get("/sign-in/back?code=a&state=b").status_code == 404
        assert "elsewhere" not in client.get("/sign-in").text
    app.state.site.close()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"oidc_issuer": "http://issuer.example", "oidc_client_id": "x"}, "https"),
        ({"oidc_issuer": "https://issuer.example"}, "oidc_client_id"),
        ({"oidc_issuer": "https://issuer.example", "oidc_client_id": "x", "oidc_roles": ("a=owner",)}, "oidc_roles"),
    ],
)
def test_settings_that_make_no_sense_are_told_at_the_start(settings: dict[str, Any], words: str) -> None:
    assert VARIABLE not in os.environ
    with pytest.raises(AttacheError, match=words):
        Elsewhere.of(Settings(**settings))
