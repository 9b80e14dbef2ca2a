"""A made-up web: requests are answered from a dictionary or from a folder of files."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from attache.collect.address import normal_url
from attache.collect.exchange import Request, Response, header, utc_now
from attache.collect.fetch import SYNTHETIC_HEADER, refusal

__all__ = ["Answer", "FixtureFetcher", "fixture_path"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a made-up web; with an `etag`, a conditional request that names it gets a 304."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    failure: str | None = None
    etag: str | None = None


Page = bytes | str | int | Answer | Callable[[Request], "Page"] | list["Page"]
"""A body, a text (UTF-8), a status without a body, an answer, a function giving one, or several in turn
(the last one stays)."""


@dataclass
class FixtureFetcher:
    """Answers from `pages` (address to page) and then from `folder` (see `fixture_path`); else 404.

    `asked` lists the addresses asked for, in order; `now` stamps the answers.
    """

    pages: Mapping[str, Page] = field(default_factory=dict)
    folder: Path | None = None
    now: Callable[[], str] = utc_now
    synthetic: bool = False
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pages = {normal_url(url): page for url, page in self.pages.items()}

    def fetch(self, request: Request) -> Response:
        """Answer `request`; an address that is not there gets 404."""
        self.asked.append(request.url)
        answer = self._answer(request)
        if answer.failure is not None and not answer.body:
            return refusal(request, answer.failure, self.now())
        headers = answer.headers + ((("ETag", answer.etag),) if answer.etag else ())
        status, body = answer.status, answer.body
        if answer.etag and header(request.headers, "if-none-match") == answer.etag:
            status, body = 304, b""
        marked = self.synthetic or header(headers, SYNTHETIC_HEADER) == "1"
        told = {200: "OK", 304: "Not Modified", 404: "Not Found"}.get(status, "")
        return Response(
            request,
            request.url,
            status,
            told,
            headers,
            body,
            "HTTP/1.1",
            self.now(),
            failure=answer.failure,
            synthetic=marked,
        )

    def _answer(self, request: Request) -> Answer:
        key = normal_url(request.url)
        page: Page | None = self._pages.get(key)
        if page is None:
            return self._file(key)
        while not isinstance(page, bytes | str | int | Answer):
            page = page(request) if callable(page) else page.pop(0) if len(page) > 1 else page[0]
        return _as_answer(page)

    def _file(self, url: str) -> Answer:
        path = self.folder / fixture_path(url) if self.folder else None
        if path is None or not path.is_file():
            return Answer(status=404)
        kind = mimetypes.guess_type(path.name)[0]
        return Answer(path.read_bytes(), headers=(("Content-Type", kind),) if kind else ())


def fixture_path(url: str) -> Path:
    """Return where a folder of fixtures holds `url`: `host/path`, `index.html` for a folder, `%3F` before the query."""
    parts = urlsplit(normal_url(url))
    path = parts.path + ("index.html" if parts.path.endswith("/") else "")
    names = [quote(name, safe="") for name in path.split("/") if name]
    if parts.query:
        names[-1] += "%3F" + quote(parts.query, safe="=&")
    return Path(quote(parts.netloc, safe=""), *names)


def _as_answer(page: bytes | str | int | Answer) -> Answer:
    if isinstance(page, Answer):
        return page
    if isinstance(page, int):
        return Answer(status=page)
    return Answer(page.encode() if isinstance(page, str) else page)
