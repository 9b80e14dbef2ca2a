"""What can be measured of each block of a page: its own text, its place in the tree, its neighbours."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attache.read.blocks import Block, Outline
from attache.read.hints import HINTS
from attache.read.phrases import KINDS, dated, kinds_of

__all__ = ["LOCAL", "TAGS", "Floats", "Measures", "bare", "flags", "inherited", "local", "measure", "title_block"]

Floats = NDArray[np.float64]

_MARKS = re.compile(r"[。！？；，、：,.!?;:…]")
_WORD = re.compile(r"\W+")
_CLOSING = "\"'”’）)」』]】 "
_FULL_STOPS = frozenset("。！？!?…；;.：:")
_HEADINGS = {"h1": 4.0, "h2": 3.0, "h3": 2.0}
TAGS = (
    *("nav", "aside", "footer", "header", "figure", "figcaption", "form"),
    *("article", "main", "p", "li", "td", "blockquote", "pre", "h1", "h2"),
)
_ITEMS = frozenset({"li", "dd", "dt"})
_PARTIAL = frozenset(TAGS[:7])
_BIT = {tag: 1 << at for at, tag in enumerate(TAGS)}
_BIT |= dict.fromkeys(("h3", "h4", "h5", "h6"), _BIT["h2"])
_BIT |= {"th": _BIT["td"], "dd": _BIT["li"], "dt": _BIT["li"], "dialog": _BIT["aside"]}
_BODY = 3  # the bits of the hints `body` and `text`
_COMMENT = 1 << HINTS.index("comment")

_SIZES = (
    "size",
    "long",
    "link",
    "linked",
    "marks",
    "density",
    "boiler_short",
    "dated",
    "twice",
    "again",
    "teaser",
    "opens",
)
_OWN = ("ends", "bar", "caps", "asks", *KINDS, "title")
_NEAR = ("before_ok", "after_ok", "before_link", "after_link", "before_near", "after_near", "before_same", "after_same")
_PLACE = ("share1", "share2", "share3", "share4", "pure1", "pure2", "pure3", "list_link", "in_list", "up_link")
_ORDER = ("progress", "first", "last", "early")
_FLAGS = (*(f"hint_{name}" for name in HINTS), *(f"tag_{tag}" for tag in TAGS))
LOCAL = ("one", *_SIZES, *_OWN, *_NEAR, *_PLACE, *_ORDER, *_FLAGS)


@dataclass(slots=True)
class Measures:
    """Sums over an outline. Sizes are UTF-8 bytes, so that a Chinese character weighs about as much as a short word.

    Per block: `size`, `link` (share of link text), `good` (size of running text, 0 for the rest), `marks`;
    per element, over all that it holds: `all`, `linked`, `running` and `count` of blocks.
    """

    size: list[int]
    link: list[float]
    good: list[float]
    marks: list[int]
    all: list[float]
    linked: list[float]
    running: list[float]
    count: list[int]


def measure(page: Outline) -> Measures:
    """Return the sums over `page`."""
    elements = len(page.tags)
    out = Measures([], [], [], [], [0.0] * elements, [0.0] * elements, [0.0] * elements, [0] * elements)
    items, heads = _items(page), dict[int, bool]()
    for block in page.blocks:
        weight, share = len(block.text.encode("utf-8", "replace")), block.linked / len(block.text)
        marks = len(_MARKS.findall(block.text, 0, 600))
        teaser = items[block.element] >= 0 and heads.setdefault(items[block.element], block.opens)
        good = weight * (1 - share) if marks and weight > 40 and share < 0.5 and not teaser else 0.0
        out.size.append(weight)
        out.link.append(share)
        out.good.append(good)
        out.marks.append(marks)
        at = block.element
        out.all[at] += weight
        out.linked[at] += weight * share
        out.running[at] += good
        out.count[at] += 1
    for at in range(elements - 1, 0, -1):
        up = page.parents[at]
        out.all[up] += out.all[at]
        out.linked[up] += out.linked[at]
        out.running[up] += out.running[at]
        out.count[up] += out.count[at]
    return out


def _items(page: Outline) -> list[int]:
    """Return of each element the item of a list that it is in, −1 for none (an item that opens with a link teases)."""
    out = list[int]()
    for at, tag in enumerate(page.tags):
        up = page.parents[at]
        out.append(at if tag in _ITEMS else out[up] if up >= 0 else -1)
    return out


def local(page: Outline, sums: Measures, title: str = "") -> Floats:
    """Return one row per block with the columns `LOCAL`."""
    count = len(page.blocks)
    if not count:
        return np.zeros((0, len(LOCAL)))
    heading = bare(title)
    titled, start = _titled(page, heading)
    own = np.array([(*_own(block), same) for block, same in zip(page.blocks, titled, strict=True)], dtype=np.float64)
    place = _Places(page, sums)
    where = np.array([place.of(block.element) for block in page.blocks])
    hints, tags = inherited(page, sums, 0)
    parts = (
        np.ones((count, 1)),
        _sizes(page, sums, own, where),
        own,
        _near(page, sums),
        where,
        _order(sums, start),
        flags(page, hints, tags),
    )
    return np.hstack(parts)


def flags(page: Outline, hints: list[int], tags: list[int]) -> Floats:
    """Return one column per hint and tag, from bit masks per element."""
    masks = np.array([hints[block.element] | block.hints for block in page.blocks])
    kinds = np.array([tags[block.element] for block in page.blocks])
    left = (masks[:, None] >> np.arange(len(HINTS))) & 1
    right = (kinds[:, None] >> np.arange(len(TAGS))) & 1
    return np.hstack((left, right)).astype(np.float64)


def inherited(page: Outline, sums: Measures, top: int) -> tuple[list[int], list[int]]:
    """Return per element the hints and tags of itself and all above it, below `top`.

    What holds a third of the running text hints at nothing but text, or comments.
    """
    total = sums.running[top] or 1.0
    hints, tags = [0] * len(page.tags), [0] * len(page.tags)
    for at in range(top + 1, len(page.tags)):
        up = page.parents[at]
        if up < top:
            break
        small = sums.running[at] < total * 0.3 or sums.count[at] <= 2
        large = _BODY | _COMMENT if sums.running[at] < total * 0.8 else _BODY
        tag = page.tags[at]
        hints[at] = hints[up] | (page.hints[at] if small else page.hints[at] & large)
        tags[at] = tags[up] | (_BIT.get(tag, 0) if small or tag not in _PARTIAL else 0)
    return hints, tags


def bare(text: str) -> str:
    """Return the letters and digits of `text`, case folded."""
    return _WORD.sub("", text).casefold()


def title_block(page: Outline, title: str) -> int:
    """Return the index of the block that shows the title, −1 for none."""
    return _titled(page, bare(title))[1]


def _titled(page: Outline, heading: str) -> tuple[list[bool], int]:
    """Tell of each block whether it is, or has, the title (`bare`); and which block shows it best, −1 for none."""
    found, best, where = [False] * len(page.blocks), 0.0, -1
    if not heading:
        return found, where
    for at, block in enumerate(page.blocks):
        tag = page.tags[block.element]
        if 3 < len(block.text) < 300 and (block.linked < len(block.text) or tag in _HEADINGS):
            words = bare(block.text)
            found[at] = len(words) > 3 and (words in heading or (heading in words and len(words) < 1.5 * len(heading)))
        if found[at]:
            rank = _HEADINGS.get(tag, 1.0) * len(block.text) * (0.3 if block.linked else 1.0)
            if rank > best:
                best, where = rank, at
    if where >= 0 and len(bare(page.blocks[where].text)) < 0.8 * len(heading):
        while where > 0 and found[where - 1]:  # a title of several lines
            where -= 1
    return found, where


def _own(block: Block) -> list[float]:
    text = block.text
    end = text[-4:].rstrip(_CLOSING)[-1:]
    short = len(text) < 120
    kinds = kinds_of(text)
    return [
        end in _FULL_STOPS,
        short and ("|" in text or "·" in text or ">" in text or "»" in text),
        text.isupper(),
        end in "?？",
        *((kinds >> kind) & 1 for kind in range(len(KINDS))),
    ]


def _sizes(page: Outline, sums: Measures, own: Floats, where: Floats) -> Floats:
    size, link, marks = np.array(sums.size, float), np.array(sums.link), np.array(sums.marks, float)
    short = size < 100
    seen = Counter(block.text for block in page.blocks)
    twice = np.array([seen[block.text] > 1 for block in page.blocks])
    when = np.array([small and dated(block.text) for small, block in zip(short, page.blocks, strict=True)])
    opens = np.array([block.opens for block in page.blocks])
    log = np.log1p(size)
    columns = (
        log,
        np.maximum(0, log - 4),
        link,
        link > 0.9,
        np.minimum(5, marks) / 5,
        np.minimum(0.1, marks / np.minimum(600, size)) * 10,
        short & (own[:, _OWN.index(KINDS[0])] > 0),
        when,
        twice,
        twice & (np.array(sums.good) > 0),
        (where[:, _PLACE.index("in_list")] > 0) & opens & (link < 0.9),
        opens & (link < 0.9),
    )
    return np.column_stack(columns).astype(np.float64)


def _near(page: Outline, sums: Measures) -> Floats:
    good, link = (np.array(sums.good) > 0).astype(float), np.array(sums.link)
    element = np.array([block.element for block in page.blocks])
    up = np.array(page.parents)[element]
    padded = np.concatenate((np.zeros(3), good, np.zeros(3)))
    before = (padded[:-6] + padded[1:-5] + padded[2:-4]) / 3
    after = (padded[4:-2] + padded[5:-1] + padded[6:]) / 3
    same = ((element[1:] == element[:-1]) | (up[1:] == up[:-1])).astype(float)
    columns = (
        padded[2:-4],
        padded[4:-2],
        np.concatenate(([1.0], link[:-1])),
        np.concatenate((link[1:], [1.0])),
        before,
        after,
        np.concatenate(([0.0], same)),
        np.concatenate((same, [0.0])),
    )
    return np.column_stack(columns)


def _order(sums: Measures, title: int) -> Floats:
    good = np.array(sums.good)
    total = good.sum() or 1.0
    done = np.cumsum(good)
    progress = (done - good) / total
    last = (done >= total * 0.995) & (good == 0)
    return np.column_stack((progress, progress == 0, last, np.arange(len(good)) < title)).astype(np.float64)


class _Places:
    """Where an element stands: how much running text the wider and wider parts of the page around it hold."""

    def __init__(self, page: Outline, sums: Measures) -> None:
        self._page, self._sums = page, sums
        self._total = sums.running[0] or 1.0
        self._wider = list[int]()
        self._list = list[int]()
        for at, tag in enumerate(page.tags):
            up = page.parents[at]
            self._wider.append(up if up < 0 or sums.count[up] > sums.count[at] else self._wider[up])
            self._list.append(at if tag in ("ul", "ol", "dl", "table") else self._list[up] if up >= 0 else -1)
        self._known: dict[int, tuple[float, ...]] = {}

    def of(self, element: int) -> tuple[float, ...]:
        sums, lists, up = self._sums, self._list[element], self._page.parents[element]
        link = sums.linked[lists] / (sums.all[lists] or 1.0) if lists >= 0 else 0.0
        above = sums.linked[up] / (sums.all[up] or 1.0) if up >= 0 else 0.0
        return (*self._around(self._wider[element]), link, float(lists >= 0), above)

    def _around(self, at: int) -> tuple[float, ...]:
        """Return the shares of four wider and wider parts from `at` on, and how pure the first three of them are."""
        if at in self._known:
            return self._known[at]
        sums, shares, pure, part = self._sums, list[float](), list[float](), max(0, at)
        for _ in range(4):
            shares.append(sums.running[part] / self._total)
            pure.append(sums.running[part] / (sums.all[part] or 1.0))
            part = max(self._wider[part], 0)
        self._known[at] = (*shares, *pure[:3])
        return self._known[at]
