"""Writers are killed at random moments: nothing acknowledged is lost, nothing is doubled.

`ATTACHE_KILLS=200` kills that often; the default keeps the suite short.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from attache.collect.evidence import Evidence
from attache.collect.segments import segments
from tests.collect.samples import response

KILLS = int(os.environ.get("ATTACHE_KILLS", "25"))
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def killing(what: str, folder: Path, kills: int) -> dict[str, Any]:
    seed = os.environ.get("ATTACHE_SEED", "1")
    command = [sys.executable, "-W", "error", "-m", "tests.collect.killing", what, str(folder), str(kills), seed]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.slow
def test_killed_while_appending(tmp_path: Path) -> None:
    found = killing("append", tmp_path / "evidence", KILLS)
    assert found["acknowledged"] > KILLS
    assert found["lost"] == []
    assert found["doubled"] == 0
    assert found["findings"] == []
    assert found["same_bytes"]
    assert found["files"] > 1
    assert all(m.startswith(("attache-", "custody.jsonl")) for m in found["messages"])


@pytest.mark.slow
def test_killed_while_importing(tmp_path: Path) -> None:
    found = killing("files", tmp_path / "evidence", max(3, KILLS // 5))
    assert (found["lost"], found["doubled"], found["findings"], found["seen"]) == ([], 0, [], 450)


def test_torn_at_any_byte(tmp_path: Path) -> None:
    """Every length that a torn write can leave: the record is there or it is not, and going on gives the same bytes."""
    evidence = Evidence(tmp_path / "evidence")
    with evidence.writer():
        evidence.append("desk", response(1))
    path = evidence.folder / segments(evidence.folder)[0]
    log = evidence.folder / "custody.jsonl"
    before, before_log = path.read_bytes(), log.read_bytes()
    evidence.append("desk", response(2))
    after, after_log = path.read_bytes(), log.read_bytes()
    for size in range(len(before), len(after) + 1, 7):
        path.write_bytes(after[:size])
        log.write_bytes(before_log)
        messages = evidence.recover()
        torn = len(before) < size < len(after)
        assert bool(messages) == (size > len(before))
        assert path.read_bytes() == (before if torn else after[:size])
        assert evidence.verify() == []
        evidence.append("desk", response(2))
        assert path.read_bytes() == after
        assert evidence.count() == 2
    for size in range(len(before_log), len(after_log), 7):
        path.write_bytes(after)
        log.write_bytes(after_log[:size])
        evidence.recover()
        assert evidence.verify() == []
        assert evidence.count() == 2
