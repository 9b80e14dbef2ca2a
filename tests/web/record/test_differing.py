"""Comparing versions: what stayed, came and went adds up to both texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from attache.web.record.differing import compare


def test_a_changed_price_is_shown_as_that_alone() -> None:
    (line,) = compare("单套售价12万欧元。", "单套售价15万欧元。")
    assert [(one.kind, one.text) for one in line.changes] == [
        ("same", "单套售价"), ("removed", "12"), ("added", "15"), ("same", "万欧元。")
    ]  # fmt: skip


def test_lines_far_from_changes_are_counted() -> None:
    old = "\n".join(f"line {at}" for at in range(20))
    found = compare(old, old.replace("line 10", "line ten"))
    assert [line.skipped for line in found if line.skipped] == [9, 8]
    assert sum(bool(line.changes) for line in found) == 3


def test_equal_texts_have_nothing_but_skipped_lines() -> None:
    assert [line.skipped for line in compare("a\nb", "a\nb")] == [2]


def test_huge_texts_are_compared_in_time() -> None:
    found = compare("的" * 200_000, "的" * 199_990 + "a")
    assert {one.kind for line in found for one in line.changes} == {"added", "removed"}
    assert compare("的\n" * 9_000, "的\n" * 8_000)


LINE = st.text("ab 12雷达。", max_size=30)


@given(LINE, LINE)
def test_changes_of_a_line_add_up(old: str, new: str) -> None:
    found = compare(old, new)
    if old == new:
        assert not any(line.changes for line in found)
        return
    told = [one for line in found for one in line.changes]
    assert "".join(one.text for one in told if one.kind != "added") == old
    assert "".join(one.text for one in told if one.kind != "removed") == new
