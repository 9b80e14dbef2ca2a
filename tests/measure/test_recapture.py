"""Capture–recapture: a published example, when it abstains, coverage."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from attache.core.errors import InputError
from attache.measure.recapture import Estimated, chao, chapman


def test_chapman_worked_example() -> None:
    # Seber, The Estimation of Animal Abundance (1982), 3.1: (n1 + 1)(n2 + 1)/(m + 1) - 1.
    found = chapman(200, 150, 30)
    assert found is not None
    assert found.number == pytest.approx(201 * 151 / 31 - 1)
    assert found.seen == 320
    assert found.low > 320
    assert found.low < found.number < found.high
    assert found.note is None


def test_abstains_where_the_overlap_says_nothing() -> None:
    assert chapman(50, 40, 2) is None
    assert chapman(0, 0, 0) is None
    few = chapman(20, 20, 5)
    assert few is not None
    assert few.note == "only 5 are in both sources, so the estimate may be too low"
    assert chao({1: 30, 2: 2}, 3) is None
    assert chao({1: 30}, 1) is None
    assert chao({}, 4) is None


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(InputError, match="cannot be in both"):
        chapman(5, 8, 6)
    with pytest.raises(InputError, match="seen in 1 to 3 sources"):
        chao({4: 2}, 3)


def test_a_source_within_the_other_misses_nothing_that_is_known() -> None:
    found = chapman(100, 40, 40)
    assert found is not None
    assert found.number == pytest.approx(100)
    assert found.low == 100
    assert found.high > 100


def _found(rates: list[float], size: int, dice: random.Random) -> list[tuple[bool, ...]]:
    return [tuple(dice.random() < rate for rate in rates) for _ in range(size)]


def _holds(found: Estimated | None, size: int) -> bool:
    return found is not None and found.low <= size <= found.high


def test_chapman_covers_at_the_nominal_rate() -> None:
    dice = random.Random(5)
    held = 0
    for _ in range(500):
        ones = _found([0.4, 0.3], 150, dice)
        held += _holds(chapman(sum(a for a, _ in ones), sum(b for _, b in ones), sum(a and b for a, b in ones)), 150)
    assert held / 500 == pytest.approx(0.95, abs=0.03)


def test_chao_covers_where_sources_are_alike_and_stays_below_where_they_are_not() -> None:
    dice = random.Random(6)
    held, numbers = 0, []
    for _ in range(300):
        times = Counter(sum(one) for one in _found([0.3] * 4, 200, dice))
        found = chao({k: v for k, v in times.items() if k}, 4)
        held += _holds(found, 200)
        shy = Counter(sum(dice.random() < rate for _ in range(4)) for rate in [0.5] * 100 + [0.05] * 100)
        lower = chao({k: v for k, v in shy.items() if k}, 4)
        assert lower is not None
        numbers.append(lower.number)
    assert held / 300 == pytest.approx(0.95, abs=0.05)
    assert 100 < sum(numbers) / 300 < 200, "a lower bound where some are hardly ever seen"


def test_chao_with_nothing_seen_once() -> None:
    found = chao({2: 10, 3: 5}, 3)
    assert found is not None
    assert (found.number, found.low) == (15, 15)
    assert found.high > 15
