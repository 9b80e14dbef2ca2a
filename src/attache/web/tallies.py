"""Counts of countries, missions and organisations, as the shelf has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attache.measure.where import UNKNOWN
from attache.web.site import View

__all__ = ["Tallies", "narrow_fields", "stated", "tallies_of"]

Tallies = Mapping[str, Sequence[tuple[str, int]]]
"""By dimension, groups with their counts, the largest first; `unknown` where it is not stated."""


def tallies_of(view: View, key: str) -> Tallies:
    """Return the counts of a country, a mission or an organisation; none for a key without postings."""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in view.shelf.rows('select * from tallies where "key" = ? order by rowid', (key,)):
        found.setdefault(row["dimension"], []).append((row["value"], row["n"]))
    return found


def stated(tallies: Tallies, dimension: str) -> list[tuple[str, int]]:
    """Return the groups of a dimension without the one that is not stated."""
    return [(value, n) for value, n in tallies.get(dimension, ()) if value != UNKNOWN]


def narrow_fields(view: View, tallies: Tallies) -> list[tuple[str, int]]:
    """Return the narrow technology fields; each lies in a wide one that would be counted beside it."""
    variable = view.codebook.variables.get("technology_field")
    wide = {name for name, one in variable.values.items() if one.parent is None} if variable else set()
    return [(value, n) for value, n in stated(tallies, "technology_field") if value not in wide]
