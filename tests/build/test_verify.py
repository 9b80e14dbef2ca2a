"""Verify finds and names whatever was changed behind the dataset's back."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from attache.build.builder import build
from attache.build.edition import CODEBOOK, Edition
from attache.build.tables import TABLES, read_parts, to_table, write_part
from attache.build.verify import verify
from attache.core.workspace import Workspace
from tests.build.conftest import BOOK, coded_by, take_in, workspace_with


def check(space: Workspace, edition: Edition, *, recompute: bool = False) -> tuple[str, ...]:
    return verify(space, edition, recompute=recompute, progress=lambda _a, _b, _c: None).findings


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("v") / "w"
    build(workspace_with(folder, 6))
    return folder


@pytest.fixture
def space(built: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(built, tmp_path / "w")
    return Workspace.open(tmp_path / "w")


@pytest.fixture
def edition(space: Workspace) -> Edition:
    return Edition(space.editions / "000001")


def test_everything_holds(space: Workspace, edition: Edition) -> None:
    checked = verify(space, edition, recompute=True, progress=lambda _a, _b, _c: None)
    assert checked.findings == ()
    assert checked.counts["spans"] > 50
    assert checked.counts["captures"] == 6
    assert checked.counts["recomputed"] == checked.counts["files"]


def test_a_changed_codebook_is_named(space: Workspace, edition: Edition) -> None:
    path = edition.path / CODEBOOK
    path.write_text(path.read_text(encoding="utf-8").replace("激光雷达", "雷达", 1), encoding="utf-8")
    assert any(str(path) in finding and "codebook was changed" in finding for finding in check(space, edition))


def test_an_edition_is_computed_again_with_its_own_codebook(space: Workspace, tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    edition = coded_by(space, book)
    book.write_text(BOOK.replace("[雷达]", "[电池]"), encoding="utf-8")
    for one in (Edition(space.editions / "000001"), edition):
        assert check(Workspace.open(space.root), one, recompute=True) == ()


@pytest.mark.parametrize("table", ["documents", "codes", "lives", "claims"])
def test_a_flipped_byte_is_found_and_named(space: Workspace, edition: Edition, table: str) -> None:
    path = edition.folder(table) / edition.files(table)[0]
    raw = bytearray(path.read_bytes())
    at = random.Random(table).randrange(len(raw))
    raw[at] ^= 1
    path.unlink()
    path.write_bytes(raw)
    findings = check(space, edition)
    assert any(str(path) in finding and "changed" in finding for finding in findings)


def test_missing_and_foreign_files_are_named(space: Workspace, edition: Edition) -> None:
    gone = edition.folder("codes") / edition.files("codes")[0]
    gone.unlink()
    foreign = edition.folder("codes") / "extra.parquet"
    foreign.write_bytes(b"")
    findings = check(space, edition)
    assert any(str(gone) in finding and "missing" in finding for finding in findings)
    assert any(str(foreign) in finding for finding in findings)


def test_a_false_span_is_found(space: Workspace, edition: Edition) -> None:
    file = edition.files("amounts")[0]
    rows = read_parts(edition.folder("amounts"), [file]).to_pylist()
    rows[0]["as_stated"] = "900万欧元"
    record = TABLES["amounts"]
    (edition.folder("amounts") / file).unlink()
    part = write_part(edition.folder("amounts"), file, record, [to_table(record, [record(**row) for row in rows])])
    listed = next(p for p in edition.manifest["tables"]["amounts"]["parts"] if p["file"] == file)
    listed.update(part.as_json())
    assert any("amounts of" in finding for finding in check(space, edition))


def test_an_edition_that_its_inputs_do_not_give_is_found(space: Workspace, edition: Edition) -> None:
    file = edition.files("claims")[0]
    record = TABLES["claims"]
    rows = read_parts(edition.folder("claims"), [file]).slice(1)
    (edition.folder("claims") / file).unlink()
    part = write_part(edition.folder("claims"), file, record, [rows])
    next(p for p in edition.manifest["tables"]["claims"]["parts"]).update(part.as_json())
    assert any(finding.startswith("claims/") for finding in check(space, edition, recompute=True))


def test_evidence_that_was_changed_is_found(space: Workspace, edition: Edition) -> None:
    path = next(space.evidence.glob("*.warc.gz"))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    assert any(path.name in finding for finding in check(space, edition))


def test_a_lost_index_is_made_again(space: Workspace, edition: Edition) -> None:
    shutil.rmtree(edition.path / "search")
    assert check(space, edition) == ()
    assert (edition.path / "search").is_dir()


def test_a_custody_log_that_was_written_anew_is_found(space: Workspace, edition: Edition) -> None:
    shutil.rmtree(space.evidence)
    space.evidence.mkdir()
    take_in(space, "2020-01-02T00:00:00Z")
    assert any("custody" in finding for finding in check(space, edition))
