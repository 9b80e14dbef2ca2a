"""An edition coded again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from attache.build.builder import build
from attache.build.edition import Edition
from attache.build.impact import flips, measured, moved
from attache.build.recoding import Recoded, apply, is_own, recode
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.measure.estimates import Estimate
from attache.vocabulary.codebook import SHIPPED, load_codebook
from tests.build.conftest import coded_by, take_in, write_postings


def quiet(_done: int, _total: int) -> None:
    return None


@pytest.fixture
def other_book(tmp_path: Path) -> Path:
    """A codebook without words for LiDAR."""
    shutil.copytree(SHIPPED, tmp_path / "book")
    path = tmp_path / "book" / "fields" / "sensing_photonics.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("zh: [激光雷达, 固态激光雷达, 车载激光雷达, ", "zh: ["), encoding="utf-8")
    return tmp_path / "book" / "codebook.yaml"


def test_coding_again_with_its_own_codebook_gives_what_is_stored(space: Workspace) -> None:
    edition = build(space).edition
    assert is_own(edition, load_codebook(None))
    again = recode(space, edition, None, quiet)
    assert not any(table.num_rows for table in (*again.lost.values(), *again.gained.values()))
    assert flips(edition, again, Recoded.nothing()) == []


def test_a_view_of_the_edition_as_coded_again_is_what_a_build_gives(space: Workspace, other_book: Path) -> None:
    edition = build(space).edition
    assert not is_own(edition, load_codebook(other_book))
    recoded = recode(space, edition, other_book, quiet)
    con = edition.connect()
    apply(con, recoded)
    query = "select distinct subject_id, variable, value, coder from codes order by all"
    seen = con.execute(query).fetchall()
    rebuilt = coded_by(space, other_book)
    assert seen == rebuilt.connect().execute(query).fetchall()
    assert {flip.change for flip in flips(edition, Recoded.nothing(), recoded) if flip.value == "lidar_sensing"} == {
        "lost"
    }


def test_codes_of_people_stay(space: Workspace, other_book: Path) -> None:
    edition = build(space).edition
    key = edition.connect().execute("select opportunity_id from opportunities order by 1 limit 1").fetchall()[0][0]
    ledger = Ledger(space.ledger_url)
    ledger.append(
        "code",
        key,
        {"variable": "technology_field", "value": "lidar_sensing"},
        author="human:a",
        at="2026-01-01T00:00:00Z",
    )
    ledger.close()
    edition = build(space).edition
    con = edition.connect()
    apply(con, recode(space, edition, other_book, quiet))
    query = "select count(*) from codes where value = 'lidar_sensing' and coder not in ('lexicon', 'source')"
    assert con.execute(query).fetchall()[0][0] == 1


@pytest.mark.slow
def test_many_documents_are_coded_in_processes(space: Workspace, other_book: Path) -> None:
    write_postings(space.sources / "letters", 12, 4500)
    take_in(space, "2020-02-01T00:00:00Z")
    edition = build(space).edition
    assert len(edition.files("documents")) > 1
    told: list[int] = []
    many = recode(replace_jobs(space, 2), edition, other_book, lambda done, _total: told.append(done))
    assert told[-1] == edition.rows("documents")
    one = recode(replace_jobs(space, 1), edition, other_book, quiet)
    assert many == one


def replace_jobs(space: Workspace, jobs: int) -> Workspace:
    (space.root / "attache.toml").write_text(f"jobs = {jobs}\n", encoding="utf-8")
    return Workspace.open(space.root)


def test_figures_that_move_are_told_by_how_far(space: Workspace, other_book: Path) -> None:
    edition = build(space).edition
    before = measured(edition, Recoded.nothing(), load_codebook(), quiet)
    assert moved(before, before) == []
    rows = [row for row in before if row.share is not None and row.share > 0.3]
    assert rows
    little = replace(rows[0], share=(rows[0].share or 0.0) - 0.0001)
    assert moved([rows[0]], [little]) == [], "what rounds to the same has not moved"
    without = replace(rows[0], n=None, total=None, share=None, note="nothing to count")
    assert moved([], [without]) == [], "a row without a figure is none"
    much = replace(rows[0], share=(rows[0].share or 0.0) - 0.2)
    (one,) = moved([rows[0]], [much])
    assert one.size == pytest.approx(0.2)
    assert [found.size for found in moved([], [rows[0], _valued(rows[0])])] == sorted(
        (rows[0].share or 0.0, 1.0), reverse=True
    )


def _valued(row: Estimate) -> Estimate:
    return replace(row, measure="made.up", share=None, value=3.0)


def test_an_edition_without_documents(tmp_path: Path, other_book: Path) -> None:
    space = Workspace.create(tmp_path / "empty")
    edition = build(space).edition
    recoded = recode(space, edition, other_book, quiet)
    assert flips(edition, Recoded.nothing(), recoded) == []
    assert isinstance(edition, Edition)
    assert (
        moved(
            measured(edition, Recoded.nothing(), load_codebook(), quiet),
            measured(edition, recoded, load_codebook(other_book), quiet),
        )
        == []
    )
