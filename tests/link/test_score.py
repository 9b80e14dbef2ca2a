"""One organisation in two scripts matches; what separates real organisations weighs against."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.link import THRESHOLD, compare, parse
from attache.link.bridge import bridge
from attache.link.score import FEATURES, weights
from attache.link.sounding import sound_likeness

SAME = [
    ("哈尔滨工业大学", "Harbin Institute of Technology"),
    ("哈工大", "哈尔滨工业大学"),
    ("哈爾濱工業大學", "哈尔滨工业大学"),
    ("中国科学院大学", "University of Chinese Academy of Sciences"),
    ("广元市第一人民医院", "Guangyuan First People's Hospital"),
    ("华为技术有限公司", "Huawei Technologies Co., Ltd."),
    ("西门子股份公司", "Siemens AG"),
    ("Exmaple Precision Instruments Ltd", "Example Precision Instruments Limited"),
    ("Universität Wien", "University of Vienna"),
    ("示例精密仪器有限公司", "示例精密仪器股份有限公司"),
]
DIFFERENT = [
    ("哈尔滨工业大学", "Harbin Engineering University"),
    ("广元市第一人民医院", "Guangyuan Second People's Hospital"),
    ("第一示例医院", "第二示例医院"),
    ("南京大学", "Peking University"),
    ("上海示例电子有限公司", "深圳示例电子有限公司"),
    ("Example University", "Sample Steel Works"),
    ("University of Vienna", "University of Geneva"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_the_same_organisation_matches(a: str, b: str) -> None:
    found = compare(a, b)
    assert found.match
    assert found.score >= THRESHOLD
    assert found.reasons


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_different_organisations_do_not(a: str, b: str) -> None:
    assert not compare(a, b).match


@pytest.mark.parametrize("empty", ["", "有限公司", "Ltd.", "😀", "?!"])
def test_an_empty_name_matches_nothing_not_even_itself(empty: str) -> None:
    for other in (empty, "示例大学", "Example University"):
        assert compare(empty, other).score == 0.0


def test_a_differing_number_is_told() -> None:
    found = compare("第一示例医院", "第二示例医院")
    assert any("numbers differ (1 ≠ 2)" in reason for reason in found.reasons)


def test_countries_weigh() -> None:
    name = "Example Institute of Physics"
    same = compare(name, name, country_a="AT", country_b="AT").score
    assert same > compare(name, name, country_a="AT", country_b="NZ").score


def test_the_bridge_shows_its_pairings() -> None:
    found = bridge(parse("广元市第一人民医院"), parse("Guangyuan First People's Hospital"))
    assert found.covered_han > 0.9
    assert {pairing.how for pairing in found.pairings} >= {"translation"}


def test_sound_of_a_foreign_name() -> None:
    assert sound_likeness("西门子", "siemens") > 0.6
    assert sound_likeness("西门子", "siemens") > sound_likeness("西门子", "volvo") + 0.3


def test_every_feature_has_a_weight() -> None:
    for kind, declared in FEATURES.items():
        assert len(weights()[kind]) == len(declared)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_score_is_a_probability_and_symmetric(a: str, b: str) -> None:
    one, two = compare(a, b), compare(b, a)
    assert 0.0 <= one.score <= 1.0
    assert abs(one.score - two.score) < 1e-6


HAN = st.text("示例大学研究所第一二电子有限公司华中国北京（）", max_size=20)


@given(HAN, st.one_of(HAN, st.text("abcdefg Universityof,.", max_size=40)))
def test_chinese_names_of_any_make_are_compared(a: str, b: str) -> None:
    assert 0.0 <= compare(a, b).score <= 1.0
