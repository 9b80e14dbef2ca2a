"""What others open: SQLite, DuckDB, CSV, Parquet hold the same rows, and nothing collected takes effect in them."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from attache.build.edition import Edition
from attache.build.tables import TABLES
from attache.publish.csvs import read_csv
from attache.publish.release.contents import LEFT_OUT, SHAPES
from attache.publish.release.copies import VIEWS


def test_every_table_of_an_edition_is_there_or_left_out_on_purpose(release: Path) -> None:
    files = {path.stem for path in (release / "data").iterdir()}
    own = {"measures", "claims_compared", "codebook_values", "missions"}
    assert files == set(SHAPES) == (set(TABLES) - set(LEFT_OUT)) | own
    assert files == {path.stem for path in (release / "csv").iterdir()}


def test_rows_are_those_of_the_edition(edition: Edition, release: Path) -> None:
    for name in set(SHAPES) & set(TABLES):
        assert pq.read_metadata(release / "data" / f"{name}.parquet").num_rows == edition.rows(name)
    texts = edition.connect().execute("select document_id, text from documents order by 1").fetchall()
    assert duckdb.read_parquet(str(release / "data/documents.parquet")).project("document_id, text").fetchall() == texts


def test_sqlite_has_keys_links_and_views(release: Path) -> None:
    with closing(sqlite3.connect(release / "attache.sqlite")) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert db.execute("pragma foreign_key_check").fetchall() == []
        for name, shape in SHAPES.items():
            columns = db.execute(f'pragma table_info("{name}")').fetchall()
            assert [one[1] for one in columns] == list(shape.columns)
            assert tuple(one[1] for one in sorted(columns, key=lambda c: c[5]) if one[5]) == shape.key
            assert len({row[0] for row in db.execute(f'pragma foreign_key_list("{name}")')}) == len(shape.links)
        for view in VIEWS:
            assert db.execute(f"select count(*) from {view}").fetchone()[0] > 0
        about = dict(db.execute("select name, value from metadata"))
        assert "not wrongdoing" in about["notice_en"]
        assert about["synthetic"].startswith("Synthetic")


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the program sqlite3 is not here")
def test_the_program_sqlite3_opens_it(release: Path) -> None:
    query = "select count(distinct opportunity_id) from opportunity_codes where value = 'lidar_sensing'"
    told = subprocess.check_output(["sqlite3", "-readonly", release / "attache.sqlite", query], text=True)
    assert int(told) > 5


def test_duckdb_and_csv_readers_see_the_same(release: Path) -> None:
    for name in ("codes", "opportunities", "measures"):
        rows = duckdb.read_parquet(str(release / "data" / f"{name}.parquet")).fetchall()
        assert len(duckdb.read_csv(str(release / "csv" / f"{name}.csv")).fetchall()) == len(rows)
        names = list(SHAPES[name].columns)
        texts = [at for at, key in enumerate(names) if SHAPES[name].columns[key][0].startswith("str")]
        read = [tuple(row[names[at]] for at in texts) for row in read_csv(release / "csv" / f"{name}.csv")]
        assert read == [tuple(row[at] or "" for at in texts) for row in rows]


def test_no_cell_is_a_formula(release: Path) -> None:
    seen = 0
    for path in [*release.glob("csv/*.csv"), release / "changes.csv"]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    risky = cell.lstrip()[:1] in {"=", "+", "-", "@"} or cell[:1] in {
                        "\t",
                        "\r",
                        "＝",
                        "＋",
                        "－",
                        "＠",
                    }
                    assert not risky or float(cell) < 0, (path.name, cell)
                    seen += cell.startswith("'=HYPERLINK")
    assert seen >= 3


def test_people_who_code_are_told_apart_and_not_named(edition: Edition, release: Path) -> None:
    known = {row[0] for row in edition.connect().execute("select distinct coder from codes").fetchall()}
    assert {"anna", "ben", "lexicon"} <= known
    coders = {row[0] for row in duckdb.sql(f"select distinct coder from '{release}/data/codes.parquet'").fetchall()}
    assert "lexicon" in coders
    assert len([coder for coder in coders if coder.startswith("person-")]) == 2
    assert len(coders) == len(known)
    for path in release.rglob("*"):
        if path.is_file() and path.suffix in {".csv", ".json", ".sqlite", ".md"}:
            assert b"anna" not in path.read_bytes().lower().replace(b"hannan", b"").replace(b"savannah", b""), path


def test_persons_of_the_postings_are_gone(release: Path) -> None:
    for path in release.rglob("*"):
        if path.is_file() and path.suffix != ".wacz":
            raw = path.read_bytes()
            assert b"contact@example.com" not in raw
            assert "王某某".encode() not in raw
