"""Reposts are grouped, others are not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.read.similar import SAME, group, resemblance, sketch

_CHARS = [chr(c) for c in range(0x4E00, 0x4E00 + 2000)]


def _text(seed: int, length: int = 300) -> str:
    return "".join(random.Random(seed).choices(_CHARS, k=length))


def test_white_space_and_punctuation_do_not_tell_reposts_apart() -> None:
    text = _text(1)
    spread = "，\n ".join(text[i : i + 7] for i in range(0, len(text), 7))
    assert sketch(text) == sketch(spread)


def test_a_small_edit_stays_in_the_group_and_another_text_does_not() -> None:
    text = _text(1)
    edited = text[:100] + _text(7, 6) + text[106:]
    assert resemblance(sketch(text), sketch(edited)) > SAME
    assert group([sketch(text), sketch(_text(2)), sketch(edited)]) == [0, 1, 0]


def test_short_texts_stand_alone() -> None:
    assert sketch("短文") == ""
    assert group(["", "", sketch(_text(3))]) == [0, 1, 2]
    assert resemblance("", sketch(_text(3))) == 0.0


def test_estimate_is_near_the_true_similarity() -> None:
    one = _text(5, 2000)
    for share in (0.1, 0.3, 0.5):
        keep = int(len(one) * (1 - share))
        other = one[:keep] + _text(6, len(one) - keep)
        a, b = ({t[i : i + 4] for i in range(len(t) - 3)} for t in (one, other))
        assert resemblance(sketch(one), sketch(other)) == pytest.approx(len(a & b) / len(a | b), abs=0.2)


@given(st.lists(st.integers(0, 5), max_size=12))
def test_equal_texts_always_share_a_group_led_by_the_first(seeds: list[int]) -> None:
    found = group([sketch(_text(seed)) for seed in seeds])
    assert found == [seeds.index(seed) for seed in seeds]


@given(st.text(st.characters(codec=None)))
def test_any_text_has_a_sketch(text: str) -> None:
    assert len(sketch(text)) in (0, 256)
