"""Contract tests of the cistc adapter, over answers of the handlers' real shape with invented content."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.collect.adapter import Walk, is_good, is_vanished
from attache.collect.cistc import Cistc, detail_url, list_url, nav_url
from attache.collect.exchange import Request, Response
from attache.collect.fixture import Answer, FixtureFetcher
from attache.collect.sources import Source

ORIGIN = "http://www.cistc.gov.cn"
JSON = (("Content-Type", "application/json; charset=utf-8"),)


def source(column: int = 229, **settings: Any) -> Source:
    return Source(
        id=f"cistc-{column}",
        name="a column",
        owner="an owner",
        adapter="cistc",
        scope=("cistc.gov.cn",),
        entry=(f"{ORIGIN}/",),
        settings={"column": column, **settings},
    )


class Column:
    """A column of a made-up site; `before` is called before each request and may change `items`."""

    def __init__(self, items: list[int], column: int = 229, size: int = 10, handler: str = "project") -> None:
        self.items, self.column, self.size, self.handler = items, column, size, handler
        self.before: Callable[[int, Request], None] = lambda number, request: None
        self.pages_asked: list[int] = []
        self.maxpage: Callable[[int], Any] = lambda last: last
        self.entry: Callable[[int], dict[str, Any]] = self._entry
        self.requests: list[Request] = []

    def _entry(self, item: int) -> dict[str, Any]:
        if self.handler == "project":
            return {"ProjectUrl": f"Project_Detail.html?column={self.column}&id={item}", "ProjectTitle": f"项目{item}"}
        return {"InfoUrl": f"infoDetail.html?id={item}", "InfoTitle": f"消息{item}"}

    def get(self, request: Request) -> Response:
        self.before(len(self.requests), request)
        self.requests.append(request)
        answer = Answer(json.dumps(self._answer(request.url)).encode(), headers=JSON)
        return FixtureFetcher({request.url: answer}).fetch(request)

    def _answer(self, url: str) -> Any:
        parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
        if "Nav" in parts.path:
            return {"menus": [{"MenuName": "项目"}]}
        wanted = "cistcProjectInfoList" if self.handler == "project" else "cistcMenuInfoList"
        if wanted not in parts.path or query["columnid"] != [str(self.column)]:
            return {"Maxpage": 0, "Pagenum": 1, "Projectlist": []}
        page = int(query["pagenum"][0])
        self.pages_asked.append(page)
        last = max(1, -(-len(self.items) // self.size))
        shown = self.items[(page - 1) * self.size : page * self.size]
        name = "Projectlist" if self.handler == "project" else "Infolist"
        return {"Maxpage": self.maxpage(last), "Pagenum": str(page), name: [self.entry(i) for i in shown]}


def ids(walk: Walk) -> set[int]:
    return {int(key.rsplit("-", 1)[1]) for key in walk.items}


def answered(url: str, body: bytes | str, status: int = 200, kind: str = "application/json") -> Response:
    raw = body if isinstance(body, bytes) else body.encode()
    answer = Answer(raw, status, (("Content-Type", kind),))
    role = "detail" if "infoid" in url else "list"
    return FixtureFetcher({url: answer}).fetch(Request(url, role=role))


LIST = list_url(ORIGIN, "project", 229, 1)
DETAIL = detail_url(ORIGIN, "project", 229, "7")


def test_addresses_are_those_of_the_site() -> None:
    assert list_url(ORIGIN, "project", 229, 1) == (
        f"{ORIGIN}/handlers/cistcProjectInfoList.ashx?columnid=229&isall=1&keyword=&pagenum=1"
    )
    assert list_url(ORIGIN, "info", 221, 3) == (
        f"{ORIGIN}/handlers/cistcMenuInfoList.ashx?columnid=221&isall=1&keyword=&year=&pagenum=3"
    )
    assert (
        detail_url(ORIGIN, "project", 229, "7")
        == f"{ORIGIN}/handlers/cistcProjectInfo.ashx?infoid=7&contentLenth=&column=229"
    )
    assert detail_url(ORIGIN, "info", 221, "7") == f"{ORIGIN}/handlers/cistcInfo.ashx?infoid=7&contentLenth=&column=221"
    assert nav_url(ORIGIN, 229) == f"{ORIGIN}/handlers/cistcNavMenu.ashx?menuid=229"


def test_walks_all_pages_and_asks_for_details_of_its_own_column() -> None:
    site = Column(list(range(1, 48)))
    walk = Cistc(source()).walk(site.get)
    assert ids(walk) == set(range(1, 48))
    assert walk.complete
    assert walk.failures == 0
    assert walk.items["project-7"].url == DETAIL
    assert walk.items["project-7"].mark == "项目7"
    assert [r.role for r in site.requests][:2] == ["nav", "list"]


@pytest.mark.parametrize(
    ("column", "handler"),
    [(229, "project"), (224, "project"), (228, "project"), (221, "info"), (222, "info"), (764, "info")],
)
def test_the_list_loop_uses_the_sources_own_column(column: int, handler: str) -> None:
    site = Column(list(range(35)), column, handler=handler)
    walk = Cistc(source(column, handler=handler)).walk(site.get)
    assert ids(walk) == set(range(35))
    columns = {re.findall(r"(?:columnid|menuid)=(\d+)", r.url)[0] for r in site.requests}
    assert columns == {str(column)}
    assert all(item.url.endswith(f"column={column}") for item in walk.items.values())


@pytest.mark.parametrize("as_stated", [lambda n: n, str, lambda n: f" {n} ", float, lambda n: f"{n}.0"])
def test_maxpage_as_number_or_text(as_stated: Callable[[int], Any]) -> None:
    site = Column(list(range(1, 35)))
    site.maxpage = as_stated
    walk = Cistc(source()).walk(site.get)
    assert ids(walk) == set(range(1, 35))
    assert walk.complete


@pytest.mark.parametrize("pages", [1, 2, 3, 12, 37])
def test_paging_ends_by_what_the_list_says_never_by_a_constant(pages: int) -> None:
    site = Column(list(range(1, pages * 10 + 1)))
    walk = Cistc(source()).walk(site.get)
    assert len(walk.items) == pages * 10
    assert max(site.pages_asked) == pages


@pytest.mark.parametrize("stated", [None, "", "many", True, -1, "99999999999999999999"])
def test_without_a_page_count_paging_ends_where_nothing_new_comes(stated: Any) -> None:
    site = Column(list(range(1, 35)))
    site.maxpage = lambda _: stated
    walk = Cistc(source()).walk(site.get)
    assert ids(walk) == set(range(1, 35))
    assert max(site.pages_asked) == 5


def test_a_page_count_far_too_high_ends_soon_and_proves_nothing() -> None:
    site = Column(list(range(1, 35)))
    site.maxpage = lambda _: 100_000_000
    walk = Cistc(source()).walk(site.get)
    assert ids(walk) == set(range(1, 35))
    assert not walk.complete
    assert len(site.pages_asked) < 30


def test_a_server_that_repeats_its_last_page_beyond_the_end() -> None:
    site = Column(list(range(1, 35)))
    plain = site._answer
    site.maxpage = lambda _: 50

    def clamped(url: str) -> Any:
        page = int((re.findall(r"pagenum=(\d+)", url) or ["1"])[0])
        return plain(re.sub(r"pagenum=\d+", f"pagenum={min(page, 4)}", url))

    site._answer = clamped  # type: ignore[method-assign]
    walk = Cistc(source()).walk(site.get)
    assert ids(walk) == set(range(1, 35))
    assert len(site.requests) < 30


def test_a_list_without_end_stops_at_the_bound() -> None:
    site = Column(list(range(1, 100_000)))
    walk = Cistc(source(max_pages=20)).walk(site.get)
    assert len(walk.items) >= 200
    assert not walk.complete
    assert "stopped after 20 pages" in walk.notes[0]


def test_empty_list() -> None:
    walk = Cistc(source()).walk(Column([]).get)
    assert not walk.items
    assert walk.complete


@pytest.mark.parametrize("when", range(2, 9))
@pytest.mark.parametrize(
    "change", ["insert", "insert many", "withdraw first", "withdraw middle", "withdraw last", "both"]
)
def test_items_that_move_across_pages_are_neither_lost_nor_doubled(when: int, change: str) -> None:
    site = Column(list(range(1, 46)))

    def before(number: int, request: Request) -> None:
        if number != when:
            return
        if change.startswith("insert"):
            site.items[:0] = [1001] if change == "insert" else list(range(1001, 1024))
        if change in ("withdraw first", "both"):
            site.items.pop(0)
        if change == "withdraw middle":
            site.items.remove(15)
        if change == "withdraw last":
            site.items.pop()
        if change == "both":
            site.items.insert(0, 1001)

    site.before = before
    walk = Cistc(source()).walk(site.get)
    assert ids(walk) >= set(site.items)
    assert walk.complete
    keys = [item.key for item in walk.items.values()]
    assert len(keys) == len(set(keys))


def test_a_list_that_never_stands_still_proves_nothing() -> None:
    site = Column(list(range(1, 46)))
    site.before = lambda number, _: site.items.insert(0, 1000 + number)
    walk = Cistc(source()).walk(site.get)
    assert ids(walk) >= set(range(1, 46))
    assert not walk.complete
    assert len(site.requests) < 60


def test_a_shrinking_list() -> None:
    site = Column(list(range(1, 96)))

    def before(number: int, request: Request) -> None:
        if number == 5:
            del site.items[30:]

    site.before = before
    walk = Cistc(source()).walk(site.get)
    assert ids(walk) >= set(site.items)
    assert walk.complete


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_happens_during_the_walk_complete_means_nothing_was_lost(data: st.DataObject) -> None:
    site = Column(list(range(1, data.draw(st.integers(1, 60)))), size=data.draw(st.sampled_from([3, 10])))
    when = data.draw(st.dictionaries(st.integers(1, 12), st.sampled_from(["in", "out"]), max_size=1))

    def before(number: int, request: Request) -> None:
        if when.get(number) == "in":
            site.items.insert(data.draw(st.integers(0, len(site.items))), 1000 + number)
        elif when.get(number) == "out" and site.items:
            site.items.pop(data.draw(st.integers(0, len(site.items) - 1)))

    site.before = before
    start = set(site.items)
    walk = Cistc(source()).walk(site.get)
    if walk.complete:
        assert ids(walk) >= start & set(site.items)


@pytest.mark.parametrize(
    "address",
    [
        "Project_Detail.html?column=229&id=7",
        "Project_Detail.html?id=7&column=229",
        "/Project_Detail.html?COLUMN=229&ID=7",
        "http://www.cistc.gov.cn/Project_Detail.html?column=229&id=7",
        "https://cistc.gov.cn/Project_Detail.html?column=229&amp;id=7",
        "http://cistc.gov.cn:80/Project_Detail.html?x=1&Id=7&Column=229#top",
        "Project_Detail.html?column=229&id=0007",
        "column=229&id=7",
    ],
)
def test_addresses_of_one_item_in_every_form_give_one_key(address: str) -> None:
    site = Column([7])
    site.entry = lambda item: {"ProjectUrl": address, "ProjectTitle": "t"}
    walk = Cistc(source()).walk(site.get)
    assert [(item.key, item.url) for item in walk.items.values()] == [("project-7", DETAIL)]


@pytest.mark.parametrize(
    "address", ["infoDetail.html?id=7", "/infoDetail.html?ID=7", "http://cistc.gov.cn/infoDetail.html?id=7&x=2"]
)
def test_info_addresses(address: str) -> None:
    site = Column([7], 221, handler="info")
    site.entry = lambda item: {"InfoUrl": address, "InfoTitle": "t"}
    walk = Cistc(source(221, handler="info")).walk(site.get)
    assert [(i.key, i.url) for i in walk.items.values()] == [("info-7", detail_url(ORIGIN, "info", 221, "7"))]


def test_info_links_inside_html_of_an_answer() -> None:
    body = json.dumps(
        {"Maxpage": 1, "Html": "<li><a href='infoDetail.html?column=221&id=8'>a</a><a href=infoDetail.html?id=9>"}
    )
    escaped = body.replace("&", "\\u0026").replace("<", "\\u003c").replace("'", "\\u0027")
    url = list_url(ORIGIN, "info", 221, 1)
    for text in (body, escaped):
        assert Cistc(source(221, handler="info")).listing(answered(url, text)).keys == ("info-8", "info-9")


def test_items_of_other_columns_are_kept_and_told() -> None:
    site = Column([7, 8])
    site.entry = lambda item: {"ProjectUrl": f"p.html?column={222 + item}&id={item}", "ProjectTitle": "t"}
    walk = Cistc(source()).walk(site.get)
    assert walk.items["project-8"].url == detail_url(ORIGIN, "project", 230, "8")
    assert "entries of other columns" in walk.unknown


def test_duplicates_on_a_page_count_once() -> None:
    site = Column([5, 5, 6, 5])
    assert list(Cistc(source()).walk(site.get).items) == ["project-5", "project-6"]


def test_what_is_not_understood_is_told() -> None:
    site = Column([5, 6])
    site.entry = lambda item: (
        {"ProjectUrl": f"p.html?column=229&id={item}", "Heat": 3} if item == 5 else {"Advert": "x"}
    )
    walk = Cistc(source()).walk(site.get)
    assert {"heat", "advert", "entries without an id"} <= walk.unknown.keys()
    quiet = Cistc(source(known_fields=["Heat", "Advert"])).walk(site.get)
    assert quiet.unknown.keys() == {"entries without an id"}


def test_the_other_handler_where_the_first_lists_nothing() -> None:
    site = Column([5], 228, handler="info")
    walk = Cistc(source(228, handler="project", fallback="info")).walk(site.get)
    assert list(walk.items) == ["info-5"]
    assert walk.complete
    assert not Cistc(source(228)).walk(site.get).items


TEXT = '{"Maxpage":"1","Pagenum":1,"Projectlist":[{"ProjectUrl":"p.html?column=229&id=7","ProjectTitle":"激光雷达"}]}'


@pytest.mark.parametrize(
    "body",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("gb18030"),
        f"callback({TEXT});".encode(),
        f" jQuery.cb_12 ( {TEXT} )".encode(),
        f"{TEXT}\r\n<!DOCTYPE html><html></html>".encode(),
        json.dumps(TEXT).encode(),
        b"\r\n\r\n" + TEXT.replace('"t"', '"a\tb"').encode(),
        f'{{"data":{TEXT}}}'.encode(),
        TEXT.replace("Maxpage", "maxPage").replace("ProjectUrl", "projecturl").encode(),
    ],
)
def test_json_as_it_comes(body: bytes) -> None:
    listing = Cistc(source()).listing(answered(LIST, body))
    assert (listing.keys, listing.problem) == (("project-7",), None)
    assert listing.items[0].mark == "激光雷达"
    assert listing.last == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>Server Error</html>",
        "null",
        "{}",
        "[1,2]",
        "42",
        '"x"',
        "[" * 100_000,
        '{"Maxpage":',
        '{"error":"x"}',
    ],
)
def test_lists_that_are_none(body: str) -> None:
    listing = Cistc(source()).listing(answered(LIST, body))
    assert not listing.items


def test_a_broken_list_page_is_counted_and_the_rest_is_read() -> None:
    site = Column(list(range(1, 48)))
    plain = site._answer
    site._answer = lambda url: None if "pagenum=3" in url else plain(url)  # type: ignore[method-assign]
    walk = Cistc(source()).walk(site.get)
    assert ids(walk) == set(range(1, 48)) - set(range(21, 31))
    assert not walk.complete
    assert walk.failures == 1


def test_a_dead_list_ends_at_once() -> None:
    fixture = FixtureFetcher({})
    walk = Cistc(source()).walk(fixture.fetch)
    assert not walk.complete
    assert len(fixture.asked) == 2


ITEM = {"ProjectTitle": "激光雷达", "ProjectPublicDate": "2019/7/5", "ProjectContent": "<p>寻求合作&nbsp;, n b s p</p>"}


def verdict(body: bytes | str, status: int = 200) -> str:
    response = Cistc(source()).judge(answered(DETAIL, body, status))
    if is_vanished(response.status, response.failure):
        return "vanished"
    return "good" if is_good(response.status, response.failure) else "failed"


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (json.dumps(ITEM), 200, "good"),
        (json.dumps([ITEM]), 200, "good"),
        (f"cb({json.dumps(ITEM)})", 200, "good"),
        (json.dumps(ITEM, ensure_ascii=False).encode("gb18030"), 200, "good"),
        (json.dumps({**ITEM, "ProjectContent": ""}), 200, "good"),
        (json.dumps({"InfoTitle": "消息", "InfoContent": None}), 200, "good"),
        ("gone", 404, "vanished"),
        ("gone", 410, "vanished"),
        ("{}", 200, "vanished"),
        ("[]", 200, "vanished"),
        ("null", 200, "vanished"),
        ('""', 200, "vanished"),
        (json.dumps({"ProjectTitle": "", "ProjectContent": None, "ProjectPublicDate": ""}), 200, "vanished"),
        ("<html><title>404</title>页面不存在</html>", 200, "vanished"),
        ("<html><h1>The resource cannot be found.</h1></html>", 200, "vanished"),
        ("<html>Server Error in '/' Application.</html>", 200, "failed"),
        ("<html>Please enable JavaScript</html>", 200, "failed"),
        ("", 200, "failed"),
        ('{"error":"busy"}', 200, "failed"),
        ("42", 200, "failed"),
        ("{" * 50_000, 200, "failed"),
        ("oops", 500, "failed"),
        ("no", 403, "failed"),
    ],
)
def test_what_an_answer_says_of_its_item(body: bytes | str, status: int, expected: str) -> None:
    assert verdict(body, status) == expected


def test_the_body_is_kept_as_it_came() -> None:
    """No character is stripped on the way to the evidence: commas and the letters n, b, s, p stay."""
    raw = json.dumps(ITEM).encode()
    response = Cistc(source()).judge(answered(DETAIL, raw))
    assert response.body == raw


def test_not_modified_is_no_failure() -> None:
    response = Cistc(source()).judge(answered(DETAIL, "", 304))
    assert response.failure is None


@given(st.binary(max_size=400))
def test_any_bytes_give_a_list_and_a_verdict(body: bytes) -> None:
    adapter = Cistc(source())
    assert isinstance(adapter.listing(answered(LIST, body)).items, tuple)
    assert verdict(body) in ("good", "vanished", "failed")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["Maxpage", "ProjectUrl", "id", "x"]), inner)
    ),
    max_leaves=12,
)


@given(_VALUES)
def test_any_json_gives_a_list_and_a_verdict(value: Any) -> None:
    body = json.dumps(value)
    adapter = Cistc(source())
    listing = adapter.listing(answered(LIST, body))
    assert all(re.fullmatch(r"(project|info)-[1-9]\d{0,17}|project-0|info-0", key) for key in listing.keys)
    assert verdict(body) in ("good", "vanished", "failed")
