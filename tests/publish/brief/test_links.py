"""Every figure of a brief links to a row, and every row to its evidence, in all four formats."""

from __future__ import annotations

import ctypes
import io
import re

import docx
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from attache.publish.brief import Brief, make_brief
from attache.publish.brief.docx import to_docx
from attache.publish.brief.html import to_html
from attache.publish.brief.markdown import to_markdown
from attache.publish.brief.pdf import to_pdf
from tests.publish.brief.conftest import Two

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIGURES = ("asked", "chapter", "changes", "caveats")
"""Sections that state figures of ours."""
NAMES = ("h2", "h3", "h4", "thead", "caption", "code", "figcaption", "pre", "dl")
"""Elements whose digits name something: years, editions, definitions, levels of confidence."""


@pytest.fixture(scope="module")
def brief(two: Two) -> Brief:
    return make_brief(two.second, since=two.first)


@pytest.fixture(scope="module")
def page(brief: Brief) -> LexborHTMLParser:
    return LexborHTMLParser(to_html(brief))


def ancestors(node: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    up = node.parent
    while up is not None:
        found.append(up)
        up = up.parent
    return found


def numbers(page: LexborHTMLParser) -> list[tuple[str, str | None]]:
    """Every text with a digit in the sections that state figures, with the anchor that it links to."""
    found: list[tuple[str, str | None]] = []
    for kind in FIGURES:
        for section in page.css(f"section.{kind}"):
            for node in section.traverse(include_text=True):
                if node.tag != "-text" or not re.search(r"\d", node.text_content or ""):
                    continue
                around = ancestors(node)
                links = [one.attributes["href"] for one in around if one.tag == "a"]
                classes = {name for one in around for name in (one.attributes.get("class") or "").split()}
                if links:
                    found.append((node.text_content or "", links[0]))
                elif not classes & {"label", "note"} and not {one.tag for one in around} & set(NAMES):
                    found.append((node.text_content or "", None))
    return found


def test_every_number_links_to_a_row(page: LexborHTMLParser) -> None:
    found = numbers(page)
    assert len(found) > 300
    assert [text for text, link in found if link is None] == []
    postings = next(one for one in page.css("#asked dl div") if (one.css_first("dt") or one).text() == "Postings")
    assert [one.text() for one in postings.css("a")] == ["15", "15"]


def test_every_row_links_to_evidence(page: LexborHTMLParser) -> None:
    rows = {one.attributes["id"]: one for one in page.css("#rows tr[id]")}
    evidence = {one.attributes["id"]: one for one in page.css("#evidence tr[id]")}
    targets = {link.removeprefix("#") for _, link in numbers(page) if link}
    assert targets <= set(rows) | set(evidence)
    computed = 0
    for row in rows.values():
        links = [str(one.attributes["href"]).removeprefix("#") for one in row.css("td:last-child a")]
        assert set(links) <= set(evidence)
        figure = (row.css("td")[1]).text(deep=True)
        if not links:
            told = row.css("td")[-1].text(deep=True)
            assert "no record meets" in told or "computed from other rows" in told, row.text(deep=True)
            computed += "computed from other rows" in told
        assert figure.strip()
    assert computed < 0.05 * len(rows)
    for one in evidence.values():
        text = one.text(deep=True)
        assert re.search(r"[0-9a-f]{64}", text) or "casebook" in text or "record of the edition" in text


def test_a_row_says_how_many_records_and_lists_that_many_at_most(two: Two) -> None:
    brief = make_brief(two.second, chapters=("locations",))
    rows = {row.row_id: row for row in brief.rows}
    german = rows["locations.country/default/host_country/DE"]
    assert (german.n, german.total) == (9, 15)
    page = LexborHTMLParser(to_html(brief))
    entry = next(one for one in page.css("#rows tr[id]") if german.row_id in one.text(deep=True))
    assert len(entry.css("td:last-child a")) == 8
    assert "… of 9" in entry.text(deep=True)


def test_anchors_of_markdown_are_there(brief: Brief) -> None:
    text = to_markdown(brief)
    links, anchors = set(re.findall(r"\]\(#([\w-]+)\)", text)), re.findall(r'<a id="([\w-]+)"></a>', text)
    assert links
    assert links <= set(anchors)
    assert len(anchors) == len(set(anchors))


def test_bookmarks_of_word_are_there(brief: Brief) -> None:
    document = docx.Document(io.BytesIO(to_docx(brief)))
    body = document.element.body
    links = {one.get(f"{W}anchor") for one in body.iter(f"{W}hyperlink")}
    marks = [one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")]
    assert links
    assert links <= set(marks)
    assert len(marks) == len(set(marks))
    assert all(len(str(mark)) <= 40 for mark in marks)
    assert [one for one in document.part.rels.values() if one.is_external] == []
    heads = [one.text for one in document.paragraphs if str(one.style.name) == "Heading 1"]
    assert heads[0] == "What was asked"
    assert heads[-2:] == ["Annex: rows", "Annex: evidence"]
    assert len(document.tables) > 20


def test_links_of_the_pdf(two: Two) -> None:
    brief = make_brief(two.second, chapters=("locations",))
    pdf = pypdfium2.PdfDocument(to_pdf(brief))
    inside = outside = 0
    for page in pdf:
        at, link = ctypes.c_int(0), pdfium.FPDF_LINK()
        while pdfium.FPDFLink_Enumerate(page, at, link):
            action = pdfium.FPDFLink_GetAction(link)
            if action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_URI:
                outside += 1
            inside += 1
    assert inside > 50
    assert outside == 0
    assert "Germany" in "".join(page.get_textpage().get_text_bounded() for page in pdf)
