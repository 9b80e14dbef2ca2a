"""Spans and fields."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.spans import Span, absent, merge


def test_a_span_proves_words() -> None:
    span = Span(2, 4)
    assert span.of("在激光雷达") == "光雷"
    assert span.shift(1).of("在激光雷达") == "雷达"
    assert len(span) == 2
    assert span.overlaps(Span(3, 9))
    assert not span.overlaps(Span(4, 9))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_no_impossible_span(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_absence_has_a_reason() -> None:
    field = absent("nothing is stated")
    assert (field.value, field.spans, field.reason) == (None, (), "nothing is stated")


_spans = st.tuples(st.integers(0, 50), st.integers(0, 9)).map(lambda t: Span(t[0], t[0] + t[1]))


@given(st.lists(_spans))
def test_merged_spans_cover_the_same_characters(spans: list[Span]) -> None:
    merged = merge(spans)
    covered = {i for s in spans for i in range(s.start, s.end)}
    assert {i for s in merged for i in range(s.start, s.end)} == covered
    assert all(a.end < b.start for a, b in pairwise(merged))
