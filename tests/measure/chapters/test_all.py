"""Every measure, whatever the edition: rows that say something, can be opened, and are the same each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from math import isfinite
from typing import Any

import pytest

from attache.core.samples import Sample, SampleMember
from attache.measure.chapters import CHAPTERS, MEASURES
from attache.measure.estimates import CODED_BY, Estimate
from attache.measure.frame import Frame
from attache.measure.labels import group_label, name_of
from attache.measure.where import Where
from attache.vocabulary.codebook import Codebook
from tests.measure.editions import frame_of, joined, made, posted, shipped_codebook, small_tables

MOST = 60
"""Of long tables some rows are opened, from the first to the last."""
_MADE: dict[str, Frame] = {}
_ROWS: dict[tuple[str, str], list[Estimate]] = {}


def _one_country_without_dates() -> Frame:
    return frame_of(joined([posted(at, host_country="TW", organisation=f"org-{at % 3}") for at in range(7)]))


def _machine_alone() -> Frame:
    tables = small_tables()
    tables["codes"] = [code for code in tables["codes"] if code.coder == "lexicon"]
    return frame_of(tables)


def _without_codes() -> Frame:
    tables = small_tables(20)
    return frame_of(tables | {"codes": []})


def _windowed() -> Frame:
    return frame_of(small_tables(), since="2016-03", until="2020")


def _other_codebook() -> Frame:
    """A team with another question: one variable that is ours, and nothing else that chapters look for."""
    ours = shipped_codebook()
    few = {name: ours.variables[name] for name in ("stage", "direction")}
    return frame_of(small_tables(20), codebook=_with(ours, few))


def _sampled(part: bool) -> Frame:
    """A sample was drawn of all, and coded; of a part of the edition nobody was drawn."""
    tables = small_tables()
    tables["samples"] = [
        made(Sample, sample_id="s", kind="codes", drawn_at="2024-01-01T00:00:00Z", population="opportunities",
             population_size=60, variables="stage; technology_field; cooperation_mode")
    ]  # fmt: skip
    drawn = {f"opp-{at:03}": at for at in range(0, 60, 3)}
    tables["sample_members"] = [
        made(SampleMember, sample_id="s", member_id=key, role="drawn", place=at, stratum="all", stratum_size=60,
             stratum_drawn=20, probability=1 / 3)
        for key, at in drawn.items()
    ]  # fmt: skip
    machine = [code for code in tables["codes"] if code.coder == "lexicon"]
    tables["codes"] = [*machine, *(replace(code, coder="ana") for code in machine if code.subject_id in drawn)]
    rest = [one.opportunity_id for one in tables["opportunities"] if one.opportunity_id not in drawn]
    return frame_of(tables, only=rest if part else None)


def _with(codebook: Codebook, variables: dict[str, Any]) -> Codebook:
    return replace(codebook, variables=variables)


EDITIONS: dict[str, Callable[[], Frame]] = {
    "varied": lambda: frame_of(small_tables()),
    "empty": lambda: frame_of({}),
    "one country, no dates": _one_country_without_dates,
    "machine alone": _machine_alone,
    "no codes": _without_codes,
    "window": _windowed,
    "nothing in the window": lambda: frame_of(small_tables(10), since="1990", until="1991"),
    "other codebook": _other_codebook,
    "sampled": lambda: _sampled(part=False),
    "part that was not drawn": lambda: _sampled(part=True),
}


def frame(edition: str) -> Frame:
    if edition not in _MADE:
        _MADE[edition] = EDITIONS[edition]()
    return _MADE[edition]


def rows(edition: str, measure: str) -> list[Estimate]:
    if (edition, measure) not in _ROWS:
        _ROWS[edition, measure] = MEASURES[measure].run(frame(edition))
    return _ROWS[edition, measure]


def everywhere() -> Iterator[Any]:
    for edition in EDITIONS:
        for measure in MEASURES:
            yield pytest.param(edition, measure, id=f"{measure} ({edition})")


@pytest.mark.parametrize(("edition", "measure"), list(everywhere()))
def test_a_measure_answers(edition: str, measure: str) -> None:
    found = rows(edition, measure)
    assert found, "a measure with nothing to say says so in a row"
    often = Counter(row.row_id for row in found)
    assert not [key for key, n in often.items() if n > 1]
    assert {row.variant for row in found} <= set(MEASURES[measure].variants)
    for row in found:
        says_something(row)
    for row in found[:: 1 + len(found) // MOST]:
        opens(frame(edition), row)


def says_something(row: Estimate) -> None:
    numbers = [row.n, row.total, row.share, row.value, row.low, row.high]
    assert all(isfinite(one) for one in numbers if one is not None), row
    figure = row.share if row.share is not None else row.value
    if figure is None and (row.n is None or row.total is not None):
        assert row.note, f"a figure that there is not says why: {row}"
    if row.low is not None and row.high is not None:
        assert row.low <= row.high, row
        if figure is not None:
            assert row.low - 1e-9 <= figure <= row.high + 1e-9, row
    if row.share is not None:
        assert 0 <= row.share <= 1, row
        assert row.low is None or row.low >= 0, row
        assert row.high is None or row.high <= 1, row
    if row.n is not None and row.total is not None:
        assert 0 <= row.n <= row.total, row
    assert row.coded_by in CODED_BY.values()
    assert row.method
    assert row.denominator
    assert row.unit
    assert (row.by_1 is None) == (row.group_1 is None)
    assert (row.by_2 is None) == (row.group_2 is None)
    assert row.by_2 is None or row.by_1 is not None


def opens(frame: Frame, row: Estimate) -> None:
    """The records that a row names are as many as it counts, and lead to documents or sources."""
    if row.records is None:
        return
    where = Where.parse(row.records)
    assert str(where) == row.records
    found = frame.records(where)
    assert row.n is None or len(found) == row.n, row
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_figure_of_opportunities_leads_to_documents(measure: str) -> None:
    for row in rows("varied", measure)[:5]:
        if row.records and row.n:
            assert frame("varied").evidence(Where.parse(row.records)), row


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_gives_the_same_rows_again(measure: str) -> None:
    if "varied again" not in _MADE:
        _MADE["varied again"] = EDITIONS["varied"]()
    assert [asdict(row) for row in rows("varied again", measure)] == [asdict(row) for row in rows("varied", measure)]


@pytest.mark.parametrize("measure", MEASURES)
def test_rows_open_in_a_frame_that_has_not_run_the_measure(measure: str) -> None:
    """`attache measure --records` opens the edition anew."""
    if "fresh" not in _MADE:
        _MADE["fresh"] = EDITIONS["varied"]()
    for row in rows("varied", measure)[-3:]:
        opens(_MADE["fresh"], row)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_is_documented(measure: str) -> None:
    one = MEASURES[measure]
    assert one.chapter in CHAPTERS
    assert one.question.endswith("?")
    assert one.definition.endswith(".")
    assert one.denominator
    assert all(one.variants.values())
    assert len(one.question) < 130


def test_groups_have_names_for_people() -> None:
    codebook = shipped_codebook()
    for measure in MEASURES:
        for row in rows("varied", measure):
            for by, group in ((row.by_1, row.group_1), (row.by_2, row.group_2)):
                if by is not None:
                    assert all(name_of(by, codebook)), by
                    assert all(group_label(by, group, codebook)), (by, group)


def test_unknown_is_a_row_of_every_table_of_one_dimension() -> None:
    """Shares of the values of one dimension, with `unknown`, account for every opportunity."""
    tables = (
        "locations.country",
        "locations.mission",
        "locations.year",
        "locations.quarter",
        "content.organisation_kind",
    )
    for measure in tables:
        found = rows("varied", measure)
        assert sum(row.n or 0 for row in found) == frame("varied").count(), measure
        assert any(row.group_1 == "unknown" for row in found), measure
    for measure, one in MEASURES.items():
        if one.chapter in ("methods", "content") and "of the codebook; `unknown`" in one.definition:
            said = {row.group_1: row.n for row in rows("varied", measure)}
            assert (said["stated"] or 0) + (said["unknown"] or 0) == 60, measure
