"""Agreement of coders against published worked examples."""

from __future__ import annotations

import math

import pytest

from attache.measure.agreement import agreement, alpha, alpha_interval, kappa, labelled

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), examples A, B and C.
TEN_ARTICLES = ([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
TWELVE_UNITS = ("aabbdcccedda", "babbbcccedda"[:11] + "d")
FOUR_CODERS = (
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
)


def transposed(coders: tuple[list[int | None], ...]) -> list[list[int | None]]:
    return [list(unit) for unit in zip(*coders, strict=True)]


def test_published_examples_of_alpha() -> None:
    assert alpha(list(zip(*TEN_ARTICLES, strict=True))) == pytest.approx(0.095, abs=5e-4)
    letters = [[ord(a), ord(b)] for a, b in zip(*TWELVE_UNITS, strict=True)]
    assert alpha(letters) == pytest.approx(0.692, abs=5e-4)
    assert alpha(transposed(FOUR_CODERS)) == pytest.approx(0.743, abs=5e-4)


def test_the_published_example_of_kappa() -> None:
    table = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert kappa(table) == pytest.approx(0.4)


def test_all_of_it_at_once() -> None:
    found = agreement(transposed(FOUR_CODERS))
    assert (found.units, found.coders) == (11, 4)
    assert found.percent == pytest.approx(43 / 55)
    assert found.interval is not None
    assert found.alpha is not None
    assert found.interval[0] < found.alpha <= found.interval[1] <= 1


def test_perfect_agreement_is_one_and_none_is_below_chance() -> None:
    assert alpha([[0, 0], [1, 1], [2, 2]]) == 1
    assert kappa([(0, 0), (1, 1)]) == 1
    assert (alpha([[0, 1], [1, 0]]) or 0) < 0


@pytest.mark.parametrize("ratings", [[], [[1, None], [None, 2]], [[1, 1], [1, 1]]])
def test_what_is_not_defined_is_none_and_never_a_number(ratings: list[list[int | None]]) -> None:
    assert alpha(ratings) is None
    assert alpha_interval(ratings) is None
    found = agreement(ratings)
    assert found.alpha is None
    assert found.interval is None
    assert found.kappa is None
    assert not any(isinstance(one, float) and math.isnan(one) for one in (found.percent, found.kappa))


def test_the_interval_is_the_same_each_time_and_widens_with_fewer_units() -> None:
    many = [[at % 3, at % 3 if at % 4 else (at + 1) % 3] for at in range(300)]
    first, again = alpha_interval(many), alpha_interval(many)
    few = alpha_interval(many[:30])
    assert first == again
    assert first is not None
    assert few is not None
    assert few[1] - few[0] > first[1] - first[0]


def test_sets_of_values_are_rated_value_by_value_and_as_a_whole() -> None:
    codes = [{"a": frozenset("xy"), "b": frozenset("x")}, {"a": frozenset("z")}]
    assert labelled(codes, ["a", "b"], "x") == [[1, 1], [0, None]]
    assert labelled(codes, ["a", "b"], "y") == [[1, 0], [0, None]]
    assert labelled(codes, ["a", "b"], None) == [[1, 0], [2, None]]
