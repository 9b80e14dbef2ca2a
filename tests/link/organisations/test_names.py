"""Names as nodes: normal forms, ids, keys, what separates, what contains."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.link.organisations import Spelling, Traits, is_generic, node_id, norm, read_traits, written
from attache.link.organisations.blocking import blocking_keys
from attache.link.organisations.differences import difference, signature
from attache.link.organisations.nodes import Node, nodes_of
from attache.link.organisations.relations import containments


def node(name: str, country: str | None = None, kind: str = "company") -> Node:
    found = nodes_of([Spelling(name, None, kind, country, ("w", "d", 0))])
    return next(iter(found.values()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siemens AG", "SIEMENS  ag"),
        ("西门子（中国）有限公司", "西门子(中国)有限公司"),
        ("庫爾隆迪理工大學", "库尔隆迪理工大学"),
        ("Société Générale", "Societe Generale"),
        ("TCL 集团", "TCL集团"),
    ],
)
def test_one_name_in_two_writings_has_one_id(one: str, other: str) -> None:
    assert norm(one) == norm(other)
    assert node_id(one) == node_id(other)


@pytest.mark.parametrize(("one", "other"), [("Siemens", "Siemens AG"), ("701所", "702所"), ("AB C", "A BC")])
def test_different_names_have_different_ids(one: str, other: str) -> None:
    assert node_id(one) != node_id(other)


@pytest.mark.parametrize("name", ["卫生部", "理工大学", "University of Technology", "Ministry of Health"])
def test_a_name_without_a_word_of_its_own_is_one_in_each_country(name: str) -> None:
    assert is_generic(norm(name))
    assert len({node_id(name, country) for country in ("FR", "DE", None)}) == 3


@pytest.mark.parametrize("name", ["西门子", "慕尼黑工业大学", "Lidarex", "University of Munich", "哈尔滨工业大学"])
def test_a_name_of_its_own_is_one_in_all_countries(name: str) -> None:
    assert not is_generic(norm(name))
    assert node_id(name, "DE") == node_id(name, "US")


@given(st.text(max_size=60))
def test_any_text_has_a_norm_and_keys(text: str) -> None:
    assert norm(text) == norm(norm(text) or text) or norm(text)
    keys = blocking_keys(text)
    assert list(keys) == sorted(set(keys))
    assert all(0 <= key < 2**32 for key in keys)
    nodes = nodes_of([Spelling(text, text[:5], "company", None, ("w", "d", 0))])
    for found in nodes.values():
        assert found.norm
        assert isinstance(found.traits, Traits)
        assert read_traits(written(found.traits)) == found.traits
    assert list(containments(nodes)) == list(containments(nodes))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lidarex", "Lidarex GmbH"),
        ("西门子", "Siemens AG"),
        ("哈工大", "Harbin Institute of Technology"),
        ("汐波理工大学", "福冈汐波理工大学"),
        ("卢姆奎斯特公司", "卢姆奎斯特通信公司"),
        ("慕尼黑工业大学", "Technical University of Munich"),
        ("中国科学院大连化学物理研究所", "Dalian Institute of Chemical Physics"),
        ("MIT", "Massachusetts Institute of Technology"),
    ],
)
def test_like_names_meet_under_a_key(one: str, other: str) -> None:
    assert set(blocking_keys(one)) & set(blocking_keys(other))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("北京第一研究所", None), ("北京第二研究所", None), "numbers"),
        (("Lidarex", "DE"), ("Lidarex", "US"), "countries"),
        (("南京理工大学", None), ("大连理工大学", None), "places"),
        (("Lidarex GmbH", None), ("Lidarex Inc.", None), "legal"),
        (("哈尔滨工业大学", None), ("哈尔滨工业大学附属医院", None), "kinds"),
        (("布赖隆迪公司", None), ("布赖隆迪大学", None), "kinds"),
        (("Drapello University", None), ("Drapello University Hospital", None), "kinds"),
    ],
)
def test_what_separates_is_told(one: tuple[str, str | None], other: tuple[str, str | None], why: str) -> None:
    a, b = signature(node(*one)), signature(node(*other))
    assert why in (difference(a, b) or "")
    assert difference(a, b) == difference(b, a)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("理工大学", "Institute of Technology"),
        ("哈尔滨工程大学", "中国哈尔滨工程大学"),
        ("Lidarex", "Lidarex GmbH"),
        ("精密机械研究院", "Academy of Precision Engineering"),
    ],
)
def test_nothing_separates_two_forms_of_one_name(one: str, other: str) -> None:
    assert difference(signature(node(one)), signature(node(other))) is None


def test_parts_are_found_by_their_names_and_nothing_else() -> None:
    names = [
        "哈尔滨工业大学",
        "哈尔滨工业大学附属医院",
        "哈尔滨工业大学计算机学院",
        "西门子",
        "西门子（中国）有限公司",
        "Siemens AG",
        "Siemens (China) Co., Ltd.",
        "Kesbria University",
        "Kesbria University Hospital",
        "卢姆奎斯特公司",
        "卢姆奎斯特通信公司",
        "卫生部",
    ]
    nodes = nodes_of([Spelling(name, None, "company", None, ("w", "d", 0)) for name in names])
    found = {(nodes[one.parent].name, nodes[one.child].name, one.kind) for one in containments(nodes)}
    assert found == {
        ("哈尔滨工业大学", "哈尔滨工业大学附属医院", "affiliate"),
        ("哈尔滨工业大学", "哈尔滨工业大学计算机学院", "affiliate"),
        ("西门子", "西门子（中国）有限公司", "subsidiary"),
        ("Siemens AG", "Siemens (China) Co., Ltd.", "subsidiary"),
        ("Kesbria University", "Kesbria University Hospital", "affiliate"),
    }
