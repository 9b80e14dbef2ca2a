"""Published figures beside those of an edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from attache.core.errors import NotFoundError
from attache.measure.chapters import MEASURES
from attache.measure.claims import Compared, compare, window_of
from attache.measure.claims.coverage import coverage
from attache.measure.frame import Frame, Stamp
from attache.vocabulary.claims import Claims, Ours, load_all_claims
from attache.vocabulary.codebook import load_codebook
from tests.measure.claims.figures import claims_from
from tests.measure.editions import edition_tables, posted

YEARS = range(2015, 2021)
Open = Callable[[str | None, str | None], Frame]


def opener(
    countries: dict[str, int], *, synthetic: bool = False, years: range = YEARS, as_of: str = "2022-01-01"
) -> Open:
    """Return what opens an edition with so many postings per country, spread over the years."""
    hosts = [country for country, count in countries.items() for _ in range(count)]
    rows: dict[str, list[object]] = {}
    for number, host in enumerate(hosts):
        day = f"{years[number % len(years)]}-{1 + number // 6 % 12:02}-0{1 + number % 9}"
        for table, more in posted(number, host_country=host, published_on=day).items():
            rows.setdefault(table, []).extend(more)
    windows: list[object] = []

    def opens(since: str | None, until: str | None) -> Frame:
        assert (since, until) not in windows, "each window is opened once"
        windows.append((since, until))
        return Frame(edition_tables(**rows), Stamp("e", 1, synthetic, as_of, since, until), load_codebook(None))

    return opens


def verdicts(claims: Claims, opens: Open | None) -> dict[str, Compared]:
    return {one.published.key: one for one in compare(claims, opens)}


AS_PUBLISHED = {"RU": 112, "US": 77, "GB": 62, "JP": 57, "DE": 334}


def test_an_edition_with_the_published_counts_matches() -> None:
    found = verdicts(load_all_claims(), opener(AS_PUBLISHED))
    assert [found[key].verdict for key in ("C013", "C014", "C015", "C008")] == ["matches"] * 4
    us = found["C013"]
    assert us.ours.value == 77
    assert us.ours.row is not None
    assert us.ours.row.row_id == "locations.country/default/host_country/US"
    assert us.ours.row.window == "2015/2020"


def test_conflicting_sources_and_which_of_them_ours_supports() -> None:
    for russia, supported in ((112, ["112", "122"]), (95, ["112"]), (140, ["122"]), (300, [])):
        found = verdicts(load_all_claims(), opener({**AS_PUBLISHED, "RU": russia}))
        for key in ("C011", "C012"):
            assert found[key].verdict == "sources conflict"
            assert sorted(claim.as_stated for claim in found[key].supports) == supported, russia
            assert {claim.as_stated for claim in found[key].stated} == {"112", "122"}
    both = verdicts(load_all_claims(), opener(AS_PUBLISHED))["C011"]
    assert both.reason.endswith("agrees with 112 and 122, nearest to 112")


def test_another_count_differs() -> None:
    found = verdicts(load_all_claims(), opener({**AS_PUBLISHED, "US": 200, "GB": 0}))
    assert found["C013"].verdict == found["C008"].verdict == "differs"
    assert found["C014"].verdict == "differs"
    assert found["C014"].ours.value == 0, "a country without postings was counted, and is none"


def test_a_synthetic_edition_is_not_compared() -> None:
    found = verdicts(load_all_claims(), opener(AS_PUBLISHED, synthetic=True))
    assert (found["C013"].verdict, found["C013"].reason) == ("not comparable", "the edition is synthetic")
    assert found["C011"].verdict == "sources conflict"
    assert found["C011"].supports == ()
    assert found["C064"].verdict == "matches", "our reference lists are no part of a synthetic edition"


@pytest.mark.parametrize(
    ("years", "as_of", "says"),
    [
        (range(2016, 2021), "2022-01-01", "2015"),
        (range(2015, 2019), "2022-01-01", "none of 2019, 2020"),
        (YEARS, "2020-06-01", "captured until 2020-06-01"),
        (range(2023, 2024), "2024-01-01", "no posting of that time"),
    ],
)
def test_an_edition_of_another_time_is_not_compared(years: range, as_of: str, says: str) -> None:
    found = verdicts(load_all_claims(), opener(AS_PUBLISHED, years=years, as_of=as_of))["C013"]
    assert found.verdict == "not comparable"
    assert found.reason.startswith("out of window: ")
    assert says in found.reason


def test_an_empty_edition_and_none_at_all() -> None:
    empty = verdicts(load_all_claims(), opener({}))["C013"]
    assert empty.verdict == "not comparable"
    none = verdicts(load_all_claims(), None)
    assert none["C013"].verdict == "not measured yet"
    assert none["C076"].reason == "not measured by an edition"


def test_a_measure_without_a_figure_is_not_measured_yet(tmp_path: Path) -> None:
    claims = load_all_claims()
    us = claims.figures["C013"]
    nowhere = replace(us, ours=(Ours(measure="locations.country", groups={"year": "2019"}, of="n"),))
    value = replace(us, ours=(Ours(measure="locations.country", groups={"host_country": "US"}, of="value"),))
    for one in (nowhere, value):
        changed = Claims({**claims.figures, "C013": one}, claims.sources, claims.rules, claims.rates)
        assert verdicts(changed, opener(AS_PUBLISHED))["C013"].verdict == "not measured yet"


def test_another_unit_is_not_compared() -> None:
    found = verdicts(load_all_claims(), None)["C084"]
    assert found.verdict == "not comparable"
    assert found.reason.startswith("another unit: ")
    assert found.ours.value == 7


def test_the_mapping_may_name_its_own_window(tmp_path: Path) -> None:
    text = """claims:
  - id: X001
    statement: Posts from Japan of 2019
    value: ">=5"
    unit: posts
    source: a book
    grade: report
    window: 2015/2020
    ours: {measure: locations.country, groups: {host_country: JP}, since: 2019, until: 2019}
"""
    claims = claims_from(tmp_path, text)
    mine = claims.figures["X001"]
    assert window_of(mine.claim, mine.ours[0]) == ("2019", "2019")
    found = verdicts(claims, opener(AS_PUBLISHED))["X001"]
    assert found.verdict == "matches"
    assert found.ours.row is not None
    assert found.ours.row.window == "2019/2019"


def test_every_mapping_names_what_is_there() -> None:
    mapped = [ours for one in load_all_claims().figures.values() for ours in one.ours]
    assert len(mapped) > 30
    for ours in mapped:
        if ours.measure is not None:
            assert ours.measure in MEASURES, ours
            assert ours.variant in MEASURES[ours.measure].variants, ours
    for one in verdicts(load_all_claims(), opener(AS_PUBLISHED)).values():
        for found in (one.ours, *one.others):
            if found.by is not None and found.by.measure is not None:
                assert found.row is not None, f"{one.published.key}: no row of {found.by}"
                assert found.value is not None or found.row.note, f"{one.published.key}: {found.by} has no figure"


def test_without_a_cohort_the_outcome_share_is_not_measured_yet() -> None:
    found = verdicts(load_all_claims(), opener(AS_PUBLISHED))["C021"]
    assert found.verdict == "not measured yet"
    assert "no cohort has been drawn" in found.reason


def test_other_definitions_are_shown_beside_the_nearest() -> None:
    found = verdicts(load_all_claims(), opener({"RU": 112, "US": 77, "GB": 62, "JP": 57, "DE": 205, "CH": 129}))["C016"]
    assert [other.by.variant for other in found.others if other.by] == [
        "post.without_us.with_taiwan.all",
        "report.with_us.with_taiwan.all",
        "report.without_us.with_taiwan.all",
    ]
    assert found.verdict == "differs"
    assert "post.without_us.with_taiwan.all, 50.47 (46.61–54.32), does not agree with it" in found.reason
    assert all(other.row is not None for other in found.others)


@pytest.mark.parametrize(
    "ours", [Ours(measure="locations.moon"), Ours(measure="locations.country", variant="green"), Ours(reference="moon")]
)
def test_a_mapping_to_nothing_is_refused(ours: Ours) -> None:
    claims = load_all_claims()
    changed = {**claims.figures, "C013": replace(claims.figures["C013"], ours=(ours,))}
    with pytest.raises(NotFoundError):
        compare(Claims(changed), opener(AS_PUBLISHED))


def test_coverage_counts_what_is_there() -> None:
    found = coverage(opener(AS_PUBLISHED)("2015", "2020"), "2015", "2020")
    assert (found.postings, found.empty, found.whole) == (642, (), True)
    month = coverage(opener({"US": 3}, years=range(2020, 2021))("2020-07", "2021-06"), "2020-07", "2021-06")
    assert not month.whole
