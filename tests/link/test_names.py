"""Names are taken apart into what compares them; nothing left means that nothing matches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.link import parse
from attache.link.folding import canonical, fold, words
from attache.link.numerals import han_numbers, latin_number


@pytest.mark.parametrize(
    ("raw", "core"),
    [
        ("示例技术有限公司", "示例技术"),
        ("示例技术股份有限公司", "示例技术"),
        ("示例技术（集团）有限公司", "示例技术"),
        ("株式会社示例製作所", "示例制作所"),
        ("Example Robotics GmbH & Co. KG", "example robotics"),
        ("Example Robotics, S.p.A.", "example robotics"),
        ("OOO Example Robotics", "example robotics"),
        ("Ｅｘａｍｐｌｅ Robotics Pte. Ltd.", "example robotics"),
    ],
)
def test_legal_forms_go(raw: str, core: str) -> None:
    assert parse(raw).core == core


@pytest.mark.parametrize(
    "raw", ["", "   ", "…!?", "有限公司", "股份有限公司", "GmbH", "Co., Ltd.", "😀", "\u202e", "（）"]
)
def test_nothing_is_left_of_an_empty_name(raw: str) -> None:
    assert parse(raw).empty


def test_traditional_and_simplified_are_one() -> None:
    assert parse("國立範例大學").core == parse("国立范例大学").core


def test_words_of_other_languages_are_compared_as_one() -> None:
    assert parse("Universität Wien").words == parse("University of Vienna").words
    assert canonical("universidad") == "university"


def test_a_cyrillic_letter_in_a_latin_word_is_its_lookalike() -> None:
    assert fold("Exаmple") == "example"
    assert fold("Газпром") == "gazprom"


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        ("第二示例学院", {2}),
        ("第十二研究所", {12}),
        ("二〇一研究所", {201}),
        ("示例701所", {701}),
        ("No. 2 Example Institute", {2}),
        ("Second Example Institute", {2}),
        ("Example 7th Academy", {7}),
        ("三一重工", set()),
    ],
)
def test_numbers(raw: str, numbers: set[int]) -> None:
    assert parse(raw).numbers == numbers


def test_places_and_kinds_are_told() -> None:
    han, latin = parse("哈尔滨示例大学"), parse("Harbin Example University")
    assert han.places & latin.places
    assert han.kinds == latin.kinds == {"university"}


def test_dotted_letters_join() -> None:
    assert words("u.s. army") == ["united", "states", "army"]
    assert words("c.a.s. member") == ["cas", "member"]
    assert words("at&t") == ["at", "and", "t"]


def test_numerals() -> None:
    assert [value for _, _, value in han_numbers("第三百零五和701")] == [305, 701]
    assert latin_number("2nd") == 2
    assert latin_number("example") is None


@given(st.text(max_size=300))
def test_any_text_is_parsed(raw: str) -> None:
    name = parse(raw)
    assert name.empty == (not name.core)
    assert len(name.words) == len(name.weights) == len(name.raw_words)


def test_a_very_long_name_is_cut() -> None:
    assert len(parse("长" * 10_000).core) <= 400
