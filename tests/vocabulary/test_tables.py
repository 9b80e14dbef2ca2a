from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.vocabulary.tables import Record, Row, check, read_csv, read_yaml


def write(tmp_path: Path, text: str | bytes, name: str = "table.yaml") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_values_stay_as_written(tmp_path: Path) -> None:
    path = write(tmp_path, "a: NO\nb: 2015-05-08\nc: 007\nd: null\ne:\nf: '~'\ng: \"\"\nh: [1, x]\ni:\n  j: ~\n")
    got = read_yaml(path)
    assert got == {
        "a": "NO",
        "b": "2015-05-08",
        "c": "007",
        "d": None,
        "e": None,
        "f": "~",
        "g": "",
        "h": ["1", "x"],
        "i": {"j": "~"},
    }
    assert got["i"].line == 10


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &x 1\nb: *x\n", "alias"),
        ("a: 1\na: 2\n", "repeats the key `a`"),
        ("- 1\n", "no mapping"),
        ("", "no mapping"),
        ("a: [1,\n", "not valid YAML"),
        ("a: \t- b: c: d\n", "not valid YAML"),
        ("? [1, 2]\n: x\n", "key that is not a word"),
        ("a: \x00\n", "not valid YAML"),
        ("[" * 5000, "levels deep"),
        ("a: " + "{b: " * 60 + "1" + "}" * 60, "levels deep"),
        (b"\xff\xfea\x00", "not UTF-8"),
    ],
)
def test_bad_yaml_is_refused_with_the_file(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read_yaml(write(tmp_path, text))
    assert "table.yaml" in caught.value.sentence
    assert caught.value.mend


def test_a_million_open_brackets_do_no_harm(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="levels deep"):
        read_yaml(write(tmp_path, "[" * 1_000_000))


def test_missing_folder_and_huge_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_yaml(tmp_path / "absent.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read_yaml(tmp_path)
    with pytest.raises(InputError, match="larger than 8 MB"):
        read_yaml(write(tmp_path, b"#" * 9_000_000))


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_any_text_gives_a_mapping_or_a_refusal(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "table.yaml"
    path.write_text(text, "utf-8", errors="replace")
    try:
        got: Record | str = read_yaml(path)
    except InputError as error:
        got = error.sentence
    assert isinstance(got, Record) or str(path) in got


def test_csv_rows_know_their_line(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufeffname, unit\r\n"a, b",x\r\n,\r\nc,\r\n', "t.csv")
    rows = read_csv(path)
    assert rows == [{"name": "a, b", "unit": "x"}, {"name": "c", "unit": None}]
    assert [row.line for row in rows] == [2, 4]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("a,a\n1,2\n", "repeated column"),
        ("a,b\n1\n", "has 1 cells"),
        ('a,b\n"1,2\n', "not valid CSV"),
        ("a\n" + "x" * 200_000 + "\n", "not valid CSV"),
    ],
)
def test_bad_csv_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_csv(write(tmp_path, text, "t.csv"))


class Sample(Row):
    name: str
    source: str
    size: float | None = None


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"name": "a"}, "`source` is missing; say where it is stated"),
        ({"name": "a", "source": None}, "`source` is missing"),
        ({"name": "a", "source": "  "}, "`source`: String should have at least 1 character"),
        ({"name": "a", "source": "b", "colour": "red"}, "`colour` is not a known column"),
        ({"name": "a", "source": "b", "size": "big"}, "`size`: should be a valid number"),
        ({"name": "a", "source": "b", "size": "nan"}, "`size`: should be a finite number"),
        ("a", "the record"),
    ],
)
def test_a_refusal_names_file_record_and_mend(raw: object, says: str) -> None:
    with pytest.raises(InputError) as caught:
        check(Sample, raw, Path("book.yaml"), "events 3")
    assert caught.value.sentence.startswith("book.yaml: events 3: ")
    assert says in caught.value.sentence
