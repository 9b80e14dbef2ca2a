"""The search page: finds in both languages, narrows, pages, and gives what it shows."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from attache.publish.notice import NOTICE, SYNTHETIC
from attache.web.found import pieces


def tree(client: TestClient, **query: object) -> LexborHTMLParser:
    answer = client.get("/opportunities", params=query)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


def total(page: LexborHTMLParser) -> int:
    found = page.css_first("#total")
    assert found is not None
    return int(found.text().split()[0].replace(",", ""))


def test_traditional_and_simplified_find_the_same_and_are_marked(client: TestClient) -> None:
    simple, traditional = tree(client, q="激光雷达"), tree(client, q="激光雷達")
    assert total(simple) == total(traditional) > 0
    assert [m.text() for m in simple.css("article h3 mark")][:1] == ["激光雷达"]
    assert {m.text() for m in traditional.css("article mark")} == {"激光雷达"}


def test_each_facet_narrows_to_its_count(client: TestClient) -> None:
    page = tree(client, q="激光")
    links = [(a, a.next) for a in page.css(".facet ul:first-of-type a")]
    assert len(links) > 15
    for link, _ in links[::4]:
        parent = link.parent
        assert parent is not None
        count = parent.css_first(".count")
        assert count is not None
        address = str(link.attributes["href"])
        narrowed = LexborHTMLParser(client.get(address).text)
        assert total(narrowed) == int(count.text()), address
        assert narrowed.css_first(".chosen a.tag") is not None


def test_pages_cover_everything_once(client: TestClient) -> None:
    seen: list[str] = []
    address = "/opportunities"
    while address:
        page = LexborHTMLParser(client.get(address).text)
        seen += [str(a.attributes["href"]) for a in page.css("article h3 a")]
        following = page.css_first("nav.page-list a[rel=next]")
        address = str(following.attributes["href"]) if following else ""
    assert len(seen) == len(set(seen)) == 356


def test_downloads_hold_what_is_shown(client: TestClient) -> None:
    shown = total(tree(client, country="DE"))
    told = client.get("/opportunities.csv", params={"country": "DE"})
    rows = list(csv.DictReader(io.StringIO(told.content.decode("utf-8-sig"))))
    records, notices = rows[:shown], rows[shown:]
    assert {row["host_country"] for row in records} == {"DE"}
    assert [row["notice"] for row in notices] == [NOTICE["en"], SYNTHETIC["en"]]
    body = json.loads(client.get("/opportunities.json", params={"country": "DE"}).text)
    assert (len(body["records"]), body["synthetic"], body["notice"]) == (shown, True, NOTICE["en"])
    atom = client.get("/opportunities.atom", params={"country": "DE"})
    assert atom.text.count("<entry>") == shown


def test_the_address_holds_every_state(client: TestClient) -> None:
    page = tree(client, q="激光", country=["US", "RU"], sort="oldest", edition=2)
    for link in page.css(".facet a"):
        kept = parse_qs(urlsplit(str(link.attributes["href"])).query)
        assert kept["edition"] == ["2"]
        assert kept["sort"] == ["oldest"]
    assert page.css_first('input[name="edition"]') is not None


def test_nothing_found_says_where_else_to_look(client: TestClient) -> None:
    page = tree(client, q="zzzzqqq", country=["DE", "RU"], military="neither")
    assert total(page) == 0
    assert not page.css("aside"), "an empty list of filters stands there"
    chosen = [" ".join(one.text().split()) for one in page.css(".chosen a.tag")]
    assert [one.removeprefix("Remove ") for one in chosen] == [
        "Country: Germany ×", "Country: Russia ×", "Military relevance: neither ×",
    ]  # fmt: skip
    ways = [str(link.attributes["href"]) for link in page.css(".empty li a")]
    assert [urlsplit(way).path for way in ways] == ["/opportunities", "/opportunities", "/organisations", "/screen"]
    assert parse_qs(urlsplit(ways[0]).query)["q"] == ["zzzzqqq"]
    assert all(client.get(way).status_code == 200 for way in ways)
    bare = tree(client, country="DE", state="returned", year="1990")
    assert [link.text() for link in bare.css(".empty li a")] == ["The same words without filters"]


def test_the_page_has_one_field_for_words(client: TestClient) -> None:
    assert len(tree(client).css("input[type=search]")) == 1
    assert LexborHTMLParser(client.get("/places").text).css_first("header input[type=search]") is not None


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "x"}, {"page": "501"}, {"kind": "zz"}, {"sort": "zz"}, {"q": "x" * 1001}]
)
def test_wrong_searches_are_told(client: TestClient, query: dict[str, str]) -> None:
    answer = client.get("/opportunities", params=query)
    assert answer.status_code == 400
    assert 'class="error"' in answer.text


@pytest.mark.parametrize("words", ['"', "-", '""', "*", "<script>alert(1)</script>", "\u202e激光", "AND OR (", "\x00"])
def test_hostile_searches_are_inert(client: TestClient, words: str) -> None:
    answer = client.get("/opportunities", params={"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@given(st.text(max_size=400), st.text(max_size=20))
def test_pieces_lose_no_character(text: str, words: str) -> None:
    whole = "".join(piece.text for piece in pieces(text, words, cut=False))
    assert whole == " ".join(text.split())
