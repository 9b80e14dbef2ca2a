"""A codebook as one automaton and flat arrays, so that a hit is looked up and never interpreted.

The automaton runs over 16-bit codes as bytes: a Chinese character takes two steps instead of the three of
UTF-8, and positions are exact for any text. Each pattern has entries (a term of a value, an ignored word,
a negation, a word that a rule looks for near a term, a part of a gapped term); the same words may mean
something in several variables.
"""

from __future__ import annotations

from dataclasses import dataclass

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

__all__ = [
    "IGNORE",
    "NEAR",
    "NEGATOR",
    "NOT_NEGATOR",
    "PART",
    "TERM",
    "Bools",
    "Compiled",
    "Floats",
    "Ints",
    "Negators",
    "Rules",
]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
TERM, IGNORE, NEGATOR, NOT_NEGATOR, PART, NEAR = range(6)


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules by number: sets of words of which one must, and of which none may, begin near a hit
    (`require[require_first[r]:require_first[r + 1]]`, `forbid` alike), the width of near in characters
    (0: the whole text), and the rule in words."""

    require_first: Ints
    require: Ints
    forbid_first: Ints
    forbid: Ints
    window: Ints
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Negators:
    """Negating words by number: the set they belong to, the reach (0: only right beside; else times the
    window of the variable), and whether they stand after what they negate."""

    set: Ints
    scale: Ints
    after: Bools
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermArrays:
    """Terms by number: index of the value, weight, whether weak, rule (-1: none), set of negations (-1:
    none), window of the variable in characters, and the term as written."""

    value: Ints
    weight: Floats
    weak: Bools
    rule: Ints
    negations: Ints
    window: Ints
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Gapped terms by number: `parts[g]` (part numbers, aligned right, -1 where there are fewer), term and
    widest gap. `by_last[first[p]:first[p + 1]]` are the gapped terms whose last part is p."""

    parts: Ints
    term: Ints
    window: Ints
    first: Ints
    by_last: Ints


@dataclass(frozen=True, slots=True)
class Compiled:
    """What matching reads.

    `left`, `right`, `plural`, `near` say by pattern whether a word must begin or end there, whether an s may
    follow, and whether a rule looks for it (then also inside a word). `first[p]:first[p + 1]` are the entries
    of pattern p; `kind`, `number`, `group` say by entry what
    it is, its number among those of its kind, and the group in which a longer hit hides a shorter one (-1:
    none). `values` are `(variable, value)` by index of the value.
    """

    automaton: ahocorasick_rs.BytesAhoCorasick
    patterns: tuple[str, ...]
    left: Bools
    right: Bools
    plural: Bools
    near: Bools
    first: Ints
    kind: Ints
    number: Ints
    group: Ints
    values: tuple[tuple[str, str], ...]
    terms: TermArrays
    gaps: Gaps
    rules: Rules
    negators: Negators
