"""Formulas among published figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.measure.claims.formulas import NothingError, counts_of, evaluate, names_in
from attache.measure.claims.ranges import Range
from tests.measure.claims.figures import claim, figures_of

FIGURES = figures_of(
    claim("642", key="C001"),
    claim(">300", key="C002"),
    claim("77", key="C013"),
    claim("89", unit="percent", key="C022"),
    claim("1", key="C024"),
    claim(None, as_stated="2020-07", window="2020-07", key="C087"),
)


def test_formulas_are_computed() -> None:
    assert evaluate("100 * C013 / C001", FIGURES).low == pytest.approx(11.9938, abs=1e-4)
    assert evaluate("-(C013 - C024) + 1", FIGURES) == Range(-75, -75)
    assert evaluate("C001 / C002", FIGURES).high == pytest.approx(2.14)
    assert evaluate("C013", FIGURES, {"C013": Range(78, 78)}) == Range(78, 78)


def test_the_count_behind_a_percentage() -> None:
    assert evaluate("counts(C022, C013 - C024)", FIGURES) == Range(68, 68)
    with pytest.raises(NothingError):
        evaluate("counts(C022, C013)", FIGURES)


def test_wilsons_interval() -> None:
    figures = figures_of(claim("14", key="C020"), claim("30", key="C019"))
    found = evaluate("100 * wilson(C020, C019)", figures)
    assert (found.low, found.high) == pytest.approx((30.2, 63.9), abs=0.05)
    with pytest.raises(InputError, match="no interval"):
        evaluate("wilson(C019, C020)", figures)


@given(st.integers(1, 2000), st.data())
def test_counts_are_all_that_round_to_it(total: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    percent = round(100 * count / total)
    counts = counts_of(Range(percent - 0.5, percent + 0.5), total)
    assert count in counts
    assert all(abs(100 * one / total - percent) <= 0.5 + 1e-9 for one in counts)


def test_names_are_found_in_order() -> None:
    assert names_in("100 * (C013 + C001) / C013 + counts(C022, C024)") == ("C013", "C001", "C022", "C024")


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("C013 +", "not a formula"),
        ("", "not a formula"),
        ("C013 ** C001", "not a formula"),
        ("__import__('os')", "not a formula"),
        ("C013.real", "not a formula"),
        ("open(C013, C001)", "not a formula"),
        ("True", "not a formula"),
        ("((((" * 60, "not a formula"),
        ("X999", "names X999, which is no figure"),
        ("C087 + 1", "names C087, which is no number"),
    ],
)
def test_bad_formulas_are_one_sentence(formula: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        evaluate(formula, FIGURES)
    assert caught.value.mend
