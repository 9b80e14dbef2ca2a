from __future__ import annotations

from typing import Any

import pytest

from attache.core.organisations import FormerMention
from attache.core.records import Mention, Version
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from tests.measure.editions import coded, frame_of, joined, made, posted

Key = tuple[str, str | None, str | None]


def rows(frame: Frame, measure: str) -> dict[Key, Estimate]:
    return {(row.variant, row.group_1, row.group_2): row for row in MEASURES[measure].run(frame)}


def life(number: int, status: str, seen: str, since: str, last: str, **fields: Any) -> dict[str, list[Any]]:
    part = posted(number, status=status, **fields)
    old = part["lives"][0]
    part["lives"] = [
        type(old)(
            old.document_id, status, f"{since}T00:00:00Z", f"{seen}T00:00:00Z", f"{last}T00:00:00Z", old.group_id, 1
        )
    ]
    return part


def edited(number: int, *differences: str, titles: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    part = posted(number, status="changed")
    document = f"doc-{number:03}"
    part["versions"] = [
        made(
            Version,
            document_id=document,
            number=at,
            title=titles[at - 1] if titles else "t",
            changed=f"--- before\n+++ after\n@@ -1 +1 @@\n{text}" if text else "",
        )
        for at, text in enumerate(("", *differences), 1)
    ]
    return part


def removed(*parts: dict[str, list[Any]]) -> dict[str | None, int | None]:
    return {group: row.n for (_, group, _), row in rows(frame_of(joined(parts)), "withdrawals.edits").items()}


def test_statuses_of_opportunities_and_of_all_documents() -> None:
    from attache.core.records import Document, Life  # noqa: PLC0415 -- only here

    parts = [posted(1, status="gone"), posted(2), posted(3, status="returned"), posted(4, status="changed")]
    parts.append(
        {"documents": [made(Document, document_id="doc-x")], "lives": [made(Life, document_id="doc-x", status="gone")]}
    )
    found = rows(frame_of(joined(parts)), "withdrawals.status")
    assert found["opportunities", "gone", None].share == 0.25
    assert (found["documents", "gone", None].n, found["documents", "gone", None].total) == (2, 5)


def test_missions_and_times() -> None:
    parts = [
        life(1, "gone", "2019-01-01", "2020-02-03", "2019-12-01", mission_id="il-embassy"),
        life(2, "gone", "2019-01-01", "2020-11-03", "2019-12-01", mission_id="il-embassy"),
        life(3, "live", "2019-01-01", "2019-01-01", "2021-01-01", mission_id="us-embassy"),
        life(4, "live", "2019-01-01", "2019-01-01", "2021-01-01"),
    ]
    frame = frame_of(joined(parts))
    found = rows(frame, "withdrawals.mission")
    assert (found["opportunities", "il-embassy", None].n, found["opportunities", "il-embassy", None].total) == (2, 2)
    assert found["opportunities", "us-embassy", None].share == 0
    assert ("opportunities", "unknown", None) in found
    times = rows(frame, "withdrawals.observed")
    assert {group for (variant, group, _) in times if variant == "opportunities"} == {
        "2020", "2020Q1", "2020Q4", "2020-02", "2020-11"
    }  # fmt: skip


def test_how_soon() -> None:
    parts = [
        life(1, "gone", "2019-01-01", "2019-03-02", "2019-02-01"),
        life(2, "live", "2019-01-01", "2019-01-01", "2019-01-11"),
        life(3, "live", "2019-01-01", "2019-01-01", "2019-06-30"),
        life(4, "returned", "2019-01-01", "2019-05-01", "2019-06-30"),
    ]
    found = rows(frame_of(joined(parts)), "withdrawals.survival")
    assert {group for _, group, _ in found} == {"30", "90", "180"}
    assert found["default", "30", None].share == 0
    assert found["default", "90", None].share == pytest.approx(1 / 3)
    assert found["default", "90", None].total == 2


def test_before_and_after_an_event() -> None:
    parts = [
        life(1, "gone", "2020-01-01", "2020-06-01", "2020-05-01"),
        life(2, "gone", "2020-01-01", "2020-08-01", "2020-07-01"),
        life(3, "gone", "2020-08-01", "2020-09-01", "2020-08-15"),
        life(4, "live", "2020-01-01", "2020-01-01", "2022-01-01"),
    ]
    found = rows(frame_of(joined(parts), as_of="2022-01-01"), "withdrawals.window")
    after, before = (found["default", "houston_closed", f"90 days {side}"] for side in ("after", "before"))
    assert (after.n, after.total) == (1, 2), "the third was not seen before"
    assert (before.n, before.total) == (1, 3)
    assert found["default", "houston_closed", "365 days before"].note == "no posting was seen before 2019-07-25"
    late = rows(frame_of(joined(parts), as_of="2020-08-05"), "withdrawals.window")
    note = late["default", "houston_closed", "90 days after"].note
    assert note is not None
    assert "before the window does" in note


def test_association_is_found_and_paid_for() -> None:
    parts = []
    for number in range(60):
        part = posted(number, status="gone" if number < 20 else "live")
        field = "quantum" if number < 20 else "crops_breeding"
        top = "digital" if number < 20 else "agriculture"
        part["codes"] = [coded(f"opp-{number:03}", "technology_field", value) for value in (field, top)]
        parts.append(part)
    found = rows(frame_of(joined(parts)), "withdrawals.association")
    assert {group for _, group, _ in found} == {"digital", "agriculture"}
    digital = found["default", "digital", None]
    assert digital.value == 1
    assert digital.low is not None
    assert digital.low > 0.7
    assert digital.note is not None
    assert "100.0% against 0.0% of the others" in digital.note


@pytest.mark.parametrize(
    ("difference", "kinds"),
    [
        ("-项目资金需求30 万英镑。", {"amount", "paragraph"}),
        ("-擬引進投資近80萬歐元。\n+擬引進投資近100萬歐元。", {"amount_changed"}),
        ("-计划投资500万美元建厂。\n+计划建厂投资500万美元。", {"other"}),
        ("-〔…〕\n-官网：http://www.example.com\n", {"contact", "paragraph"}),
        ("-联系方式：〔…〕\n+联系 方式：〔…〕", {"other"}),
        ("-采用车载激光雷达方案。\n+采用某种方案。", {"technology"}),
        ("-a LiDAR sensor for cars\n+a sensor for cars", {"technology"}),
        ("-collidarity of things\n+solidarity of things", {"other"}),
        ("+仍可报名。", {"nothing"}),
        ("-我们有一台很好的新机器可以出售\n 好", {"paragraph"}),
    ],
)
def test_what_an_edit_removed(difference: str, kinds: set[str]) -> None:
    found = removed(edited(1, difference))
    assert {kind for kind, n in found.items() if n} == kinds


def test_a_title_that_changed_and_all_edits_together() -> None:
    found = removed(edited(1, "+好", "-计划投资500万美元建厂。", titles=("a", "a", "b")), edited(2, "+好"), posted(3))
    assert (found["title"], found["amount"], found["nothing"]) == (1, 1, 1)


def test_organisations_that_were_removed() -> None:
    part = edited(1, "-旧名公司的项目\n+某公司的项目")
    part["former_mentions"] = [
        made(FormerMention, document_id="doc-001", version=1, start=0, end=4, name="旧名公司", kind="company"),
        made(FormerMention, document_id="doc-001", version=1, start=5, end=9, name="留下公司", kind="company"),
        made(FormerMention, document_id="doc-001", version=1, start=9, end=19, name="驻荷兰大使馆", kind="mission"),
    ]
    part["mentions"] = [made(Mention, document_id="doc-001", name="留下公司（集团）", kind="company")]
    frame = frame_of(joined([part, edited(2, "+好")]))
    found = rows(frame, "withdrawals.removed_organisation")
    assert (found["default", None, None].n, found["default", None, None].total) == (1, 2)
    assert {group for _, group, _ in found if group} == {"旧名公司"}
