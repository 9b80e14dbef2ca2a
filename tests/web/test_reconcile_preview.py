"""Previews: whatever a register holds, it stands there as text."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from attache.core.text import normalise
from attache.link import Entry, Register
from attache.web.reconcile import Service
from attache.web.reconcile.preview import NOTICE, page
from tests.web.reconciliation import SCRIPT, client

ELEMENTS = {
    "-undef",
    "-text",
    "-doctype",
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "bdi",
    "dl",
    "dt",
    "dd",
    "p",
}


def only_text(html: str) -> LexborHTMLParser:
    """Return the parsed page after a check that nothing but the page's own elements is there."""
    tree = LexborHTMLParser(html)
    for node in tree.root.traverse() if tree.root else ():
        assert node.tag in ELEMENTS, node.tag
        assert set(node.attributes) <= {"lang", "charset"}
    return tree


def text_of(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    assert node is not None
    return node.text()


def test_a_preview_shows_the_entity_and_its_notice() -> None:
    answer = client().get("reconcile/preview", params={"id": "entity-list:again"})
    tree = only_text(answer.text)
    assert text_of(tree, "h1") == "Example Optics Co., Ltd."
    shown = text_of(tree, "dl")
    for part in ("示例光学有限公司", "2018-01-01; 2022-01-01", "2019-12-31", "Entity List", "entity-list:again"):
        assert part in shown
    assert NOTICE in answer.text
    counted = client().get("reconcile/preview", params={"id": "organisations:o1"})
    assert "2014-02-03" in counted.text


def test_a_preview_runs_nothing() -> None:
    answer = client().get("reconcile/preview", params={"id": "entity-list:bad"})
    tree = only_text(answer.text)
    assert text_of(tree, "h1") == f"{SCRIPT} Photonics"
    assert "<script" not in answer.text
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "sandbox" in policy
    assert policy["frame-ancestors"].startswith("'self' http://localhost:*")
    style = text_of(tree, "style")
    assert policy["style-src"] == f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_frames_are_for_those_who_are_let_in() -> None:
    def ancestors(*origins: str) -> str:
        answer = client(origins=origins).get("reconcile/preview", params={"id": "1286:hit"})
        found = re.search("frame-ancestors ([^;]*)", answer.headers["content-security-policy"])
        assert found
        return found[1]

    assert ancestors("*") == "*"
    assert ancestors("https://refine.example").endswith(" https://refine.example")
    assert "script-src" not in ancestors("https://a.example; script-src *")


def test_long_lists_and_names_are_cut() -> None:
    entry = Entry("1", "长" * 5_000, aliases=tuple(f"Alias {at}" for at in range(50)))
    service = Service({"r": Register([entry])})
    html = page(service.need("r:1"), [])
    assert len(html) < 5_000
    assert "and 44 more" in html


@pytest.mark.parametrize("attack", ["\u202egnp.exe", "a\u200bb", "\x1b[31m", "a\u2028b"])
def test_what_hides_from_readers_is_cut(attack: str) -> None:
    service = Service({"r": Register([Entry("1", f"Name {attack}")])})
    html = page(service.need("r:1"), [])
    assert attack not in html


@given(
    st.text(max_size=60),
    st.lists(st.text(max_size=30), max_size=8),
    st.text(max_size=20),
    st.dictionaries(st.sampled_from(["postings", "first_posted", "domains"]), st.text(max_size=20)),
)
@example(
    "</title><script>", ['"><svg onload=a()>', "<!--", "]]>", "&lt;b&gt;"], "javascript:1", {"domains": "</dd><b>"}
)
@example("\ud800", ["\udfff"], "\ud800", {})
def test_no_text_takes_effect(name: str, aliases: list[str], other: str, facts: dict[str, str]) -> None:
    entry = Entry("1", name, aliases=tuple(aliases), country=other, edition=other, url=other, parents=(other,))
    service = Service({"r": Register([entry])}, facts={"r:1": facts})  # type: ignore[dict-item]
    answer = client(service).get("reconcile/preview", params={"id": "r:1"})
    assert answer.status_code == 200
    tree = only_text(answer.text)
    assert text_of(tree, "h1") == (normalise(name) or "r:1")
