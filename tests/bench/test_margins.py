"""The bench of measures: corpora hold the margins that they were drawn from, and coverage is counted rightly."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from math import inf, sqrt
from typing import Any

import corpus
import measures
import pytest
from corpus import Corpus
from margins import MARGINS, MIRRORED, RIGHT
from margins_truth import Key, stated
from measures import Run, Seen, Tally

from attache.measure.chapters import MEASURES

SIZE = 12_000
LARGE = replace(MARGINS.of_size(SIZE), machine=RIGHT)


@cache
def drawn() -> Corpus:
    return corpus.make(replace(LARGE, machine=MARGINS.machine), 5)


def near(n: int, total: int, chance: float) -> None:
    """A count lies within four and a half standard deviations of what its chance lets expect."""
    assert abs(n / total - chance) < 4.5 * sqrt(chance * (1 - chance) / total) + 1e-9, (n, total, chance)


def shares(table: str, column: str) -> Counter[Any]:
    return Counter(drawn().tables[table][column].to_pylist())


def test_the_same_seed_gives_the_same_corpus_and_another_another() -> None:
    small = MARGINS.of_size(80, people=20)
    one, same, other = (corpus.make(small, seed) for seed in (3, 3, 4))
    assert one.tables.keys() == same.tables.keys()
    assert all(one.tables[name].equals(same.tables[name]) for name in one.tables)
    assert one.facts == same.facts
    assert not one.tables["opportunities"].equals(other.tables["opportunities"])


def test_what_is_read_holds_its_margins() -> None:
    countries, years = shares("opportunities", "host_country"), shares("opportunities", "year")
    for country, chance in MARGINS.countries.items():
        near(countries[None if country == "unknown" else country], SIZE, chance)
    for year, chance in MARGINS.years.items():
        near(years[year], SIZE, chance * (1 - MARGINS.precision["unknown"]))
    rows = drawn().tables["opportunities"].select(["host_country", "mission_id"]).to_pylist()
    american = [row["mission_id"] for row in rows if row["host_country"] == "US"]
    for mission, chance in MARGINS.missions["US"].items():
        near(american.count(None if mission == "unknown" else mission), len(american), chance)


def test_the_machine_errs_as_declared() -> None:
    true = corpus.make(LARGE, 5).tables["codes"].to_pylist()
    said = drawn().tables["codes"].to_pylist()
    for variable, value in (("us_cet_18", "advanced_computing"), ("technology_field", "biopharma")):
        sensitivity, specificity = MARGINS.machine.of(variable)
        right, coded = (
            {c["subject_id"] for c in codes if (c["variable"], c["value"]) == (variable, value)}
            for codes in (true, said)
        )
        near(len(right & coded), len(right), sensitivity)
        near(len(coded - right), SIZE - len(right), 1 - specificity)


def test_withdrawals_and_amounts_hold_their_margins() -> None:
    status = shares("lives", "status")
    gone = status["gone"] + status["returned"]
    near(status["returned"], gone, MARGINS.returned)
    near(status["changed"], SIZE - gone, MARGINS.edited)
    kinds = shares("amounts", "kind")
    near(kinds["equity_share"], SIZE, MARGINS.amounts["equity_share", ""][0])


def test_people_code_the_truth_of_a_sample_with_known_chances() -> None:
    made = corpus.make(MARGINS, 9)
    members = [row for row in made.tables["sample_members"].to_pylist() if row["sample_id"] == "coded"]
    assert len(members) == MARGINS.people
    assert all(row["probability"] == row["stratum_drawn"] / row["stratum_size"] for row in members)
    codes = [row for row in made.tables["codes"].to_pylist() if row["coder"] == "ana"]
    assert {row["subject_id"] for row in codes} == {row["member_id"] for row in members}
    decided = {(row["subject_id"], row["variable"]) for row in codes}
    assert len(decided) == MARGINS.people * len(MARGINS.variables)


def test_mirrors_include_postings_as_often_as_they_should() -> None:
    made = [corpus.make(MIRRORED, seed) for seed in range(20)]
    assert MIRRORED.mirrors is not None
    for source, chance in MIRRORED.mirrors.chances.items():
        n = sum(one.tables["documents"]["source_id"].to_pylist().count(source) for one in made)
        near(n, 20 * MIRRORED.mirrors.postings, chance)


@pytest.mark.parametrize("name", ["locations.country", "locations.quarter", "content.field", "content.military"])
def test_arithmetic_and_measures_agree_where_nothing_errs(name: str) -> None:
    frame, known = corpus.frame_of(corpus.make(LARGE, 6)), stated(MARGINS)
    rows = [row for row in MEASURES[name].run(frame) if measures.key_of(row) in known]
    assert len(rows) > 4
    for row in rows:
        near(row.n or 0, row.total or 0, known[measures.key_of(row)])


KEY: Key = ("locations.country", "default", "host_country", "US", None, None)


def test_a_tally_counts_what_holds_the_truth() -> None:
    tally = Tally()
    for low, high in ((0.1, 0.3), (0.2, 0.3), (0.21, 0.3), (-inf, 0.1), (0.0, inf)):
        tally.add(Seen(KEY, "read by rules", 0.2, low, high), 0.2)
    assert (tally.cases, tally.held) == (5, 3)
    assert tally.widths == pytest.approx([0.2, 0.1, 0.09])


def test_rows_without_a_known_truth_are_told_and_a_corpus_may_have_its_own() -> None:
    seen = Seen(KEY, "read by rules", 0.2, 0.1, 0.3)
    runs = [Run([seen], {KEY: 0.5}, []), Run([seen], {}, [])]
    assert measures.tallied(runs, {}) == (
        {("locations.country", "read by rules"): {KEY: Tally(1, 0, [pytest.approx(0.2)])}},
        {"locations.country": 1},
    )
    found, unknown = measures.tallied(runs, {KEY: 0.2})
    assert found["locations.country", "read by rules"][KEY].held == 1
    assert not unknown


@pytest.mark.slow
def test_intervals_hold_on_a_few_corpora() -> None:
    names = ["locations.country", "methods.stage", "success.share", "withdrawals.survival", "coverage.completeness"]
    truth, both = measures.truths(MARGINS, SIZE, names)
    assert both
    runs = [measures.measured(MARGINS, names, seed) for seed in range(3)]
    found, unknown = measures.tallied(runs, truth)
    assert not unknown
    assert {name for name, _ in found} == set(names)
    tallies = [one for rows in found.values() for one in rows.values()]
    cases = sum(one.cases for one in tallies)
    assert cases > 90
    assert sum(one.held for one in tallies) / cases > 0.85
    wrong, _ = measures.tallied(runs, {key: value + 0.5 for key, value in truth.items()})
    read = [one for (_, by), rows in wrong.items() if by == "read by rules" for one in rows.values()]
    assert not sum(one.held for one in read)


def test_lines_of_the_table_tell_the_row_that_holds_least() -> None:
    good, bad = Tally(200, 190, [0.1] * 200), Tally(200, 150, [0.3] * 200)
    other: Key = (*KEY[:3], "RU", None, None)
    tallies = {("locations.country", "read by rules"): {KEY: good, other: bad}}
    (line,) = measures.told(tallies, 200)
    assert line.split() == [
        "locations.country",
        "read",
        "by",
        "rules",
        "2",
        "400",
        "85.0%",
        "75.0%",
        "91.5%",
        "0.2",
        "*",
    ]
    assert [key for _, key, _ in measures.missing(tallies, 200)] == [other]
