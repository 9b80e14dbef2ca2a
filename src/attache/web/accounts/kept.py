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
from attache.web.once import once_for_all

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
    return once_for_all(request, "kept", lambda: People.of(request.app.state.site.ledger))
