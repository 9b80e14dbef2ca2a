"""The editions that tests of measures are made on are as varied as they say."""

from __future__ import annotations

from attache.measure.frame import Frame
from attache.measure.where import Where


def test_small_edition_has_the_cases_that_measures_must_stand(small_frame: Frame) -> None:
    assert small_frame.count() == 60
    for dimension in ("host_country", "mission_id", "year", "quarter", "organisation_id", "technology_field"):
        counts = small_frame.counts([dimension])
        assert counts[("unknown",)] > 0, dimension
        assert len(counts) > 3, dimension
    how = dict(small_frame.rows("select how, count(*) from people group by how"))
    assert set(how) == {"adjudicated", "agreed", "disagreed", "one person"}
    assert small_frame.evidence(Where().also(host_country="US"))[0]["sha256"]


def test_empty_edition_counts_nothing(empty_frame: Frame) -> None:
    assert empty_frame.count() == 0
    assert empty_frame.counts(["host_country", "technology_field"]) == {}
