"""Which charts are drawn of which measure: a declared table, and a rule by the shape of rows for measures not in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attache.measure.charts.bars import bars, dots, funnel, leaves, tops
from attache.measure.charts.canvas import Template
from attache.measure.charts.curves import curve
from attache.measure.charts.grids import grid
from attache.measure.charts.maps import countries_map, missions_map
from attache.measure.charts.naming import Naming
from attache.measure.charts.times import series
from attache.measure.charts.words import ALLIANCES, ALLIED, SHARES, WILLINGNESS
from attache.measure.estimates import Estimate

__all__ = ["PLANS", "Plan", "plans_of"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A chart of a measure: how it is drawn and called. `suffix` tells several charts of a measure apart.

    `variants` are those whose rows are drawn: the first of the measure where none is named, all with `*`. `only` keeps
    rows whose second group is one of these, `by` those whose first dimension is. Without a title the chart has the
    measure's question. `names` are short names of variants, which the measure describes at length.
    """

    template: Template
    suffix: str = ""
    title: tuple[str, str] = ("", "")
    variants: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def chosen(self, rows: Sequence[Estimate]) -> tuple[Estimate, ...]:
        """Return the rows that it draws."""
        kinds = tuple(dict.fromkeys(row.variant for row in rows))
        wanted = kinds if self.variants == ("*",) else (self.variants or kinds[:1])
        return tuple(
            row
            for row in rows
            if row.variant in wanted
            and (not self.only or row.group_2 in self.only)
            and (not self.by or row.by_1 in self.by)
        )


PLANS: Mapping[str, tuple[Plan, ...]] = {
    "locations.country": (
        Plan(countries_map, "map", ("Where the offered technology sits", "所提供技术所在的国家")),
        Plan(bars, "bars", ("Countries in which the offered technology sits", "所提供技术所在国家的占比")),
    ),
    "locations.top_four": (),
    "locations.united_states": (),
    "locations.allied": (Plan(dots, variants=tuple(ALLIED), names=ALLIED, options={"label": 0, "as_given": True}),),
    "locations.alliance": (Plan(dots, variants=("*",), names=ALLIANCES),),
    "locations.houston": (Plan(bars),),
    "locations.it_country": (Plan(bars),),
    "locations.closure_quarters": (Plan(series, options={"share": True}),),
    "success.share": (Plan(dots, variants=tuple(SHARES), names=SHARES, options={"label": 0, "as_given": True}),),
    "success.searched": (),
    "success.comparison": (),
    "success.median": (),
    "content.field": (
        Plan(tops, "fields", ("Technology fields", "技术领域"), ("wide",)),
        Plan(leaves, "subfields", ("Technology fields, in detail", "技术领域（细分）"), ("narrow",)),
    ),
    "content.postings_per_organisation": (Plan(bars, by=("postings",), options={"as_given": True}),),
    "content.reposts": (),
    "coverage.span": (),
    "methods.willingness": (Plan(bars, variants=("*",), names=WILLINGNESS),),
    "methods.amounts": (
        Plan(
            dots,
            title=("Median of the amounts that postings state, in US dollars", "条目所述金额的中位数（美元）"),
            variants=("usd",),
            only=("0.5",),
            options={"label": 1, "log": True},
        ),
    ),
    "process.stated_funnel": (
        Plan(
            funnel,
            title=("Steps of matchmaking activities, as sources state them", "来源所述对接活动的各步骤"),
            options={"as_given": True},
        ),
    ),
    "process.stated_conversion": (
        Plan(
            dots,
            title=("From one step of a stated funnel to the next", "来源所述漏斗中各步骤之间的转化率"),
            options={"as_given": True},
        ),
    ),
    "process.funnel": (
        Plan(
            funnel,
            title=("How far needs and opportunities come", "需求与机会进展到哪一步"),
            options={"as_given": True, "by_unit": True},
        ),
    ),
    "process.needs_answered": (
        Plan(bars, title=("Needs of each demand list that are answered", "各需求清单中已有回应的需求占比")),
    ),
    "process.unanswered": (),
    "process.need_by_field": (Plan(grid, title=("Needs and the fields that answer them", "需求与回应需求的技术领域")),),
    "process.lag_need": (
        Plan(
            dots,
            title=("Median time until a need is first answered", "需求首次得到回应所需时间的中位数"),
            only=("median",),
            options={"label": 1, "log": True},
        ),
    ),
    "process.targets": (),
    "withdrawals.mission": (
        Plan(bars, title=("Postings that were withdrawn, by mission", "各使领馆撤下的条目"), options={"by_n": True}),
    ),
    "withdrawals.observed": (
        Plan(series, title=("When postings were found withdrawn", "发现条目被撤下的时间"), by=("observed_month",)),
    ),
    "withdrawals.association": (
        Plan(dots, title=("What withdrawn postings have in common", "被撤下条目的共同特征"), options={"ordered": True}),
    ),
    "withdrawals.survival": (
        Plan(curve, title=("Share of postings withdrawn by days after posting", "发布后各天数内被撤下的条目占比")),
    ),
    "withdrawals.window": (
        Plan(
            dots,
            title=("Withdrawals before and after what happened", "事件前后的撤下情况"),
            options={"as_given": True},
        ),
    ),
    "drift.new_terms": (Plan(series, title=("New terms per quarter", "各季度的新词")),),
    "drift.newest_terms": (),
    "drift.rising_fields": (
        Plan(dots, title=("Fields that rise and fall", "上升与下降的技术领域"), by=("technology_field",)),
    ),
    "success.time": (
        Plan(
            curve, title=("Share that had come to a deal, by months after the posting", "发布后各月份已达成交易的占比")
        ),
    ),
}
"""Charts of measures that want more than the rule by shape; none where a table says more than a picture."""

_ORDERED = frozenset({"military_relevance", "stage", "process_stage", "outcome_class", "lag_months", "exactness"})
_SHAPES: Mapping[str, tuple[Plan, ...]] = {
    "year": (Plan(series),),
    "quarter": (Plan(series),),
    "month": (Plan(series),),
    "mission_id": (Plan(missions_map, "map"), Plan(bars, "bars")),
    "host_country": (Plan(countries_map, "map"), Plan(bars, "bars")),
}
_HEADS = frozenset({"cohort", "event", "programme", "demand_list", "closed_mission", "source"})
"""First groups that are headings rather than the rows of a grid."""


def plans_of(measure: str, rows: Sequence[Estimate], naming: Naming) -> tuple[Plan, ...]:
    """Return the charts to draw of a measure's rows."""
    return PLANS[measure] if measure in PLANS else _by_shape(rows, naming)


def _by_shape(rows: Sequence[Estimate], naming: Naming) -> tuple[Plan, ...]:
    grouped = [row for row in rows if row.group_1 is not None]
    if not grouped:
        return (Plan(dots, variants=("*",)),)
    by_1, by_2 = grouped[0].by_1 or "", grouped[0].by_2
    if by_2 is not None and by_1 not in _HEADS:
        return (Plan(grid),)
    if by_2 is None and naming.has_levels(by_1):
        return (Plan(tops, "fields"), Plan(leaves, "subfields"))
    return _SHAPES.get(by_1, (Plan(bars, options={"ordered": (by_2 or by_1) in _ORDERED}),))
