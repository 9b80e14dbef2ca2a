"""Which technologies a text describes: clues whose parts stand together in one sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attache.core.text import simplify
from attache.measure.descriptions import SHORT, Technology

__all__ = ["Met", "clues_met"]

_SENTENCE = re.compile(r"[。！？；;!?\n]+|\.(?=\s)")
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Met:
    """A technology of which clues are met: how many, and the words of the text, in its order."""

    technology: Technology
    clues: int
    words: tuple[str, ...]


def clues_met(technologies: Iterable[Technology], text: str) -> tuple[Met, ...]:
    """Return the technologies that a text describes, the one with the most clues first.

    In a long text one clue proves little: a technology with less than a third of the clues of the first falls away.
    """
    sentences = [_Sentence(part) for part in _SENTENCE.split(text) if part.strip()]
    whole = _Sentence(text)
    found = []
    for technology in technologies:
        words: dict[int, str] = {}
        clues = 0
        for clue in technology.clues:
            if all(whole.find(part) is not None for part in clue.parts):
                at = _met(clue.parts, sentences)
                clues += bool(at)
                words |= at
        if clues:
            shown = tuple(dict.fromkeys(words[at] for at in sorted(words)))[:MOST_WORDS]
            found.append(Met(technology, clues, shown))
    most = max((met.clues for met in found), default=0)
    return tuple(sorted((met for met in found if 3 * met.clues >= most), key=lambda met: -met.clues))


def _met(parts: Sequence[str], sentences: Sequence[_Sentence]) -> dict[int, str]:
    for number, sentence in enumerate(sentences):
        places = [sentence.find(part) for part in parts]
        if all(place is not None for place in places):
            return {number * 100_000 + start: sentence.text[start:end] for start, end in filter(None, places)}
    return {}


class _Sentence:
    """A stretch of text in which parts of clues are looked up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded = simplify(text).lower()
        words = _WORD.finditer(self._folded) if any("a" <= c <= "z" for c in self._folded) else ()
        spots = [(m[0], m.start(), m.end()) for m in words]
        spots += [spot for word, start, _ in spots if "-" in word for spot in _pieces(word, start)]
        self._words = sorted(spots)

    def find(self, part: str) -> tuple[int, int] | None:
        """Return where a part stands: Chinese anywhere, Latin at the beginning of a word."""
        if not part.isascii():
            at = self._folded.find(part)
            return (at, at + len(part)) if at >= 0 else None
        place = bisect_left(self._words, (part, -1, -1))
        if place == len(self._words):
            return None
        word, start, end = self._words[place]
        fits = word in (part, f"{part}s") if len(part) <= SHORT else word.startswith(part)
        return (start, end) if fits else None


def _pieces(word: str, start: int) -> list[tuple[str, int, int]]:
    """The parts of a hyphenated word are words too."""
    out, at = [], start
    for piece in word.split("-"):
        out.append((piece, at, at + len(piece)))
        at += len(piece) + 1
    return out[1:]
