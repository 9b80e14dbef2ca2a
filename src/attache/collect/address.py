"""Addresses: one normal form, so that the same page gets the same item key however it was linked."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

__all__ = ["host_of", "join", "normal_url", "origin_of", "page_key"]

_PORTS = {"http": 80, "https": 443}
_TRACKING = frozenset(
    {"gclid", "fbclid", "msclkid", "yclid", "dclid", "gbraid", "wbraid", "mc_cid", "mc_eid", "igshid", "spm", "scm"}
    | {"_ga", "_gl", "_openstat", "isappinstalled", "weibo_id", "share_from", "share_source"}
)
_SESSION = frozenset(
    {"jsessionid", "phpsessid", "sessionid", "session_id", "cfid", "cftoken", "zenid", "oscsid", "sid"}
)
_SESSION_VALUE = re.compile(r"(?=[^a-zA-Z]*[a-zA-Z])[A-Za-z0-9!._-]{16,}")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?#]*", re.IGNORECASE)
_COOKIELESS = re.compile(r"/\([A-Z]\([a-z0-9]{20,30}\)\)(?=/)")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_UNSAFE = re.compile(r"[\x00-\x20\x7f]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_LONGEST = 4000


def join(base: str, link: str) -> str | None:
    """Return the absolute address that `link` on a page at `base` means; null where it is no web address."""
    link = _UNSAFE.sub(lambda m: "%20" * m[0].count(" "), link.strip(" \t\r\n\f"))
    try:
        url = urljoin(base, link)
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and len(url) <= _LONGEST
    except ValueError:
        return None
    return url.split("#", 1)[0] if usable else None


def normal_url(url: str) -> str:
    """Return `url` in normal form; idempotent. What is no web address is returned as it is.

    Scheme and host become lower case (the host in its ASCII form), the default port, the fragment,
    session ids and tracking parameters go, escapes are written one way, `.` and `..` are resolved.
    The order of parameters stays, because some servers mind it.
    """
    try:
        parts = urlsplit(_UNSAFE.sub(lambda m: "%20" * m[0].count(" "), url.strip()))
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        return url
    host = _ascii_host(host)
    if scheme not in _PORTS or not host:
        return url
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path = _COOKIELESS.sub("", _PATH_SESSION.sub("", parts.path))
    return urlunsplit((scheme, netloc, _path(path), _query(parts.query), ""))


def page_key(url: str) -> str:
    """Return the item key of a page: its normal form without the scheme, so that http and https are one page."""
    normal = normal_url(url)
    return normal.split("://", 1)[1] if normal.startswith(("http://", "https://")) else normal


def host_of(url: str) -> str:
    """Return the host of `url` in lower case, empty where it has none."""
    try:
        return _ascii_host(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Return `scheme://host[:port]` of `url` in normal form, empty where it has none."""
    try:
        parts = urlsplit(normal_url(url))
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if host.isascii():
        return f"[{host}]" if ":" in host else host
    try:
        ascii_host = host.encode("idna").decode("ascii").rstrip(".").lower()
    except UnicodeError:
        ascii_host = ""
    return ascii_host if _HOST.fullmatch(ascii_host) else quote(host).lower()


def _path(path: str) -> str:
    out: list[str] = []
    segments = _escaped(path, "/:@!$&'()*+,;=").split("/")[1:] or [""]
    for number, segment in enumerate(segments):
        if segment == "..":
            out[-1:] = []
        elif segment != ".":
            out.append(segment)
        if segment in ("..", ".") and number == len(segments) - 1:
            out.append("")
    return "/" + "/".join(out)


def _query(query: str) -> str:
    kept = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        name = name.lower()
        if not pair or name in _TRACKING or name.startswith(("utm_", "aspsessionid")):
            continue
        if name in _SESSION and (name not in ("sid", "session_id") or _SESSION_VALUE.fullmatch(value)):
            continue
        kept.append(pair)
    return _escaped("&".join(kept), "/:@!$&'()*+,;=?")


def _escaped(text: str, safe: str) -> str:
    text = _ESCAPE.sub(lambda m: c if (c := chr(int(m[1], 16))) in _UNRESERVED else m[0].upper(), text)
    return quote(text, safe=safe + "%", errors="replace")
