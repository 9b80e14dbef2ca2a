"""Whether published figures of the same thing can be true together, and which are in dispute."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from attache.core.facts import Claim
from attache.measure.claims.findings import Outcome
from attache.measure.claims.ranges import days_of, range_of
from attache.vocabulary.claims import Published

__all__ = ["agree", "by_subject", "disputed", "rivals"]

Figures = Mapping[str, Published]


def agree(a: Claim, b: Claim) -> tuple[Outcome, str]:
    """Return whether two figures of one subject can be true together, and why or why not."""
    if a.unit != b.unit:
        return "not comparable", f"they count different things, {a.unit} and {b.unit}"
    if range_of(a) is None or range_of(b) is None:
        return "not comparable", "they are words"
    if apart := _other_time(a, b):
        return "not comparable", apart
    return _same_thing(a, b)


def _other_time(a: Claim, b: Claim) -> str | None:
    """Say why two claims do not speak of the same time; None where they do. A date is a figure, not a time."""
    if a.time_window == b.time_window or a.comparator == "text":
        return None
    one, other = days_of(a.time_window), days_of(b.time_window)
    if one is None or other is None:
        return "the time of one is not stated"
    if one[0] > other[1] or other[0] > one[1]:
        return f"they are of different times, {a.time_window} and {b.time_window}"
    return None


def _same_thing(a: Claim, b: Claim) -> tuple[Outcome, str]:
    one, other = range_of(a), range_of(b)
    if one is None or other is None or not one.meets(other):
        return "conflict", "they are of the same thing at the same time, and differ"
    if a.claim_id == b.claim_id and a.definition != b.definition:
        return "not comparable", f"what is counted is told in two ways, “{a.definition}” and “{b.definition}”"
    return "holds", "both can be true"


def by_subject(figures: Figures) -> dict[str, list[Claim]]:
    """Return all that is stated of each subject, by any source."""
    found: dict[str, list[Claim]] = {}
    for one in figures.values():
        found.setdefault(one.subject, []).extend((one.claim, *one.also))
    return found


def rivals(figures: Figures) -> dict[str, tuple[str, ...]]:
    """Return for each figure the keys of those of the same subject, unit and time that it cannot be true with."""
    found: dict[str, tuple[str, ...]] = {}
    for one in figures.values():
        same = [b for b in figures.values() if b.subject == one.subject and b.claim.claim_id != one.claim.claim_id]
        found[one.key] = tuple(b.key for b in same if agree(one.claim, b.claim)[0] == "conflict")
    return {key: others for key, others in found.items() if others}


def disputed(figures: Figures) -> dict[str, tuple[Claim, ...]]:
    """Return for each figure that is in dispute all that is stated of it: found by the figures, or said by records."""
    subjects = by_subject(figures)
    firsts = {one.claim.claim_id: one.claim for one in figures.values() if one.claim.part == 1}
    found: dict[str, tuple[Claim, ...]] = {}
    for one in figures.values():
        mine = (one.claim, *one.also)
        others = [claim for claim in subjects[one.subject] if claim.claim_id != one.claim.claim_id]
        pairs = [*combinations(mine, 2), *((a, b) for a in mine for b in others)]
        sides = [claim for pair in pairs if agree(*pair)[0] == "conflict" for claim in pair]
        stated = [firsts[other] for other in (one.claim.conflicts_with or "").split("; ") if other in firsts]
        if sides or stated:
            found[one.key] = tuple(dict.fromkeys((*(sides or [one.claim]), *stated)))
    return found
