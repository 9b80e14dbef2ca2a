"""Briefs: the same bytes for the same edition, inert, in two languages, with something to say of everything."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import docx
import pytest
from selectolax.lexbor import LexborHTMLParser

from attache.build.builder import build
from attache.core.errors import InputError, NotFoundError, WorkspaceError
from attache.core.workspace import Workspace
from attache.measure.chapters import MEASURES
from attache.measure.wording import definition
from attache.publish.brief import Asked, Brief, make_brief
from attache.publish.brief import pdf as pdf_module
from attache.publish.brief.docx import to_docx
from attache.publish.brief.html import to_html
from attache.publish.brief.markdown import escape, to_markdown
from attache.publish.brief.model import Facts, Paragraph, Run, Source, clean, plain
from attache.publish.brief.pdf import to_pdf
from attache.publish.brief.words import _words
from attache.publish.brief.writing import WRITERS, write_brief
from attache.publish.notice import NOTICE, SYNTHETIC
from tests.publish.brief.conftest import Two

DUTCH = Asked(countries=("nl",))


def facts(brief: Brief) -> dict[str, str]:
    found = brief.sections[0].blocks[0]
    assert isinstance(found, Facts)
    return {name: plain(told) for name, told in found.pairs}


def sentences(brief: Brief, section: str) -> str:
    return LexborHTMLParser(to_html(brief)).css_first(f"#{section}").text(deep=True)  # type: ignore[union-attr]


@pytest.mark.slow
def test_the_same_edition_gives_the_same_bytes(two: Two) -> None:
    one, other = (make_brief(two.second, since=two.first) for _ in range(2))
    for name in (".html", ".md"):  # all forms of one chapter: below
        assert WRITERS[name](one) == WRITERS[name](other), name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_same_chapter_gives_the_same_bytes(two: Two, language: str) -> None:
    chapters = ("coverage", "locations")
    one, other = (
        make_brief(two.second, DUTCH, since=two.first, language=language, chapters=chapters) for _ in range(2)
    )
    for name, write in WRITERS.items():
        assert write(one) == write(other), name


def test_what_was_asked(two: Two) -> None:
    brief = make_brief(two.second, DUTCH, since=two.first, chapters=())
    assert brief.title == "Foreign technology sought: Netherlands"
    told = facts(brief)
    assert told["Country"] == "Netherlands"
    assert told["Postings"] == "5 of 15 in the edition"
    assert told["Made by"] == "attache brief --country NL --edition 2 --since 1 --language en"
    assert two.second.edition_id in told["Edition"]
    assert "2020-06-01" in told["Edition"]
    assert brief.day == "2020-06-01"


def test_a_selection_by_words_dates_and_values(two: Two) -> None:
    asked = Asked(query="雷达", where=("host_country=DE",), since="2019-07-05", until="2019-07")
    told = facts(make_brief(two.second, asked, chapters=("locations",)))
    assert told["Postings"] == "5 of 15 in the edition"
    assert told["Words"] == "雷达"
    assert told["Dates of posting"] == "2019-07-05 – 2019-07"
    assert "--query '雷达'" in told["Made by"] or "--query 雷达" in told["Made by"]


def test_an_organisation_by_any_of_its_names(two: Two) -> None:
    for name in ("Lidarex3 GmbH", "lidarex3 gmbh"):
        told = facts(make_brief(two.second, Asked(organisation=name), chapters=("locations",)))
        assert told["Postings"] == "1 of 15 in the edition"


def test_changes_since_an_edition(two: Two) -> None:
    told = sentences(make_brief(two.second, since=two.first, chapters=("locations",)), "changes")
    assert re.search(r"added\s*9", told)
    assert "figures that both editions have differ" in told
    french = Asked(where=("host_country=FR",))
    same = sentences(make_brief(two.second, french, since=two.first, chapters=("locations",)), "changes")
    assert "Nothing that this brief shows has changed" in same


def test_an_organisation_that_the_earlier_edition_did_not_name(two: Two) -> None:
    brief = make_brief(two.second, Asked(organisation="Lidarex7 GmbH"), since=two.first, chapters=("locations",))
    assert re.search(r"added\s*1", sentences(brief, "changes"))


def test_caveats_hold_by_the_facts(two: Two) -> None:
    told = sentences(make_brief(two.second, chapters=("locations",)), "caveats")
    for words in (
        "Synthetic postings: 15 of 15",
        "without a stated date: 1 of 15",
        "coded by people: 0 of 15",
        "all 15 of 15",
        "Postings selected: 15 of 15",
    ):
        assert words in told
    assert "withdrawn: " not in told


def test_notice_and_synthetic_mark_stand_in_every_format(two: Two) -> None:
    brief = make_brief(two.second, DUTCH, chapters=("locations",))
    assert brief.notice == NOTICE["en"]
    assert brief.synthetic == SYNTHETIC["en"]
    texts = [to_html(brief), to_markdown(brief).replace("\\", "")]
    texts.append("\n".join(one.text for one in docx.Document(io.BytesIO(to_docx(brief))).paragraphs))
    for text in texts:
        assert "Being sought is not wrongdoing" in text.replace("&#39;", "'")
        assert "made for demonstration or tests" in text


def test_hostile_titles_are_text_everywhere(two: Two) -> None:
    brief = make_brief(two.second, DUTCH, since=two.first, chapters=("locations", "drift"))
    html = to_html(brief)
    page = LexborHTMLParser(html)
    assert page.css("script, iframe, object, embed, form, link, base, [onerror], [onload], [style]") == []
    assert {str(one.attributes["src"]).split(",")[0] for one in page.css("img")} == {"data:image/svg+xml;base64"}
    assert all(str(one.attributes["href"]).startswith("#") for one in page.css("a"))
    assert "<script>alert(1)</script>" in page.css_first("#evidence").text(deep=True)  # type: ignore[union-attr]
    assert "\u202e" not in html
    policy = page.css_first("meta[http-equiv]").attributes["content"] or ""  # type: ignore[union-attr]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    markdown = to_markdown(brief)
    assert set(re.findall(r"(?<!\\)\]\(([^)]*)\)", markdown)) == {
        link for link in re.findall(r"(?<!\\)\]\(([^)]*)\)", markdown) if link.startswith("#")
    }
    assert not re.search(r"<(?!a id=|/a>|br>)", re.sub(r"\\<", "", markdown.replace("    ", "")))
    with zipfile.ZipFile(io.BytesIO(to_docx(brief))) as archive:
        body = archive.read("word/document.xml").decode()
        assert "javascript" not in archive.read("word/_rels/document.xml.rels").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert b"javascript:" not in to_pdf(brief)


def test_text_is_clean_before_it_is_written() -> None:
    assert clean("a\x00\x0b\x1f\ud800\ufffe\u202e\u200bb\tc\nd") == "a   b c d"
    assert clean("国技 ａé — “x”") == "国技 ａé — “x”"
    assert Run("\x07\u2066").text == " "
    assert Source("a\n\x1bb\n", "x").text == "a\n b"
    assert escape("<b>[a](http://x.y) www.z `c` *d* a|b &amp; #e") == (
        r"\<b\>\[a\](http\://x.y) www\.z \`c\` \*d\* a\|b \&amp; #e"
    )


def test_chinese(two: Two) -> None:
    brief = make_brief(two.second, DUTCH, language="zh", chapters=("locations",))
    assert brief.title == "所寻求的外国技术：荷兰"
    page = LexborHTMLParser(to_html(brief))
    assert page.css_first("html").attributes["lang"] == "zh-Hans"  # type: ignore[union-attr]
    told = page.css_first("main").text(deep=True)  # type: ignore[union-attr]
    assert "所提供的技术位于哪些国家" in told
    for said in (definition(MEASURES["locations.country"], "zh"), "时间范围内的合作机会，含未说明国别者"):
        assert said.split("`", maxsplit=1)[0] in told
    assert not re.findall(r"\b(?:the|those|of all|without)\b", told)
    assert NOTICE["zh"] in to_html(brief)


def test_every_fixed_sentence_is_in_both_languages_with_the_same_gaps() -> None:
    for key, both in _words().items():
        assert set(both) == {"en", "zh"}, key
        gaps = [sorted(re.findall(r"\{(\w+)\}", both[language])) for language in ("en", "zh")]
        assert gaps[0] == gaps[1], key


def test_an_empty_selection_is_said(two: Two) -> None:
    brief = make_brief(two.second, Asked(countries=("FR",)))
    assert facts(brief)["Postings"] == "0 of 15 in the edition"
    warnings = [one for one in brief.sections[0].blocks if isinstance(one, Paragraph) and one.kind == "warning"]
    assert "no finding about anybody" in plain(warnings[0].runs)
    for write in WRITERS.values():
        assert write(brief)


def test_an_edition_without_any_opportunity(tmp_path: Path) -> None:
    brief = make_brief(build(Workspace.create(tmp_path / "w")).edition)
    assert facts(brief)["Postings"] == "0 of 0 in the edition"
    for write in WRITERS.values():
        assert write(brief)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked(countries=("XX",)), "no country `XX`"),
        (Asked(missions=("nowhere",)), "no mission `nowhere`"),
        (Asked(where=("technology_field",)), "is no condition"),
        (Asked(where=("technology_field=none_such",)), "has no value"),
        (Asked(where=("colour=red",)), "no dimension `colour`"),
        (Asked(since="2019-13"), "is no day"),
        (Asked(since="2020", until="2019"), "2020 is after 2019"),
    ],
)
def test_a_condition_that_means_nothing(two: Two, asked: Asked, words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        make_brief(two.second, asked)


def test_refusals(two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFoundError, match="names `Nobody Ltd`"):
        make_brief(two.second, Asked(organisation="Nobody Ltd"))
    with pytest.raises(InputError, match="edition 2 is not before edition 2"):
        make_brief(two.second, since=two.second)
    with pytest.raises(InputError, match="no brief in `fr`"):
        make_brief(two.second, language="fr")
    with pytest.raises(NotFoundError, match="no chapter `none`"):
        make_brief(two.second, chapters=("none",))
    brief = make_brief(two.second, chapters=("locations",))
    with pytest.raises(InputError, match="is no kind of brief"):
        write_brief(brief, tmp_path / "x.txt")
    with pytest.raises(InputError, match="is in no folder"):
        write_brief(brief, tmp_path / "none" / "x.html")
    pdf_module.fonts.cache_clear()
    monkeypatch.setattr(pdf_module, "_FAMILIES", ())
    with pytest.raises(WorkspaceError, match="fonts-noto-cjk"):
        to_pdf(brief)


def test_citations(two: Two) -> None:
    brief = make_brief(two.second, DUTCH, chapters=("locations",))
    cite = next(one for one in brief.sections if one.kind == "cite")
    sources = {one.name: one.text for one in cite.blocks if isinstance(one, Source)}
    item = json.loads(sources["CSL-JSON"])[0]
    assert item["issued"] == {"date-parts": [[2020, 6, 1]]}
    assert item["title"] == brief.title
    assert "year = {2020}" in sources["BibTeX"]
