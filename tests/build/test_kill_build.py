"""kill -9 at random moments of a build: the last edition stands, the next build gives the same bytes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attache.build.builder import build
from attache.build.edition import Editions
from attache.build.verify import verify
from attache.core.workspace import Workspace
from tests.build.conftest import take_in, workspace_with, write_postings

KILLS = int(os.environ.get("ATTACHE_KILLS", "0")) or 12
_CHILD = "import sys; from pathlib import Path; from attache.build.builder import build; " \
         "from attache.core.workspace import Workspace; print('go', flush=True); build(Workspace.open(Path(sys.argv[1])))"  # fmt: skip


def _duration(folder: Path) -> float:
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", _CHILD, str(folder)], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


@pytest.mark.slow
def test_kill_at_any_moment(tmp_path: Path) -> None:
    space = workspace_with(tmp_path / "w", 40)
    first = build(space).edition
    write_postings(space.sources / "letters", 40, 80)
    take_in(space, "2020-02-01T00:00:00Z")
    shutil.copytree(space.root, tmp_path / "undisturbed")
    whole = _duration(tmp_path / "undisturbed")
    expected = Editions(tmp_path / "undisturbed" / "editions").require().manifest
    rng = random.Random(11)
    for _ in range(KILLS):
        child = subprocess.Popen([sys.executable, "-c", _CHILD, str(space.root)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(rng.uniform(0, whole))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        current = Editions(space.editions).require()
        assert current.manifest in (first.manifest, expected)
        assert current.connect().execute("select count(*) from documents").fetchone() == (current.rows("documents"),)
        if current.manifest == expected:
            shutil.rmtree(current.path)
            (space.editions / "CURRENT").write_text("1\n", encoding="ascii")
    final = build(Workspace.open(space.root)).edition
    assert final.manifest == expected
    assert list(Editions(space.editions).numbers()) == [1, final.number]
    assert verify(space, final, recompute=False, progress=lambda _a, _b, _c: None).findings == ()
