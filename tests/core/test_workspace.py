"""Workspaces: made, opened, refused with one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from attache.core.errors import WorkspaceError
from attache.core.workspace import FORMAT, Settings, Workspace


def test_create_and_open(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "w")
    opened = Workspace.open(tmp_path / "w")
    assert opened.settings == made.settings == Settings()
    assert {p.name for p in opened.root.iterdir()} == {"attache.toml", "evidence", "editions", "sources", "casebook"}
    assert opened.ledger_url.endswith("/w/ledger.db")


def test_every_setting_stands_in_the_file(tmp_path: Path) -> None:
    text = (Workspace.create(tmp_path / "w").root / "attache.toml").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"\n{name} = " in text
        assert name == "format" or f"# {field.description}" in text


def test_the_environment_names_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Workspace.create(tmp_path / "w")
    monkeypatch.setenv("ATTACHE_WORKSPACE", str(tmp_path / "w"))
    assert Workspace.open().root == tmp_path / "w"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (f"format = {FORMAT + 1}", "newer version"),
        ("format = ", "not valid TOML"),
        ("colour = 'blue'", "setting `colour`"),
        ("jobs = -1", "setting `jobs`"),
        ("jobs = 'many'", "setting `jobs`"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path: Path, content: str | bytes, says: str) -> None:
    raw = content.encode() if isinstance(content, str) else content
    (tmp_path / "attache.toml").write_bytes(raw)
    with pytest.raises(WorkspaceError, match=says) as caught:
        Workspace.open(tmp_path)
    assert "attache.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_workspace_and_two_workspaces(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no workspace"):
        Workspace.open(tmp_path)
    Workspace.create(tmp_path)
    with pytest.raises(WorkspaceError, match="already"):
        Workspace.create(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WorkspaceError, match="cannot write"):
        Workspace.create(tmp_path / "w")


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="cannot write"):
        Workspace.create(tmp_path / "w")


def test_other_ledgers_are_left_as_they_are(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "w")
    url = "postgresql+psycopg://host/db"
    (tmp_path / "w" / "attache.toml").write_text(f'ledger = "{url}"\ncodebook = "mine.yaml"', encoding="utf-8")
    opened = Workspace.open(tmp_path / "w")
    assert opened.ledger_url == url
    assert opened.codebook == opened.root / "mine.yaml"
    assert opened.jobs >= 1
