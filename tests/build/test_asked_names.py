"""Headings of a table of names: which columns hold names and countries."""

from __future__ import annotations

import pytest

from attache.build.asked_names import Columns, Sheet


@pytest.mark.parametrize(
    ("heads", "found"),
    [
        (("Partner name 合作单位", "Country", "Department"), Columns(0, 1)),
        (("序号 No.", "国别 Country", "单位 (Organisation)"), Columns(2, 1, 0)),
        (("Department", "名称"), Columns(1)),
        (("Partner name 合作单位", "Name"), Columns(1)),  # a heading that says nothing else comes first
        (("Namesake", "公司电话"), Columns(None)),
        (("", "…"), Columns(None)),
    ],
)
def test_headings_in_one_language_or_two_are_known(heads: tuple[str, ...], found: Columns) -> None:
    assert Sheet("partners.xlsx", heads, []).guessed == found
