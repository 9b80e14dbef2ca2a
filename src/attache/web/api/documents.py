"""One document with everything that belongs to it, and captures."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from attache.core.errors import NotFoundError
from attache.core.records import Capture
from attache.ledger import Decision
from attache.measure.fields import FIELD
from attache.web.access import Role, needs
from attache.web.api.answers import Asked, AskedNow, one
from attache.web.api.models import Card, One, Record
from attache.web.outcomes import outcomes_of
from attache.web.pages.asked import site_of
from attache.web.record.coded import shown
from attache.web.record.since import Since, overlaid
from attache.web.record.whole import Whole, answers_of, documents_of, whole
from attache.web.site import View

__all__ = ["Id", "router"]

router = APIRouter()
_NOTHING = Since((), frozenset(), (), ())
Id = Annotated[str, Path(max_length=200, description="Id, as lists have it.")]


class CaptureRecord(One[Capture]):
    """A capture, and the documents of the item that it is of."""

    documents: list[Card]


@router.get("/opportunities/{opportunity_id}", dependencies=[needs(Role.reader)], response_model=One[Record])
def opportunity(request: Request, view: AskedNow, opportunity_id: Id) -> dict[str, Any]:
    """Get one opportunity with everything that was read, coded and seen of it."""
    found = whole(view, opportunity_id)
    if found.card["kind"] != "opportunity":
        raise NotFoundError(f"`{opportunity_id[:80]}` is no opportunity", mend=f"ask for /documents/{found.document}")
    return one(request, view, _record(request, view, found))


@router.get("/documents/{document_id}", dependencies=[needs(Role.reader)], response_model=One[Record])
def document(request: Request, view: AskedNow, document_id: Id) -> dict[str, Any]:
    """Get one document, whatever it holds, with everything that was read, coded and seen of it."""
    return one(request, view, _record(request, view, whole(view, document_id)))


@router.get("/captures/{capture_id}", dependencies=[needs(Role.reader)], response_model=CaptureRecord)
def capture(request: Request, view: Asked, capture_id: Id) -> dict[str, Any]:
    """Get one response as it was received: when, from where, its digest, and where it lies."""
    found = view.rows("select * from captures where capture_id = ?", [capture_id])
    if not found:
        raise NotFoundError(f"no capture has the id `{capture_id[:80]}`", mend="documents name their captures")
    return one(request, view, found[0]) | {"documents": documents_of(view, capture_id)}


def _record(request: Request, view: View, found: Whole) -> dict[str, Any]:
    shown_now = shown(overlaid(found.codes, _NOTHING), view.codebook)
    fields = sorted(shown_now[FIELD].values) if FIELD in shown_now else []
    answers, _ = answers_of(view, found, fields)
    offered = found.card["organisation_id"]
    return {
        **found.card,
        **found.reading,
        "text": found.text,
        "codes": found.codes,
        "shown": {name: {"values": sorted(one.values), "how": one.how} for name, one in shown_now.items()},
        "values": found.found,
        "mentions": found.mentions,
        "amounts": found.amounts,
        "history": found.history,
        "capture": found.capture,
        "needs": [{**answer.need, "exactness": answer.exactness, "in_force": answer.in_force} for answer in answers],
        "outcomes": outcomes_of(view, "organisation_id", offered) if offered else [],
        "decided": _decided(request, view, found.subject),
    }


def _decided(request: Request, view: View, subject: str) -> list[dict[str, Any]]:
    """Return the codes that were given and taken back since the edition was built."""
    known = int(view.edition.manifest["inputs"]["decisions"])
    every = site_of(request).ledger.about(subject)
    codes = {one.decision_id for one in every if one.kind == "code"}
    return [_decision(one) for one in every if one.seq > known and (one.kind == "code" or one.retracts in codes)]


def _decision(one: Decision) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("decision_id", "at", "author", "retracts")}
    return told | {name: one.payload.get(name) for name in ("variable", "value")}
