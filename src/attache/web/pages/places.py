"""Countries and missions: where the sought technology sits, who posts it, and all of one place together."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from attache.core.errors import NotFoundError
from attache.measure.charts import charts
from attache.measure.estimates import Estimate
from attache.publish.brief import Asked as About
from attache.vocabulary.alliances import Membership, memberships
from attache.vocabulary.countries import countries
from attache.vocabulary.districts import load_districts
from attache.vocabulary.missions import Mission, missions
from attache.web.access import Role, needs
from attache.web.drawn import darkened
from attache.web.language import Language, language_of
from attache.web.listing import Listing, chosen, listed, page_asked
from attache.web.measured import Narrow
from attache.web.moments import Moment, bars, by_year, years
from attache.web.outcomes import outcomes_of, parted
from attache.web.pages.asked import Asked
from attache.web.rendering import address, page
from attache.web.site import View
from attache.web.tallies import Tallies, narrow_fields, stated, tallies_of

__all__ = ["router"]

router = APIRouter()
_MAPS = {"countries": "locations.country", "missions": "locations.mission"}
_NEEDS = 100
"""Needs that a place shows at most."""
_MAPS_KEPT = 16
SHOWN = {
    "content.field": "narrow",
    "methods.cooperation": "default",
    "methods.recommended_action": "default",
    "content.military": "level",
    "process.exactness": "in_time",
    "withdrawals.status": "opportunities",
    "locations.mission": "default",
}
"""Measures that are shown of a country, with the variant of each."""
_LATEST = 6
Rows = Mapping[str, tuple[Estimate, ...]]
_PATIENCE = 0.04
_LONGEST = 60.0
_POSTINGS = """
select c.* from placed p join cards c on c.rowid = p.card where p."key" = ?{test} order by p.rowid"""
_FACETS = {
    "host_country": "country", "mission_id": "mission", "technology_field": "field", "coop_mode": "mode",
    "military_relevance": "military", "status": "state",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shares:
    """A measured table of a country: the most frequent groups, each with the address of its records or None."""

    measure: str
    dimension: str
    coded_by: str
    method: str
    rows: tuple[tuple[Estimate, str | None], ...]


@router.get("/places", dependencies=[needs(Role.reader)], response_class=Response)
def places(request: Request, view: Asked) -> Response:
    """List countries with postings, and missions, on a map and as tables."""
    shown = chosen(request, "map", _MAPS, "countries")
    rows = view.shelf.rows("select * from places order by rowid")
    of_countries = [row for row in rows if row["kind"] == "country"]
    by_mission = {row["key"]: row for row in rows if row["kind"] == "mission"}
    posting = sorted(
        ((missions()[key], row) for key, row in by_mission.items() if key in missions()),
        key=lambda pair: (-pair[1]["n"], pair[0].mission_id),
    )
    silent = sorted(
        (one for key, one in missions().items() if key not in by_mission), key=lambda one: (one.country, one.city_en)
    )
    return page(
        request, "places.html", view=view, shown=shown,
        countries=[row for row in of_countries if row["key"] != "unknown"],
        posting=posting, silent=silent, nowhere=_nowhere(of_countries), of_nobody=by_mission.get("unknown"),
        total=sum(row["n"] for row in of_countries),
    )  # fmt: skip


@router.get("/places/map.svg", dependencies=[needs(Role.reader)], response_class=Response)
def places_map(
    request: Request,
    view: Asked,
    of: Annotated[str, Query(pattern="^(countries|missions)$")] = "countries",
    scheme: Annotated[str, Query(pattern="^(light|dark)$")] = "light",
) -> Response:
    """Draw the map of countries or missions; drawn once for an edition and language."""
    found = _map(request, view, of, language_of(request))
    if found is None:
        raise NotFoundError("there is nothing to draw: no posting has a place on the map", mend="look at the tables")
    headers = {"cache-control": "private, max-age=600", "content-language": language_of(request)}
    return Response(darkened(found) if scheme == "dark" else found, media_type="image/svg+xml", headers=headers)


@router.get("/countries/{code}", dependencies=[needs(Role.reader)], response_class=Response)
def country(request: Request, view: Asked, code: str, measured: str | None = None) -> Response:
    """Show everything of one country: the pack of an ally. `measured=now` waits for shares with intervals."""
    if code.upper() != code and code.upper() in countries():
        return RedirectResponse(address(request, f"/countries/{code.upper()}"), 308)
    if code not in countries():
        raise NotFoundError(f"no country has the code `{code[:40]}`", mend="use ISO 3166-1 alpha-2, such as DE")
    place, tallies = view.shelf.one("places", f"country {code}"), tallies_of(view, code)
    rows = _measured(view, code, _LONGEST if measured == "now" else _PATIENCE) if place else {}
    outcomes = outcomes_of(view, "organisation_country", code)
    return page(
        request, "country.html", view=view, code=code, country=countries()[code], place=place, tallies=tallies,
        years=years(dict(tallies.get("year", ())), view.as_of), missions=bars(stated(tallies, "mission_id")),
        grid=_grid(tallies), fields=bars(narrow_fields(view, tallies)), modes=bars(stated(tallies, "coop_mode")),
        needs=_needs(view, tallies), organisations=_organisations(view, tallies), outcomes=parted(outcomes),
        outcomes_n=outcomes[0]["total"] if outcomes else 0,
        cases=_cases(view, "organisation_country", code), alliances=_alliances(code), here_missions=_here(view, code),
        latest=_latest(view, code), gone=_latest(view, code, "gone"),
        shares=None if rows is None else _shares(rows, code, request),
        command=About(countries=(code,)).command("pack", view.number),
    )  # fmt: skip


@router.get("/countries/{code}/measured", dependencies=[needs(Role.reader)], response_class=Response)
def country_measured(request: Request, view: Asked, code: str) -> Response:
    """Give the shares of a country as a piece of its page, when they are there."""
    if code not in countries() or view.shelf.one("places", f"country {code}") is None:
        raise NotFoundError("no posting of this edition is from this country", mend="choose another country")
    rows = _measured(view, code, _LONGEST)
    return page(request, "measured.html", view=view, shares=_shares(rows or {}, code, request))


@router.get("/missions/{mission_id}", dependencies=[needs(Role.reader)], response_class=Response)
def mission(request: Request, view: Asked, mission_id: str) -> Response:
    """Show one mission: what it posted, when, about whom, and its closure."""
    if mission_id not in missions():
        raise NotFoundError(
            f"no mission has the id `{mission_id[:80]}`", mend="choose one under Countries and missions"
        )
    one, place = missions()[mission_id], view.shelf.one("places", f"mission {mission_id}")
    tallies = tallies_of(view, mission_id)
    found = _postings(request, view, mission_id, int(place["n"]) if place else 0)
    outcomes = outcomes_of(view, "posted_by", mission_id)
    return page(
        request, "mission.html", view=view, one=one, place=place, found=found,
        line=by_year([*map(_posting, found.rows), *_life(one, found, language_of(request))], newest=True),
        years=years(dict(tallies.get("year", ())), view.as_of), countries=bars(stated(tallies, "host_country")),
        fields=bars(narrow_fields(view, tallies)), modes=bars(stated(tallies, "coop_mode")),
        organisations=_organisations(view, tallies), needs=_needs(view, tallies),
        gone=_latest(view, mission_id, "gone"),
        districts=[row for row in load_districts() if row.mission_id == mission_id],
        outcomes=outcomes, cases=_cases(view, "posted_by", mission_id), terms=_terms(view, mission_id, request),
    )  # fmt: skip


def _nowhere(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((row for row in rows if row["key"] == "unknown"), None)


_drawing = threading.Lock()


def _map(request: Request, view: View, of: str, language: Language) -> str | None:
    """Return the drawn map; None where there is nothing to draw."""
    state = request.app.state
    kept: dict[tuple[str, str, str], str | None] = getattr(state, "maps", None) or {}
    state.maps = kept
    key = (view.edition.edition_id, of, language)
    with _drawing:
        if key not in kept:
            if len(kept) >= _MAPS_KEPT:
                kept.clear()
            measure = _MAPS[of]
            drawn = charts({measure: view.measured(measure)}, view.codebook, language=language, width=960)
            found = next((one for one in drawn if one.id == f"{measure}-map"), None)
            kept[key] = found.svg() if found else None
        return kept[key]


def _measured(view: View, code: str, wait: float) -> Rows | None:
    return view.figures.several(SHOWN, Narrow(countries=(code,)), wait)


def _shares(rows: Rows, code: str, request: Request) -> list[Shares]:
    """Return the tables that have something to show, the largest groups of each."""
    found = []
    for name, variant in SHOWN.items():
        told = (row for row in rows.get(name, ()) if row.variant == variant and row.n and row.share is not None)
        counted = sorted(told, key=lambda row: -(row.n or 0))[:8]
        if counted:
            first = counted[0]
            shown = tuple((row, _records(row, code, request)) for row in counted)
            found.append(Shares(name, first.by_1 or "", first.coded_by, first.method, shown))
    return found


def _records(row: Estimate, code: str, request: Request) -> str | None:
    facet, group = _FACETS.get(row.by_1 or ""), row.group_1
    if facet is None or group in (None, "unknown", "stated") or "alone" in str(group):
        return None
    return address(request, "/opportunities", **{"country": code, facet: group})


def _grid(tallies: Tallies) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """Return the years, and for each of the missions that posted most the number of postings in each year."""
    counts = {tuple(value.split(" ")): n for value, n in tallies.get("mission_year", ())}
    shown = sorted({year for _, year in counts if year != "unknown"})
    names = [value for value, _ in tallies.get("mission_id", ())][:12]
    return shown, [(name, [counts.get((name, year), 0) for year in shown]) for name in names]


def _needs(view: View, tallies: Tallies) -> list[tuple[dict[str, Any], int]]:
    top = tallies.get("need", ())[:_NEEDS]
    found = {key: view.shelf.one("needs", key) for key, _ in top}
    return [(one, n) for key, n in top if (one := found[key]) is not None]


def _organisations(view: View, tallies: Tallies) -> list[tuple[dict[str, Any], int]]:
    top = stated(tallies, "organisation_id")[:25]
    found = {key: view.shelf.one("organisations", key) for key, _ in top}
    return [(one, n) for key, n in top if (one := found[key]) is not None]


def _cases(view: View, column: str, key: str) -> list[dict[str, Any]]:
    return view.shelf.rows(f"select * from cases where {column} = ? order by rowid", (key,))  # noqa: S608


def _alliances(code: str) -> list[Membership]:
    return sorted(memberships().get(code, ()), key=lambda one: one.valid_from)


def _here(view: View, code: str) -> list[tuple[Mission, int]]:
    """Return the missions that sit in a country, with how much they posted about any country."""
    found = [one for one in missions().values() if one.country == code]
    placed = {one.mission_id: view.shelf.one("places", f"mission {one.mission_id}") for one in found}
    counted = [(one, int(row["n"]) if (row := placed[one.mission_id]) else 0) for one in found]
    return sorted(counted, key=lambda pair: (-pair[1], pair[0].kind != "embassy", pair[0].mission_id))


def _latest(view: View, key: str, status: str | None = None) -> list[dict[str, Any]]:
    test = " and p.status = ?" if status else ""
    values = (key, status, _LATEST) if status else (key, _LATEST)
    return view.shelf.rows(_POSTINGS.format(test=test) + " limit ?", values)


def _postings(request: Request, view: View, key: str, total: int) -> Listing:
    query = _POSTINGS.format(test="")
    return listed(view, query, (key,), page_asked(request), total=total, size=30)


def _posting(row: Mapping[str, Any]) -> Moment:
    detail = {**row, "mission_id": None}
    return Moment(
        row["published_on"], "posting", row["title"], f"/opportunities/{row['subject_id']}", row["language"], detail
    )


def _life(one: Mission, found: Listing, language: Language) -> list[Moment]:
    """Return the opening and closure of a mission that fall among the postings shown; both where there are none."""
    dated = [row["published_on"] for row in found.rows if row["published_on"]]
    whole = found.page == 1, found.page == found.pages
    moments = []
    for kind, on in (("closed", one.valid_to), ("opened", one.valid_from)):
        after = whole[0] or (on or "") <= max(dated, default="")
        before = whole[1] or (on or "9999") >= min(dated, default="")
        if on and after and before:
            moments.append(Moment(on, kind, one.name_zh if language == "zh" else one.name_en))
    return moments


def _terms(view: View, mission_id: str, request: Request) -> list[Estimate] | None:
    """Return new terms by quarter, None until they are asked for: they are counted over the whole edition."""
    if request.query_params.get("terms") != "now":
        return None
    found = view.measured("drift.new_terms_by_mission")
    return [row for row in found if row.group_1 == mission_id and row.variant == "settled" and row.n]
