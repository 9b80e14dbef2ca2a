"""The application over the demo workspace, as a client in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.workspace import Workspace
from attache.web.app import create_app
from attache.web.measured import Measured, Progress
from tests.web.team import team_app


@pytest.fixture(scope="session")
def web_space(demo_copy: Callable[[Path], Workspace], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demo workspace, copied so that pages may write their shelf and decisions."""
    return demo_copy(tmp_path_factory.mktemp("web") / "demo")


@pytest.fixture(scope="session")
def app(web_space: Workspace) -> FastAPI:
    return create_app(web_space)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1") as made:
        yield made


@pytest.fixture
def team(web_space: Workspace, tmp_path: Path) -> Iterator[FastAPI]:
    """The application for a team, with a ledger of its own."""
    made = team_app(web_space, tmp_path)
    yield made
    made.state.site.close()


@pytest.fixture
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of an edition has been counted yet, whatever other tests had counted."""
    monkeypatch.setattr(Measured, "_there", lambda *_: None)
    monkeypatch.setattr(Measured, "progress", lambda one: Progress(0, len(one.jobs), tuple(one.jobs), {}))
