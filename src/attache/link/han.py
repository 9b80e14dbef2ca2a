"""Two Chinese names compared: what they share in order, what is left on either side, short forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from attache.link.chinese import Chinese, chinese
from attache.link.names import Name

__all__ = ["HanAlignment", "align_han"]


@dataclass(frozen=True, slots=True)
class HanAlignment:
    """How two Chinese cores agree.

    `covered_short`, `covered_long`: share of the weight that stands in both in the same order, for the name with fewer
    and with more characters; `within`: the shorter stands in the longer unbroken; `starts`: share of the shorter's
    characters that are first or unbroken continuations of a unit of the longer; `left_core`: the heaviest weight of
    characters outside known words without partner; `left_words`: the same inside known words.
    """

    covered_short: float
    covered_long: float
    within: bool
    starts: float
    left_core: float
    left_words: float
    left_short: float
    units_met: float


@lru_cache(maxsize=100_000)
def _core_mask(text: str) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
    """Return for each character whether it belongs to no known word, and whether a unit starts there."""
    parsed = chinese(text)
    core, first = [False] * len(text), [False] * len(text)
    for start, end, kind in parsed.units:
        first[start] = True
        if kind in ("core", "proper", "company"):
            core[start:end] = [True] * (end - start)
    return tuple(core), tuple(first)


def _blocks(short: str, long: str) -> list[tuple[int, int, int]]:
    return [(b.a, b.b, b.size) for b in LCSseq.editops(short, long).as_matching_blocks() if b.size]


def align_han(a: Name, b: Name) -> HanAlignment:
    """Compare two Chinese names; both must not be empty."""
    if a.core == b.core:
        return HanAlignment(1.0, 1.0, True, 1.0, 0.0, 0.0, 0.0, 1.0)
    one, two = sorted((a.core, b.core), key=lambda core: (len(core), core))
    short, long = chinese(one), chinese(two)
    at = two.find(one)
    blocks = [(0, at, len(one))] if at >= 0 else _blocks(one, two)
    return _measure(short, long, blocks, at >= 0)


def _measure(short: Chinese, long: Chinese, blocks: list[tuple[int, int, int]], within: bool) -> HanAlignment:
    free_short, free_long = [True] * len(short.text), [True] * len(long.text)
    _, first = _core_mask(long.text)
    good = met = 0
    for x, y, size in blocks:
        free_short[x : x + size] = [False] * size
        free_long[y : y + size] = [False] * size
        unbroken = first[y] or size > 1
        good += size if unbroken else 0
    for start, end, _ in long.units:
        met += not all(free_long[start:end])
    left_core = left_words = left_short = 0.0
    for parsed, free in ((short, free_short), (long, free_long)):
        core, _ = _core_mask(parsed.text)
        for flag, weight, is_core in zip(free, parsed.weights, core, strict=True):
            if flag and is_core:
                left_core += weight
            elif flag:
                left_words += weight
            if flag and parsed is short:
                left_short += weight
    lost_short = sum(w for w, free in zip(short.weights, free_short, strict=True) if free)
    lost_long = sum(w for w, free in zip(long.weights, free_long, strict=True) if free)
    return HanAlignment(
        1 - lost_short / (short.total or 1.0),
        1 - lost_long / (long.total or 1.0),
        within,
        good / max(1, len(short.text)),
        min(left_core, 3.0),
        min(left_words, 3.0),
        min(left_short, 3.0),
        met / max(1, len(long.units)),
    )
