"""Listed on a day: partial dates are intervals, what is not stated is unknown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.link.entries import Entry
from attache.link.listing import days_of, lead, standing


def entry(start: str | None, end: str | None = None, observed: str | None = None, edition: str | None = None) -> Entry:
    return Entry("e", "Synthetic Example", valid_from=start, valid_to=end, observed=observed, edition=edition)


@pytest.mark.parametrize(
    ("start", "end", "day", "listed"),
    [
        ("2020-05-22", None, "2020-05-21", False),
        ("2020-05-22", None, "2020-05-22", True),
        ("2020-05-22", "2021-06-01", "2021-06-01", True),
        ("2020-05-22", "2021-06-01", "2021-06-02", False),
        ("2020", None, "2019-12-31", False),
        ("2020", None, "2020-07-01", None),
        ("2020", None, "2021-01-01", True),
        ("2020-05", "2021", "2021-03-01", None),
        ("2020-05", "2021", "2022-01-01", False),
        ("2020-05", "2021-02", "2021-01-31", True),
        (None, "2021-02", "2021-03-01", False),
        (None, "2021-02", "2021-01-01", None),
        (None, None, "2021-01-01", None),
    ],
)
def test_listed_on_a_day(start: str | None, end: str | None, day: str, listed: bool | None) -> None:
    found = standing(entry(start, end), date.fromisoformat(day))
    assert found.listed is listed
    assert found.why


def test_before_the_first_edition_seen_is_unknown() -> None:
    seen = entry("2022-10-05", None, "valid_from")
    assert standing(seen, date(2022, 10, 4)).listed is None
    assert standing(seen, date(2022, 10, 5)).listed is True


def test_after_the_last_edition_seen_it_is_unknown_until_the_next() -> None:
    seen = entry("2021-06-03", "2022-10-05", "valid_to")
    editions = ["2021-06-03", "2022-10-05", "2024-01-31"]
    assert standing(seen, date(2022, 10, 5), editions).listed is True
    assert standing(seen, date(2023, 6, 1), editions).listed is None
    assert standing(seen, date(2024, 1, 31), editions).listed is False
    assert standing(seen, date(2024, 1, 31)).listed is None


def test_an_open_end_names_the_edition_that_says_so() -> None:
    assert "2025-01-07" in standing(entry("2021-06-03", edition="2025-01-07"), date(2026, 1, 1)).why


def test_lead_time_has_a_sign_that_is_explained() -> None:
    assert lead(entry("2019-01-01"), "2019-01-31").days == 30
    assert "30 days before" in lead(entry("2019-01-01"), "2019-01-31").said
    after = lead(entry("2021-06-03"), "2019-07-15")
    assert after.days == -689
    assert "689 days after the first posting" in after.said
    assert lead(entry("2019-01-01"), "2019-01-01").days == 0


@pytest.mark.parametrize(
    ("start", "observed", "posted", "word"),
    [
        (None, None, "2019-07-15", "day of listing is not known"),
        ("2019-01-01", None, None, "no posting"),
        ("2019", None, "2019-07-15", "-169 to 195 days"),
        ("2019-01-01", None, "2019-07", "181 to 211 days"),
        ("2019-01-01", "valid_from", "2019-07-15", "first seen"),
    ],
)
def test_no_lead_time_without_two_days(start: str | None, observed: str | None, posted: str | None, word: str) -> None:
    found = lead(entry(start, None, observed), posted)
    assert found.days is None
    assert word in found.said


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from([4, 7, 10]))
def test_a_part_of_a_date_is_the_interval_around_it(day: date, size: int) -> None:
    first, last = days_of(day.isoformat()[:size])
    assert first <= day <= last
    assert (first - timedelta(days=1)).isoformat()[:size] != (last + timedelta(days=1)).isoformat()[:size]
    assert standing(entry(day.isoformat()[:size]), last + timedelta(days=1)).listed is True
    assert standing(entry(day.isoformat()[:size]), first - timedelta(days=1)).listed is False
