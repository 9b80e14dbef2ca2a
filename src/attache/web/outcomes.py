"""What followed for organisations, as pages show it: deals, exposure and ties from before kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attache.measure.members import DEAL, EXPOSURE
from attache.web.moments import Moment
from attache.web.site import View

__all__ = ["MOST", "outcome_moment", "outcomes_of", "parted"]

Outcome = Mapping[str, Any]
MOST = 120
"""Outcomes that a page shows."""
_PARTS = ("deal", "exposure", "other", "before", "unknown")


def outcomes_of(view: View, column: str, key: str) -> list[dict[str, Any]]:
    """Return outcomes by `organisation_id`, `organisation_country` or `posted_by`: the latest, with the `total`."""
    query = f"select *, count(*) over () as total from outcomes where {column} = ? order by rowid limit {MOST}"  # noqa: S608
    return view.shelf.rows(query, (key,))


def parted(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return outcomes by what they show: a tie from before is never success, exposure and intent are no deal."""
    parts: dict[str, list[Outcome]] = {name: [] for name in _PARTS}
    for one in outcomes:
        kind = one["outcome_class"]
        known = "deal" if kind in DEAL else "exposure" if kind in EXPOSURE else "other"
        parts["before" if one["pre_existing"] == "yes" else "unknown" if kind == "unknown" else known].append(one)
    return parts


def outcome_moment(one: Outcome, *, named: bool = False) -> Moment:
    """Return an outcome as an entry of a time line; `named` says of whom."""
    path = f"/organisations/{one['organisation_id']}" if one["organisation_id"] and named else None
    kind = "tie_before" if one["pre_existing"] == "yes" else "outcome"
    title = one["organisation"] if named else one["statement"]
    return Moment(one["outcome_on"], kind, title, path, "", {**one, "named": named})
