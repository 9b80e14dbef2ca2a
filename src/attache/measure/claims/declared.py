"""Rules that a claims file declares: one formula set beside another figure, with every rival figure tried in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from attache.core.errors import InputError
from attache.measure.claims.agreeing import rivals
from attache.measure.claims.findings import Finding, Outcome
from attache.measure.claims.formulas import counts_of, evaluate, names_in
from attache.measure.claims.ranges import Range, number, range_of
from attache.vocabulary.claims import Published, Rule

__all__ = ["check"]

Figures = Mapping[str, Published]
_ONE = (("one more", 1.0), ("one less", -1.0))


@dataclass(frozen=True, slots=True)
class _Case:
    """A choice among rival figures: those that are taken, and what this makes others stand for."""

    taken: tuple[str, ...]
    given: Mapping[str, Range]

    @property
    def told(self) -> str:
        return f"with {', '.join(self.taken)}, " if self.taken else ""


def check(rule: Rule, figures: Figures) -> Finding:
    """Apply a declared rule. InputError names the rule whose formula cannot be computed."""
    try:
        if rule.totals:
            return _totals(rule, figures)
        if rule.union:
            return _union(rule, figures)
        other = rule.agrees_with or rule.at_most
        return _fits(rule, other, figures) if other else _computed(rule, figures)
    except InputError as error:
        raise InputError(f"rule {rule.id}: {error.what}", mend=error.mend or "mend the rule") from None


def _ids(formulas: Sequence[str], cases: Sequence[_Case] = ()) -> tuple[str, ...]:
    names = [name for formula in formulas for name in names_in(formula)]
    names += [key for case in cases for key in case.taken]
    return tuple(dict.fromkeys(name.partition("_")[0] for name in names))


def _cases(formulas: Sequence[str], figures: Figures) -> list[_Case]:
    """The figures as they are named, and each of them replaced by each of its rivals."""
    contradicting = rivals(figures)
    names = dict.fromkeys(name for formula in formulas for name in names_in(formula))
    disputed = [name for name in names if name in contradicting]
    found = [_Case(tuple(disputed), {})]
    for name in disputed:
        for rival in contradicting[name]:
            allowed = range_of(figures[rival].claim)
            if allowed is not None:
                found.append(_Case((rival,), {name: allowed}))
    return found


def _fits(rule: Rule, other: str, figures: Figures) -> Finding:
    cases = _cases((rule.compute, other), figures)
    results = [_fit(rule, other, figures, case.given) for case in cases]
    fitting = [fits for fits, _, _ in results]
    fit, unfit = ("is not more than", "is more than") if rule.at_most else ("fits", "does not fit")
    says = "; ".join(
        f"{case.told}{rule.compute} is {found}, which {fit if fits else unfit} {limit}"
        for case, (fits, found, limit) in zip(cases, results, strict=True)
    )
    outcome: Outcome = "holds" if all(fitting) else "unsettled" if any(fitting) else "conflict"
    if rule.agrees_with and all(fitting) and len(cases) > 1:
        outcome = "unsettled"
        names = " and ".join(key for case in cases for key in case.taken)
        says += f"; so this cannot settle which of {names} is right"
    elif breaks := list(_breaking(rule, other, figures)) if all(fitting) else []:
        outcome, says = "holds only just", f"{says}; {breaks[0]}"
    _, found, _ = results[0]
    return Finding(
        rule.id, outcome, _ids((rule.compute, other), cases), f"{rule.says} {_sentence(says)}",
        {"low": found.low, "high": found.high},
    )  # fmt: skip


def _fit(rule: Rule, other: str, figures: Figures, given: Mapping[str, Range]) -> tuple[bool, Range, Range]:
    found, limit = evaluate(rule.compute, figures, given), evaluate(other, figures, given)
    if rule.at_most:
        return found.low <= limit.high, found, Range(limit.high, limit.high)
    return found.meets(limit), found, limit


def _breaking(rule: Rule, other: str, figures: Figures) -> Iterator[str]:
    """Yield how one record more or less in a counted figure would break the rule."""
    for name in names_in(rule.compute):
        claim = figures[name].claim
        if claim.comparator != "=" or claim.unit in ("percent", "ratio") or claim.low is None:
            continue
        for word, step in _ONE:
            value = claim.low + step
            fits, found, _ = _fit(rule, other, figures, {name: Range(value, value)})
            if not fits:
                yield f"{word} in {name} ({number(value)}) gives {found} and breaks it"


def _union(rule: Rule, figures: Figures) -> Finding:
    """Parts that may overlap: their sum is at least their union, and more by what overlaps."""
    union = rule.union or ""
    total, whole = evaluate(rule.compute, figures), evaluate(union, figures)
    overlap = total - whole
    parts = [evaluate(name, figures) for name in names_in(rule.compute)]
    most = min((part.high for part in parts), default=0.0)
    possible = overlap.high >= 0 and overlap.low <= most
    plain = total.meets(whole)
    outcome: Outcome = "holds" if plain else "unsettled" if possible else "conflict"
    middle = (total.low + total.high) / 2 - (whole.low + whole.high) / 2
    says = f"{rule.compute} is {total}, against {whole} for the union ({union})"
    if not plain:
        says += (
            f"; they agree if {overlap} records (about {number(round(middle))}) are in both, or if a figure is rounded"
        )
        says += "" if possible else f", which is impossible: a part has at most {number(most)}"
    return Finding(
        rule.id, outcome, _ids((rule.compute, union)), f"{rule.says} {_sentence(says)}",
        {"sum": total.low, "overlap": middle},
    )  # fmt: skip


def _totals(rule: Rule, figures: Figures) -> Finding:
    """Which of several totals has a count that rounds to a percentage, and which count."""
    percent = evaluate(rule.compute, figures)
    found: dict[str, range] = {}
    told = []
    for formula in rule.totals:
        total = int(evaluate(formula, figures).low)
        counts = found[formula] = counts_of(percent, total)
        told.append(f"of {formula} = {total}, {_counted(counts, percent, total)}")
    fitting = [formula for formula, counts in found.items() if counts]
    outcome: Outcome = "conflict" if not fitting else "holds" if len(fitting) == 1 else "unsettled"
    numbers = {"least": found[fitting[0]][0], "most": found[fitting[0]][-1]} if fitting else {}
    return Finding(
        rule.id, outcome, _ids((rule.compute, *rule.totals)), f"{rule.says} {_sentence('; '.join(told))}", numbers
    )


def _counted(counts: range, percent: Range, total: int) -> str:
    if counts:
        return f"{counts[0]} rounds to it" if len(counts) == 1 else f"{counts[0]} to {counts[-1]} round to it"
    below = int(percent.low * total / 100)
    near = (f"{n} is {100 * n / total:.1f} %" for n in (below, below + 1) if 0 <= n <= total and total)
    return f"no count rounds to it ({', '.join(near)})"


def _computed(rule: Rule, figures: Figures) -> Finding:
    cases = _cases((rule.compute,), figures)
    results = [evaluate(rule.compute, figures, case.given) for case in cases]
    says = "; ".join(f"{case.told}{rule.compute} is {found}" for case, found in zip(cases, results, strict=True))
    numbers = {"low": results[0].low, "high": results[0].high}
    outcome: Outcome = "holds" if len(cases) == 1 else "unsettled"
    return Finding(rule.id, outcome, _ids((rule.compute,), cases), f"{rule.says} {_sentence(says)}", numbers)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text.startswith(("with ", "of ")) else f"{text}."
