from __future__ import annotations

import pytest

from attache.measure.drifting import js_distance, permuted
from attache.measure.testing import adjusted, fisher


def test_distance_is_nought_for_equal_shares_and_one_for_nothing_in_common() -> None:
    assert js_distance([1, 2, 3], [10, 20, 30]) == pytest.approx(0)
    assert js_distance([1, 0], [0, 1]) == pytest.approx(1)
    assert js_distance([3, 1], [1, 3]) == pytest.approx(js_distance([1, 3], [3, 1]))


def test_years_that_differ_are_told_from_years_that_do_not() -> None:
    same, chance = permuted({0b01: 50, 0b10: 50}, {0b01: 50, 0b10: 50})
    assert same == pytest.approx(0)
    assert chance == 1
    apart, rare = permuted({0b01: 80, 0b10: 20}, {0b01: 20, 0b10: 80})
    assert apart > 0.4
    assert rare == pytest.approx(1 / 200)


def test_the_test_holds_its_level_where_nothing_changed() -> None:
    import numpy as np  # noqa: PLC0415 -- only here

    dice, low = np.random.default_rng(5), 0
    for _ in range(100):
        one, other = (dict(enumerate(dice.multinomial(60, [0.3, 0.3, 0.4]), 1)) for _ in range(2))
        low += permuted({k: int(v) for k, v in one.items()}, {k: int(v) for k, v in other.items()})[1] <= 0.05
    assert low <= 11, "more than 11 of 100 at 5 % has a chance below 0.5 %"


def test_many_looks_are_paid_for() -> None:
    assert adjusted([]) == []
    assert adjusted([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert fisher(8, 10, 1, 6) == pytest.approx(0.034965, abs=1e-6), "example of scipy, checked by hand"
    assert fisher(5, 10, 50, 100) == pytest.approx(1)
