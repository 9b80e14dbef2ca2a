"""Yearly exchange rates: what is converted, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.vocabulary.rates import convert, load_rates, rates


@pytest.mark.parametrize(
    ("currency", "year", "low", "high"),
    [  # what the Federal Reserve's G.5A says, give or take 2 %
        ("EUR", 2015, 0.88, 0.92),
        ("CNY", 2020, 6.77, 7.04),
        ("JPY", 2022, 128.8, 134.1),
        ("KRW", 2025, 1393, 1450),
        ("USD", 2012, 1, 1),
    ],
)
def test_average_of_a_year(currency: str, year: int, low: float, high: float) -> None:
    assert low <= rates()[currency, year].per_usd <= high


def test_the_budget_of_hebei_in_dollars() -> None:
    """The press made 153,000 dollars of its 1,000,000 yuan in January 2021."""
    dollars = convert(1_000_000, "CNY", 2020)
    assert dollars is not None
    assert 140_000 < dollars < 156_000


def test_what_is_not_known_is_not_converted() -> None:
    assert convert(1, "USD", 1999) is None
    assert convert(1, "XXX", 2015) is None
    assert convert(1, "USD", 2015, "XXX") is None


@given(st.sampled_from(sorted(rates())), st.floats(1, 1e12))
def test_there_and_back(key: tuple[str, int], amount: float) -> None:
    currency, year = key
    there = convert(amount, currency, year, "CNY")
    assert there is not None
    assert convert(there, "CNY", year, currency) == pytest.approx(amount)


def test_every_currency_has_every_year_and_a_source() -> None:
    years = {year for _, year in rates()}
    assert years == set(range(2008, 2026))
    assert len(rates()) == len(years) * len({currency for currency, _ in rates()})
    assert all(rate.source and rate.grade for rate in rates().values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("currency,2015,source,grade\nEUR,zero,here,official\n", "`2015`"),
        ("currency,2015,source,grade\nEUR,0,here,official\n", "rate of 0"),
        ("currency,2015,source,grade\nEUR,1,here,official\nEUR,1,here,official\n", "EUR"),
        ("currency,source,grade\nEUR,here,official\n", "no table of rates"),
        ("currency,2015,source,grade\neuro,1,here,official\n", "`currency`"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_rates(path)


def test_an_empty_cell_is_a_rate_that_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("currency,2015,2016,source,grade\nEUR,,0.9,here,official\n", encoding="utf-8")
    assert [(rate.year, rate.per_usd) for rate in load_rates(path)] == [(2016, 0.9)]
