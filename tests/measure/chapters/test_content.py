"""Content: unions beside sums, two levels of fields, lists, government laboratories, repeats."""

from __future__ import annotations

import pytest

from attache.core.organisations import Organisation
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from tests.measure.editions import coded, frame_of, joined, made, posted, small_tables

Row = tuple[str, str | None, str | None]


def run(measure: str, frame: Frame) -> dict[Row, Estimate]:
    return {(row.variant, row.group_1, row.group_2): row for row in MEASURES[measure].run(frame)}


def with_codes(*said: dict[str, str | list[str]], days: list[str] | None = None) -> Frame:
    parts, codes = [], []
    for at, values in enumerate(said):
        parts.append(posted(at, published_on=days[at] if days else "2019-01-01"))
        for variable, ones in values.items():
            codes += [coded(f"opp-{at:03}", variable, one) for one in ([ones] if isinstance(ones, str) else ones)]
    return frame_of(joined(parts) | {"codes": codes})


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("variant", list(MEASURES["content.biotech_or_ai"].variants))
def test_union_is_sum_less_overlap_and_parts_are_all(seed: int, variant: str) -> None:
    rows = run("content.biotech_or_ai", frame_of(small_tables(50, seed)))
    n = {
        group: rows[variant, group, None].n or 0
        for group in ("biotechnology", "ai", "either", "both", "neither", "unknown")
    }
    assert n["either"] == n["biotechnology"] + n["ai"] - n["both"]
    assert n["either"] + n["neither"] + n["unknown"] == 50
    assert rows[variant, "sum", None].value == n["biotechnology"] + n["ai"]
    assert rows[variant, "sum", None].share is None


def test_biotechnology_or_ai_in_its_definitions() -> None:
    frame = with_codes(
        {"technology_field": ["gene_cell"], "mic2025_sector": "biopharma_devices"},
        {
            "technology_field": ["med_device", "ai_ml"],
            "mic2025_sector": ["biopharma_devices", "next_gen_it"],
            "ai_keyword": "deep_learning",
        },
        {"technology_field": ["ai_ml"], "mic2025_sector": "next_gen_it", "ai_keyword": "big_data_analytics"},
        {
            "technology_field": ["robotics_automation"],
            "mic2025_sector": "cnc_robotics",
            "ai_keyword": "intelligent_robot",
        },
        {"technology_field": ["metals"], "mic2025_sector": "new_materials"},
        {},
    )
    rows = run("content.biotech_or_ai", frame)
    said = {
        "fields": (1, 2, 3, 0, 2, 1),
        "fields_broad": (2, 2, 3, 1, 2, 1),
        "sector_or_keyword": (2, 3, 4, 1, 1, 1),
        "sector_or_it_keyword": (2, 2, 3, 1, 2, 1),
    }
    for variant, numbers in said.items():
        groups = ("biotechnology", "ai", "either", "both", "neither", "unknown")
        assert tuple(rows[variant, group, None].n for group in groups) == numbers, variant


def test_a_wide_field_counts_an_opportunity_once() -> None:
    frame = with_codes({"technology_field": ["gene_cell", "biopharma"]}, {"technology_field": "life_health"}, {})
    rows = run("content.field", frame)
    assert rows["wide", "life_health", None].n == 2
    assert rows["narrow", "gene_cell", None].n == 1
    assert rows["narrow", "wide_field_alone", None].n == 1
    assert ("narrow", "life_health", None) not in rows
    assert rows["wide", "unknown", None].n == rows["narrow", "unknown", None].n == 1
    assert rows["wide", "energy", None].n == 0


def test_fields_within_years() -> None:
    fields: list[dict[str, str | list[str]]] = [{"technology_field": "quantum"}, {"technology_field": "metals"}, {}]
    rows = run("content.field_year", with_codes(*fields, days=["2018", "2019", "2019"]))
    assert (rows["wide", "2019", "materials"].n, rows["wide", "2019", "materials"].total) == (1, 2)
    assert rows["wide", "2018", "electronics"].share == 1
    assert rows["wide", "2019", "unknown"].n == 1
    assert rows["narrow", "2018", "quantum"].n == 1


def test_military_levels_add_up_from_above() -> None:
    rows = run("content.military", with_codes(*({"military_relevance": f"M{level}"} for level in (0, 1, 1, 2, 4)), {}))
    assert [rows["at_least", f"M{level} or more", None].n for level in (1, 2, 3, 4)] == [4, 2, 1, 1]
    assert rows["level", "M3", None].n == 0
    assert rows["level", "unknown", None].n == 1


def test_government_laboratories_and_those_on_ai() -> None:
    frame = with_codes(
        {"gov_funding": "lab_owned_by_gov", "gov_ai_flag": "yes"},
        {"gov_funding": "lab_owned_by_gov", "ai_keyword": "deep_learning"},
        {"gov_funding": "gov_grant_stated", "gov_ai_flag": "yes", "ai_keyword": "deep_learning"},
        {"gov_funding": "none_found", "ai_keyword": "deep_learning"},
        {},
    )
    rows = run("content.government", frame)
    assert (rows["laboratory", "laboratory", None].n, rows["funded", "funded", None].n) == (2, 3)
    rows = run("content.government_ai", frame)
    assert {key[:2]: (row.n, row.total) for key, row in rows.items()} == {
        ("of_all", "ai_field"): (2, 5), ("of_all", "ai_keyword"): (2, 5),
        ("of_funded", "ai_field"): (2, 3), ("of_funded", "ai_keyword"): (2, 3),
        ("of_laboratories", "ai_field"): (1, 2), ("of_laboratories", "ai_keyword"): (1, 2),
    }  # fmt: skip


def test_information_technology_with_keywords() -> None:
    frame = with_codes(
        {"mic2025_sector": "next_gen_it", "ai_keyword": "deep_learning"},
        {"mic2025_sector": "next_gen_it"},
        {"ai_keyword": "deep_learning"},
    )
    rows = run("content.it_with_ai", frame)
    assert rows["of_all", "it_with_ai_keyword", None].n == 1
    assert rows["of_all", "ai_keyword_without_it", None].n == 1
    assert (rows["of_it", "it_with_ai_keyword", None].n, rows["of_it", "it_with_ai_keyword", None].total) == (1, 2)


def test_postings_technologies_and_organisations_are_three_numbers() -> None:
    parts = [
        posted(0, organisation="org-a"),
        posted(1, organisation="org-a", group_id="doc-000", group_size=2),
        posted(2, organisation="org-a"),
        posted(3, organisation="org-b"),
        posted(4),
    ]
    kinds = [made(Organisation, organisation_id=one, name=one, kind="company") for one in ("org-a", "org-b")]
    frame = frame_of(joined(parts) | {"organisations": kinds})
    rows = run("content.postings_per_organisation", frame)
    assert rows["postings", "3–5", None].n == 1
    assert rows["technologies", "2", None].n == 1
    assert rows["postings", "mean", None].value == 2
    assert rows["technologies", "mean", None].value == 1.5
    assert rows["postings", "unknown", None].n == 1
    rows = run("content.reposts", frame)
    assert (rows["default", "true", None].n, rows["default", "false", None].n) == (4, 1)
    assert rows["default", "technologies", None].value == 4
