"""All measures, chapter by chapter, as in the report and beyond it."""

from __future__ import annotations

from collections.abc import Mapping

from attache.core.errors import NotFoundError
from attache.measure.chapters import locations, methods, success
from attache.measure.measures import Measure

__all__ = ["CHAPTERS", "MEASURES", "find"]

CHAPTERS: Mapping[str, str] = {
    "methods": "Methods",
    "locations": "Locations",
    "success": "Success",
}
"""Chapters in the order of a report, with their titles."""

MEASURES: Mapping[str, Measure] = {
    measure.id: measure for module in (methods, locations, success) for measure in module.MEASURES
}
"""Every measure by its id, in order."""


def find(name: str) -> tuple[Measure, ...]:
    """Return the measure of this id, or the measures of this chapter; NotFoundError where neither is there."""
    if name in MEASURES:
        return (MEASURES[name],)
    found = tuple(measure for measure in MEASURES.values() if measure.chapter == name)
    if not found:
        raise NotFoundError(f"there is no measure `{name}`", mend="`attache measure --list` lists them")
    return found
