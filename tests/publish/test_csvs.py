"""CSV: no cell is a formula, and every text reads back as it was."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.publish.csvs import GUARDED, NEEDS_QUOTES, read_csv, safe_cell, unsafe_cell, write_batches, write_csv

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM", "  =cmd|'/c calc'!A1", "\ufeff=1",
]  # fmt: skip
TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(list("'=+-@\t\r\n ＝＋－＠\"\ufeff\u200b,"))))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_guarded(text: str) -> None:
    assert safe_cell(text) == "'" + text
    assert unsafe_cell("'" + text) == text


@pytest.mark.parametrize("text", ["", "激光雷达", "a=b", "'quoted'", "3-5", "Lidarex GmbH", " plain"])
def test_other_texts_stay(text: str) -> None:
    assert safe_cell(text) == text == unsafe_cell(text)


def test_an_apostrophe_of_its_own_is_kept() -> None:
    assert safe_cell("'=1") == "''=1"
    assert unsafe_cell("''=1") == "'=1"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, None),
        (-3, -3),
        (-0.5, -0.5),
        (True, "true"),
        (float("nan"), None),
        (float("-inf"), None),
        (["=x"], '["=x"]'),
    ],
)
def test_other_values(value: object, cell: object) -> None:
    assert safe_cell(value) == cell


@given(TEXTS)
def test_every_text_reads_back(text: str) -> None:
    cell = safe_cell(text)
    assert isinstance(cell, str)
    assert unsafe_cell(cell) == text
    assert cell.lstrip()[:1] not in {"=", "+", "-", "@"}


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1))
def test_every_file_reads_back(rows: list[tuple[str, str]]) -> None:
    file = io.StringIO(newline="")
    write_csv(file, ("a", "=b"), rows)
    file.seek(0)
    assert [tuple(row.values()) for row in read_csv(file)] == rows
    file.seek(0)
    assert next(iter(csv.reader(file))) == ["a", "'=b"]


def test_a_null_is_not_an_empty_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_csv(path, ("a", "b", "c"), [(None, "", 1.5), ('say "é"', "x,y", -7)])
    assert path.read_bytes() == b'\xef\xbb\xbfa,b,c\r\n,"",1.5\r\n"say ""\xc3\xa9""","x,y",-7\r\n'


@given(st.lists(TEXTS, min_size=1))
def test_the_database_guards_the_same_texts(texts: list[str]) -> None:
    texts = [text for text in texts if "\0" not in text]
    con = duckdb.connect()
    asked = "select regexp_matches(x, ?), regexp_matches(x, ?) from (select unnest(?::varchar[]) as x)"
    found = con.execute(asked, [GUARDED, NEEDS_QUOTES, texts]).fetchall()
    for text, (guarded, quoted) in zip(texts, found, strict=True):
        assert guarded == (bool(text) and safe_cell(text) != text)
        file = io.StringIO(newline="")
        write_csv(file, ("a",), [(text,)])
        assert quoted == (file.getvalue().split("\r\n", 1)[1].startswith('"')) or guarded


ROWS = st.tuples(
    st.none() | TEXTS, st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.booleans(), st.none() | st.floats()
)


@given(st.lists(ROWS))
def test_batches_give_the_same_file(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]]) -> None:
    folder = tmp_path_factory.mktemp("csv")
    kinds = (pa.string(), pa.int64(), pa.bool_(), pa.float64())
    columns = [pa.array([row[at] for row in rows], type=kind) for at, kind in enumerate(kinds)]
    write_csv(folder / "a.csv", ("t", "i", "b", "f"), rows)
    write_batches(folder / "b.csv", ("t", "i", "b", "f"), [pa.record_batch(columns, names=["t", "i", "b", "f"])])
    assert (folder / "b.csv").read_bytes() == (folder / "a.csv").read_bytes()
