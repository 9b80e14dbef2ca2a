"""An HTML page as the collector needs it: its links, its title, its text."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from attache.collect.address import join
from attache.collect.charset import text_of
from attache.collect.exchange import Response, content, media_type

__all__ = ["Link", "Page", "decoded", "page_of"]

_DEEPEST_PATH = 12
_MOST_LINKS = 50_000


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its absolute address, its words, and the tags and classes that lead to it."""

    url: str
    text: str
    path: str


def decoded(body: bytes, response: Response) -> str:
    """Return `body` as text in the character set that the response declares, if that fits."""
    return text_of(body, media_type(response.headers)[1])


def page_of(response: Response) -> Page:
    """Parse a response's page; raises ContentError where its content encoding cannot be undone."""
    return Page(decoded(content(response), response), response.url)


class Page:
    """A parsed page; its links are relative to `url` or to the page's own `base`."""

    def __init__(self, text: str, url: str) -> None:
        self._tree = LexborHTMLParser(text)
        base = self._tree.css_first("base[href]")
        self._base = (join(url, base.attributes.get("href") or "") if base else None) or url

    @property
    def title(self) -> str:
        """The page's title, one line."""
        node = self._tree.css_first("title")
        return " ".join(node.text().split()) if node else ""

    def text(self) -> str:
        """Return all visible text."""
        self._tree.strip_tags(["script", "style", "noscript"])
        return " ".join(self._tree.body.text(separator=" ").split()) if self._tree.body else ""

    def links(self, selector: str) -> list[Link]:
        """Return the links that `selector` finds, or that stand first inside what it finds, in order."""
        found = (self._link(node) for node in self._tree.css(selector)[:_MOST_LINKS])
        return [link for link in found if link is not None]

    def _link(self, node: LexborNode) -> Link | None:
        anchor = node if node.tag == "a" else node.css_first("a[href]")
        url = join(self._base, anchor.attributes.get("href") or "") if anchor is not None else None
        if anchor is None or url is None or not (anchor.attributes.get("href") or "").strip():
            return None
        text = anchor.attributes.get("title") or anchor.text()
        return Link(url, " ".join(text.split()), _path(anchor))


def _path(node: LexborNode) -> str:
    """Return tags with their first class, from the node outwards: what changes when a site is rebuilt."""
    parts: list[str] = []
    at: LexborNode | None = node
    while at is not None and at.tag not in ("html", "-undef") and len(parts) < _DEEPEST_PATH:
        classes = (at.attributes.get("class") or "").split()
        parts.append(f"{at.tag}.{classes[0]}" if classes else at.tag or "")
        at = at.parent
    return ">".join(reversed(parts))
