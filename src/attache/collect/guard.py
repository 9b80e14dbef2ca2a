"""What the collector may connect to, and how much it takes: addresses, sizes, times.

The address check sits where the connection is made: the name is resolved once, the resolved addresses are
checked, and the connection goes to a checked address. A name that resolves differently a moment later
(DNS rebinding) or a redirect to an inner service therefore gains nothing.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpcore2

from attache.collect.address import host_of

__all__ = ["Deadline", "Guard", "GuardedBackend", "Limits", "RefusedError", "is_public"]

_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, fields, seconds and hops that one fetch may take."""

    max_bytes: int = 20 * 1024 * 1024
    max_header_bytes: int = 64 * 1024
    max_header_fields: int = 200
    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    redirects: int = 5


class RefusedError(httpcore2.ConnectError):
    """The guard refused a connection; the message says why."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open Internet; embedded IPv4 addresses count as themselves."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip in _SIX_TO_FOUR:
            ip = ipaddress.IPv4Address(int(ip) >> 80 & 0xFFFFFFFF)
        elif ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip.teredo:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


@dataclass(frozen=True, slots=True)
class Guard:
    """The rule of one source: `scope` hosts (`example.org` with its `www.`, `*.example.org`, `host:port`;
    empty for any) and the `private` hosts whose addresses need not be public.
    """

    scope: tuple[str, ...] = ()
    private: frozenset[str] = frozenset()

    def refuse(self, url: str) -> str | None:
        """Return why `url` may not be asked, null where it may."""
        try:
            parts = urlsplit(url)
            host, port = host_of(url), parts.port
        except ValueError:
            return "not a web address"
        if parts.scheme.lower() not in ("http", "https"):
            return f"only http and https are fetched, not {parts.scheme[:20] or 'an address without a scheme'}"
        if not host:
            return "an address without a host"
        if parts.username is not None or parts.password is not None:
            return "an address with a user name in it"
        if self.scope and not any(_covers(entry.lower(), host, port) for entry in self.scope):
            return f"outside the source's scope: {host[:200]}"
        return None

    def permits(self, host: str, address: str) -> bool:
        """Tell whether a connection for `host` may go to the IP `address`."""
        return host.strip("[]").lower() in self.private or is_public(address)


def _covers(entry: str, host: str, port: int | None) -> bool:
    name, colon, wanted = entry.partition(":") if entry.count(":") == 1 else (entry, "", "")
    if colon and str(port or "") != wanted:
        return False
    if name.startswith("*."):
        return host == name[2:] or host.endswith(name[1:])
    return host in (name, f"www.{name}") or f"www.{host}" == name


class Deadline:
    """The moment at which a fetch must be over, whatever the server still sends."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self, most: float | None) -> float:
        """Return the seconds that a step may take: at most `most`; raises when none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left if most is None else min(left, most)

    @property
    def over(self) -> bool:
        """Whether no time is left."""
        return time.monotonic() >= self._end


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to addresses that the guard permits, within the deadline; `proxy` is the one host that may be private.

    Through a proxy the proxy resolves names; then only the address as written can be checked.
    """

    def __init__(self, guard: Guard, deadline: Deadline, proxy: str = "") -> None:
        self._guard, self._deadline, self._proxy = guard, deadline, proxy
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Resolve, check, connect: tries the permitted addresses in the resolver's order."""
        addresses = _resolve(host, port, self._deadline.left(timeout))
        permitted = [a for a in addresses if host == self._proxy or self._guard.permits(host, a)]
        if not permitted:
            raise RefusedError(f"{host} has no public address")
        for address in permitted[:4]:
            try:
                limit = self._deadline.left(timeout)
                stream = self._plain.connect_tcp(address, port, limit, local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose every step also ends with the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _resolve(host: str, port: int, timeout: float) -> list[str]:
    """Return the host's addresses; the system's resolver knows no time limit, so it is asked from a thread."""
    answer: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            answer.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=ask, daemon=True, name="resolve").start()
    try:
        result = answer.get(timeout=timeout)
    except queue.Empty:
        raise httpcore2.ConnectTimeout(f"the name {host} was not resolved in {timeout:.3g} s") from None
    if isinstance(result, OSError):
        raise httpcore2.ConnectError(f"the name {host} could not be resolved")
    return result
