"""Coverage and width of intervals that carry the machine's error, beside those that do not and beside ppi_py.

    python bench/intervals.py [--times 2000] [--peer FOLDER]

Worlds with known shares are made, coded by a biased machine and, in a sample, by people. An interval at 95 % should
hold the share in 95 % of them: "margin" is the share that generates the records, "realised" the one that they have.
`ppi_py` (Angelopoulos et al.) is `ppi_mean_ci` with its default power tuning, with the weights of the sample; it has no
share with a coded denominator. FOLDER is the `site-packages` of an environment into which `ppi-python` is installed;
without it the peer is left out. At 2,000 worlds the Monte-Carlo error of a coverage of 95 % is 0.5 points.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from simulated import ESTIMATORS, SCENARIOS, Scenario, World, worlds

Estimator = Callable[[World], "tuple[float, tuple[float, float]] | None"]
PEER = "ppi_py"


@dataclass
class Tally:
    worlds: int = 0
    margin: int = 0
    realised: int = 0
    width: float = 0.0
    error: float = 0.0
    points: int = 0

    def add(self, world: World, found: float, low: float, high: float) -> None:
        self.worlds += 1
        self.margin += low <= world.margin <= high
        self.realised += low <= world.realised <= high
        self.width += high - low
        self.error += found - world.margin
        self.points += high - low < 1e-9

    def told(self) -> str:
        if not self.worlds:
            return f"{'–':>9} {'–':>9} {'–':>7} {'–':>7} {'–':>7}"
        of = self.worlds
        rates = f"{self.margin / of:9.1%} {self.realised / of:9.1%}"
        return f"{rates} {self.width / of:7.3f} {self.error / of:+7.3f} {self.points / of:7.1%}"


def peer(folder: str | None) -> Estimator | None:
    if folder:
        sys.path.append(folder)
    try:
        module: Any = importlib.import_module(PEER)
    except ImportError as reason:
        print(f"{PEER}: not run ({reason})\n")
        return None

    def estimate(world: World) -> tuple[float, tuple[float, float]] | None:
        if world.among is not None:
            return None
        said, read = world.yes[world.drawn].astype(float), world.label[world.drawn].astype(float)
        low, high = module.ppi_mean_ci(said, read, world.label.astype(float), alpha=0.05, w=world.weights)
        return float(np.mean(low + high) / 2), (float(np.min(low)), float(np.max(high)))

    return estimate


def measured(scenario: Scenario, estimators: dict[str, Estimator], times: int) -> dict[str, Tally]:
    dice, tallies = np.random.default_rng(2021), {name: Tally() for name in estimators}
    for _ in range(times):
        for world in worlds(scenario, dice):
            if len(world.drawn) < 8:  # what a table calls not validated
                continue
            for name, estimator in estimators.items():
                found = estimator(world)
                if found is not None:
                    tallies[name].add(world, found[0], *found[1])
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description="Coverage and width of intervals.")
    parser.add_argument("--times", type=int, default=2000, help="worlds per scenario")
    parser.add_argument("--peer", help="site-packages of an environment with ppi-python")
    asked = parser.parse_args()
    start, estimators = time.perf_counter(), dict(ESTIMATORS)
    other = peer(asked.peer)
    if other is not None:
        estimators[PEER] = other
    print(f"{'':42}{'estimator':14} {'margin':>9} {'realised':>9} {'width':>7} {'error':>7} {'points':>7}")
    for scenario in SCENARIOS:
        shown = scenario.name
        for name, tally in measured(scenario, estimators, asked.times).items():
            print(f"{shown:42}{name:14} {tally.told()}", flush=True)
            shown = ""
    print(f"\n{asked.times:,} worlds each, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
