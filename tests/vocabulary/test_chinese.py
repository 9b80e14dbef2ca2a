"""What vocabularies say in English has its Chinese; numbers and names survive in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.vocabulary.casebook import load_casebook
from attache.vocabulary.chinese import Phrasebook, in_chinese, phrasebook, read_phrases
from attache.vocabulary.claims import load_all_claims
from attache.vocabulary.lists import load_lists
from attache.vocabulary.metrics import metric_names, named_metric
from attache.vocabulary.registers import load_catalogue

HAN, DIGITS = re.compile("[一-鿿]"), re.compile(r"\d+")
NAMES = {"CNY", "USD", "Innoviz Technologies", "Aeronautics Group"}
BOOK = Phrasebook(
    {
        "{n} of {n2} are searched": "{n2}个中有{n}个已检索",
        "nobody has looked": "无人检索",
        "no figure: {said}": "没有数字：{said}",
        "first in {quarter}: {rest}": "首见于{quarter}：{rest}",
        "rooms for one; two": "分设一、二",
        "It ends.": "到此为止。",
    }
)


def _claims() -> Iterator[str | None]:
    known = load_all_claims(())
    for figure in known.figures.values():
        for one in (figure.claim, *figure.also):
            yield from (one.statement, one.definition, one.denominator, one.note)
    yield from (rule.says for rule in known.rules)


def _registers() -> Iterator[str | None]:
    known = load_catalogue()
    for one in known.registers.values():
        yield from (one.name, one.authority, one.effect, one.note, *one.traps)
    for rule in known.rules:
        yield from (rule.name, rule.statement, rule.note)


def _casebook() -> Iterator[str | None]:
    book = load_casebook()
    for table in fields(book):
        for row in getattr(book, table.name):
            for name in ("name", "series", "organisers", "owner", "goal", "note", "statement", "technology", "sought"):
                yield getattr(row, name, None)


def _lists() -> Iterator[str | None]:
    for one in load_lists():
        yield from (one.issuer, one.note)


@pytest.mark.parametrize(
    "texts", [_claims, _registers, _casebook, _lists], ids=["claims", "registers", "casebook", "lists"]
)
def test_all_that_is_shown_of_a_vocabulary_is_said_in_chinese(texts: type[Iterator[str | None]]) -> None:
    for text in texts():
        if text and re.search("[A-Za-z]{3}", text) and text not in NAMES and not HAN.fullmatch(text):
            chinese = phrasebook().find(text)
            assert chinese is not None, text
            assert HAN.search(chinese), text
            assert _numbers(text) <= _numbers(chinese), text


def _numbers(text: str) -> set[str]:
    return set(DIGITS.findall(re.sub(r"(?<=\d),(?=\d)|\d+th ", "", text)))


def test_metrics_have_names() -> None:
    assert all(HAN.search(zh) for _, zh in metric_names().values())
    assert named_metric("projects_shown") == ("projects shown", "展示项目")
    assert named_metric("of_my_own") == ("of my own", "of my own")


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.text(min_size=1).filter(lambda one: "; " not in one))
def test_what_is_filled_in_survives(n: int, of: int, title: str) -> None:
    assert BOOK.find(f"{n:,} of {of:,} are searched") == f"{of:,}个中有{n:,}个已检索"
    assert BOOK.say(f"first in 2020Q2: {title}; {title}") == f"首见于2020Q2：{title}; {title}"


@given(st.text())
def test_what_is_not_known_is_left_as_it_is(text: str) -> None:
    assert in_chinese(f"{text}\0") == f"{text}\0".replace("; ", "；")


def test_parts_are_said_one_by_one() -> None:
    assert BOOK.say("rooms for one; two; 3 of 4 are searched") == "分设一、二；4个中有3个已检索"
    assert BOOK.find("no figure: nobody has looked; It ends") == "没有数字：无人检索；到此为止"
    assert BOOK.find("nobody has looked; something else") is None
    assert BOOK.say("nobody has looked; something else") == "无人检索；something else"
    assert BOOK.find("some of 4 are searched") is None


def test_a_phrase_without_its_hole_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('"{n} are here": 都在\n', encoding="utf-8")
    with pytest.raises(InputError, match="has no Chinese with its holes"):
        read_phrases(path)
