"""What a page says of itself: its title, its metadata, its language and address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from attache.core.text import normalise
from attache.read.blocks import tidy
from attache.read.features import bare

__all__ = ["address_of", "language_of", "meta_of", "title_of"]

_MOST = 300
_LONGEST = 2000
_NAMES = ("property", "name", "itemprop", "http-equiv")
_STATED = ("headline", "datepublished", "datemodified", "datecreated", "articlesection")
_CUT = re.compile(r"\s*(?:[_|｜»›]|--+|——|::|\s[-–—·:]\s|(?<=[\u4e00-\u9fff！？”」》）])-(?=[\u4e00-\u9fffA-Z]))\s*")

_SITE = re.compile(
    r"网|频道|新闻|在线|日报|晚报|时报|门户|官网|首页|平台|政府|[a-z]\.(?:com|cn|net|org)\b|\bnews\b", re.IGNORECASE
)


def meta_of(tree: LexborHTMLParser) -> dict[str, str]:
    """Return the page's metadata by name in lower case; the first of a name counts, `ld:` marks JSON-LD."""
    found = dict[str, str]()
    for node in tree.css("meta")[:_MOST]:
        attributes = node.attributes
        content = attributes.get("content")
        name = next((value for key in _NAMES if (value := attributes.get(key))), None)
        if name and content and content.strip():
            found.setdefault(name.strip().lower()[:100], content.strip()[:_LONGEST])
    for node in tree.css('script[type="application/ld+json"]')[:20]:
        for key, value in _stated(node.text(deep=True) or ""):
            found.setdefault(f"ld:{key}", value)
    return found


def language_of(tree: LexborHTMLParser, meta: Mapping[str, str]) -> str | None:
    """Return the language that the page declares, as written (`zh-CN`), or None."""
    root = tree.root
    declared = (root.attributes.get("lang") or root.attributes.get("xml:lang")) if root is not None else None
    found = (declared or meta.get("content-language") or meta.get("og:locale") or "").strip()
    return found[:35] or None


def address_of(tree: LexborHTMLParser, meta: Mapping[str, str]) -> str | None:
    """Return the address that the page gives as its own, if it is a whole one."""
    link = tree.css_first('link[rel="canonical"]')
    for found in (link.attributes.get("href") if link is not None else None, meta.get("og:url")):
        if found and found.strip().lower().startswith(("http://", "https://")):
            return found.strip()[:_LONGEST]
    return None


def title_of(tree: LexborHTMLParser, meta: Mapping[str, str]) -> str:
    """Return the title of what the page is about in the stored form, in one line; empty where there is none.

    It goes without the name of the site. A heading that the page's `<title>` (or its metadata) repeats is best;
    then the metadata; then `<title>` itself.
    """
    return normalise(_title(tree, meta)).replace("\n", " ")


def _title(tree: LexborHTMLParser, meta: Mapping[str, str]) -> str:
    node = tree.css_first("title")
    window = tidy((node.text(deep=True) or "")[:_LONGEST]) if node is not None else ""
    named = [tidy(meta[key]) for key in ("articletitle", "og:title", "ld:headline", "twitter:title") if meta.get(key)]
    headings = list(_headings(tree))
    stated = [text for text in (window, *named) if text]
    shown = [text for text in headings if any(_holds(whole, text) for whole in stated)]
    if shown:
        return max(shown, key=lambda text: (len(bare(text)) > 5, -headings.index(text)))
    if named and len(bare(named[0])) > 3:
        return _without_site(named[0], meta)
    if window:
        return _without_site(window, meta)
    return headings[0] if headings else ""


def _headings(tree: LexborHTMLParser) -> Iterator[str]:
    for tag, most in (("h1", 5), ("h2", 8), ("h3", 5)):
        for node in tree.css(tag)[:most]:
            text = tidy(node.text(deep=True) or "")
            if 3 < len(text) < 300:
                yield text


def _holds(whole: str, text: str) -> bool:
    """Tell whether a heading is the first, or most, of a title."""
    long, short = bare(whole), bare(text)
    return len(short) > 3 and (long.startswith(short) or (short in long and len(short) * 2 > len(long)))


def _without_site(title: str, meta: Mapping[str, str]) -> str:
    """Cut names of sites and sections off the end of a title, and a site's name off its start."""
    site = bare(meta.get("og:site_name") or meta.get("sitename") or meta.get("application-name") or "")
    cuts = list(_CUT.finditer(title))
    for cut in reversed(cuts):
        rest, end = title[: cut.start()], title[cut.end() :]
        known = bool(site) and bare(end) == site
        if known or (len(bare(rest)) > 5 and (len(end) <= 12 or _SITE.search(end) or len(end) < len(rest) / 2)):
            title = rest
        else:
            break
    first = _CUT.search(title)
    if first and site and bare(title[: first.start()]) == site:
        title = title[first.end() :]
    return title.strip()


def _stated(text: str) -> Iterator[tuple[str, str]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    items = data if isinstance(data, list) else [data]
    for item in items[:20]:
        graph = item.get("@graph") if isinstance(item, dict) else None
        for part in graph[:50] if isinstance(graph, list) else [item]:
            yield from _fields(part)


def _fields(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        for key, value in part.items():
            if isinstance(value, str) and key.lower() in _STATED and value.strip():
                yield key.lower(), value.strip()[:_LONGEST]
