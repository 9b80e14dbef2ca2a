"""What admins do: accounts, and seeing who did what."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from attache.core.workspace import Workspace
from attache.web.access import Role, Viewer
from attache.web.accounts import audit
from tests.web.team import browser, form_token, people, sign_in, team_app


@pytest.fixture
def team(web_space: Workspace, tmp_path: Path) -> Iterator[FastAPI]:
    app = team_app(web_space, tmp_path)
    yield app
    app.state.site.close()


def send(client: TestClient, path: str, **data: object) -> object:
    return client.post(path, data={"csrf": form_token(client, "/people"), **data})


def test_an_admin_makes_an_account_that_signs_in(team: FastAPI) -> None:
    with browser(team, "admin") as client:
        answer = client.post("/people", data={"csrf": form_token(client, "/people"), "name": "王伟", "role": "coder"})
        secret = answer.text.split('class="shown">')[1].split("<")[0]
    with browser(team) as theirs:
        assert sign_in(theirs, "王伟", secret).status_code == 303
        assert theirs.get("/people").status_code == 403
        page = theirs.get("/account?lang=zh")
        assert "编码员" in page.text


@pytest.mark.parametrize("name", ["", "a b", "<script>alert(1)</script>", "аdmin", "=cmd", "admin", "x" * 65])
def test_names_that_cannot_be_are_told_and_inert(team: FastAPI, name: str) -> None:
    with browser(team, "admin") as client:
        answer = client.post("/people", data={"csrf": form_token(client, "/people"), "name": name})
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
    assert len(people(team).accounts.all()) == 5


def test_a_change_signs_out_at_once(team: FastAPI) -> None:
    with browser(team, "admin") as client, browser(team, "reader") as theirs:
        assert theirs.get("/account").status_code == 200
        version = people(team).accounts.need("reader").version
        send(client, "/people/reader/role", role="coder", version=version)
        assert theirs.get("/account").status_code == 303
        old = client.post(
            "/people/reader/state", data={"csrf": form_token(client, "/people"), "active": "false", "version": version}
        )
        assert old.status_code == 409
        assert "Somebody else changed" in old.text
        assert people(team).accounts.need("reader").active
        last = client.post(
            "/people/admin/role",
            data={
                "csrf": form_token(client, "/people"),
                "role": "reader",
                "version": people(team).accounts.need("admin").version,
            },
        )
        assert last.status_code == 400
        assert "Nobody would be admin" in last.text
        assert client.get("/people").status_code == 200


def test_the_audit_shows_decisions_and_events_with_filters_and_as_csv(team: FastAPI) -> None:
    ours = people(team)
    ours.accounts.ledger.append(
        "code", "opp-1", {"variable": "mode", "value": "<script>alert(1)</script>"}, author="coder"
    )
    ours.accounts.ledger.append("screening", "scr-1", {"names": ["=HYPERLINK(1)", "b"]}, author="reader")
    ours.journal.note("editor", "export", '=cmd|"/c calc"!A1\u202e')
    with browser(team, "admin") as client:
        page = client.get("/audit")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "\u202e" not in page.text
        assert 'href="/opportunities/opp-1"' in page.text
        ours.accounts.ledger.append("code", "opp-2", {"variable": "mode"}, author="adjudicated:coder")
        both = client.get("/audit?what=code&who=coder").text
        assert both.count("<tr") == 3
        assert "as adjudicator" in both
        assert "adjudicated:" not in both
        ours.accounts.ledger.append("code", "opp-2", {"variable": "mode"}, author="adjudicated:coderx")
        assert client.get("/audit.csv?what=code&who=coder").text.count("opp-") == 2
        only = client.get("/audit?what=code&who=coder&lang=zh").text
        assert only.count("<td") == 10
        assert "编码" in only
        assert "Nothing that was done" in client.get("/audit?until=1999-01-01").text
        for wrong in ("since=x", "after=x", "after=99999999999999999.", "who=" + "x" * 300):
            assert client.get(f"/audit?{wrong}").status_code == 422
        table = client.get("/audit.csv?who=editor")
        assert table.headers["content-disposition"].startswith("attachment")
        rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
        assert rows[0] == ["at", "who", "what", "about", "detail", "decision", "times", "last_at"]
        assert rows[1][4].startswith("'=cmd")
        assert "audit.csv" in client.get("/audit?what=export&who=admin").text


def test_the_audit_goes_on_page_by_page(team: FastAPI) -> None:
    for number in range(120):
        people(team).journal.note("reader", "export", f"number {number:03}.")
    seen: list[str] = []
    with browser(team, "admin") as client:
        path: str | None = "/audit?what=export"
        while path:
            text = client.get(path).text
            seen += [part[:10] for part in text.split("<bdi>") if part.startswith("number ")]
            following = text.split('rel="next" href="')
            path = following[1].split('"')[0].replace("&amp;", "&") if len(following) > 1 else None
    assert seen == [f"number {number:03}" for number in reversed(range(120))]


def test_an_export_is_noted_under_the_name_of_the_viewer(team: FastAPI) -> None:
    people(team)
    request = Request({"type": "http", "app": team, "headers": [], "method": "GET", "path": "/"})
    audit.note(request, "export", "nobody's")
    request.state.viewer = Viewer("name-1", Role.reader)
    audit.note(request, "export", "theirs")
    with browser(team, "admin") as client:
        text = client.get("/audit?what=export").text
    assert "nobody signed in" in text
    assert "name-1" in text
