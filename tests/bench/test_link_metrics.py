"""The figures of the benchmark are right before anything is measured with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from link_metrics import average_precision, calibration, curve, recall_at, threshold_at, wilson

SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=50)
LABELLED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50).filter(
    lambda rows: any(truth for _, truth in rows)
)


def test_wilson_is_the_known_interval() -> None:
    assert wilson(0.5, 100) == pytest.approx((0.4038, 0.5962), abs=1e-4)
    assert wilson(0.0, 0) == (0.0, 1.0)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share(hits: int, n: int) -> None:
    share = min(hits, n) / n
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1


@given(SCORES, st.floats(0, 0.99))
def test_no_more_than_the_rate_is_above_the_threshold(scores: list[float], rate: float) -> None:
    cut = threshold_at(scores, rate)
    assert sum(score > cut for score in scores) <= rate * len(scores)


def test_recall_at_a_rate_of_false_alarms() -> None:
    wrong = [0.1] * 98 + [0.6, 0.9]
    assert recall_at([0.5, 0.7, 0.95, 0.99], wrong, 0.01) == 0.75
    assert recall_at([0.5, 0.7, 0.95, 0.99], wrong, 0.0) == 0.5


def test_average_precision_of_known_orders() -> None:
    assert average_precision([0.9, 0.8, 0.1], [True, True, False]) == 1
    assert average_precision([0.9, 0.8, 0.1], [False, False, True]) == pytest.approx(1 / 3)
    assert average_precision([0.5, 0.5, 0.5, 0.5], [True, False, False, False]) == 0.25


@given(LABELLED)
def test_the_curve_reaches_the_recalls_that_are_asked(rows: list[tuple[float, bool]]) -> None:
    scores, truths = [s for s, _ in rows], [t for _, t in rows]
    for (_, precision, recall), wanted in zip(curve(scores, truths, (0.5, 1.0)), (0.5, 1.0), strict=True):
        assert wanted <= recall <= 1
        assert 0 < precision <= 1


def test_calibration_of_known_answers() -> None:
    found = calibration([0.75] * 4 + [0.05] * 4, [True, True, True, False] + [False] * 4)
    assert [(one.n, one.true) for one in found.bins] == [(4, 0.0), (4, 0.75)]
    assert found.ece == pytest.approx(0.025)
    assert found.brier == pytest.approx((3 * 0.0625 + 0.5625 + 4 * 0.0025) / 8)


@given(LABELLED)
def test_every_probability_falls_into_one_bin(rows: list[tuple[float, bool]]) -> None:
    found = calibration([s for s, _ in rows], [t for _, t in rows])
    assert sum(one.n for one in found.bins) == len(rows)
    assert 0 <= found.ece <= 1
    assert 0 <= found.brier <= 1
