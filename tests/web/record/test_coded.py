"""Which of several coders' codes a table shows: the rule of the measures, on one record."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from fastapi import FastAPI

from attache.build.measuring import open_frame
from attache.vocabulary.codebook import load_codebook
from attache.web.record.coded import Said, sheets, shown
from attache.web.record.doubts import doubts

BOOK = load_codebook(None)
CARD = {
    "synthetic": 0, "group_size": 1, "versions": 1, "status": "live", "status_since": "2020-01-01T00:00:00Z",
    "last_seen": "2020-01-01T00:00:00Z", "published_on": "2019-01-02", "mission_id": "de-embassy", "host_country": "DE",
}  # fmt: skip
READING = {"published_precision": "day", "contacts_removed": 0}


def said(value: str, coder: str, **more: bool) -> Said:
    return Said("stage", value, coder, 0.9, "terms x", **more)


@pytest.mark.parametrize(
    ("codes", "values", "how"),
    [
        ([("product", "lexicon")], {"product"}, "machine"),
        ([("product", "lexicon"), ("on_market", "model:a")], {"on_market"}, "machine"),
        ([("product", "lexicon"), ("on_market", "ann")], {"on_market"}, "one_person"),
        ([("product", "lexicon"), ("on_market", "ann"), ("on_market", "ben")], {"on_market"}, "agreed"),
        ([("product", "lexicon"), ("on_market", "ann"), ("prototype", "ben")], {"product"}, "disagreed"),
        ([("on_market", "ann"), ("prototype", "ben"), ("prototype", "adjudicated:cas")], {"prototype"}, "adjudicated"),
        ([("product", "lexicon"), ("none", "ann")], set(), "one_person"),
    ],
)
def test_precedence(codes: Sequence[tuple[str, str]], values: set[str], how: str) -> None:
    found = shown([said(*one) for one in codes], BOOK)["stage"]
    assert (found.values, found.how) == (values, how)


def test_decisions_since_the_edition_show_what_the_next_one_will() -> None:
    codes = [said("product", "lexicon"), said("on_market", "ann", added=True)]
    (sheet,) = sheets(codes, BOOK)
    assert sheet.pending
    assert sheet.moves
    assert {one.value: (one.shown, one.ahead) for one in sheet.codings} == {
        "product": (True, False),
        "on_market": (False, True),
    }
    (taken,) = sheets([said("product", "lexicon"), said("on_market", "ann", removed=True)], BOOK)
    assert {one.value: (one.shown, one.ahead) for one in taken.codings} == {
        "product": (False, True),
        "on_market": (True, False),
    }


def test_the_demo_is_shown_as_the_measures_count_it(app: FastAPI) -> None:
    view = app.state.site.view()
    query = "select opportunity_id, variable::varchar, value::varchar from coded join units using (i)"
    counted: dict[str, set[tuple[str, str]]] = {}
    for key, variable, value in open_frame(view.edition).rows(query):
        counted.setdefault(key, set()).add((variable, value))
    rows = view.shelf.rows("select subject_id, codes from cards join wholes using (document_id)")
    compared = 0
    for row in rows:
        codes = [Said(c["variable"], c["value"], c["coder"], c["confidence"], "") for c in json.loads(row["codes"])]
        found = {(name, value) for name, one in shown(codes, view.codebook).items() for value in one.values}
        if row["subject_id"].startswith("opp-"):
            assert found == counted.get(row["subject_id"], set()), row["subject_id"]
            compared += 1
    assert compared == 356


def kinds(codes: Sequence[Said], as_of: str = "2020-01-10", **card: object) -> set[str]:
    return {one.kind for one in doubts({**CARD, **card}, READING, sheets(codes, BOOK), as_of)}


def test_doubts_are_facts_about_the_record() -> None:
    assert kinds([said("product", "lexicon")]) == {"single", "machine_only"}
    assert kinds([], published_on=None, mission_id=None, host_country=None, group_size=3) == {
        "copies", "no_date", "no_mission", "no_country", "no_codes"
    }  # fmt: skip
    assert "old" in kinds([], as_of="2021-01-01")
    assert {"gone", "edited"} <= kinds([], status="gone", versions=2)
    split = [said("on_market", "ann"), said("prototype", "ben")]
    assert "disagreed" in kinds(split)
    assert "settled" in kinds([*split, said("prototype", "adjudicated:cas")])
    assert "one_person" in kinds([said("on_market", "ann")])
