"""A team over the demo workspace, with a ledger of its own, and clients of its members."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.workspace import Workspace
from attache.ledger import Ledger, passwords
from attache.ledger.accounts import ROLES, Accounts
from attache.ledger.secrets import PASSWORDS
from attache.web.accounts.kept import People
from attache.web.accounts.team import TeamAccess
from attache.web.app import create_app

PASSWORD = "seven green lamps"
BASE = "http://127.0.0.1"
FORM = re.compile(r'name="csrf" value="([^"]+)"')


def team_space(space: Workspace, folder: Path, **settings: Any) -> Workspace:
    """The same workspace with other settings and an empty ledger."""
    kept = space.settings.model_copy(update={"ledger": f"sqlite:///{folder / 'ledger.db'}", **settings})
    return Workspace(space.root, kept)


def team_app(space: Workspace, folder: Path, **settings: Any) -> FastAPI:
    """An application with one account per role, named like it; only `coder` has a password."""
    made = team_space(space, folder, **settings)
    ledger = Ledger(made.ledger_url)
    accounts = Accounts(ledger)
    for role in ROLES[::-1]:
        accounts.add(role, role, by="test")
    with ledger.writing() as con:
        con.execute(PASSWORDS.insert().values(account="coder", hash=_hash(), at=""))
    ledger.close()
    return create_app(made, TeamAccess(made.settings))


def people(app: FastAPI) -> People:
    """What the application keeps of people."""
    if not hasattr(app.state, "kept"):
        app.state.kept = People.of(app.state.site.ledger)
    kept: People = app.state.kept
    return kept


@cache
def _hash() -> str:
    return passwords.hashed(PASSWORD)


@contextmanager
def browser(app: FastAPI, who: str | None = None) -> Iterator[TestClient]:
    """A client with a session of its own, without running the application's end."""
    client = TestClient(app, base_url=BASE, follow_redirects=False)
    if who:
        client.cookies.set("attache_session", people(app).sessions.start(who))
    try:
        yield client
    finally:
        client.close()


def form_token(client: TestClient, path: str) -> str:
    """The token in a page's form."""
    found = FORM.search(client.get(path).text)
    assert found, f"{path} has no form"
    return found[1]


def sign_in(client: TestClient, name: str, password: str = PASSWORD, **more: str) -> Any:
    """Sign in through the form."""
    csrf = form_token(client, "/sign-in")
    return client.post("/sign-in", data={"csrf": csrf, "name": name, "password": password, **more})
