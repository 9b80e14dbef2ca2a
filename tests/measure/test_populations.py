"""Populations: each member once, in one stratum."""

from __future__ import annotations

from typing import Any

import pytest

from attache.core.errors import InputError
from attache.core.organisations import Organisation
from attache.measure.frame import Frame
from attache.measure.populations import mentioned, offered, opportunities, spread
from attache.measure.where import Where
from tests.measure.editions import coded, frame_of, joined, made, posted


@pytest.fixture(scope="module")
def frame() -> Frame:
    """Four postings: two of one organisation, one undated, one without organisation; two organisations only named."""
    parts: list[dict[str, list[Any]]] = [
        posted(1, published_on="2019-05-02", host_country="US", organisation="org-a"),
        posted(2, published_on="2018-01-01", host_country="RU", organisation="org-a"),
        posted(3, host_country="US", organisation="org-b"),
        posted(4, published_on="2020-01-01", host_country="US"),
    ]
    codes = [coded("opp-001", "technology_field", one) for one in ("lidar_sensing", "sensing_photonics", "digital")]
    names = {"a": ("US", 2), "b": ("US", 1), "c": ("FR", 0), "d": ("CN", 0), "e": (None, 0)}
    people = [
        made(Organisation, organisation_id=f"org-{key}", name=key, kind="company", country=country, opportunities=n,
             mentions=1, first_posted="2019-03-01")
        for key, (country, n) in names.items()
    ]  # fmt: skip
    return frame_of(joined([*parts, {"codes": codes, "organisations": people}]))


def test_strata_of_opportunities(frame: Frame) -> None:
    assert opportunities(frame, Where(), ()) == [(f"opp-00{n}", "all") for n in (1, 2, 3, 4)]
    assert dict(opportunities(frame, Where(), ("host_country", "year"))) == {
        "opp-001": "US × 2019", "opp-002": "RU × 2018", "opp-003": "US × unknown", "opp-004": "US × 2020",
    }  # fmt: skip
    fields = dict(opportunities(frame, Where(), ("technology_field",)))
    assert fields == {"opp-001": "digital", "opp-002": "unknown", "opp-003": "unknown", "opp-004": "unknown"}
    assert opportunities(frame, Where().also(host_country="RU"), ()) == [("opp-002", "all")]
    with pytest.raises(InputError, match="no dimension `nonsense`"):
        opportunities(frame, Where(), ("nonsense",))


def test_an_organisation_is_in_the_stratum_of_its_first_posting(frame: Frame) -> None:
    found = offered(frame, Where(), ("host_country",))
    assert [(one.id, one.stratum, one.index_on) for one in found] == [
        ("org-a", "RU", "2018-01-01"),
        ("org-b", "US", None),
    ]
    (american,) = offered(frame, Where().also(year="2019"), ("host_country",))
    assert (american.id, american.stratum, american.index_on) == ("org-a", "US", "2019-05-02")


def test_those_that_are_only_mentioned_are_foreign_and_not_offered(frame: Frame) -> None:
    assert [(one.id, one.stratum) for one in mentioned(frame, ("host_country", "year"))] == [
        ("org-c", "FR × 2019"),
        ("org-e", "unknown × 2019"),
    ]
    with pytest.raises(InputError, match="no `technology_field`"):
        mentioned(frame, ("technology_field",))


def test_a_spread_is_never_nought(frame: Frame) -> None:
    population = opportunities(frame, Where(), ("host_country",))
    found = spread(frame, population, "technology_field", "lidar_sensing")
    assert found["US"] == pytest.approx((2 / 5 * 3 / 5) ** 0.5)
    assert found["RU"] == pytest.approx((1 / 3 * 2 / 3) ** 0.5)
