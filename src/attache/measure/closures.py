"""Before and after a mission closed: postings from its host country, and its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import Measure
from attache.measure.shares import row_of
from attache.measure.tables import nothing, selected
from attache.measure.validated import Figures
from attache.measure.where import ALL, FROM, STATED, TO, UNKNOWN, Where
from attache.vocabulary.missions import Mission, missions

__all__ = ["DATED", "all_quarters", "around", "closed_missions", "share_of_host"]

NONE_CLOSED = "no mission of the vocabulary closed on a day that is known"
DATED = "opportunities of that quarter from all countries"


def closed_missions() -> list[Mission]:
    """Return the missions that closed on a day that is known, in the order of their ids."""
    found = [one for one in missions().values() if one.valid_to and len(one.valid_to) == 10]
    return sorted(found, key=lambda one: one.mission_id)


def all_quarters(stated: Sequence[str]) -> list[str]:
    """Return all quarters from the first to the last of some: `2019Q4`, `2020Q1` …; none of none."""
    if not stated:
        return []
    start, end = (int(one[:4]) * 4 + int(one[5]) - 1 for one in (min(stated), max(stated)))
    return [f"{at // 4}Q{at % 4 + 1}" for at in range(start, end + 1)]


def share_of_host(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each closed mission, quarter by quarter, its host country's and its own share of all postings."""
    figures = Figures(frame)
    stated = [quarter for (quarter,) in figures.fill(["quarter"], ALL) if quarter != UNKNOWN]
    if not closed_missions():
        yield from (measure.row(frame, method="none", variant=one, note=NONE_CLOSED) for one in measure.variants)
        return
    if not stated:
        yield from (nothing(frame, measure, ALL.also(quarter=STATED), variant) for variant in measure.variants)
        return
    for mission in closed_missions():
        for variant, chosen in _both(mission).items():
            figures.fill(["quarter"], chosen)
            for quarter in (*all_quarters(stated), UNKNOWN):
                yield _quarter(figures, measure, mission, variant, chosen, quarter)


def _both(mission: Mission) -> dict[str, Where]:
    return {
        "host_country": ALL.also(host_country=mission.country),
        "mission": ALL.also(mission_id=mission.mission_id),
    }


def _quarter(
    figures: Figures, measure: Measure, mission: Mission, variant: str, chosen: Where, quarter: str
) -> Estimate:
    groups = (("closed_mission", mission.mission_id), ("quarter", quarter))
    base, inside = ALL.also(quarter=quarter), chosen.also(quarter=quarter)
    when = _when(mission, quarter)
    if figures.count(base):
        return row_of(figures, measure, inside, base, groups, variant=variant, denominator=DATED, note=when)
    return measure.row(
        figures.frame, n=0, total=0, groups=groups, variant=variant, method="none", where=inside,
        denominator=DATED, note=f"{when}; no opportunity of that quarter",
    )  # fmt: skip


def _when(mission: Mission, quarter: str) -> str:
    """Return whether a quarter lies before the closure."""
    last = mission.valid_to or ""
    of_closure = f"{last[:4]}Q{(int(last[5:7]) + 2) // 3}"
    if quarter == UNKNOWN:
        return "the quarter is not stated"
    if quarter == of_closure:
        return f"closed on {last}"
    return "before the closure" if quarter < of_closure else "after the closure"


def around(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield for each closed mission how its host country's, and its own, postings lie before and after the closure."""
    if not closed_missions():
        yield from (measure.row(frame, method="none", variant=one, note=NONE_CLOSED) for one in measure.variants)
    for mission in closed_missions():
        last = mission.valid_to or ""
        after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
        undecided = [last[:size] for size in (4, 7) if last[:size] == after[:size]]
        for variant, base in _both(mission).items():
            groups = [
                ("before", base.also(**{TO: last})),
                ("after", base.also(**{FROM: after})),
                (UNKNOWN, base.also(published_on=(UNKNOWN, *undecided))),
            ]
            if not frame.count(base):
                yield measure.row(
                    frame, n=0, total=0, groups=(("closed_mission", mission.mission_id),), variant=variant,
                    method="none", where=base, note="no posting of this sort",
                )  # fmt: skip
                continue
            for row in selected(frame, measure, "closure", groups, where=base, variant=variant):
                yield _named(row, mission)


def _named(row: Estimate, mission: Mission) -> Estimate:
    return replace(
        row, by_1="closed_mission", group_1=mission.mission_id, by_2="closure", group_2=row.group_1,
    )  # fmt: skip
