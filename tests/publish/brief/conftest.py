"""Two editions of a small workspace with hostile postings among plain ones."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from attache.build.builder import build
from attache.build.edition import Edition
from attache.core.workspace import Workspace
from tests.build.conftest import POSTING, take_in, workspace_with, write_postings

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>雷达",
    "[雷达](javascript:alert(3)) ![x](http://evil.example/x.png) `code` **bold** | cell",
    '#set text(red) #import "x.typ" $x$ @r1 \\u{202e}雷达',
    '=HYPERLINK("http://evil.example","雷达")',
    "{{ 7*7 }}{% raw %}雷达\u202egnp.exe",
)


@dataclass(frozen=True)
class Two:
    """A workspace and its two editions."""

    space: Workspace
    first: Edition
    second: Edition


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """The second edition has more postings than the first, hostile ones and one without a date among them."""
    space = workspace_with(tmp_path_factory.mktemp("brief") / "w", 6)
    first = build(space).edition
    letters = space.sources / "letters"
    write_postings(letters, 6, 9)
    for at, title in enumerate(HOSTILE):
        text = POSTING.format(title=title, country="荷兰", name=f"Dutchdar{at}", year=2001, n=at + 1)
        (letters / f"hostile-{at}.txt").write_text(text.replace("慕尼黑", "埃因霍温"), encoding="utf-8")
    undated = POSTING.format(title="日本雷达技术", country="日本", name="Nipdar", year=2002, n=3)
    (letters / "undated.txt").write_text(
        undated.replace("2019年7月3日\n", "").replace("慕尼黑", "东京"), encoding="utf-8"
    )
    take_in(space, "2020-06-01T00:00:00Z")
    return Two(space, first, build(space).edition)
