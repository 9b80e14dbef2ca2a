"""A name taken apart, to be shown: place, core, field, kind, number, legal form, each with the words that say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from attache.link.chinese import chinese
from attache.link.lexicon import Word
from attache.link.names import Name, parse
from attache.link.romanisation import syllables
from attache.link.telling import latin_places, weight
from attache.vocabulary.names import kind_words, stop_words

__all__ = ["Part", "describe"]

_ROLES = {
    "place": "place", "type": "kind", "field": "field", "modifier": "modifier", "optional": "modifier",
    "proper": "known name", "company": "known name", "core": "core",
}  # fmt: skip
_DESCRIPTIVE = 0.62
"""Weight up to which a word in Latin letters describes rather than names."""
_LONGEST_PLACE = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a name: its words (folded), its role, and what it says in the other script or as a number.

    Roles: `place`, `core`, `known name`, `field`, `kind`, `modifier`, `number`, `legal form`, `in brackets`.
    """

    text: str
    role: str
    says: str = ""


def describe(name: str) -> list[Part]:
    """Return the parts of a name in order, legal forms and bracketed parts last; none for a name without letters."""
    parsed = parse(name)
    parts = list(_han(parsed) if parsed.script == "han" else _latin(parsed))
    parts += [Part(form, "legal form") for form in sorted(parsed.legal)]
    return parts + [Part(inside, "in brackets") for inside in parsed.brackets]


def _han(name: Name) -> Iterator[Part]:
    parsed = chinese(name.core)
    words = {(start, end): word for start, end, word in parsed.words}
    numbers = {span: word for span, word in words.items() if word.kind == "number"}
    for start, end, kind in parsed.units:
        whole = not any(a < end and start < b for a, b in numbers)
        if whole and kind != "core":
            yield Part(name.core[start:end], _ROLES.get(kind, kind), words[start, end].english)
        else:
            yield from _around(name.core, start, end, numbers)


def _around(core: str, start: int, end: int, numbers: Mapping[tuple[int, int], Word]) -> Iterator[Part]:
    """Yield the numbers that begin in a stretch, and what stands around them."""
    at = start
    for (first, last), word in sorted(numbers.items()):
        if first < end and at < last:
            if at < first:
                yield Part(core[at:first], "core", "".join(syllables(core[at:first])))
            if first >= start:
                yield Part(core[first:last], "number", word.renderings[0][0].lstrip("#"))
            at = last
    if at < end:
        yield Part(core[at:end], "core", "".join(syllables(core[at:end])))


def _latin(name: Name) -> Iterator[Part]:
    at, words = 0, name.words
    while at < len(words):
        size = next((n for n in range(_LONGEST_PLACE, 0, -1) if _place(words[at : at + n], n)), 0)
        if size:
            yield Part(" ".join(name.raw_words[at : at + size]), "place", _place(words[at : at + size], size) or "")
        else:
            yield _word(name.raw_words[at], words[at])
        at += size or 1


def _place(words: tuple[str, ...], size: int) -> str | None:
    return latin_places().get(" ".join(words)) if len(words) == size else None


def _word(raw: str, compared: str) -> Part:
    if compared.startswith("#"):
        return Part(raw, "number", compared[1:])
    kind = kind_words().get(compared)
    if kind:
        return Part(raw, "kind", kind)
    descriptive = weight(compared) <= _DESCRIPTIVE or raw in stop_words()
    return Part(raw, "field" if descriptive else "core")
