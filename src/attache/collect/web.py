"""Adapter `web`: list pages with declared selectors, sitemaps, feeds, plain lists of addresses.

A withdrawal while a list is walked can hide one neighbour of the withdrawn item for that sweep; the first
page is read again at the end and the walk repeated where it moved, and an item counts as gone only after
several complete sweeps. A feed shows only the newest items, so a sweep of one is never complete.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from attache.collect.adapter import Get, Item, Listing, Walk, vanished
from attache.collect.address import join, normal_url, page_key
from attache.collect.exchange import ContentError, Request, Response, content, decode
from attache.collect.markup import entries, root_of
from attache.collect.options import WebOptions
from attache.collect.page import Page, decoded, page_of
from attache.core.errors import SourceError

if TYPE_CHECKING:
    from attache.collect.sources import Source

__all__ = ["Web"]

_ROUNDS = 3
_DEEPEST = 3
_SOFT_404 = re.compile(
    r"\W{0,5}404\b.{0,60}|.{0,40}(?:page|file) not found.{0,40}|.{0,40}(?:页面|网页|文章|信息|内容|文件)\s{0,3}"
    r"(?:不存在|未找到|找不到|没有找到|已删除|已被删除).{0,40}",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_SOFT_404 = 3000


class Web:
    """Adapter `web`: a source on ordinary pages."""

    def __init__(self, source: Source) -> None:
        if not isinstance(source.options, WebOptions):
            raise TypeError("not a source of adapter web")
        self._options, self._guard = source.options, source.guard()
        self._entry = source.entry
        self._detail = re.compile(source.options.detail) if source.options.detail else None
        self._skip = re.compile(source.options.skip) if source.options.skip else None
        self._file = source.folder / source.options.file if source.options.file else None
        self._homes = {page_key(url) for url in source.entry} if source.options.kind == "list" else set()

    def walk(self, get: Get) -> Walk:
        """Read all lists of the source."""
        if self._options.kind == "urls":
            return self._listed()
        walk = Walk()
        for url in self._entry:
            if self._options.kind == "list":
                self._list(get, url, walk)
            else:
                self._documents(get, url, walk)
        return walk

    def listing(self, response: Response) -> Listing:
        """Read one list page, sitemap or feed."""
        if response.failure is not None:
            return Listing(problem=response.failure)
        if response.status is not None and not 200 <= response.status < 300:
            return Listing(problem=f"HTTP {response.status}")
        try:
            if response.request.role == "list":
                return self._read_page(page_of(response))
            return self._read_document(response)
        except ContentError as error:
            return Listing(problem=error.what)

    def judge(self, response: Response) -> Response:
        """Set `failure` where the answer is an error page with status 200, or the way back to the front page."""
        if response.failure is not None or response.status != 200:
            return response
        front = re.fullmatch(r"[^/]+/(?:index\.\w{1,5})?", page_key(response.url))
        asked = page_key(response.request.url)
        if response.redirects and asked != page_key(response.url) and (front or page_key(response.url) in self._homes):
            return replace(response, failure=vanished("sent back to the front page"))
        if len(response.body) < 100_000 and _is_soft_404(response):
            return replace(response, failure=vanished("an error page instead of the item"))
        return response

    def _wanted(self, url: str | None) -> bool:
        if url is None or self._guard.refuse(url) is not None:
            return False
        return not (self._detail and not self._detail.search(url)) and not (self._skip and self._skip.search(url))

    def _item(self, url: str, mark: str) -> Item:
        return Item(page_key(url), normal_url(url), " ".join(mark.split())[:300])

    def _listed(self) -> Walk:
        walk = Walk()
        links = (join(url, "") for url in (*self._entry, *self._addresses()))
        walk.take(Listing(tuple(self._item(url, "") for url in links if url is not None and self._wanted(url))))
        return walk

    def _addresses(self) -> Iterator[str]:
        if self._file is None:
            return
        try:
            lines = self._file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            told = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
            raise SourceError(
                f"the list of addresses cannot be read ({told})",
                where=str(self._file),
                mend="correct key `settings.file`",
            ) from None
        yield from (line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))

    def _list(self, get: Get, url: str, walk: Walk) -> None:
        for _ in range(_ROUNDS):
            first, pages = self._pages(get, url, walk)
            if first.problem or pages < 2:
                return
            again = self.listing(get(Request(url, role="list")))
            walk.take(again)
            if again.keys == first.keys or again.problem:
                return
        walk.doubt(f"the list kept changing while it was read {_ROUNDS} times")

    def _pages(self, get: Get, url: str, walk: Walk) -> tuple[Listing, int]:
        """Read a list's pages until there is no further one, or one holds nothing new; return the first."""
        first: Listing | None = None
        seen: set[str] = set()
        asked: set[str] = set()
        page: str | None = url
        while page is not None and normal_url(page) not in asked:
            if len(asked) >= self._options.max_pages:
                walk.doubt(f"stopped after {self._options.max_pages} list pages")
                break
            response = get(Request(page, role="list"))
            listing = self.listing(response)
            asked.add(normal_url(page))
            if listing.problem:
                beyond = first is not None and self._options.pages and response.status in (404, 410)
                if not beyond:
                    walk.fail(f"list page {page}: {listing.problem}")
                break
            walk.take(listing)
            if seen.issuperset(listing.keys) and first is not None:
                break
            first = first or listing
            seen.update(listing.keys)
            page = self._next(listing, len(asked))
        return first or Listing(problem="not read"), len(asked)

    def _next(self, listing: Listing, number: int) -> str | None:
        if self._options.pages:
            return self._options.pages.replace("{page}", str(self._options.first_page + number - 1))
        return next(iter(listing.more), None)

    def _read_page(self, page: Page) -> Listing:
        links = page.links(self._options.item)
        items = tuple(self._item(link.url, link.text) for link in links if self._wanted(link.url))
        more = tuple(link.url for link in (page.links(self._options.next) if self._options.next else ()))
        shapes = [link.path for link in links if self._wanted(link.url)]
        shape = max(sorted(set(shapes)), key=shapes.count, default="")
        return Listing(items, shape, more=tuple(url for url in more if self._guard.refuse(url) is None))

    def _documents(self, get: Get, url: str, walk: Walk) -> None:
        """Read a feed, or a sitemap and the sitemaps that it names."""
        role, queue = self._options.kind, [(url, 0)]
        asked: set[str] = set()
        while queue:
            address, depth = queue.pop(0)
            if normal_url(address) in asked:
                continue
            if len(asked) >= self._options.max_pages or depth > _DEEPEST:
                return walk.doubt(f"stopped after {len(asked)} documents, {depth} deep")
            asked.add(normal_url(address))
            listing = self.listing(get(Request(address, role=role)))
            if listing.problem:
                walk.fail(f"{role} {address}: {listing.problem}")
            walk.take(listing)
            queue += [(more, depth + 1) for more in listing.more]
        if role == "feed":
            walk.complete = False
        return None

    def _read_document(self, response: Response) -> Listing:
        body = content(response)
        if body.startswith(gzip.compress(b"")[:2]):
            body = decode(body, (("Content-Encoding", "gzip"),))
        text = decoded(body, response)
        root = root_of(text)
        if root.lower() not in ("urlset", "sitemapindex", "rss", "feed", "rdf"):
            return Listing(problem=f"neither a sitemap nor a feed, but {root[:40] or 'nothing'}")
        items: list[Item] = []
        more: list[str] = []
        fields: set[str] = set()
        for entry in entries(text):
            fields |= entry.keys()
            link = entry.get("loc") or entry.get("link") or entry.get("guid")
            url = join(response.url, link) if link else None
            if root.lower() == "sitemapindex" and url is not None and self._guard.refuse(url) is None:
                more.append(url)
            elif url is not None and self._wanted(url):
                told = [entry.get(name, "") for name in ("title", "lastmod", "updated", "pubdate")]
                items.append(self._item(url, " | ".join(part for part in told if part)))
        return Listing(tuple(items), ",".join(sorted(fields & _SHAPE)), more=tuple(more))


_SHAPE = frozenset({"loc", "link", "title", "guid", "id"})


def _is_soft_404(response: Response) -> bool:
    try:
        page = page_of(response)
    except ContentError:
        return False
    return bool(_SOFT_404.fullmatch(page.title[:200])) and len(page.text()) < _LONGEST_SOFT_404
