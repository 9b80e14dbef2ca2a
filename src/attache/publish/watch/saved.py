"""Saved queries: decisions of kind `watch` in the ledger. Secrets are none of them; they stay in the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from attache.build.search import FACETS
from attache.core.errors import InputError, NotFoundError
from attache.ledger import Ledger

__all__ = ["Watch", "add_watch", "remove_watch", "watches"]

KIND = "watch"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_MAIL = re.compile(r"[^@\s<>,;\"()\[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved query: words and facets as in a search, and where its changes are told.

    `where` maps facets (`country`, `mission`, `field` …) to values; `webhooks` are http(s) addresses.
    """

    name: str
    words: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    webhooks: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    author: str = ""
    decision_id: str = ""

    @property
    def asked(self) -> str:
        """The query in one line."""
        facets = [f"{name}={value}" for name, values in sorted(self.where.items()) for value in values]
        return " ".join(filter(None, (self.words, *facets))) or "everything"


def watches(ledger: Ledger) -> dict[str, Watch]:
    """Return the standing watches by name; a name saved again stands as saved last."""
    found = {}
    for one in ledger.decisions(KIND, standing=True):
        told = one.payload
        where = {name: tuple(values) for name, values in told.get("where", {}).items()}
        channels = tuple(told.get("webhooks", ())), tuple(told.get("mails", ()))
        found[one.subject] = Watch(
            one.subject, str(told.get("words", "")), where, *channels, one.author, one.decision_id
        )
    return dict(sorted(found.items()))


def add_watch(ledger: Ledger, watch: Watch, *, author: str) -> Watch:
    """Save a query; InputError for a name, facet, address or mail address that cannot be used."""
    _check(watch)
    payload = {
        "words": watch.words,
        "where": {name: list(values) for name, values in sorted(watch.where.items())},
        "webhooks": list(watch.webhooks),
        "mails": list(watch.mails),
    }
    if watch.name in watches(ledger):
        remove_watch(ledger, watch.name, author=author)
    ledger.append(KIND, watch.name, payload, author=author)
    return watches(ledger)[watch.name]


def remove_watch(ledger: Ledger, name: str, *, author: str) -> None:
    """Take a watch back; NotFoundError where there is none of that name."""
    found = watches(ledger).get(name)
    if found is None:
        raise NotFoundError(f"there is no watch `{name}`", mend="`attache watch list` lists them")
    ledger.append("retract", name, {}, author=author, retracts=found.decision_id)


def _check(watch: Watch) -> None:
    if not _NAME.fullmatch(watch.name):
        raise InputError(f"`{watch.name}` cannot be a name", mend="use small letters, digits and hyphens")
    for name in watch.where:
        if name not in FACETS:
            raise InputError(f"there is no facet `{name}`", mend=f"use one of {', '.join(FACETS)}")
    for address in watch.webhooks:
        _check_webhook(address)
    for address in watch.mails:
        if not _MAIL.fullmatch(address):
            raise InputError(f"`{address[:80]}` is no e-mail address", mend="write it as name@example.org")


def _check_webhook(address: str) -> None:
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or not address.isascii() or not address.isprintable() or " " in address:
        raise InputError(f"`{address[:80]}` is no web address", mend="write it as https://example.org/hook")
    if parts.username is not None or parts.password is not None:
        mend = "leave them out; requests are signed with the secret in ATTACHE_WEBHOOK_SECRET"
        raise InputError("the webhook's address holds a user name or password", mend=mend)
