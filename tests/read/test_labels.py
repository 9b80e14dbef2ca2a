"""Labels: forms, wordings, values that run on, unknown labels, hostile text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.text import normalise
from attache.read.labels import labels
from attache.vocabulary.labels import known_labels

CARD = normalise(
    """车载激光雷达
项目编号：IL-2019-07
国　别: 以色列 技术领域：光电；合作方式：技术转让、合资
【驻在馆】驻以色列使馆
一、项目简介
该公司开发激光雷达。性能优良。
探测距离二百米。
二、技术优势：体积小，重量轻
投资金额
500万美元
备注栏：无
网址：http://example.com
(驻以色列使馆科技处供稿)"""
)


def test_a_card() -> None:
    found = {name: label.value for name, label in labels(CARD).items()}
    assert found == {
        "项目编号": "IL-2019-07",
        "国别": "以色列",
        "技术领域": "光电",
        "合作方式": "技术转让、合资",
        "驻在馆": "驻以色列使馆",
        "项目简介": "该公司开发激光雷达。性能优良。\n探测距离二百米。",
        "技术优势": "体积小，重量轻",
        "投资金额": "500万美元",
        "备注栏": "无",
        "网址": "http://example.com",
    }


def test_spans_prove() -> None:
    for label in labels(CARD).values():
        assert label.span.of(CARD) == label.value
        assert label.label.of(CARD) == label.written


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("所在国：芬兰", "国别", "芬兰"),
        ("国家（地区）：芬兰", "国别", "芬兰"),
        ("拟开展国际科技合作的国别：德国", "拟合作国别", "德国"),
        ("合作国别：德国", "拟合作国别", "德国"),
        ("Country: Finland", "国别", "Finland"),
        ("Technology field: optics", "技术领域", "optics"),
        ("国别 芬兰", "国别", "芬兰"),
        ("国别|芬兰", "国别", "芬兰"),
        ("國別：芬蘭", "国别", "芬蘭"),
        ("（3）融资额：300万欧元", "投资金额", "300万欧元"),
        ("【二、国家】白俄罗斯", "国别", "白俄罗斯"),
        ("● 有效期：2020年底", "有效期", "2020年底"),
        ("其他说明：见附件", "其他说明", "见附件"),
    ],
)
def test_wordings(text: str, name: str, value: str) -> None:
    assert labels(text)[name].value == value


@pytest.mark.parametrize(
    "text", ["", "他说：很好。", "时间是9:30", "参见http://example.com", "国别：", "，国家：德国" * 0, "：：：", "【】"]
)
def test_no_labels(text: str) -> None:
    assert not labels(text).keys() & known_labels().keys()


def test_the_first_counts() -> None:
    assert labels("国别：德国\n国别：法国")["国别"].value == "德国"


PIECES = st.sampled_from(
    ["国别", "：", ":", "\n", " ", "【", "】", "德国", "一、", "项目简介", "；", "。", "Country", "|", "x"]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text(text: str) -> None:
    for label in labels(text).values():
        assert label.span.of(text) == label.value
        assert label.value
        assert label.label.end <= label.span.start or label.label.end <= len(text)


@pytest.mark.parametrize("piece", ["国别：", "：", "国别\n", "【", "a b c d ", "项目简介\n", "\n", "一、"])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    start = time.perf_counter()
    labels(text)
    assert time.perf_counter() - start < 5
