"""What pages keep beside an edition is checked against it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from attache.build.builder import build
from attache.build.edition import Edition, Editions
from attache.web.checking import check_pages
from attache.web.measured import Measured
from attache.web.shelf import Shelf, shelf
from tests.build.conftest import take_in, workspace_with, write_postings
from tests.cli.conftest import Run, run

__all__ = ["run"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two editions; the shelf of the last one is made, and a few of its figures are counted."""
    space = workspace_with(tmp_path_factory.mktemp("checked") / "w", 5)
    build(space)
    write_postings(space.sources / "letters", 5, 7)
    take_in(space, "2020-02-01T00:00:00Z")
    edition = build(space).edition
    Shelf.of(edition)
    figures = Measured(edition)
    for key in ("rows locations.country", "rows content.field", "codes", "changes", "changes 1", "claims"):
        job = figures.job(key)
        assert job is not None
        figures._keep(key, job)
    figures.close()
    return space.root


@pytest.fixture
def edition(kept: Path, tmp_path: Path) -> Edition:
    return Editions(Path(shutil.copytree(kept, tmp_path / "w")) / "editions").require()


def found(edition: Edition) -> tuple[dict[str, int], list[str]]:
    counts: dict[str, int] = {}
    return counts, list(check_pages(edition, counts, lambda _a, _b, _c: None))


def change(path: Path, query: str) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.execute(query)
        con.commit()


def test_what_is_kept_holds(edition: Edition) -> None:
    counts, findings = found(edition)
    assert findings == []
    assert counts["sheets"] > 20
    assert counts["figures"] == 6


def test_what_was_changed_is_named_and_the_rest_is_not(edition: Edition) -> None:
    shelf, figures = Shelf.path(edition), Measured(edition).kept
    for query in (
        "update organisations set country = 'XX'",
        "delete from cards where document_id = (select min(document_id) from cards)",
        "insert into tallies select * from tallies limit 1",
        "alter table wholes add column more text",
        "drop table places",
        "update needs set code = code || 'x'",
        "update needs set code = substr(code, 1, length(code) - 1)",  # the same again, in other bytes
    ):
        change(shelf, query)
    before = {key: figures.get(key) for key in sorted(figures.keys())}
    for query in (
        "update kept set body = replace(body, ' 7, 7,', ' 6, 7,') where key = 'rows locations.country'",
        "update kept set body = replace(body, '0.', '0.1') where key = 'rows content.field'",
        "update kept set body = replace(hex(zeroblob(100000)), '00', '[') where key = 'codes'",
        "update kept set body = '{}' where key = 'claims'",
        "update kept set body = 'no JSON' where key = 'changes 1'",
        "insert into kept values ('rows of nothing', '[]')",
    ):
        change(figures.path, query)
    changed = {key for key in sorted(figures.keys()) if figures.get(key) != before.get(key)}
    assert len(changed) == 6
    findings = found(edition)[1]
    sheets = {"organisations", "cards", "tallies", "wholes", "places"}
    assert {name for name in sheets if any(f"{shelf}: `{name}` is not what" in one for one in findings)} == sheets
    assert {key for key in changed if any(f"{figures.path}: `{key}` is not what" in one for one in findings)} == changed
    assert len(findings) == len(sheets) + len(changed)


def test_changes_since_an_edition_that_is_gone_are_left_out(edition: Edition) -> None:
    shutil.rmtree(edition.path.parent / "000001")
    counts, findings = found(edition)
    assert findings == []
    assert counts["figures"] == 4


def test_an_edition_that_nobody_looked_at_is_left_alone(edition: Edition) -> None:
    for path in edition.path.glob("*.db*"):
        path.unlink()
    assert found(edition) == ({}, [])
    assert not list(edition.path.glob("*.db*"))


def test_verify_says_it_and_ends_with_1(run: Run, edition: Edition) -> None:
    root = edition.path.parents[1]
    assert "sheets" in run("verify", "-w", root).out
    change(Shelf.path(edition), "update cards set title = 'another'")
    ran = run("verify", "-w", root)
    assert ran.status == 1
    assert "`cards` is not what the edition gives" in ran.err


def test_the_shelf_of_the_demo_is_the_same_each_time(demo_folder: Path) -> None:
    edition = Editions(demo_folder / "editions").require()
    with tempfile.TemporaryDirectory() as folder:
        made = []
        for name in "abc":
            shelf._make(edition, Path(folder) / name, None)
            made.append((Path(folder) / name).read_bytes())
    assert made[0] == made[1] == made[2]
