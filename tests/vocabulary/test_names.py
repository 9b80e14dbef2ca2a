"""The tables of names load whole, hold no doubles, and a bad row is named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.core.text import simplify
from attache.link.folding import fold, has_han
from attache.vocabulary.names import (
    companies,
    frequencies,
    institutions,
    irregular,
    japanese,
    kind_words,
    legal_forms,
    load_terms,
    short_forms,
    sound_table,
    terms,
    word_forms,
)


def test_there_are_enough_terms_and_each_is_rendered() -> None:
    found = terms()
    assert len(found) >= 1500
    assert all(term.en for term in found)
    assert len({term.zh for term in found}) == len(found)


def test_terms_are_written_simplified() -> None:
    assert [term.zh for term in terms() if fold(term.zh) != term.zh] == []


def test_known_organisations_are_written_simplified_and_in_latin_letters() -> None:
    known = (*companies(), *institutions())
    assert len(known) >= 10_000
    forms = [form for one in known for form in one.zh]
    assert sum(simplify(form) != form for form in forms) <= 5
    assert [name for one in known for name in one.en if has_han(name) or not name.strip()] == []


def test_no_chinese_form_stands_for_two_companies() -> None:
    forms = Counter(fold(form) for one in companies() for form in one.zh)
    assert [form for form, count in forms.items() if count > 1] == []


def test_the_other_tables_are_there() -> None:
    assert irregular()["清华"][0] == "tsinghua"
    assert japanese()["青木"] == ("aoki",)
    assert short_forms()["哈工大"] == "哈尔滨工业大学"
    assert word_forms()["universitat"] == "university"
    assert kind_words()["医院"] == "hospital"
    assert frequencies()["university"] > frequencies()["laser"]
    assert sound_table()["斯"].startswith("s")


def test_legal_forms_come_longest_first() -> None:
    han, latin = legal_forms()
    assert [len(form) for form in han] == sorted(map(len, han), reverse=True)
    assert latin["gmbh"] == "limited"


def test_a_bad_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("zh,en,kind,optional\n示例,example,nonsense,\n", encoding="utf-8")
    with pytest.raises(InputError, match="no kind") as caught:
        load_terms(path)
    assert ":2" in (caught.value.where or "")
