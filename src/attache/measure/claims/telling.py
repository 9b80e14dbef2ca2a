"""Published figures beside ours as JSON: what the command line, pages and API give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from attache.core.facts import Claim
from attache.measure.claims.comparing import Compared, Found
from attache.measure.claims.findings import Finding
from attache.vocabulary.claims import Claims

__all__ = ["VERDICTS", "as_json", "by_claim"]

VERDICTS = ("sources conflict", "differs", "matches", "not measured yet", "not comparable")
"""Verdicts, the most telling first: that of a claim is the first of those of its figures."""


def by_claim(compared: Iterable[Compared]) -> dict[str, list[Compared]]:
    """Return figures by the id of their claim, in order."""
    found: dict[str, list[Compared]] = {}
    for one in compared:
        found.setdefault(one.published.claim.claim_id, []).append(one)
    return found


def as_json(figures: Sequence[Compared], found: Sequence[Finding], known: Claims) -> dict[str, Any]:
    """Return a claim with its figures, ours beside each, and the findings of rules that speak of it."""
    first = figures[0].published.claim
    return {
        "claim": first.claim_id,
        "verdict": min((one.verdict for one in figures), key=VERDICTS.index),
        "derived_from": (first.derived_from or "").split("; ") if first.derived_from else [],
        "conflicts_with": (first.conflicts_with or "").split("; ") if first.conflicts_with else [],
        "note": first.note,
        "figures": [_figure(one, known) for one in figures],
        "findings": [asdict(one) for one in found if first.claim_id in one.claims],
    }


def _figure(one: Compared, known: Claims) -> dict[str, Any]:
    claim = one.published.claim
    return {
        "figure": one.published.key,
        "part": claim.part,
        "statement": claim.statement,
        "published": _stated(claim, known),
        "also": [_stated(also, known) for also in one.published.also],
        "ours": _measured(one.ours, claim.unit),
        "other_variants": [_measured(other, claim.unit) for other in one.others],
        "verdict": one.verdict,
        "reason": one.reason,
        "sources_say": [_stated(stated, known) for stated in one.stated],
        "ours_supports": [_stated(stated, known) for stated in one.supports],
    }


def _stated(claim: Claim, known: Claims) -> dict[str, Any]:
    keys = ("claim_id", "as_stated", "comparator", "low", "high", "unit", "time_window", "denominator", "definition")
    told: dict[str, Any] = {key: getattr(claim, key) for key in (*keys, "grade")}
    sources: list[Mapping[str, Any]] = []
    for key in claim.source.split("; "):
        sources.append(asdict(known.sources[key]) if key in known.sources else {"address": key})
    return told | {"sources": sources}


def _measured(found: Found, unit: str) -> dict[str, Any] | None:
    if found.by is None:
        return None
    told: dict[str, Any] = {"value": found.value, "low": found.low, "high": found.high, "unit": unit}
    if found.by.reference is not None:
        return told | {"reference": found.by.reference, "synthetic": False}
    told |= {"measure": found.by.measure, "variant": found.by.variant, "of": found.by.of}
    row = {"row": found.row.row_id, **asdict(found.row)} if found.row else None
    covered = {**asdict(found.coverage), "says": found.coverage.says} if found.coverage else None
    return told | {"synthetic": bool(covered and covered["synthetic"]), "row": row, "coverage": covered}
