"""Files that are wholly there or not at all; locks that go with their process."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from attache.core.errors import WorkspaceError
from attache.core.files import link_or_copy, locked, write_atomic
from attache.core.ids import digest, stable_id


def test_write_atomic_replaces_whole(tmp_path: Path) -> None:
    path = tmp_path / "f"
    write_atomic(path, "one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    write_atomic(path, "one")
    with pytest.raises(UnicodeEncodeError):
        write_atomic(path, "\ud800")
    assert path.read_text(encoding="utf-8") == "one"
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_linked_files_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"x"


def _holds(path: Path) -> None:
    with pytest.raises(WorkspaceError, match="another process is building"), locked(path, "building"):
        pass


def test_a_lock_is_held_across_processes(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with locked(path, "building"):
        child = multiprocessing.get_context("spawn").Process(target=_holds, args=(path,))
        child.start()
        child.join()
        assert child.exitcode == 0
    with locked(path, "building"):
        pass


def test_ids_are_stable_and_apart() -> None:
    assert stable_id("doc", "a", "bc") == stable_id("doc", "a", "bc")
    assert stable_id("doc", "a", "bc") != stable_id("doc", "ab", "c")
    assert stable_id("doc", "a").startswith("doc-")
    assert len(stable_id("doc", "a")) == len("doc-") + 20
    assert digest("a") == digest(b"a")
