"""Spans and fields."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.spans import Span, absent, anchored, merge


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


@given(st.text("ab ", max_size=30), st.text("ab ", max_size=12), st.integers(-5, 40), st.integers(-5, 40))
def test_words_that_are_cited_are_found_again_or_not_at_all(text: str, quote: str, start: int, end: int) -> None:
    found = anchored(start, end, quote, text)
    if found is None:
        assert not quote or quote not in text or not 0 <= start < end
    else:
        assert found.of(text) == quote
        others = [at for at in range(len(text)) if text.startswith(quote, at)]
        assert abs(found.start - start) == min(abs(at - start) for at in others) or found == Span(start, end)


def test_the_place_nearest_to_the_old_one_is_meant() -> None:
    assert anchored(7, 10, "abc", "abc. xx abc yyyyyyyyyy abc") == Span(8, 11)
    assert anchored(0, 3, "abc", "no such words") is None
