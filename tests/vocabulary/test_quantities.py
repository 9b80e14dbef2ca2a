from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.vocabulary.quantities import Quantity, parse_quantity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("642", ("=", 642, 642)),
        ("1,600", ("=", 1600, 1600)),
        ("46.7", ("=", 46.7, 46.7)),
        (">300", (">", 300, None)),
        (">=50", (">=", 50, None)),
        ("≥50", (">=", 50, None)),
        ("130+", (">=", 130, None)),
        ("<12", ("<", None, 12)),
        ("<=5", ("<=", None, 5)),
        ("~80", ("~", 80, 80)),
        ("60-80", ("range", 60, 80)),
        ("30.2–63.9", ("range", 30.2, 63.9)),
    ],
)
def test_figures_as_sources_state_them(text: str, expected: tuple[str, float | None, float | None]) -> None:
    got = parse_quantity(text)
    assert (got.comparator, got.low, got.high) == expected


@pytest.mark.parametrize("text", ["", "half", ">", "1-2-3", ">5+", "80-60", "1e9", "inf", "nan", "9" * 40, "--", "٣"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_quantity(text)


@given(st.text(max_size=30))
def test_never_crashes(text: str) -> None:
    try:
        quantity = parse_quantity(text)
    except InputError:
        return
    assert quantity.low is not None or quantity.high is not None


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_ranges_round_trip(a: int, b: int) -> None:
    low, high = sorted((a, b))
    assert parse_quantity(f"{low}-{high}") == Quantity("range", low, high)


@pytest.mark.parametrize("bad", [("=", 1, 2), (">", 1, 1), ("<", 1, None), ("text", 1, 1), ("range", 2, 1)])
def test_a_comparator_goes_with_its_bounds(bad: tuple[str, float | None, float | None]) -> None:
    with pytest.raises(InputError, match="does not go with"):
        Quantity(*bad)  # type: ignore[arg-type]
