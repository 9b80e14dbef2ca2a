"""Registers as they were published, where the development data is there."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from pathlib import Path

import pytest

from attache.link.registers import DatedEdition, load, merge_editions

LISTS = Path(__file__).parents[4] / "shared" / "data" / "lists"
pytestmark = pytest.mark.skipif(not LISTS.is_dir(), reason="no development data")


def test_the_securities_list_has_its_68_rows() -> None:
    loaded = load(LISTS / "ofac_cons_prim_ns_cmic.csv.gz")
    cmic = [entry for entry in loaded.entries if entry.register == "us-ns-cmic"]
    assert len(cmic) == 68
    assert all(entry.valid_from for entry in cmic)
    assert loaded.left_out["individuals"] == 79


def test_aliases_come_from_their_file(tmp_path: Path) -> None:
    for name, file in (("cons_prim.csv", "ofac_cons_prim_ns_cmic.csv.gz"), ("cons_alt.csv", "ofac_cons_alt.csv.gz")):
        (tmp_path / name).write_bytes(gzip.decompress((LISTS / file).read_bytes()))
    alone = load(tmp_path / "cons_prim.csv")
    both = load(tmp_path)
    assert len(both.entries) == len(alone.entries)
    assert sum(len(e.aliases) for e in both.entries) > sum(len(e.aliases) for e in alone.entries)


def test_no_person_of_the_sdn_list_becomes_an_entry() -> None:
    loaded = load(LISTS / "ofac_sdn.csv.gz", register="us-ofac-sdn")
    assert loaded.left_out == {"aircraft": 217, "individuals": 3845, "vessels": 323}
    assert len(loaded.entries) == 2994
    assert {entry.register for entry in loaded.entries} == {"us-ofac-sdn"}


def test_military_companies_are_one_entry_each_over_the_editions() -> None:
    loaded = load(LISTS / "dod_1260h.csv.gz", register="us-dod-1260h")
    assert loaded.format == "1260h-csv"
    twice = {name for name, count in Counter(entry.name for entry in loaded.entries).items() if count > 1}
    assert twice == {"Yangtze Memory Technologies Co., Ltd.", "ChangXin Memory Technologies, Inc."}, (
        "off, then on again"
    )
    avic = next(entry for entry in loaded.entries if "Aviation Industry Corporation of China" in entry.name)
    assert (avic.valid_from, avic.valid_to) == ("2021-06-03", None)
    assert sum(entry.valid_to == "2026-02-17" for entry in loaded.entries) == 12
    assert any(entry.parents for entry in loaded.entries)


def test_eight_cuts_of_the_military_companies_merge_into_intervals() -> None:
    with gzip.open(LISTS / "dod_1260h.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days = sorted({row[key] for row in rows for key in ("Start date", "End date")} - {""})
    assert len(days) == 6
    cuts = [*days, "2026-07-01", "2026-08-01"]
    editions = [DatedEdition(day, _standing(rows, day)) for day in cuts]
    merged = {entry.name: entry for entry in merge_editions(editions)}
    costar = merged["Costar Group Co., Ltd."]
    assert (costar.valid_from, costar.valid_to) == ("2021-06-03", "2025-01-07")
    assert costar.observed == "valid_from valid_to"
    dji = merged["Shenzhen DJI Technology Co., Ltd."]
    assert (dji.valid_from, dji.valid_to) == ("2026-06-08", None)


def _standing(rows: list[dict[str, str]], day: str) -> list[object]:
    ended = {row["Clean Name"]: row["End date"] for row in rows if row["End date"] and row["End date"] <= day}
    kept = [row for row in rows if ended.get(row["Clean Name"], "") < row["Start date"] <= day]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Name", "Alias"])
    writer.writerows((row["Clean Name"], row["Alias"]) for row in kept)
    return list(load(out.getvalue().encode(), register="us-dod-1260h").entries)


def test_institutions_of_concern_by_year() -> None:
    loaded = load(LISTS / "dod_section_1286.csv.gz", register="us-dod-1286")
    harbin = next(entry for entry in loaded.entries if entry.name == "Harbin Engineering University")
    assert (harbin.country, harbin.valid_from, harbin.valid_to) == ("CN", "2022", None)
    assert sum(entry.valid_to is None for entry in loaded.entries) >= 130


def test_denied_parties_by_name() -> None:
    loaded = load(LISTS / "bis_denied_persons_dpl.txt.gz", register="us-bis-dpl")
    names = {entry.name for entry in loaded.entries}
    assert {"CHITRON ELECTRONICS COMPANY LIMITED", "UNITED AFRICAN AIRLINES"} <= names
    assert not {"WERNER J. BRUCHHAUSEN", "DAQING ZHOU", "EARL HENRY RICHMOND"} & names


def test_military_intelligence_end_users() -> None:
    loaded = load(LISTS / "bis_mieu.csv.gz", register="us-bis-mieu")
    assert len(loaded.entries) == 13
    assert loaded.unread == ("Topics",)
