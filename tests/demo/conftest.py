from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from attache.core.text import normalise, simplify
from attache.demo import Posting, Text, corpus

_BREAK = re.compile(r"(?i)</(?:p|div|td|tr)>|<br[^>]*>")
_TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="session")
def postings() -> list[Posting]:
    return corpus()


@pytest.fixture(scope="session")
def plain() -> Callable[[Text], str]:
    """Return the title and body of a text as a reader would store them, in simplified characters."""

    def read(text: Text) -> str:
        body = html.unescape(_TAG.sub("", _BREAK.sub("\n", text.html)))
        return simplify(normalise(f"{text.title}\n{body}"))

    return read
