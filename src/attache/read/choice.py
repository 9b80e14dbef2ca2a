"""Which blocks of an outline are its main text.

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

from attache.read.blocks import Outline
from attache.read.features import Floats, Measures, bare, local, measure
from attache.read.inside import INSIDE, inside
from attache.read.model import MODEL, Model, probability

__all__ = ["Choice", "choose", "holder"]

_COLUMN = {name: at for at, name in enumerate(INSIDE)}
_HALF = 0.5
_TOP, _SURE = 400, 0.9  # the best so many bytes set the bar; a page that is surer than this has the usual one
_SKIPPED = 0.5  # how much text counts that stands between the title and an element
_SHORT, _SMALL, _LONG = math.log1p(60), math.log1p(160), math.log1p(100)  # a date; a line; a paragraph
_SCRAP, _TEXT = 60, 250  # bytes: fewer are nothing; more are a text, whatever words are in it


@dataclass(frozen=True, slots=True)
class Choice:
    """The main text of an outline: indices of its blocks in reading order, its worth, its size in bytes of UTF-8.

    `worth` is the probability (0 to 1) that these blocks are main text at all, their mean weighted by size.
    """

    blocks: list[int]
    worth: float
    size: int


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
    own = chances * size * (1 - np.array(sums.link))
    before = np.cumsum(own) - own
    skipped = np.maximum(0, before - before[title] - own[title]) if title >= 0 else np.zeros(len(own))

    def rank(at: int) -> tuple[float, int]:
        return worth[at] - _SKIPPED * float(skipped[first[at]]), at

    return max((at for at, count in enumerate(sums.count) if count), key=rank)


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
