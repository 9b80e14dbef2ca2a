"""Which charts are drawn of which measure: a declared table, and a rule by the shape of rows for measures not in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attache.measure.charts.bars import bars, dots, leaves, tops
from attache.measure.charts.canvas import Template
from attache.measure.charts.grids import grid
from attache.measure.charts.maps import countries_map, missions_map
from attache.measure.charts.naming import Naming
from attache.measure.charts.times import series
from attache.measure.estimates import Estimate

__all__ = ["PLANS", "Plan", "plans_of"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A chart of a measure: how it is drawn and called. `suffix` tells several charts of a measure apart.

    `variants` are those whose rows are drawn; the first of the measure where none is named. Without a title the
    chart has that of the measure's question.
    """

    template: Template
    suffix: str = ""
    title: tuple[str, str] = ("", "")
    variants: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


PLANS: Mapping[str, tuple[Plan, ...]] = {
    "locations.country": (
        Plan(countries_map, "map", ("Where the offered technology sits", "所提供技术所在的国家")),
        Plan(bars, "bars", ("Countries in which the offered technology sits", "所提供技术所在国家的占比")),
    ),
}
"""Charts of measures that want more than the rule by shape."""

_ORDERED = frozenset({"military_relevance", "stage", "process_stage"})
_SHAPES: Mapping[str, tuple[Plan, ...]] = {
    "year": (Plan(series),),
    "quarter": (Plan(series),),
    "month": (Plan(series),),
    "mission_id": (Plan(missions_map, "map"), Plan(bars, "bars")),
    "host_country": (Plan(countries_map, "map"), Plan(bars, "bars")),
}


def plans_of(measure: str, rows: Sequence[Estimate], naming: Naming) -> tuple[Plan, ...]:
    """Return the charts to draw of a measure's rows."""
    return PLANS[measure] if measure in PLANS else _by_shape(rows, naming)


def _by_shape(rows: Sequence[Estimate], naming: Naming) -> tuple[Plan, ...]:
    grouped = [row for row in rows if row.group_1 is not None]
    if not grouped:
        return (Plan(dots, options={"by": "variant"}),)
    by_1, by_2 = grouped[0].by_1 or "", grouped[0].by_2
    if by_2 is not None:
        return (Plan(grid),)
    if naming.has_levels(by_1):
        return (Plan(tops, "fields"), Plan(leaves, "subfields"))
    return _SHAPES.get(by_1, (Plan(bars, options={"ordered": by_1 in _ORDERED}),))
