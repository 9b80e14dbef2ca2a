"""cistc.gov.cn (中国国际科技合作网): its list, detail and navigation handlers.

The list is walked by what it says of itself: from page 1 to the `Maxpage` of the latest answer. Because items
move across pages while they are read, the last page is read before and after the pages between, and the first
page again at the end; where they differ, the walk is repeated, a bounded number of times. Ids are collected in
a set, so that an item that moves is neither lost nor counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from attache.collect.adapter import Get, Item, Listing, Walk
from attache.collect.address import origin_of
from attache.collect.cistc_answers import Row, read_item, read_list
from attache.collect.exchange import Request, Response
from attache.collect.options import CistcOptions

if TYPE_CHECKING:
    from attache.collect.sources import Source

__all__ = ["Cistc", "detail_url", "list_url", "nav_url"]

_LISTS = {"project": "cistcProjectInfoList.ashx", "info": "cistcMenuInfoList.ashx"}
_DETAILS = {"project": "cistcProjectInfo.ashx", "info": "cistcInfo.ashx"}
_ROUNDS = 3
_BARREN, _MOST_GROWTH = 2, 50


def list_url(origin: str, kind: str, column: int, page: int) -> str:
    """Return the address of a column's list page; `kind` is `project` or `info`."""
    query = {"columnid": column, "isall": 1, "keyword": ""} | ({"year": ""} if kind == "info" else {})
    return f"{origin}/handlers/{_LISTS[kind]}?{urlencode(query | {'pagenum': page})}"


def detail_url(origin: str, kind: str, column: int, item_id: str) -> str:
    """Return the address of an item (`contentLenth` is the site's own spelling)."""
    query = urlencode({"infoid": item_id, "contentLenth": "", "column": column})
    return f"{origin}/handlers/{_DETAILS[kind]}?{query}"


def nav_url(origin: str, column: int) -> str:
    """Return the address of a column's navigation."""
    return f"{origin}/handlers/cistcNavMenu.ashx?menuid={column}"


@dataclass(slots=True)
class _Round:
    """One pass over the pages of a list."""

    pages: dict[int, tuple[str, ...]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    lasts: set[int | None] = field(default_factory=set)
    barren: int = 0


class Cistc:
    """Adapter `cistc`: one column of the site."""

    def __init__(self, source: Source) -> None:
        if not isinstance(source.options, CistcOptions):
            raise TypeError("not a source of adapter cistc")
        self._options = source.options
        self._origin = origin_of(source.entry[0])
        self._known = frozenset(name.lower() for name in source.options.known_fields)

    def walk(self, get: Get) -> Walk:
        """Read the column's navigation and all of its list."""
        get(Request(nav_url(self._origin, self._options.column), role="nav"))
        walk = self._walk(get, self._options.handler)
        if not walk.items and self._options.fallback:
            other = self._walk(get, self._options.fallback)
            if other.items:
                other.notes.append(f"listed by the {self._options.fallback} handler")
                return other
        return walk

    def listing(self, response: Response) -> Listing:
        """Read one list page."""
        kind = "info" if _LISTS["info"].lower() in response.request.url.lower() else "project"
        listing, rows = read_list(response, self._known)
        listing = replace(listing, items=tuple(self._item(row, kind) for row in rows))
        strange = sum(row.column not in (None, self._options.column) for row in rows)
        return replace(listing, unknown=(*listing.unknown, "entries of other columns")) if strange else listing

    def judge(self, response: Response) -> Response:
        """Set `failure` where the answer is not the item: empty, an error page, not JSON."""
        if response.failure is not None or response.status in (304, 404, 410):
            return response
        return replace(response, failure=read_item(response))

    def _item(self, row: Row, kind: str) -> Item:
        kind = row.kind or kind
        url = detail_url(self._origin, kind, row.column or self._options.column, row.id)
        return Item(f"{kind}-{row.id}", url, row.mark)

    def _walk(self, get: Get, kind: str) -> Walk:
        items: dict[str, Item] = {}
        for _ in range(_ROUNDS):
            walk = Walk(items)  # what was found stays, doubts are those of the last round
            if self._round(get, kind, walk):
                return walk
        walk.doubt(f"the list kept changing while it was read {_ROUNDS} times")
        return walk

    def _round(self, get: Get, kind: str, walk: Walk) -> bool:
        """Read all pages once; return whether the list stood still meanwhile, or cannot be read."""
        this = _Round()
        first = self._page(get, kind, 1, walk)
        if first.problem:
            return True
        last = self._take(1, first, this, walk)
        early: Listing | None = None
        if last is not None and 2 < last <= self._options.max_pages:
            early = self._page(get, kind, last, walk)
        self._rest(get, kind, last, this, walk)
        if early is not None:
            walk.take(early)
        if len(this.pages) < 2:
            return True
        again = self._page(get, kind, 1, walk)
        this.lasts.add(again.last)
        same = again.keys == first.keys and (early is None or last is None or early.keys == this.pages.get(last))
        walk.take(again)
        return (same and len(this.lasts) == 1) or walk.failures > 0

    def _rest(self, get: Get, kind: str, last: int | None, this: _Round, walk: Walk) -> None:
        number, stated = 2, last
        while (last is None or number <= last) and not (last is None and this.barren):
            if number > self._options.max_pages:
                return walk.doubt(f"stopped after {self._options.max_pages} pages of {last or 'unknown many'}")
            if this.barren >= _BARREN + min(_MOST_GROWTH, max(0, (last or 0) - (stated or 0))):
                return walk.doubt(f"pages {number - this.barren} to {number - 1} of {last} hold nothing new")
            listing = self._page(get, kind, number, walk)
            if listing.problem:
                this.barren += 1
            else:
                last = self._take(number, listing, this, walk)
            number += 1
        return None

    def _take(self, number: int, listing: Listing, this: _Round, walk: Walk) -> int | None:
        walk.take(listing)
        new = not this.seen.issuperset(listing.keys)
        this.barren = 0 if new else this.barren + 1
        this.seen.update(listing.keys)
        this.pages[number] = listing.keys
        this.lasts.add(listing.last)
        return listing.last

    def _page(self, get: Get, kind: str, number: int, walk: Walk) -> Listing:
        response = get(Request(list_url(self._origin, kind, self._options.column, number), role="list"))
        listing = self.listing(response)
        if listing.problem:
            walk.fail(f"list page {number}: {listing.problem}")
        return listing
