"""The ledger: what people decided; appended, never changed."""

from __future__ import annotations

from attache.ledger.store import ADJUDICATED, Decision, Draft, Ledger

__all__ = ["ADJUDICATED", "Decision", "Draft", "Ledger"]
