"""Chinese names taken apart: legal form, cells, words with renderings, pinyin of every stretch."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from attache.link.legal import strip_han
from attache.link.lexicon import NAMED, Word, han_words
from attache.link.names import Name
from attache.link.numerals import han_numbers
from attache.link.romanisation import syllables, variants
from attache.vocabulary.names import kind_words, short_forms

__all__ = ["Chinese", "chinese", "parse_han", "plain_stretches", "spelled", "stretches"]

_DROP = re.compile(r"[^\w]+|_")
_LISTING = re.compile(r"^s?\*?st(?=[一-龥])|(?<=[一-龥])[ab]股?$")
_LATIN_CELL = re.compile("[a-z0-9]+")
_LONGEST_UNIT = {"proper": 3, "company": 3, "field": 3}
"""Characters of a word that counts as one part; longer ones are themselves put together from parts."""
_LONGEST_STRETCH, _MOST_SPELLINGS = 5, 9
_NOWHERE: frozenset[str] = frozenset()
CORE_WEIGHT = 0.5
"""Weight of a character that belongs to no known word."""


@dataclass(frozen=True, slots=True)
class Chinese:
    """What a Chinese core offers to a comparison. Positions are characters of the core.

    `words`: every known word (start, end, word). `weights`: one per character. `units`: (start, end, kind) of the
    likeliest division, in order. `numbers`: those that it states.
    """

    text: str
    words: tuple[tuple[int, int, Word], ...]
    weights: tuple[float, ...]
    units: tuple[tuple[int, int, str], ...]
    numbers: frozenset[int]
    total: float


def parse_han(raw: str, main: str, parts: tuple[str, ...]) -> Name:
    """Take a folded Chinese name apart."""
    text, legal = strip_han(_LISTING.sub("", main if main.isalnum() else _DROP.sub("", main)))
    text = short_forms().get(text, text)
    if not text:
        return Name(raw, "none", "", legal=frozenset(legal), brackets=parts)
    parsed = chinese(text)
    kinds = kind_words()
    return Name(
        raw,
        "han",
        text,
        (text,),
        (text,),
        (1.0,),
        frozenset(legal),
        parsed.numbers,
        _places(parsed) if any(word.place for _, _, word in parsed.words) else _NOWHERE,
        frozenset([kind for size in (2, 3, 4, 1) if (kind := kinds.get(text[-size:]))]),
        parts,
        1.0,
    )


def _places(parsed: Chinese) -> frozenset[str]:
    """Return the places named; two characters after an unknown one are more likely part of a foreign name."""
    doubtful = {start for (_, end, kind), (start, stop, _) in itertools.pairwise(parsed.units)
                if kind == "core" and end == start and stop - start == 2}  # fmt: skip
    return frozenset([word.place for start, _, word in parsed.words if word.place and start not in doubtful])


def _units(text: str, found: list[tuple[int, int, Word]]) -> tuple[list[tuple[int, int, str]], list[float]]:
    """Divide `text` at least cost: known words cost about 1, unknown characters 1.3 each."""
    size = len(text)
    by_end: list[list[tuple[int, float, Word]]] = [[] for _ in range(size + 1)]
    for start, end, word in found:
        if end - start > _LONGEST_UNIT.get(word.kind, end):
            continue
        cost = _cost(word.kind, end - start)
        by_end[end].append((start, cost, word))
    best = [0.0] * (size + 1)
    back: list[tuple[int, Word | None]] = [(0, None)] * (size + 1)
    for end in range(1, size + 1):
        least, step = best[end - 1] + 1.3, (end - 1, None)
        for start, cost, word in by_end[end]:
            if best[start] + cost < least:
                least, step = best[start] + cost, (start, word)  # type: ignore[assignment]
        best[end], back[end] = least, step
    return _walk(back, size)


def _cost(kind: str, size: int) -> float:
    """Return what a word costs in a division; a short known name stands by chance in the middle of another."""
    if size == 1:
        return 1.25 if kind == "optional" else 1.4
    return 1.3 if size == 2 and kind in NAMED else 1.0


def _walk(back: list[tuple[int, Word | None]], size: int) -> tuple[list[tuple[int, int, str]], list[float]]:
    """Follow a division from its end; return its units, unknown characters together, and a weight per character."""
    weights = [CORE_WEIGHT] * size
    units: list[tuple[int, int, str]] = []
    end = size
    while end > 0:
        start, known = back[end]
        if known:
            weights[start:end] = [known.weight / (end - start)] * (end - start)
            units.append((start, end, known.kind))
        elif units and units[-1][2] == "core":
            units[-1] = (start, units[-1][1], "core")
        else:
            units.append((start, end, "core"))
        end = start
    return units[::-1], weights


Cell = tuple[int, int, tuple[str, ...]]
"""Start, end and spellings of one character, or of a run of Latin letters or digits."""


@lru_cache(maxsize=16384)
def cells(text: str) -> tuple[Cell, ...]:
    """Return the characters of a core, in order, with their spellings in Latin letters."""
    plain = syllables(text)
    out: list[Cell] = []
    at, size = 0, len(text)
    while at < size:
        run = _LATIN_CELL.match(text, at) if text[at].isascii() else None
        if run:
            out.append((at, run.end(), (run[0],)))
            at = run.end()
        else:
            out.append((at, at + 1, _spellings(text[at], plain[at])))
            at += 1
    return tuple(out)


@lru_cache(maxsize=16384)
def _spellings(char: str, plain: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((plain, *variants(char))))[:4]


def spelled(text: str, runs: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, int]]:
    """Return those letters of `runs` (first letter → letters) that a stretch of the core spells → (start, end)."""
    found: dict[str, tuple[int, int]] = {}
    row = cells(text)
    for number, (start, _, spellings) in enumerate(row):
        for spelling in spellings:
            for letters in runs.get(spelling[0], ()):
                if letters not in found and letters.startswith(spelling):
                    end = _spell(row, number + 1, letters, len(spelling), _LONGEST_STRETCH - 1)
                    if end:
                        found[letters] = (start, end)
    return found


def _spell(row: tuple[Cell, ...], number: int, letters: str, at: int, most: int) -> int:
    """Return where the stretch ends that spells the rest of `letters` from `at`; 0 where none does."""
    if at == len(letters):
        return row[number - 1][1]
    if most and number < len(row):
        for spelling in row[number][2]:
            if letters.startswith(spelling, at):
                end = _spell(row, number + 1, letters, at + len(spelling), most - 1)
                if end:
                    return end
    return 0


def plain_stretches(text: str) -> dict[str, tuple[int, int]]:
    """Return the plain pinyin of every stretch of two to four characters of a core → (start, end)."""
    plain = syllables(text)
    out: dict[str, tuple[int, int]] = {}
    for start in range(len(text)):
        for end in range(start + 2, min(start + 4, len(text)) + 1):
            out.setdefault("".join(plain[start:end]), (start, end))
    return out


@lru_cache(maxsize=8192)
def stretches(text: str) -> dict[str, tuple[int, int]]:
    """Return Latin letters → (start, end) of the characters of a core that they may spell.

    Stretches of up to three characters in all their spellings, of up to five in their likeliest.
    """
    row = cells(text)
    found: dict[str, tuple[int, int]] = {}
    for first in range(len(row)):
        start, _, spellings = row[first]
        letters, others = spellings[0], list(spellings)
        found.setdefault(letters, (start, row[first][1]))
        for last in range(first + 1, min(first + _LONGEST_STRETCH, len(row))):
            _, end, more = row[last]
            letters += more[0]
            found.setdefault(letters, (start, end))
            if last - first < 3:
                others = [one + two for one in others for two in more][:_MOST_SPELLINGS]
                for spelling in others:
                    found.setdefault(spelling, (start, end))
    return found


@lru_cache(maxsize=16384)
def chinese(core: str) -> Chinese:
    """Return what the core of a Chinese name offers to a comparison."""
    found = han_words(core)
    units, weights = _units(core, found)
    numbers = han_numbers(core)
    for start, end, value in numbers:
        found.append((start, end, Word(core[start:end], ((f"#{value}",),), "number", 0.6)))
        weights[start:end] = [0.6 / (end - start)] * (end - start)
    values = frozenset([value for _, _, value in numbers])
    return Chinese(core, tuple(found), tuple(weights), tuple(units), values, sum(weights))
