"""What a name says of a parent: it is the parent's name with a part, or with a place behind it."""

from __future__ import annotations

from collections.abc import Iterator

from attache.link.chinese import chinese
from attache.link.folding import fold
from attache.link.names import Name, parse
from attache.link.telling import latin_places
from attache.vocabulary.names import kind_words

__all__ = ["own_core", "parents"]

PARTS = frozenset(["hospital", "college", "laboratory", "institute", "center", "press", "library", "park"])
_PLACED = ("place", "modifier", "optional")
LEAST_HAN, LEAST_LATIN = 4, 2
"""Characters of a Chinese core, or words of a Latin one, from which it can be the parent of a longer name."""


def own_core(parsed: Name) -> str:
    """Return the core under which a name can be a parent; none where it says a place itself (Siemens (China))."""
    return "" if parsed.empty or _lands(parsed) else parsed.core


def parents(parsed: Name) -> tuple[tuple[str, str, str], ...]:
    """Return (core of the parent, kind of relation, reason) that a name may have."""
    if parsed.empty:
        return ()
    lands = _lands(parsed)
    if lands and parsed.script == "latin":
        return ((parsed.core, "subsidiary", f"its name adds the place {lands[0]}"),)
    return tuple(_in_han(parsed) if parsed.script == "han" else _in_latin(parsed))


def _lands(parsed: Name) -> list[str]:
    """Return the places in brackets behind a Latin name."""
    return [part for part in parsed.brackets if " ".join(fold(part).split()) in latin_places()]


def _in_han(parsed: Name) -> Iterator[tuple[str, str, str]]:
    units = chinese(parsed.core).units
    first = units[0][2] if units else ""
    for start, _, _ in units[1:]:
        head, rest = parsed.core[:start], parsed.core[start:]
        if len(head) < LEAST_HAN and first not in ("company", "proper", "core"):
            continue
        known = kind_words()
        part = next((known[rest[-size:]] for size in (2, 3, 4) if rest[-size:] in known), None)
        if part in PARTS:
            yield head, "affiliate", f"its name is the parent's and {rest}"
        elif parse(rest).places and all(unit[2] in _PLACED for unit in units if unit[0] >= start):
            yield head, "subsidiary", f"its name is the parent's and the place {rest}"


def _in_latin(parsed: Name) -> Iterator[tuple[str, str, str]]:
    words, known = parsed.raw_words, kind_words()
    for at in range(LEAST_LATIN, len(words)):
        for head, rest in ((words[:at], words[at:]), (words[-at:], words[:-at])):
            if known.get(rest[-1]) in PARTS and _names_an_organisation(head):
                yield " ".join(head), "affiliate", f"its name is the parent's and “{' '.join(rest)}”"


def _names_an_organisation(words: tuple[str, ...]) -> bool:
    return any(kind_words().get(word) in ("university", "institute", "hospital", "company") for word in words)
