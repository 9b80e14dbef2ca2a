"""A measured row as it is printed: its groups, numbers, interval and unit in a language."""

from __future__ import annotations

from attache.measure.estimates import Estimate
from attache.measure.labels import group_label, name_of
from attache.publish.brief.words import translate
from attache.vocabulary.codebook import Codebook

__all__ = ["amount", "figure", "groups", "heads", "interval", "total_of", "whole"]

_AT = {"en": 0, "zh": 1}


def amount(value: float) -> str:
    """Return a value with six digits at most, thousands apart; large ones without a fraction."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:,.4g}" if value != int(value) else f"{value:,.0f}"


def whole(number: int) -> str:
    """Return a count, thousands apart."""
    return f"{number:,}"


def figure(row: Estimate, language: str) -> str:
    """Return the share, else the value with its unit; empty where there is neither."""
    if row.share is not None:
        return f"{row.share:.1%}"
    if row.value is None:
        return ""
    unit = translate(row.unit, language)
    return f"{amount(row.value)} {unit}"


def interval(row: Estimate) -> str:
    """Return the interval of the share, else of the value; empty where there is none."""
    if row.low is None or row.high is None:
        return ""
    if row.share is not None:
        return f"{100 * row.low:.1f}–{row.high:.1%}"
    return f"{amount(row.low)}–{amount(row.high)}"


def total_of(row: Estimate) -> str:
    """Return the total; empty where there is none."""
    return "" if row.total is None else whole(row.total)


def groups(row: Estimate, codebook: Codebook, language: str) -> tuple[str, ...]:
    """Return the names of the row's groups, none to two."""
    pairs = ((row.by_1, row.group_1), (row.by_2, row.group_2))
    return tuple(group_label(by, group, codebook)[_AT[language]] for by, group in pairs if group is not None)


def heads(row: Estimate, codebook: Codebook, language: str) -> tuple[str, ...]:
    """Return the names of what the groups are values of."""
    pairs = ((row.by_1, row.group_1), (row.by_2, row.group_2))
    return tuple(name_of(by or "", codebook)[_AT[language]] for by, group in pairs if group is not None)
