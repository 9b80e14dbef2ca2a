"""Editions merged into listing intervals."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from attache.link.entries import Entry
from attache.link.registers import DatedEdition, merge_editions


def edition(date: str, *names: str, complete: bool = True, **more: str) -> DatedEdition:
    return DatedEdition(date, [Entry(name, name.title(), "r", **more) for name in names], complete)  # type: ignore[arg-type]


def told(editions: list[DatedEdition]) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(e.id, e.valid_from, e.valid_to, e.observed) for e in merge_editions(editions)]


def test_unstated_dates_are_observed_and_marked() -> None:
    found = told([edition("2021", "a", "b"), edition("2022", "b", "c"), edition("2023", "b", "c")])
    assert found == [
        ("a", "2021", "2021", "valid_from valid_to"),
        ("b", "2021", None, "valid_from"),
        ("c", "2022", None, "valid_from"),
    ]


def test_the_order_of_editions_is_that_of_their_dates() -> None:
    editions = [edition("2023", "b"), edition("2021", "a", "b"), edition("2022", "b")]
    assert told(editions) == told(sorted(editions, key=lambda one: one.date))


def test_stated_dates_win() -> None:
    found = told([edition("2021", "a", valid_from="2019-05-16", valid_to="2020-01-01"), edition("2022", "b")])
    assert found[0] == ("a", "2019-05-16", "2020-01-01", None)


def test_an_edition_that_only_adds_ends_nothing() -> None:
    found = told([edition("2021", "a"), edition("2022", "b", complete=False)])
    assert found == [("a", "2021", None, "valid_from"), ("b", "2022", None, "valid_from")]


def test_what_comes_back_has_two_intervals() -> None:
    found = told(
        [edition("2021", "a", "b"), edition("2022", "b"), edition("2023", "a", "b"), edition("2024", "a", "b")]
    )
    assert found[:2] == [
        ("a", "2021", "2021", "valid_from valid_to"),
        ("a@2023", "2023", None, "valid_from"),
    ]


def test_a_gap_within_a_stated_time_is_no_gap() -> None:
    dated = {"valid_from": "2019-05-16"}
    found = told([edition("2021", "a", **dated), edition("2022", "b"), edition("2023", "a", **dated)])
    assert [one for one in found if one[0].startswith("a")] == [("a", "2019-05-16", None, None)]


def test_earlier_names_become_aliases() -> None:
    before = DatedEdition("2021", [Entry("1", "Old Name", "r", aliases=("ON",))])
    after = DatedEdition("2022", [Entry("1", "New Name", "r", aliases=("NN",))])
    (one,) = merge_editions([before, after])
    assert (one.name, one.aliases) == ("New Name", ("NN", "Old Name", "ON"))


@given(st.lists(st.sets(st.sampled_from("abcd")), min_size=1, max_size=7))
def test_an_entry_is_listed_exactly_in_the_editions_that_have_it(present: list[set[str]]) -> None:
    dates = [f"20{n:02d}" for n in range(len(present))]
    merged = merge_editions([edition(date, *sorted(names)) for date, names in zip(dates, present, strict=True)])
    ids = [entry.id for entry in merged]
    assert len(set(ids)) == len(ids)
    for date, names in zip(dates, present, strict=True):
        standing = {
            entry.id.partition("@")[0]
            for entry in merged
            if (entry.valid_from or "") <= date and (entry.valid_to is None or date <= entry.valid_to)
        }
        assert standing == names
