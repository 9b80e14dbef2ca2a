"""What coding gives: codes with their spans and reason, and on request every hit with what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from attache.core.spans import Span

__all__ = ["Coded", "Explanation", "Hit", "Weighed"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A code: `variable` = `value`, with confidence from 0 to 1 and the words that show it.

    `spans` point into title + newline + text, best first, at most three (`Lexicon.explain`
    lists all hits); `reason` names the terms.
    """

    variable: str
    value: str
    confidence: float
    spans: tuple[Span, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a term of the codebook stands, and whether it counted; `why` says why or why not."""

    variable: str
    value: str
    term: str
    span: Span
    weight: float
    used: bool
    why: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A value with any evidence: its mass, its confidence, and whether it became a code (`why` if not)."""

    variable: str
    value: str
    mass: float
    confidence: float
    coded: bool
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a text was coded: all hits in the order of the text, all values with evidence, and the codes."""

    hits: tuple[Hit, ...]
    weighed: tuple[Weighed, ...]
    codes: tuple[Coded, ...]
