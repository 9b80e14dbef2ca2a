"""Rows of shares: who coded, what corrects them, and that they agree with a count by hand of the same records."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from attache.core.samples import Sample, SampleMember
from attache.measure.combine import Cell, ratio
from attache.measure.combine import share as combined
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import Measure
from attache.measure.shares import share, shares
from attache.measure.where import ALL, Where
from tests.measure import editions
from tests.measure.editions import coded, made, posted

Tables = dict[str, list[Any]]
MEASURE = Measure("content.test", "?", "opportunities", "all", "a test", lambda frame, measure: iter(()))
STAGES, FIELDS = ("lab", "pilot", "product"), ("biotechnology", "quantum", "aerospace")


@dataclass
class One:
    """An opportunity, as the test itself knows it."""

    country: str | None
    machine: dict[str, set[str]]
    people: dict[str, set[str]]
    weight: float = 0.0


def _world(size: int = 300, seed: int = 3, population: str = "opportunities") -> tuple[Tables, list[One]]:
    """Return the tables of an edition with a stratified sample, and the same as plain records.

    One in eight is drawn of those in the United States, half of the others; a few of the drawn are not coded yet, on a
    few people disagree, and people coded some that were not drawn.
    """
    dice = random.Random(seed)
    ones, parts = [], []
    for number in range(size):
        country = dice.choice(["US", "US", "US", "RU", None])
        parts.append(posted(number, host_country=country))
        machine = {"stage": {dice.choice(STAGES)} if dice.random() < 0.8 else set(), "technology_field": set[str]()}
        machine["technology_field"] = {one for one in FIELDS if dice.random() < 0.3}
        ones.append(One(country, machine, {}))
        parts[-1]["codes"] = [coded(f"opp-{number:03}", v, x) for v in machine for x in machine[v]]
    for stratum, chance in (("US", 1 / 8), ("other", 1 / 2)):
        within = [at for at, one in enumerate(ones) if (one.country == "US") == (stratum == "US")]
        drawn = dice.sample(within, round(len(within) * chance))
        for place, at in enumerate(drawn):
            member = made(
                SampleMember, sample_id="s", member_id=f"opp-{at:03}", role="drawn", place=place, stratum=stratum,
                stratum_size=len(within), stratum_drawn=len(drawn), probability=len(drawn) / len(within),
            )  # fmt: skip
            parts[at]["sample_members"] = [member]
            if place % 12 == 5:
                continue
            ones[at].weight = len(within)  # divided by how many are coded, below
            if place % 12 == 7:
                parts[at]["codes"] += [
                    coded(f"opp-{at:03}", "stage", x, who) for who, x in (("ana", "lab"), ("ben", "pilot"))
                ]
                ones[at].weight = 0.0
                continue
            _people_code(dice, ones[at], parts[at], at)
        coded_ones = [at for at in drawn if ones[at].weight]
        for at in coded_ones:
            ones[at].weight /= len(coded_ones)
    for at in dice.sample([at for at, one in enumerate(ones) if not one.people], 20):
        if "sample_members" not in parts[at]:
            _people_code(dice, ones[at], parts[at], at)
    tables = editions.joined(parts)
    tables["samples"] = [
        made(Sample, sample_id="s", kind="codes", drawn_at="2024-01-01T00:00:00Z", population=population,
             population_size=size, variables="stage; technology_field")
    ]  # fmt: skip
    return tables, ones


def _people_code(dice: random.Random, one: One, part: Mapping[str, list[Any]], at: int) -> None:
    for variable, values in (("stage", STAGES), ("technology_field", FIELDS)):
        right = {x for x in one.machine[variable] if dice.random() < 0.7}
        said = right or ({dice.choice(values)} if dice.random() < 0.6 else {"none"})
        one.people[variable] = said - {"none"}
        part["codes"].extend(coded(f"opp-{at:03}", variable, x, "ana") for x in said)


Test = Callable[[str | None, Mapping[str, set[str]]], bool]


def _by_hand(
    ones: list[One], chosen: Test, base: Test, around: Test, inside: Test
) -> tuple[float, tuple[float, float]]:
    """Estimate from plain records: cells by what is read and by what the machine says, sums by what people say."""
    cells: dict[tuple[bool, bool, bool], list[Any]] = {}
    trivial = all(base(one.country, one.machine) == around(one.country, one.machine) for one in ones)
    for one in ones:
        if not around(one.country, one.machine) or (trivial and not inside(one.country, one.machine)):
            continue
        key = (inside(one.country, one.machine), base(one.country, one.machine), chosen(one.country, one.machine))
        sums = cells.setdefault(key, [0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
        sums[0] += 1
        if one.weight:
            yes, among = chosen(one.country, one.people), base(one.country, one.people)
            spread = one.weight * (one.weight - 1)
            more = (
                one.weight,
                spread,
                one.weight * yes,
                spread * yes,
                *((w * (among and not yes)) for w in (one.weight, spread)),
            )
            sums[1:] = [a + b for a, b in zip(sums[1:], more, strict=True)]
    made_cells = [Cell(n, key[2], *sums, within=key[1]) for key, (n, *sums) in cells.items()]
    if trivial:
        return combined(made_cells, sum(around(one.country, one.machine) for one in ones))
    found = ratio(made_cells)
    assert found is not None
    return found


def _row(rows: list[Estimate], *groups: str) -> Estimate:
    (found,) = [row for row in rows if (row.group_1, row.group_2)[: len(groups)] == groups]
    return found


def _frame(tables: Tables, **more: Any) -> Frame:
    return editions.frame_of(tables, **more)


CASES: dict[str, tuple[list[str], Where, bool, tuple[str, ...], Test, Test, Test, Test]] = {
    "one variable": (
        ["stage"], ALL, False, ("lab",),
        lambda c, codes: "lab" in codes["stage"], lambda c, codes: True, lambda c, codes: True, lambda c, codes: True,
    ),
    "people say that none applies": (
        ["technology_field"], ALL, False, ("unknown",),
        lambda c, codes: not codes["technology_field"], lambda c, codes: True, lambda c, codes: True,
        lambda c, codes: True,
    ),
    "by country": (
        ["host_country", "technology_field"], ALL, False, ("US", "quantum"),
        lambda c, codes: c == "US" and "quantum" in codes["technology_field"], lambda c, codes: True,
        lambda c, codes: True, lambda c, codes: c == "US",
    ),
    "within a country": (
        ["host_country", "technology_field"], ALL, True, ("US", "quantum"),
        lambda c, codes: c == "US" and "quantum" in codes["technology_field"], lambda c, codes: c == "US",
        lambda c, codes: c == "US", lambda c, codes: c == "US",
    ),
    "two variables": (
        ["stage", "technology_field"], ALL, False, ("lab", "aerospace"),
        lambda c, codes: "lab" in codes["stage"] and "aerospace" in codes["technology_field"], lambda c, codes: True,
        lambda c, codes: True, lambda c, codes: True,
    ),
    "within a coded group": (
        ["stage", "technology_field"], ALL, True, ("lab", "aerospace"),
        lambda c, codes: "lab" in codes["stage"] and "aerospace" in codes["technology_field"],
        lambda c, codes: "lab" in codes["stage"], lambda c, codes: True, lambda c, codes: True,
    ),
    "countries of a coded group": (
        ["stage", "host_country"], ALL, True, ("lab", "US"),
        lambda c, codes: "lab" in codes["stage"] and c == "US", lambda c, codes: "lab" in codes["stage"],
        lambda c, codes: True, lambda c, codes: c == "US",
    ),
    "a coded denominator": (
        ["host_country", "technology_field"], Where().also(stage=["lab", "pilot"]), False, ("US", "biotechnology"),
        lambda c, codes: c == "US" and bool({"lab", "pilot"} & codes["stage"]) and "biotechnology" in codes["technology_field"],
        lambda c, codes: bool({"lab", "pilot"} & codes["stage"]), lambda c, codes: True, lambda c, codes: c == "US",
    ),
    "a coded denominator in a country": (
        ["technology_field"], Where().also(stage="!unknown", host_country="US"), False, ("quantum",),
        lambda c, codes: c == "US" and bool(codes["stage"]) and "quantum" in codes["technology_field"],
        lambda c, codes: c == "US" and bool(codes["stage"]), lambda c, codes: c == "US", lambda c, codes: c == "US",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_shares_agree_with_a_count_by_hand(case: str) -> None:
    by, where, within, groups, chosen, base, around, inside = CASES[case]
    tables, ones = _world()
    row = _row(list(shares(_frame(tables), MEASURE, by, where=where, within=within)), *groups)
    found, (low, high) = _by_hand(ones, chosen, base, around, inside)
    assert row.coded_by == "people and machine"
    assert (row.share, row.low, row.high) == pytest.approx((found, low, high))
    shown = [one.machine | one.people for one in ones]
    assert row.n == sum(chosen(one.country, codes) for one, codes in zip(ones, shown, strict=True))
    assert row.total == sum(base(one.country, codes) for one, codes in zip(ones, shown, strict=True))
    counted = sum(
        one.weight > 0 and (base if "denominator" in case or "coded" in case else inside)(one.country, one.people)
        for one in ones
    )
    assert f" {counted} people-coded," in row.method
    assert row.note is not None
    assert "n and total are what tables show" in row.note
    disagreed = sum(code.coder == "ben" for code in tables["codes"])
    assert disagreed
    assert (f"on {disagreed} of them people disagree" in row.note) == ("stage" in {*by, *where.conditions})


@pytest.mark.parametrize("case", [name for name, one in CASES.items() if not one[2]])
def test_a_single_share_is_that_of_the_table(case: str) -> None:
    by, where, _, groups, *_ = CASES[case]
    frame = _frame(_world()[0])
    row = _row(list(shares(frame, MEASURE, by, where=where)), *groups)
    alone = share(frame, MEASURE, where.also(**dict(zip(by, groups, strict=True))), where=where)
    assert (alone.n, alone.total, alone.coded_by, alone.method) == (row.n, row.total, row.coded_by, row.method)
    assert (alone.share, alone.low, alone.high) == pytest.approx((row.share, row.low, row.high))


def test_derived_and_read_dimensions_stay_counts() -> None:
    frame = _frame(_world()[0])
    for row in shares(frame, MEASURE, ["host_country"]):
        assert row.coded_by == "read by rules"
        assert row.n is not None
        assert row.share == row.n / 300
    rows = list(shares(frame, MEASURE, ["in_district", "stage"]))
    assert _row(rows, "unknown", "lab").coded_by == "people and machine"
    assert frame.count(Where().also(in_district="unknown")) == 300


def test_without_a_sample_it_is_the_machine_alone() -> None:
    tables, _ = _world()
    del tables["samples"], tables["sample_members"]
    rows = list(shares(_frame(tables), MEASURE, ["stage"]))
    assert {row.coded_by for row in rows} == {"machine only, not validated"}
    assert all(row.n == round((row.share or 0) * 300) for row in rows)


def test_a_variable_that_is_not_in_the_sample_is_not_validated() -> None:
    tables, _ = _world()
    tables["codes"] += [coded(f"opp-{at:03}", "direction", "inbound_offer") for at in range(300)]
    for by in (["direction"], ["stage", "direction"]):
        assert {row.coded_by for row in shares(_frame(tables), MEASURE, by)} == {"machine only, not validated"}


def test_a_small_domain_says_how_many_people_coded() -> None:
    tables, ones = _world(60)
    rows = list(shares(_frame(tables), MEASURE, ["host_country", "stage"], within=True))
    row = _row(rows, "US", "lab")
    few = sum(one.weight > 0 and one.country == "US" for one in ones)
    assert few < 8
    assert row.coded_by == "machine only, not validated"
    assert row.note == f"not validated: a random sample has {few} people-coded opportunities here, 8 are needed"


def test_all_coded_by_people_is_a_count() -> None:
    tables, _ = _world(60)
    tables["codes"] += [coded(f"opp-{at:03}", "stage", "lab", "adjudicated:cleo") for at in range(60)]
    (row,) = shares(_frame(tables), MEASURE, ["stage"])
    assert (row.n, row.total, row.coded_by, row.note) == (60, 60, "people", None)
    del tables["samples"], tables["sample_members"]
    (row,) = shares(_frame(tables), MEASURE, ["stage"])
    assert row.coded_by == "people"


def test_a_sample_of_a_country_speaks_of_that_country_alone() -> None:
    tables, _ = _world(population="opportunities?host_country=RU")
    frame = _frame(tables)
    assert {row.coded_by for row in shares(frame, MEASURE, ["stage"])} == {"machine only, not validated"}
    within = list(shares(frame, MEASURE, ["host_country", "stage"], within=True))
    assert _row(within, "RU", "lab").coded_by == "people and machine"
    assert _row(within, "US", "lab").coded_by == "machine only, not validated"
    russia = [f"opp-{at:03}" for at, one in enumerate(_world()[1]) if one.country == "RU"]
    narrowed = _frame(tables, only=russia)
    assert {row.coded_by for row in shares(narrowed, MEASURE, ["stage"])} == {"people and machine"}


@pytest.mark.parametrize("population", ["opportunities?stage=lab", "opportunities?forgotten=x", "%"])
def test_a_sample_that_codes_selected_or_of_nobody_knows_whom_validates_nothing(population: str) -> None:
    tables, _ = _world(population=population)
    rows = shares(_frame(tables), MEASURE, ["technology_field"], where=Where().also(stage="lab"))
    assert {row.coded_by for row in rows} == {"machine only, not validated"}


def test_what_came_after_the_draw_is_told() -> None:
    tables, _ = _world()
    tables["samples"] = [
        made(
            Sample,
            sample_id="s",
            kind="codes",
            drawn_at="2020-01-01T00:00:00Z",
            population="opportunities",
            variables="stage",
        )
    ]
    row = next(shares(_frame(tables), MEASURE, ["stage"]))
    assert row.note is not None
    assert "300 came after the draw and had no chance in it" in row.note


def test_nothing_to_count() -> None:
    frame = editions.frame_of({})
    (row,) = shares(frame, MEASURE, ["stage"])
    alone = share(frame, MEASURE, Where().also(stage="lab"))
    for one in (row, alone):
        assert (one.n, one.total, one.share, one.low) == (0, 0, None, None)
        assert one.note == "nothing to count: no opportunity meets the denominator's conditions"


def test_rows_are_the_same_each_time() -> None:
    tables, _ = _world()
    first, second = (list(shares(_frame(tables), MEASURE, ["stage", "technology_field"], within=True)) for _ in "ab")
    assert first == second
    frame = _frame(tables)
    assert list(shares(frame, MEASURE, ["stage"])) == list(shares(frame, MEASURE, ["stage"]))


def test_intervals_are_never_a_point_and_hold_the_share() -> None:
    tables, _ = _world()
    frame = _frame(tables)
    for by in (["stage"], ["technology_field"], ["host_country", "stage"], ["stage", "technology_field"]):
        for row in shares(frame, MEASURE, by):
            assert row.share is not None
            assert row.low is not None
            assert row.high is not None
            assert 0 <= row.low <= row.share <= row.high <= 1
            assert row.low < row.high
            assert row.n == len(frame.records(Where.parse(row.records or "")))
