"""Two Chinese names compared: what they share in order, what is left on either side, short forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from attache.link.chinese import Chinese, chinese
from attache.link.names import Name

__all__ = ["HanAlignment", "align_han"]

_SHORT, _LONG = 8, 40
"""Lengths up to which characters are placed as in a short form."""


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
    lead: float


@lru_cache(maxsize=16384)
def _core_mask(text: str) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
    """Return for each character whether it belongs to no known word, and whether a unit starts there."""
    parsed = chinese(text)
    core, first = [False] * len(text), [False] * len(text)
    for start, end, kind in parsed.units:
        first[start] = True
        if kind in ("core", "proper", "company"):
            core[start:end] = [True] * (end - start)
    return tuple(core), tuple(first)


@lru_cache(maxsize=4096)
def _short_form(short: str, long: str) -> tuple[tuple[tuple[int, int, int], ...], float]:
    """Place the characters of a short form, in order, where they fit best: at the start of a unit, or in a run.

    Returns one-character blocks and the mean fit (start of a unit or run 1, inside 0.3, missing 0).
    """
    first = _core_mask(long)[1]
    # best[j]: (fit, positions) for the characters so far, the last of them placed before j
    states: dict[int, tuple[float, tuple[tuple[int, int, int], ...]]] = {-1: (0.0, ())}
    for x, char in enumerate(short):
        following = {at: (fit, blocks) for at, (fit, blocks) in states.items()}
        for y, other in enumerate(long):
            if other != char:
                continue
            for at, (fit, blocks) in states.items():
                if at >= y:
                    continue
                run = at == y - 1 and at >= 0 and bool(blocks) and blocks[-1][0] == x - 1
                value = fit + (1.0 if first[y] else 0.95 if run else 0.3)
                if value > following.get(y, (-1.0, ()))[0]:
                    following[y] = (value, (*blocks, (x, y, 1)))
        states = following
    fit, blocks = max(states.values(), key=lambda state: state[0])
    return blocks, fit / len(short)


def _blocks(short: str, long: str) -> list[tuple[int, int, int]]:
    return [(b.a, b.b, b.size) for b in LCSseq.editops(short, long).as_matching_blocks() if b.size]


def align_han(a: Name, b: Name) -> HanAlignment:
    """Compare two Chinese names; both must not be empty."""
    if a.core == b.core:
        return HanAlignment(1.0, 1.0, True, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    one, two = sorted((a.core, b.core), key=lambda core: (len(core), core))
    short, long = chinese(one), chinese(two)
    at = two.find(one)
    fit = 1.0
    if at >= 0:
        blocks = [(0, at, len(one))]
        fit = _whole_units(two, at, at + len(one))
    elif len(one) <= _SHORT and len(two) <= _LONG:
        placed, fit = _short_form(one, two)
        blocks = list(placed)
    else:
        blocks = _blocks(one, two)
    return _measure(short, long, blocks, at >= 0, fit)


def _whole_units(long: str, start: int, end: int) -> float:
    """Return 1 where a stretch starts and ends where units do, less where it cuts a proper word."""
    core, first = _core_mask(long)
    cut_after = end < len(long) and not first[end] and core[end]
    return (1.0 if first[start] else 0.4) - (0.15 if cut_after else 0.0)


def _measure(
    short: Chinese, long: Chinese, blocks: list[tuple[int, int, int]], within: bool, fit: float
) -> HanAlignment:
    free_short, free_long = [True] * len(short.text), [True] * len(long.text)
    met = 0
    for x, y, size in blocks:
        free_short[x : x + size] = [False] * size
        free_long[y : y + size] = [False] * size
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
        fit,
        min(left_core, 3.0),
        min(left_words, 3.0),
        min(left_short, 3.0),
        met / max(1, len(long.units)),
        fit if within and all(kind == "place" for start, _, kind in long.units if start < blocks[0][1]) else 0.0,
    )
