"""Work for coders and adjudicators: samples to be coded one record after the other, and where people disagree."""

from __future__ import annotations

import threading

from fastapi import APIRouter, Request, Response

from attache.ledger import Ledger
from attache.web.access import Role, needs
from attache.web.language import language_of
from attache.web.once import once_for_all
from attache.web.pages.asked import Asked, site_of
from attache.web.record.named import Words
from attache.web.record.sampled import Given, doubts, given, present_in, works
from attache.web.rendering import page

__all__ = ["router"]

router = APIRouter()
_MOST = 100
"""Disagreements that are listed at most."""


@router.get("/coding", dependencies=[needs(Role.coder)], response_class=Response)
def coding_work(request: Request, view: Asked, done: str = "") -> Response:
    """List the samples that people code, with what is still to do, and what people disagree on."""
    ledger, viewer = site_of(request).ledger, request.state.viewer
    codes = once_for_all(request, "codes_of_people", lambda: _Codes(ledger)).now()
    settles = viewer.role >= Role.adjudicator
    differing = doubts(codes) if settles else []
    cards = [(one, view.shelf.card_of(one.unit)) for one in differing[:_MOST]]
    return page(
        request, "coding_work.html", view=view, works=works(ledger, codes, present_in(view), viewer.name),
        settles=settles, doubts=cards, doubts_n=len(differing), words=Words(view.codebook, language_of(request)),
        done=done == "1",
    )  # fmt: skip


class _Codes:
    """What people coded, read again when there is something new."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, threading.Lock()
        self._at: tuple[int, str] = (-1, "")
        self._kept: Given = {}

    def now(self) -> Given:
        with self._lock:
            at = self._ledger.last("code")
            if at != self._at:
                self._at, self._kept = at, given(self._ledger.decisions("code", standing=True))
            return self._kept
