"""Selections as values: written, read back, narrowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.measure.where import ALL, Where, alternatives, either

names = st.from_regex(r"[a-z_]{1,12}", fullmatch=True).filter(str.isidentifier)
texts = st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable())
conditions = st.dictionaries(names, st.lists(texts, max_size=4, unique=True).map(tuple), max_size=4)


@given(names, conditions)
def test_what_is_written_reads_back(relation: str, said: dict[str, tuple[str, ...]]) -> None:
    where = Where(relation).also(**said)
    assert Where.parse(str(where)) == where
    assert str(Where.parse(str(where))) == str(where)


@given(st.text(max_size=60))
def test_any_text_is_a_selection_or_refused(text: str) -> None:
    try:
        where = Where.parse(text)
    except InputError:
        return
    assert Where.parse(str(where)) == where


def test_as_people_write_it() -> None:
    where = ALL.also(host_country=["US", "GB"], technology_field="lidar_sensing", year=None)
    assert str(where) == "opportunities?host_country=US&host_country=GB&technology_field=lidar_sensing"
    assert str(ALL.also(host_country="!US")) == "opportunities?host_country=!US"
    assert str(ALL) == "opportunities"


@pytest.mark.parametrize("text", ["", "?a=b", "a b?c=d", "opportunities?noequals", "opportunities?a=%ZZ&&"])
def test_what_is_no_selection_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        Where.parse(text)


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (("US", "GB"), ("GB", "FR"), ("GB",)),
        (("US",), ("GB",), ()),
        (("US",), ("!GB",), ("US", "!GB")),
        (("!GB",), ("US",), ("US", "!GB")),
        (("!GB",), ("!US",), ("!GB", "!US")),
        ((), ("US",), ()),
        (("!US",), (), ()),
        (("US", "!GB"), ("US", "FR"), ("US", "!GB")),
    ],
)
def test_narrowing(first: tuple[str, ...], second: tuple[str, ...], both: tuple[str, ...]) -> None:
    assert ALL.also(host_country=first).also(host_country=second).conditions["host_country"] == both


def test_dates_and_alternatives_all_hold_together() -> None:
    where = ALL.also(**{"from": "2015-01", "to": "2020-07"}).also(**{"from": "2016"})
    assert where.conditions["from"] == ("2015-01", "2016")
    one, other = either([("stage", "lab"), ("year", "2019")]), either([("stage", "pilot")])
    where = ALL.also(either=one).also(either=other, host_country="US")
    assert where.conditions["either"] == (one, other)
    assert where.dimensions == {"stage", "year", "host_country"}
    assert Where.parse(str(where)) == where
    assert alternatives(one) == [("stage", "lab"), ("year", "2019")]


@pytest.mark.parametrize("text", ["", "stage", "stage:", ":lab", "stage:lab|", "stage:lab|year"])
def test_half_an_alternative_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        alternatives(text)
