"""The commands of watches and feeds, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attache.build.builder import build
from attache.core.workspace import Workspace
from tests.build.conftest import workspace_with
from tests.cli.conftest import Run
from tests.publish.watch.conftest import second_state
from tests.publish.watch.servers import hook


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = workspace_with(tmp_path / "w", 6)
    build(made)
    return made


def test_a_watch_from_saving_to_telling(run: Run, space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTACHE_WEBHOOK_SECRET", "0123456789abcdef")
    (space.root / "attache.toml").write_text('jobs = 1\nprivate_hosts = ["127.0.0.1"]\n', encoding="utf-8")
    where = ("-w", space.root)
    with hook() as server:
        assert run("watch", "add", "radar", "雷达", "--webhook", server.url, *where).status == 0
        assert "radar" in run("watch", "list", *where).out
        assert run("watch", "run", *where).status == 0
        assert server.taken == []
        second_state(space)
        lines = run("watch", "run", "--json", *where).lines
        assert lines[0] == {"watch": "radar", "edition": 2, "changes": 4}
        assert lines[1]["outcome"] == "sent"
        assert run("watch", "run", "--json", *where).lines == [{"watch": "radar", "edition": 2, "changes": 0}]
        assert len(server.taken) == 1
        body = server.bodies[0]
        assert body["synthetic"]
        assert "not wrongdoing" in body["notice"]
        assert "0123456789abcdef" not in json.dumps(body) + str(server.taken[0][0])
    assert "<feed" in (space.root / "feeds" / "radar.atom").read_text(encoding="utf-8")
    assert run("watch", "status", "--json", *where).lines[0]["state"] == "sent"
    assert run("watch", "remove", "radar", *where).status == 0
    assert run("watch", "list", "--json", *where).lines == []


def test_a_failing_webhook_is_told_and_the_status_says_so(run: Run, space: Workspace) -> None:
    run("watch", "add", "radar", "--webhook", "http://127.0.0.1:9/x", "-w", space.root)
    second_state(space)
    ran = run("watch", "run", "-w", space.root)
    assert ran.status == 1
    assert "not sent, will be tried again" in ran.out
    assert "pending" in run("watch", "status", "-w", space.root).out


def test_feeds_are_the_same_bytes_each_time(run: Run, space: Workspace) -> None:
    first = run("feed", "雷达", "-w", space.root).out
    assert first.startswith("<?xml")
    assert run("feed", "雷达", "-w", space.root).out == first
    assert run("feed", "雷达", "--format", "json", "-o", "f.json", "-w", space.root).status == 0
    assert json.loads(Path("f.json").read_text(encoding="utf-8"))["items"]


def test_wrong_use_is_said_in_one_sentence(run: Run, space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    where = ("-w", space.root)
    run("watch", "add", "Radar", *where).refused(3, "name")
    run("watch", "add", "radar", "--webhook", "nowhere", *where).refused(3, "web address")
    run("watch", "remove", "radar", *where).refused(4, "radar")
    run("watch", "run", "--every", "soon", *where).refused(3, "soon")
    run("watch", "run", "--source", "nothing", *where).refused(4, "nothing")
    run("feed", "--format", "rss", *where).refused(3, "rss")
    monkeypatch.setenv("ATTACHE_WEBHOOK_SECRET", "hunter2")
    ran = run("watch", "run", *where)
    ran.refused(3, "ATTACHE_WEBHOOK_SECRET")
    assert "hunter2" not in ran.err
