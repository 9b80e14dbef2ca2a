"""`attache publish` and `attache verify --release`, as a user runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.build.builder import build
from tests.build.conftest import take_in, workspace_with, write_postings
from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two editions; not to be written to."""
    folder = tmp_path_factory.mktemp("publishing") / "w"
    space = workspace_with(folder, 4)
    build(space)
    write_postings(space.sources / "letters", 4, 6)
    take_in(space, "2020-02-01T00:00:00Z")
    build(space)
    return folder


def test_publish_and_verify(run: Run, watch: Path, tmp_path: Path) -> None:
    told = run("publish", "r", "--previous", "1", "--evidence", "--publisher", "An Institute", "-w", watch)
    assert told.status == 0
    assert "Release of edition 2" in told.out
    assert "2 changes" in told.out
    assert "synthetic data" in told.out
    assert "An Institute" in (tmp_path / "r" / "CITATION.cff").read_text(encoding="utf-8")
    checked = run("verify", "--release", "r")
    assert checked.status == 0
    assert "Everything holds." in checked.out
    path = tmp_path / "r" / "csv" / "codes.csv"
    path.write_bytes(path.read_bytes()[:-1])
    checked = run("verify", "--release", "r")
    assert checked.status == 1
    assert "csv/codes.csv: the file was changed" in checked.err


def test_for_machines(run: Run, watch: Path, tmp_path: Path) -> None:
    (first,) = run("publish", "one", "--edition", "1", "--json", "-w", watch).lines
    assert (first["edition"], first["changes"]) == (1, 0)
    (second,) = run("publish", "two", "--previous", "one", "--json", "-w", watch).lines
    assert (second["edition"], second["changes"]) == (2, 2)
    (checked,) = run("verify", "--release", "two", "--json").lines
    assert checked["findings"] == []
    assert checked["counts"]["rows"] == second["rows"]
    run("publish", "two", "-w", watch).refused(3, "there is a release already", "--replace")
    assert run("publish", "two", "--replace", "-w", watch).status == 0


def test_refusals(run: Run, watch: Path, tmp_path: Path) -> None:
    run("publish", "r", "-w", watch, "--edition", "9").refused(4, "no edition 9")
    run("publish", "r", "-w", watch, "--previous", "9").refused(4, "no edition 9")
    run("publish", "r", "-w", watch, "--previous", "nowhere").refused(3, "no release here")
    run("publish", "r", "-w", tmp_path / "nowhere").refused(6, "no workspace")
    run("publish", watch, "-w", watch).refused(3, "holds files that are no release")
    run("verify", "--release", "nowhere").refused(3, "no release here")
    assert list(tmp_path.iterdir()) == []
