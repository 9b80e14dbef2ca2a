"""The codebook: the shipped one holds together, and every kind of mistake is one clear sentence."""

from __future__ import annotations

import contextlib
import hashlib
import json
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.core.errors import CodebookError
from attache.vocabulary.codebook import SHIPPED, Codebook, canonical_codebook, load_codebook

GOOD = """
version: "t1"
negations: {zh: [不], en: ["not"]}
cues:
  planned: {zh: [计划]}
variables:
  - variable: field
    zh: 领域
    en: Field
    level: opportunity
    multi: true
    reading: topic
    definition: {zh: 领域, en: Field}
    values_definition: {zh: "文中有{zh}", en: "The text has {en}"}
    values:
      - {value: sensing, zh: 感知, en: sensing, terms: {zh: [雷达]}, crosswalk: {list: [a]}}
      - {value: lidar, parent: sensing, zh: 激光雷达, en: lidar, terms: {zh: [激光雷达], en: [lidar]}}
  - variable: list
    zh: 清单
    en: List
    level: opportunity
    multi: true
    kind: derived
    derived_from: field
    definition: {zh: 清单, en: List}
    values:
      - {value: a, zh: 甲, en: A, definition: {zh: 甲, en: A}}
"""


def load(tmp_path: Path, text: str) -> Codebook:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return load_codebook(path)


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(CodebookError) as caught:
        load(tmp_path, text)
    sentence = str(caught.value)
    assert "mine.yaml" in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_a_codebook_says_what_its_files_say(tmp_path: Path) -> None:
    book = load(tmp_path, GOOD)
    assert book.version == "t1"
    assert book.labels("field", "lidar") == ("激光雷达", "lidar")
    assert book.value("field", "lidar").definition is not None
    assert book.value("field", "lidar").definition.zh == "文中有激光雷达"  # type: ignore[union-attr]
    assert book.variable("field").children("sensing") == ("lidar",)
    assert book.variable("list").reading == "topic", "a derived variable is read like its source"
    assert book.order.index("field") < book.order.index("list")


def test_the_digest_is_of_the_content_and_not_of_the_layout(tmp_path: Path) -> None:
    first = load(tmp_path, GOOD).digest
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert load(tmp_path, "# a comment\n" + GOOD.replace("zh: [雷达]", "zh:  [ 雷达 ]")).digest == first
    assert load(tmp_path, GOOD.replace("[雷达]", "[雷达, 毫米波]")).digest != first


def test_the_canonical_form_is_the_same_codebook_in_one_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(GOOD, encoding="utf-8")
    for path in (None, mine):
        book, text, kept = load_codebook(path), canonical_codebook(path), tmp_path / "kept.json"
        kept.write_text(text, encoding="utf-8")
        again = load_codebook(kept)
        assert again.digest == book.digest == hashlib.sha256(text.encode()).hexdigest()
        assert [again.variables[name] for name in again.order] == [book.variables[name] for name in book.order]
        assert (again.order, again.precedence, again.version) == (book.order, book.precedence, book.version)
        assert canonical_codebook(kept) == text


@pytest.mark.parametrize("text", ["", "{}", "[]", "[1]", "[null]", "[" * 200_000, '[{"version": "1"}', '{"a": NaN}'])
def test_what_is_no_canonical_form_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kept.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=r"kept\.json.*no codebook in canonical form"):
        load_codebook(path)


@given(
    st.recursive(
        st.none() | st.text(max_size=3) | st.integers(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(st.sampled_from(["version", "variables", "variable", "values", "zh", "terms"]), x)
        ),
        max_leaves=20,
    )
)
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, found: object) -> None:
    path = tmp_path_factory.mktemp("any") / "kept.json"
    path.write_text(json.dumps([found]), encoding="utf-8")
    with contextlib.suppress(CodebookError):
        load_codebook(path)


def test_includes_are_merged_into_one_variable(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.yaml").write_text(
        "variable: field\nvalues:\n  - {value: sonar, zh: 声呐, en: sonar, terms: {zh: [声呐]}}\n", encoding="utf-8"
    )
    book = load(tmp_path, GOOD + "include: [parts/*.yaml]\n")
    assert list(book.variable("field").values) == ["sensing", "lidar", "sonar"]


def test_a_codebook_may_include_the_shipped_files(tmp_path: Path) -> None:
    book = load(tmp_path, 'version: "x"\ninclude: ["attache:variables/ai_keyword.yaml"]\n')
    assert book.labels("ai_keyword", "deep_learning")[0] == "深度学习"


def test_unknown_names_are_met_with_near_ones(tmp_path: Path) -> None:
    book = load(tmp_path, GOOD)
    with pytest.raises(CodebookError, match="did you mean field"):
        book.variable("feild")
    with pytest.raises(CodebookError, match="did you mean lidar"):
        book.labels("field", "lidars")


MISTAKES = {
    "bad YAML": ("variables:", "variables: [", "not valid YAML"),
    "no version": ('version: "t1"', "", "`version` is missing"),
    "wrong type of version": ('version: "t1"', "version: [1]", "`version` is not a word"),
    "unknown key of the file": ('version: "t1"', 'version: "t1"\nversions: 2', "`versions` is not a known key"),
    "unknown key of a variable": ("level: opportunity", "level: opportunity\n    lvel: x", "`lvel` is not a known key"),
    "wrong level": ("level: opportunity", "level: planet", "`level`: should be"),
    "unknown key of a value": ("en: lidar,", "en: lidar, termz: [],", "value lidar: `termz` is not a known key"),
    "unknown parent": ("parent: sensing", "parent: sensng", "the parent `sensng` is not a value; did you mean sensing"),
    "circle of parents": ("{value: sensing,", "{value: sensing, parent: lidar,", "values are their own parents"),
    "value twice": ("value: lidar,", "value: sensing,", "is there twice"),
    "values that differ in case": ("value: lidar,", "value: Sensing,", "is there twice"),
    "term twice": ("zh: [激光雷达]", "zh: [激光雷达, lidar]", "the term `lidar` is there twice"),
    "empty term": ("zh: [激光雷达]", 'zh: [激光雷达, ""]', "value lidar: `terms.zh.1`: is an empty term"),
    "nothing as a term": ("zh: [激光雷达]", "zh: [激光雷达, null]", "is an empty term"),
    "long term": ("zh: [激光雷达]", f"zh: [{'雷' * 81}]", "more than 80 characters"),
    "one character": ("zh: [激光雷达]", "zh: [雷]", "the term `雷` is a single character"),
    "half a gap": ("zh: [激光雷达]", "zh: [雷达…]", "nothing on one side of the gap"),
    "only cues": ("zh: [激光雷达]", 'zh: ["@planned"]', "is only a name of cues"),
    "gap to unknown cues": ("zh: [激光雷达]", 'zh: ["@plannd…雷达"]', "names cues that are not there"),
    "gap in a rule": (
        "zh: [激光雷达], en: [lidar]}",
        "zh: [激光雷达]}, rules: [{term: 激光雷达, forbid: [不…卖]}]",
        "has a gap",
    ),
    "invalid id": ("value: lidar,", "value: li-dar,", "is not an id"),
    "no definition": ("zh: 甲, en: A, definition: {zh: 甲, en: A}", "zh: 甲, en: A", "the definition is missing"),
    "unknown variable of a crosswalk": ("crosswalk: {list:", "crosswalk: {lst:", "leads to the variable `lst`"),
    "unknown value of a crosswalk": ("{list: [a]}", "{list: [b]}", "leads to `b`, which is not a value of list"),
    "crosswalk to a variable of its own": ("derived_from: field", "default: none", "is not derived from it"),
    "derived from nothing": ("derived_from: field", "derived_from: fields", "which is not there"),
    "rule without a term": (
        "zh: [激光雷达], en: [lidar]}",
        "zh: [激光雷达]}, rules: [{term: 声呐, require: [海]}]",
        "there is a rule for `声呐` and no such term",
    ),
    "rule with unknown cues": (
        "zh: [激光雷达], en: [lidar]}",
        'zh: [激光雷达]}, rules: [{term: 激光雷达, forbid: ["@plannd"]}]',
        "did you mean planned",
    ),
    "rule that says nothing": (
        "zh: [激光雷达], en: [lidar]}",
        "zh: [激光雷达]}, rules: [{term: 激光雷达}]",
        "neither requires nor forbids",
    ),
    "missing include": ('version: "t1"', 'version: "t1"\ninclude: [gone/*.yaml]', "there is no such file"),
    "include that leads out": ('version: "t1"', 'version: "t1"\ninclude: [../x.yaml]', "leads out of its folder"),
    "alias": ("{zh: 清单, en: List}", "&a {zh: 清单, en: List}\n    ignore: *a", "uses an alias"),
    "variable without values": (
        "    values:\n      - {value: a, zh: 甲, en: A, definition: {zh: 甲, en: A}}",
        "",
        "variable list has no values",
    ),
    "variable twice": ("variable: list", "variable: field", "is described a second time"),
    "derived from itself": ("derived_from: field", "derived_from: list", "derived from each other"),
    "no mapping": (GOOD, "- one\n- two\n", "holds no mapping"),
    "no variables": (GOOD, 'version: "1"\n', "describes no variable"),
}


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_each_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    sentence = refusal(tmp_path, GOOD.replace(old, new, 1))
    assert said in sentence, sentence


def test_a_bomb_of_aliases_is_refused_at_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert "uses an alias" in refusal(tmp_path, "\n".join(lines))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"none\.yaml.*cannot be read"):
        load_codebook(tmp_path / "none.yaml")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.integers(0, len(GOOD)), st.integers(0, 40))
def test_any_damage_is_refused_or_read(tmp_path_factory: pytest.TempPathFactory, extra: str, at: int, cut: int) -> None:
    path = tmp_path_factory.mktemp("damage") / "mine.yaml"
    path.write_bytes((GOOD[:at] + extra + GOOD[at + cut :]).encode("utf-8", "surrogatepass"))
    with contextlib.suppress(CodebookError):
        assert load_codebook(path).variables


def test_the_shipped_codebook_holds_together() -> None:
    book = load_codebook()
    assert load_codebook() is book
    assert book.version
    assert {"direction", "technology_field", "coop_mode", "hightech_8", "chokepoint_35"} <= set(book.variables)
    fields = book.variable("technology_field").values.values()
    assert sum(value.parent is not None for value in fields) >= 25
    for variable in book.variables.values():
        for value in variable.values.values():
            assert value.definition is not None
            assert value.zh
            assert value.en


def test_the_shipped_codebook_survives_pickling() -> None:
    book = load_codebook()
    again = pickle.loads(pickle.dumps(book))  # noqa: S301 -- our own bytes
    assert again.digest == book.digest
    assert again.labels("direction", "inbound_offer") == book.labels("direction", "inbound_offer")


def test_machine_never_gives_what_only_people_may_say() -> None:
    book = load_codebook()
    for variable, value in (("military_relevance", "M0"), ("military_relevance", "M4"), ("outcome_class", "O0")):
        reserved = book.value(variable, value)
        assert not reserved.terms.both
        assert not reserved.weak.both
        assert not reserved.when


def test_the_shipped_files_are_all_included() -> None:
    on_disk = {path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*.yaml")} - {"codebook.yaml"}
    folders = {name.split("/")[0] for name in on_disk}
    assert folders == {"variables", "fields", "lists"}
