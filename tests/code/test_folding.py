"""Folding: one comparable form, position by position."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.code.folding import CLAUSE, SENTENCE, fold, folded_text, stops, word_characters


def folded(text: str) -> str:
    return folded_text(fold(text))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("LiDAR", "lidar"),
        ("雷達與積體電路", "雷达与积体电路"),
        ("５Ｇ，Ａ－Ｂ", "5g,a-b"),
        ("long—dash\u3000space\u00a0", "long-dash space "),
        ("it’s “x”", 'it\'s "x"'),
        ("ÉCOLE Straße", "école straße"),
    ],
)
def test_ways_to_write_the_same_meet(text: str, same: str) -> None:
    assert folded(text) == same


@given(st.text(max_size=80))
def test_folding_keeps_every_position_and_is_idempotent(text: str) -> None:
    once = folded(text)
    assert len(once) == len(text)
    assert folded(once) == once


def test_what_is_beyond_sixteen_bits_or_broken_is_one_unknown_character() -> None:
    assert folded("a𠮷b\ud800c😀") == "a\ufffdb\ufffdc\ufffd"


def test_stops_know_decimal_points_and_thousands() -> None:
    text = "价格1,200.5元，约定。Cost 3.5 m. Next"
    marks = stops(fold(text))
    assert marks[text.index(",2")] == 0
    assert marks[text.index(".5元")] == 0
    assert marks[text.index("，")] == CLAUSE
    assert marks[text.index("。")] == SENTENCE
    assert marks[text.index(". Next")] == SENTENCE


def test_han_characters_are_not_letters_of_a_word() -> None:
    word = word_characters()
    assert word[ord("a")]
    assert word[ord("é")]
    assert not word[ord("雷")]
    assert not word[ord("-")]
