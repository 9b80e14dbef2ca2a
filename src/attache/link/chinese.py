"""Chinese names taken apart: legal form, cells, words with renderings, pinyin of every stretch."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache

from attache.link.lexicon import Word, han_words
from attache.link.names import Name
from attache.link.numerals import han_numbers
from attache.link.romanisation import syllables, variants
from attache.vocabulary.names import kind_words, legal_forms, short_forms

__all__ = ["Chinese", "chinese", "parse_han", "plain_stretches", "stretches", "strip_han"]

_DROP = re.compile(r"[^\w]+|_")
_LISTING = re.compile(r"^s?\*?st(?=[一-龥])|(?<=[一-龥])[ab]股?$")
_LATIN_CELL = re.compile("[a-z0-9]+")
_LONGEST_STRETCH = 5
CORE_WEIGHT = 0.5
"""Weight of a character that belongs to no known word."""


@dataclass(frozen=True, slots=True)
class Chinese:
    """What a Chinese core offers to a comparison. Positions are characters of the core.

    `words`: every known word (start, end, word). `weights`: one per character. `units`: (start, end, kind) of the
    likeliest division, in order.
    """

    text: str
    words: tuple[tuple[int, int, Word], ...]
    weights: tuple[float, ...]
    units: tuple[tuple[int, int, str], ...]
    total: float


def strip_han(text: str) -> tuple[str, set[str]]:
    """Return a Chinese name without legal forms at its end (or a Japanese one at its beginning)."""
    found: set[str] = set()
    changed = True
    while changed and text:
        changed = False
        for form in legal_forms()[0]:
            if text.endswith(form) and (len(text) > len(form) + 1 or text == form or len(form) > 2):
                text, changed = text[: -len(form)], True
                found.add(form)
                break
            if form.endswith("会社") and text.startswith(form):
                text, changed = text[len(form) :], True
                found.add(form)
                break
    return text, found


def parse_han(raw: str, main: str, parts: tuple[str, ...]) -> Name:
    """Take a folded Chinese name apart."""
    text, legal = strip_han(_LISTING.sub("", _DROP.sub("", main)))
    text = short_forms().get(text, text)
    if not text:
        return Name(raw, "none", "", legal=frozenset(legal), brackets=parts)
    found = han_words(text)
    kinds = kind_words()
    return Name(
        raw,
        "han",
        text,
        (text,),
        (text,),
        (1.0,),
        frozenset(legal),
        frozenset(value for _, _, value in han_numbers(text)),
        _places(text, found),
        frozenset(kind for size in (2, 3, 4, 1) if (kind := kinds.get(text[-size:]))),
        parts,
        1.0,
    )


def _places(text: str, found: list[tuple[int, int, Word]]) -> frozenset[str]:
    """Return the places named; two characters after an unknown one are more likely part of a foreign name."""
    if not any(word.place for _, _, word in found):
        return frozenset()
    doubtful = {start for (_, end, kind), (start, stop, _) in itertools.pairwise(chinese(text).units)
                if kind == "core" and end == start and stop - start == 2}  # fmt: skip
    return frozenset(word.place for start, _, word in found if word.place and start not in doubtful)


def _units(text: str, found: list[tuple[int, int, Word]]) -> tuple[list[tuple[int, int, str]], list[float]]:
    """Divide `text` at least cost: known words cost 1 (single characters 1.4), unknown characters 1.3 each."""
    best = [0.0] + [float("inf")] * len(text)
    back: list[tuple[int, Word | None]] = [(0, None)] * (len(text) + 1)
    by_start: dict[int, list[tuple[int, Word]]] = {}
    for start, end, word in found:
        by_start.setdefault(start, []).append((end, word))
    for start in range(len(text)):
        steps = [(start + 1, None, 1.3)]
        for end, word in by_start.get(start, ()):
            cost = 1.0 if end - start > 1 else 1.25 if word.kind == "optional" else 1.4
            steps.append((end, word, cost))  # type: ignore[arg-type]
        for end, one, cost in steps:
            if best[start] + cost < best[end]:
                best[end], back[end] = best[start] + cost, (start, one)
    weights = [CORE_WEIGHT] * len(text)
    units: list[tuple[int, int, str]] = []
    end = len(text)
    while end > 0:
        start, known = back[end]
        kind = known.kind if known else "core"
        if known:
            weights[start:end] = [known.weight / (end - start)] * (end - start)
        if units and kind == "core" == units[-1][2]:
            units[-1] = (start, units[-1][1], kind)
        else:
            units.append((start, end, kind))
        end = start
    return units[::-1], weights


def _cells(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return (start, end, spellings) of each character, or of each run of Latin letters or digits."""
    plain = syllables(text)
    out: list[tuple[int, int, tuple[str, ...]]] = []
    at = 0
    while at < len(text):
        run = _LATIN_CELL.match(text, at)
        if run:
            out.append((at, run.end(), (run[0],)))
            at = run.end()
        else:
            out.append((at, at + 1, tuple(dict.fromkeys((plain[at], *variants(text[at]))))[:4]))
            at += 1
    return out


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
    """Return Latin letters → (start, end) of the characters of a core that they may spell."""
    cells = _cells(text)
    found: dict[str, tuple[int, int]] = {}
    for first in range(len(cells)):
        for last in range(first + 1, min(first + _LONGEST_STRETCH, len(cells)) + 1):
            span = (cells[first][0], cells[last - 1][1])
            choices = [cell[2] for cell in cells[first:last]]
            if last - first > 3:
                choices = [choice[:1] for choice in choices]
            for spelling in itertools.islice(itertools.product(*choices), 12):
                found.setdefault("".join(spelling), span)
    return found


@lru_cache(maxsize=16384)
def chinese(core: str) -> Chinese:
    """Return what the core of a Chinese name offers to a comparison."""
    found = han_words(core)
    units, weights = _units(core, found)
    for start, end, value in han_numbers(core):
        found.append((start, end, Word(core[start:end], ((f"#{value}",),), "number", 0.6)))
        weights[start:end] = [0.6 / (end - start)] * (end - start)
    return Chinese(core, tuple(found), tuple(weights), tuple(units), sum(weights))
