"""An HTML tree as a flat list of text blocks, in reading order, with the elements that hold them.

A block is a run of text between two line breaks of the rendered page: a paragraph, a heading, a list item,
a table cell, or one line of a text that is broken by `<br>`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from attache.read.hints import hint_of, is_aside

__all__ = ["Block", "Outline", "outline", "tidy"]

_NOT_SHOWN = """
-comment !doctype script style noscript template svg iframe object embed canvas select option optgroup datalist button
input textarea head title meta link video audio source track map area applet frameset noframes noembed rt rp progress
meter
"""
_OF_BLOCKS = """
html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ol p pre section summary table tbody tfoot thead tr ul caption
td th xmp listing plaintext search noscript
"""
_SKIP = frozenset(_NOT_SHOWN.split())
_BREAK = frozenset(_OF_BLOCKS.split())
_PRE = frozenset({"pre", "xmp", "listing", "plaintext"})
_PLAIN = frozenset({"a", "b", "strong", "em", "i", "u", "font", "sup", "sub", "small", "big", "code"})
_LONGEST = 240  # of a name: what is looked up is kept
_NAMING = frozenset({"class", "id", "role", "itemprop"})
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none", re.IGNORECASE)
_CJK = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u2018-\u201f\u2026"
_FOLD = re.compile(f"(?<=[{_CJK}])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[{_CJK}])")


@dataclass(slots=True)
class Block:
    """A run of text: its words, how many of its characters are link text, its element, the hints of its spans.

    `opens` tells that it begins with a link, as the items of a list of news do.
    """

    text: str
    linked: int
    element: int
    hints: int
    opens: bool


@dataclass(slots=True)
class Outline:
    """The blocks of a page and its block-level elements, both in reading order (a parent before its children).

    `tags`, `parents` (−1 for the root), `hints`, `rows` and `cells` (the nearest `tr` and `td`, −1 for none)
    run parallel, one entry per element.
    """

    blocks: list[Block] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    hints: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)


def outline(root: LexborNode | None, *, hidden: bool = False) -> Outline:
    """Return the outline of the tree below `root`; what is styled away or in `noscript` counts only if `hidden`."""
    walk = _Walk(hidden)
    if root is not None:
        walk.over(root)
    return walk.out


def tidy(raw: str) -> str:
    """Return `raw` with white space as a browser shows it; a line end between Chinese characters is no space."""
    if "\n" in raw or "\r" in raw:
        raw = _FOLD.sub("", raw)
    return " ".join(raw.split())


class _Walk:
    """One pass over a tree, without recursion."""

    def __init__(self, hidden: bool) -> None:
        self.out = Outline()
        self._hidden = hidden
        self._element = -1
        self._links = 0
        self._pre = 0
        self._hint = 0
        self._parts: list[str] = []
        self._linked = 0
        self._seen = False
        self._opens = False
        self._hinted = 0
        self._mask = 0

    def over(self, root: LexborNode) -> None:
        """Walk the tree below `root`: down to the first child, on to the next, up where there is none."""
        self._enter_block(root.tag or "", "")
        skip = _SKIP - {"noscript"} if self._hidden else _SKIP
        node, above = root.child, list[tuple[LexborNode, str, int]]()
        while node is not None or above:
            if node is None:
                node, tag, before = above.pop()
                self._leave(tag, before)
            elif (tag := node.tag or "") == "-text":
                self._add(node.text_content)
            elif tag == "br":
                self._flush()
            elif tag not in skip and (opened := self._enter(tag, node)) is not None:
                above.append((node, tag, opened))
                node = node.child
                continue
            node = node.next
        self._flush()

    def _enter(self, tag: str, node: LexborNode) -> int | None:
        """Open an element; return what has to be restored when it ends, None where it is not shown."""
        if tag in _PLAIN:
            self._links += tag == "a"
            return self._hint
        name = ""
        if attributes := node.attributes:
            name = _name(attributes)
            if not self._hidden and _unseen(tag, name, attributes):
                return None
        if tag in _BREAK or "-" in tag:
            before = self._element
            self._enter_block(tag, name)
            return before
        before = self._hint
        if name:
            self._hint |= hint_of(name)
        return before

    def _enter_block(self, tag: str, name: str) -> None:
        self._flush()
        out, parent, me = self.out, self._element, len(self.out.tags)
        out.tags.append(tag)
        out.parents.append(parent)
        out.hints.append(hint_of(name) if name else 0)
        out.rows.append(me if tag == "tr" else out.rows[parent] if parent >= 0 else -1)
        out.cells.append(me if tag in ("td", "th") else out.cells[parent] if parent >= 0 else -1)
        self._element = me
        self._pre += tag in _PRE

    def _leave(self, tag: str, before: int) -> None:
        if tag in _BREAK or "-" in tag:
            self._flush()
            self._element = before
            self._pre -= tag in _PRE
            return
        self._hint = before
        self._links -= tag == "a"

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self._parts.append(text)
        if text.isspace():
            return
        if self._links:
            self._opens |= not self._seen
            self._linked += len(text.strip())
        self._seen = True
        if self._hint:
            self._hinted += len(text.strip())
            self._mask |= self._hint

    def _flush(self) -> None:
        if not self._parts:
            return
        if self._seen:
            raw = "".join(self._parts)
            text = raw.strip("\r\n").rstrip() if self._pre else tidy(raw)
            mask = self._mask if self._hinted > 0.8 * len(text) else 0
            self.out.blocks.append(Block(text, min(self._linked, len(text)), self._element, mask, self._opens))
        self._parts.clear()
        self._linked = self._hinted = self._mask = 0
        self._seen = self._opens = False


def _name(attributes: dict[str, str | None]) -> str:
    return " ".join([value for key, value in attributes.items() if value and key in _NAMING])[:_LONGEST]


def _unseen(tag: str, name: str, attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style")
    if "hidden" in attributes or (style and _HIDDEN.search(style)):
        return True
    return tag == "span" and bool(name) and is_aside(name)
