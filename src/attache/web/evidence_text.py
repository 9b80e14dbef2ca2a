"""A text with the words that prove something marked: spans may overlap, so it is cut where one begins or ends.

Every piece says which proofs it belongs to, and leads to a note: the words as a whole with all that they prove.
Nothing here is HTML; templates escape what they are given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Marked", "Note", "Piece", "Proof", "mark"]

_MOST = 5_000
"""Spans that are marked; a text with more is hostile or broken."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What words may prove: an id within the page, its kind (a class of style), and the spans of the words."""

    key: str
    kind: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line under the same proofs; `note` is empty and `kind` is `plain` where it proves nothing."""

    text: str
    keys: tuple[str, ...] = ()
    kind: str = "plain"
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Words that prove something: all that they prove, and the places where they stand, the first one first."""

    key: str
    words: str
    keys: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in lines of pieces, and its notes; `first` gives for a proof the first place where it stands.

    `starts` gives the place of a piece by the character at which it starts.
    """

    lines: tuple[tuple[Piece, ...], ...]
    notes: tuple[Note, ...]
    first: Mapping[str, str]
    starts: Mapping[int, str]


def mark(text: str, proofs: Iterable[Proof]) -> Marked:
    """Cut a text at the ends of all spans; spans that do not lie in the text are left out.

    Of several proofs of a piece the first given one decides its kind.
    A piece under several spans leads to the note of the shortest of them, which tells all that its words prove at any
    place: also what wider spans around them and spans across them prove.
    """
    kinds, spans = _spans(len(text), proofs)
    names, order = _notes(text, spans), {key: at for at, key in enumerate(kinds)}
    pieces, places = [], defaultdict[str, list[str]](list)
    first: dict[str, str] = {}
    starts: dict[int, str] = {}
    for number, (start, end, open_spans) in enumerate(_stretches(text, spans)):
        if not open_spans:
            pieces.append(Piece(text[start:end]))
            continue
        place, note = f"w-{number}", names[_words(text, min(open_spans, key=_length))][0]
        keys = tuple(sorted({key for span in open_spans for key in spans[span]}, key=order.__getitem__))
        starts[start] = place
        for key in keys:
            first.setdefault(key, place)
        places[note].append(place)
        pieces.append(Piece(text[start:end], keys, kinds[keys[0]], note, place))
    notes = [
        Note(key, words, tuple(sorted(keys, key=order.__getitem__)), tuple(places[key]))
        for words, (key, keys) in names.items()
        if places[key]
    ]
    return Marked(tuple(_lines(pieces)), tuple(notes), first, starts)


def _spans(length: int, proofs: Iterable[Proof]) -> tuple[dict[str, str], dict[tuple[int, int], list[str]]]:
    kinds: dict[str, str] = {}
    found: dict[tuple[int, int], list[str]] = {}
    for proof in proofs:
        kinds[proof.key] = proof.kind
        for start, end in proof.spans:
            if 0 <= start < end <= length and len(found) < _MOST and proof.key not in found.get((start, end), ()):
                found.setdefault((start, end), []).append(proof.key)
    return kinds, found


def _notes(text: str, spans: Mapping[tuple[int, int], Sequence[str]]) -> dict[str, tuple[str, set[str]]]:
    """Return for the words of each span the id of their note and what they prove, at all places together."""
    ordered = sorted(spans)
    out: dict[str, tuple[str, set[str]]] = {}
    for at, span in enumerate(ordered):
        _, keys = out.setdefault(_words(text, span), (f"n-{len(out) + 1}", set()))
        keys.update(spans[span])
        for other in _meeting(ordered, at):
            inside = span[0] <= other[0] and other[1] <= span[1]
            keys.update(() if inside else spans[other])
    return out


def _words(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]]


def _length(span: tuple[int, int]) -> tuple[int, tuple[int, int]]:
    return span[1] - span[0], span


_NEAR = 40


def _meeting(ordered: Sequence[tuple[int, int]], at: int) -> Iterator[tuple[int, int]]:
    """Yield the spans that share characters with one of them, as far as they stand near it in the order."""
    start, end = ordered[at]
    for other in ordered[max(0, at - _NEAR) : at + 1 + _NEAR]:
        if other != (start, end) and other[0] < end and other[1] > start:
            yield other


def _stretches(
    text: str, spans: Mapping[tuple[int, int], object]
) -> Iterator[tuple[int, int, frozenset[tuple[int, int]]]]:
    """Yield (start, end, open spans) from cut to cut, lines cut too; a line feed is a stretch of its own."""
    starts, ends = defaultdict[int, list[tuple[int, int]]](list), defaultdict[int, list[tuple[int, int]]](list)
    for span in spans:
        starts[span[0]].append(span)
        ends[span[1]].append(span)
    feeds = {at for at, char in enumerate(text) if char == "\n"}
    cuts = sorted({0, len(text), *starts, *ends, *feeds, *(at + 1 for at in feeds)})
    open_spans: set[tuple[int, int]] = set()
    for start, end in pairwise(cuts):
        open_spans.difference_update(ends[start])
        open_spans.update(starts[start])
        yield start, end, frozenset() if text[start] == "\n" else frozenset(open_spans)


def _lines(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    line: list[Piece] = []
    for piece in pieces:
        if piece.text == "\n":
            yield tuple(line)
            line = []
        else:
            line.append(piece)
    yield tuple(line)
