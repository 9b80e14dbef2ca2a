"""Rules that hold for any claims: each a few lines over figures, none of which names one.

They find what contradicts what from what the records say: subject, unit, time, source, whole and part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from attache.core.errors import InputError
from attache.core.facts import Claim
from attache.measure.claims.agreeing import agree, by_subject
from attache.measure.claims.findings import Check, Finding, Outcome, chain, share_told, single, told
from attache.measure.claims.formulas import NothingError, counts_of, evaluate
from attache.measure.claims.ranges import Range, days_of, number, range_of, rounded
from attache.measure.intervals import wilson
from attache.vocabulary.claims import Published, Rate

__all__ = ["RULES", "exchange_rates"]

Figures = Mapping[str, Published]


def sources_disagree(figures: Figures) -> Iterator[Finding]:
    """Figures of one subject, unit and time are the same figure: where they differ, sources conflict."""
    for subject in by_subject(figures).values():
        for a, b in combinations(subject, 2):
            outcome, why = agree(a, b)
            if (a.claim_id == b.claim_id and a.part != b.part) or (a.comparator == "text" and outcome == "holds"):
                continue
            if _currency(a.unit) and _currency(b.unit):  # exchange_rates sees to amounts of money
                continue
            ids = tuple(dict.fromkeys((a.claim_id, b.claim_id)))
            if outcome != "conflict" and b.claim_id in (a.conflicts_with or "").split("; "):
                why += ", although the records call it a conflict"
            if outcome != "holds" or a.as_stated != b.as_stated:
                yield Finding("sources-disagree", outcome, ids, f"{told(a)} and {told(b)}: {why}.")


def _currency(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()


def stated_conflicts(figures: Figures) -> Iterator[Finding]:
    """A conflict that the records state is looked at: whether the figures themselves contradict each other."""
    firsts = {one.claim.claim_id: one for one in figures.values() if one.claim.part == 1}
    for one in firsts.values():
        a = one.claim
        for other in (a.conflicts_with or "").split("; "):
            if other in firsts and a.claim_id < other and firsts[other].subject != one.subject:
                b = firsts[other].claim
                outcome, why = agree(a, b)
                kept: Outcome = "unsettled" if outcome == "holds" else outcome
                yield Finding("stated-conflicts", kept, (a.claim_id, other), f"{told(a)} against {told(b)}: {why}.")


def parts_fit(figures: Figures) -> Iterator[Finding]:
    """A part is not more than the whole that it is a part of; its share comes with Wilson's 95 % interval."""
    for one in figures.values():
        whole = figures.get(one.whole or "")
        mine, all_ = range_of(one.claim), range_of(whole.claim) if whole else None
        if whole is None or mine is None or all_ is None or one.claim.unit == "percent":
            continue
        ids = tuple(dict.fromkeys((one.claim.claim_id, whole.claim.claim_id)))
        if mine.low > all_.high:
            says = f"{told(one.claim)} is more than its whole, {told(whole.claim)}."
            yield Finding("parts-fit", "conflict", ids, says)
            continue
        for above in chain(figures, one.key)[1:]:
            yield _conversion(one.claim, above.claim)


def _conversion(part: Claim, whole: Claim) -> Finding:
    n, total = single(part), single(whole)
    ids = tuple(dict.fromkeys((part.claim_id, whole.claim_id)))
    if n is None or total is None or n > total:
        return Finding("parts-fit", "holds", ids, f"{told(part)} can be a part of {told(whole)}.")
    low, high = (100 * end for end in wilson(n, total))
    says = f"{part.statement}: {share_told(n, total)} ({low:.1f}–{high:.1f})."
    return Finding("parts-fit", "holds", ids, says, {"percent": 100 * n / total, "low": low, "high": high})


def counts_behind_shares(figures: Figures) -> Iterator[Finding]:
    """A percentage of a known whole stands for whole numbers: which counts round to it, if any does."""
    for one in figures.values():
        whole = figures.get(one.whole or "")
        total = single(whole.claim) if whole else None
        percent = range_of(one.claim)
        if whole is None or total is None or percent is None or one.claim.unit != "percent":
            continue
        counts = counts_of(percent, int(total))
        ids = (one.claim.claim_id, whole.claim.claim_id)
        if not counts:
            yield Finding("counts-behind-shares", "conflict", ids, f"No count of {number(total)} is {told(one.claim)}.")
            continue
        shown = str(Range(counts[0], counts[-1]))
        yield Finding(
            "counts-behind-shares", "holds", ids, f"{told(one.claim)} of {number(total)} stands for {shown}.",
            {"least": counts[0], "most": counts[-1]},
        )  # fmt: skip


def splits_add_up(figures: Figures) -> Iterator[Finding]:
    """Parts that do not overlap are together not more than their whole, whichever of rival figures is taken."""
    groups: dict[tuple[str, str], dict[str, list[Claim]]] = {}
    for one in figures.values():
        if one.split and one.whole in figures and single(one.claim) is not None:
            groups.setdefault((one.whole or "", one.split), {}).setdefault(one.subject, []).append(one.claim)
    for (whole, split), subjects in groups.items():
        total = range_of(figures[whole].claim)
        most = sum(max(single(claim) or 0.0 for claim in rivals_) for rivals_ in subjects.values())
        least = sum(min(single(claim) or 0.0 for claim in rivals_) for rivals_ in subjects.values())
        if total is not None:
            outcome: Outcome = "conflict" if least > total.high else "unsettled" if most > total.high else "holds"
            ids = tuple(dict.fromkeys(c.claim_id for claims in subjects.values() for c in claims))
            says = f"By {split}, {number(least)} to {number(most)}" if least < most else f"By {split}, {number(most)}"
            says += f" of {told(figures[whole].claim)} are accounted for."
            yield Finding("splits-add-up", outcome, (*ids, figures[whole].claim.claim_id), says, {"sum": most})


def derived_again(figures: Figures) -> Iterator[Finding]:
    """What was derived from other figures is derived again, by the formula that its record gives."""
    for one in figures.values():
        if one.formula is None:
            if one.claim.derived_from and not any(
                f.formula for f in figures.values() if f.claim.claim_id == one.claim.claim_id
            ):
                says = f"{told(one.claim)} says that it is derived from {one.claim.derived_from}, and not how."
                yield Finding("derived-again", "unsettled", (one.claim.claim_id,), says)
            continue
        try:
            found = evaluate(one.formula, figures)
        except NothingError as error:
            yield Finding("derived-again", "conflict", _ids(one.claim), f"{told(one.claim)}: {error.what}.")
            continue
        except InputError as error:
            raise InputError(f"{one.key}: {error.what}", mend=error.mend) from None
        outcome: Outcome = "holds" if _derived_agrees(one.claim, found) else "conflict"
        says = f"{told(one.claim)} = {one.formula}: {found}."
        yield Finding("derived-again", outcome, _ids(one.claim), says, {"low": found.low, "high": found.high})


def _derived_agrees(claim: Claim, found: Range) -> bool:
    stated = range_of(claim)
    if stated is None:
        return False
    if claim.comparator == "range" and not found.single:
        ends = ((claim.low, found.low), (claim.high, found.high))
        return all(stated_end is not None and abs(stated_end - end) <= 0.05 for stated_end, end in ends)
    return stated.meets(found)


def _ids(claim: Claim) -> tuple[str, ...]:
    return (claim.claim_id, *filter(None, (claim.derived_from or "").split("; ")))


def days_fit_dates(figures: Figures) -> Iterator[Finding]:
    """A number of days between two dates fits the dates, as exact as these are."""
    for one in figures.values():
        claim = one.claim
        first, slash, last = (claim.time_window or "").partition("/")
        start, end, stated = days_of(first), days_of(last), range_of(claim)
        if claim.unit == "days" and slash and start and end and stated:
            possible = Range(max(end[0] - start[1], 0), end[1] - start[0])
            outcome: Outcome = "holds" if possible.meets(stated) else "conflict"
            says = f"{told(claim)}: from {first} to {last} it is {possible} days."
            yield Finding(
                "days-fit-dates", outcome, (claim.claim_id,), says, {"low": possible.low, "high": possible.high}
            )


def exchange_rates(figures: Figures, rates: Sequence[Rate]) -> Iterator[Finding]:
    """An amount that is stated in two currencies implies a rate; it lies near those of the time."""
    for one in figures.values():
        for other in one.also:
            near = [rate for rate in rates if {rate.base, rate.quote} == {one.claim.unit, other.unit}]
            a, b = single(one.claim), single(other)
            if near and a and b:
                yield _implied(one.claim, other, a, b, near)


def _implied(claim: Claim, other: Claim, a: float, b: float, near: Sequence[Rate]) -> Finding:
    quoted, based = (a, b) if near[0].quote == claim.unit else (b, a)
    implied = Range(quoted, quoted) / rounded(based) if quoted == a else rounded(quoted) / Range(based, based)
    known = Range(min(rate.rate for rate in near), max(rate.rate for rate in near))
    dates = "; ".join(f"{rate.on}: {rate.rate:g} ({rate.source})" for rate in near)
    outcome: Outcome = "holds" if implied.meets(known) else "conflict"
    says = (
        f"{claim.claim_id}: {number(a)} {claim.unit} stated as {number(b)} {other.unit} implies "
        f"{implied.low:.3f}–{implied.high:.3f} {near[0].quote} for one {near[0].base}; known rates {dates}."
    )
    return Finding("exchange-rates", outcome, (claim.claim_id,), says, {"low": implied.low, "high": implied.high})


RULES: tuple[Check, ...] = (
    sources_disagree,
    stated_conflicts,
    parts_fit,
    counts_behind_shares,
    splits_add_up,
    derived_again,
    days_fit_dates,
)
"""Rules over figures alone; `exchange_rates` needs rates beside them."""
