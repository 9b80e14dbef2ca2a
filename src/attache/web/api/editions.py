"""Editions, what moved between two of them, and the codebook."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from attache.build.diff import Difference as Moved
from attache.build.diff import diff
from attache.build.edition import Edition
from attache.core.errors import NotFoundError
from attache.vocabulary.codebook import Codebook
from attache.web import etags
from attache.web.access import Role, needs
from attache.web.api.answers import Asked, Posted, listed_of, notices, one
from attache.web.api.busy import LONG
from attache.web.api.cursors import Paging
from attache.web.api.documents import Id
from attache.web.api.models import Difference, EditionSummary, Listed, One
from attache.web.api.models.codebook import Variable, VariableRecord
from attache.web.pages.asked import site_of
from attache.web.site import GoneError, Site

__all__ = ["router"]

router = APIRouter()
_KEPT = 4
_DIGESTS = ("custody", "ledger", "codebook", "casebook", "sources", "reading", "coding", "building")
_lock = threading.Lock()
_moved: OrderedDict[tuple[str, str], Moved] = OrderedDict()
Number = Annotated[int, Query(ge=1, description="Number of the edition.")]


@router.get("/editions", dependencies=[needs(Role.reader)], response_model=Listed[EditionSummary])
def editions(request: Request, view: Posted, place: Paging) -> dict[str, Any]:
    """List the editions of the workspace, the latest first."""
    site = site_of(request)
    there = ",".join(map(str, site.editions.numbers()))
    etags.check(request, view.edition.edition_id, str(site.editions.require().number), there)
    found = [_summary(site, number) for number in reversed(site.editions.numbers())]
    return listed_of(view, place, found)


@router.get("/editions/{number}", dependencies=[needs(Role.reader)], response_model=EditionSummary)
def edition(request: Request, number: int) -> dict[str, Any]:
    """Get one edition: what it was computed from, and how many rows it has."""
    site = site_of(request)
    found = _opened(site, number)
    current = site.editions.require().number
    etags.check(request, found.edition_id, str(current))
    return _summary(site, number)


@router.get("/diff", dependencies=[needs(Role.reader), LONG], response_model=Difference)
def difference(request: Request, view: Asked, place: Paging, before: Number, after: Number) -> dict[str, Any]:
    """List what moved between two editions, and which inputs differ."""
    site = site_of(request)
    found = _difference(_opened(site, before), _opened(site, after))
    start = place.start(view)
    part = found.changes[start : start + place.limit]
    end = start + len(part)
    told = {"before": found.before, "after": found.after, "why": found.why, "rows": found.rows}
    told |= {"notice": notices(request, view), "total": len(found.changes), "records": part}
    return told | {"next": place.next(view, end) if part and end < len(found.changes) else None}


@router.get("/codebook", dependencies=[needs(Role.reader)], response_model=Listed[Variable])
def codebook(view: Asked, place: Paging) -> dict[str, Any]:
    """List the variables of the codebook."""
    found = [_variable(view.codebook, name) for name in view.codebook.variables]
    return listed_of(view, place, found)


@router.get("/codebook/{variable}", dependencies=[needs(Role.reader)], response_model=One[VariableRecord])
def variable_record(request: Request, view: Asked, variable: Id) -> dict[str, Any]:
    """Get one variable with its values: what each means, and the words that show it."""
    known = view.codebook.variables.get(variable)
    if known is None:
        raise NotFoundError(f"there is no variable `{variable[:80]}`", mend="/api/v1/codebook lists them")
    values = [value.model_dump() for value in known.values.values()]
    return one(request, view, {**_variable(view.codebook, variable), "values": values})


def _variable(codebook: Codebook, name: str) -> dict[str, Any]:
    told = codebook.variables[name].model_dump(include={"variable", "zh", "en", "level", "multi", "kind", "definition"})
    return {**told, "codebook": codebook.version, "count": len(codebook.variables[name].values)}


def _opened(site: Site, number: int) -> Edition:
    """Return an edition; GoneError for one that is not here (any more), NotFoundError for one that never was."""
    numbers = site.editions.numbers()
    if number in numbers:
        return site.editions.get(number)
    if 0 < number < max(numbers, default=0):
        raise GoneError(f"edition {number} is not here (any more)", mend="/api/v1/editions lists those that are")
    raise NotFoundError(f"there is no edition {str(number)[:20]}", mend="/api/v1/editions lists those that are")


def _summary(site: Site, number: int) -> dict[str, Any]:
    found = site.editions.get(number)
    inputs = found.manifest["inputs"]
    return {
        "number": number,
        "id": found.edition_id,
        "current": number == site.editions.require().number,
        "synthetic": found.manifest["synthetic"],
        "decisions": inputs["decisions"],
        "release": inputs["release"],
        "inputs": {name: inputs[name] for name in _DIGESTS if name in inputs},
        "rows": {name: table["rows"] for name, table in found.manifest["tables"].items()},
    }


def _difference(before: Edition, after: Edition) -> Moved:
    key = before.edition_id, after.edition_id
    with _lock:
        if key not in _moved:
            _moved[key] = diff(before, after)
            while len(_moved) > _KEPT:
                _moved.popitem(last=False)
        _moved.move_to_end(key)
        return _moved[key]
