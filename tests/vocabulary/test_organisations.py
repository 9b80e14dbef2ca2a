"""Well-known organisations and word lists load, agree with each other, and say what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.vocabulary.organisations import (
    KINDS,
    chinese_words,
    known_organisations,
    latin_words,
    load_chinese_words,
    load_known,
    load_latin_words,
)

HEADER = "name_zh,name_latin,aliases_zh,aliases_latin,kind,country,needs_context\n"


def test_known_organisations() -> None:
    known = {name: o for o in known_organisations() for name in (*o.names_zh, *o.names_latin)}
    assert known["中科院"].name_latin == "Chinese Academy of Sciences"
    assert known["MIT"].country == "US"
    assert known["弗劳恩霍夫"].kind == "institute"
    assert all(o.kind in KINDS for o in known_organisations())


def test_word_lists_agree() -> None:
    words = chinese_words()
    assert set(words.heads.values()) == set(KINDS)
    assert words.strict_heads <= set(words.heads)
    assert "以色列" not in words.cut_words
    assert not words.heads.keys() & words.cut_words
    assert "lidar" in latin_words().technology
    assert not latin_words().technology & latin_words().strong_company_words


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",,,,company,,\n", "names no organisation"),
        ("甲,,,,shop,,\n", "`kind` is 'shop'"),
        ("甲,,,,company,XX,\n", "no country has the code 'XX'"),
        ("甲,,,,company,,\n乙,,甲,,company,,\n", "two organisations are called 甲"),
    ],
)
def test_errors_name_file_and_row(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "known.csv"
    path.write_text(HEADER + row, "utf-8")
    with pytest.raises(InputError, match=message):
        load_known(path)


def test_missing_lists_are_named(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("inside: 科学 技术\n", "utf-8")
    with pytest.raises(InputError, match="no `heads` by kind"):
        load_chinese_words(path)
    with pytest.raises(InputError, match="no words under `legal_forms`"):
        load_latin_words(path)
