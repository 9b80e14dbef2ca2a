"""The words that describe the technology: from a label, or the best run of sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.read.labels import labels
from attache.read.technology import sentences, technology

PROSE = (
    "据我驻以色列使馆科技处消息，以色列Lumivox公司希望与中国企业合作。\n"
    "该公司成立于2016年，总部位于特拉维夫，现有员工60人。"
    "公司开发的固态激光雷达采用MEMS扫描技术，探测距离达200米，分辨率0.1度。系统可在雨雾条件下稳定工作，体积小、功耗低。"
    "\n公司寻求融资500万美元，或以技术许可方式与中方合作。联系人：张某"
)


def test_prose() -> None:
    found = technology("激光雷达", PROSE)
    assert found.value is not None
    assert found.value.startswith("公司开发的固态激光雷达")
    assert found.value.endswith("功耗低。")
    assert found.spans[0].of(f"激光雷达\n{PROSE}") == found.value


def test_a_label_counts_more() -> None:
    body = "项目简介：一种新型膜材料，可降低海水淡化能耗。\n合作方式：合资"
    found = technology("x", body, labels(f"x\n{body}"))
    assert found.value == "一种新型膜材料，可降低海水淡化能耗。"
    assert found.reason == "label 项目简介"


def test_english() -> None:
    body = (
        "Acme Ltd was founded in 2010 and has 20 employees. The sensor uses a novel membrane and detects 5 nm particles. "
        "It reduces energy by 40 %. The company is looking for partners and investors. Contact: example.com"
    )
    value = technology("x", body).value
    assert value is not None
    assert "novel membrane" in value
    assert "reduces energy" in value
    assert "employees" not in value
    assert "investors" not in value


@pytest.mark.parametrize("body", ["", "欢迎联系。", "有意者请来电。\n电话：000-0000", "。。。"])
def test_nothing_to_describe(body: str) -> None:
    found = technology("x", body)
    assert found.value is None
    assert found.reason


def test_sentences() -> None:
    text = "第一句。第二句！\n\n第三句 “引文。” Last one. The end"
    assert [s.of(text) for s in sentences(text)] == ["第一句。", "第二句！", "第三句 “引文。”", "Last one.", "The end"]


@given(st.text(max_size=60), st.text(max_size=300))
def test_any_text(title: str, body: str) -> None:
    found = technology(title, body, labels(f"{title}\n{body}"))
    joined = f"{title}\n{body}"
    assert found.reason
    assert (found.value is None) == (not found.spans)
    if found.value is not None:
        assert found.spans[0].of(joined) == found.value
        assert found.spans[0].start > len(title)
