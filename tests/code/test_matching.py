"""Hits: words of their own, gaps, rules, longest match, negation; each with the reason when it does not count."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from attache.code import Lexicon


def hits(lexicon: Lexicon, text: str, title: str = "") -> dict[tuple[str, str], str]:
    """Return `(value, words of the text)` → why, `used` where it counts."""
    whole = f"{title}\n{text}"
    found = lexicon.explain(title, text).hits
    return {(hit.value, hit.span.of(whole)): "used" if hit.used else hit.why for hit in found}


def test_latin_terms_are_words_of_their_own(small: Lexicon) -> None:
    found = hits(small, "LIDARs, lidar-based, LIDARX, car, cars, scar, Carl")
    assert found["sensing", "LIDARs"] == "used"
    assert found["sensing", "lidar"] == "used"
    assert found["sensing", "LIDAR"] == "not a word of its own"
    assert found["vehicle", "cars"] == "used"
    assert [words for _, words in found if words.lower().startswith("car")].count("car") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Electric-Vehicle", "Electric-Vehicle"),
        ("electric vehicles", "electric vehicles"),
        ("batteries", "batteries"),
        ("用3D printing制造", "3D printing"),
        ("汽車雷達", "汽車雷達"),
        ("采用5G 芯片", "5G 芯片"),
    ],
)
def test_terms_are_found_however_written(small: Lexicon, text: str, words: str) -> None:
    assert words in {found for (_, found), why in hits(small, text).items() if why == "used"}


def test_the_longest_match_wins_within_a_variable_only(small: Lexicon) -> None:
    found = hits(small, "汽车雷达整车，汽车协会")
    assert found["lidar", "汽车雷达"] == "used"
    assert found["vehicle", "汽车"].startswith("inside the longer “汽车"), "also inside ignored words"
    assert found["sensing", "雷达"] == "inside the longer “汽车雷达”"
    assert found["b", "整车"] == "used", "another variable is not hidden"


def test_terms_that_overlap_without_containing_each_other_both_count(make_lexicon: Callable[[str], Lexicon]) -> None:
    lexicon = make_lexicon("""
  - {variable: v, zh: 变, en: V, level: document, multi: true, definition: {zh: 变, en: V}, values_definition: {zh: 值, en: V},
     values: [{value: a, zh: 甲, en: A, terms: {zh: [机器人]}}, {value: b, zh: 乙, en: B, terms: {zh: [人工智能]}}]}
""")
    assert {code.value for code in lexicon.code("", "机器人工智能")} == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("种植苹果", True),
        ("苹果的种植", True),
        ("苹果手机与种植", False),
        ("苹果", False),
        ("苹果……………………种植", False),
        ("apple orchard", True),
        ("apple", False),
    ],
)
def test_rules_look_near_the_term(small: Lexicon, text: str, used: bool) -> None:
    assert any(code.value == "fruit" for code in small.code("", text)) is used


def test_a_rule_of_no_width_looks_at_the_whole_text_and_no_further(small: Lexicon) -> None:
    far = "稻" + "，" * 500 + "育种"
    both = list(small.code_many([("", far), ("", "稻"), ("", "育种")], variables=["field"]))
    assert [len(codes) for codes in both] == [1, 0, 0]


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("出让股权", True),
        ("拟出让20%的股权", True),
        ("出让部分资产，并转让其股权", True),
        ("出让。股权", False),
        ("出让公司名下全部土地与厂房及股权", False),
        ("股权出让", False),
        ("不出让20%股权", False),
        ("计划入股", True),
        ("拟由外方入股", True),
        ("入股计划", False),
        ("拟出让土地但不出让股权", False),
        ("The firm seeks a strategic investor", True),
        ("The firm seeks partners. An investor left", False),
    ],
)
def test_gapped_terms(small: Lexicon, text: str, used: bool) -> None:
    assert any(code.value == "equity" for code in small.code("", text)) is used


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("不寻求合资", "negated by “不寻求”"),
        ("不寻求股权投资或合资", "negated by “不寻求”"),
        ("暂不考虑，合资", "used"),
        ("合资暂不考虑", "negated by “暂不考虑”"),
        ("不仅合资", "used"),
        ("未来合资", "used"),
        ("无人机合资", "used"),
        ("没有资金。合资", "used"),
        ("不合资", "negated by “不”"),
        ("不在当地设厂而是合资", "used"),
        ("We are not seeking a joint venture", "negated by “not seeking”"),
        ("Not cheap, but a joint venture", "used"),
        ("A joint venture is excluded", "negated by “is excluded”"),
    ],
)
def test_negation_stays_within_its_clause(small: Lexicon, text: str, why: str) -> None:
    found = hits(small, text)
    assert next(said for (value, _), said in found.items() if value == "jv") == why


def test_cues_may_negate_like_negations(small: Lexicon) -> None:
    assert not small.code("", "计划明年量产", variables=["stage"])
    assert small.code("", "计划已定，已经量产", variables=["stage"])
