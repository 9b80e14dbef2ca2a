from __future__ import annotations

from pathlib import Path

import pytest

from attache.collect.sources import SHIPPED, load_sources
from attache.core.errors import InputError, NotFoundError
from attache.link.registers import FORMATS
from attache.vocabulary.registers import REGISTERS, catalogue, load_catalogue, load_shipped, shipped_lists

RULE = """
rules:
  - id: r
    name: Rule
    statement: It reaches further.
    registers: [{register}]
    periods:
      - {{valid_from: {start}, valid_to: {end}, status: in_force, source: a law, grade: official}}
      - {{valid_from: 2026-01-01, status: unknown, source: none seen, grade: general_knowledge}}
"""
ONE = """registers:
  - id: one
    name: One
    authority: An authority
    effect: None.
    traps: [It is not whole.]
    formats: [table-csv]
    licence: facts
    source: a law
    grade: official
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "catalogue.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_register_says_what_listing_means_and_what_it_does_not_say() -> None:
    registers = catalogue().registers
    assert {"us-bis-entity-list", "us-ns-cmic", "us-dod-1260h", "us-dod-1286", "ca-nro", "ror", "cn-miit-seven"} <= set(
        registers
    )
    for register in registers.values():
        assert register.effect.endswith(".")
        assert register.traps, register.id
        assert register.effect.count(". ") == 0, f"{register.id}: the effect is more than one sentence"
        assert set(register.formats) <= set(FORMATS), register.id


def test_collected_registers_have_their_source_with_the_same_official_address() -> None:
    declared = load_sources(SHIPPED)
    for register in catalogue().registers.values():
        if register.collected_by:
            source = declared[register.collected_by]
            assert source.reader.startswith("register:")
            assert all(url.startswith("https://") for url in source.entry)
    named = {register.collected_by for register in catalogue().registers.values()}
    assert {key for key in declared if key.startswith("register-")} <= named


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2025-09-28", None),
        ("2025-09-29", "in_force"),
        ("2025-11-09", "in_force"),
        ("2025-11-10", "suspended"),
        ("2026-11-09", "suspended"),
        ("2026-11-10", "unknown"),
        ("2030-01-01", "unknown"),
    ],
)
def test_the_affiliates_rule_by_its_dates(day: str, status: str | None) -> None:
    rule = next(rule for rule in catalogue().rules if rule.id == "bis-affiliates-50")
    period = rule.on(day)
    assert (period.status if period else None) == status


def test_the_ofac_rule_does_not_reach_the_securities_list() -> None:
    rules = {rule.id: rule for rule in catalogue().rules_for("us-ns-cmic")}
    assert "us-ns-cmic" in rules["ofac-50"].not_for


def test_the_seven_universities() -> None:
    seven = next(one for one in shipped_lists() if one.register_id == "cn-miit-seven")
    assert len(seven.entries) == 7
    names = {name for entry in seven.entries for name in (entry.name, *entry.aliases)}
    assert {"哈尔滨工程大学", "Harbin Engineering University", "Beihang University", "西北工业大学"} <= names
    assert seven.source
    assert seven.register_id in catalogue().registers


def test_an_unknown_register_names_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="us-ns-cmic"):
        catalogue().register("nothing")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ONE + RULE.format(register="two", start="2025-01-01", end="2025-02-01"), "`two`"),
        (ONE + RULE.format(register="one", start="2025-01-01", end="2024-02-01"), "before"),
        (ONE + RULE.format(register="one", start="2025-01-01", end="2026-02-01"), "overlap"),
        (
            ONE.replace("    source: a law\n", "") + RULE.format(register="one", start="2025-01-01", end="null"),
            "source",
        ),
        (ONE + "    colour: red\n" + RULE.format(register="one", start="2025-01-01", end="null"), "colour"),
        (
            ONE + "    address: http://x.example\n" + RULE.format(register="one", start="2025-01-01", end="null"),
            "https",
        ),
        (
            ONE + ONE.removeprefix("registers:\n") + RULE.format(register="one", start="2025", end="2025"),
            "two registers",
        ),
        (ONE, "rules"),
        (ONE + "others: []\n", "others"),
    ],
)
def test_a_wrong_catalogue_is_refused_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=told) as caught:
        load_catalogue(path)
    assert str(path) in caught.value.where


def test_a_shipped_list_with_two_of_one_id_is_refused(tmp_path: Path) -> None:
    text = (REGISTERS / "lists" / "cn-miit-seven.yaml").read_text(encoding="utf-8")
    path = tmp_path / "list.yaml"
    path.write_text(text.replace("id: bit", "id: beihang"), encoding="utf-8")
    with pytest.raises(InputError, match="two entries"):
        load_shipped(path)
