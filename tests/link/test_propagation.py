"""Rules that reach further are hints: only where a name or an entry says something of a parent."""

from __future__ import annotations

import pytest

from attache.link.entries import Entry
from attache.link.propagation import hints
from attache.vocabulary.registers import catalogue

BIS, CMIC = "us-bis-entity-list", "us-ns-cmic"
DAY = "2025-10-15"


def found(asked: str, entry: Entry, day: str = DAY) -> list[tuple[str | None, bool, str]]:
    rules = catalogue().rules_for(entry.register)
    return [(one.rule, one.applies, one.status) for one in hints(asked, entry.name, entry, rules, day)]


def test_no_hint_where_nothing_is_said_of_a_parent() -> None:
    assert found("Synthetic Optics Ltd.", Entry("1", "Synthetic Optics Ltd.", BIS)) == []
    assert found("Other Synthetic", Entry("1", "Synthetic", BIS)) == []


@pytest.mark.parametrize(
    ("day", "status"),
    [("2025-09-28", "not in force"), (DAY, "in_force"), ("2025-12-01", "suspended"), ("2027-01-01", "unknown")],
)
def test_the_status_is_that_of_the_day(day: str, status: str) -> None:
    entry = Entry("1", "Synthetic Optics Ltd.", BIS, parents=("Synthetic Holding",))
    (hint,) = hints(entry.name, entry.name, entry, catalogue().rules_for(BIS), day)
    assert (hint.rule, hint.status) == ("bis-affiliates-50", status)
    assert "Synthetic Holding" in hint.because


def test_a_name_that_contains_the_listed_one() -> None:
    assert found("Synthetic Optics Shanghai Trading Ltd.", Entry("1", "Synthetic Optics Ltd.", BIS))
    assert found("华为技术有限公司上海研究所", Entry("1", "华为技术有限公司", BIS))
    assert found("华为技术有限公司上海研究所", Entry("1", "Huawei Technologies Co., Ltd.", BIS))


def test_a_rule_that_is_not_for_the_register_is_told_as_such() -> None:
    entry = Entry("1", "Synthetic Optics Ltd.", CMIC, parents=("Synthetic Holding",))
    assert found("Synthetic Optics", entry) == [("ofac-50", False, "in_force")]


def test_without_a_rule_only_the_name_speaks() -> None:
    entry = Entry("1", "Synthetic Optics Ltd.", "us-dod-1260h", parents=("Synthetic Holding",))
    assert found("Synthetic Optics", entry) == []
    assert found("Synthetic Optics Shanghai Trading", entry) == [(None, False, "no rule")]
