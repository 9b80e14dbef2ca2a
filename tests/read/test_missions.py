"""The issuing mission: read where the text says so, absent where a mission is only named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.read.labels import labels
from attache.read.missions import issuing_mission, mission_mentions
from attache.vocabulary.missions import missions


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("无针注射器", "据我驻休斯敦总领馆科技组消息，某公司寻求合作。", "us-houston-consulate"),
        ("驻以色列使馆科技处推荐激光雷达项目", "正文。", "il-embassy"),
        ("x", "正文。\n（驻英国使馆科技处供稿）", "gb-embassy"),
        ("x", "正文。\n驻美国休斯顿总领事馆科技组\n2019年7月15日", "us-houston-consulate"),
        ("x", "正文。\n驻俄罗斯使馆科技处 二〇一六年十一月", "ru-embassy"),
        ("x", "来源：中国驻慕尼黑总领馆", "de-munich-consulate"),
        ("x", "驻在馆：休斯敦\n国别：美国", "us-houston-consulate"),
        ("x", "驻在馆：驻日本使馆", "jp-embassy"),
        ("x", "推荐单位：驻芝加哥总领馆科技组", "us-chicago-consulate"),
        ("x", "【驻在馆】驻欧盟使团", "eu-mission"),
        ("x", "驻歐盟使團科技處推薦", "eu-mission"),
        ("x", "驻德国使馆科技处 供稿", "de-embassy"),
        ("驻俄使馆：氢能项目", "正文", "ru-embassy"),
        ("x", "我驻瑞典使馆科技处近日获悉，某大学研制了新材料。", "se-embassy"),
        ("x", "近日，驻丹麦使馆走访了某大学，了解了其技术。", "dk-embassy"),
        ("x", "我处（驻悉尼总领馆科技组）收到来信。", "au-sydney-consulate"),
        ("x", "Recommended by the S&T section of the Chinese Consulate General in Houston.", "us-houston-consulate"),
        ("x", "According to the Chinese Embassy in Israel, the company offers a licence.", "il-embassy"),
        ("x", "Source: Embassy of the People's Republic of China in France", "fr-embassy"),
    ],
)
def test_issuer(title: str, body: str, expected: str) -> None:
    found = issuing_mission(title=title, text=body, labels=labels(f"{title}\n{body}"))
    assert found.value == expected, found
    assert found.spans
    assert found.reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("该公司曾拜访我驻法使馆，得到热情接待。", "none as the issuer"),
        ("有意者请与驻以色列使馆科技处联系。", "none as the issuer"),
        ("公司创立以来，多次得到驻英国使馆的帮助。", "none as the issuer"),
        ("以色列驻华使馆科技参赞出席了会议。", "no mission named"),
        ("英国驻广州总领事馆推荐了该项目。", "no mission named"),
        ("美国驻以色列使馆提供的消息。", "no mission named"),
        ("美国政府驻以色列大使馆推荐。", "no mission named"),
        ("驻外科技机构推荐项目", "no mission named"),
        ("由驻日本使馆和驻大阪总领馆联合推荐。", "several issuing missions: jp-embassy, jp-osaka-consulate"),
        ("公司总部位于休斯敦。", "no mission named"),
        ("驻在馆：美国", "no mission named"),
        ("", "no mission named"),
    ],
)
def test_abstains(body: str, reason: str) -> None:
    found = issuing_mission(title="x", text=body, labels=labels(f"x\n{body}"))
    assert found.value is None
    assert reason in found.reason


@pytest.mark.parametrize("stated", ["il-embassy", "驻以色列使馆", "中国驻以色列大使馆", "il.china-embassy.gov.cn"])
def test_what_the_source_declares(stated: str) -> None:
    found = issuing_mission(title="x", text="正文。", stated=stated)
    assert (found.value, found.spans, found.reason) == ("il-embassy", (), "declared by the source")


def test_the_source_and_the_text_disagree() -> None:
    found = issuing_mission(title="x", text="据驻法国使馆科技处消息，", stated="il-embassy")
    assert found.value is None
    assert "fr-embassy, il-embassy" in found.reason


def test_the_source_and_the_text_agree() -> None:
    found = issuing_mission(title="x", text="据驻以色列使馆科技处消息，", stated="il-embassy")
    assert found.value == "il-embassy"
    assert found.spans


@pytest.mark.parametrize("mission", list(missions().values()), ids=lambda m: m.mission_id)
def test_every_mission_by_each_of_its_names(mission: object) -> None:
    for name in (mission.name_zh, *mission.aliases_zh):  # type: ignore[attr-defined]
        text = f"（{name}科技处供稿）"
        found = issuing_mission(title="x", text=text)
        assert found.value == mission.mission_id, name  # type: ignore[attr-defined]
        words = found.spans[0].of(f"x\n{text}")
        assert words.removesuffix("科技处").endswith(name.removeprefix("中华人民共和国"))


@pytest.mark.parametrize(
    "mission",
    [m for m in missions().values() if m.kind in ("embassy", "consulate_general")],
    ids=lambda m: m.mission_id,
)
def test_every_mission_in_english(mission: object) -> None:
    for name in (mission.name_en, *mission.aliases_en):  # type: ignore[attr-defined]
        found = issuing_mission(title="x", text=f"Source: {name}")
        assert found.value == mission.mission_id, name  # type: ignore[attr-defined]


def test_mentions_have_owners() -> None:
    text = "中国驻法国大使馆与以色列驻华使馆"
    first, second = mission_mentions(text)
    assert (first.mission_id, first.owner) == ("fr-embassy", None)
    assert (second.mission_id, second.owner) == (None, "IL")
    assert second.span.of(text) == "以色列驻华使馆"


PIECES = st.sampled_from(
    [
        "驻",
        "政府",
        "常",
        "美国",
        "中国",
        "以色列",
        "使馆",
        "总领馆",
        "休斯敦",
        "（",
        "）",
        "据",
        "消息",
        "推荐",
        "\n",
        "：",
        "科技处",
        "Chinese Embassy in ",
        "Israel",
        " ",
    ]
)


@given(st.text(max_size=60), st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text(title: str, body: str) -> None:
    joined = f"{title}\n{body}"
    found = issuing_mission(title=title, text=body, labels=labels(joined))
    assert found.reason
    assert found.value is None or found.value in missions()
    assert all(span.end <= len(joined) and span.of(joined) for span in found.spans)
    assert all(m.span.end <= len(joined) for m in mission_mentions(joined))
