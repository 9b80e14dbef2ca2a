"""The coder as a whole: spans prove codes, batches change nothing, odd text does no harm."""

from __future__ import annotations

import pickle
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.code import Lexicon
from attache.core.errors import CodebookError
from attache.vocabulary.codebook import load_codebook

OFFER = (
    "以色列Innoviz公司寻求在华合作",
    "公司成立于2016年，从事固态激光雷达研发。希望在中国寻找合作伙伴，开展合资生产、技术许可或市场推广；"
    "拟融资1000万美元，出让20%股权。已获授权专利12项，产品已量产。",
)


def test_an_offer_is_coded_as_a_reader_would(shipped: Lexicon) -> None:
    found: dict[str, set[str]] = {}
    for code in shipped.code(*OFFER):
        found.setdefault(code.variable, set()).add(code.value)
    assert found["direction"] == {"inbound_offer"}
    assert found["coop_mode"] >= {"joint_venture", "technology_licence", "market_entry_promotion", "equity_investment"}
    assert found["stage"] == {"on_market"}
    assert found["ip_status"] == {"patent_granted"}
    assert found["chokepoint_35"] == {"10"}
    assert "lidar_sensing" in found["technology_field"]
    assert shipped.codebook.value("technology_field", "lidar_sensing").parent in found["technology_field"]


def test_traditional_characters_are_coded_alike(shipped: Lexicon) -> None:
    simplified = shipped.code("固态激光雷达", "希望与中国企业合资生产，已获授权专利，产品已量产。")
    traditional = shipped.code("固態激光雷達", "希望與中國企業合資生產，已獲授權專利，產品已量產。")
    assert traditional == simplified


def test_codes_come_by_variable_best_first_with_spans_that_prove_them(shipped: Lexicon) -> None:
    codes = shipped.code(*OFFER)
    order = list(shipped.codebook.variables)
    assert [order.index(code.variable) for code in codes] == sorted(order.index(code.variable) for code in codes)
    for one, other in pairwise(codes):
        assert one.variable != other.variable or one.confidence >= other.confidence
    text = "\n".join(OFFER)
    for code in codes:
        assert 0 < code.confidence <= 0.99
        assert code.spans
        assert all(span.of(text).strip() == span.of(text) != "" for span in code.spans)
        assert code.reason


def test_batches_change_nothing(small: Lexicon) -> None:
    texts = [
        ("激光雷达", "不寻求合资"),
        ("", ""),
        ("汽车", "雷达\n拟出让"),
        ("股权", "投资"),
        ("", "苹果种植" * 9),
    ] * 30
    together = list(small.code_many(texts))
    assert together == [small.code(*text) for text in texts]


def test_texts_do_not_run_into_each_other(small: Lexicon) -> None:
    assert list(small.code_many([("", "激光"), ("雷", "达"), ("不", "")])) == [[], [], []]
    assert small.code("激光", "雷达") != small.code("激光雷达", "")


def test_variables_narrow_the_answer(shipped: Lexicon) -> None:
    everything = shipped.code(*OFFER)
    some = shipped.code(*OFFER, variables=["stage", "hightech_8"])
    assert some == [code for code in everything if code.variable in ("stage", "hightech_8")]
    with pytest.raises(CodebookError, match="did you mean stage"):
        shipped.code(*OFFER, variables=["stag"])


def test_what_follows_from_other_variables_can_be_asked_for_alone(small: Lexicon) -> None:
    assert [code.value for code in small.code("", "激光雷达已量产", variables=["flag"])] == ["on"]


def test_a_pickled_lexicon_codes_alike(small: Lexicon) -> None:
    again = pickle.loads(pickle.dumps(small))  # noqa: S301 -- our own bytes
    assert again.code("激光雷达", "合资") == small.code("激光雷达", "合资")


def test_the_explanation_agrees_with_the_codes(shipped: Lexicon) -> None:
    explained = shipped.explain(*OFFER)
    assert list(explained.codes) == shipped.code(*OFFER)
    coded = {(weighed.variable, weighed.value) for weighed in explained.weighed if weighed.coded}
    assert coded == {(code.variable, code.value) for code in explained.codes if "follows" not in code.reason}
    used = {hit.span for hit in explained.hits if hit.used}
    assert {span for code in explained.codes for span in code.spans} <= used
    assert all(hit.why for hit in explained.hits)


def test_the_default_is_the_shipped_codebook(shipped: Lexicon) -> None:
    assert shipped.codebook is load_codebook()


PIECES = st.sampled_from(
    [
        "激光雷达",
        "不寻求",
        "合资",
        "，",
        "。",
        "\n",
        "\0",
        " ",
        "lidar",
        "s",
        "股权",
        "出让",
        "𠮷",
        "\ud800",
        "İ",
        "ß",
        "e\u0301",
        "x" * 50,
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=25), st.text(max_size=10))
def test_any_text_is_coded_with_spans_inside_it(small: Lexicon, pieces: list[str], title: str) -> None:
    text = "".join(pieces)
    length = len(title) + 1 + len(text)
    for code in small.code(title, text):
        assert all(0 <= span.start < span.end <= length for span in code.spans)
    assert all(hit.span.end <= length for hit in small.explain(title, text).hits)


def test_a_huge_text_of_hits_is_coded_in_passing(small: Lexicon) -> None:
    codes = small.code("", "激光雷达不寻求合资，" * 50_000)
    assert ("field", "lidar") in {(code.variable, code.value) for code in codes}
    assert not [code for code in codes if code.variable == "mode"]
