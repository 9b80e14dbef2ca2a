"""The technology fields, their crosswalks and the lists that they lead to."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from attache.code import Lexicon
from attache.code.patterns import plain
from attache.vocabulary.codebook import Codebook, Value, load_codebook
from attache.vocabulary.lists import load_lists

FIELD = "technology_field"
SAMPLE = Path(__file__).parents[1] / "data" / "needs_fields_sample.csv"
# variable → reference list of the same entries in the same order
REFERENCE = {
    "mic2025_sector": "mic2025",
    "chokepoint_35": "chokepoint_35",
    "hightech_8": "hightech_8",
    "sei": "sei_2018",
    "fyp14_frontier": "fyp14_frontier",
    "fyp15_future": "fyp15_future",
    "us_cet_18": "us_cet",
    "eu_10": "eu_10",
    "uk_17": "uk_nsi17",
    "au_7": "au_critical",
    "ca_stra_11": "ca_stra11",
}
# terms that two fields share on purpose
SHARED_TERMS: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook()


@pytest.fixture(scope="module")
def lexicon(codebook: Codebook) -> Lexicon:
    return Lexicon(codebook)


@pytest.fixture(scope="module")
def fields(codebook: Codebook) -> dict[str, Value]:
    return dict(codebook.variable(FIELD).values)


@pytest.fixture(scope="module")
def needs(shared: Path) -> dict[str, tuple[str, str]]:
    path = shared / "data" / "docs" / "bdci_tech_needs.jsonl.gz"
    if not path.is_file():
        pytest.skip("the technology needs are not in ../shared/data/docs")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {row["id"]: (row["title"], row["text"]) for row in map(json.loads, lines)}


def coded(lexicon: Lexicon, text: str, variable: str = FIELD, title: str = "") -> list[str]:
    return [code.value for code in lexicon.code(title, text, variables=[variable])]


def test_two_levels_with_enough_fields_and_terms(fields: dict[str, Value]) -> None:
    second = [value for value in fields.values() if value.parent is not None]
    assert len(second) >= 40
    assert 10 <= len(fields) - len(second) <= 15
    assert all(fields[value.parent].parent is None for value in second if value.parent)
    zh = {term for value in fields.values() for term in (*value.terms.zh, *value.weak.zh)}
    en = {term for value in fields.values() for term in (*value.terms.en, *value.weak.en)}
    assert len(zh) >= 6_000
    assert len(en) >= 3_000
    for value in second:
        assert len(value.terms.zh) >= 15, value.value
        assert len(value.terms.en) >= 12, value.value


def test_no_term_belongs_to_two_fields(fields: dict[str, Value]) -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for value in fields.values():
        for term in (*value.terms.both, *value.weak.both):
            holders[plain(term)].add(value.value)
    assert {term: names for term, names in holders.items() if len(names) > 1 and term not in SHARED_TERMS} == {}


def test_terms_are_in_their_language_and_no_single_character_is_without_a_rule(codebook: Codebook) -> None:
    for variable in (FIELD, *REFERENCE):
        for value in codebook.variable(variable).values.values():
            ruled = {term for rule in value.rules for term in rule.term}
            for term in (*value.terms.zh, *value.weak.zh, *value.terms.en, *value.weak.en):
                assert len(term) > 1 or term in ruled, (value.value, term)
            for term in (*value.terms.en, *value.weak.en):
                assert not re.search("[\u3400-\u9fff]", term), (value.value, term)


def test_crosswalks_lead_to_values_and_every_field_to_one_high_tech_field(
    codebook: Codebook, fields: dict[str, Value]
) -> None:
    seen: set[str] = set()
    for value in fields.values():
        for target, codes in value.crosswalk.items():
            assert target in REFERENCE, (value.value, target)
            assert set(codes) <= set(codebook.variable(target).values), (value.value, target)
            seen.add(target)
        assert len(value.crosswalk["hightech_8"]) in (1, 2), value.value
    assert seen == set(REFERENCE)


def test_lists_name_the_entries_of_the_reference_lists_in_order(codebook: Codebook) -> None:
    lists = {item.list_id: item for item in load_lists()}
    for variable, list_id in REFERENCE.items():
        entries = [(entry.zh, entry.en) for entry in lists[list_id].top]
        values = [(value.zh, value.en) for value in codebook.variable(variable).values.values()]
        assert values[: len(entries)] == entries, variable
        extra = [value for value, _ in values[len(entries) :]]
        assert extra == (["农业", "建筑"] if variable == "hightech_8" else []), variable


def test_every_value_of_a_list_can_be_reached(codebook: Codebook, fields: dict[str, Value]) -> None:
    for variable in REFERENCE:
        led = {code for value in fields.values() for code in value.crosswalk.get(variable, ())}
        own = {name for name, value in codebook.variable(variable).values.items() if value.terms.both}
        assert set(codebook.variable(variable).values) == led | own, variable


def test_every_field_codes_its_own_examples(lexicon: Lexicon, fields: dict[str, Value]) -> None:
    for value in fields.values():
        if value.parent is None:
            continue
        assert len(value.examples) >= 2, value.value
        for example in value.examples:
            found = [v for v in coded(lexicon, example) if fields[v].parent is not None]
            assert found[:1] == [value.value], (value.value, example, found)
            assert value.parent in coded(lexicon, example)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("对悬空管线的受力进行了模拟", "aerospace_air"),
        ("真空管道输送", "aerospace_air"),
        ("two start-ups presented their work", "power_grid"),
        ("the company closed its seed round in May", "crops_breeding"),
        ("a transformer with attention for language models", "power_grid"),
        ("玉米单倍体育种", "technical_services"),
        ("寻求新型材料", "polymers"),
        ("126kV GIS 壳体", "software_data"),
        ("这项研究由三家机构 led by one university", "electronic_components"),
        ("量子点发光薄膜", "quantum"),
    ],
)
def test_words_inside_other_words_do_not_count(lexicon: Lexicon, text: str, field: str) -> None:
    assert field not in coded(lexicon, text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("用于14纳米节点的光刻机光源", "1"),
        ("嵌入式实时操作系统内核", "3"),
        ("机器人手指用的电子皮肤与触觉传感器", "5"),
        ("OLED真空蒸镀设备", "6"),
        ("solid-state LiDAR for trucks", "10"),
        ("多层陶瓷电容的薄介质工艺", "12"),
        ("航空超高强度钢的冶炼", "16"),
        ("高速切削用整体立铣刀", "17"),
        ("高端轴承钢夹杂物控制", "18"),
        ("轴向柱塞泵的配流盘", "19"),
        ("电子束光刻胶的合成", "21"),
        ("柴油机高压共轨喷油器", "22"),
        ("盾构机主轴承的设计寿命", "24"),
        ("深海湿插拔连接器", "26"),
        ("fuel cell bipolar plate coating", "27"),
        ("湿法锂电池隔膜涂覆", "29"),
        ("磁流变抛光获得超光滑表面", "31"),
        ("高强度不锈钢丝材", "33"),
        ("分布式数据库内核", "34"),
    ],
)
def test_chokepoints_are_found_by_their_own_terms(lexicon: Lexicon, text: str, number: str) -> None:
    assert coded(lexicon, text, "chokepoint_35")[:1] == [number]


@pytest.mark.parametrize(
    ("text", "variable", "value"),
    [
        ("无针注射器用于疫苗接种", "mic2025_sector", "biopharma_devices"),
        ("车载固态激光雷达", "mic2025_sector", "next_gen_it"),
        ("长航时固定翼无人机", "mic2025_sector", "aerospace_equipment"),
        ("量子密钥分发", "fyp15_future", "quantum"),
        ("人形机器人灵巧手", "fyp15_future", "embodied_ai"),
        ("深海载人潜水器", "fyp14_frontier", "deep_space_earth_sea"),
        ("重型燃气轮机叶片", "us_cet_18", "gas_turbines"),
        ("hypersonic glide vehicle materials", "us_cet_18", "hypersonics"),
        ("gene editing for rare disease", "uk_17", "synthetic_biology"),
        ("氢燃料电池电堆", "au_7", "clean_energy"),
        ("remote sensing satellite payload", "ca_stra_11", "aerospace_space"),
        ("宽禁带功率半导体", "eu_10", "semiconductors"),
        ("废旧轮胎热解回收", "sei", "energy_saving_env"),
    ],
)
def test_lists_follow_from_fields(lexicon: Lexicon, text: str, variable: str, value: str) -> None:
    assert coded(lexicon, text, variable)[:1] == [value]


def test_a_field_that_leads_to_no_entry_inherits_none(lexicon: Lexicon) -> None:
    text = "中药饮片炮制工艺"
    assert "traditional_medicine" in coded(lexicon, text)
    assert coded(lexicon, text, "us_cet_18") == []


def test_the_sample_is_whole(codebook: Codebook) -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    values = set(codebook.variable("hightech_8").values)
    assert len({row["id"] for row in rows}) == len(rows) == 120
    assert [row["split"] for row in rows].count("test") == 60
    for row in rows:
        accepted = row["field_ok"].split("|")
        assert row["field"] == accepted[0]
        assert set(accepted) <= values


@pytest.mark.accuracy
@pytest.mark.parametrize(("split", "strict", "lenient"), [("dev", 0.80, 0.95), ("test", 0.78, 0.92)])
def test_main_field_of_real_needs(
    lexicon: Lexicon, needs: dict[str, tuple[str, str]], split: str, strict: float, lenient: float
) -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    answers = [(coded(lexicon, needs[r["id"]][1], "hightech_8", needs[r["id"]][0]) or ["none"])[0] for r in rows]
    right = sum(answer == row["field"] for answer, row in zip(answers, rows, strict=True))
    fair = sum(answer in row["field_ok"].split("|") for answer, row in zip(answers, rows, strict=True))
    assert right / len(rows) >= strict
    assert fair / len(rows) >= lenient


@pytest.mark.accuracy
def test_real_needs_have_a_field_and_not_too_many(
    lexicon: Lexicon, fields: dict[str, Value], needs: dict[str, tuple[str, str]]
) -> None:
    codes = lexicon.code_many(list(needs.values()), variables=[FIELD])
    counts = [sum(fields[code.value].parent is not None for code in found) for found in codes]
    assert sum(count > 0 for count in counts) / len(counts) >= 0.97
    assert sum(counts) / len(counts) <= 4
