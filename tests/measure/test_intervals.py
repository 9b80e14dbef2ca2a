"""Intervals against published worked examples, and their coverage by calculation."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.measure.intervals import difference, exact, of_count, poisson, quantiles, stratified, wilson


def test_worked_examples() -> None:
    # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I; 873-890, table II, method 10.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert exact(15, 148) == pytest.approx((0.0578, 0.1617), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    share, (low, high) = difference(56, 70, 48, 80)
    assert (share, low, high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert difference(9, 10, 3, 10)[1] == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert difference(10, 10, 0, 10)[1] == pytest.approx((0.6075, 1.0), abs=5e-5)
    # Garwood, Biometrika 28 (1936), table; 10 events.
    assert poisson(10) == pytest.approx((4.7954, 18.3904), abs=5e-5)
    assert poisson(0) == pytest.approx((0, 3.6889), abs=5e-5)


def test_rare_counts_are_exact() -> None:
    assert of_count(4, 40)[0] == exact(4, 40)
    assert of_count(37, 40)[0] == exact(37, 40)
    assert of_count(20, 40)[0] == wilson(20, 40)
    assert wilson(0, 0) == exact(0, 0) == (0, 1)


@given(st.integers(1, 400), st.data())
def test_an_interval_holds_its_share_and_is_never_a_point(total: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, total))
    for low, high in (wilson(n, total), exact(n, total), of_count(n, total)[0]):
        assert 0 <= low <= n / total + 1e-12
        assert n / total - 1e-12 <= high <= 1
        assert low < high


def test_a_difference_needs_two_groups() -> None:
    with pytest.raises(InputError, match="share of nothing"):
        difference(0, 0, 1, 2)


def _covered(size: int, count: int, drawn: int) -> float:
    """Return how often the interval of a simple random sample holds the share of a finite population."""
    ways = [comb(count, n) * comb(size - count, drawn - n) for n in range(drawn + 1)]
    held = 0
    for n, way in enumerate(ways):
        low, high = stratified([(n, drawn, size)])[1]
        held += way if low - 1e-12 <= count / size <= high + 1e-12 else 0
    return held / sum(ways)


def test_one_stratum_covers_at_the_nominal_rate_in_a_finite_population() -> None:
    rates = [_covered(200, count, 60) for count in range(10, 191, 5)]
    assert sum(rates) / len(rates) == pytest.approx(0.955, abs=0.02)
    assert min(rates) > 0.9


def test_strata() -> None:
    share, (low, high) = stratified([(3, 10, 100), (0, 5, 50)])
    assert share == pytest.approx(0.2)
    assert low < share < high
    narrow = stratified([(30, 100, 100), (15, 50, 50)])
    assert narrow == (0.3, (0.3, 0.3)), "all were drawn, so nothing is left open"
    missed, (low, high) = stratified([(10, 10, 100), (0, 0, 100)])
    assert missed == pytest.approx(0.75)
    assert low < 0.5 < high == 1, "nobody looked at the second half"
    assert stratified([]) == (0.0, (0.0, 1.0))
    with pytest.raises(InputError, match="a stratum has more"):
        stratified([(4, 3, 10)])


def test_quantiles() -> None:
    # Hahn and Meeker (1991), 5.2: the median of 100 lies between the 40th and 61st with 95 %.
    values = list(range(1, 101))
    (_, _, _), median, (_, _, _) = quantiles(values)
    assert median == (50.5, 40, 61)
    assert quantiles([3, 1, 2], (0.5,)) == [(2, None, None)], "three values say nothing about a median's ends"
    assert quantiles([3, 1, 2, 6, 5, 4], (0.5,)) == [(3.5, 1, 6)]
    assert quantiles([]) == []
