"""A page as read: its title, its main text, what stands around it, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from attache.core.text import normalise
from attache.read.features import title_block
from attache.read.heading import address_of, language_of, meta_of, title_of
from attache.read.main_text import Found, find
from attache.read.tree import LIMIT, parse

__all__ = ["Page", "page"]

_AROUND = 300
_BETWEEN = 1600
_LONG = 60


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says. All texts are in the stored form.

    `title` goes without the site's name; `text` is the main text, one paragraph or table row per line, empty where
    there is none; `worth` (0 to 1) says how much like a main text it is. `lead` is the visible text between the
    title and the main text, after 300 characters from before the title; `tail` 300 characters from after the main
    text: both hold what is said about the publication (date, source), and what `text` left out at its ends.
    `meta` is the page's metadata by name in lower case (`ld:` marks JSON-LD); `truncated` tells that the page was
    longer than is read.
    """

    title: str
    text: str
    lead: str
    tail: str
    language_declared: str | None
    canonical_url: str | None
    meta: dict[str, str]
    worth: float
    truncated: bool
    tree: LexborHTMLParser


def page(html: str) -> Page:
    """Return what the HTML page says. Never raises, whatever `html` is; time grows linearly with its length."""
    tree = parse(html)
    meta = meta_of(tree)
    title = title_of(tree, meta)
    found = find(tree, title)
    lead, tail = _around(found, title)
    return Page(
        title=title,
        text=found.text,
        lead=lead,
        tail=tail,
        language_declared=language_of(tree, meta),
        canonical_url=address_of(tree, meta),
        meta=meta,
        worth=found.choice.worth,
        truncated=len(html) > LIMIT,
        tree=tree,
    )


def _around(found: Found, title: str) -> tuple[str, str]:
    """Return the text before and after the main text, as far as the page shows it."""
    page, blocks = found.visible, found.choice.blocks if found.page is found.visible else []
    chosen, named = set(blocks), title_block(page, title)
    texts = [block.text for block in page.blocks]
    long = [at for at in blocks if len(texts[at]) >= _LONG] or blocks
    first, last = (long[0], long[-1]) if long else (min(named + 30, len(texts)), len(texts))
    start = named if 0 <= named < first else -1
    before = _end(texts[: start if start >= 0 else first])
    between = "\n".join(texts[at] for at in range(start + 1, first) if at not in chosen) if start >= 0 else ""
    if len(between) > _BETWEEN:
        between = f"{between[: _BETWEEN // 2]}\n{between[-_BETWEEN // 2 :]}"
    after = _start(texts[at] for at in range(last + 1, len(texts)) if at not in chosen)
    return normalise(f"{before}\n{between}"), normalise(after)


def _end(texts: list[str]) -> str:
    taken, size = list[str](), 0
    for text in reversed(texts):
        if size >= _AROUND:
            break
        taken.append(text[-_AROUND:])
        size += len(text)
    return "\n".join(reversed(taken))


def _start(texts: Iterable[str]) -> str:
    taken, size = list[str](), 0
    for text in texts:
        if size >= _AROUND:
            break
        taken.append(text[:_AROUND])
        size += len(text)
    return "\n".join(taken)
