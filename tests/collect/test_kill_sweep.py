"""A sweep that is killed again and again ends with every item captured once. `ATTACHE_KILLS=200` kills that often."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("ATTACHE_KILLS", "25"))
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_while_sweeping(tmp_path: Path) -> None:
    seed = os.environ.get("ATTACHE_SEED", "1")
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "tests.collect.killing_sweep",
        str(tmp_path / "e"),
        str(KILLS),
        seed,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["unfinished"] > KILLS // 3, "most sweeps ended before they were killed"
    assert (found["lost"], found["doubled"], found["findings"]) == (0, 0, [])
    assert (found["listed"], found["complete"]) == (found["items"], True)
