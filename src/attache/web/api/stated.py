"""What people and sources state: needs with what answers them, events, outcomes, programmes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from attache.link.folding import fold
from attache.web.access import Role, needs
from attache.web.answering import counted, followed_rows, postings, ranked
from attache.web.api.answers import Asked, listed, one, rows_of, sheet_row
from attache.web.api.cursors import MOST, Paging
from attache.web.api.documents import Id
from attache.web.api.models import Event, Listed, Need, NeedRecord, One, Outcome, Programme
from attache.web.api.parties import Code, Words
from attache.web.listing import like

__all__ = ["router"]

router = APIRouter()
_WORDS = 8


@router.get("/needs", dependencies=[needs(Role.reader)], response_model=Listed[Need])
def needs_listed(
    view: Asked, place: Paging, q: Words = "",
    list_id: Annotated[str | None, Query(alias="list", max_length=80, description="Demand list.")] = None,
) -> dict[str, Any]:  # fmt: skip
    """List needs: entries of demand lists, and requests read from pages."""
    where, values = _worded(q)
    if list_id:
        where, values = f"{where} and list_id = ?", [*values, list_id]
    total, start, rows = rows_of(view, place, "needs", where, values)
    return listed(view, place, total, start, rows)


@router.get("/needs/{need_id}", dependencies=[needs(Role.reader)], response_model=One[NeedRecord])
def need(request: Request, view: Asked, need_id: Id) -> dict[str, Any]:
    """Get one need with the opportunities that answer it, the nearest first, and what followed."""
    found = sheet_row(view, "needs", need_id, "need")
    query, values = postings(found)
    answers = [ranked(row) for row in view.shelf.rows(f"{query} limit {MOST}", values)]
    followed = followed_rows(view, found)
    return one(request, view, {**counted(view, found), "answered_by": answers, "followed_by": followed})


@router.get("/events", dependencies=[needs(Role.reader)], response_model=Listed[Event])
def events(view: Asked, place: Paging, q: Words = "", country: Code = None) -> dict[str, Any]:
    """List matchmaking activities with the figures that sources state of each, the latest first."""
    where, values = _worded(q)
    if country:
        where, values = f"{where} and country = ?", [*values, country]
    total, start, rows = rows_of(view, place, "events", where, values)
    return listed(view, place, total, start, [_parsed(row, "figures") for row in rows])


@router.get("/events/{event_id}", dependencies=[needs(Role.reader)], response_model=One[Event])
def event(request: Request, view: Asked, event_id: Id) -> dict[str, Any]:
    """Get one matchmaking activity."""
    found = sheet_row(view, "events", event_id, "event")
    return one(request, view, _parsed(found, "figures"))


@router.get("/outcomes", dependencies=[needs(Role.reader)], response_model=Listed[Outcome])
def outcomes(view: Asked, place: Paging, country: Code = None) -> dict[str, Any]:
    """List what is known to have followed for organisations; a tie from before a posting is no success of it."""
    where, values = ("organisation_country = ?", [country]) if country else ("true", [])
    total, start, rows = rows_of(view, place, "outcomes", where, values)
    return listed(view, place, total, start, rows)


@router.get("/programmes", dependencies=[needs(Role.reader)], response_model=Listed[Programme])
def programmes(view: Asked, place: Paging) -> dict[str, Any]:
    """List plans with their targets and budgets."""
    total, start, rows = rows_of(view, place, "programmes")
    return listed(view, place, total, start, [_parsed(row, "targets") for row in rows])


@router.get("/programmes/{programme_id}", dependencies=[needs(Role.reader)], response_model=One[Programme])
def programme(request: Request, view: Asked, programme_id: Id) -> dict[str, Any]:
    """Get one plan with its targets and its budget."""
    found = sheet_row(view, "programmes", programme_id, "programme")
    return one(request, view, _parsed(found, "targets"))


def _worded(words: str) -> tuple[str, list[object]]:
    wanted = fold(words).split()[:_WORDS]
    return " and ".join(["true", *("folded like ? escape '\\'" for _ in wanted)]), [like(word) for word in wanted]


def _parsed(row: Mapping[str, Any], column: str) -> dict[str, Any]:
    return {**row, column: json.loads(row[column])}
