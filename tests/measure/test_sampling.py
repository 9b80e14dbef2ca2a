"""Drawing: reproducible, exact in its chances, uniform."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.measure.sampling import allocate, draw, match, order

PEOPLE = [(f"org-{n:03}", "US" if n % 3 else "RU") for n in range(90)]


def test_the_same_seed_gives_the_same_sample_for_ever() -> None:
    assert order(["a", "b", "c", "d", "e"], 7) == ["d", "b", "c", "a", "e"]
    first = draw(PEOPLE, 12, 7)
    assert first == draw(list(reversed(PEOPLE)), 12, 7)
    assert {one.id for one in first} != {one.id for one in draw(PEOPLE, 12, 8)}
    assert [one.place for one in first] == list(range(1, 13))


def test_chances_are_exact() -> None:
    drawn = draw(PEOPLE, 12, 7)
    assert Counter(one.stratum for one in drawn) == {"US": 8, "RU": 4}
    assert {(one.stratum, one.stratum_size, one.probability) for one in drawn} == {
        ("US", 60, 8 / 60),
        ("RU", 30, 4 / 30),
    }
    assert sum(1 / one.probability for one in drawn) == pytest.approx(90)


def test_every_member_is_drawn_as_often_as_its_chance_says() -> None:
    population = [(str(n), "x") for n in range(10)]
    counts = Counter(one.id for seed in range(2000) for one in draw(population, 3, seed))
    expected, deviation = 600, (2000 * 0.3 * 0.7) ** 0.5
    assert all(abs(count - expected) < 4.5 * deviation for count in counts.values())
    assert len(counts) == 10


def test_allocations() -> None:
    sizes = {"big": 900, "small": 90, "tiny": 2}
    assert allocate(sizes, 100) == {"big": 90, "small": 9, "tiny": 1}
    assert allocate(sizes, 32, "equal") == {"big": 15, "small": 15, "tiny": 2}
    spread = {"big": 0.1, "small": 0.5, "tiny": 0.5}
    assert allocate(sizes, 28, "optimal", spread) == {"big": 18, "small": 9, "tiny": 1}


@given(
    st.dictionaries(st.text(max_size=3), st.integers(1, 50), min_size=1, max_size=8),
    st.data(),
    st.sampled_from(["proportional", "equal", "optimal"]),
)
def test_an_allocation_is_whole_and_possible(sizes: dict[str, int], data: st.DataObject, allocation: str) -> None:
    size = data.draw(st.integers(len(sizes), sum(sizes.values())))
    given = allocate(sizes, size, allocation)
    assert sum(given.values()) == size
    assert all(1 <= given[name] <= count for name, count in sizes.items())


@pytest.mark.parametrize("size", [0, -1, 91])
def test_what_cannot_be_drawn_is_refused(size: int) -> None:
    with pytest.raises(InputError, match="cannot be drawn"):
        draw(PEOPLE, size, 1)


def test_fewer_than_the_strata_is_refused() -> None:
    with pytest.raises(InputError, match="fewer than the 2 strata"):
        draw(PEOPLE, 1, 1)
    with pytest.raises(InputError, match="stands twice"):
        draw([*PEOPLE, PEOPLE[0]], 3, 1)
    with pytest.raises(InputError, match="no allocation"):
        allocate({"a": 1}, 1, "whim")


def test_a_comparison_group_has_the_strata_of_the_drawn() -> None:
    drawn = draw(PEOPLE, 12, 7)
    others = [(f"other-{n}", "US" if n < 40 else "RU" if n < 43 else "JP") for n in range(60)]
    found = match(others, drawn, 7)
    assert Counter(one.stratum for one in found) == {"US": 8, "RU": 3}
    assert {one.probability for one in found if one.stratum == "RU"} == {1.0}
    assert Counter(one.stratum for one in match(others, drawn, 7, 2)) == {"US": 16, "RU": 3}
