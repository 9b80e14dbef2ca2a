"""Keys under which two names meet that may be one organisation; a name's keys depend on that name alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache
from zlib import crc32

from attache.link.chinese import Chinese, chinese
from attache.link.folding import canonical
from attache.link.names import Name, parse
from attache.link.romanisation import romanised, skeleton, syllables

__all__ = ["blocking_keys"]

STRONG, WEAK = 0.55, 0.25
"""Weights from which a Latin word is a key by itself, or together with another."""
MOST_SINGLE, MOST_PAIRED = 3, 4
_OWN = ("core", "proper", "company")


@lru_cache(maxsize=262_144)
def blocking_keys(name: str) -> tuple[int, ...]:
    """Return the keys of a name, sorted: 32-bit numbers; none for a name without letters."""
    found = {crc32(key.encode("utf-8", "replace")) for key in _all(parse(name), 2)}
    return tuple(sorted(found))


def _all(name: Name, depth: int) -> Iterator[str]:
    if name.empty:
        return
    yield from _han(chinese(name.core)) if name.script == "han" else _latin(name)
    for place in name.places:
        yield from (f"k{place} {kind}" for kind in name.kinds if kind != "company")
    for part in name.brackets[:2] if depth else ():
        yield from _all(parse(part), depth - 1)


def _latin(name: Name) -> Iterator[str]:
    weighed = sorted(zip(name.weights, name.words, name.raw_words, strict=True), key=lambda w: (-w[0], w[1]))
    heavy = [w for w in weighed if w[0] >= WEAK and w[1][0] != "#"]
    yield "f" + "".join(sorted(name.words))
    yield "f" + "".join(name.raw_words)
    for weight, compared, raw in heavy[:MOST_SINGLE]:
        if weight >= STRONG:
            yield "t" + compared
            yield from _bones(raw)
    for one, two in itertools.combinations([w[1] for w in heavy[:MOST_PAIRED]], 2):
        yield "p" + min(one, two) + " " + max(one, two)
    if len(name.words) > 2:
        yield "a" + name.initials
    elif len(name.words) == 1 and 2 <= len(name.raw_words[0]) <= 8:
        yield "a" + name.raw_words[0]


def _bones(letters: str) -> Iterator[str]:
    bones = skeleton(letters) if letters.isalpha() else ""
    if len(bones) > 2:
        yield "s" + bones


def _han(parsed: Chinese) -> Iterator[str]:
    yield "c" + parsed.text
    units = [(parsed.text[start:end], kind) for start, end, kind in parsed.units if kind != "optional"]
    for text, kind in units:
        if kind in _OWN and len(text) > 1:
            yield "c" + text
            yield from _rendered(text)
    telling = [text for text, kind in units if len(text) > 1]
    for one, two in itertools.pairwise(telling):
        yield "c" + one + two
    yield from _translated(parsed)


def _rendered(stretch: str) -> Iterator[str]:
    """Yield what a proper stretch may be in Latin letters: pinyin, sounds."""
    plain = "".join(syllables(stretch))
    yield "t" + canonical(plain)
    for letters in dict.fromkeys((plain, romanised(stretch))):
        yield from _bones(letters)


def _translated(parsed: Chinese) -> Iterator[str]:
    """Yield the keys of known names, and of pairs of translated words."""
    heads: list[list[str]] = []
    for start, end, word in sorted(parsed.words, key=lambda w: (w[0], -w[1])):
        whole = word.kind in ("proper", "company") and end - start > 1
        for rendering in word.renderings[:3] if whole else ():
            yield "f" + "".join(sorted(rendering))
            yield "t" + rendering[0] if len(rendering) == 1 else "a" + "".join(part[0] for part in rendering)
            for one, two in itertools.combinations(rendering[:MOST_PAIRED], 2):
                yield "p" + min(one, two) + " " + max(one, two)
        if word.kind != "optional" and end - start > 1 and word.renderings:
            heads.append([part for rendering in word.renderings[:2] for part in rendering[:2]])
    for left, right in itertools.combinations(heads[:6], 2):
        for one, two in itertools.product(left[:2], right[:2]):
            if one != two:
                yield "p" + min(one, two) + " " + max(one, two)
