"""What a published figure allows."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.measure.claims.ranges import EVERYTHING, Range, days_of, number, range_of, rounded
from tests.measure.claims.figures import claim

numbers = st.integers(-1000, 1000).map(float)
pairs = st.tuples(numbers, numbers).map(sorted).map(tuple)


@pytest.mark.parametrize(
    ("value", "unit", "as_stated", "allowed"),
    [
        ("642", "posts", None, Range(642, 642)),
        ("46.7", "percent", None, Range(46.65, 46.75, open_high=True)),
        ("89", "percent", None, Range(88.5, 89.5, open_high=True)),
        ("~80", "posts", None, Range(75, 85)),
        ("~180", "days", None, Range(171, 189)),
        (">140", "persons", None, Range(140, inf, open_low=True)),
        ("130+", "persons", None, Range(130, inf)),
        ("60-80", "persons", None, Range(60, 80)),
        ("<12", "percent", None, Range(0, 12, open_high=True)),
        (">70", "percent", None, Range(70, 100, open_low=True)),
        ("50", "percent", '50 ("half")', Range(47.5, 52.5)),
        ("<50", "percent", '<50 ("nearly half")', Range(45, 50, open_high=True)),
        ("<90", "percent", "nearly 90", Range(81, 90, open_high=True)),
        ("~2.1", "ratio", "~2.1 (upper bound)", Range(-inf, 2.15)),
    ],
)
def test_what_a_figure_allows(value: str, unit: str, as_stated: str | None, allowed: Range) -> None:
    found = range_of(claim(value, unit=unit, as_stated=as_stated))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((allowed.low, allowed.high))
    assert (found.open_low, found.open_high) == (allowed.open_low, allowed.open_high)


def test_a_date_allows_its_days_and_words_nothing() -> None:
    month = range_of(claim(None, as_stated="2020-07", window="2020-07"))
    day = range_of(claim(None, as_stated="2020-07-24", window="2020-07-24"))
    assert month is not None
    assert day is not None
    assert day.within(month)
    assert day.single
    assert range_of(claim(None, as_stated="soon")) is None


def test_open_ends_do_not_meet() -> None:
    assert not Range(0, 12, open_high=True).meets(Range(12, 12))
    assert Range(0, 12).meets(Range(12, 20))
    assert not Range(0, 12).meets(Range(12, 20, open_low=True))
    assert not Range(0, 1).meets(Range(2, 3))


@given(pairs, pairs, st.data())
def test_arithmetic_holds_every_result(a: tuple[float, float], b: tuple[float, float], data: st.DataObject) -> None:
    x, y = (data.draw(st.floats(low, high, allow_nan=False)) for low, high in (a, b))
    one, other = Range(*a), Range(*b)
    for found, result in ((one + other, x + y), (one - other, x - y), (one * other, x * y)):
        assert found.low - 1e-6 <= result <= found.high + 1e-6
    if not other.low <= 0 <= other.high:
        found = one / other
        assert found.low - 1e-6 <= x / y <= found.high + 1e-6
    else:
        assert one / other == EVERYTHING


def test_a_bound_divides() -> None:
    found = Range(642, 642) / Range(300, inf, open_low=True)
    assert (found.low, found.high, found.open_high) == (0, 2.14, True)


def test_round_numbers_are_rounded() -> None:
    assert rounded(153_000) == Range(152_500, 153_500)
    assert rounded(6.5) == Range(6.45, 6.55)


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        ("2015/2020", "2015-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-12", "2020-12-01", "2020-12-31"),
        ("2019-09-17", "2019-09-17", "2019-09-17"),
    ],
)
def test_windows_are_days(window: str, first: str, last: str) -> None:
    from datetime import date  # noqa: PLC0415

    assert days_of(window) == (date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal())


def test_windows_that_are_open_or_none() -> None:
    ended = days_of("/2014")
    assert ended is not None
    assert ended[0] == 0
    assert days_of(None) is days_of("spring") is days_of("2020-13") is None


def test_numbers_are_printed_short() -> None:
    assert [number(n) for n in (642.0, 47.975, 0.5, 1_000_000.0, 12345.6)] == [
        "642",
        "47.98",
        "0.5",
        "1,000,000",
        "12,346",
    ]
    shown = [str(Range(300, inf, open_low=True)), str(Range(-inf, 3)), str(Range(-5, 80.6)), str(EVERYTHING)]
    assert shown == ["more than 300", "at most 3", "up to 80.6", "anything"]
