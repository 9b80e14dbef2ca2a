"""Intervals of postings that agree: as wide as if each cluster were one."""

from __future__ import annotations

import pytest

from attache.measure.clusters import effect_of_copies, of_copies, of_organisations, squares
from attache.measure.frame import Frame
from attache.measure.intervals import of_count, wilson
from attache.measure.shares import shares
from tests.measure.editions import frame_of, joined, posted
from tests.measure.test_shares import MEASURE


def frame(copies: int, organisations: list[str | None]) -> Frame:
    """Forty postings: each stands `copies` times, and offers the next of some organisations."""
    return frame_of(
        joined(
            [
                posted(
                    at, host_country="US" if (at // copies) % 2 else "RU", group_id=f"doc-{at // copies * copies:03}",
                    organisation=organisations[at % len(organisations)],
                )
                for at in range(40)
            ]
        )
    )  # fmt: skip


def test_what_stands_twice_counts_as_one() -> None:
    assert effect_of_copies(frame(1, [None])) == 1
    doubled = frame(2, [None])
    assert effect_of_copies(doubled) == 2
    assert of_copies(20, 40, 2) == (wilson(10, 20), "Wilson score, 95%, copies count as one")
    (first, _) = shares(doubled, MEASURE, ["host_country"])
    assert (first.n, first.total, first.share) == (20, 40, 0.5)
    assert (first.low, first.high) == pytest.approx(wilson(10, 20))


def test_without_copies_nothing_changes() -> None:
    assert of_copies(3, 40, 1.0) == of_count(3, 40)
    assert effect_of_copies(frame_of({})) == 1


def test_postings_of_one_organisation_agree_and_those_without_one_do_not() -> None:
    whole = frame(1, ["org-a", "org-a", "org-b", None])
    assert squares(whole, "units") == 20**2 + 10**2 + 10
    (low, high), method = of_organisations(20, 40, 510)
    assert (low, high) == wilson(20 / 12.75, 40 / 12.75) or "exact" in method
    assert high - low > 0.7
    assert of_organisations(20, 40, 40) == of_count(20, 40)
