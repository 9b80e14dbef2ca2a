"""Workspaces with two editions, and releases of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from attache.build.builder import build
from attache.build.edition import Edition, Editions
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.publish.release import edition_before, publish
from tests.build.conftest import take_in, workspace_with, write_postings

HOSTILE = """=HYPERLINK("http://example.com","雷达")

据驻德国使馆科技处消息，德国Lidarex77 GmbH成立于2011年，总部位于慕尼黑，从事固态激光雷达研发😀，已获授权专利3项。
该公司希望在中国寻找合作伙伴，开展合资生产或技术许可，拟融资300万欧元，出让20%股权。<script>alert(1)</script>
2019年7月3日
"""


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a workspace `w` of two editions, with codes of people, and a release `r` of the second."""
    folder = tmp_path_factory.mktemp("released")
    space = workspace_with(folder / "w", 10)
    (space.sources / "letters" / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    take_in(space, "2020-01-01T00:00:01Z")
    first = build(space).edition
    _decide(space, first)
    write_postings(space.sources / "letters", 10, 12)
    changed = space.sources / "letters" / "00003.txt"
    changed.write_text(changed.read_text(encoding="utf-8").replace("慕尼黑", "柏林"), encoding="utf-8")
    take_in(space, "2020-02-01T00:00:00Z")
    second = build(space).edition
    publish(second, folder / "r", evidence=space.evidence, before=edition_before(first))
    return folder


def _decide(space: Workspace, edition: Edition) -> None:
    """Two people code the same opportunity, not alike."""
    rows = edition.connect().execute("select opportunity_id from opportunities order by 1").fetchall()
    ledger = Ledger(space.ledger_url)
    for author, value in (("anna", "M2"), ("ben", "M3")):
        payload = {"variable": "military_relevance", "value": value}
        ledger.append("code", str(rows[0][0]), payload, author=author)


@pytest.fixture
def space(released: Path) -> Workspace:
    """The workspace; not to be written to."""
    return Workspace.open(released / "w")


@pytest.fixture
def edition(space: Workspace) -> Edition:
    """Its second edition."""
    return Editions(space.editions).require()


@pytest.fixture(scope="session")
def release(released: Path) -> Path:
    """The release; not to be written to."""
    return released / "r"


@pytest.fixture
def copied(released: Path, tmp_path: Path) -> Path:
    """A copy of the release in another folder, without the workspace."""
    return Path(shutil.copytree(released / "r", tmp_path / "elsewhere"))
