"""The index finds the names that share telling keys, from memory and from disk, and nothing for an empty name."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.link import Candidates, indexing

NAMES = [
    "Harbin Institute of Technology",
    "Vienna Example Laboratories GmbH",
    "示例精密仪器有限公司",
    "哈尔滨工程大学",
    "Skydome Robotics Inc.",
    "有限公司",
    "",
]


@pytest.fixture
def index() -> Candidates:
    return Candidates.build(enumerate(NAMES))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("哈尔滨工业大学", 0),
        ("Viena Exmaple Laboratory", 1),
        ("示例仪器", 2),
        ("Harbin Engineering University", 3),
        ("斯凯多姆机器人", 4),
    ],
)
def test_the_right_row_is_among_the_first(index: Candidates, asked: str, found: int) -> None:
    assert found in [row for row, _ in index.search(asked, 2)]


@pytest.mark.parametrize("asked", ["", "有限公司", "GmbH", "…", "😀"])
def test_an_empty_name_finds_nothing(index: Candidates, asked: str) -> None:
    assert index.search(asked) == []


def test_searching_leaves_no_trace(index: Candidates) -> None:
    first = index.search("哈尔滨工业大学")
    index.search("Vienna Example Laboratories")
    assert index.search("哈尔滨工业大学") == first


def test_saved_and_opened_it_is_the_same(index: Candidates, tmp_path: Path) -> None:
    index.save(tmp_path / "names")
    one, two = Candidates.open(tmp_path / "names"), Candidates.open(tmp_path / "names")
    assert [one.name(row) for row in range(len(one))] == NAMES
    for asked in ("哈尔滨工业大学", "Vienna Example Laboratories"):
        assert one.search(asked) == two.search(asked) == index.search(asked)


def test_a_folder_that_is_no_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no index of names"):
        Candidates.open(tmp_path)


def test_an_index_of_another_version_is_refused(index: Candidates, tmp_path: Path) -> None:
    index.save(tmp_path)
    meta = tmp_path / "meta.json"
    meta.write_text(meta.read_text(encoding="utf-8").replace('"version": 2', '"version": 999'), encoding="utf-8")
    with pytest.raises(InputError, match="another version"):
        Candidates.open(tmp_path)


def test_many_processes_make_the_same_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = [*NAMES, *(f"Example {n} Research 示例{n}" for n in range(40))]
    Candidates.build(enumerate(names)).save(tmp_path / "one")
    monkeypatch.setattr(indexing, "_POOLED", 10)
    monkeypatch.setattr(indexing, "_CHUNK", 7)
    Candidates.build(enumerate(names)).save(tmp_path / "several")
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "several").iterdir())
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "several" / name).read_bytes()


def test_no_names_at_all() -> None:
    assert Candidates.build([]).search("Example") == []
