"""The main text of a page, wherever the page has it."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from attache.core.text import normalise
from attache.read.blocks import Outline, outline
from attache.read.choice import Choice, choose
from attache.read.embedded import embedded
from attache.read.features import title_block
from attache.read.heading import meta_of, title_of
from attache.read.phrases import dated, kinds_of
from attache.read.tree import parse

__all__ = ["Found", "find", "main_text", "shown"]

_LIKELY, _NOTHING = 0.5, 0.2  # worth from which a text is taken at once, and below which it is none
_ENOUGH = 300  # bytes that a text must have which a page does not show
_TINY = 1500  # bytes of a page, or of a text, that is known by nothing but its place


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
        larger = found.worth * found.size > 1.5 * choice.worth * choice.size
        if larger and found.worth >= _LIKELY and found.size >= _ENOUGH:
            best, choice = other, found
    return Found(best, choice if choice.worth >= _NOTHING else _rest(best, choice, title), visible)


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
