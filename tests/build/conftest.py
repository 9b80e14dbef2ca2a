"""Workspaces to build in."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.build.builder import build
from attache.build.edition import Edition
from attache.collect.evidence import Evidence
from attache.collect.files import collect_files
from attache.collect.sources import load_source
from attache.core.workspace import Workspace

POSTING = """{title}

据驻{country}使馆科技处消息，{country}{name} GmbH（{name}）成立于{year}年，总部位于慕尼黑，从事固态激光雷达研发，
已获授权专利{n}项，产品已量产。该公司希望在中国寻找合作伙伴，开展合资生产或技术许可，拟融资{n}00万欧元，出让{n}%股权。
联系人：王某某 电话：010-00000000 邮箱：contact@example.com
2019年7月{n}日
"""

DECLARATION = """id: letters
name: postings for tests
owner: tests
adapter: files
synthetic: true
settings: {path: letters}
"""

BOOK = """version: "other"
variables:
- variable: topic
  zh: 主题
  en: topic
  level: opportunity
  multi: "true"
  definition: {zh: 主题, en: what it is about}
  values:
  - {value: radar, zh: 雷达, en: radar, definition: {zh: 雷达, en: radar}, terms: {zh: [雷达], en: [radar]}}
"""
"""A codebook of a team with another question."""


def coded_by(space: Workspace, book: Path) -> Edition:
    """Let a workspace name a codebook, and build."""
    (space.root / "attache.toml").write_text(f'jobs = 1\ncodebook = "{book}"\n', encoding="utf-8")
    return build(Workspace.open(space.root)).edition


def write_postings(folder: Path, first: int, last: int) -> None:
    """Write postings number `first` to `last` as text files."""
    folder.mkdir(exist_ok=True)
    for n in range(first, last):
        text = POSTING.format(
            title=f"德国雷达技术项目{n}", country="德国", name=f"Lidarex{n}", year=2000 + n % 20, n=n % 28 + 1
        )
        (folder / f"{n:05d}.txt").write_text(text, encoding="utf-8")


def take_in(space: Workspace, at: str = "2020-01-01T00:00:00Z") -> None:
    """Import the postings as they lie there."""
    source = load_source(space.sources / "letters.yaml")
    collect_files(source, Evidence(space.evidence), folder=space.sources, clock=lambda: at)


def workspace_with(folder: Path, postings: int) -> Workspace:
    """Make a workspace with some postings imported."""
    space = Workspace.create(folder)
    (folder / "attache.toml").write_text("jobs = 1\n", encoding="utf-8")
    (space.sources / "letters.yaml").write_text(DECLARATION, encoding="utf-8")
    write_postings(space.sources / "letters", 0, postings)
    take_in(space)
    return Workspace.open(folder)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A workspace with twelve postings, not built yet."""
    return workspace_with(tmp_path / "w", 12)
