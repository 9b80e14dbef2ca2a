"""A name is shown by its parts; nothing of it is lost or shown twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.link import describe, parse


def parts(name: str) -> dict[str, str]:
    return {part.text: part.role for part in describe(name)}


def test_a_chinese_name() -> None:
    found = describe("哈尔滨示例工程大学第二附属医院")
    assert [(p.text, p.role) for p in found if p.role in ("place", "number")] == [
        ("哈尔滨", "place"),
        ("第二", "number"),
    ]
    assert found[-1].role == "kind"
    assert next(p.says for p in found if p.role == "number") == "2"


def test_a_number_is_one_part() -> None:
    assert ("第五十五", "number", "55") in [
        (p.text, p.role, p.says) for p in describe("中国电子科技集团公司第五十五研究所")
    ]


def test_a_name_in_latin_letters() -> None:
    found = parts("Second Vienna Brydexa Laboratory GmbH (VBL)")
    assert found["second"] == "number"
    assert found["vienna"] == "place"
    assert found["brydexa"] == "core"
    assert found["laboratory"] == "kind"
    assert found["limited"] == "legal form"
    assert found["vbl"] == "in brackets"


@pytest.mark.parametrize("name", ["", "…", "()", "😀"])
def test_a_name_without_letters_has_no_parts(name: str) -> None:
    assert describe(name) == []


def test_a_bare_legal_form_is_one() -> None:
    assert [(p.text, p.role) for p in describe("有限公司")] == [("有限公司", "legal form")]


@given(st.text(alphabet="哈尔滨工业大学第二十五研究所西门子中国0123abc ", max_size=24))
def test_no_character_of_the_core_is_lost_or_shown_twice(name: str) -> None:
    parsed = parse(name)
    shown = [p.text for p in describe(name) if p.role not in ("legal form", "in brackets")]
    if parsed.script == "han":
        assert "".join(shown) == parsed.core
    else:
        assert " ".join(shown) == parsed.core
