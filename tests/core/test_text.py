"""The stored form of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.text import normalise, share_of_han, simplify


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("ＡＢＣ　１２３％", "ABC 123%"),
        ("激光雷达，（固态）：是！", "激光雷达，（固态）：是！"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a \n b\n\n\n\nc  ", "a\nb\n\nc"),
        ("pass\u200bword\u202edcba\ufeff\x00", "passworddcba"),
        ("ﬁne ｶﾅ", "fine カナ"),
        ("e\u0301", "é"),
        ("5㎡ ①", "5㎡ ①"),
        ("", ""),
    ],
)
def test_what_is_folded_and_what_is_kept(raw: str, stored: str) -> None:
    assert normalise(raw) == stored


@given(st.text(st.characters(codec=None)))
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once
    once.encode("utf-8")


@given(st.text())
def test_simplifying_keeps_every_place(raw: str) -> None:
    assert len(simplify(raw)) == len(raw)


def test_simplify_and_share() -> None:
    assert simplify("積體電路與雷達") == "积体电路与雷达"
    assert share_of_han("激光 radar") == pytest.approx(2 / 7)
    assert share_of_han("123") == 0.0
