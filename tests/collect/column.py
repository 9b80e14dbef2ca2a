"""A column of cistc.gov.cn, served as the real site serves it, with invented items and a fake clock."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attache.collect.evidence import Evidence
from attache.collect.exchange import Request, Response
from attache.collect.fixture import Answer, FixtureFetcher
from attache.collect.run import Report, collect
from attache.collect.sources import Source
from tests.collect.clock import FakeClock

ORIGIN = "http://www.cistc.gov.cn"


def source(**more: Any) -> Source:
    raw = {
        "id": "cistc-229",
        "name": "n",
        "owner": "o",
        "adapter": "cistc",
        "scope": ["cistc.gov.cn"],
        "entry": [f"{ORIGIN}/"],
        "settings": {"column": 229},
    }
    return Source(**{**raw, **more})


class Killed(BaseException):
    """What a test raises where a process would be killed."""


class Site:
    """A column that is served as the real site serves it; may be told to die at a request."""

    def __init__(self, *items: int) -> None:
        self.clock = FakeClock()
        self.items = list(items)
        self.titles: dict[int, str] = {}
        self.withdrawn: set[int] = set()
        self.failing: set[int] = set()
        self.etags = False
        self.asked: list[str] = []
        self.die_at = -1
        self.headers: tuple[tuple[str, str], ...] = ()
        self.extra: dict[str, Any] = {}

    @property
    def details(self) -> list[int]:
        return [int(parse_qs(urlsplit(url).query)["infoid"][0]) for url in self.asked if "infoid" in url]

    def fetch(self, request: Request) -> Response:
        if len(self.asked) == self.die_at:
            self.die_at = -1
            raise Killed
        self.asked.append(request.url)
        fixture = FixtureFetcher({request.url: self._answer(request.url)}, now=self.clock.tick)
        return fixture.fetch(request)

    def _answer(self, url: str) -> Answer:
        query = parse_qs(urlsplit(url).query)
        if "menuid" in query:
            return Answer(b'{"menus":[]}')
        if "infoid" not in query:
            return self._list(int(query["pagenum"][0]))
        item = int(query["infoid"][0])
        if item in self.withdrawn:
            return Answer(b"{}")
        if item in self.failing:
            return Answer(failure="timeout")
        title = self.titles.get(item, f"项目{item}")
        body = json.dumps({"ProjectTitle": title, "ProjectPublicDate": "2019/7/5", "ProjectContent": "…"}).encode()
        return Answer(body, headers=self.headers, etag=f'"{len(title)}"' if self.etags else None)

    def _list(self, page: int) -> Answer:
        shown = self.items[(page - 1) * 10 : page * 10]
        rows = [
            {"ProjectUrl": f"p.html?column=229&id={i}", "ProjectTitle": self.titles.get(i, f"项目{i}"), **self.extra}
            for i in shown
        ]
        last = max(1, -(-len(self.items) // 10))
        return Answer(json.dumps({"Maxpage": last, "Pagenum": page, "Projectlist": rows}).encode())

    def sweep(self, evidence: Evidence, declared: Source | None = None, **more: Any) -> Report:
        self.asked.clear()
        return collect(declared or source(), evidence, self, now=self.clock.now, **more)
