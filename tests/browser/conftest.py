"""A real browser before a real server: the demo workspace, for one person and for a team.

Every page that a test opens is watched: an error of the console (a broken policy among them), an error of a script, or a
request to anywhere but the server fails the test at its end.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect

from attache.core.workspace import Workspace
from attache.ledger import Ledger, passwords
from attache.ledger.accounts import Accounts
from attache.ledger.secrets import PASSWORDS
from attache.web.access import Access
from attache.web.accounts.team import TeamAccess
from attache.web.app import create_app

PASSWORD = "seven green lamps"
PATIENCE = 30_000
"""Milliseconds until a page or a part of one must be there: a busy machine is no failure."""
Opener = Callable[..., Page]


@dataclass(frozen=True)
class Served:
    """An application that is served, and its address without a slash at the end."""

    app: FastAPI
    address: str


@dataclass
class Watched:
    """What went wrong on the pages of one test; `expected` are parts of messages that the test asks for."""

    problems: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def tell(self, what: str) -> None:
        """Keep a problem, unless it is expected."""
        if not any(part in what for part in self.expected):
            self.problems.append(what)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application from a thread at a free port; the address ends without a slash."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, name="served")
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    assert server.started
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def served_space(
    browser: Browser, demo_copy: Callable[[Path], Workspace], tmp_path_factory: pytest.TempPathFactory
) -> Workspace:
    """A copy of the demo workspace that pages may write into."""
    expect.set_options(timeout=PATIENCE)
    return demo_copy(tmp_path_factory.mktemp("browser") / "demo")


def served(space: Workspace, access: Access | None = None, *, counted: bool = False) -> Iterator[Served]:
    """Serve a workspace; with `counted` once all its figures are."""
    app = create_app(space, access)
    figures = app.state.site.view().figures
    if counted:
        figures.start()
    while counted and not figures.progress().ready:
        time.sleep(0.1)
    with serving(app) as address:
        yield Served(app, address)


@pytest.fixture(scope="session")
def server(served_space: Workspace) -> Iterator[Served]:
    """The pages for one person, who needs no sign-in; all figures are counted."""
    yield from served(served_space, counted=True)


@pytest.fixture(scope="session")
def team(served_space: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The pages for a team with a coder `coder`, over the same editions with a ledger of its own."""
    database = tmp_path_factory.mktemp("team") / "ledger.db"
    settings = served_space.settings.model_copy(update={"ledger": f"sqlite:///{database}"})
    space = Workspace(served_space.root, settings)
    ledger = Ledger(space.ledger_url)
    for name, role in (("head", "admin"), ("coder", "coder")):
        Accounts(ledger).add(name, role, by="test")
    with ledger.writing() as con:
        con.execute(PASSWORDS.insert().values(account="coder", hash=passwords.hashed(PASSWORD), at=""))
    ledger.close()
    yield from served(space, TeamAccess(settings))


@pytest.fixture
def watched() -> Iterator[Watched]:
    """What is watched for; looked at when the test has ended."""
    kept = Watched()
    yield kept
    assert not kept.problems


@pytest.fixture
def opened(browser: Browser, watched: Watched) -> Iterator[Opener]:
    """Open a watched page of a server: `opened(server)`, with options of a browser context such as `color_scheme`."""
    contexts: list[BrowserContext] = []

    def open_page(address: str, **options: Any) -> Page:
        context = browser.new_context(base_url=address, accept_downloads=True, **options)
        contexts.append(context)
        watch(context, address, watched)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def watch(context: BrowserContext, address: str, watched: Watched) -> None:
    """Let nothing out but requests to the server, and keep every error."""

    def let_through(route: Route) -> None:
        asked = route.request.url
        if asked.startswith((address + "/", "data:", "blob:")):
            route.continue_()
        else:
            watched.tell(f"request to {asked}")
            route.abort()

    def logged(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            watched.tell(f"console: {message.text} ({message.location.get('url', '')})")

    context.route("**/*", let_through)
    context.on("console", logged)
    context.on("weberror", lambda error: watched.tell(f"script: {error.error}"))
    context.on("dialog", lambda dialog: (watched.tell(f"dialog: {dialog.message}"), dialog.dismiss()))
    context.set_default_timeout(PATIENCE)
