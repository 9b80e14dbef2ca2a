from __future__ import annotations

import random
from collections import Counter

import pytest

from attache.measure.lives import curve, quantile, quantiles
from attache.measure.survival import kaplan_meier, median


def sample(seed: int, size: int = 80, most: int = 40) -> tuple[list[float], list[bool]]:
    dice = random.Random(seed)
    return [float(dice.randint(0, most)) for _ in range(size)], [dice.random() < 0.4 for _ in range(size)]


def counted(days: list[float], happened: list[bool]) -> list[tuple[float, int, int]]:
    found = Counter(zip(days, happened, strict=True))
    return [(day, found[day, True], found[day, False]) for day in sorted(set(days))]


@pytest.mark.parametrize("seed", range(6))
def test_counts_by_day_give_the_curve_of_the_single_lives(seed: int) -> None:
    days, happened = sample(seed, size=[5, 12, 80, 80, 200, 3][seed])
    at = [0, 5, 17, 39, 40, 99]
    ours, theirs = curve(counted(days, happened), at), kaplan_meier(days, happened, at)
    assert [p.day for p in ours] == [p.day for p in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert (one.share_happened, one.low, one.high) == pytest.approx((other.share_happened, other.low, other.high))
        assert one.at_risk == other.at_risk


def test_all_gone_and_nobody_there() -> None:
    assert curve([], [10]) == []
    (point,) = curve([(3, 4, 0)], [10])
    assert (point.share_happened, point.high) == (1.0, 1.0)
    assert 0 < point.low < 1
    (none,) = curve([(20, 0, 5)], [10])
    assert (none.share_happened, none.low) == (0.0, 0.0)
    assert none.high > 0


def test_the_median_is_that_of_the_single_lives() -> None:
    days, happened = sample(3)
    named = {name: found for name, *found in quantiles(days, happened)}
    assert named["median"][0] == median(days, happened)[0]
    assert (named["q25"][0] or 0) <= (named["median"][0] or 0)


def test_a_share_that_is_not_reached_has_no_day() -> None:
    points = curve([(5, 1, 0), (50, 0, 9)])
    assert quantile(points, 0.5)[0] is None
    assert quantiles([5.0, 9.0], [False, False])[1] == ("median", None, None, None)
