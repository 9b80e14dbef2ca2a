"""Editions: a pure function of what is kept, incremental, atomic, the same on every machine."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from attache.build import plan
from attache.build.builder import build
from attache.build.edition import Edition, Editions
from attache.build.verify import verify
from attache.core.errors import NotFoundError, WorkspaceError
from attache.core.files import locked
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from tests.build.conftest import take_in, workspace_with, write_postings


def quiet(_doing: str, _done: int, _total: int) -> None:
    return None


def parts(edition: Edition) -> dict[str, list[tuple[str, str]]]:
    return {t: [(p["file"], p["sha256"]) for p in e["parts"]] for t, e in edition.manifest["tables"].items()}


def test_what_a_posting_becomes(space: Workspace) -> None:
    edition = build(space).edition
    con = edition.connect()
    row = con.execute(
        "select title, published_on, mission_id, host_country, contacts_removed, synthetic, text from documents "
        "where title = '德国雷达技术项目3'"
    ).fetchone()
    assert row is not None
    title, published, mission, country, removed, synthetic, text = row
    assert (published, mission, country, synthetic) == ("2019-07-04", "de-embassy", "DE", True)
    assert removed >= 3
    for secret in ("王某某", "00000000", "contact@"):
        assert secret not in text
    assert text.startswith(title + "\n")
    target = con.execute("select target, year from opportunities where title = ?", [title]).fetchone()
    assert target is not None
    assert "Lidarex3" in target[0]
    assert target[1] == 2019
    codes = {tuple(r) for r in con.execute("select variable, value from codes where document_id in "
             "(select document_id from documents where title = ?)", [title]).fetchall()}  # fmt: skip
    assert {("direction", "inbound_offer"), ("technology_field", "lidar_sensing"), ("stage", "on_market")} <= codes
    amounts = con.execute(
        "select kind, currency, low from amounts join documents using (document_id) where title = ?", [title]
    )
    assert set(amounts.fetchall()) == {("investment_sought", "EUR", 4_000_000.0), ("equity_share", None, 4.0)}
    assert edition.manifest["synthetic"] is True


def test_building_again_makes_nothing_new(space: Workspace) -> None:
    first = build(space)
    again = build(space)
    assert (first.new, again.new) == (True, False)
    assert again.edition.number == first.edition.number == 1
    assert (first.read, again.read) == (12, 0)


def test_one_more_document_is_the_only_one_read(space: Workspace) -> None:
    build(space)
    write_postings(space.sources / "letters", 12, 13)
    take_in(space, "2020-02-01T00:00:00Z")
    built = build(space)
    assert (built.read, built.kept, built.edition.number) == (1, 12, 2)
    assert built.edition.rows("documents") == 13
    assert Editions(space.editions).get(1).rows("documents") == 12


def test_incremental_and_full_builds_are_the_same_bytes(tmp_path: Path, space: Workspace) -> None:
    build(space)
    write_postings(space.sources / "letters", 12, 15)
    (space.sources / "letters" / "00002.txt").write_text("改写了的内容：" * 10, encoding="utf-8")
    (space.sources / "letters" / "00003.txt").unlink()
    take_in(space, "2020-02-01T00:00:00Z")
    step = build(space).edition
    shutil.copytree(space.root, tmp_path / "other", ignore=shutil.ignore_patterns("editions"))
    other = Workspace.open(tmp_path / "other")
    other.editions.mkdir()
    full = build(other).edition
    assert step.manifest == full.manifest


def test_growing_over_a_bucket_takes_rows_over(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(plan, "_PER_BUCKET", 5)
    build(space)
    write_postings(space.sources / "letters", 12, 45)
    take_in(space, "2020-02-01T00:00:00Z")
    built = build(space)
    assert (built.read, built.kept) == (33, 12)
    assert built.edition.manifest["buckets"] == 16
    shutil.copytree(space.root, tmp_path / "other", ignore=shutil.ignore_patterns("editions"))
    other = Workspace.open(tmp_path / "other")
    other.editions.mkdir()
    assert build(other).edition.manifest == built.edition.manifest
    assert verify(space, built.edition, recompute=True, progress=quiet).findings == ()


def test_several_processes_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = workspace_with(tmp_path / "one", 30)
    shutil.copytree(one.root, tmp_path / "two")
    (tmp_path / "two" / "attache.toml").write_text("jobs = 2\n", encoding="utf-8")
    monkeypatch.setattr(plan, "_PER_BUCKET", 8)
    monkeypatch.setattr("attache.build.builder._IN_PROCESS", 1)
    assert build(one).edition.manifest == build(Workspace.open(tmp_path / "two")).edition.manifest


def test_decisions_enter_and_leave(space: Workspace) -> None:
    edition = build(space).edition
    subject = str((edition.connect().execute("select opportunity_id from opportunities limit 1").fetchone() or [""])[0])
    ledger = Ledger(space.ledger_url)
    made = ledger.append("code", subject, {"variable": "stage", "value": "lab"}, author="ann")
    second = build(space)
    assert second.new
    assert second.read == 0
    query = (
        "select coder, document_id is not null from codes where subject_id = ? and variable = 'stage' and value = 'lab'"
    )
    assert second.edition.connect().execute(query, [subject]).fetchall() == [("ann", True)]
    ledger.append("retract", subject, {}, author="ann", retracts=made.decision_id)
    assert build(space).edition.connect().execute(query, [subject]).fetchall() == []
    ledger.close()


def test_an_empty_workspace_builds(tmp_path: Path) -> None:
    space = Workspace.create(tmp_path / "w")
    edition = build(space).edition
    assert edition.rows("documents") == 0
    assert edition.rows("claims") > 80
    assert edition.manifest["synthetic"] is False
    assert verify(space, edition, recompute=True, progress=quiet).findings == ()


def test_two_builders_do_not_meet(space: Workspace) -> None:
    with (
        locked(space.editions / ".lock", "building"),
        pytest.raises(WorkspaceError, match="another process is building"),
    ):
        build(space)


def test_a_stale_staging_folder_is_cleared(space: Workspace) -> None:
    (space.editions / ".staging-0000").mkdir()
    build(space)
    assert sorted(p.name for p in space.editions.iterdir() if not p.name.startswith(".lock")) == ["000001", "CURRENT"]


def test_the_connection_reads_this_edition_alone(space: Workspace, tmp_path: Path) -> None:
    con = build(space).edition.connect()
    (tmp_path / "x.csv").write_text("a\n1\n", encoding="utf-8")
    for query in (
        f"select * from read_csv('{tmp_path}/x.csv')",
        f"copy (select 1) to '{tmp_path}/y.csv'",
        "install httpfs",
    ):
        with pytest.raises(Exception, match=r"(?i)permission|disabled|cannot|error"):
            con.execute(query)
    assert not (tmp_path / "y.csv").exists()


def test_a_missing_edition_is_one_sentence(space: Workspace) -> None:
    editions = Editions(space.editions)
    with pytest.raises(NotFoundError, match="no edition yet"):
        editions.require()
    build(space)
    with pytest.raises(NotFoundError, match="no edition 7"):
        editions.get(7)


def test_the_manifest_has_no_clock_and_no_place(space: Workspace) -> None:
    edition = build(space).edition
    raw = json.dumps(edition.manifest)
    assert str(space.root) not in raw
    assert "2026" not in json.dumps(edition.manifest["inputs"]["release"])
