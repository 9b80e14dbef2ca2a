"""Names of sources on pages: what a declaration says, whatever becomes of the file that says it."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from attache.web.sourced import SourceNames, claims_in, spelt_out

DECLARED = """id: {key}
name: "{name}"
owner: nobody
adapter: web
scope: [feeds.example]
entry: ["https://feeds.example/"]
settings:
  kind: feed
"""


def declare(folder: Path, key: str, name: str, at: int) -> None:
    (folder / f"{key}.yaml").write_text(DECLARED.format(key=key, name=name), encoding="utf-8")
    os.utime(folder, (at, at))


def test_names_are_those_of_the_declarations_and_follow_them(tmp_path: Path) -> None:
    names = SourceNames(tmp_path)
    assert "recommended by S&T sections abroad" in names["cistc-229"]
    assert names["bulletin"] == "bulletin"
    declare(tmp_path, "bulletin", "Bulletin of a consulate", 1_600_000_000)
    assert names["bulletin"] == "Bulletin of a consulate"
    (tmp_path / "broken.yaml").write_text("id: [", encoding="utf-8")
    os.utime(tmp_path, (1_600_000_100, 1_600_000_100))
    assert names["bulletin"] == "bulletin"
    assert "recommended by S&T sections abroad" in names["cistc-229"]


def test_a_folder_that_is_not_there_has_no_names(tmp_path: Path) -> None:
    assert SourceNames(tmp_path / "none")["synthetic-229"] == "synthetic-229"


def test_articles_are_named_by_their_titles() -> None:
    assert spelt_out("seed:004; chinascope.org p. 244").startswith("“Communist China's Art of Stealing Technology”; ")
    assert spelt_out("seed:999 and seedling:004") == "seed:999 and seedling:004"


def test_pages_show_the_name_of_a_source(client: TestClient) -> None:
    page = LexborHTMLParser(client.get("/opportunities").text)
    named = [link.text() for link in page.css("[aria-labelledby='facet-source'] li a")]
    assert "驻外科技机构推荐项目 (synthetic)" in named
    record = client.get(str(page.css_first("article h3 a").attributes["href"])).text  # type: ignore[union-attr]
    assert "驻外科技机构推荐项目" in record
    assert ">synthetic-229<" not in record


def test_remarks_lead_to_claims(client: TestClient) -> None:
    assert claims_in("reserve (claim C036), C0361") == [("reserve (claim ", False), ("C036", True), ("), C0361", False)]
    page = LexborHTMLParser(client.get("/programmes/hebei-itea-2020").text)
    links = [str(link.attributes["href"]) for link in page.css("table a[href^='/claims/']")]
    assert "/claims/C036" in links
    assert client.get(links[0]).status_code == 200
    assert "seed:" not in page.css_first("main").text()  # type: ignore[union-attr]
