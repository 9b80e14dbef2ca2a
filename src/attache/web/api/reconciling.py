"""The reconciliation service over the edition that is shown: made in the background, once for each edition."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from attache.build.edition import Edition
from attache.build.posted import open_postings
from attache.build.registers import names_of, open_register_index, open_registers
from attache.link import Register
from attache.vocabulary.registers import catalogue
from attache.web.access import Role, needs
from attache.web.reconcile import Service, router
from attache.web.reconcile.queries import RequestError
from attache.web.reconcile.service import ORGANISATIONS
from attache.web.site import Site

__all__ = ["Reconciling", "reconciliation"]


class Reconciling:
    """Makes the service of the current edition when it is asked for first, and keeps it until there is another."""

    def __init__(self, site: Site) -> None:
        self._site, self._lock = site, threading.Lock()
        self._made: tuple[str, Service] | None = None
        self._failed: str | None = None
        self._making: threading.Thread | None = None

    def service(self) -> Service:
        """Return the service. RequestError (503) while the first is being made; the one before serves meanwhile."""
        edition = self._site.view().edition
        with self._lock:
            if self._made is None or self._made[0] != edition.edition_id:
                self._start(edition)
            if self._made is not None:
                return self._made[1]
            failed, self._failed = self._failed, None
        if failed:
            raise RequestError(failed, where="the service", mend="mend that and ask again", code=503)
        raise RequestError("is being made", where="the service", mend="ask again in a few seconds", code=503)

    def _start(self, edition: Edition) -> None:
        if self._making is None or not self._making.is_alive():
            self._making = threading.Thread(target=self._make, args=(edition,), daemon=True, name="reconciliation")
            self._making.start()

    def _make(self, edition: Edition) -> None:
        try:
            made = edition.edition_id, service_of(edition)
        except Exception as error:
            with self._lock:
                self._failed = f"could not be made ({type(error).__name__})"
            raise
        with self._lock:
            self._made = made


def service_of(edition: Edition) -> Service:
    """Return the service over the registers and the organisations of an edition."""
    registers = {
        name: Register(open_registers(edition, [name]), open_register_index(edition, [name]))
        for name in names_of(edition)
    }
    facts: Mapping[str, Any] = {}
    posted = open_postings(edition)
    if posted is not None:
        registers[ORGANISATIONS], told = posted
        facts = {f"{ORGANISATIONS}:{key}": _facts(one) for key, one in told.items()}
    known = catalogue().registers
    titles = {name: known[name].name for name in registers if name in known}
    return Service(registers, facts=facts, titles=titles)


def _facts(told: Mapping[str, Any]) -> dict[str, Any]:
    dates = {"first_posted": told["first"], "last_posted": told["last"]}
    return {"postings": told["opportunities"], **{name: date for name, date in dates.items() if date}}


def reconciliation(site: Site) -> APIRouter:
    """Return the routes of the reconciliation service of a workspace, for readers; its posts only ask."""
    return router(Reconciling(site).service, dependencies=[needs(Role.reader, "read")])
