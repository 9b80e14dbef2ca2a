"""Places and the host country: what is named, what is meant, what proves nothing."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.read.labels import labels
from attache.read.places import host_country, places
from attache.vocabulary.countries import countries


def named(text: str) -> list[tuple[str, str | None]]:
    return [(p.name, p.country) for p in places(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("位于美国科罗拉多州戈尔登市", [("美国", "US"), ("科罗拉多州", "US"), ("戈尔登市", "US")]),
        ("剑桥的公司", [("剑桥", None)]),
        ("英国剑桥的公司", [("英国", "GB"), ("剑桥", "GB")]),
        ("马萨诸塞州剑桥", [("马萨诸塞州", "US"), ("剑桥", "US")]),
        ("华盛顿州西雅图与华盛顿", [("华盛顿州", "US"), ("西雅图", "US"), ("华盛顿", "US")]),
        ("格鲁吉亚第比利斯与乔治亚州", [("格鲁吉亚", "GE"), ("第比利斯", "GE"), ("乔治亚州", "US")]),
        ("印度洋、荷兰豆、长春花、德州仪器和雷诺数", []),
        ("采用白银浆料和大理石", []),
        ("甘肃白银的企业", [("甘肃", "CN"), ("白银", "CN")]),
        (
            "Cambridge, Massachusetts and Reading, UK",
            [("Cambridge", "US"), ("Massachusetts", "US"), ("Reading", "GB"), ("UK", "GB")],
        ),
        ("Reading books in Bath is Nice", []),
        ("芬兰坦佩雷市", [("芬兰", "FI"), ("坦佩雷", "FI")]),
        ("突尼斯和尼斯，丹尼斯", [("突尼斯", "TN"), ("尼斯", "FR")]),
        ("斯洛文尼亚语和德语", []),
        ("圣地亚哥大学与美国圣地亚哥", [("圣地亚哥", None), ("美国", "US"), ("圣地亚哥", "US")]),
        ("以色列創新署在臺灣", [("以色列", "IL"), ("臺灣", "TW")]),
        ("an Israeli start-up", [("Israeli", "IL")]),
        ("info@berlin.example", []),
    ],
)
def test_places(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert named(text) == expected


def test_inside_an_organisation() -> None:
    first, second = places("慕尼黑工业大学位于慕尼黑市中心")
    assert (first.inside, second.inside) == (True, False)
    assert places("大连理工大学")[0].inside


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("新材料", "国别：德国\n技术领域：新材料", "DE"),
        ("新材料", "【二、所在国】白俄罗斯\n", "BY"),
        ("以色列车载激光雷达", "该公司位于以色列北部，产品销往德国和日本。", "IL"),
        ("无针注射", "据我驻休斯敦总领馆消息，ViaJet公司总部位于美国科罗拉多州戈尔登市。", "US"),
        ("x", "德国弗劳恩霍夫研究所与法国泰雷兹合作开发", "DE"),
        ("x", "一家总部位于马萨诸塞州剑桥的初创企业", "US"),
        ("x", "Nanolayer Ltd (Cambridge, UK) develops coatings.", "GB"),
        ("x", "The company is based in Haifa, Israel.", "IL"),
        ("x", "一家瑞典公司研制了新型轴承，拟在江苏建厂。", "SE"),
        ("x", "在德国设有分公司的以色列企业SolarX开发了清洗机器人。", "IL"),
        ("x", "毕业于美国哈佛大学的以色列科学家创办了该公司。", "IL"),
        ("x", "投资方总部位于伦敦。该公司位于赫尔辛基。", "FI"),
        ("x", "外方单位：Acme Oy\n地址：芬兰埃斯波市", "FI"),
        ("俄科学家研制新型材料", "托木斯克理工大学的科研人员", "RU"),
        ("关于推荐爱尔兰电主轴的函", "项目来自爱尔兰。", "IE"),
        ("x", "以色列理工學院開發的新技術", "IL"),
        ("x", "芬蘭Polzeno University願就重力儀與中方單位接洽。", "FI"),
    ],
)
def test_host_country(title: str, body: str, expected: str) -> None:
    found = host_country(title=title, text=body, labels=labels(f"{title}\n{body}"))
    assert found.value == expected, found
    assert found.spans
    assert all(span.of(f"{title}\n{body}") for span in found.spans)


@pytest.mark.parametrize(
    ("title", "body", "reason"),
    [
        ("新技术", "产品已在美国、德国、日本销售。", "no country named"),
        ("新技术", "国别：德国、法国", "conflicting evidence: DE, FR"),
        ("新技术", "国别：德国。公司总部位于瑞士苏黎世。", "conflicting evidence: CH, DE"),
        ("新技术", "该项目由德国和以色列科学家共同完成。", "conflicting evidence: DE, IL"),
        ("新技术", "公司计划进入中国市场，在北京设立分公司。", "no country named"),
        ("江苏企业需求", "江苏某公司寻求新型催化剂。", "no country named"),
        ("新技术", "拟合作国别：德国", "no country named"),
        ("", "", "no country named"),
    ],
)
def test_host_country_abstains(title: str, body: str, reason: str) -> None:
    found = host_country(title=title, text=body, labels=labels(f"{title}\n{body}"))
    assert found.value is None, found
    assert reason in found.reason


def test_the_missions_country_proves_nothing() -> None:
    found = host_country(title="激光雷达", text="据驻以色列使馆科技处消息，一家公司寻求合作。", mission_country="IL")
    assert found.value is None
    assert "no proof" in found.reason


PIECES = st.sampled_from(
    [
        "德国",
        "的",
        "公司",
        "总部位于",
        "剑桥",
        "与",
        "、",
        "，",
        "\n",
        "国别：",
        "（",
        "）",
        "Haifa",
        ", ",
        "Israel",
        "和",
        "美国",
        "大学",
    ]
)


@given(st.text(max_size=60), st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text(title: str, body: str) -> None:
    joined = f"{title}\n{body}"
    found = places(joined)
    assert all(p.span.of(joined) == p.name and (p.country is None or p.country in countries()) for p in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    host = host_country(title=title, text=body, labels=labels(joined))
    assert host.reason
    assert host.value is None or host.value in countries()
    assert all(span.end <= len(joined) for span in host.spans)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["德国", "德国和", "剑桥", "总部位于德国", "Reading, ", "A", "，", "德国公司与"])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = (piece * 60_000)[:60_000]
    start = time.perf_counter()
    host_country(title="x", text=text)
    assert time.perf_counter() - start < 6
