"""Organisations, missions and countries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from attache.core.errors import NotFoundError
from attache.link.folding import fold
from attache.vocabulary.countries import Country as KnownCountry
from attache.vocabulary.countries import countries
from attache.vocabulary.missions import Mission as KnownMission
from attache.vocabulary.missions import missions
from attache.web.access import Role, needs
from attache.web.api.answers import Asked, listed, listed_of, one, rows_of
from attache.web.api.cursors import Paging
from attache.web.api.documents import Id
from attache.web.api.models import (
    Country,
    CountryRecord,
    Listed,
    Mission,
    MissionRecord,
    One,
    Organisation,
    OrganisationRecord,
)
from attache.web.formerly import formerly, parted_from
from attache.web.listing import like
from attache.web.outcomes import outcomes_of
from attache.web.pages.asked import site_of
from attache.web.site import GoneError, View
from attache.web.tallies import tallies_of

__all__ = ["router"]

router = APIRouter()
_ORDERS = {
    "postings": "opportunities desc, documents desc, name, organisation_id",
    "latest": "last_posted desc nulls last, opportunities desc, organisation_id",
    "name": "name, organisation_id",
}
_WORDS = 8
_GROUPS = 200
Words = Annotated[str, Query(max_length=200, description="Words of a name, in Chinese or English.")]
Code = Annotated[str | None, Query(max_length=8, description="Country, ISO 3166-1 alpha-2.")]


@router.get("/organisations", dependencies=[needs(Role.reader)], response_model=Listed[Organisation])
def organisations(
    view: Asked, place: Paging, q: Words = "", country: Code = None,
    kind: Annotated[str | None, Query(max_length=40, description="Kind, such as `company`.")] = None,
    sort: Annotated[Literal["postings", "latest", "name"], Query(description="Order.")] = "postings",
) -> dict[str, Any]:  # fmt: skip
    """List organisations that postings name."""
    tests, values = ["true"], list[object]()
    if words := fold(q).split()[:_WORDS]:
        test = " and ".join("folded like ? escape '\\'" for _ in words)
        tests.append(f"organisation_id in (select organisation_id from organisation_names where {test})")  # noqa: S608
        values += [like(word) for word in words]
    for name, value in (("country", country), ("kind", kind)):
        if value:
            tests.append(f"{name} = ?")
            values.append(value)
    total, start, rows = rows_of(view, place, "organisations", " and ".join(tests), values, _ORDERS[sort])
    return listed(view, place, total, start, rows)


@router.get(
    "/organisations/{organisation_id}", dependencies=[needs(Role.reader)], response_model=One[OrganisationRecord]
)
def organisation(request: Request, view: Asked, organisation_id: Id) -> dict[str, Any]:
    """Get one organisation with its names, relations, outcomes and counts; an older id leads to the present one."""
    found = view.shelf.one("organisations", organisation_id)
    query = "select organisation_id from forwards where old_id = ? and why <> 'split' limit 1"
    for row in view.shelf.rows(query, (organisation_id,)) if found is None else ():
        found = view.shelf.one("organisations", row["organisation_id"])
    if found is None and (was := formerly(site_of(request).editions, view, organisation_id)):
        there = ", ".join(key for key, _ in was.now)
        mend = f"ask with `edition={was.edition}`" + (f"; its names are now of {there}" if there else "")
        raise GoneError(f"edition {view.number} has no organisation with this id; edition {was.edition} had", mend=mend)
    if found is None:
        raise NotFoundError(f"no organisation has or had the id `{organisation_id[:80]}`", mend="search by its name")
    key = str(found["organisation_id"])
    parts = view.shelf.one("organisation_wholes", key) or {"names": "[]", "relations": "[]"}
    more = {"names": json.loads(parts["names"]), "relations": json.loads(parts["relations"])}
    more |= {"outcomes": outcomes_of(view, "organisation_id", key), "counts": _counts(view, key)}
    more["parted_from"] = parted_from(view, key)
    more["forwarded_from"] = organisation_id if key != organisation_id else None
    return one(request, view, {**found, **more})


@router.get("/missions", dependencies=[needs(Role.reader)], response_model=Listed[Mission])
def missions_listed(view: Asked, place: Paging, country: Code = None) -> dict[str, Any]:
    """List missions, those with most opportunities first."""
    known = [each for each in missions().values() if country in (None, each.country)]
    posted = _posted(view, [each.mission_id for each in known])
    found = [_mission(each, posted) for each in known]
    found.sort(key=lambda row: (-row["opportunities"], row["mission_id"]))
    return listed_of(view, place, found)


@router.get("/missions/{mission_id}", dependencies=[needs(Role.reader)], response_model=One[MissionRecord])
def mission(request: Request, view: Asked, mission_id: Id) -> dict[str, Any]:
    """Get one mission with what its opportunities are about."""
    known = missions().get(mission_id)
    if known is None:
        raise NotFoundError(f"no mission has the id `{mission_id[:80]}`", mend="/api/v1/missions lists them")
    counts = _counts(view, mission_id)
    return one(request, view, {**_mission(known, _posted(view, [mission_id])), "counts": counts})


@router.get("/countries", dependencies=[needs(Role.reader)], response_model=Listed[Country])
def countries_listed(view: Asked, place: Paging) -> dict[str, Any]:
    """List countries and territories, those with most opportunities first."""
    posted = _posted(view, list(countries()))
    found = [_country(each, posted) for each in countries().values()]
    found.sort(key=lambda row: (-row["opportunities"], row["country"]))
    return listed_of(view, place, found)


@router.get("/countries/{country}", dependencies=[needs(Role.reader)], response_model=One[CountryRecord])
def country_record(request: Request, view: Asked, country: Id) -> dict[str, Any]:
    """Get one country with what the opportunities are about whose technology sits there."""
    known = countries().get(country)
    if known is None:
        mend = "use ISO 3166-1 alpha-2; /api/v1/countries lists them"
        raise NotFoundError(f"no country has the code `{country[:80]}`", mend=mend)
    counts = _counts(view, country)
    return one(request, view, {**_country(known, _posted(view, [country])), "counts": counts})


def _counts(view: View, key: str) -> dict[str, list[dict[str, Any]]]:
    return {
        dimension: [{"group": group, "n": n} for group, n in groups[:_GROUPS]]
        for dimension, groups in tallies_of(view, key).items()
    }


def _posted(view: View, keys: list[str]) -> Mapping[str, int]:
    """Return the number of opportunities of countries or missions: every one has exactly one state."""
    marks = ", ".join("?" * len(keys))
    query = f"""select "key", sum(n) as n from tallies where "key" in ({marks}) and dimension = 'status' group by 1"""  # noqa: S608
    return {row["key"]: row["n"] for row in view.shelf.rows(query, keys)}


def _mission(known: KnownMission, posted: Mapping[str, int]) -> dict[str, Any]:
    names = ("mission_id", "kind", "country", "city_zh", "city_en", "name_zh", "name_en", "domains")
    told = {name: getattr(known, name) for name in (*names, "valid_from", "valid_to", "source")}
    return told | {"opportunities": posted.get(known.mission_id, 0)}


def _country(known: KnownCountry, posted: Mapping[str, int]) -> dict[str, Any]:
    told = {"country": known.iso2, "iso3": known.iso3, "name_en": known.name_en, "name_zh": known.name_zh}
    return told | {"opportunities": posted.get(known.iso2, 0)}
