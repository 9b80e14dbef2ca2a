"""The site that would publish the synthetic postings, and a crawl of it as a WARC file.

The shapes are those of the real handlers of cistc.gov.cn: project lists and details (columns 224 and 229),
menu lists and infos (221, 222, 228), navigation. The host is another one, so that nobody takes it for evidence.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from attache.core.files import write_atomic
from attache.demo.posting import Posting, Text

__all__ = ["HOST", "MARK", "declarations", "site", "write_truth", "write_warc"]

HOST = "http://cistc.synthetic.example"
MARK = ("X-Attache-Synthetic", "1")
_PROJECTS, _INFOS = (224, 229), (221, 222, 228)
_PER_PAGE = {224: 10, 229: 10, 221: 15, 222: 15, 228: 15}
_MENUS = {
    221: ["首页", "新闻动态", "科技部外事动态"],
    222: ["首页", "新闻动态", "国际科技动态"],
    224: ["首页", "项目中心", "项目公告"],
    228: ["首页", "项目中心", "政府间科技合作项目"],
    229: ["首页", "项目中心", "驻外科技机构推荐项目"],
}
_AGENT = "attache-demo (synthetic)"
_SPACE = uuid.UUID("6d0f0a52-5b1e-5d5c-9a6e-0f5d0b7c2a11")
Shown = list[tuple[Posting, Text]]


def site(postings: Sequence[Posting], day: date) -> dict[str, bytes]:
    """Return what the site answers on a day, address to JSON; any other address is a 404.

    Postings published on the day itself appear while the pages of their list are being turned: the first
    half of the pages is without them, and `Maxpage` may differ between pages.
    """
    pages: dict[str, bytes] = {}
    for column in sorted((*_PROJECTS, *_INFOS)):
        pages[f"{HOST}/handlers/cistcNavMenu.ashx?menuid={column}"] = _json(
            {"menus": [{"MenuName": name} for name in _MENUS[column]]}
        )
        shown = [(p, t) for p in postings if p.column == column and (t := p.at(day))]
        shown.sort(key=lambda pair: (pair[0].published, pair[0].info_id), reverse=True)
        pages |= dict(_lists(column, shown, day))
        pages |= {_detail_url(posting): _detail(posting, text) for posting, text in shown}
    return pages


def declarations() -> dict[str, str]:
    """Return the sources that a workspace needs to collect the synthetic site: file name to YAML."""
    return {f"synthetic-{column}.yaml": _declaration(column) for column in sorted(_MENUS)}


def _declaration(column: int) -> str:
    handler = "project" if column in _PROJECTS else "info"
    return "\n".join(
        [
            "# Part of the demo: a site that does not exist, replayed from a WARC file.",
            f"id: synthetic-{column}",
            f'name: "{_MENUS[column][-1]} (synthetic)"',
            "owner: nobody; made for demonstration",
            "adapter: cistc",
            f"scope: [{HOST.removeprefix('http://')}]",
            f'entry: ["{HOST}/"]',
            "pace: 0",
            f"reader: cistc-{handler}",
            "synthetic: true",
            "gone_after: 1",
            "recheck_days: 0",
            "settings:",
            f"  column: {column}",
            f"  handler: {handler}",
            "",
        ]
    )


def _lists(column: int, shown: Shown, day: date) -> Iterator[tuple[str, bytes]]:
    size = _PER_PAGE[column]
    before = [(posting, text) for posting, text in shown if posting.published < day]
    for page in range(1, _page_count(shown, size) + 1):
        listed = before if page <= _page_count(before, size) // 2 else shown
        part = listed[(page - 1) * size : page * size]
        yield _list_url(column, page), _list(column, page, _page_count(listed, size), part)


def _page_count(shown: Shown, size: int) -> int:
    return max(1, -(-len(shown) // size))


def _list_url(column: int, page: int) -> str:
    if column in _PROJECTS:
        return f"{HOST}/handlers/cistcProjectInfoList.ashx?columnid={column}&isall=1&keyword=&pagenum={page}"
    return f"{HOST}/handlers/cistcMenuInfoList.ashx?columnid={column}&isall=1&keyword=&year=&pagenum={page}"


def _detail_url(posting: Posting) -> str:
    handler = "cistcProjectInfo" if posting.column in _PROJECTS else "cistcInfo"
    return f"{HOST}/handlers/{handler}.ashx?infoid={posting.info_id}&contentLenth=&column={posting.column}"


def _list(column: int, page: int, last: int, part: Shown) -> bytes:
    if column in _PROJECTS:
        address = "Project_Detail.html?column={}&id={}"
        name, key = "Project", "Projectlist"
    else:
        address, name, key = "infoDetail.html?column={}&id={}", "Info", "Infolist"
    items = [
        {
            f"{name}Title": text.title,
            f"{name}Url": address.format(column, posting.info_id)
            if name == "Project"
            else f"infoDetail.html?id={posting.info_id}",
            f"{name}PublicDate": text.published,
        }
        for posting, text in part
    ]
    return _json({"Maxpage": str(last), "Pagenum": str(page), key: items})


def _detail(posting: Posting, text: Text) -> bytes:
    name = "Project" if posting.column in _PROJECTS else "Info"
    return _json({f"{name}Title": text.title, f"{name}PublicDate": text.published, f"{name}Content": text.html})


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def write_warc(path: Path, postings: Sequence[Posting], days: Sequence[date]) -> None:
    """Write crawls of the site on `days` as WARC 1.1, one gzip member per record; the same input, the same bytes.

    Each day has robots.txt (404), navigation, lists and details, and a 404 for every detail that an earlier
    day had and that is gone. Requests stand beside responses; every response carries the mark.
    """
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    _write_info(writer, min(days))
    known: dict[str, None] = {}
    for day in sorted(days):
        pages = site(postings, day)
        known |= dict.fromkeys(url for url in pages if "infoid=" in url)
        answers: dict[str, bytes | None] = {f"{HOST}/robots.txt": None, **pages}
        answers |= {url: None for url in known if url not in pages}
        start = datetime.combine(day, time(1), UTC)
        for second, (url, body) in enumerate(answers.items()):
            _write_pair(writer, url, body, start + timedelta(seconds=second))
    write_atomic(path, buffer.getvalue())


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _headers(kind: str, url: str, at: datetime) -> dict[str, str]:
    name = uuid.uuid5(_SPACE, f"{kind} {url} {_stamp(at)}")
    return {"WARC-Record-ID": f"<urn:uuid:{name}>", "WARC-Date": _stamp(at)}


def _write_info(writer: WARCWriter, day: date) -> None:
    at = datetime.combine(day, time(1), UTC)
    lines = {
        "software": _AGENT,
        "format": "WARC File Format 1.1",
        "description": "synthetic: invented postings for demonstration and tests, published by nobody",
        "synthetic": "true",
    }
    payload = "".join(f"{key}: {value}\r\n" for key, value in lines.items()).encode()
    record = writer.create_warc_record(
        "",
        "warcinfo",
        payload=io.BytesIO(payload),
        length=len(payload),
        warc_headers_dict=_headers("warcinfo", HOST, at),
    )
    writer.write_record(record)


def _write_pair(writer: WARCWriter, url: str, body: bytes | None, at: datetime) -> None:
    status = "200 OK" if body is not None else "404 Not Found"
    payload = body if body is not None else b"Not Found"
    answer = StatusAndHeaders(
        status,
        [
            ("Content-Type", "text/plain; charset=utf-8" if body is not None else "text/html"),
            ("Content-Length", str(len(payload))),
            ("Date", at.strftime("%a, %d %b %Y %H:%M:%S GMT")),
            MARK,
        ],
        protocol="HTTP/1.1",
    )
    asked = StatusAndHeaders(
        f"GET {url.removeprefix(HOST)} HTTP/1.1",
        [("Host", HOST.removeprefix("http://")), ("User-Agent", _AGENT), ("Accept", "*/*")],
        is_http_request=True,
    )
    response = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(payload),
        length=len(payload),
        http_headers=answer,
        warc_headers_dict=_headers("response", url, at),
    )
    request = writer.create_warc_record(
        url, "request", http_headers=asked, warc_headers_dict=_headers("request", url, at)
    )
    writer.write_request_response_pair(request, response)


def write_truth(path: Path, postings: Sequence[Posting]) -> None:
    """Write the truth of each posting's last text as JSON lines, with its column, number and detail address."""
    rows = (
        {
            "column": posting.column,
            "info_id": posting.info_id,
            "url": _detail_url(posting),
            "repost_of": posting.repost_of,
            "synthetic": True,
            **posting.truth.row(),
        }
        for posting in postings
    )
    write_atomic(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
