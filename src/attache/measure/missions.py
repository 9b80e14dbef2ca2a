"""The register of the missions that asked for something near to a described technology."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["missions_that_asked"]


def missions_that_asked(near: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return per mission the number of near opportunities, by match, year and country; most of them first.

    Opportunities without a stated mission are one row with `mission` None: unknown is not none.
    """
    groups: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in near:
        groups.setdefault(row["mission"], []).append(row)
    out = [_row(mission, rows) for mission, rows in groups.items()]
    return sorted(out, key=lambda row: (-row["same_technology"], -row["opportunities"], str(row["mission"])))


def _row(mission: str | None, rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    matches = Counter(row["match"] for row in rows)
    return {
        "mission": mission,
        "name_zh": rows[0]["mission_name_zh"],
        "name_en": rows[0]["mission_name_en"],
        "opportunities": len(rows),
        "same_technology": matches["same_technology"],
        "same_field": matches["same_field"],
        "similar_wording": matches["similar_wording"],
        "technologies": len({row["group_id"] for row in rows}),
        "years": _counted(row["year"] for row in rows),
        "countries": _counted(row["country"] for row in rows),
    }


def _counted(values: Iterable[Any]) -> dict[str, int]:
    return dict(sorted(Counter("unknown" if value is None else str(value) for value in values).items()))
