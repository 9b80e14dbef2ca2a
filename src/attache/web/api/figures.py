"""Measures with their rows, the records behind a row, and published figures beside ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from attache.core.errors import InputError, NotFoundError
from attache.measure.chapters import CHAPTERS, MEASURES
from attache.measure.measures import Measure as Known
from attache.measure.where import Where
from attache.web.access import Role, needs
from attache.web.api.answers import Asked, listed, one
from attache.web.api.busy import soon
from attache.web.api.cursors import Paging
from attache.web.api.documents import Id
from attache.web.api.models import Listed, One
from attache.web.api.models.figures import Behind, Claim, Measure, Row
from attache.web.measured import Narrow
from attache.web.site import View

__all__ = ["router"]

router = APIRouter()
_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_MANY = 40
Several = Annotated[list[str] | None, Query(max_length=_MANY)]
Day = Annotated[str | None, Query(pattern=_DATE, examples=["2018"])]


def _narrow(
    country: Annotated[Several, Query(description="Only host countries, ISO 3166-1 alpha-2.")] = None,
    mission: Annotated[Several, Query(description="Only missions.")] = None,
    since: Annotated[Day, Query(description="Only postings from this day, month or year.")] = None,
    until: Annotated[Day, Query(description="Only postings up to and including this day, month or year.")] = None,
    only: Annotated[
        Several,
        Query(description="Only opportunities with DIMENSION=VALUE.", examples=[["technology_field=lidar_sensing"]]),
    ] = None,
) -> Narrow:
    """Return the part of an edition that is asked for; InputError for a pair that is none."""
    found: dict[str, list[str]] = {}
    for pair in only or ():
        name, sign, value = pair.partition("=")
        if not (sign and name.isidentifier() and name != "self" and value):
            mend = "write it as `technology_field=lidar_sensing`"
            raise InputError(f"`{pair[:80]}` is no condition", mend=mend)
        found.setdefault(name, []).append(value)
    also = tuple(sorted((name, tuple(values)) for name, values in found.items()))
    return Narrow(_sorted(country), _sorted(mission), since, until, also)


Part = Annotated[Narrow, Depends(_narrow)]


def _sorted(values: list[str] | None) -> tuple[str, ...]:
    return tuple(sorted({value for value in values or () if value}))


@router.get("/measures", dependencies=[needs(Role.reader)], response_model=Listed[Measure])
def measures(
    view: Asked, place: Paging,
    chapter: Annotated[str | None, Query(max_length=40, description=f"One of {', '.join(CHAPTERS)}.")] = None,
) -> dict[str, Any]:  # fmt: skip
    """List measures: question, unit, definition, variants."""
    found = [_told(each) for each in MEASURES.values() if chapter in (None, each.chapter)]
    start = place.start(view)
    return listed(view, place, len(found), start, found[start : start + place.limit])


@router.get("/measures/{measure_id}", dependencies=[needs(Role.reader)], response_model=Listed[Row])
def measure(view: Asked, place: Paging, measure_id: Id, part: Part) -> dict[str, Any]:
    """Get the rows of a measure, over the whole edition or a part of it; each names the records behind it."""
    if measure_id not in MEASURES:
        raise NotFoundError(f"there is no measure `{measure_id[:80]}`", mend="/api/v1/measures lists them")
    rows = soon(lambda: view.figures.narrowed(measure_id, part)) if part else view.figures.counted(measure_id)
    start = place.start(view)
    told = [{"row": row.row_id, **asdict(row)} for row in rows[start : start + place.limit]]
    return listed(view, place, len(rows), start, told)


@router.get("/records", dependencies=[needs(Role.reader)], response_model=Listed[Behind])
def records(
    view: Asked, place: Paging, part: Part,
    where: Annotated[
        str,
        Query(max_length=4_000, description="The `records` of a row.", examples=["opportunities?host_country=US"]),
    ],
) -> dict[str, Any]:  # fmt: skip
    """List the records behind a row of a measure, with document, capture and digest of each."""
    wanted, start = Where.parse(where), place.start(view)
    found = soon(lambda: view.figures.records(wanted, part, place.limit, start))
    told = [_behind(row, found.proof) for row in found.rows]
    return listed(view, place, found.total, start, told)


@router.get("/claims", dependencies=[needs(Role.reader)], response_model=Listed[Claim])
def claims(
    view: Asked, place: Paging,
    verdict: Annotated[str | None, Query(max_length=40, description="Only this verdict.")] = None,
) -> dict[str, Any]:  # fmt: skip
    """List published figures, each beside ours with a verdict."""
    found = [one for one in _claims(view).values() if verdict in (None, one["verdict"])]
    start = place.start(view)
    return listed(view, place, len(found), start, found[start : start + place.limit])


@router.get("/claims/{claim_id}", dependencies=[needs(Role.reader)], response_model=One[Claim])
def claim(request: Request, view: Asked, claim_id: Id) -> dict[str, Any]:
    """Get one claim: its figures, its sources, ours beside it, and what arithmetic finds."""
    found = _claims(view).get(claim_id)
    if found is None:
        raise NotFoundError(f"there is no claim `{claim_id[:80]}`", mend="/api/v1/claims lists them")
    return one(request, view, found)


def _claims(view: View) -> Mapping[str, Mapping[str, Any]]:
    return soon(view.figures.claims)


def _told(known: Known) -> dict[str, Any]:
    told = {"measure": known.id, "chapter": known.chapter, "question": known.question, "unit": known.unit}
    return told | {
        "denominator": known.denominator, "definition": known.definition, "variants": dict(known.variants)
    }  # fmt: skip


def _behind(row: Mapping[str, Any], proof: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    key = row.get("document_id")
    document = proof.get(str(key), {}) if key is not None else {}
    return {"key": str(row["key"]), "source": None if document else row.get("source"), **document}
