"""What an adapter does: walk a source's lists, read one list, judge one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from attache.collect.exchange import Request, Response

__all__ = [
    "LIST_ROLES",
    "Adapter",
    "Get",
    "Item",
    "Listing",
    "Walk",
    "is_good",
    "is_vanished",
    "is_verdict",
    "unreadable",
    "vanished",
]

LIST_ROLES = frozenset({"list", "sitemap", "feed"})
"""Roles of captures that name items."""

_VANISHED, _UNREADABLE = "vanished: ", "unreadable: "

Get = Callable[[Request], Response]
"""Fetches a request and keeps the answer as evidence; never raises for what a server does."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item as a list names it; `mark` is what the list says of it, a change of which asks to read it again."""

    key: str
    url: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list, read: its items in order, the shape of its entries, and what was not understood.

    `problem` says why it could not be read; `more` holds addresses of further lists (the next page, the
    parts of a sitemap); `last` is the number of the last page where the list says it.
    """

    items: tuple[Item, ...] = ()
    fingerprint: str = ""
    unknown: tuple[str, ...] = ()
    problem: str | None = None
    more: tuple[str, ...] = ()
    last: int | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its items."""
        return tuple(item.key for item in self.items)


@dataclass(slots=True)
class Walk:
    """What a walk over all lists of a source found; `complete` tells whether it can prove that an item is gone."""

    items: dict[str, Item] = field(default_factory=dict)
    complete: bool = True
    failures: int = 0
    notes: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    fingerprint: str = ""

    def take(self, listing: Listing) -> int:
        """Add a list's items, fields and shape; return how many items were new to the walk."""
        before = len(self.items)
        for item in listing.items:
            self.items.setdefault(item.key, item)
        for name in listing.unknown:
            self.unknown[name] = self.unknown.get(name, 0) + 1
        self.fingerprint = self.fingerprint or listing.fingerprint
        return len(self.items) - before

    def doubt(self, reason: str) -> None:
        """Say why this walk proves nothing about what it did not see."""
        self.complete = False
        if reason not in self.notes:
            self.notes.append(reason)

    def fail(self, reason: str) -> None:
        """Count a list that could not be read."""
        self.failures += 1
        self.doubt(reason)


class Adapter(Protocol):
    """Knows one kind of site."""

    def walk(self, get: Get) -> Walk:
        """Read all lists of the source through `get`, within bounds."""
        ...

    def listing(self, response: Response) -> Listing:
        """Read one list as received; never raises."""
        ...

    def judge(self, response: Response) -> Response:
        """Return an item's answer with `failure` set where it is not the item."""
        ...


def vanished(reason: str) -> str:
    """Return the failure of an answer that says that the item is no longer there."""
    return _VANISHED + reason


def unreadable(reason: str) -> str:
    """Return the failure of an answer that is not what was asked for, and says nothing about the item."""
    return _UNREADABLE + reason


def is_verdict(failure: str | None) -> bool:
    """Tell whether a failure is an adapter's judgement over an answer that did come whole."""
    return failure is not None and failure.startswith((_VANISHED, _UNREADABLE))


def is_vanished(status: int | None, failure: str | None) -> bool:
    """Tell whether an answer says that the item is no longer there: 404, 410, or an adapter's verdict."""
    return (failure is None and status in (404, 410)) or (failure or "").startswith(_VANISHED)


def is_good(status: int | None, failure: str | None) -> bool:
    """Tell whether an answer holds what was asked for: 2xx, or a file, without a failure."""
    return failure is None and (status is None or 200 <= status < 300)
