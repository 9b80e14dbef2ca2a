"""What is measured of an edition is counted once, kept, and counted again only where it must be."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI

from attache.build.measuring import open_frame
from attache.core.errors import InputError
from attache.measure.chapters import MEASURES
from attache.measure.where import Where
from attache.web.keeping import Kept
from attache.web.measured import EVERYTHING, Measured, Narrow
from tests.web.figuring import counted


@pytest.fixture(scope="module")
def figures(app: FastAPI) -> Measured:
    return counted(app).figures


def test_kept_rows_are_those_of_the_measures(figures: Measured) -> None:
    frame = open_frame(figures.edition)
    for name in ("locations.country", "content.field", "process.funnel", "methods.amounts"):
        assert figures.rows(name) == tuple(MEASURES[name].run(frame)), name
    assert not figures.progress().failed


def test_another_process_finds_them_without_counting(figures: Measured) -> None:
    again = Measured(figures.edition)
    assert again.progress().ready
    assert again.rows("locations.country") == figures.rows("locations.country")
    assert again.claims() == figures.claims()


def test_every_row_leads_to_as_many_records_as_it_counts(figures: Measured) -> None:
    frame = open_frame(figures.edition)
    for name in MEASURES:
        shown = [row for row in figures.rows(name) or () if row.records and row.n]
        for row in (*shown[:1], *shown[-1:]):
            where = Where.parse(row.records or "")
            keys = frame.newest(where, 10_000)
            assert len(keys) == row.n, row.row_id
            assert sorted(keys) == frame.records(where), row.row_id
            assert len(frame.of(where.relation, keys[:5])) == min(5, row.n or 0), row.row_id


def test_records_are_those_posted_last_first(figures: Measured) -> None:
    found = None
    while found is None:
        found = figures.records(Where.parse("opportunities?host_country=US"), EVERYTHING, 10, 0)
    days = [row["published_on"] or "" for row in found.rows]
    assert days == sorted(days, reverse=True)
    assert found.total == next(row.n for row in figures.rows("locations.country") or () if row.group_1 == "US")
    assert {str(row["document_id"]) for row in found.rows} == set(found.proof)
    assert all(one["sha256"] and one["captured_at"] for one in found.proof.values())


def test_a_part_is_counted_as_the_whole_of_that_part(figures: Measured) -> None:
    narrow, rows = Narrow(countries=("US",), since="2018"), None
    while rows is None:
        rows = figures.narrowed("locations.year", narrow)
    whole = open_frame(figures.edition)
    only = whole.records(Where().also(host_country="US"))
    frame = open_frame(figures.edition, since="2018", only=only)
    assert rows == tuple(MEASURES["locations.year"].run(frame))


def test_what_cannot_be_asked_is_an_error_each_time(figures: Measured) -> None:
    def ask() -> None:
        while figures.records(Where.parse("opportunities?nothing=1"), EVERYTHING, 10, 0) is None:
            pass

    for _ in range(2):
        with pytest.raises(InputError, match="no dimension"):
            ask()


def test_a_file_that_is_no_database_is_made_anew(figures: Measured, tmp_path: Path) -> None:
    edition = type(figures.edition)(tmp_path)
    (tmp_path / "figures-old.db").write_text("left by other code", encoding="utf-8")
    (tmp_path / "figures-mark.db").write_bytes(b"cut off" * 300)
    kept = Kept(edition, "figures", "mark")
    assert kept.get("a") is None
    assert not (tmp_path / "figures-old.db").exists()
    kept.put("a", "1")
    assert Kept(edition, "figures", "mark").get("a") == "1"
