"""All measures, chapter by chapter, as in the report and beyond it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attache.core.errors import NotFoundError
from attache.measure.chapters import content, coverage, drift, locations, methods, process, success, withdrawals
from attache.measure.frame import Frame
from attache.measure.measures import Measure

__all__ = ["CHAPTERS", "MEASURES", "RELATIONS", "find"]

CHAPTERS: Mapping[str, str] = {
    "methods": "Methods",
    "content": "Content",
    "locations": "Locations",
    "success": "Success",
    "process": "Process",
    "withdrawals": "Withdrawals",
    "drift": "Drift",
    "coverage": "Coverage",
}
"""Chapters in the order of a report, with their titles."""

MEASURES: Mapping[str, Measure] = {
    measure.id: measure
    for module in (methods, content, locations, success, process, withdrawals, drift, coverage)
    for measure in module.MEASURES
}
"""Every measure by its id, in order."""

RELATIONS: Mapping[str, Callable[[Frame], None]] = {
    name: make
    for module in (methods, content, process, withdrawals, drift, coverage)
    for name, make in module.RELATIONS.items()
}
"""Relations that chapters add to those of every frame, and what makes each where a selection first asks for it."""


def find(name: str) -> tuple[Measure, ...]:
    """Return the measure of this id, or the measures of this chapter; NotFoundError where neither is there."""
    if name in MEASURES:
        return (MEASURES[name],)
    found = tuple(measure for measure in MEASURES.values() if measure.chapter == name)
    if not found:
        raise NotFoundError(f"there is no measure `{name}`", mend="`attache measure --list` lists them")
    return found
