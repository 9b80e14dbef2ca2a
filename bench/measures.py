"""How often the interval of a row holds the true value: all measures on invented corpora whose margins are known.

    python bench/measures.py [--seeds 200] [--size 600] [--people 100]

Worlds are drawn anew for every seed. *The machine errs*: all variables are coded by a machine with declared sensitivity
and specificity, and a stratified random sample by people; a cohort is followed. *The machine is right*: for measures
that no sample corrects, whose intervals speak of chance alone. *Mirrors*: three sources that have parts of a known
number of postings, which are to be estimated, and measures where a posting in two sources counts twice. True values
are worked out from the margins (`margins_truth`), and for all other rows taken from the same measures on a very large
corpus coded without error; the two are compared where there are both.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from math import inf, isfinite
from statistics import fmean

import corpus
from margins import MARGINS, MIRRORED, RIGHT, Margins
from margins_truth import Key, stated
from scipy.stats import binom

from attache.measure.chapters import MEASURES
from attache.measure.estimates import CODED_BY, Estimate
from attache.measure.intervals import LEVEL
from attache.measure.lives import quantiles
from attache.measure.stated import BOUNDED, STATED

__all__ = ["Seen", "Tally", "key_of", "measured", "tallied", "truths"]

LARGE, LARGE_SEED = 300_000, 7
MACHINE = CODED_BY["machine"]
SHARES = ("locations.country", "locations.mission", "content.field", "content.military")
GROWING = ("process.needs_answered", "process.unanswered", "process.lag_need")
"""Measures whose true value depends on how many postings there are: it is the mean over all seeds."""
MIRRORS = ("coverage.recapture",)
COPIED = ("locations.country", "locations.mission", "locations.year")


Waits = tuple[str, float, bool]
"""A need of a list: days until it was answered, or for which nobody answered it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of one corpus: its value and the ends of its interval, infinite where it is open."""

    key: Key
    coded_by: str
    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Run:
    """What one corpus gave: rows, true values of this corpus alone, and how long its needs waited."""

    rows: list[Seen]
    facts: dict[Key, float]
    waits: list[Waits]


def key_of(row: Estimate) -> Key:
    """Return what a row is known by over corpora."""
    return row.measure, row.variant, row.by_1, row.group_1, row.by_2, row.group_2


def measured(margins: Margins, names: Sequence[str], seed: int) -> Run:
    """Return the rows with an interval of chance that these measures have on the corpus of a seed."""
    made = corpus.make(margins, seed)
    frame = corpus.frame_of(made)
    rows = chain.from_iterable(MEASURES[name].run(frame) for name in names)
    seen = [_seen(row) for row in rows if _by_chance(row)]
    facts = {("success.share", name, "cohort", "cohort", None, None): share for name, share in made.facts.items()}
    waits = frame.rows(_WAITS) if "asked" in frame.relations else []
    return Run(seen, facts, [(str(name), float(days), bool(met)) for name, days, met in waits])


_WAITS = "select list, waited, first_on is not null from asked where waited is not null"


def _by_chance(row: Estimate) -> bool:
    return (row.low is not None or row.high is not None) and row.method not in (STATED, BOUNDED)


def _seen(row: Estimate) -> Seen:
    value = row.share if row.share is not None else row.value
    low, high = (end if end is not None else open_ for end, open_ in ((row.low, -inf), (row.high, inf)))
    return Seen(key_of(row), row.coded_by, value, low, high)


def truths(
    margins: Margins, size: int, names: Iterable[str]
) -> tuple[dict[Key, float], dict[Key, tuple[float, float]]]:
    """Return true values: what the margins give, else what these measures say of a large corpus without error.

    Then, for rows that have both, both.
    """
    whole = replace(margins.of_size(size), machine=RIGHT)
    frame = corpus.frame_of(corpus.make(whole, LARGE_SEED), threads=2)
    rows = [row for name in names for row in MEASURES[name].run(frame)]
    known = stated(margins)
    valued = ((key_of(row), row.share if row.share is not None else row.value) for row in rows)
    found = {key: value for key, value in valued if value is not None}
    both = {key: (known[key], found[key]) for key in known.keys() & found.keys()}
    return {**found, **known}, both


@dataclass
class Tally:
    """Of one row: in how many corpora it had an interval, and in how many of these that held the true value."""

    cases: int = 0
    held: int = 0
    widths: list[float] = field(default_factory=list)

    def add(self, one: Seen, truth: float) -> None:
        """Count one corpus. Values are compared to nine digits, so that rounding is no miss."""
        slack = 1e-9 * max(1.0, abs(truth))
        self.cases += 1
        self.held += one.low - slack <= truth <= one.high + slack
        if isfinite(one.high - one.low):
            self.widths.append(one.high - one.low)


Tallies = dict[tuple[str, str], dict[Key, Tally]]
"""By measure and who coded, by row."""


def growing(runs: Sequence[Run]) -> dict[Key, float]:
    """Return the true values of rows that depend on how many postings there are: means, and quartiles, over corpora."""
    values: dict[Key, list[float]] = {}
    waits: dict[str, list[tuple[float, bool]]] = {}
    for run in runs:
        for one in run.rows:
            if one.key[0] in GROWING and one.value is not None:
                values.setdefault(one.key, []).append(one.value)
        for name, days, met in run.waits:
            waits.setdefault(name, []).append((days, met))
    found = {key: sum(ones) / len(runs) for key, ones in values.items() if len(ones) == len(runs)}
    for name, ones in waits.items():
        for quantile, day, _, _ in quantiles([days for days, _ in ones], [met for _, met in ones]):
            key = ("process.lag_need", "default", "demand_list", name, "quantile", quantile)
            found[key] = inf if day is None else day
    return found


def tallied(runs: Iterable[Run], truth: Mapping[Key, float]) -> tuple[Tallies, dict[str, int]]:
    """Return tallies, and of how many rows of each measure the true value is not known."""
    found: Tallies = {}
    unknown: dict[str, set[Key]] = {}
    for run in runs:
        for one in run.rows:
            true = run.facts.get(one.key, truth.get(one.key))
            if true is None:
                unknown.setdefault(one.key[0], set()).add(one.key)
            else:
                found.setdefault((one.key[0], one.coded_by), {}).setdefault(one.key, Tally()).add(one, true)
    return found, {name: len(keys) for name, keys in unknown.items()}


HEAD = f"{'measure':34}{'coded by':30}{'rows':>5} {'cases':>7} {'held':>7} {'lowest':>7} {'by chance':>9} {'width':>9}"


def told(tallies: Tallies, seeds: int) -> Iterable[str]:
    """Yield a line for each measure: how often its intervals held the truth, and the row where they did so least."""
    for (name, coded_by), rows in sorted(tallies.items(), key=lambda item: (list(MEASURES).index(item[0][0]), item[0])):
        cases, held = sum(one.cases for one in rows.values()), sum(one.held for one in rows.values())
        often = {key: one for key, one in rows.items() if one.cases >= seeds / 2}
        least = min(often.values(), key=lambda one: one.held / one.cases, default=None)
        lowest = (
            f"{least.held / least.cases:7.1%} {_band(least.cases, len(often)):9.1%}" if least else f"{'–':>7} {'–':>9}"
        )
        width = fmean(chain.from_iterable(one.widths for one in rows.values()) or [0.0])
        mark = " *" if least and least.held / least.cases < _band(least.cases, len(often)) else ""
        yield f"{name:34}{coded_by:30}{len(rows):5} {cases:7,} {held / cases:7.1%} {lowest} {width:9.3g}{mark}"


def _band(cases: int, rows: int) -> float:
    """Return the coverage under which the least of so many rows falls by chance in one of forty runs."""
    return float(binom.ppf(0.025 / rows, cases, LEVEL)) / cases


def missing(tallies: Tallies, seeds: int) -> list[tuple[float, Key, str]]:
    """Return the rows that hold the truth more seldom than chance allows, the worst first."""
    found = []
    for (_, coded_by), rows in tallies.items():
        often = {key: one for key, one in rows.items() if one.cases >= seeds / 2}
        found += [
            (one.held / one.cases, key, coded_by)
            for key, one in often.items()
            if one.held / one.cases < _band(one.cases, len(often))
        ]
    return sorted(found, key=lambda row: row[0])


def main() -> int:
    """Print the table of each world; return 0."""
    parser = argparse.ArgumentParser(description="Coverage of the intervals of all measures.")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument(
        "--large", type=int, default=LARGE, help="postings of the corpus that true values are taken from"
    )
    parser.add_argument("--list", action="store_true", help="name the rows that hold the truth too seldom")
    asked = parser.parse_args()
    begun = time.perf_counter()
    truth, both = truths(MARGINS, asked.large, MEASURES)
    apart = max(abs(one - other) for key, (one, other) in both.items() if key[0] in SHARES and one <= 1)
    print(
        f"{len(truth):,} true values, of which {len(both)} follow from the margins by arithmetic; there, shares of the"
    )
    print(f"corpus of {asked.large:,} differ by {apart:.4f} at most\n")
    seeds = range(1000, 1000 + asked.seeds)
    with ProcessPoolExecutor(2) as pool:
        runs = list(pool.map(partial(measured, MARGINS, list(MEASURES)), seeds, chunksize=5))
        counted, unknown = tallied(runs, truth)
        alone = [name for name in MEASURES if (name, MACHINE) in counted and (name, CODED_BY["both"]) not in counted]
        right = list(pool.map(partial(measured, replace(MARGINS, machine=RIGHT, people=0), alone), seeds, chunksize=5))
        mirrored = list(pool.map(partial(measured, MIRRORED, (*MIRRORS, *COPIED)), seeds, chunksize=5))
    corrected = {pair: rows for pair, rows in counted.items() if pair[1] != MACHINE}
    erring = {pair: rows for pair, rows in counted.items() if pair[1] == MACHINE}
    of_right, _ = tallied(right, truth | growing(right))
    of_mirrors, _ = tallied(mirrored, stated(MIRRORED))
    worlds = {
        "The machine errs; people coded a sample": corrected,
        "The machine is right: measures that no sample corrects": of_right,
        "Mirrors": {pair: rows for pair, rows in of_mirrors.items() if pair[0] in MIRRORS},
        "Mirrors: a posting in several sources counts several times, and once for the interval": {
            pair: rows for pair, rows in of_mirrors.items() if pair[0] not in MIRRORS
        },
        "The machine errs, and no sample corrects it: 'machine only, not validated'; a miss is its error": erring,
    }
    for name, tallies in worlds.items():
        print(f"{name}\n{HEAD}")
        print("\n".join(told(tallies, asked.seeds)), end="\n\n")
        if asked.list and tallies is not erring:
            print("\n".join(f"    {held:6.1%} {key} {by}" for held, key, by in missing(tallies, asked.seeds)))
    print(f"without a known true value: {', '.join(f'{name} ({n} rows)' for name, n in unknown.items()) or 'none'}")
    print(f"{asked.seeds} seeds, {time.perf_counter() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
