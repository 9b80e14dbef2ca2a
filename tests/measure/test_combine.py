"""Estimates that combine people and a machine: by hand, and at the nominal rate where the machine is biased."""

from __future__ import annotations

import importlib.util
import sys
from math import sqrt
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.measure.combine import Cell, ratio, share
from attache.measure.intervals import wilson
from attache.measure.means import Read, mean

TIMES = 300
BAND = 3 * sqrt(0.95 * 0.05 / TIMES)
"""Three Monte-Carlo errors of a coverage of 95 % in that many worlds: 3.8 points."""


def _simulated() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "bench" / "simulated.py"
    spec = importlib.util.spec_from_file_location("simulated", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["simulated"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


SIMULATED = _simulated()


def _cell(size: int, label: bool, drawn: int, yes: int, other: int = 0, within: bool = True) -> Cell:
    weight = size / drawn if drawn else 0.0
    spread = weight * (weight - 1)
    return Cell(
        size, label, drawn * weight, drawn * spread, yes * weight, yes * spread, other * weight, other * spread, within
    )


def test_by_hand() -> None:
    # 200 that the machine takes, of which people confirm 15 of 20; 800 that it leaves, of which people count 6 of 60.
    found, (low, high) = share([_cell(200, True, 20, 15), _cell(800, False, 60, 6)], 1000)
    assert found == pytest.approx(0.2 * 15 / 20 + 0.8 * 6 / 60)
    parts = [
        (0.2, 0.75, wilson(0.75 * 20 * 200 / 180, 20 * 200 / 180)),
        (0.8, 0.1, wilson(0.1 * 60 * 800 / 740, 60 * 800 / 740)),
    ]
    chance = wilson(found * 1000, 1000)
    below = sqrt(sum((size * (mid - ends[0])) ** 2 for size, mid, ends in parts) + (found - chance[0]) ** 2)
    above = sqrt(sum((size * (ends[1] - mid)) ** 2 for size, mid, ends in parts) + (chance[1] - found) ** 2)
    assert (low, high) == pytest.approx((found - below, found + above), abs=2e-3)


def test_a_census_leaves_only_chance() -> None:
    found, ends = share([_cell(60, True, 60, 40), _cell(40, False, 40, 2)], 100)
    assert found == pytest.approx(0.42)
    assert ends == pytest.approx(wilson(42, 100))


def test_a_cell_that_nobody_looked_at_may_hold_anything() -> None:
    found, (low, high) = share([_cell(100, True, 0, 0), _cell(900, False, 50, 0)], 1000)
    assert found == pytest.approx(0.1), "the machine's word where there is no other"
    assert low <= 0.005
    assert high > 0.1


def test_a_known_denominator_is_the_limit_of_a_coded_one() -> None:
    cells = [_cell(300, True, 30, 20, 10), _cell(700, False, 70, 7, 63)]
    found = ratio(cells)
    assert found is not None
    plain, (low, high) = share(cells, 1000)
    assert found[0] == pytest.approx(plain)
    assert found[1] == pytest.approx((low, high), abs=0.02)
    assert ratio([_cell(100, False, 10, 0, 0, within=False)]) is None


@given(st.data())
def test_an_interval_holds_its_share_and_is_never_a_point(data: st.DataObject) -> None:
    def cell(label: bool, within: bool = True) -> Cell:
        drawn = data.draw(st.integers(0, 12))
        yes = data.draw(st.integers(0, drawn))
        return _cell(
            data.draw(st.integers(max(1, drawn), 400)),
            label,
            drawn,
            yes,
            data.draw(st.integers(0, drawn - yes)),
            within,
        )

    cells = [cell(True), cell(False), cell(False, within=False)]
    for found in (share(cells, sum(one.size for one in cells)), ratio(cells)):
        if found is not None:
            assert 0 <= found[1][0] <= found[0] + 1e-12
            assert found[0] - 1e-12 <= found[1][1] <= 1
            assert found[1][0] < found[1][1]


@pytest.mark.parametrize("scenario", SIMULATED.SCENARIOS, ids=lambda one: one.name)
def test_covers_at_the_nominal_rate(scenario: object) -> None:
    dice = np.random.default_rng(7)
    margin = realised = count = 0
    errors, mixed = [], 0
    for _ in range(TIMES):
        for world in SIMULATED.worlds(scenario, dice):
            found = SIMULATED.ESTIMATORS["combined"](world)
            if found is None or len(world.drawn) < 8:
                continue
            value, (low, high) = found
            count += 1
            margin += low <= world.margin <= high
            realised += low <= world.realised <= high
            errors.append(value - world.margin)
            ends = SIMULATED.ESTIMATORS["mixed codes"](world)[1]
            mixed += ends[0] <= world.margin <= ends[1]
            assert low < high
    assert count >= TIMES * 0.99
    assert margin / count > 0.95 - BAND
    assert realised / count > 0.95 - BAND
    assert abs(np.mean(errors)) < 4 * np.std(errors) / sqrt(count), "it is not biased"
    if "good" not in scenario.name:  # type: ignore[attr-defined]
        assert mixed / count < 0.9, "codes of people and machine counted together do fail"


def test_means_by_hand() -> None:
    # Särndal, Swensson and Wretman (1992), 6.3: the machine's mean plus the mean of what people correct.
    read = Read(100, 50.0, [10, 20, 30, 40], [12, 19, 33, 40])
    found, (low, high), power = mean([read], power=1)
    assert found == pytest.approx(50 + (-2 + 1 - 3 + 0) / 4)
    assert power == 1
    assert low < found < high
    assert mean([read], power=0)[0] == pytest.approx(25)
    assert 0.9 < mean([read])[2] <= 1
    assert mean([Read(100, 7.0, [1, 2, 3], [5, 5, 5])])[2] == 0, "a machine that always says the same is of no use"
    with pytest.raises(InputError, match="a stratum of 10"):
        Read(10, 1.0, [1], [1])


def test_means_cover_at_the_nominal_rate_with_a_biased_machine() -> None:
    dice = np.random.default_rng(9)
    held = narrower = 0
    for _ in range(TIMES):
        strata, alone = [], []
        for size, middle, drawn in ((600, 20.0, 20), (200, 60.0, 30)):
            truth = dice.gamma(4, middle / 4, size)
            machine = 0.7 * truth + 10 + dice.normal(0, 5, size)
            strata.append(Read(size, float(machine.mean()), truth[:drawn].tolist(), machine[:drawn].tolist()))
        _, (low, high), _ = mean(strata)
        alone = mean(strata, power=0)[1]
        held += low <= 0.75 * 20 + 0.25 * 60 <= high
        narrower += high - low < alone[1] - alone[0]
    assert held / TIMES > 0.95 - BAND
    assert narrower / TIMES > 0.95
