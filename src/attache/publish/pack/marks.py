"""Marking the words of a text that prove something: spans may overlap, so the text is cut at their ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

__all__ = ["Mark", "Piece", "Told", "all_told", "marks_of", "pieces"]

Kind = Literal["code", "value"]
_LONGEST = 60
"""Characters of a value's words; to mark whole paragraphs would mark everything."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that prove something. `told` names what."""

    number: int
    start: int
    end: int
    words: str
    kind: Kind
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text under the same marks; `kind` is empty where nothing is marked.

    `ending` are the numbers of the marks that end with it.
    """

    text: str
    kind: Literal["", "code", "value", "both"]
    ending: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A code or value: how it is called, who says so and why, and the numbers of the marks that prove it."""

    name: str
    why: str
    numbers: tuple[int, ...]


def marks_of(
    text: str, codes: Iterable[Mapping[str, Any]], values: Iterable[Mapping[str, Any]], names: Mapping[str, str]
) -> list[Mark]:
    """Return the marks of a text by their places; `names` gives for `variable=value` how it is called."""
    found: dict[tuple[int, int], dict[str, None]] = {}
    kinds: dict[tuple[int, int], Kind] = {}
    for code in codes:
        span = (int(code["start"]), int(code["end"]))
        key = f"{code['variable']}={code['value']}"
        if 0 <= span[0] < span[1] <= len(text):
            found.setdefault(span, {})[names.get(key, key)] = None
            kinds[span] = "code"
    for value in values:
        span = (int(value["start"]), int(value["end"]))
        if 0 <= span[0] < span[1] <= min(len(text), span[0] + _LONGEST) and value["name"] != "title":
            found.setdefault(span, {})[f"{value['name']}: {value['value']}"] = None
            kinds.setdefault(span, "value")
    return [
        Mark(at, start, end, text[start:end], kinds[start, end], tuple(found[start, end]))
        for at, (start, end) in enumerate(sorted(found), 1)
    ]


def all_told(
    marks: Iterable[Mark],
    codes: Iterable[Mapping[str, Any]],
    values: Iterable[Mapping[str, Any]],
    names: Mapping[str, str],
) -> list[Told]:
    """Return every code and value with its reason, by name; those that no words prove have no numbers."""
    numbers: dict[str, list[int]] = {}
    for mark in marks:
        for name in mark.told:
            numbers.setdefault(name, []).append(mark.number)
    why: dict[str, dict[str, None]] = {}
    for code in codes:
        key = f"{code['variable']}={code['value']}"
        why.setdefault(names.get(key, key), {})[f"{code['coder']}: {code['reason']}"] = None
    for value in values:
        if len(str(value["value"])) <= _LONGEST:
            why.setdefault(f"{value['name']}: {value['value']}", {})[str(value["reason"])] = None
    return [Told(name, "; ".join(why[name]), tuple(numbers.get(name, ()))) for name in sorted(why)]


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """Return the text cut where marks begin and end."""
    marks = list(marks)
    ends: dict[int, list[int]] = {}
    steps: dict[int, list[tuple[int, Kind]]] = {}
    for mark in marks:
        ends.setdefault(mark.end, []).append(mark.number)
        steps.setdefault(mark.start, []).append((1, mark.kind))
        steps.setdefault(mark.end, []).append((-1, mark.kind))
    cuts = sorted({0, len(text), *steps})
    open_marks: dict[Kind, int] = {"code": 0, "value": 0}
    out = []
    for start, end in pairwise(cuts):
        for step, kind in steps.get(start, ()):
            open_marks[kind] += step
        out.append(Piece(text[start:end], _kind(open_marks), tuple(ends.get(end, ()))))
    return out


def _kind(open_marks: Mapping[Kind, int]) -> Literal["", "code", "value", "both"]:
    if open_marks["code"] and open_marks["value"]:
        return "both"
    return "code" if open_marks["code"] else "value" if open_marks["value"] else ""
