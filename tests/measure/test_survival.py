"""Kaplan–Meier against a published example, its ends, and coverage under censoring."""

from __future__ import annotations

import random
from math import exp

import pytest

from attache.core.errors import InputError
from attache.measure.survival import between, kaplan_meier, median

# Freireich et al., Blood 21 (1963): weeks of remission under 6-MP; the example of most textbooks.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [at in {0, 1, 2, 4, 6, 9, 10, 14, 15} for at in range(21)]


def test_published_example() -> None:
    points = kaplan_meier(WEEKS, ENDED, [6, 10, 23])
    assert [1 - p.share_happened for p in points] == pytest.approx([0.8571, 0.7529, 0.4482], abs=5e-5)
    assert [p.at_risk for p in points] == [21, 15, 6]
    # survfit(conf.type = "log-log") of R's survival package gives these ends at 6 weeks.
    assert (1 - points[0].high, 1 - points[0].low) == pytest.approx((0.620, 0.952), abs=5e-4)
    assert median(WEEKS, ENDED) == (23, 13, None)


def test_before_the_first_and_after_the_last() -> None:
    before, last = kaplan_meier(WEEKS, ENDED, [3, 35])
    assert before.share_happened == before.low == 0
    assert before.high == pytest.approx(1 - 0.025 ** (1 / 21))
    assert last.at_risk == 1
    assert kaplan_meier(WEEKS, ENDED, [36]) == [], "nobody was followed for so long"
    assert kaplan_meier([], [], [10]) == []
    assert median([], []) == (None, None, None)


def test_all_at_once_and_none_at_all() -> None:
    (point,) = kaplan_meier([5, 5], [True, True], [9])
    assert (point.share_happened, point.high, point.at_risk) == (1, 1, 0)
    assert 0 < point.low < 1
    (point,) = kaplan_meier([5, 9, 9], [False] * 3, [7])
    assert (point.share_happened, point.low, point.at_risk) == (0, 0, 2)
    assert median([5, 9, 9], [False] * 3) == (None, None, None)


def test_days_within_bounds() -> None:
    first, last, happened = [10, 20, 40], [40, 50, 70], [True, True, False]
    (wide,) = between(first, last, happened, [30])
    (early,), (late,) = kaplan_meier(first, happened, [30]), kaplan_meier(last, happened, [30])
    assert wide.low == late.low
    assert wide.high == early.high
    (sure,) = between(first, first, happened, [30])
    assert sure == early
    with pytest.raises(InputError, match="earliest day is after"):
        between([5], [4], [True], [1])


def test_bad_lags_are_refused() -> None:
    with pytest.raises(InputError, match="one number of days"):
        kaplan_meier([-1.0], [True], [0])
    with pytest.raises(InputError, match="one number of days"):
        kaplan_meier([1.0, 2.0], [True], [0])


def test_covers_at_the_nominal_rate_under_censoring() -> None:
    dice = random.Random(11)
    held = halves = 0
    for _ in range(300):
        lags = [(dice.expovariate(1 / 400), dice.uniform(100, 1500)) for _ in range(60)]
        days, happened = [min(pair) for pair in lags], [lag <= end for lag, end in lags]
        (point,) = kaplan_meier(days, happened, [365])
        held += point.low <= 1 - exp(-365 / 400) <= point.high
        _, low, high = median(days, happened)
        halves += (low or 0) <= 400 * 0.693147 <= (high or 1e9)
    assert held / 300 == pytest.approx(0.95, abs=0.04)
    assert halves / 300 == pytest.approx(0.95, abs=0.04)
