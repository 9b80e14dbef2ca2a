"""The two logistic models of the main text: weights by name of column, and the floors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from attache.read.features import LOCAL, Floats
from attache.read.inside import INSIDE
from attache.read.weights import FLOOR, FLOOR_HAN, INSIDE_WEIGHTS, LOCAL_WEIGHTS

__all__ = ["MODEL", "Model", "model_of", "probability"]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights over the columns `LOCAL` and `INSIDE`, and the probability above which a block stays.

    `floor_han` is that of pages in Chinese characters, `floor` that of all others.
    """

    local: Floats
    inside: Floats
    floor: float
    floor_han: float


def model_of(
    local: Mapping[str, float], inside: Mapping[str, float], floor: float = FLOOR, floor_han: float = FLOOR_HAN
) -> Model:
    """Return the model with these weights by name; every column must have one, and no other may."""
    for names, weights in ((LOCAL, local), (INSIDE, inside)):
        if set(names) != set(weights):
            raise ValueError(f"weights and columns differ: {sorted(set(names) ^ set(weights))}")
    first, second = np.array([local[name] for name in LOCAL]), np.array([inside[name] for name in INSIDE])
    return Model(first, second, floor, floor_han)


def probability(rows: Floats, weights: Floats) -> Floats:
    """Return the logistic function of the weighted columns."""
    found: Floats = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
    return found


MODEL = model_of(LOCAL_WEIGHTS, INSIDE_WEIGHTS)
