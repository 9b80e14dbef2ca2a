"""The bridge between a Chinese and a Latin name: which parts of the one are said by which words of the other.

A part is matched by translation (known words, places, irregular names) or by spelling (pinyin and its variants);
what is left on both sides is compared by sound. The order of the words does not matter.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress

from attache.link.chinese import Chinese, chinese, spelled
from attache.link.known import known_latin
from attache.link.lexicon import NAMED
from attache.link.names import Name
from attache.link.sounding import most_alike
from attache.link.telling import stem
from attache.vocabulary.names import filler_words, sound_table

__all__ = ["Bridge", "Pairing", "bridge"]

_WORDS_JOINED = 4
_FILLER = 0.4
"""Share of their weight that is left to words which companies add to a brand."""
_SHORT_ACRONYM = 4
_TURNED, _AKIN, _ACRONYM, _OWN_ACRONYM = 0.95, 0.8, 0.8, 0.97
"""Quality of a known name whose words stand in another order; of a word of the same stem; of letters that may be
the initials of several."""
_CORE = frozenset(["pinyin", "name", "sound"])
_HOW = {"place": "place", "proper": "name", "company": "name", "number": "number"}
PARENT = 0.7
"""Share of the weight of an academy's name before the name of its institute that may be left out in Latin letters."""
_MINOR = frozenset(
    {"company", "corporation", "group", "CN", "china", "chinese", "province", "provincial", "city", "municipal"}
)


@dataclass(frozen=True, slots=True)
class Pairing:
    """A stretch of the Chinese core (start, end), the words of the Latin name (positions), and how they agree."""

    start: int
    end: int
    words: tuple[int, ...]
    how: str
    quality: float


@dataclass(frozen=True, slots=True)
class Bridge:
    """How a Chinese and a Latin name agree.

    `covered_han`, `covered_latin`: share of the weight that found a partner, 0 to 1. `sound`: likeness by sound of what
    was left over and taken for the same, 0 to 1 (0: nothing was); `typical`: share of its characters that are usual in
    foreign names. `core`: weight matched by spelling or as a proper name. `left_han`, `left_latin`: weights
    without partner.
    """

    pairings: tuple[Pairing, ...]
    covered_han: float
    covered_latin: float
    left_han: float
    left_latin: float
    sound: float
    typical: float
    core: float
    ordered: float
    missed_name: bool
    known: bool


_Candidate = tuple[float, int, int, tuple[int, ...], str, float]
"""Value with its sign turned, start and end in the core, words of the Latin name, how, quality."""


def _candidates(han: Chinese, latin: Name) -> list[_Candidate]:
    out = _translated(han, latin)
    said = {at for candidate in out for at in candidate[3]}
    if len(said) < len(latin.words):
        out += _akin(han, latin, said)
        out += _spelled(han, latin, said)
    return out


_Saying = tuple[int, int, tuple[str, ...], int, str]
"""Start and end in the core, a rendering, its rank among the word's renderings, the kind of the word."""


@lru_cache(maxsize=8192)
def _sayings(core: str) -> dict[str, list[_Saying]]:
    """Return the first word of every rendering of the words of a Chinese core → what is rendered so."""
    out: dict[str, list[_Saying]] = {}
    for start, end, word in chinese(core).words:
        for rank, rendering in enumerate(word.renderings):
            out.setdefault(rendering[0], []).append((start, end, rendering, rank, word.kind))
    return out


@lru_cache(maxsize=8192)
def _stems(core: str) -> dict[str, list[tuple[int, int]]]:
    """Return the stem of every rendering by one word of the words of a Chinese core → what is rendered so."""
    out: dict[str, list[tuple[int, int]]] = {}
    for start, end, word in chinese(core).words:
        if end - start > 1 and word.kind != "place":
            for rendering in word.renderings:
                if len(rendering) == 1:
                    out.setdefault(stem(rendering[0]), []).append((start, end))
    return out


def _translated(han: Chinese, latin: Name) -> list[_Candidate]:
    out: list[_Candidate] = []
    index, weights, sayings = latin.index, latin.weights, _sayings(han.text)
    for first in index:
        for start, end, rendering, rank, kind in sayings.get(first, ()):
            if len(rendering) == 1:
                chosen = index[first][:1]
                gain = weights[chosen[0]]
            elif (several := _choose(rendering, index)) is not None:
                chosen = several
                gain = sum([weights[at] for at in chosen]) + 0.2
            else:
                continue
            quality = _named(rendering, chosen) if kind in NAMED else max(0.75, 1 - 0.06 * rank)
            value = (gain + 0.12 * (end - start)) * quality
            out.append((-value, start, end, chosen, _HOW.get(kind, "translation"), quality))
    return out


def _named(rendering: tuple[str, ...], chosen: tuple[int, ...]) -> float:
    if len(rendering) == 1 and len(rendering[0]) <= _SHORT_ACRONYM:
        return _ACRONYM if len(known_latin().get(rendering, ())) > 1 else _OWN_ACRONYM
    return 1.0 if _rising(chosen) else _TURNED


def _rising(spots: tuple[int, ...]) -> bool:
    return all(a < b for a, b in itertools.pairwise(spots))


def _akin(han: Chinese, latin: Name, said: Collection[int]) -> list[_Candidate]:
    """Return translations by a word of the same stem as a word that is not `said` (`safety` for `safe`)."""
    stems = _stems(han.text)
    return [
        (-(latin.weights[at] + 0.12 * (end - start)) * _AKIN, start, end, (at,), "translation", _AKIN)
        for at, word in enumerate(latin.words)
        if at not in said
        for start, end in stems.get(stem(word), ())
    ]


def _spelled(han: Chinese, latin: Name, said: Collection[int]) -> list[_Candidate]:
    """Return what the characters spell of the words that are not `said` by a translation, alone or run together."""
    raw = latin.raw_words
    spots: dict[str, tuple[int, int]] = {}
    runs: dict[str, list[str]] = {}
    for first in range(len(raw)):
        letters, fresh = "", False
        for last in range(first, min(first + _WORDS_JOINED, len(raw))):
            letters += raw[last]
            fresh = fresh or last not in said
            if fresh and len(letters) > 1 and letters not in spots:
                spots[letters] = (first, last + 1)
                runs.setdefault(letters[0], []).append(letters)
    out: list[_Candidate] = []
    for letters, (start, end) in spelled(han.text, runs).items():
        first, last = spots[letters]
        value = sum(latin.weights[first:last]) + 0.12 * (end - start)
        value *= 1.0 if end - start > 1 else 0.5
        out.append((-value, start, end, tuple(range(first, last)), "pinyin", 1.0))
    return out


def _choose(rendering: tuple[str, ...], index: Mapping[str, tuple[int, ...]]) -> tuple[int, ...] | None:
    """Return a word of the Latin name for each word of a rendering, or None."""
    chosen: list[int] = []
    for part in rendering:
        free = [at for at in index.get(part, ()) if at not in chosen]
        if not free:
            return None
        chosen.append(free[0])
    return tuple(chosen)


def _select(candidates: list[_Candidate]) -> list[Pairing]:
    """Take pairings, the most valuable first, that share no character and no word."""
    candidates.sort()
    characters, taken = 0, 0
    out: list[Pairing] = []
    for _, start, end, chosen, how, quality in candidates:
        mask = (1 << end) - (1 << start)
        if characters & mask:
            continue
        bits = 0
        for at in chosen:
            bits |= 1 << at
        if not taken & bits:
            characters |= mask
            taken |= bits
            out.append(Pairing(start, end, chosen, how, quality))
    return out


def _by_sound(han: Chinese, latin: Name, free_han: list[bool], free_latin: list[bool]) -> Pairing | None:
    if True not in free_han or True not in free_latin:
        return None
    found = most_alike(han.text, latin.raw_words, free_han, free_latin)
    return Pairing(found[0], found[1], tuple(range(found[2], found[3])), "sound", found[4]) if found else None


@lru_cache(maxsize=8192)
def _weighed(core: str, company: bool) -> Chinese:
    """Return a core; of a company's, the town before the brand and the filler behind it weigh less."""
    han = chinese(core)
    if not company:
        return han
    weights = list(han.weights)
    for start, end, kind in han.units:
        if (kind == "place" and start == 0 and end < len(core)) or (start and core[start:end] in filler_words()):
            weights[start:end] = [weight * _FILLER for weight in weights[start:end]]
    return replace(han, weights=tuple(weights), total=sum(weights))


@lru_cache(maxsize=16384)
def _optional(latin: Name) -> tuple[float, ...]:
    return tuple(0.25 * w if word in _MINOR else w for word, w in zip(latin.words, latin.weights, strict=True))


@lru_cache(maxsize=4096)
def bridge(han_name: Name, latin: Name) -> Bridge:
    """Compare a Chinese with a Latin name; both must not be empty."""
    han = _weighed(han_name.core, bool(han_name.legal))
    pairings, free_han, free_latin = _paired(han, latin)
    heard = _by_sound(han, latin, free_han, free_latin)
    stretch = han.text[heard.start : heard.end] if heard else ""
    weights = _optional(latin)
    matched_han = han.total - _sum(han.weights, free_han) + PARENT * sum(han.weights[: _parent(han, free_han)])
    total = sum(weights)
    matched_latin = total - _sum(weights, free_latin)
    if heard:
        share = min(1.0, (heard.quality - 0.3) / 0.5)
        matched_han += share * sum(han.weights[heard.start : heard.end])
        matched_latin += share * sum([weights[at] for at in heard.words])
    core = 0.0
    for pairing in pairings:
        if pairing.quality < 1:
            matched_han -= (1 - pairing.quality) * sum(han.weights[pairing.start : pairing.end])
            matched_latin -= (1 - pairing.quality) * sum([weights[at] for at in pairing.words])
    if heard:
        pairings.append(heard)
    for pairing in pairings:
        if pairing.how in _CORE:
            core += pairing.quality * sum([latin.weights[at] for at in pairing.words])
    return Bridge(
        tuple(pairings),
        matched_han / (han.total or 1.0),
        matched_latin / (total or 1.0),
        han.total - matched_han,
        total - matched_latin,
        heard.quality if heard else 0.0,
        sum([c in sound_table() for c in stretch]) / len(stretch) if stretch else 0.0,
        core,
        _ordered(pairings),
        _missed(han, pairings),
        _known(han, free_latin, pairings),
    )


def _paired(han: Chinese, latin: Name) -> tuple[list[Pairing], list[bool], list[bool]]:
    """Return the pairings, and what they leave free; a known name that leaves words over may give way to its parts."""
    candidates = _candidates(han, latin)
    pairings = _select(candidates)
    free_han, free_latin = _free(han, latin, pairings)
    if True in free_latin and any(p.how == "name" and p.end - p.start > 2 for p in pairings):
        parts = _select([c for c in candidates if c[4] != "name" or c[2] - c[1] <= 2])
        parts_han, parts_latin = _free(han, latin, parts)
        lost = _sum(han.weights, free_han) / han.total + _sum(latin.weights, free_latin) / latin.total
        if _sum(han.weights, parts_han) / han.total + _sum(latin.weights, parts_latin) / latin.total < lost:
            return parts, parts_han, parts_latin
    return pairings, free_han, free_latin


def _free(han: Chinese, latin: Name, pairings: list[Pairing]) -> tuple[list[bool], list[bool]]:
    """Return for each character and each word whether no pairing has it; what is often left out is not free."""
    free_han, free_latin = [True] * len(han.text), [True] * len(latin.words)
    for pairing in pairings:
        free_han[pairing.start : pairing.end] = [False] * (pairing.end - pairing.start)
        for at in pairing.words:
            free_latin[at] = False
    for start, end, kind in han.units:
        if kind == "optional":
            free_han[start:end] = [False] * (end - start)
    return free_han, free_latin


def _sum(weights: Sequence[float], chosen: Sequence[bool]) -> float:
    return sum(compress(weights, chosen))


def _parent(han: Chinese, free: list[bool]) -> int:
    """Return the length of an academy's name at the beginning that is not rendered: institutes often leave it out."""
    ends = [
        end for start, end, word in han.words
        if start == 0 and word.kind == "proper" and word.zh.endswith("科学院") and end + 2 < len(han.text)
    ]  # fmt: skip
    end = max(ends, default=0)
    return end if all(free[:end]) else 0


def _ordered(pairings: list[Pairing]) -> float:
    """Return the share of neighbouring pairings whose words stand in the same order in both names."""
    firsts = [p.words[0] for p in sorted(pairings, key=lambda p: p.start)]
    steps = [a < b for a, b in itertools.pairwise(firsts)]
    return sum(steps) / len(steps) if steps else 1.0


def _missed(han: Chinese, pairings: list[Pairing]) -> bool:
    """Tell whether an organisation with a known Latin name is in the Chinese one but is not met under that name."""
    met = [(p.start, p.end) for p in pairings if p.how == "name"]
    return any(
        word.kind == "proper" and end - start >= 4 and word.zh[-1] in "学院团部"
        and not any(first <= start and end <= last for first, last in met)
        for start, end, word in han.words
    )  # fmt: skip


def _known(han: Chinese, free: list[bool], pairings: list[Pairing]) -> bool:
    """Tell whether the whole Latin name is a known name of the whole Chinese one."""
    return not any(free) and any(
        p.how == "name" and p.quality >= _OWN_ACRONYM and sum(han.weights[p.start : p.end]) > 0.9 * han.total
        for p in pairings
    )
