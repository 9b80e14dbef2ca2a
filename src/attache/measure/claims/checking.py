"""All rules over all claims."""

from __future__ import annotations

from attache.measure.claims.declared import check
from attache.measure.claims.findings import OUTCOMES, Finding
from attache.measure.claims.rules import RULES, exchange_rates
from attache.vocabulary.claims import Claims

__all__ = ["check_figures"]

_ORDER = {outcome: at for at, outcome in enumerate(OUTCOMES)}


def check_figures(claims: Claims) -> list[Finding]:
    """Return what the rules find among published figures alone, the most telling first.

    InputError names a rule whose formula cannot be computed.
    """
    figures = dict(sorted(claims.figures.items()))
    found = [finding for rule in RULES for finding in rule(figures)]
    found += exchange_rates(figures, claims.rates)
    found += [check(rule, figures) for rule in claims.rules]
    return sorted(found, key=lambda one: (_ORDER[one.outcome], one.claims))
