"""What pages need of the ledger to know people: accounts, sessions, tokens, throttle, journal; made when first used."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from attache.ledger import Ledger
from attache.ledger.accounts import Accounts
from attache.ledger.journal import Journal
from attache.ledger.sessions import Sessions
from attache.ledger.tallies import Tallies
from attache.ledger.throttle import Throttle
from attache.ledger.tokens import Tokens

__all__ = ["People", "kept_of"]


@dataclass(frozen=True, slots=True)
class People:
    """Everything about people in one ledger."""

    accounts: Accounts
    sessions: Sessions
    tokens: Tokens
    throttle: Throttle
    journal: Journal
    tallies: Tallies

    @classmethod
    def of(cls, ledger: Ledger) -> People:
        """Return it for a ledger; its tables are made where they are not there."""
        journal = Journal(ledger)
        ours = Accounts(ledger), Sessions(ledger), Tokens(ledger), Throttle(ledger)
        return cls(*ours, journal, Tallies(ledger))


def kept_of(request: Request) -> People:
    """Return what the application of a request keeps of people."""
    state = request.app.state
    found: People | None = getattr(state, "kept", None)
    if found is None:
        found = state.kept = People.of(state.site.ledger)
    return found
