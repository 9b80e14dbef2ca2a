"""Money: the table of amounts, kinds, spans, hostile text."""

from __future__ import annotations

import csv
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.text import normalise
from attache.read.money import KINDS, amounts
from attache.read.numerals import digits, number

STYLES = list(csv.DictReader(Path(__file__).with_name("money_styles.csv").read_text(encoding="utf-8").splitlines()))


def test_the_table_is_written_out() -> None:
    assert len(STYLES) >= 80
    assert {row["kind"] for row in STYLES} == {*KINDS, ""}


@pytest.mark.parametrize("row", STYLES, ids=[row["text"] for row in STYLES])
def test_styles(row: dict[str, str]) -> None:
    found = amounts(row["text"])
    assert [m.as_stated for m in found] == ([row["as_stated"]] if row["as_stated"] else [])
    for money in found:
        assert money.kind == row["kind"], money
        assert (money.currency or "") == row["currency"], money
        assert [money.low, money.high] == [float(row[c]) if row[c] else None for c in ("low", "high")], money
        assert money.approximate == (row["approximate"] == "yes"), money
        assert money.reason


def test_a_paragraph() -> None:
    text = normalise(
        "该公司成立于2010年，注册资本500万欧元，现有员工30人，年销售额约2000万欧元。2016年获得A轮融资800万美元，"
        "估值达1亿美元。现寻求1000万至1500万美元投资，可出让不超过25%的股权；产品能耗降低30%，单价3,500美元/台。"
    )
    assert [(m.kind, m.currency, m.low, m.high) for m in amounts(text)] == [
        ("registered_capital", "EUR", 5e6, 5e6),
        ("revenue", "EUR", 2e7, 2e7),
        ("funding_received", "USD", 8e6, 8e6),
        ("valuation", "USD", 1e8, 1e8),
        ("investment_sought", "USD", 1e7, 1.5e7),
        ("equity_share", None, None, 25.0),
        ("price", "USD", 3500.0, 3500.0),
    ]


def test_the_yuan_of_a_traditional_text_is_not_guessed() -> None:
    (money,) = amounts("該公司計劃與臺灣業者合作開發雷達，預算500万元。")
    assert (money.currency, money.low) == (None, 5e6)
    assert "traditional" in money.reason


def test_odd_letters() -> None:
    assert [money.low for money in amounts("5 mill\u0131ons USD, $5 billion\u017f")] == [5e6, 5e9]


def test_two_names_for_one_number_are_not_chosen_from() -> None:
    (money,) = amounts("EUR 500万美元")
    assert (money.currency, "two currencies" in money.reason) == (None, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1亿2000万", 120000000), ("三百五", 350), ("二十万亿", 20 * 10**12), ("两千零五", 2005), ("1.2亿", 120000000),
     ("廿一", 21), ("拾伍", 15), ("0万", 0), ("二〇一九", None), ("1.2.3", None), ("", None), ("," * 30, None)],
)  # fmt: skip
def test_numerals(text: str, value: int | None) -> None:
    assert number(text) == value


def test_spelt_digits() -> None:
    assert [digits(t) for t in ("二〇一九", "二O一九", "2019", "二十", "")] == [2019, 2019, 2019, None, None]


@given(
    st.text(alphabet="0123456789.,万亿千百十一二三多近约$€¥元美欧日 %股占出让融资至-–以上KmBillion人民币", max_size=50)
)
def test_any_text_gives_amounts_with_their_words(text: str) -> None:
    found = amounts(text)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    for money in found:
        assert money.span.of(text) == money.as_stated != ""
        assert money.kind in KINDS
        assert money.low is None or money.high is None or 0 <= money.low <= money.high


@given(
    st.integers(1, 9999),
    st.sampled_from(["万", "亿", "千万", "百万"]),
    st.sampled_from(["美元", "欧元", "英镑", "卢布"]),
)
def test_what_is_written_is_read(count: int, scale: str, name: str) -> None:
    (money,) = amounts(f"投资{count}{scale}{name}。")
    factor = {"万": 1e4, "亿": 1e8, "千万": 1e7, "百万": 1e6}[scale]
    assert money.low == money.high == count * factor
    assert money.currency == {"美元": "USD", "欧元": "EUR", "英镑": "GBP", "卢布": "RUB"}[name]


PLAIN = ("1", "1,", "一")


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1.", "一", "百", "万", "$", "1-", "1万", "百分之", "占股1%", "1万元", "€ "]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * ((1_000_000 if piece in PLAIN else 200_000) // len(piece))
    began = time.perf_counter()
    amounts(text)
    assert time.perf_counter() - began < 20
