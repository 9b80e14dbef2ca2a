"""Every route × every role: `matrix.csv` says who may, and real requests show that nobody else does.

A new route needs a line there: method, path, the role that its `needs` names, and the scope that a token needs (empty
for what anyone may). The failure of `test_every_route_is_in_the_matrix` prints the lines to add.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.workspace import Workspace
from attache.ledger.accounts import ROLES
from attache.ledger.tokens import SCOPES
from attache.web.access import FREE, PROGRAMS, SAFE, Role, roles, scopes
from attache.web.accounts import cookies
from tests.web.team import browser, people, team_app

TABLE = Path(__file__).parent / "matrix.csv"


class Row(NamedTuple):
    method: str
    path: str
    role: str
    scope: str

    @property
    def address(self) -> str:
        return re.sub(r"\{[^}]+\}", "x", self.path)


ROWS = [Row(**row) for row in csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())]


@pytest.fixture(scope="module")
def team(web_space: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = team_app(web_space, tmp_path_factory.mktemp("matrix"))
    yield app
    app.state.site.close()


@pytest.fixture(scope="module")
def tokens(team: FastAPI) -> dict[str, str]:
    """One token per scope, of the admin, and one with every scope of a reader."""
    made = people(team).tokens
    return {scope: made.make("admin", scope, [scope], 1)[1] for scope in SCOPES} | {
        "reader's": made.make("reader", "all", SCOPES, 1)[1]
    }


def test_every_route_is_in_the_matrix(app: FastAPI) -> None:
    needed, scoped = roles(app), scopes(app)
    known = {(row.method, row.path): (row.role, row.scope) for row in ROWS}
    assert len(known) == len(ROWS), "matrix.csv names a route twice"
    lines = {key: (role.name if role is not None else "none", scoped[key] or "") for key, role in needed.items()}
    missing = [",".join((*key, *lines[key])) for key in lines if key not in known]
    assert not missing, "who may ask for these? If it is right, add to tests/web/matrix.csv:\n" + "\n".join(missing)
    gone = [f"{method} {path}" for method, path in known if (method, path) not in lines]
    assert not gone, f"matrix.csv names routes that are not there: {gone}"
    other = [f"{key}: is {lines[key]}, the matrix says {known[key]}" for key in lines if lines[key] != known[key]]
    assert not other, "\n".join(other)


def ask(client: TestClient, row: Row, **headers: str) -> Any:
    return client.request(row.method, row.address, headers=headers)


def refused(answer: Any) -> bool:
    assert answer.status_code < 500 or "retry-after" in answer.headers, answer.text[:500]
    leads = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=")
    return leads or answer.status_code in (401, 403)


OPEN = [row for row in ROWS if row.role == "anyone"]
CLOSED = [row for row in ROWS if row.role != "anyone"]


@pytest.mark.parametrize("row", OPEN, ids=lambda row: f"{row.method} {row.path}")
def test_what_is_open_answers_anybody(team: FastAPI, row: Row) -> None:
    with browser(team) as client:
        assert ask(client, row).status_code != 500


@pytest.mark.parametrize("row", CLOSED, ids=lambda row: f"{row.method} {row.path}")
def test_roles_hold(team: FastAPI, tokens: dict[str, str], row: Row) -> None:
    least = Role[row.role]
    for name in (None, *ROLES):
        with browser(team, name) as client:
            secret = client.cookies.get("attache_session") or "A" * 43
            client.cookies.set("attache_session", secret)
            answer = ask(client, row, **{"x-csrf-token": cookies.form_token(secret)})
        may = least <= (Role[name] if name else Role.anyone)
        assert refused(answer) is not may, f"{name}: {answer.status_code}"
    for scope, secret in tokens.items():
        with browser(team) as client:
            answer = ask(client, row, authorization=f"Bearer {secret}")
        owner = Role.reader if scope == "reader's" else Role.admin if scope == "admin" else Role.editor
        has = row.scope == scope or (scope in ("admin", "reader's") and row.scope != "session")
        assert refused(answer) is not (least <= owner and has), f"token {scope}: {answer.status_code}"


CHANGES = [row for row in ROWS if row.method not in SAFE]


@pytest.mark.parametrize("row", CHANGES, ids=lambda row: f"{row.method} {row.path}")
def test_changes_are_asked_for_by_our_pages_only(team: FastAPI, row: Row) -> None:
    if row.path.startswith("/reconcile"):
        assert row.scope == "read", "posts to the reconciliation service only ask"
        return
    with browser(team, "admin") as client:
        elsewhere = ask(client, row, origin="http://evil.example")
        assert elsewhere.status_code == 403
        own = ask(client, row, origin="http://127.0.0.1", **{"sec-fetch-site": "same-origin"})
    if row.path.startswith(PROGRAMS):
        assert refused(own) or row.role == "anyone"
    else:
        assert not row.path.startswith(FREE)
        assert own.status_code == 403
        assert "too long" in own.text


READS = [row for row in ROWS if row.method == "GET"]


def test_anybody_reads_where_the_settings_say_so(web_space: Workspace, tmp_path: Path) -> None:
    app = team_app(web_space, tmp_path, public_read=True)
    with browser(app) as client:
        for row in READS:
            own = row.path == "/account" or row.path.startswith(("/screenings", "/screen/"))  # of people who signed in
            assert own or refused(ask(client, row)) is (Role[row.role] > Role.reader), row
        for row in CHANGES:
            if row.role != "anyone":
                assert refused(ask(client, row)) is not row.path.startswith("/reconcile"), row
        assert ask(client, Row("GET", "/", "reader", "read"), authorization="Bearer none").status_code == 401
    app.state.site.close()
