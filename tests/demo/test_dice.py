from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.text import normalise
from attache.demo.dates import in_chinese, written_date
from attache.demo.dice import Dice, fill
from attache.demo.markup import Block, to_html
from attache.demo.money import amount, share


def test_chance_is_the_same_for_ever() -> None:
    dice = Dice("attache", 1)
    assert [dice.below(1000) for _ in range(6)] == [415, 560, 921, 354, 997, 280]
    assert dice.spin("{a|b|c} {1..9} {0.00..1.00}") == "b 3 0.67"


def test_different_seeds_differ() -> None:
    assert len({Dice(1, n).bits() for n in range(500)}) == 500
    assert Dice("a", "bc").bits() != Dice("ab", "c").bits()


def test_numbers_spread_evenly() -> None:
    dice = Dice("even")
    counts = Counter(dice.below(10) for _ in range(20_000))
    assert all(1800 < counts[n] < 2200 for n in range(10))
    weights = Counter(dice.weighted({"a": 3, "b": 1}) for _ in range(8000))
    assert 5700 < weights["a"] < 6300
    assert 700 < sum(dice.chance(0.1) for _ in range(8000)) < 900


@given(st.integers(0, 10**6), st.lists(st.integers(), max_size=8), st.integers(0, 9))
def test_samples_are_parts(seed: int, items: list[int], n: int) -> None:
    got = Dice(seed).sample(items, n)
    assert len(got) == min(n, len(items))
    assert not Counter(got) - Counter(items)


@pytest.mark.parametrize(
    ("template", "pattern"),
    [
        ("a{b|c}d", "a[bc]d"),
        ("{3..5}", "[345]"),
        ("{1.0..1.2}", r"1\.[012]"),
        ("{x{1..2}|y}", "x1|x2|y"),
        ("{|z}", "z?"),
        ("{6|8}英寸", "[68]英寸"),
    ],
)
def test_choices(template: str, pattern: str) -> None:
    for n in range(40):
        assert re.fullmatch(pattern, Dice(n).spin(template))


def test_slots_without_a_value_stay() -> None:
    assert fill("[a] and [b]", {"a": "1"}) == "1 and [b]"


@pytest.mark.parametrize("kind", ["investment_sought", "price", "revenue", "valuation"])
@pytest.mark.parametrize("currency", [("EUR", "欧元", "€"), ("JPY", "日元", "JPY"), ("RUB", "卢布", "RUB")])
def test_amounts_say_what_they_mean(kind: str, currency: tuple[str, str, str]) -> None:
    for n in range(200):
        page, meaning = amount(Dice(kind, n), kind, currency)
        assert meaning.as_stated == normalise(page.replace("&nbsp;", "\xa0"))
        assert meaning.low > 0
        assert meaning.high is None or meaning.high >= meaning.low
        assert (meaning.high is None) == meaning.as_stated.endswith("以上")
        first = re.search(r"\d[\d,]*(?:\.\d+)?", meaning.as_stated)
        if first:
            number = float(first[0].replace(",", ""))
            ratio = meaning.low / number
            assert min(abs(ratio - scale) / scale for scale in (1, 1e4, 1e6, 1e8)) < 1e-6
        assert (meaning.currency is None) == bool(re.fullmatch(r"\d+万", meaning.as_stated))


def test_shares_say_what_they_mean() -> None:
    for n in range(200):
        _, meaning = share(Dice("share", n))
        assert 0 < meaning.low <= (meaning.high or 0) < 100
        assert meaning.currency is None
        digits = re.findall(r"\d+", meaning.as_stated)
        assert [float(d) for d in digits] in ([], [meaning.low], [meaning.low, meaning.high])


def test_dates_say_what_they_mean() -> None:
    assert in_chinese(2019) == "二〇一九"
    shapes = set()
    for n in range(400):
        words, iso, precision = written_date(Dice("date", n), date(2019, 11, 25))
        assert iso == {"day": "2019-11-25", "month": "2019-11"}[precision]
        shapes.add(words)
    assert {"二〇一九年十一月二十五日", "2019年11月", "2019-11-25"} <= shapes


def test_markup_escapes_and_keeps_the_words() -> None:
    for n in range(60):
        html = to_html(Dice(n), [Block("a < b & c&nbsp;d", "标签"), Block("R&D", "其他")])
        assert "a &lt; b &amp; c&nbsp;d" in html
        assert "R&amp;D" in html
