"""Figures that sources state of activities and programmes: as steps of a funnel, and as targets met or not.

Sources round and leave open: `~200`, `20+`, `50-60`. What follows from such figures is given as bounds, never as one
number with an interval of chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import floor, log10
from pathlib import Path
from typing import Literal

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.intervals import of_count
from attache.measure.measures import Measure
from attache.measure.where import Where
from attache.vocabulary.tables import Row, check, read_yaml

__all__ = ["FUNNELS", "Figure", "as_said", "conversions", "met", "programmes", "ratio", "steps"]

FUNNELS = Path(__file__).parent / "data" / "funnels.yaml"
Bounds = tuple[float | None, float | None]
STATED = "as stated: not a sample, no interval of chance"
BOUNDED = "bounds that follow from inexact figures; no interval of chance"
NO_FUNNEL = "no source states two steps of one funnel"


class _Step(Row):
    metric: str
    counts: Literal["same", "results"] = "same"


class _Funnel(Row):
    funnel: str
    zh: str
    en: str
    steps: tuple[_Step, ...]


class _File(Row):
    funnels: tuple[_Funnel, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What the sources state of one metric of an activity: bounds, None where open, over all of them.

    `exact`: every source states the same single figure. `said` are the figures as stated, with their sources where
    there are several.
    """

    event: str
    metric: str
    results: bool
    low: float | None
    high: float | None
    exact: bool
    unit: str
    said: str
    sources: int
    note: str | None

    @property
    def where(self) -> Where:
        """The records that state it."""
        return Where("figures").also(event_id=self.event, metric=self.metric)


@cache
def _funnels() -> tuple[_Funnel, ...]:
    return check(_File, read_yaml(FUNNELS), FUNNELS, "the funnels").funnels


def bounds(comparator: str, low: float | None, high: float | None) -> Bounds:
    """Return the smallest and greatest value that a stated figure may mean; None where it is open.

    A figure that is stated as about is read as rounded to its last digit that is not zero: ~200 is 150 to 250.
    """
    if comparator != "~" or low is None:
        return low, high
    digits = f"{low:.0f}".rstrip("0") if low == floor(low) else ""
    last = 10 ** (floor(log10(abs(low))) - len(digits.lstrip("-")) + 1) if digits else 0
    return low - last / 2, low + last / 2


def as_said(comparator: str, low: float | None, high: float | None) -> str:
    """Return a figure as people write it."""
    if comparator == "range":
        return f"{low:,.15g}–{high:,.15g}"
    return f"{comparator if comparator != '=' else ''}{low if low is not None else high:,.15g}"


def _figures(frame: Frame) -> dict[str, list[tuple[str, Figure]]]:
    """Return for each event with two steps of a funnel the figures of its steps, with the funnel's id, in order."""
    rows = frame.rows(
        "select event_id, metric, comparator, low, high, unit, source, note from figures"
        " order by event_id, metric, source"
    )
    stated: dict[str, dict[str, list[tuple[str, float | None, float | None, str, str, str | None]]]] = {}
    for event, metric, *rest in rows:
        stated.setdefault(str(event), {}).setdefault(str(metric), []).append(
            (str(rest[0]), rest[1], rest[2], str(rest[3]), str(rest[4]), rest[5])
        )
    found: dict[str, list[tuple[str, Figure]]] = {}
    for event, metrics in stated.items():
        for funnel in _funnels():
            steps = [_figure(event, step, metrics[step.metric]) for step in funnel.steps if step.metric in metrics]
            if len(steps) > 1:
                found.setdefault(event, []).extend((funnel.funnel, step) for step in steps)
    return found


def _figure(
    event: str, step: _Step, stated: Sequence[tuple[str, float | None, float | None, str, str, str | None]]
) -> Figure:
    ends = [bounds(comparator, low, high) for comparator, low, high, *_ in stated]
    lows, highs = [low for low, _ in ends], [high for _, high in ends]
    said = [as_said(comparator, low, high) for comparator, low, high, *_ in stated]
    several = len(set(said)) > 1
    notes = [note for *_, note in stated if note]
    if several:
        told = "; ".join(f"{one} ({source})" for one, (*_, source, _) in zip(said, stated, strict=True))
        notes.insert(0, f"sources conflict: {told}")
    return Figure(
        event,
        step.metric,
        step.counts == "results",
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
        not several and stated[0][0] == "=",
        stated[0][3],
        " / ".join(dict.fromkeys(said)),
        len(stated),
        "; ".join(dict.fromkeys(notes)) or None,
    )


def steps(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield a row per step of each stated funnel: the figure in `value` where it is exact, else its bounds."""
    found = _figures(frame)
    for event, figures in found.items():
        for _, one in figures:
            yield measure.row(
                frame,
                groups=(("event", event), ("step", one.metric)),
                n=one.sources,
                value=one.low if one.exact else None,
                interval=None if one.exact else (one.low, one.high),
                method=STATED if one.exact else BOUNDED,
                unit=one.unit,
                coded_by="stated",
                where=one.where,
                note=_joined(None if one.exact else f"stated as {one.said}", one.note),
            )
    if not found:
        yield measure.row(frame, method="none", coded_by="stated", note=NO_FUNNEL)


def conversions(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the share that each step is of the one before, and of the first, for each stated funnel."""
    found = _figures(frame)
    for figures in found.values():
        for funnel in dict.fromkeys(name for name, _ in figures):
            chain = [one for name, one in figures if name == funnel]
            for before, after in pairwise(chain):
                yield _conversion(frame, measure, before, after, "step")
            for after in chain[1:]:
                yield _conversion(frame, measure, chain[0], after, "start")
    if not found:
        for variant in measure.variants:
            yield measure.row(frame, method="none", coded_by="stated", variant=variant, note=NO_FUNNEL)


def _conversion(frame: Frame, measure: Measure, before: Figure, after: Figure, variant: str) -> Estimate:
    where = Where("figures").also(event_id=after.event, metric=(before.metric, after.metric))
    told = f"{after.said} {after.unit} of {before.said} {before.unit}"
    results = "results are counted: one project may have several" if after.results else None
    share = low = high = open_ended = None
    method = BOUNDED
    if before.exact and after.exact and before.low and after.low is not None and after.low <= before.low:
        share = after.low / before.low
        (low, high), method = of_count(int(after.low), int(before.low))
    else:
        low, high = ratio(after, before)
        open_ended = f"at least {low:.3g} for each" if low is not None and high is None else None
    return measure.row(
        frame,
        groups=(("event", after.event), ("conversion", f"{before.metric} → {after.metric}")),
        share=share,
        interval=(low, high),
        method=method,
        variant=variant,
        coded_by="stated",
        unit="share" if share is not None else "for each one before",
        denominator=before.metric,
        where=where,
        note=_joined(told, open_ended, results, after.note),
    )


def ratio(after: Figure, before: Figure) -> Bounds:
    """Return the least and the greatest that one figure may be of another; None where it is open or not defined.

    What is among those of the step before is at most all of them, however open the figures are.
    """
    low = after.low / before.high if after.low is not None and before.high else None
    high = after.high / before.low if after.high is not None and before.low else None
    if not after.results:
        low, high = min(low or 0.0, 1.0), min(high if high is not None else 1.0, 1.0)
    return low, high


_TARGETS = """
select t.programme_id, t.metric, t.comparator, t.low, t.high, t.unit, t.actual, t.note
from targets t order by t.programme_id, t.stage nulls last, t.metric
"""


def programmes(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield two rows per target of each programme: the least that meets it, and what was reached."""
    rows = frame.rows(_TARGETS)
    for programme, metric, comparator, low, high, unit, actual, note in rows:
        said = as_said(str(comparator), low, high)
        reached = met(str(comparator), low, high, actual)
        state = "not recorded" if reached is None else "met" if reached else "not met"
        target = f"target {said}{'' if note is None else f'; {note}'}"
        for variant, value, told in (("target", low, target), ("actual", actual, f"target {said}: {state}")):
            yield measure.row(
                frame,
                groups=(("programme", str(programme)), ("target", str(metric))),
                n=1,
                value=value,
                method=STATED,
                variant=variant,
                unit=str(unit),
                coded_by="stated",
                where=Where("targets").also(programme_id=str(programme), metric=str(metric)),
                note=told.rstrip("."),
            )
    for variant in measure.variants if not rows else ():
        note = "no programme with targets is recorded"
        yield measure.row(frame, method="none", variant=variant, coded_by="stated", note=note)


def met(comparator: str, low: float | None, high: float | None, actual: float | None) -> bool | None:
    """Tell whether a figure meets a target; None where what was reached is not recorded.

    An exact target (`=`) is met by as much or more, as targets of plans are meant; one of about, from its lower bound.
    """
    if actual is None:
        return None
    least, most = bounds(comparator, low, high)
    if comparator == ">":
        return least is not None and actual > least
    if comparator in ("<", "<="):
        return most is not None and (actual < most or (comparator == "<=" and actual == most))
    return least is not None and actual >= least


def _joined(*parts: str | None) -> str | None:
    return "; ".join(part for part in _told(parts)) or None


def _told(parts: Iterable[str | None]) -> Iterator[str]:
    yield from (part.rstrip(".") for part in parts if part)
