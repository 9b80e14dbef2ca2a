"""What templates share: a title that is always words, whatever the document lacks."""

from __future__ import annotations

import pytest

from attache.web.language import text
from attache.web.rendering import titled


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"title": " 激光\n雷达 ", "excerpt": "x"}, "激光 雷达"),
        ({"title": "", "excerpt": "x" * 50}, "x" * 40 + "…"),
        ({"title": None, "excerpt": "短文"}, "短文"),
        ({"title": "", "excerpt": None}, "Without a title"),
        ({"title": "\u202eabc"}, "abc"),
    ],
)
def test_a_title_is_always_words(row: dict[str, str | None], shown: str) -> None:
    assert titled(row, lambda key: text(key, "en")) == shown
