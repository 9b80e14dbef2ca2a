"""Addresses of all pages: every route that answers with a page, with examples for what its path names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fastapi import FastAPI

from attache.web.access import Role, roles
from attache.web.site import View

__all__ = ["addresses", "examples"]

_PARAMETER = re.compile(r"\{(\w+)\}")
_FOR_PROGRAMS = ("/api/", "/reconcile", "/health", "/metrics", "/sign-in/")
_FILES = re.compile(
    r"\.(\{form\}|csv|json|svg|zip|pdf)$|/record$|/replay$|/state$|/progress$|/measured$|/file$|/\{path:path\}$"
)
_MORE = (
    "/opportunities?q=激光雷达&country=GB", "/opportunities?q=zzzz", "/needs?q=zzzz", "/organisations?q=zzzz",
    "/needs?list=chokepoint_35", "/figures/records?where=opportunities?host_country=US",
    "/releases/compare?before=1&after=2",
)  # fmt: skip
"""States of pages beside the first that a route shows."""
_WRONG = ("/nowhere", "/opportunities/opp-0", "/opportunities?kind=wrong", "/?edition=99", "/figures/no.such")
_ASKED = ("/figures/records", "/releases/compare")
"""Routes that need a query, which `_MORE` gives."""
_LATER = ("/screen/jobs/{key}", "/screenings/{key}", "/screenings/{key}/beside/{other}", "/taken/{number}/{key}")
"""Pages of what a screening or an order makes; the journeys open them."""


def addresses(app: FastAPI) -> list[str]:
    """Return every page with an example of each thing that a path can name; KeyError for one without an example."""
    known = examples(app.state.site.view())
    return [*_routes(app, known), *_MORE, *_WRONG]


def _routes(app: FastAPI, known: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for (method, path), role in roles(app).items():
        left_out = path.startswith(_FOR_PROGRAMS) or _FILES.search(path) or path in (*_ASKED, *_LATER)
        if method == "GET" and role is not None and role <= Role.admin and not left_out:
            yield _PARAMETER.sub(lambda found, at=path: known[at.split("/")[1]][found[1]], path)


def examples(view: View) -> Mapping[str, Mapping[str, str]]:
    """Return by a path's first word what its parameters may be: records with much on them."""

    def first(query: str) -> str:
        return str(next(iter(view.shelf.rows(query)[0].values())))

    offered = "from cards where kind = 'opportunity' and organisation_id is not null order by versions desc, 1 limit 1"
    key = first(f"select subject_id {offered}")
    return {
        "opportunities": {"key": key},
        "documents": {"key": first("select document_id from cards where kind = 'need' limit 1")},
        "captures": {
            "capture_id": first(
                "select capture_id from shots join cards using (document_id) where subject_id = '" + key + "' limit 1"
            )
        },
        "figures": {"measure": "locations.mission"},
        "organisations": {
            "organisation_id": first(f"select organisation_id {offered}"),
            "a": first("select a_id from pairs order by pair limit 1"),
            "b": first("select b_id from pairs order by pair limit 1"),
        },
        "countries": {"code": "US"},
        "missions": {"mission_id": "us-houston-consulate"},
        "needs": {"need_id": first("select need_id from followed where kind = 'outcome' order by 1 limit 1")},
        "events": {"event_id": first("select event_id from events where named > 0 limit 1")},
        "programmes": {"programme_id": first("select programme_id from programmes limit 1")},
        "claims": {"claim_id": "C007"},
        "codebook": {"name": "technology_field"},
    }
