"""Names in doubt: pairs that people judge, and what their judgements do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from attache.core.errors import InputError, NotFoundError
from attache.web.access import Role, checked, needs
from attache.web.judging import VERDICTS, OvertakenError, judge, undo
from attache.web.language import language_of
from attache.web.listing import listed, page_asked
from attache.web.pages.asked import Asked, site_of
from attache.web.pages.organisations import judgements_of
from attache.web.rendering import address, page
from attache.web.screening.explained import reason_line
from attache.web.site import View

__all__ = ["router"]

router = APIRouter()
_OPEN = "from pairs where state in ('open', 'unsure')"
_NAME = """
select n.organisation_id, d.document_id, d.title, d.published_on, d.language, d.kind, d.subject_id, g.offered
from organisations n join naming g on g.organisation_id = n.organisation_id
join cards d on d.document_id = g.document_id where n.organisation_id = ? order by g.offered desc, g.rowid limit 12"""
_DECIDES = [needs(Role.adjudicator), Depends(checked)]


@router.get("/organisations/pairs", dependencies=[needs(Role.reader)], response_class=Response)
def queue(request: Request, view: Asked) -> Response:
    """List the pairs in doubt, those first whose answer moves and tells most; those judged since are marked."""
    total = int(view.shelf.rows(f"select count(*) as n {_OPEN}")[0]["n"])
    found = listed(view, f"select * {_OPEN} order by weight desc, pair", (), page_asked(request), total=total)
    judged = judgements_of(request)
    rows = [(row, judged.of_pair(row["a_id"], row["b_id"])) for row in found.rows]
    return page(request, "pairs.html", view=view, found=found, rows=rows)


@router.get("/organisations/pairs/{a}/{b}", dependencies=[needs(Role.reader)], response_class=Response)
def pair(request: Request, view: Asked, a: str, b: str) -> Response:
    """Show two names side by side, with what speaks for and against, and what stands decided."""
    return _shown(request, view, _pair(view, a, b))


@router.post("/organisations/pairs/{a}/{b}", dependencies=_DECIDES, response_class=Response)
def pair_judged(
    request: Request,
    view: Asked,
    a: str,
    b: str,
    verdict: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Take a judgement; where somebody judged meanwhile, show theirs and ask again with what was written kept."""
    row = _pair(view, a, b)
    if verdict not in VERDICTS or not reason.strip():
        return _shown(request, view, row, status=400, verdict=verdict, reason=reason, missing=True)
    try:
        judge(site_of(request).ledger, row, verdict, reason, author=request.state.viewer.name, seen=seen)
    except OvertakenError:
        return _shown(request, view, row, status=409, verdict=verdict, reason=reason, overtaken=True)
    return RedirectResponse(address(request, f"/organisations/pairs/{row['a_id']}/{row['b_id']}", done="1"), 303)


@router.post("/organisations/decisions/{decision_id}/undo", dependencies=_DECIDES, response_class=Response)
def undone(
    request: Request, decision_id: str, reason: Annotated[str, Form()] = "", back: Annotated[str, Form()] = ""
) -> Response:
    """Take a judgement back, and return to its pair."""
    undo(site_of(request).ledger, decision_id, reason, author=request.state.viewer.name)
    pair_path = re.fullmatch(r"org-[0-9a-f]{1,64}/org-[0-9a-f]{1,64}", back)
    return RedirectResponse(
        address(request, f"/organisations/pairs/{back}" if pair_path else "/organisations/pairs"), 303
    )


def _pair(view: View, a: str, b: str) -> Mapping[str, Any]:
    """Return two names: a pair that the machine scored, else as a pair without a score; NotFoundError for others."""
    if a == b:
        raise InputError("this is one name twice", mend="compare two names")
    one, two = sorted((a, b))
    found = view.shelf.one("pairs", f"{one}/{two}")
    if found is not None:
        return found
    sides = [_side(view, key) for key in (one, two)]
    named = {f"{at}_{name}": side[name] for at, side in zip("ab", sides, strict=True) for name in side}
    return {**named, "pair": f"{one}/{two}", "score": None, "reasons": "", "held_by": "", "effect": None, "state": ""}


def _side(view: View, key: str) -> dict[str, Any]:
    query = """
    select name_id as id, name, organisation_id as organisation, country, mentions from names where name_id = ?"""
    found = view.shelf.rows(query, (key,))
    if not found:
        raise NotFoundError("no name of this edition has this id", mend="choose a pair from the list")
    return found[0]


def _shown(
    request: Request,
    view: View,
    row: Mapping[str, Any],
    *,
    status: int = 200,
    verdict: str = "",
    reason: str = "",
    missing: bool = False,
    overtaken: bool = False,
) -> Response:
    stands = judgements_of(request).of_pair(row["a_id"], row["b_id"])
    sides = [
        {
            **{name: row[f"{at}_{name}"] for name in ("id", "name", "organisation", "country", "mentions")},
            "documents": view.shelf.rows(_NAME, (row[f"{at}_organisation"],)),
        }
        for at in ("a", "b")
    ]
    return page(
        request, "pair.html", status=status, view=view, pair=row, sides=sides, stands=stands, verdicts=VERDICTS,
        verdict=verdict, reason=reason, missing=missing, overtaken=overtaken, done="done" in request.query_params,
        reasoned=lambda reason: reason_line(reason, language_of(request)),
    )  # fmt: skip
