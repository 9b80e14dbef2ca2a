"""The live web: one exchange per call, within limits, to permitted addresses, recorded as it was.

Built on the connection layer of httpx2 (httpcore2), because that is where a connection can be guarded.
Each exchange has its own connection: bytes that a broken server sends beyond its answer can then never be
taken for the answer to the next request. No cookies are kept, the environment's proxies are not used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import httpcore2
import httpx2

from attache import __version__
from attache.collect.address import join
from attache.collect.exchange import ContentError, Request, Response, content, header, utc_now
from attache.collect.guard import Deadline, Guard, GuardedBackend, Limits, RefusedError

__all__ = ["PRODUCT", "REDIRECTS", "SYNTHETIC_HEADER", "LiveFetcher", "follow", "refusal", "user_agent"]

PRODUCT = "Attache"
SYNTHETIC_HEADER = "X-Attache-Synthetic"
"""A server that answers with this header says that the page was made for demonstration or tests."""

"""The time as ISO 8601 UTC, as captures carry it."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses that send elsewhere."""

_NETWORK = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
    OSError,
)


def user_agent(contact: str = "") -> str:
    """Return the honest user agent; `contact` is an address or page through which a host can complain."""
    kept = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()").strip()[:200]
    version = ".".join(__version__.split(".")[:2])
    return f"{PRODUCT}/{version} (+{kept})" if kept else f"{PRODUCT}/{version}"


def refusal(request: Request, reason: str, at: str) -> Response:
    """Return the answer to a request that was not, or not successfully, sent."""
    return Response(request, request.url, None, "", (), b"", "", at, failure=reason)


def follow(fetch: Callable[[Request], Response], request: Request, most: int) -> Response:
    """Fetch `request` and its redirects, at most `most`, each through `fetch`.

    Conditional headers go with the first request only: they speak of that address.
    """
    response, passed = fetch(request), [request.url]
    while response.status in REDIRECTS and response.failure is None:
        location = header(response.headers, "location")
        target = join(response.url, location) if location else None
        failure = _redirect_problem(target, passed, most)
        if target is None or failure:
            response = replace(response, failure=failure)
            break
        response = fetch(replace(request, url=target, headers=()))
        passed.append(target)
    return replace(response, request=request, url=passed[-1], redirects=tuple(passed[:-1]))


def _redirect_problem(target: str | None, passed: list[str], most: int) -> str | None:
    if target is None:
        return "a redirect without a usable address"
    if target in passed:
        return f"a redirect loop over {len(passed)} addresses"
    return f"more than {most} redirects" if len(passed) > most else None


class LiveFetcher:
    """Asks the web; a redirect is an answer here (`follow` goes after it). May be used from several threads."""

    def __init__(
        self,
        guard: Guard,
        *,
        contact: str = "",
        limits: Limits | None = None,
        proxy: str = "",
        now: Callable[[], str] = utc_now,
    ) -> None:
        self.limits = limits or Limits()
        self._guard, self._proxy, self._now = guard, proxy, now
        self._tls = httpx2.create_ssl_context(trust_env=False)
        self._own = (
            ("User-Agent", user_agent(contact)),
            ("Accept", "text/html,application/xhtml+xml,application/json,application/xml;q=0.9,*/*;q=0.8"),
            ("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.6"),
            ("Accept-Encoding", "gzip, deflate"),
            ("Connection", "close"),
        )

    def fetch(self, request: Request) -> Response:
        """Answer `request`; whatever the server or the network does is told by `failure`."""
        at = self._now()
        if reason := self._guard.refuse(request.url):
            return refusal(request, reason, at)
        try:
            url = httpx2.URL(request.url)
            headers = (("Host", url.netloc.decode("ascii")), *self._own, *request.headers)
            raw = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers]
        except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
            return refusal(request, f"not a web address: {str(error)[:100]}", at)
        started = Response(request, request.url, None, "", (), b"", "", at, request_headers=headers)
        exchange = _Exchange(started, self.limits)
        deadline = Deadline(self.limits.total)
        try:
            with self._pool(deadline) as pool:
                core = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
                exchange.run(pool, core, raw)
        except _NETWORK as error:
            slow = deadline.over and isinstance(error, httpcore2.TimeoutException)
            exchange.fail(f"too slow: not done after {deadline.seconds:g} s" if slow else _told(error))
        return exchange.response()

    def _pool(self, deadline: Deadline) -> httpcore2.ConnectionPool:
        if not self._proxy:
            backend = GuardedBackend(self._guard, deadline)
            return httpcore2.ConnectionPool(ssl_context=self._tls, network_backend=backend)
        backend = GuardedBackend(self._guard, deadline, urlsplit(self._proxy).hostname or "")
        return httpcore2.HTTPProxy(self._proxy, ssl_context=self._tls, network_backend=backend)


class _Exchange:
    """One exchange while it goes on."""

    def __init__(self, started: Response, limits: Limits) -> None:
        self._so_far, self._limits = started, limits
        self._parts: list[bytes] = []

    def run(self, pool: httpcore2.ConnectionPool, url: httpcore2.URL, headers: list[tuple[bytes, bytes]]) -> None:
        limits = self._limits
        waits = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.connect}
        with pool.stream(self._so_far.request.method, url, headers=headers, extensions={"timeout": waits}) as answer:
            self._head(answer)
            if self._so_far.failure is None:
                self._body(answer)

    def _head(self, answer: httpcore2.Response) -> None:
        headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in answer.headers)
        version = answer.extensions.get("http_version", b"HTTP/1.1").decode("ascii", "replace")
        reason = answer.extensions.get("reason_phrase", b"").decode("latin-1")
        self._so_far = replace(
            self._so_far,
            status=answer.status,
            reason=reason[:200],
            headers=headers,
            http_version=version,
            synthetic=header(headers, SYNTHETIC_HEADER) == "1",
        )
        size = sum(len(k) + len(v) + 4 for k, v in headers)
        if size > self._limits.max_header_bytes or len(headers) > self._limits.max_header_fields:
            self._so_far = replace(self._so_far, headers=())
            self.fail(f"too large: {len(headers)} header fields of {size} bytes")

    def _body(self, answer: httpcore2.Response) -> None:
        size = 0
        for part in answer.iter_stream():
            size += len(part)
            if size > self._limits.max_bytes:
                self._parts.clear()
                self.fail(f"too large: more than {self._limits.max_bytes} bytes")
                return
            self._parts.append(part)

    def fail(self, reason: str) -> None:
        self._so_far = replace(self._so_far, failure=reason)

    def response(self) -> Response:
        response = replace(self._so_far, body=b"".join(self._parts))
        if response.failure is None and response.body:
            try:
                content(response)
            except ContentError as error:
                return replace(response, failure=error.what)
        return response


def _told(error: Exception) -> str:
    text = " ".join(str(error).split())[:200]
    if isinstance(error, RefusedError):
        return f"refused: {text}"
    if isinstance(error, httpcore2.ConnectTimeout):
        return f"timeout: no connection ({text})" if text else "timeout: no connection"
    if isinstance(error, httpcore2.TimeoutException | TimeoutError):
        return f"timeout: {text}" if text else "timeout"
    if isinstance(error, httpcore2.ConnectError):
        return f"no connection: {text}"
    if isinstance(error, httpcore2.RemoteProtocolError):
        return f"broken answer: {text}"
    return f"connection failed: {text or type(error).__name__}"
