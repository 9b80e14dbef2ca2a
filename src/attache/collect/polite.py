"""Good manners: robots.txt, one request at a time and at a pace, stepping back when a host asks for it.

The schedule has no jitter: to each host the next request starts `pace` seconds after the last one started,
or the `Crawl-delay` of its robots.txt where that is longer (up to `LONGEST_DELAY`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from protego import Protego

from attache.collect.address import host_of, origin_of
from attache.collect.exchange import ContentError, Fetcher, Request, Response, content, header, utc_now
from attache.collect.fetch import PRODUCT, follow, refusal

__all__ = ["LONGEST_DELAY", "LONGEST_WAIT", "PoliteFetcher", "conditional"]

LONGEST_DELAY = 120.0
"""Seconds of a `Crawl-delay` that are honoured; more would be a way to say no that robots.txt has words for."""

LONGEST_WAIT = 300.0
"""Seconds of a `Retry-After` that are waited for; a host that asks for more is left alone until then."""

_RETRIED = frozenset({429, 500, 502, 503, 504})
_TRANSIENT = ("timeout", "no connection", "connection failed", "broken answer")
_ROBOTS_BYTES = 500 * 1024
_ROBOTS_AGE = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a host's robots.txt says: `closed` is why nothing may be fetched for now."""

    read_at: float
    closed: str | None = None
    robots: Protego | None = None
    delay: float = 0.0


class PoliteFetcher:
    """Wraps a fetcher of single exchanges; follows redirects, each hop under the same manners.

    `retries` further attempts follow a transient failure, after 1, 2, 4 … times `backoff` seconds or what
    `Retry-After` says. `record` is handed the answer to each robots.txt that was asked for. Clocks are
    seconds; `today` gives the time of day for dates in `Retry-After`.
    """

    def __init__(
        self,
        inner: Fetcher,
        *,
        pace: float = 5.0,
        retries: int = 2,
        backoff: float = 5.0,
        redirects: int = 5,
        record: Callable[[Response], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
        now: Callable[[], str] = utc_now,
    ) -> None:
        self._inner, self._record = inner, record
        self._pace, self._retries, self._backoff, self._redirects = pace, retries, backoff, redirects
        self._clock, self._sleep, self._today, self._now = clock, sleep, today, now
        self._rules: dict[str, _Rules] = {}
        self._next: dict[str, float] = {}
        self._closed: dict[str, float] = {}

    def fetch(self, request: Request) -> Response:
        """Answer `request`, redirects followed."""
        return follow(self._hop, request, self._redirects)

    def _hop(self, request: Request) -> Response:
        rules = self._rules_of(request.url)
        if rules.closed:
            return refusal(request, rules.closed, self._now())
        if rules.robots is not None and not _allowed(rules.robots, request.url):
            return refusal(request, "blocked by robots.txt", self._now())
        return self._attempts(request, max(self._pace, rules.delay))

    def _attempts(self, request: Request, delay: float) -> Response:
        host = host_of(request.url)
        for attempt in range(self._retries + 1):
            if (left := self._closed.get(host, 0.0) - self._clock()) > 0:
                return refusal(request, f"the host asks to be left alone for another {left:.0f} s", self._now())
            self._wait(host, delay)
            response = self._inner.fetch(request)
            if not _transient(response):
                return response
            pause = self._pause(response, attempt)
            if pause > LONGEST_WAIT:
                self._closed[host] = self._clock() + pause
                return replace(response, failure=f"the host asks to be left alone for {pause:.0f} s")
            self._next[host] = max(self._next[host], self._clock() + pause)
        told = response.failure or f"HTTP {response.status}"
        return replace(response, failure=f"{told}, {self._retries + 1} attempts")

    def _wait(self, host: str, delay: float) -> None:
        start = max(self._clock(), self._next.get(host, 0.0))
        if (left := start - self._clock()) > 0:
            self._sleep(left)
        self._next[host] = start + delay

    def _pause(self, response: Response, attempt: int) -> float:
        """Return the seconds to step back: what the host asks for, else twice as long each time."""
        asked = _retry_after(header(response.headers, "retry-after"), self._today())
        return min(self._backoff * 2.0**attempt, LONGEST_WAIT) if asked is None else asked

    def _rules_of(self, url: str) -> _Rules:
        origin = origin_of(url)
        rules = self._rules.get(origin)
        if rules is None or self._clock() - rules.read_at > _ROBOTS_AGE:
            request = Request(f"{origin}/robots.txt", role="robots")
            response = follow(lambda r: self._attempts(r, self._pace), request, self._redirects)
            if self._record is not None and (response.status is not None or response.request_headers):
                self._record(response)
            rules = self._rules[origin] = _read_rules(response, self._clock())
        return rules


def conditional(etag: str | None, last_modified: str | None) -> tuple[tuple[str, str], ...]:
    """Return the header fields that ask for a page only where it differs from the one described."""
    fields = (("If-None-Match", etag), ("If-Modified-Since", last_modified))
    return tuple((name, value) for name, value in fields if value and value.isascii() and value.isprintable())


def _transient(response: Response) -> bool:
    if response.failure is not None:
        return response.failure.startswith(_TRANSIENT)
    return response.status in _RETRIED


def _retry_after(value: str | None, today: datetime) -> float | None:
    value = (value or "").strip()[:64]
    if value.isascii() and value.isdigit():
        return min(float(value), 10 * 365 * 86400.0)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - today).total_seconds())


def _read_rules(response: Response, at: float) -> _Rules:
    """Read robots.txt as RFC 9309 says: none or refused (4xx) allows all, not reachable forbids all for now."""
    status, failure = response.status, response.failure
    if status is not None and 400 <= status < 500:
        return _Rules(at)
    if failure and ("redirect" in failure or failure.startswith("outside the source's scope")):
        return _Rules(at)
    if failure or status is None or not 200 <= status < 300:
        return _Rules(at, closed=f"robots.txt could not be read ({failure or f'HTTP {status}'})")
    try:
        text = content(response)[:_ROBOTS_BYTES].decode("utf-8-sig", errors="replace")
        robots = Protego.parse(text)
        delay = robots.crawl_delay(PRODUCT) or 0.0
    except (ContentError, ValueError) as error:
        return _Rules(at, closed=f"robots.txt could not be read ({error})")
    return _Rules(at, robots=robots, delay=min(max(float(delay), 0.0), LONGEST_DELAY))


def _allowed(robots: Protego, url: str) -> bool:
    try:
        return bool(robots.can_fetch(url, PRODUCT))
    except ValueError:
        return False
