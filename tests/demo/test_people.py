"""The demo's people: the same each time, nearly right, and following the story."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from attache.build.edition import Editions
from attache.cli.demo_people import decide
from attache.cli.sampling import opened_ledger
from attache.core.workspace import Workspace
from attache.demo import Posting
from attache.demo.people import CODERS, NOTHING, VARIABLES, coded, compared, fate, truly
from attache.vocabulary.codebook import load_codebook

CHOICES = {name: list(load_codebook(None).variable(name).values) for name in VARIABLES}


def test_coders_are_nearly_right_and_the_same_each_time(postings: list[Posting]) -> None:
    for coder in CODERS:
        said = [coded(coder, str(one.info_id), one.truth, CHOICES) for one in postings]
        assert said == [coded(coder, str(one.info_id), one.truth, CHOICES) for one in postings]
        right = Counter(
            name
            for one, codes in zip(postings, said, strict=True)
            for name, values in codes.items()
            if set(values) == set(truly(one.truth)[name])
        )
        assert all(0.7 < right[name] / len(postings) < 0.97 for name in VARIABLES), right


def test_coders_use_the_codebook(postings: list[Posting]) -> None:
    for one in postings:
        for name, values in coded(CODERS[0], str(one.info_id), one.truth, CHOICES).items():
            assert set(values) <= {NOTHING, *CHOICES[name]}
            assert len(values) == 1 or NOTHING not in values
            assert len(values) == 1 or name != "stage"


def test_fates_are_of_all_kinds_and_searched_before_they_are_found() -> None:
    fates = [fate("drawn", place, "2018-05-01") for place in range(300)]
    assert fates == [fate("drawn", place, "2018-05-01") for place in range(300)]
    kinds = Counter(find.outcome_class for one in fates for find in one.finds)
    assert {"O1", "O2", "O4", "O6", "OX", "OZ"} <= set(kinds)
    assert all(one.searches for one in fates if one.finds)
    assert 0.02 < sum(not one.searches for one in fates) / 300 < 0.15
    ties = Counter(find.pre_existing for one in fates for find in one.finds)
    assert all(ties[tie] > 5 for tie in ("yes", "no", "unknown"))
    for one in fates:
        for find in one.finds:
            assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?", find.on)
            assert (find.on < "2018-05") == (find.pre_existing == "yes")
            assert find.on <= "2021-03-01"


def test_peers_have_names_of_their_own() -> None:
    rows = list(compared(160))
    assert len({name for name, _, _ in rows}) == 160
    assert {kind for _, _, kind in rows} >= {"company", "university", "institute"}


@pytest.mark.slow
def test_deciding_again_gives_the_same_ledger(demo_folder: Path, tmp_path: Path) -> None:
    with opened_ledger(Workspace.open(demo_folder)) as ledger:
        known = ledger.head
    copy = tmp_path / "again"
    shutil.copytree(demo_folder, copy, ignore=shutil.ignore_patterns("ledger.db*", "evidence", "search"))
    space = Workspace.open(copy)
    told = decide(space, Editions(space.editions).get(1))
    assert told.startswith("80 postings are coded")
    with opened_ledger(space) as ledger:
        assert ledger.head == known
        assert ledger.verify() == []
