"""Every measure has a question and short names of its variants in both languages."""

from __future__ import annotations

import re

import pytest

from attache.measure.chapters import CHAPTERS, MEASURES
from attache.measure.measures import Measure
from attache.measure.wording import chapter_name, phrase, question, unit_name, variant_name

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.id)
def test_measures_are_named_in_both_languages(measure: Measure) -> None:
    assert question(measure, "en") == measure.question
    assert CHINESE.search(question(measure, "zh"))
    for language in ("en", "zh"):
        names = [variant_name(measure, one, language) for one in measure.variants]  # type: ignore[arg-type]
        assert len(set(names)) == len(names)
    for one in measure.variants:
        assert CHINESE.search(variant_name(measure, one, "zh")), one
        assert len(variant_name(measure, one, "en")) < 90, one


def test_chapters_and_phrases() -> None:
    assert all(CHINESE.search(chapter_name(one, "zh")) for one in CHAPTERS)
    assert phrase("Wilson score, 95%", "en") == "Wilson score, 95%"
    assert phrase("people", "zh") == "人工编码"
    told = phrase("Newcombe hybrid score, 95%; p exact (Fisher), Benjamini–Hochberg over 63", "zh")
    assert told is not None
    assert "63" in told
    assert CHINESE.search(told)
    assert phrase("projects_shown", "zh") is None
    assert (unit_name("days", "zh"), unit_name("USD", "zh"), unit_name("days", "en")) == ("天", "USD", "days")
