"""`attache brief` and `attache pack` as a user meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.build.builder import build
from tests.build.conftest import workspace_with
from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    space = workspace_with(tmp_path_factory.mktemp("cli") / "w", 10)
    build(space)
    return space.root


def test_a_brief_in_each_format(run: Run, workspace: Path, tmp_path: Path) -> None:
    for name in ("b.html", "b.PDF", "b.docx", "b.md"):
        done = run("brief", "--country", "de", "--chapter", "locations", "-o", name, "-w", workspace)
        assert done.status == 0, done
        assert "Foreign technology sought: Germany" in done.out
        assert "Synthetic" in done.out
        assert (tmp_path / name).stat().st_size > 1000
    (line,) = run("brief", "--chapter", "locations", "-o", "c.md", "-w", workspace, "--json").lines
    assert line["title"] == "Foreign technology sought: all postings"


def test_the_records_behind_a_row(run: Run, workspace: Path) -> None:
    asked = ("brief", "--query", "项目3", "--edition", 1, "--records", "opportunities?host_country=DE", "-w", workspace)
    (line,) = run(*asked, "--json").lines
    assert line["title"] == "德国雷达技术项目3"
    assert "德国雷达技术项目3" in run(*asked).out
    none = run("brief", "--records", "opportunities?host_country=US", "-w", workspace)
    assert "No record meets this." in none.out
    assert "chokepoint" in run("brief", "--records", "needs?list_id=chokepoint_35", "-w", workspace).out


def test_a_pack_as_folder_and_zip(run: Run, workspace: Path, tmp_path: Path) -> None:
    done = run("pack", "--organisation", "Lidarex1 GmbH", "-o", "p", "-w", workspace)
    assert done.status == 0, done
    assert (tmp_path / "p" / "index.html").is_file()
    run("pack", "--country", "DE", "-o", "p", "-w", workspace).refused(3, "holds something already")
    (line,) = run("pack", "--country", "US", "--no-evidence", "-o", "p.zip", "-w", workspace, "--json").lines
    assert line["files"] > 10


def test_refusals(run: Run, workspace: Path, tmp_path: Path) -> None:
    run("brief", "-w", workspace).refused(3, "needs a file", "-o brief.html")
    run("brief", "-o", "x.txt", "-w", workspace).refused(3, "x.txt", ".pdf")
    run("brief", "-o", "none/x.pdf", "-w", workspace).refused(3, "is in no folder")
    run("brief", "-o", "x.pdf", "--country", "ZZ", "-w", workspace).refused(3, "no country `ZZ`")
    run("brief", "-o", "x.pdf", "--edition", 9, "-w", workspace).refused(4, "no edition 9")
    run("brief", "-o", "x.pdf", "--since", 9, "-w", workspace).refused(4, "no edition 9")
    run("brief", "-o", "x.pdf", "--language", "fr", "-w", workspace).refused(3, "en, zh")
    run("brief", "-o", "x.pdf", "--chapter", "x", "-w", workspace).refused(4, "no chapter `x`")
    run("brief", "-o", "x.pdf", "--organisation", "Nobody", "-w", workspace).refused(4, "names `Nobody`")
    run("pack", "-o", "p", "-w", workspace).refused(3, "--country or --organisation")
    run("pack", "-o", "none/p", "--country", "DE", "-w", workspace).refused(3, "is in no folder")
    (tmp_path / "empty").mkdir()
    run("brief", "-o", "x.pdf", "-w", tmp_path / "empty").refused(6, "no workspace")
