from __future__ import annotations

from dataclasses import replace
from typing import Any

from attache.core.records import Capture, Notice, Reading
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.recapture import chapman
from tests.measure.editions import frame_of, joined, made, posted

Key = tuple[str, str | None, str | None]


def rows(frame: Frame, measure: str) -> dict[Key, Estimate]:
    return {(row.variant, row.group_1, row.group_2): row for row in MEASURES[measure].run(frame)}


def at(source: str, number: int, *, host: str, key: str, group: int | None = None) -> dict[str, list[Any]]:
    both = group is not None
    part = posted(number, group_id=f"doc-{group if both else number:03}", group_size=2 if both else 1)
    document = part["documents"][0]
    part["documents"] = [replace(document, source_id=source, url=f"https://{host}/{key}", item_key=key)]
    return part


def mirrored(*, hosts: tuple[str, str] = ("one.example", "www.two.example"), keys: str = "own") -> Frame:
    """Thirty postings in one source, twenty in another, ten of them in both."""
    parts = [
        at("a", number, host=hosts[0], key=f"k{number}", group=number if number < 10 else None) for number in range(30)
    ]
    for number in range(20):
        key = f"k{number}" if keys == "shared" else f"m{number}"
        parts.append(at("b", 100 + number, host=hosts[1], key=key, group=number if number < 10 else None))
    return frame_of(joined(parts))


def test_two_mirrors_give_chapmans_estimate() -> None:
    found = rows(mirrored(), "coverage.recapture")
    row, known = found["pairs", "a", "b"], chapman(30, 20, 10)
    assert known is not None
    assert (row.n, row.value, row.low, row.high) == (10, known.number, known.low, known.high)
    assert row.note is not None
    assert "40 were seen; sources that copy from each other" in row.note
    several = found["several", None, None]
    assert several.n == 40
    assert several.value is not None
    assert several.value > 40


def test_columns_of_one_site_are_one_source() -> None:
    found = rows(mirrored(hosts=("www.one.example", "one.example")), "coverage.recapture")
    for variant in ("pairs", "several"):
        row = found[variant, None, None]
        assert (row.n, row.value) == (40, None)
        assert row.note is not None
        assert "one site with its columns" in row.note


def test_an_archive_of_a_site_is_a_source_of_its_own() -> None:
    found = rows(mirrored(hosts=("one.example", "one.example"), keys="shared"), "coverage.recapture")
    assert found["pairs", "a", "b"].value is not None


def test_no_estimate_from_too_little_overlap() -> None:
    parts = [at("a", 1, host="x.example", key="1"), at("b", 2, host="y.example", key="2")]
    found = rows(frame_of(joined(parts)), "coverage.recapture")
    assert found["pairs", "a", "b"].value is None
    assert found["several", None, None].value is None
    note = found["pairs", "a", "b"].note
    assert note is not None
    assert "fewer than 3" in note


def test_completeness() -> None:
    parts = [
        posted(1, published_on="2019-01-02", host_country="IL", mission_id="il-embassy", organisation="org-1"),
        posted(2, published_on="2019", host_country="IL"),
        posted(3),
    ]
    found = {group: row.n for (_, group, _), row in rows(frame_of(joined(parts)), "coverage.completeness").items()}
    assert found == {
        "published_on": 2, "host_country": 2, "mission_id": 1, "organisation_id": 1, "day": 1, "all_four": 1
    }  # fmt: skip


def test_refusals_failures_spans_and_notices() -> None:
    readings = [
        made(Reading, unit_id=f"u{n}", source_id="a", refusal="no text" if n < 2 else None) for n in range(5)
    ] + [made(Reading, unit_id="v", source_id="b")]
    captures = [
        made(Capture, capture_id="c1", source_id="a", captured_at="2020-01-05T00:00:00Z", http_status=200),
        made(Capture, capture_id="c2", source_id="a", captured_at="2020-02-05T00:00:00Z", failure="timeout"),
        made(Capture, capture_id="c3", source_id="a", captured_at="2020-02-06T00:00:00Z", http_status=503),
        made(Capture, capture_id="c4", source_id="b", captured_at="2020-02-06T00:00:00Z"),
    ]
    notice = made(Notice, source_id="a", kind="incomplete_sweep", message="page 3 was missing", count=4)
    frame = frame_of({"readings": readings, "captures": captures, "notices": [notice]})
    refused = rows(frame, "coverage.refused")
    assert (refused["default", None, None].n, refused["default", None, None].total) == (2, 6)
    assert refused["default", "a", None].note == "most often: no text"
    failed = rows(frame, "coverage.failed_captures")
    assert (failed["year", "a", "2020"].n, failed["year", "a", "2020"].total) == (2, 3)
    assert (failed["month", "a", "2020-01"].n, failed["month", "a", "2020-02"].n) == (0, 2)
    assert failed["month", "b", "2020-02"].n == 0, "a file has no status"
    assert rows(frame, "coverage.span")["default", "a", None].value == 32
    assert rows(frame, "coverage.notices")["default", "a", "incomplete_sweep"].value == 4
