"""Notes of rows: said once, of all, of several, or at the row; as the page of a measure shows them."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.web.footnotes import footnotes
from tests.web.figuring import counted


def _texts(notes: object) -> list[str]:
    return [one.text for one in notes]  # type: ignore[attr-defined]


def test_what_all_rows_say_is_said_once_of_all() -> None:
    found = footnotes(["a; b", "a", "a; b; own"], "en")
    assert _texts(found.everywhere) == ["a"]
    assert _texts(found.shared) == ["b"]
    assert found.marks == ((1,), (), (1,))
    assert [_texts(one) for one in found.own] == [[], [], ["own"]]
    assert found.first(1) == 0


def test_parts_that_stand_together_stay_together() -> None:
    found = footnotes(["x; y", None, "x; y; z", "z", ""], "en")
    assert _texts(found.shared) == ["x; y", "z"]
    assert found.marks == ((1,), (), (1, 2), (2,), ())
    assert not found.everywhere
    assert found.first(2) == 2


@pytest.mark.parametrize("notes", [[], [None], [None, ""]])
def test_without_notes_nothing_is_said(notes: list[str | None]) -> None:
    found = footnotes(notes, "zh")
    assert (found.everywhere, found.shared) == ((), ())
    assert len(found.marks) == len(found.own) == len(notes)


def test_the_note_of_a_single_row_is_said_above_it() -> None:
    found = footnotes(["only one; with two parts"], "en")
    assert _texts(found.everywhere) == ["only one; with two parts"]
    assert found.own == ((),)


def test_what_is_not_translated_says_that_it_is_english() -> None:
    (note,) = footnotes(["zzz never translated"], "zh").everywhere
    assert (note.text, note.language) == ("zzz never translated", "en")


def test_a_long_note_stands_once_and_both_ends_are_linked(app: FastAPI, client: TestClient) -> None:
    counted(app)
    page = client.get("/figures/content.field").text
    assert page.count("n and total are what tables show") <= 1
    marks, notes = re.findall(r'href="#note-(\d+)"', page), re.findall(r'<li id="note-(\d+)"', page)
    assert set(marks) == set(notes) != set()
    for number in notes:
        assert page.count(f'id="mark-{number}"') == page.count(f'href="#mark-{number}"') == 1


def test_a_table_has_no_empty_column_and_names_a_group_once(app: FastAPI, client: TestClient) -> None:
    counted(app)
    amounts = client.get("/figures/methods.amounts").text
    assert "Share of" not in amounts
    years = client.get("/figures/content.field_year").text
    assert len(re.findall(r'<th scope="rowgroup"[^>]*><bdi>2016</bdi>', years)) == 1
    assert '<td class="number"></td>' not in amounts


def test_a_cohort_is_called_by_its_day_and_size(app: FastAPI, client: TestClient) -> None:
    counted(app)
    for path in ("/figures/success.lag", "/figures"):
        table = re.sub(r"<[^>]+>", " ", client.get(path).text.split("<table", 1)[1])
        assert "drawn on 2020-07-01: 30" in table
        assert "sample-" not in table
