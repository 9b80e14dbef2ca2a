"""Sitemaps and feeds, read flat: one dictionary per entry. No entity is ever expanded, nothing recurses.

This is a scanner, not an XML parser: what real sites send is often not well-formed, and a parser that insists
loses all of it. Each character is looked at once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

__all__ = ["entries", "root_of"]

_ENTRIES = frozenset({"url", "sitemap", "item", "entry"})
_TAG = re.compile(r"(/?)\s{0,5}(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})")
_HREF = re.compile(r"""\bhref\s{0,5}=\s{0,5}(?:"([^"<]{0,4000})"|'([^'<]{0,4000})')""", re.IGNORECASE)
_REL = re.compile(r"""\brel\s{0,5}=\s{0,5}["']?([a-z-]{1,30})""", re.IGNORECASE)
_MOST = 200_000
_LONGEST = 4000


def root_of(text: str) -> str:
    """Return the local name of the document's first element: `urlset`, `sitemapindex`, `rss`, `feed`, `RDF`."""
    return next((name for closing, name, _, _ in _tokens(text) if name and not closing), "")


def entries(text: str) -> Iterator[dict[str, str]]:
    """Yield the text of the children of each `url`, `sitemap`, `item` or `entry`, by local name in lower case.

    Of several children of one name the first counts; an Atom link counts by its `href`, `alternate` first.
    Stops after 200,000 entries and cuts a text after 4,000 characters.
    """
    current: dict[str, str] | None = None
    child, parts, found = "", "", 0
    for closing, raw_name, attributes, data in _tokens(text):
        name = raw_name.lower()
        if not name:
            parts = (parts + data)[:_LONGEST] if child else ""
        elif name in _ENTRIES and child in ("", name):
            if closing and current is not None:
                yield current
                found += 1
            current, child = (None if closing else {}), ""
        elif current is not None and closing and name == child:
            if value := " ".join(html.unescape(parts).split()):
                current.setdefault(name, value)
            child = ""
        elif current is not None and not closing and not child:
            child, parts = _opened(name, attributes, current), ""
        if found >= _MOST:
            return


def _opened(name: str, attributes: str, current: dict[str, str]) -> str:
    """Take what a child's own tag says; return the child's name, empty for an empty element."""
    if name == "link" and (match := _HREF.search(attributes)):
        rel = _REL.search(attributes)
        kind = rel[1].lower() if rel else "alternate"
        if kind == "alternate":
            current.setdefault("link", html.unescape(match[1] or match[2] or "").strip())
    return "" if attributes.rstrip().endswith("/") else name


def _tokens(text: str) -> Iterator[tuple[bool, str, str, str]]:
    """Yield (closing, name, attributes, "") for a tag and (False, "", "", text) for text."""
    at, end = 0, len(text)
    while at < end:
        start = text.find("<", at)
        start = end if start < 0 else start
        if start > at:
            yield False, "", "", text[at:start]
        if text.startswith("<![CDATA[", start):
            stop = text.find("]]>", start)
            if stop < 0:
                return
            yield False, "", "", html.escape(text[start + 9 : stop], quote=False)
            at = stop + 3
            continue
        comment = text.startswith("<!--", start)
        stop = text.find("-->" if comment else ">", start)
        if stop < 0:
            return
        tag = _TAG.match(text, start + 1, stop)
        if tag and not comment:
            yield bool(tag[1]), tag[2], text[tag.end() : stop][:_LONGEST], ""
        at = stop + (3 if comment else 1)
