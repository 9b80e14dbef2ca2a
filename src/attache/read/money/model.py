"""What is read of an amount."""

from __future__ import annotations

from dataclasses import dataclass

from attache.core.spans import Span

__all__ = ["KINDS", "Money"]

KINDS = (
    "investment_sought",
    "valuation",
    "project_cost",
    "price",
    "revenue",
    "registered_capital",
    "funding_received",
    "equity_share",
    "unspecified",
)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as stated.

    `low` and `high` are in units of the currency, or percent for a share; equal for a single figure.
    `low` is None for 不超过, `high` for 以上, both for 数百万. `currency` is ISO 4217, None for a share and
    where the text does not say; `reason` names the rule, and why there is no currency.
    """

    span: Span
    as_stated: str
    kind: str
    currency: str | None
    low: float | None
    high: float | None
    approximate: bool
    reason: str
