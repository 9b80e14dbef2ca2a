"""Reasons in words: rules of readers and coders, and what speaks for a pair of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.vocabulary.reasons import PAIRED, WEIGHED, link_said, links, rule_said


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("stated field", ("field of the page", "页面所载字段")),
        ("terms 合资, joint venture", ("terms: 合资, joint venture", "命中词语：合资, joint venture")),
        ("label 国别", ("label “国别”", "栏目“国别”")),
    ],
)
def test_rules_are_said_in_both_languages(raw: str, told: tuple[str, str]) -> None:
    assert rule_said(raw) == told


def test_a_rule_without_words_has_none() -> None:
    assert rule_said("made up by a plug-in") is None
    assert rule_said("terms @of_nobody…x") == ("terms: [of nobody]…x", "命中词语：[of nobody]…x")


def test_links() -> None:
    assert link_said("association") == "协会"
    assert link_said("kinds differ (company ≠ university): -1.2") == "机构类型不同（公司 ≠ 大学）：-1.2"
    assert link_said("something of a model: +0.1") == "something of a model：+0.1"
    assert links().find("its name is the parent's and 信息技术研究所") == "其名称为上级名称加信息技术研究所"


@given(st.text(alphabet="abc大学 ", min_size=1), st.text(alphabet="xyz ", max_size=9))
def test_names_that_were_paired_survive(one: str, other: str) -> None:
    assert link_said(f"{one} = {other} by sound") == f"{one} = {other}（音译）"
    assert PAIRED.fullmatch(f"{one} = {other} by sound")
    assert not WEIGHED.fullmatch(f"{one} = {other} by sound")
