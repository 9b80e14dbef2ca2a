"""Which technologies a text describes: clues whose parts stand together in one sentence, and words that go with them.

The likeness of a technology is the sum of the weights of its words in a stretch of some sentences (about 200 Chinese
characters or 600 Latin ones), and 1 for each clue met there; the best stretch of the text counts. The more a stretch
says, the more likeness is needed, so that a long text is not like everything.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from attache.core.text import simplify
from attache.measure.descriptions import SHORT, Technology

__all__ = ["NEAR", "Met", "clues_met"]

NEAR, PER_CHARACTER = 1.4, 0.01
"""Likeness from which a technology counts as described, and how much more with each Chinese character, or three Latin
ones, of the stretch."""
LEAST_CLUE = 1.9
"""With a clue, this much is enough whatever the length."""
OF_MOST = 0.5
"""What counts at least, as a share of the likeness of the technology that is most like the text."""
WINDOW, MOST_WORDS, LATIN = 200, 6, 3
_SENTENCE = re.compile(r"[。！？；;!?\n]+|\.(?=\s)")
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Met:
    """A technology that a text describes: its likeness, how many clues are met, and the words of the text."""

    technology: Technology
    likeness: float
    clues: int
    words: tuple[str, ...]


@dataclass(slots=True)
class _Stretch:
    """What of a technology stands in one stretch: weights by place of the word, and the clues."""

    size: float = 0.0
    weights: dict[Place, float] = field(default_factory=dict)
    clues: int = 0
    _said: set[str] = field(default_factory=set)
    _taken: set[int] = field(default_factory=set)

    def add(self, place: Place, weight: float, text: str) -> None:
        """Take a word in, unless it or a longer one around it was taken before."""
        word = text[place[0] : place[1]]
        if word not in self._said and self._taken.isdisjoint(range(*place)):
            self._said.add(word)
            self._taken.update(range(*place))
            self.weights[place] = weight

    @property
    def likeness(self) -> float:
        return sum(self.weights.values()) + self.clues


def clues_met(technologies: Iterable[Technology], text: str) -> tuple[Met, ...]:
    """Return the technologies that a text describes, the one most like it first."""
    where = _Text(text)
    best = [(technology, _best(technology, where)) for technology in technologies]
    most = max((found.likeness for _, found in best), default=0.0)
    met = [_met(technology, found, text) for technology, found in best if _enough(found, most)]
    return tuple(sorted(met, key=lambda one: -one.likeness))


def _enough(found: _Stretch, most: float) -> bool:
    least = NEAR + PER_CHARACTER * found.size
    if found.clues:
        least = min(least, LEAST_CLUE)
    return found.likeness >= max(least, OF_MOST * most) and found.likeness > 0


def _met(technology: Technology, found: _Stretch, text: str) -> Met:
    heavy = sorted(found.weights, key=lambda place: (-found.weights[place], place))[:MOST_WORDS]
    words = dict.fromkeys(text[start:end] for start, end in sorted(heavy))
    return Met(technology, round(found.likeness, 2), found.clues, tuple(words))


def _best(technology: Technology, where: _Text) -> _Stretch:
    stretches: dict[int, _Stretch] = {}
    for part, weight in technology.words.items():
        for place in where.places(part):
            number = where.stretch(place[0])
            stretches.setdefault(number, _Stretch(where.sizes[number])).add(place, weight, where.folded)
    for clue in technology.clues:
        sentences = [{where.sentence(start) for start, _ in where.places(part)} for part in clue.parts]
        for number in {where.stretch_of(sentence) for sentence in set.intersection(*sentences)}:
            stretches[number].clues += 1
    return max(stretches.values(), key=lambda found: found.likeness, default=_Stretch())


class _Text:
    """A text in which parts of clues are looked up, with its sentences and its stretches of some sentences."""

    def __init__(self, text: str) -> None:
        self.folded = "".join(low if len(low := char.lower()) == 1 else char for char in simplify(text))
        self._ends = [m.end() for m in _SENTENCE.finditer(text)]
        self._stretches, self.sizes = _stretches(self.folded, [*self._ends, len(text)])
        spots = [(m[0], m.start(), m.end()) for m in _WORD.finditer(self.folded) if m[0][0].isascii()]
        self._words = sorted([*spots, *(piece for word, start, _ in spots for piece in _pieces(word, start))])
        self._found: dict[str, list[Place]] = {}

    def sentence(self, at: int) -> int:
        return bisect_right(self._ends, at)

    def stretch_of(self, sentence: int) -> int:
        return self._stretches[sentence]

    def stretch(self, at: int) -> int:
        return self._stretches[self.sentence(at)]

    def places(self, part: str) -> list[Place]:
        """Return where a part stands: Chinese anywhere, Latin at the beginning of a word."""
        if part not in self._found:
            self._found[part] = self._latin(part) if part.isascii() else self._han(part)
        return self._found[part]

    def _han(self, part: str) -> list[Place]:
        out, at = [], self.folded.find(part)
        while at >= 0:
            out.append((at, at + len(part)))
            at = self.folded.find(part, at + len(part))
        return out

    def _latin(self, part: str) -> list[Place]:
        out = []
        for word, start, end in self._words[bisect_left(self._words, (part, -1, -1)) :]:
            if not word.startswith(part):
                break
            if len(part) > SHORT or word in (part, f"{part}s"):
                out.append((start, end))
        return out


def _stretches(text: str, ends: list[int]) -> tuple[list[int], list[float]]:
    """Return the number of its stretch for each sentence, given where the sentences end, and the stretches' sizes."""
    numbers, sizes, begun = [], [0.0], 0
    for end in ends:
        size = sum(1 / LATIN if char.isascii() else 1 for char in text[begun:end])
        if sizes[-1] and sizes[-1] + size > WINDOW:
            sizes.append(0.0)
        sizes[-1] += size
        numbers.append(len(sizes) - 1)
        begun = end
    return numbers, sizes


def _pieces(word: str, start: int) -> list[tuple[str, int, int]]:
    """The parts of a hyphenated word are words too."""
    out, at = [], start
    for piece in word.split("-"):
        out.append((piece, at, at + len(piece)))
        at += len(piece) + 1
    return out[1:]
