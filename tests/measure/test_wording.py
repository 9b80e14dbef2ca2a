"""Every measure has its question, definition and variants in both languages, and so has all that its rows say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.build.edition import Editions
from attache.build.measuring import open_frame
from attache.measure.chapters import CHAPTERS, MEASURES
from attache.measure.claims import check_figures, compare
from attache.measure.estimates import CODED_BY
from attache.measure.frame import Frame
from attache.measure.measures import Measure
from attache.measure.wording import (
    chapter_name,
    definition,
    finding,
    meaning,
    phrase,
    question,
    remark,
    translated,
    unit_alone,
    unit_name,
    variant_name,
)
from attache.vocabulary.claims import load_all_claims

CHINESE = re.compile("[\u4e00-\u9fff]")
NAMES = {
    *("Wilson", "Newcombe", "Kaplan", "Meier", "Clopper", "Pearson", "Fisher", "Benjamini", "Hochberg", "MOVER"),
    *("Chapman", "Chao", "Jensen", "Shannon", "log", "logit", "p", "n", "attache", "cohort", "draw", "Chinascope"),
}
CODED = re.compile("`[^`]*`")
WORDS = re.compile(r"[A-Za-z]+(?:[ ,'’-]+[A-Za-z]+)+")
ALL = pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.id)


def english(told: str) -> list[str]:
    """Return what is said in English in a Chinese text: words in a row that are no names."""
    runs = (re.findall("[A-Za-z]+", run) for run in WORDS.findall(CODED.sub("", told)))
    return [" ".join(run) for run in runs if len([word for word in run if word not in NAMES]) > 1]


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", "", text)))


@ALL
def test_measures_are_named_in_both_languages(measure: Measure) -> None:
    assert question(measure, "en") == measure.question
    assert CHINESE.search(question(measure, "zh"))
    for language in ("en", "zh"):
        names = [variant_name(measure, one, language) for one in measure.variants]  # type: ignore[arg-type]
        assert len(set(names)) == len(names)
    for one in measure.variants:
        assert CHINESE.search(variant_name(measure, one, "zh")), one
        assert len(variant_name(measure, one, "en")) < 90, one


@ALL
def test_measures_are_defined_in_both_languages(measure: Measure) -> None:
    told = definition(measure, "zh")
    assert definition(measure, "en") == measure.definition
    assert CHINESE.search(told)
    assert not english(told)
    assert "{" not in told
    assert set(CODED.findall(told)) == set(CODED.findall(measure.definition))
    assert numbers(measure.definition) <= numbers(told)
    assert translated(measure.definition, "zh") == told
    assert phrase(measure.denominator, "zh") is not None
    assert CHINESE.search(unit_name(measure.unit, "zh"))


@ALL
def test_variants_mean_the_same_in_both_languages(measure: Measure) -> None:
    for variant, text in measure.variants.items():
        told = phrase(text, "zh")
        assert told is not None, text
        assert told == meaning(measure, variant, "zh")
        assert numbers(text) <= numbers(told)
        assert set(CODED.findall(told)) == set(CODED.findall(text))
    told = [meaning(measure, one, "zh") for one in measure.variants]
    assert len(set(told)) == len(set(measure.variants.values()))


def _all_said(frame: Frame, measure: Measure) -> set[str]:
    rows = measure.run(frame)
    return {text for row in rows for text in (row.note, row.method, row.denominator, row.coded_by, row.window) if text}


@pytest.fixture(scope="module")
def demo_frame(demo_folder: Path) -> Frame:
    """A frame over the last edition of the demo workspace."""
    return open_frame(Editions(demo_folder / "editions").require())


@ALL
def test_all_that_rows_say_is_said_in_chinese(
    measure: Measure, demo_frame: Frame, small_frame: Frame, empty_frame: Frame
) -> None:
    for frame in (demo_frame, small_frame, empty_frame):
        for text in _all_said(frame, measure):
            told = phrase(text, "zh")
            assert told is not None, f"{text} | {remark(text, 'zh')}"
            assert not english(told) or "first in" in text, told  # which quotes the title of a posting
            assert numbers(text) <= numbers(told), told


def test_chapters_and_phrases() -> None:
    assert all(CHINESE.search(chapter_name(one, "zh")) for one in CHAPTERS)
    assert all(CHINESE.search(phrase(one, "zh") or "") for one in CODED_BY.values())
    assert phrase("Wilson score, 95%", "en") == "Wilson score, 95%"
    assert phrase("people", "zh") == "人工编码"
    assert phrase("projects_shown", "zh") == "展示项目"
    assert phrase("a note of a keeper's own casebook", "zh") is None
    assert remark("target 3; as we were told", "zh") == "目标3；as we were told"
    assert (unit_name("days", "zh"), unit_name("USD", "zh"), unit_name("days", "en")) == ("天", "USD", "days")
    assert (unit_alone("needs", "zh"), unit_alone("needs", "en")) == ("需求", "needs")
    assert translated("Methods", "zh") == "方式"


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.floats(0, 1), st.text(max_size=80))
def test_numbers_and_titles_survive(n: int, of: int, p: float, title: str) -> None:
    text = f"{n / 1e7:.1%} against {p:.1%} before ({n:,} of {of:,}); adjusted p {p:.3g}"
    told = phrase(text, "zh")
    assert told is not None
    assert sorted(re.findall(r"[\d.,%e-]*\d%?", text)) == sorted(re.findall(r"[\d.,%e-]*\d%?", told))
    assert remark(f"first in 2020Q2: 2020-05, {title}!", "zh") == f"首见于2020Q2：2020-05，{title}!"


def test_the_ledger_of_claims_speaks_chinese() -> None:
    known = load_all_claims(())
    said = {one.says for one in check_figures(known)} | {one.reason for one in compare(known, None)}
    assert len(said) > 60
    for text in said:
        told = finding(text, "zh")
        assert finding(text, "en") == text
        assert not english(re.sub(r"（(?:[^（）]|（[^（）]*）)*）|\([^()]*\)", "", told)), told  # names of sources
        assert numbers(text) <= numbers(told) | {"40"}, told


def test_what_an_edition_covers_is_said_in_chinese() -> None:
    held = "out of window: the edition holds 1,234 postings of 2015-01 to 2020, none of 2016, 2017, captured until 2021-03-31"
    assert finding(held, "zh") == "时间范围不足：本版含2015-01至2020的1,234条（2016, 2017无条目），采集至2021-03-31"
    assert finding("ours, 11, agrees with 12 and 10, nearest to 10", "zh") == "本版11，与12和10一致，最接近10"
    assert (
        finding('C007 (<50 ("nearly half")) of 642 stands for 289–320.', "zh")
        == "以642计，C007（<50（“接近一半”））相当于289–320。"
    )
