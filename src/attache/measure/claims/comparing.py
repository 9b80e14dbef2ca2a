"""Published figures beside ours: what an edition says of the same thing in the same time, and a verdict.

Ours agrees with a published figure where some number that the figure allows lies in our interval. The interval of a
count is that of its share, times the total: what as many postings would let one expect, not only what was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from attache.core.errors import NotFoundError
from attache.core.facts import Claim
from attache.measure.chapters import MEASURES
from attache.measure.claims.agreeing import disputed
from attache.measure.claims.coverage import Coverage, coverage
from attache.measure.claims.findings import told
from attache.measure.claims.ranges import Range, number, range_of
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.intervals import of_count
from attache.vocabulary.claims import Claims, Ours, Published
from attache.vocabulary.lists import load_lists

__all__ = ["Compared", "Found", "Verdict", "compare", "window_of"]

Verdict = Literal["matches", "differs", "sources conflict", "not comparable", "not measured yet"]
Window = tuple[str | None, str | None]
Key = tuple[str, int]
Open = Callable[[str | None, str | None], Frame]
"""Opens the edition for a window: first and last day, month or year."""

NO_EDITION = "there is no edition to measure"
_AGREES = {True: "agrees with", False: "does not agree with"}
SYNTHETIC = "the edition is synthetic"
OUTSIDE = "not measured by an edition"


@dataclass(frozen=True, slots=True)
class Found:
    """What is ours: `value`, `low` and `high` in the unit of the claim, with the row that says so.

    `by` says how it is found; `row` is None for a reference list. `bar` is the verdict and reason where ours cannot be
    set beside the figure.
    """

    by: Ours | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    row: Estimate | None = None
    coverage: Coverage | None = None
    bar: tuple[Verdict, str] | None = None

    @property
    def range(self) -> Range | None:
        """Our interval, which holds our figure; None where there is no figure."""
        if self.value is None:
            return None
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return Range(min(low, self.value), max(high, self.value))

    @property
    def named(self) -> str:
        """How it is found, to tell it from others."""
        return f"{self.by.measure} {self.by.variant}" if self.by else "ours"

    def __str__(self) -> str:
        value = "none" if self.value is None else number(self.value)
        if self.low is None or self.high is None:
            return value
        return f"{value} ({number(self.low)}–{number(self.high)})"


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure, ours, and the verdict with its reason.

    Where sources conflict, `stated` is all that is stated of the figure, and `supports` what of it ours agrees with.
    The verdict is on `ours`; `others` are ours by other definitions of the same thing.
    """

    published: Published
    ours: Found
    verdict: Verdict
    reason: str
    stated: tuple[Claim, ...] = ()
    supports: tuple[Claim, ...] = ()
    others: tuple[Found, ...] = ()


def window_of(claim: Claim, ours: Ours) -> Window:
    """Return the window that ours is measured in: that of the mapping, else that of the claim."""
    first, slash, last = (claim.time_window or "").partition("/")
    return ours.since or first or None, ours.until or (last if slash else first) or None


def compare(claims: Claims, opened: Open | None, only: Sequence[Published] | None = None) -> list[Compared]:
    """Return the verdict on each figure, all of them or `only` some, in the order of their claims.

    `opened` opens the edition once for each window; None where there is no edition. NotFoundError for a mapping that
    names a measure, variant or list that is not there.
    """
    figures = dict(sorted(claims.figures.items()))
    chosen = list(figures.values()) if only is None else list(only)
    found = dict(_ours(chosen, opened))
    sides = disputed(figures)
    out = []
    for one in chosen:
        mine = [found[one.key, at] for at in range(len(one.ours))] or [Found(bar=("not comparable", OUTSIDE))]
        out.append(replace(_verdict(one, mine, sides), others=tuple(mine[1:])))
    return out


def _ours(chosen: Sequence[Published], opened: Open | None) -> Iterator[tuple[Key, Found]]:
    windows: dict[Window, list[tuple[Key, Claim, Ours]]] = {}
    for one in chosen:
        for at, ours in enumerate(one.ours):
            if ours.reference is not None:
                yield (one.key, at), _listed(ours, ours.reference)
            elif opened is None:
                yield (one.key, at), Found(ours, bar=("not measured yet", NO_EDITION))
            else:
                windows.setdefault(window_of(one.claim, ours), []).append(((one.key, at), one.claim, ours))
    for window, wanted in windows.items():
        if opened is not None:
            yield from _measured(wanted, opened(*window), window)


def _listed(ours: Ours, name: str) -> Found:
    found = next((one for one in load_lists() if one.list_id == name), None)
    if found is None:
        raise NotFoundError(f"there is no reference list `{name}`", mend="mend `reference` in the claims file")
    return Found(ours, float(len(found.top if ours.level == "top" else found.entries)), bar=_unlike(ours))


def _unlike(ours: Ours) -> tuple[Verdict, str] | None:
    return ("not comparable", f"another unit: {ours.unlike}") if ours.unlike else None


def _measured(wanted: Sequence[tuple[Key, Claim, Ours]], frame: Frame, window: Window) -> Iterator[tuple[Key, Found]]:
    covered = coverage(frame, *window)
    rows: dict[str, list[Estimate]] = {}
    for key, claim, ours in wanted:
        name = ours.measure or ""
        if name not in MEASURES or ours.variant not in MEASURES[name].variants:
            what = f"{key[0]} names the measure `{name}`, variant `{ours.variant}`, which is not there"
            raise NotFoundError(what, mend="`attache measure --list` lists them")
        if name not in rows:
            rows[name] = MEASURES[name].run(frame)
        row = _row(ours, rows[name])
        value, low, high = _figure(row, ours, claim.unit) if row else (None, None, None)
        yield key, Found(ours, value, low, high, row, covered, _bar(ours, row, value, covered))


def _row(ours: Ours, rows: Sequence[Estimate]) -> Estimate | None:
    """The row of the groups; where it is missing among others of its kind, none was counted, and the row says so.

    A measure without anything to count has one row without groups, whose note says why.
    """
    mine = [row for row in rows if row.variant == ours.variant and set(_groups(row)) == set(ours.groups)]
    for row in mine:
        if all(ours.groups[by] in (group, "*") for by, group in _groups(row).items()):
            return row
    if mine and mine[0].total and "*" not in ours.groups.values():
        return _none_of(mine[0], ours)
    return next((row for row in rows if row.note and not _groups(row)), None)


def _groups(row: Estimate) -> dict[str, str]:
    pairs = ((row.by_1, row.group_1), (row.by_2, row.group_2))
    return {by: group for by, group in pairs if by is not None and group is not None}


def _none_of(like: Estimate, ours: Ours) -> Estimate:
    total = like.total or 0
    (low, high), method = of_count(0, total)
    groups = [ours.groups.get(by) if by else None for by in (like.by_1, like.by_2)]
    return replace(
        like,
        group_1=groups[0],
        group_2=groups[1],
        n=0,
        share=0.0,
        value=None,
        low=low,
        high=high,
        method=method,
        records=None,
    )


def _figure(row: Estimate, ours: Ours, unit: str) -> tuple[float | None, float | None, float | None]:
    if row.total == 0:
        return None, None, None
    if ours.of == "share":
        times = 100.0 if unit == "percent" else 1.0
        return _scaled(row.share, times), _scaled(row.low, times), _scaled(row.high, times)
    if ours.of == "n":
        total = float(row.total) if row.share is not None and row.total is not None else None
        return _scaled(row.n, 1.0), _scaled(row.low, total), _scaled(row.high, total)
    if ours.of == "total":
        return _scaled(row.total, 1.0), None, None
    return row.value, row.low, row.high


def _scaled(value: float | None, scale: float | None) -> float | None:
    return None if value is None or scale is None else value * scale


def _bar(ours: Ours, row: Estimate | None, value: float | None, covered: Coverage) -> tuple[Verdict, str] | None:
    if covered.synthetic:
        return "not comparable", SYNTHETIC
    if not covered.whole:
        return "not comparable", f"out of window: {covered.says}"
    if row is None or value is None:
        return "not measured yet", row.note if row and row.note else "the measure gives no figure for this edition"
    return _unlike(ours)


def _verdict(one: Published, mine: Sequence[Found], sides: Mapping[str, tuple[Claim, ...]]) -> Compared:
    found = mine[0]
    if one.key in sides:
        return _in_dispute(one, found, sides[one.key])
    if found.bar is not None:
        return Compared(one, found, *found.bar)
    ours, stated = found.range, range_of(one.claim)
    if ours is None or stated is None or one.claim.comparator == "text":
        return Compared(one, found, "not comparable", "the claim is no number")
    verdict: Verdict = "matches" if ours.meets(stated) else "differs"
    told = [f"ours, {found}, {_AGREES[ours.meets(stated)]} {one.claim.as_stated}"]
    told += [f"{other.named}, {other}, {_AGREES[other.range.meets(stated)]} it" for other in mine[1:] if other.range]
    return Compared(one, found, verdict, "; ".join(told))


def _in_dispute(one: Published, found: Found, stated: tuple[Claim, ...]) -> Compared:
    ours = found.range if found.bar is None else None
    supports = tuple(claim for claim in stated if ours is not None and _supports(ours, one.claim, claim))
    if ours is None:
        says = found.bar[1] if found.bar else "ours is no number"
    elif not supports:
        says = f"ours, {found}, agrees with none of them"
    else:
        says = f"ours, {found}, agrees with {' and '.join(claim.as_stated for claim in supports)}"
        says += f", nearest to {_nearest(found, supports).as_stated}" if len(supports) > 1 else ""
    sources = " against ".join(told(claim) for claim in stated)
    return Compared(one, found, "sources conflict", f"{sources}; {says}", stated, supports)


def _nearest(found: Found, claims: Sequence[Claim]) -> Claim:
    value = found.value or 0.0
    return min(claims, key=lambda claim: min(abs(value - end) for end in (claim.low, claim.high) if end is not None))


def _supports(ours: Range, claim: Claim, other: Claim) -> bool:
    allowed = range_of(other)
    return other.unit == claim.unit and other.comparator != "text" and allowed is not None and ours.meets(allowed)
