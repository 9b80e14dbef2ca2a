"""Making a release: the same bytes for the same edition, whole or not there, nothing overwritten."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from attache.build.builder import build
from attache.build.edition import CODEBOOK, Edition, Editions
from attache.build.measuring import open_frame
from attache.core.errors import BuildError, InputError, WorkspaceError
from attache.core.workspace import Workspace
from attache.measure.chapters import MEASURES
from attache.publish.release import Release, check_release, edition_before, open_release, publish
from attache.publish.release.sums import files_of
from attache.vocabulary.codebook import load_codebook
from tests.build.conftest import BOOK, coded_by, workspace_with

KILLS = int(os.environ.get("ATTACHE_KILLS", "0")) or 4
_CHILD = """
import sys
from pathlib import Path
from attache.build.edition import Editions
from attache.publish.release import publish
edition = Editions(Path(sys.argv[1])).require()
print("go", flush=True)
publish(edition, Path(sys.argv[2]), replace=True)
"""
_FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
from attache.cli import main
sys.argv = ["attache", "publish", sys.argv[2], "-w", sys.argv[1]]
main()
"""


def test_the_same_edition_gives_the_same_bytes(released: Path, space: Workspace, tmp_path: Path) -> None:
    elsewhere = Workspace.open(shutil.copytree(space.root, tmp_path / "another" / "place"))
    editions = Editions(elsewhere.editions)
    publish(editions.require(), tmp_path / "r", evidence=elsewhere.evidence, before=edition_before(editions.get(1)))
    assert files_of(tmp_path / "r") == files_of(released / "r")
    for name in ("release.json", "SHA256SUMS"):
        assert (tmp_path / "r" / name).read_bytes() == (released / "r" / name).read_bytes()


def test_the_sums_are_as_sha256sum_takes_them(release: Path) -> None:
    told = subprocess.check_output(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=release, text=True)
    assert told.count(": OK") == len(files_of(release)) + 1


def test_what_stands_there_is_not_overwritten(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="no release"):
        publish(edition, tmp_path / "mine", replace=True)
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "years of work"
    publish(edition, tmp_path / "r")
    with pytest.raises(InputError, match="--replace"):
        publish(edition, tmp_path / "r")
    publish(edition, tmp_path / "r", replace=True)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="no folder"):
        publish(edition, tmp_path / "file")
    with pytest.raises(WorkspaceError, match="could not be written"):
        publish(edition, tmp_path / "file" / "r")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "mine", "r"]


def test_an_edition_whose_codebook_is_nowhere_is_not_published(edition: Edition, tmp_path: Path) -> None:
    old = Edition(Path(shutil.copytree(edition.path, tmp_path / "000001")))
    (old.path / CODEBOOK).unlink()
    manifest = json.loads((old.path / "manifest.json").read_text(encoding="utf-8"))
    manifest["inputs"]["codebook"] = "0" * 64
    (old.path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BuildError, match="attache build"):
        publish(old, tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_an_edition_is_published_with_the_codebook_that_coded_it(tmp_path: Path) -> None:
    space, book = workspace_with(tmp_path / "w", 3), tmp_path / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    edition = coded_by(space, book)
    (space.root / "attache.toml").write_text("jobs = 1\n", encoding="utf-8")
    book.unlink()
    release = publish(Edition(edition.path), tmp_path / "r").path
    assert list(load_codebook(release / "codebook.yaml").variables) == ["topic"]
    assert check_release(Release(release)).findings == ()


def test_a_replaced_release_that_was_set_aside_comes_back(edition: Edition, tmp_path: Path) -> None:
    publish(edition, tmp_path / "r")
    (tmp_path / "r").rename(tmp_path / ".r.old")
    with pytest.raises(InputError, match="--replace"):
        publish(edition, tmp_path / "r")
    assert check_release(Release(tmp_path / "r")).findings == ()


def test_a_full_disk_leaves_nothing(space: Workspace, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _FULL, str(space.root), str(tmp_path / "r")]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ran.returncode == 6, ran.stderr
    assert "could not be written" in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir() if path.name != ".r.lock"] == []


@pytest.mark.slow
def test_kill_at_any_moment(space: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "r"
    command = [sys.executable, "-c", _CHILD, str(space.editions), str(target)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    started = time.monotonic()
    publish(Editions(space.editions).require(), target, replace=True)
    whole, expected = time.monotonic() - started, files_of(target)
    shutil.rmtree(target)
    rng = random.Random(5)
    for _ in range(KILLS):
        child = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(rng.uniform(0, whole))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        if target.exists():
            assert files_of(target) == expected
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert files_of(target) == expected
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_figures_are_those_of_the_edition(edition: Edition, release: Path) -> None:
    """What a release leaves out must not change a figure."""
    found = {row["row_id"]: row for row in pq.read_table(release / "data" / "measures.parquet").to_pylist()}
    frame = open_frame(edition)
    rows = [row for measure in MEASURES.values() for row in measure.run(frame)]
    assert {row.row_id: {"row_id": row.row_id, **asdict(row)} for row in rows} == found


def test_an_edition_without_anything(tmp_path: Path) -> None:
    space = Workspace.create(tmp_path / "w")
    publish(build(space).edition, tmp_path / "r", evidence=space.evidence)
    checked = check_release(open_release(tmp_path / "r"))
    assert checked.findings == ()
    assert checked.counts["spans"] == 0
