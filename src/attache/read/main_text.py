"""The main text of a page: which blocks of its outline are the text that it was published for.

Two small logistic models weigh plain measurements of each block (`features`, `inside`). The first, which sees
the whole page, gives each block a probability; the element whose blocks sum up to most holds the main text.
The second looks only inside that element and says what to leave out there. Their weights are plain numbers
(`weights`), learned by `bench/train_main_text.py`; class names of known sites are hints among others, never needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from attache.core.text import normalise
from attache.read.blocks import Outline, outline
from attache.read.embedded import embedded
from attache.read.features import Floats, Measures, bare, local, measure, title_block
from attache.read.heading import meta_of, title_of
from attache.read.inside import INSIDE, inside
from attache.read.model import MODEL, Model, probability
from attache.read.phrases import dated, kinds_of
from attache.read.tree import parse

__all__ = ["Choice", "Found", "choose", "find", "holder", "main_text", "shown"]

_TOP = 400
_SURE = 0.9
_HALF = 0.5
_LIKELY = 0.5
_NOTHING = 0.2
_TINY = 1500
_SCRAP = 60
_TEXT = 250
SKIP = 0.5
_SHORT, _SMALL, _LONG = math.log1p(60), math.log1p(160), math.log1p(100)
_ENOUGH = 300
_COLUMN = {name: at for at, name in enumerate(INSIDE)}


@dataclass(frozen=True, slots=True)
class Choice:
    """The main text of an outline: indices of its blocks in reading order, its worth, its size in bytes of UTF-8.

    `worth` is the probability (0 to 1) that these blocks are main text at all, their mean weighted by size.
    """

    blocks: list[int]
    worth: float
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """A main text: the outline that holds it, the choice in it, and the outline of what the page shows.

    The two outlines are one, unless the text was found in what the page hides or in its scripts.
    """

    page: Outline
    choice: Choice
    visible: Outline

    @property
    def text(self) -> str:
        """The main text in the stored form, one paragraph or table row per line; empty where there is none."""
        return shown(self.page, self.choice.blocks)


def main_text(page: LexborHTMLParser | str, title: str | None = None) -> str:
    """Return the main text of a page (its tree or its HTML) in the stored form, one paragraph or table row per line.

    Empty where the page has none, as a mere list of links. Never raises.
    """
    tree = parse(page) if isinstance(page, str) else page
    return find(tree, title_of(tree, meta_of(tree)) if title is None else title).text


def find(tree: LexborHTMLParser, title: str) -> Found:
    """Return the main text of a page; `title` is its title, empty where it is not known.

    Looks at what the page shows; where that is hardly a text, at what it hides, and what its scripts carry.
    """
    visible = best = outline(tree.root)
    choice = choose(best, title)
    if choice.worth >= _LIKELY:
        return Found(best, choice, visible)
    others = [outline(tree.root, hidden=True), *(outline(parse(text).body) for text in embedded(tree))]
    for other in others:
        found = choose(other, title)
        if (
            found.worth >= _LIKELY
            and found.size >= _ENOUGH
            and found.worth * found.size > 1.5 * choice.worth * choice.size
        ):
            best, choice = other, found
    return Found(best, choice if choice.worth >= _NOTHING else _rest(best, choice, title), visible)


def choose(page: Outline, title: str, model: Model = MODEL) -> Choice:
    """Return the main text of `page`; `title` is the page's title, empty where it is not known."""
    sums = measure(page)
    rows = local(page, sums, title)
    if not len(rows):
        return Choice([], 0.0, 0)
    chances = probability(rows, model.local)
    named = int(rows[:, _COLUMN["early"]].sum())  # what is early stands before the title
    named = named if rows[named, _COLUMN["title"]] else -1
    which, more = inside(page, sums, rows, chances, holder(page, sums, chances, named))
    bracketed = np.array([page.blocks[at].text[0] in "(（[【〔" for at in which])
    heading = named if named >= 0 and len(bare(page.blocks[named].text)) >= 0.8 * len(bare(title)) else -1
    blocks = [int(at) for at in which[_kept(more, model, bracketed)] if at != heading]
    blocks = _whole_rows(page, blocks)
    return _weighed(sums, rows, chances, blocks)


def holder(page: Outline, sums: Measures, chances: Floats, title: int) -> int:
    """Return the element that holds the main text.

    Its blocks, each worth its size times how far its chance is above the page's bar, sum up to most, when what
    would be skipped between the `title` (index of its block, −1 for none) and the element counts against it.
    """
    size = np.array(sums.size, dtype=np.float64)
    worth, first = [0.0] * len(page.tags), [len(size)] * len(page.tags)
    for at, (block, value) in enumerate(zip(page.blocks, (chances - _bar(size, chances)) * size, strict=True)):
        worth[block.element] += float(value)
        first[block.element] = min(first[block.element], at)
    for at in range(len(page.tags) - 1, 0, -1):
        up = page.parents[at]
        worth[up] += worth[at]
        first[up] = min(first[up], first[at])
    skipped = np.cumsum(chances * size * (1 - np.array(sums.link))) - (chances * size * (1 - np.array(sums.link)))
    skipped = np.maximum(0, skipped - skipped[title] - chances[title] * size[title]) if title >= 0 else skipped * 0

    def rank(at: int) -> tuple[float, int]:
        return worth[at] - SKIP * float(skipped[first[at]]), at

    return max((at for at, count in enumerate(sums.count) if count), key=rank)


def shown(page: Outline, blocks: list[int]) -> str:
    """Return blocks as stored text, one per line; cells of a table row stand on one line, a space between them."""
    lines, at = list[str](), 0
    while at < len(blocks):
        row, end = page.rows[page.blocks[blocks[at]].element], at + 1
        while end < len(blocks) and row >= 0 and page.rows[page.blocks[blocks[end]].element] == row:
            end += 1
        run = [page.blocks[index] for index in blocks[at:end]]
        cells = {page.cells[block.element] for block in run}
        lines.append((" " if len(cells) == len(run) else "\n").join(block.text for block in run))
        at = end
    return normalise("\n".join(lines))


def _bar(size: Floats, chances: Floats) -> float:
    """Return the probability from which a block speaks for its element: lower on a page without a sure block."""
    order = np.argsort(-chances, kind="stable")
    reach = np.minimum(np.cumsum(np.where(size > 60, size, 0)[order]), _TOP)
    take = np.diff(reach, prepend=0.0)
    if not reach[-1]:
        return 0.3
    return min(_HALF, _HALF * float((chances[order] * take).sum() / reach[-1]) / _SURE)


def _whole_rows(page: Outline, blocks: list[int]) -> list[int]:
    """Return the blocks and what stands beside them in rows of a table whose cells hold one block each."""
    rows = dict[int, list[int]]()
    for at, block in enumerate(page.blocks):
        if page.rows[block.element] >= 0:
            rows.setdefault(page.rows[block.element], []).append(at)
    found = set(blocks)
    for row in rows.values():
        cells = {page.cells[page.blocks[at].element] for at in row}
        if len(cells) == len(row) > 1 and not found.isdisjoint(row):
            found.update(at for at in row if page.blocks[at].linked * 2 < len(page.blocks[at].text))
    return sorted(found)


def _kept(rows: Floats, model: Model, bracketed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell of each row of `inside` whether its block stays: by its probability; some kinds never do.

    These are captions, a heading that is the title, comments, and what `_about` and `_elsewhere` name.
    """
    on = dict(zip(INSIDE, (rows > 0).T, strict=True))
    stays = probability(rows, model.inside) > np.where(on["han"], model.floor_han, model.floor)
    figure = on["tag_figure"] & ~on["tag_td"] & ~on["tag_pre"] & ~on["tag_blockquote"]
    caption = on["tag_figcaption"] | figure | (on["hint_caption"] & ~on["han"])
    never = caption | on["hint_comment"] | (on["tag_h1"] & on["title"]) | _about(rows, on, bracketed) | _elsewhere(on)
    kept: NDArray[np.bool_] = stays & ~never
    return kept


def _about(rows: Floats, on: dict[str, NDArray[np.bool_]], bracketed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell of each row whether it is a short line about the publication, a share bar or a link beside the text.

    Before the text that is its date, source and size of type, but not what stands in brackets as the date of a
    decree does; a bare date after the text signs it, and is part of it.
    """
    size, order = rows[:, _COLUMN["size"]], np.arange(len(rows))
    said = on["dated"] & (on["imprint"] | on["boiler"])
    text = on["marks"] & (rows[:, _COLUMN["link"]] < _HALF) & ~said
    long = text & (size > _LONG) & on["logit"]
    marked = np.flatnonzero(long if long.any() else text & ~on["boiler"])
    first, last = (marked[0], marked[-1]) if len(marked) else (len(rows), len(rows))
    before, after = on["early"] | (order < first), on["post"] | ((order > last) & ~long.any())
    dated = np.where(before, said | (on["dated"] & (size < _SHORT) & ~bracketed), said & after)
    found: NDArray[np.bool_] = (dated | ((before | after) & (on["boiler"] | (on["linked"] & ~on["attached"])))) & (
        size < _SMALL
    )
    return found


def _elsewhere(on: dict[str, NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Tell of each row whether it leads to other texts: a heading over links after the text, and what follows it."""
    found: NDArray[np.bool_] = (on["elsewhere"] & on["post"]) | (
        on["after_head"] & (on["post"] | on["hint_related"] | on["linked"])
    )
    return found


def _weighed(sums: Measures, rows: Floats, chances: Floats, blocks: list[int]) -> Choice:
    if not blocks:
        return Choice([], 0.0, 0)
    size = np.array(sums.size, dtype=np.float64)[blocks]
    total = float(size.sum())
    if float(size[(rows[blocks, _COLUMN["boiler"]] == 0) | (size > _TEXT)].sum()) < _SCRAP:
        return Choice(blocks, 0.0, int(total))
    return Choice(blocks, float((size * chances[blocks]).sum()) / total, int(total))


def _rest(page: Outline, choice: Choice, title: str) -> Choice:
    """Return what is shown right below the title, up to the first link or notice; of a tiny page all of that kind.

    For texts of a few words, in which nothing shows what they are but where they stand.
    """
    named = title_block(page, title)
    size = [len(block.text.encode("utf-8", "replace")) for block in page.blocks]
    if named < 0 and (sum(size) > _TINY or sum(block.linked for block in page.blocks) * 3 > sum(size)):
        return Choice([], choice.worth, 0)
    blocks = list[int]()
    for at in range(named + 1, len(page.blocks)):
        text, linked = page.blocks[at].text, page.blocks[at].linked
        if kinds_of(text) & 1 or linked * 2 > len(text) or (dated(text) and not blocks):
            if blocks and named >= 0:
                break
        else:
            blocks.append(at)
    total = sum(size[at] for at in blocks)
    return Choice(blocks if total <= _TINY else [], choice.worth, total)
