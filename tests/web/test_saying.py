"""Sentences that stages say in English are known in Chinese."""

from __future__ import annotations

import re
from datetime import date

import pytest

from attache.build.screening import CAVEATS
from attache.link import Entry
from attache.link.listing import lead, standing
from attache.link.score import FEATURES
from attache.measure.exposure import CAVEATS as EXPOSED
from attache.web.saying import said_in, sentences
from attache.web.screening.explained import reason_line

LATIN = re.compile("[A-Za-z]{2}")
DATES = (None, "2020", "2020-05", "2020-05-22")


@pytest.mark.parametrize("said", sorted({said for ones in FEATURES.values() for _, said in ones if said}))
def test_every_reason_is_known(said: str) -> None:
    assert not LATIN.search(said_in("zh", said))
    assert said_in("en", said) == said


@pytest.mark.parametrize("said", [*CAVEATS, *EXPOSED])
def test_every_caveat_is_known(said: str) -> None:
    assert not LATIN.search(said_in("zh", said))


@pytest.mark.parametrize("observed", [None, "valid_from", "valid_to", "valid_from valid_to"])
@pytest.mark.parametrize("start", DATES)
@pytest.mark.parametrize("end", DATES)
def test_every_standing_is_known(observed: str | None, start: str | None, end: str | None) -> None:
    entry = Entry("1", "A", "r", valid_from=start, valid_to=end, edition="2024-01-31", observed=observed)
    for day in (date(2019, 1, 1), date(2020, 5, 22), date(2020, 9, 1), date(2025, 1, 1)):
        assert not LATIN.search(sentences("zh", standing(entry, day, ["2024-01-31"]).why))
    for posted in (None, "2019", "2020-05-22", "2021-03-04"):
        assert not LATIN.search(sentences("zh", lead(entry, posted).said))


def test_what_is_not_known_is_shown_as_it_was_said() -> None:
    assert said_in("zh", "something else (1)") == "something else (1)"
    assert said_in("zh", "the country “{x}<b>” is not known and was not used") == "国别“{x}<b>”无法识别，未予使用"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("same country: +2.1", "国别相同：+2.1"),
        ("share of the Chinese name that is rendered (0.98): +2.5", "中文名被译出的比例（0.98）：+2.5"),
        ("written together in 2 mentions", "在2处提及中并列写出"),
        ("named together in 1 document: +0.4", "在1份文档中同时出现：+0.4"),
        ("大学 = university by translation", "大学 = university（意译）"),
        ("a place on one side only (cork ≠ none): -0.9", "仅一方含地名（cork ≠ 无）：-0.9"),
    ],
)
def test_reasons_of_links_are_said_in_one_line(reason: str, told: str) -> None:
    assert reason_line(reason, "zh") == told
    assert reason_line(reason, "en") == reason
