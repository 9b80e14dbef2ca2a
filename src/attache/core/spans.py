"""Spans: where in a stored text the words stand that prove a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Field", "Span", "absent", "anchored", "merge"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range `[start, end)` of characters (Unicode code points) of a stored text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the words it covers."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """Return the same words, `by` characters further on."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """A read value with its proof, or None with the reason why the text does not support one.

    `reason` names the rule that found the value, or why there is none; it is never empty.
    """

    value: T | None
    spans: tuple[Span, ...]
    reason: str


def absent(reason: str) -> Field[T]:
    """Return a value that the text does not support, with the reason."""
    return Field(None, (), reason)


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, with overlapping and touching ones joined."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)


def anchored(start: int, end: int, quote: str, text: str) -> Span | None:
    """Return where words that were cited from a text stand in a later text; None where they do not.

    Where they stand several times, the place nearest to the old one is meant.
    """
    if not quote or not 0 <= start < end:
        return None
    if text[start:end] == quote:
        return Span(start, end)
    places, at = list[int](), text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    if not places:
        return None
    nearest = min(places, key=lambda place: (abs(place - start), place))
    return Span(nearest, nearest + len(quote))
