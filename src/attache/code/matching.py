"""From texts to hits: where terms stand, and which of them count.

A batch of texts is matched as one, so that the work per text is small. A hit falls away when it is not a
word of its own (Latin letters), when its rule is not met, when it lies inside a longer hit of the same
variable, or when it is negated; the first reason found is kept for explanations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from attache.code.arrays import expand
from attache.code.compiled import IGNORE, NEAR, NEGATOR, NOT_NEGATOR, PART, TERM, Bools, Compiled, Ints
from attache.code.folding import CLAUSE, SENTENCE, Codes, fold, stops, word_characters

__all__ = ["BROKEN", "HIDDEN", "NEGATED", "RULED_OUT", "USED", "Batch", "Hits", "batch_of", "find"]

Places = npt.NDArray[np.int32]
USED, BROKEN, RULED_OUT, HIDDEN, NEGATED = range(5)
BIG = 1 << 40
AFTER_REACH = 4
BESIDE = 2


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts side by side: folded codes, where each text starts, where its title ends (all in the batch)."""

    codes: Codes
    start: Ints
    title_end: Ints

    @property
    def lengths(self) -> Ints:
        """Length of each text (title + newline + text) in characters."""
        ends: Ints = np.append(self.start[1:] - 1, self.codes.size)
        return ends - self.start


@dataclass(slots=True)
class Hits:
    """Hits of terms in order of discovery: term, place in the batch, status, and for `HIDDEN` and `NEGATED`
    the place of what caused it."""

    term: Ints
    start: Ints
    end: Ints
    status: Ints
    cause_start: Ints
    cause_end: Ints

    def take(self, rows: Ints | Bools) -> Hits:
        """Return some of the hits."""
        return Hits(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(slots=True)
class _Rows:
    """Hits of terms, ignored words and negations; `last` is where the last part of a gapped term starts."""

    kind: Ints
    number: Ints
    group: Ints
    start: Ints
    end: Ints
    last: Ints
    status: Ints


@dataclass(frozen=True, slots=True)
class _Found:
    """What the automaton found: entry, place, and whether it is a word of its own."""

    entry: Ints
    start: Ints
    end: Ints
    whole: Bools


def batch_of(texts: Sequence[tuple[str, str]]) -> Batch:
    """Fold `(title, text)` pairs into one batch; each becomes title + newline + text."""
    joined = "\0".join(f"{title}\n{text}" for title, text in texts)
    sizes = np.array([len(title) + len(text) + 2 for title, text in texts], dtype=np.int64)
    start = np.cumsum(sizes) - sizes
    titles = np.array([len(title) for title, _ in texts], dtype=np.int64)
    return Batch(fold(joined), start, start + titles)


def find(compiled: Compiled, batch: Batch, *, keep: bool = False) -> Hits:
    """Return the hits of a batch; those that do not count only if `keep`."""
    found = _search(compiled, batch.codes, keep=keep)
    kind = compiled.kind[found.entry]
    marks = stops(batch.codes)
    rows = _rows(compiled, found, kind, np.cumsum(marks == SENTENCE, dtype=np.int32))
    causes = np.full((2, rows.start.size), -1, dtype=np.int64)
    _apply_rules(compiled, rows, batch, found, np.flatnonzero(kind == NEAR))
    _hide(rows, causes)
    _negate(compiled, rows, np.cumsum(marks >= CLAUSE, dtype=np.int32), causes)
    chosen = np.flatnonzero((rows.kind == TERM) if keep else (rows.kind == TERM) & (rows.status == USED))
    columns = (rows.number, rows.start, rows.end, rows.status, causes[0], causes[1])
    return Hits(*(column[chosen] for column in columns))


def _search(compiled: Compiled, codes: Codes, *, keep: bool) -> _Found:
    found = compiled.automaton.find_matches_as_indexes(codes.astype("<u2", copy=False).tobytes(), overlapping=True)
    flat = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
    even = (flat[:, 1] & 1) == 0
    flat = flat if even.all() else flat[even]
    pattern, start, end = flat[:, 0].copy(), flat[:, 1] >> 1, flat[:, 2] >> 1
    whole, end = _whole_words(compiled, codes, pattern, start, end)
    kept = whole | compiled.near[pattern]
    if not keep and not kept.all():
        pattern, start, end, whole = pattern[kept], start[kept], end[kept], whole[kept]
    entry, source = expand(compiled.first, pattern)
    return _Found(entry, start[source], end[source], whole[source])


def _rows(compiled: Compiled, found: _Found, kind: Ints, sentence: Places) -> _Rows:
    """Return the hits of terms, ignored words and negations, and of the gapped terms that parts make up."""
    main = np.flatnonzero(kind <= NOT_NEGATOR)
    entry, start, end = found.entry[main], found.start[main], found.end[main]
    status = np.where(found.whole[main], USED, BROKEN)
    rows = _Rows(kind[main], compiled.number[entry], compiled.group[entry], start, end, start, status)
    part = np.flatnonzero((kind == PART) & found.whole)
    if not part.size:
        return rows
    made = _gapped(compiled, compiled.number[found.entry[part]], found.start[part], found.end[part], sentence)
    return _Rows(*(np.concatenate([getattr(rows, n), getattr(made, n)]) for n in _Rows.__slots__))


def _whole_words(compiled: Compiled, codes: Codes, pattern: Ints, start: Ints, end: Ints) -> tuple[Bools, Ints]:
    """Tell which hits are words of their own, and return their ends with a plural s taken in."""
    right = compiled.right[pattern]
    edged = np.flatnonzero(compiled.left[pattern] | right)
    whole = np.ones(pattern.size, dtype=np.bool_)
    if not edged.size:
        return whole, end
    p, s, e, end = pattern[edged], start[edged], end[edged], end.copy()
    word = word_characters()
    padded = np.zeros(codes.size + 3, dtype=np.uint16)
    padded[1:-2] = codes
    after, next_after = padded[e + 1], padded[e + 2]
    plural = compiled.plural[p] & (after == ord("s")) & ~word[next_after]
    whole[edged] = ~(compiled.left[p] & word[padded[s]]) & (~right[edged] | ~word[after] | plural)
    end[edged] += plural & right[edged]
    return whole, end


def _gapped(compiled: Compiled, part: Ints, start: Ints, end: Ints, sentence: Places) -> _Rows:
    """Join parts to gapped terms: after each last part, the nearest of the parts before it, back to the first."""
    gaps = compiled.gaps
    key = part * BIG + end
    order = np.argsort(key, kind="stable")
    key, part, start, end = key[order], part[order], start[order], end[order]
    item, source = expand(gaps.first, part)
    gap, last, stop = gaps.by_last[item], start[source], end[source]
    begin = last
    for column in range(gaps.parts.shape[1] - 2, -1, -1):
        wanted = gaps.parts[gap, column]
        at = np.searchsorted(key, wanted * BIG + begin, side="right") - 1
        near = (at >= 0) & (part[at] == wanted) & (begin - end[at] <= gaps.window[gap])
        near &= sentence[np.maximum(end[at] - 1, 0)] == sentence[begin]
        stays = near | (wanted < 0)
        begin = np.where(wanted < 0, begin, start[at])[stays]
        gap, last, stop = gap[stays], last[stays], stop[stays]
    none, zero = np.full(gap.size, -1, dtype=np.int64), np.zeros(gap.size, dtype=np.int64)
    return _Rows(np.full(gap.size, TERM), gaps.term[gap], none, begin, stop, last, zero)


def _apply_rules(compiled: Compiled, rows: _Rows, batch: Batch, found: _Found, near: Ints) -> None:
    terms = np.flatnonzero((rows.kind == TERM) & (rows.status == USED))
    rule = compiled.terms.rule[rows.number[terms]]
    terms, rule = terms[rule >= 0], rule[rule >= 0]
    if not terms.size:
        return
    places = np.sort(compiled.number[found.entry[near]] * BIG + found.start[near])
    start, window = rows.start[terms], compiled.rules.window[rule]
    document = np.searchsorted(batch.start, start, side="right") - 1
    low, high = batch.start[document], np.append(batch.start, batch.codes.size + 1)[document + 1] - 1
    low = np.where(window, np.maximum(low, start - window), low)
    high = np.where(window, np.minimum(high, rows.end[terms] + window), high)
    rules = compiled.rules
    needs = rules.require_first[rule + 1] > rules.require_first[rule]
    met = _any_near(places, (rules.require_first, rules.require), rule, low, high)
    banned = _any_near(places, (rules.forbid_first, rules.forbid), rule, low, high)
    rows.status[terms[(needs & ~met) | banned]] = RULED_OUT


def _any_near(places: Ints, sets: tuple[Ints, Ints], rule: Ints, low: Ints, high: Ints) -> Bools:
    """Tell for each hit whether a word of one of the sets of its rule begins in `[low, high)`."""
    item, source = expand(sets[0], rule)
    base = sets[1][item] * BIG
    found = np.searchsorted(places, base + low[source]) < np.searchsorted(places, base + high[source])
    out = np.zeros(rule.size, dtype=np.bool_)
    out[source[found]] = True
    return out


def _hide(rows: _Rows, causes: Ints) -> None:
    """Mark what lies inside a longer hit of the same group."""
    at = np.flatnonzero((rows.group >= 0) & (rows.status == USED))
    if at.size < 2:
        return
    at = at[np.lexsort((-rows.end[at], rows.start[at], rows.group[at]))]
    group, start, end = rows.group[at], rows.start[at], rows.end[at]
    new = np.ones(at.size, dtype=np.bool_)
    new[1:] = (group[1:] != group[:-1]) | (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    run = np.cumsum(new) - 1
    key = (group * BIG + end)[new]
    furthest = np.maximum.accumulate(key)
    hidden = np.zeros(key.size, dtype=np.bool_)
    hidden[1:] = furthest[:-1] >= key[1:]
    inner = at[hidden[run]]
    rows.status[inner] = HIDDEN
    longest = np.maximum.accumulate(np.where(np.r_[True, key[1:] > furthest[:-1]], np.arange(key.size), 0))
    outer = at[new][longest][run][hidden[run]]
    causes[0][inner], causes[1][inner] = rows.start[outer], rows.end[outer]
    ignored = at[(rows.kind[at] == IGNORE) | (rows.kind[at] == NOT_NEGATOR)]
    rows.status[ignored] = HIDDEN


def _negate(compiled: Compiled, rows: _Rows, clause: Places, causes: Ints) -> None:
    standing = rows.status == USED
    negators = np.flatnonzero(standing & (rows.kind == NEGATOR))
    terms = np.flatnonzero(standing & (rows.kind == TERM))
    negations = compiled.terms.negations[rows.number[terms]]
    terms, negations = terms[negations >= 0], negations[negations >= 0]
    if not negators.size or not terms.size:
        return
    words = compiled.negators
    number = rows.number[negators]
    for of_set in np.unique(negations).tolist():
        these, beside = terms[negations == of_set], words.set[number] == of_set
        gapped = these[rows.last[these] != rows.start[these]]
        for reach in _reaches(compiled, of_set):
            chosen = negators[beside & (words.scale[number] == reach[0]) & (words.after[number] == reach[1])]
            if chosen.size:
                places = rows.end if reach[1] else rows.last
                _negate_by(compiled, rows, chosen, these, places, reach, clause, causes)
            if chosen.size and gapped.size and not reach[1]:
                _negate_by(compiled, rows, chosen, gapped, rows.start, reach, clause, causes)


def _reaches(compiled: Compiled, of_set: int) -> list[tuple[int, bool]]:
    """Return scale and side of the words of a set of negations."""
    words, chosen = compiled.negators, compiled.negators.set == of_set
    return sorted(set(zip(words.scale[chosen].tolist(), words.after[chosen].tolist(), strict=True)))


def _negate_by(
    compiled: Compiled,
    rows: _Rows,
    negators: Ints,
    terms: Ints,
    places: Ints,
    reach: tuple[int, bool],
    clause: Places,
    causes: Ints,
) -> None:
    scale, after = reach
    edge = rows.start[negators] if after else rows.end[negators]
    order = np.argsort(edge, kind="stable")
    edge, negators, place = edge[order], negators[order], places[terms]
    if after:
        at = np.minimum(np.searchsorted(edge, place, side="left"), edge.size - 1)
        near = (edge[at] >= place) & (edge[at] - place <= AFTER_REACH * scale)
        near &= clause[edge[at]] == clause[np.maximum(place - 1, 0)]
    else:
        at = np.maximum(np.searchsorted(edge, place, side="right") - 1, 0)
        window = compiled.terms.window[rows.number[terms]] * scale if scale else BESIDE
        near = (edge[at] <= place) & (place - edge[at] <= window)
        near &= clause[np.maximum(edge[at] - 1, 0)] == clause[place]
    hit, by = terms[near], negators[at[near]]
    rows.status[hit] = NEGATED
    causes[0][hit], causes[1][hit] = rows.start[by], rows.end[by]
