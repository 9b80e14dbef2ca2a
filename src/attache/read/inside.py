"""What can be measured of a block once the element that holds the main text is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attache.core.text import share_of_han
from attache.read.blocks import Outline
from attache.read.features import LOCAL, TAGS, Floats, Measures, flags, inherited
from attache.read.hints import HINTS

__all__ = ["INSIDE", "inside", "within"]

_EXTRA = (
    *("logit", "around", "branch_share", "branch_link", "branch_size", "same_up", "same_tag", "pre", "post", "away"),
    *("alone", "link_between", "link_item", "link_short", "credit_short", "place", "after_head"),
    *("han", "han_link", "han_opening", "han_credit", "han_caption"),
)
INSIDE = (*LOCAL, *_EXTRA)
_COLUMN = {name: at for at, name in enumerate(LOCAL)}
_FLAGS = len(HINTS) + len(TAGS)


def within(page: Outline, top: int) -> NDArray[np.intp]:
    """Return the indices of the blocks inside element `top`."""
    held = [False] * len(page.tags)
    held[top] = True
    for at in range(top + 1, len(page.tags)):
        up = page.parents[at]
        if up < top:
            break
        held[at] = held[up]
    return np.array([at for at, block in enumerate(page.blocks) if held[block.element]], dtype=np.intp)


def inside(page: Outline, sums: Measures, rows: Floats, chances: Floats, top: int) -> tuple[NDArray[np.intp], Floats]:
    """Return the indices of the blocks inside element `top`, and for each one row with the columns `INSIDE`.

    `rows` are those of `local`, `chances` the probability (0 to 1) of each block of the page to be main text.
    """
    which = within(page, top)
    hints, tags = inherited(page, sums, top)
    own = rows[which]
    own[:, -_FLAGS:] = flags(page, hints, tags)[which]
    chance = np.clip(chances[which], 0.018, 0.982)
    logit = np.log(chance / (1 - chance))
    return which, np.hstack((own, _extra(page, sums, own, logit, which, top)))


def _extra(page: Outline, sums: Measures, own: Floats, logit: Floats, which: NDArray[np.intp], top: int) -> Floats:
    element = np.array([page.blocks[at].element for at in which])
    good, count = np.array(sums.good)[which], len(which)
    link, size = own[:, _COLUMN["link"]], np.array(sums.size)[which]
    up = np.array(page.parents)[element]
    solid = np.flatnonzero((good > 0) & (logit > 0))
    solid = solid if len(solid) else np.flatnonzero(good > 0) if good.any() else np.arange(count)
    order = np.arange(count)
    pre, post = order < solid[0], order > solid[-1]
    same_up = _most(up, element, good)
    item = own[:, _COLUMN["tag_li"]] > 0
    credit = own[:, _COLUMN["credit"]] > 0
    han = np.full(count, _han(page, which))
    columns = (
        logit / 4,
        np.convolve(np.pad(logit, 2, mode="edge"), np.ones(5) / 5, "valid") / 4,
        *_branches(page, sums, element, top),
        same_up,
        _common(page, element, good),
        pre,
        post,
        np.minimum(np.abs(order[:, None] - solid[None, :]).min(axis=1), 6) / 6,
        np.array(sums.count)[element] == 1,
        ~pre & ~post & (link > 0.8),
        item & (link > 0.5),
        (link > 0.3) & (size < 200),
        credit & (size < 250),
        order / count,
        _after_head(own, logit, same_up, good),
        han,
        han * link,
        han * own[:, _COLUMN["opening"]],
        han * credit,
        han * own[:, _COLUMN["hint_caption"]],
    )
    return np.column_stack(columns).astype(np.float64)


def _branches(page: Outline, sums: Measures, element: NDArray[np.intp], top: int) -> tuple[Floats, Floats, Floats]:
    """Return of the child of `top` that a block is in: its share of the running text, of links, its size."""
    child = dict[int, int]()
    for at in range(top + 1, len(page.tags)):
        up = page.parents[at]
        if up < top:
            break
        child[at] = at if up == top else child[up]
    branch = np.array([child.get(int(at), top) for at in element])
    running, linked, every = np.array(sums.running)[branch], np.array(sums.linked)[branch], np.array(sums.all)[branch]
    number = np.where(branch == top, 1, np.array(sums.count)[branch])
    share = np.where(branch == top, 1.0, running / (sums.running[top] or 1.0))
    return share, np.where(branch == top, 0.0, linked / np.maximum(1, every)), np.minimum(1, np.log1p(number) / 4)


def _most(up: NDArray[np.intp], element: NDArray[np.intp], good: Floats) -> NDArray[np.bool_]:
    """Tell of each block whether it stands beside most of the running text."""
    main = int(np.bincount(np.maximum(up, 0), weights=good).argmax())
    found: NDArray[np.bool_] = (up == main) | (element == main)
    return found


def _common(page: Outline, element: NDArray[np.intp], good: Floats) -> NDArray[np.bool_]:
    """Tell of each block whether its tag is the one that holds most of the running text."""
    names = np.array([page.tags[at] for at in element])
    kinds, inverse = np.unique(names, return_inverse=True)
    found: NDArray[np.bool_] = names == kinds[np.bincount(inverse, weights=good).argmax()]
    return found


def _after_head(own: Floats, logit: Floats, same_up: NDArray[np.bool_], good: Floats) -> list[bool]:
    """Tell of each block whether it follows a heading such as `related` or 相关阅读, with no text in between."""
    out, after = list[bool](), False
    for head, chance, near, size in zip(own[:, _COLUMN["elsewhere"]], logit, same_up, good, strict=True):
        after = bool(head) or (after and not (size and chance > 0.5 and near))
        out.append(after)
    return out


def _han(page: Outline, which: NDArray[np.intp]) -> float:
    sample = "".join(page.blocks[at].text[:200] for at in which[:200])
    return float(share_of_han(sample) > 0.15)
