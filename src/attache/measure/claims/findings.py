"""What a rule finds among published figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from attache.core.facts import Claim
from attache.measure.claims.ranges import number
from attache.vocabulary.claims import Published

__all__ = ["OUTCOMES", "Finding", "Outcome", "chain", "told"]

Outcome = Literal["conflict", "unsettled", "holds only just", "holds", "not comparable"]
OUTCOMES: Mapping[Outcome, str] = {
    "conflict": "the figures cannot all be true as they are stated",
    "unsettled": "the figures fit each of several that contradict one another, or need more than is published",
    "holds only just": "the figures fit, and one record more or less would break them",
    "holds": "the figures fit",
    "not comparable": "units, times or words differ, so that arithmetic says nothing",
}
"""What may come out of a rule, the most telling first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule finds about some claims: a sentence, and the numbers in it by name."""

    rule: str
    outcome: Outcome
    claims: tuple[str, ...]
    says: str
    numbers: Mapping[str, float] = field(default_factory=dict)


def told(claim: Claim) -> str:
    """Return a figure with its claim and where it was published: `C005 (~150; voachinese.com)`."""
    places = dict.fromkeys(source.partition("/")[0] for source in claim.source.split("; "))
    return f"{claim.claim_id} ({claim.as_stated}; {', '.join(places)})"


def chain(figures: Mapping[str, Published], key: str) -> list[Published]:
    """Return a figure, what it is a part of, what that is a part of …; a circle ends where it closes."""
    found: dict[str, Published] = {}
    at: str | None = key
    while at is not None and at in figures and at not in found:
        found[at] = figures[at]
        at = figures[at].whole
    return list(found.values())


def single(claim: Claim) -> float | None:
    """Return the one number that a claim states, "about" or not; None for ranges, bounds and words."""
    return claim.low if claim.comparator in ("=", "~") else None


def share_told(n: float, total: float) -> str:
    """Return a share as findings print it."""
    return f"{number(n)} of {number(total)} is {100 * n / total:.1f} %"


Check = Callable[[Mapping[str, Published]], Iterable[Finding]]
