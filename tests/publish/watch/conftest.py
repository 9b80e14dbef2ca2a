"""A workspace with two editions: postings added, edited and withdrawn between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.build.builder import build
from attache.core.workspace import Workspace
from tests.build.conftest import take_in, workspace_with, write_postings


def second_state(space: Workspace) -> None:
    """Edit one posting, remove another and add two, and look three times, so that one is gone."""
    letters = space.sources / "letters"
    (letters / "00001.txt").write_text(
        (letters / "00001.txt").read_text(encoding="utf-8").replace("已量产", "已停产"), encoding="utf-8"
    )
    (letters / "00002.txt").unlink()
    write_postings(letters, 6, 8)
    for day in ("2020-02-01T00:00:00Z", "2020-03-01T00:00:00Z", "2020-04-01T00:00:00Z"):
        take_in(space, day)


@pytest.fixture
def moved(tmp_path: Path) -> Workspace:
    """Six postings in edition 1; in edition 2 one is edited, one gone, two added."""
    space = workspace_with(tmp_path / "w", 6)
    build(space)
    second_state(space)
    build(space)
    return space
