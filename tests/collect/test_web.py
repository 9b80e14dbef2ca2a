from __future__ import annotations

import gzip
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.collect.adapter import Walk, is_vanished
from attache.collect.address import host_of, join, normal_url, page_key
from attache.collect.charset import text_of
from attache.collect.exchange import Request, Response
from attache.collect.fixture import Answer, FixtureFetcher, Page
from attache.collect.markup import entries, root_of
from attache.collect.sources import Source
from attache.collect.web import Web

SITE = "http://kj.example"


def source(kind: str = "list", entry: tuple[str, ...] = (f"{SITE}/list/",), **settings: Any) -> Source:
    options = {"kind": kind, **({"item": "ul.news a"} if kind == "list" else {}), **settings}
    return Source(
        id="web", name="n", owner="o", adapter="web", scope=("kj.example",), entry=entry, settings=options, pace=0
    )


def walked(site: dict[str, Page], kind: str = "list", **settings: Any) -> tuple[Walk, FixtureFetcher]:
    fixture = FixtureFetcher({f"{SITE}{path}": page for path, page in site.items()})
    entry = settings.pop("entry", (f"{SITE}/list/",))
    return Web(source(kind, entry, **settings)).walk(fixture.fetch), fixture


def news(*links: str, more: str = "") -> str:
    items = "".join(f'<li><a href="{link}" title="t {link}">x…</a><span>2024-01-01</span></li>' for link in links)
    return f'<html><div class="box"><ul class="news">{items}</ul></div>{more}<a href="/about.html">about</a></html>'


def keys(walk: Walk) -> list[str]:
    return [key.removeprefix("kj.example") for key in walk.items]


# List pages


def test_links_by_selector_relative_to_the_page() -> None:
    walk, _ = walked(
        {"/list/": news("a.html", "../b.html", "/c.html", "http://kj.example/d.html", "//kj.example/e.html")}
    )
    assert keys(walk) == ["/list/a.html", "/b.html", "/c.html", "/d.html", "/e.html"]
    assert walk.complete
    assert walk.items["kj.example/b.html"].mark == "t ../b.html"
    assert walk.fingerprint == "body>div.box>ul.news>li>a"


def test_base_counts() -> None:
    page = news("a.html").replace("<html>", '<html><head><base href="/archive/2024/"></head>')
    assert keys(walked({"/list/": page})[0]) == ["/archive/2024/a.html"]


def test_an_element_that_holds_the_link() -> None:
    page = '<div class="card"><h3>t</h3><a href="/a.html">more</a><a href="/share">share</a></div><div class="card"/>'
    assert keys(walked({"/list/": page}, item="div.card")[0]) == ["/a.html"]


def test_detail_and_skip_and_scope_decide() -> None:
    page = news(
        "/t1.html", "/t2.pdf", "/old/t3.html", "http://other.example/t4.html", "javascript:void(0)", "mailto:x", "#", ""
    )
    assert keys(walked({"/list/": page}, detail=r"/t\d\.html$", skip="/old/")[0]) == ["/t1.html"]


def test_next_page_by_selector_until_there_is_none() -> None:
    pages: dict[str, Page] = {
        "/list/": news("/1", "/2", more='<a class="next" href="?p=2">下一页</a>'),
        "/list/?p=2": news("/3", "/4", more='<a class="next" href="?p=3">下一页</a>'),
        "/list/?p=3": news("/5", more='<a class="next" href="?p=3">下一页</a>'),
    }
    walk, fixture = walked(pages, next="a.next")
    assert keys(walk) == ["/1", "/2", "/3", "/4", "/5"]
    assert walk.complete
    assert len(fixture.asked) == 4


@pytest.mark.parametrize("end", [404, 410, news("/3"), news()])
def test_pages_by_pattern_until_one_is_missing_or_shows_nothing_new(end: Page) -> None:
    pages: dict[str, Page] = {"/list/": news("/1", "/2"), "/list/index_1.html": news("/3"), "/list/index_2.html": end}
    walk, fixture = walked(pages, pages=f"{SITE}/list/index_{{page}}.html")
    assert keys(walk) == ["/1", "/2", "/3"]
    assert walk.complete
    assert f"{SITE}/list/index_3.html" not in fixture.asked


def test_a_list_page_that_fails_leaves_the_sweep_incomplete() -> None:
    pages: dict[str, Page] = {"/list/": news("/1"), "/list/index_1.html": 500}
    walk, _ = walked(pages, pages=f"{SITE}/list/index_{{page}}.html")
    assert keys(walk) == ["/1"]
    assert not walk.complete
    assert walk.failures == 1


def test_a_list_that_moves_is_read_again() -> None:
    moved = news("/0", "/1", more='<a class="next" href="?p=2">n</a>')
    pages: dict[str, Page] = {
        "/list/": [news("/1", "/2", more='<a class="next" href="?p=2">n</a>'), moved],
        "/list/?p=2": [news("/3"), news("/2", "/3")],
    }
    walk, _ = walked(pages, next="a.next")
    assert sorted(keys(walk)) == ["/0", "/1", "/2", "/3"]
    assert walk.complete


def test_endless_paging_stops_at_the_bound() -> None:
    def page(request: Request) -> str:
        number = int(request.url.rsplit("=", 1)[1]) if "=" in request.url else 0
        return news(f"/{number}", more=f'<a class="next" href="?p={number + 1}">n</a>')

    pages: dict[str, Page] = {f"/list/?p={n}": page for n in range(100)}
    walk, _ = walked({"/list/": page, **pages}, next="a.next", max_pages=7)
    assert len(walk.items) == 7
    assert not walk.complete


def test_a_list_in_gb18030_that_says_utf8() -> None:
    body = news("/1").replace("t /1", "国际科技合作").encode("gb18030")
    answer = Answer(body, headers=(("Content-Type", "text/html; charset=utf-8"),))
    assert walked({"/list/": answer})[0].items["kj.example/1"].mark == "国际科技合作"


def test_one_item_however_it_is_linked() -> None:
    same = ["/a.html#top", "http://KJ.example:80/a.html", "/x/../a.html", "/a.html?utm_source=wx", "/%61.html"]
    same += ["https://kj.example/a.html", "/a.html;jsessionid=1F", "/a.html?PHPSESSID=abc"]
    assert keys(walked({"/list/": news(*same)})[0]) == ["/a.html"]


# Sitemaps and feeds


def sitemap(*urls: str, name: str = "urlset", entry: str = "url") -> str:
    rows = "".join(
        f"<{entry}><loc>{url}</loc><lastmod>2024-01-0{n + 1}</lastmod></{entry}>" for n, url in enumerate(urls)
    )
    return f'<?xml version="1.0"?><{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{name}>'


def test_sitemap_index_with_gz_parts() -> None:
    pages: dict[str, Page] = {
        "/sitemap.xml": sitemap(
            f"{SITE}/s1.xml.gz", f"{SITE}/s2.xml", f"{SITE}/sitemap.xml", name="sitemapindex", entry="sitemap"
        ),
        "/s1.xml.gz": gzip.compress(sitemap(f"{SITE}/a.html", f"{SITE}/b.html?x=1&amp;y=2").encode()),
        "/s2.xml": sitemap(f"{SITE}/c.html", f"{SITE}/skip/d.html", "http://other.example/e.html"),
    }
    walk, fixture = walked(pages, "sitemap", entry=(f"{SITE}/sitemap.xml",), skip="/skip/")
    assert keys(walk) == ["/a.html", "/b.html?x=1&y=2", "/c.html"]
    assert walk.complete
    assert walk.items["kj.example/a.html"].mark == "2024-01-01"
    assert len(fixture.asked) == 3


def test_sitemaps_that_name_each_other_end() -> None:
    index = sitemap(f"{SITE}/1.xml", f"{SITE}/2.xml", name="sitemapindex", entry="sitemap")
    pages: dict[str, Page] = {"/1.xml": index, "/2.xml": index}
    walk, fixture = walked(pages, "sitemap", entry=(f"{SITE}/1.xml",))
    assert len(fixture.asked) == 2
    assert walk.complete


def test_a_sitemap_of_sitemaps_without_end() -> None:
    def page(request: Request) -> str:
        return sitemap(request.url.replace(".xml", "x.xml"), name="sitemapindex", entry="sitemap")

    pages: dict[str, Page] = {f"/{'x' * n}.xml": page for n in range(1, 30)}
    walk, fixture = walked(pages, "sitemap", entry=(f"{SITE}/x.xml",))
    assert not walk.complete
    assert len(fixture.asked) < 10


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f"<urlset><url><loc>{SITE}/a.html</loc></url><url><loc>{SITE}/&lol2;&x;</loc></url></urlset>"
)


def test_entities_are_never_expanded() -> None:
    walk, _ = walked({"/s.xml": BOMB}, "sitemap", entry=(f"{SITE}/s.xml",))
    assert keys(walk) == ["/a.html", "/&lol2;&x;"]


def test_a_gzip_bomb_of_a_sitemap_is_a_failure() -> None:
    walk, _ = walked({"/s.xml.gz": gzip.compress(bytes(80_000_000))}, "sitemap", entry=(f"{SITE}/s.xml.gz",))
    assert walk.failures == 1
    assert not walk.complete


RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>kj</title><link>http://kj.example/</link><atom:link href="http://kj.example/rss.xml" rel="self"/>
<item><title><![CDATA[合作 <b>项目</b> & more]]></title><link>http://kj.example/1.html</link>
<pubDate>Mon, 01 Jan 2024</pubDate></item>
<item><title>two</title><guid isPermaLink="true">http://kj.example/2.html</guid></item>
<item><title>no address</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>kj</title><link href="http://kj.example/"/>
<entry><title>one</title><link rel="enclosure" href="/x.mp3"/><link rel="alternate" href="/1.html"/>
<updated>2024</updated></entry>
<entry><title>two</title><link href='/2.html'/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="x"><channel><items/></channel><item><title>a</title><link>http://kj.example/1.html</link></item>
<item><title>b</title><link>http://kj.example/2.html</link></item></rdf:RDF>"""


@pytest.mark.parametrize("feed", [RSS, ATOM, RDF])
def test_feeds_name_items_and_prove_nothing_gone(feed: str) -> None:
    walk, _ = walked({"/rss.xml": feed}, "feed", entry=(f"{SITE}/rss.xml",))
    assert keys(walk) == ["/1.html", "/2.html"]
    assert not walk.complete
    assert not walk.notes
    assert walk.failures == 0


def test_the_mark_of_a_feed_entry_is_its_title_and_dates() -> None:
    walk, _ = walked({"/rss.xml": RSS}, "feed", entry=(f"{SITE}/rss.xml",))
    assert walk.items["kj.example/1.html"].mark == "合作 <b>项目</b> & more | Mon, 01 Jan 2024"


@pytest.mark.parametrize("body", ["", "<html><p>maintenance</p></html>", "plain", "<urlset", '{"a":1}'])
def test_what_is_no_sitemap_is_a_failure(body: str) -> None:
    walk, _ = walked({"/s.xml": body}, "sitemap", entry=(f"{SITE}/s.xml",))
    assert not walk.complete
    assert (walk.failures == 1) is (root_of(body) != "urlset")


@given(st.text(alphabet="<>/![]-CDATA&;urlocitemsp= \"'", max_size=300))
def test_any_markup_ends(text: str) -> None:
    assert all(isinstance(entry, dict) for entry in entries(f"<urlset>{text}</urlset>"))


@pytest.mark.parametrize(
    "piece", ["<![CDATA[", "<!--", "<url><loc>", "<", "<a href='", "&#x10ffff;", "<url>", "</loc>"]
)
def test_long_hostile_markup_takes_linear_time(piece: str) -> None:
    assert sum(1 for _ in entries(piece * (2_000_000 // len(piece)))) <= 200_000


# Lists of addresses


def test_addresses_as_declared() -> None:
    walk, fixture = walked({}, "urls", entry=(f"{SITE}/a.html", f"{SITE}/b.html#x", f"{SITE}/a.html"))
    assert keys(walk) == ["/a.html", "/b.html"]
    assert walk.complete
    assert not fixture.asked


# Judgement


def judged(pages: dict[str, Page], path: str) -> Response:
    fixture = FixtureFetcher({f"{SITE}{name}": page for name, page in pages.items()})
    return Web(source()).judge(fixture.fetch(Request(f"{SITE}{path}", item_key="k")))


@pytest.mark.parametrize(
    "title",
    ["404", "404 Not Found", "页面不存在", "您访问的页面不存在_某某网", "Page not found | Example", "该信息已删除"],
)
def test_error_pages_with_status_200(title: str) -> None:
    response = judged({"/a": f"<title>{title}</title><p>back to the <a href='/'>front</a></p>"}, "/a")
    assert is_vanished(response.status, response.failure)


@pytest.mark.parametrize("title", ["科技合作项目征集", "Boeing 404", "A404 sensor", ""])
def test_ordinary_pages_are_left_alone(title: str) -> None:
    assert judged({"/a": f"<title>{title}</title><p>text</p>"}, "/a").failure is None


def test_a_long_article_about_missing_pages_is_an_article() -> None:
    page = f"<title>404 Not Found</title><p>{'the error page and its history ' * 200}</p>"
    assert judged({"/a": page}, "/a").failure is None


@pytest.mark.parametrize("target", ["/", "/index.html", "/list/"])
def test_sent_back_to_the_front_page(target: str) -> None:
    request = Request(f"{SITE}/a.html")
    response = Response(
        request, f"{SITE}{target}", 200, "OK", (), b"<p>home</p>", "HTTP/1.1", "t", redirects=(request.url,)
    )
    assert is_vanished(200, Web(source()).judge(response).failure)


def test_a_redirect_to_https_is_no_way_back() -> None:
    request = Request(f"{SITE}/")
    response = Response(
        request, "https://kj.example/", 200, "", (), b"<p>x</p>", "HTTP/1.1", "t", redirects=(request.url,)
    )
    assert Web(source()).judge(response).failure is None


# Addresses and character sets


@given(st.text(max_size=60))
def test_normal_form_is_idempotent_and_never_raises(text: str) -> None:
    for url in (text, f"http://example.org/{text}", f"http://{text}/x", f"https://example.org/?{text}"):
        once = normal_url(url)
        assert normal_url(once) == once
        assert page_key(url) == page_key(once)
        host_of(url)
        join("http://example.org/a/", text)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTP://Example.ORG", "example.org/"),
        ("http://example.org:8080/a", "example.org:8080/a"),
        ("http://example.org/a?b=1&utm_medium=x&c=2#d", "example.org/a?b=1&c=2"),
        ("http://example.org/a?sid=12", "example.org/a?sid=12"),
        ("http://example.org/a?sid=0a1b2c3d4e5f6a7b8c9d", "example.org/a"),
        ("http://example.org/(S(4yk3nwvlrhgxkz45gnsdcr45))/a.aspx", "example.org/a.aspx"),
        ("http://example.org/a//b/./c/..", "example.org/a//b/"),
        ("http://example.org/中文.html", "example.org/%E4%B8%AD%E6%96%87.html"),
        ("http://例え.jp/", "xn--r8jz45g.jp/"),
        ("http://example.org./", "example.org/"),
    ],
)
def test_page_keys(url: str, key: str) -> None:
    assert page_key(url) == key


@pytest.mark.parametrize("text", ["国际合作", "寻求合资生产无针注射器", "新能源汽车与激光雷达技术项目推荐会在天津举行"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1x", "punycode"])
def test_text_whatever_is_declared(text: str, encoding: str, declared: str | None) -> None:
    assert text_of(f"<p>{text}</p>".encode(encoding), declared) == f"<p>{text}</p>"


def test_declared_big5() -> None:
    body = "駐外科技機構推薦項目".encode("big5hkscs")
    assert text_of(body, "big5") == "駐外科技機構推薦項目"
    assert text_of(b'<meta charset="big5">' + body) == '<meta charset="big5">駐外科技機構推薦項目'


@given(st.binary(max_size=300), st.none() | st.text(max_size=12))
def test_any_bytes_are_text(body: bytes, declared: str | None) -> None:
    assert isinstance(text_of(body, declared), str)
