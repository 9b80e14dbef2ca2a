"""What changed between two texts, for reading: lines first, then the characters or words within a changed line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import Indel

__all__ = ["Change", "Line", "compare"]

Kind = Literal["same", "added", "removed"]
_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)
_LONGEST = 3_000
"""Lines of a text, or tokens of a line, that are compared one by one; longer ones are shown as removed and added."""
_ISLAND = 2
"""Tokens between two changes that must be equal to be shown as having stayed; fewer are chance, and hard to read."""


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a line that stayed, came, or went."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison, or the number of unchanged lines that are left out (`skipped`)."""

    changes: tuple[Change, ...]
    skipped: int = 0


@lru_cache(maxsize=256)
def compare(old: str, new: str) -> tuple[Line, ...]:
    """Return the lines that changed, each with one line around it; what lies between is counted."""
    return tuple(_with_context(list(_lines(old.split("\n"), new.split("\n")))))


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    for same, gone, come in _steps(old, new):
        yield from (Line((Change("same", one),)) for one in same)
        paired = min(len(gone), len(come))
        yield from (Line(tuple(_within(*pair))) for pair in zip(gone, come, strict=False))
        yield from (Line((Change("removed", one),)) for one in gone[paired:])
        yield from (Line((Change("added", one),)) for one in come[paired:])


def _within(old: str, new: str) -> Iterator[Change]:
    told: list[tuple[Sequence[str], Sequence[str], Sequence[str]]] = []
    for same, gone, come in _steps(_TOKEN.findall(old), _TOKEN.findall(new)):
        if told and len(same) < _ISLAND and (gone or come):
            before, went, came = told[-1]
            told[-1] = (before, [*went, *same, *gone], [*came, *same, *come])
        else:
            told.append((same, gone, come))
    for step in told:
        yield from _told(*step)


def _told(same: Sequence[str], gone: Sequence[str], come: Sequence[str]) -> Iterator[Change]:
    kinds: tuple[tuple[Kind, Sequence[str]], ...] = (("same", same), ("removed", gone), ("added", come))
    yield from (Change(kind, "".join(tokens)) for kind, tokens in kinds if tokens)


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Yield what stayed, then what went and came behind it, from the start to the end."""
    if max(len(old), len(new)) > _LONGEST:
        yield [], old, new
        return
    same, gone, come = list[str](), list[str](), list[str]()
    for step in Indel.opcodes(old, new):
        before, after = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
        if step.tag == "equal":
            if same or gone or come:
                yield same, gone, come
            same, gone, come = list(before), [], []
        else:
            gone += before
            come += after
    yield same, gone, come


def _with_context(lines: Sequence[Line]) -> Iterator[Line]:
    near = {beside for at in _moved(lines) for beside in (at - 1, at, at + 1)}
    skipped = 0
    for at, line in enumerate(lines):
        if at not in near:
            skipped += 1
            continue
        if skipped:
            yield Line((), skipped)
        yield line
        skipped = 0
    if skipped:
        yield Line((), skipped)


def _moved(lines: Sequence[Line]) -> Iterable[int]:
    return (at for at, line in enumerate(lines) if any(one.kind != "same" for one in line.changes))
