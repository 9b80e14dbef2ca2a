"""Small helpers for grouped arrays: sums, maxima and ranks within runs of equal keys."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["Bools", "Floats", "Ints", "expand", "greatest", "rank_in_runs", "starts_of_runs", "total"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def expand(first: Ints, row: Ints) -> tuple[Ints, Ints]:
    """For lists laid end to end with offsets `first`, return for the lists `row` the positions of all their
    items, and for each item which of `row` it comes from."""
    begin = first[row]
    count = first[row + 1] - begin
    total = int(count.sum())
    source = np.repeat(np.arange(row.size), count)
    item = np.repeat(begin - np.cumsum(count) + count, count) + np.arange(total)
    return item, source


def starts_of_runs(*keys: Ints) -> Bools:
    """Tell where a new run of equal keys begins, in arrays sorted by those keys."""
    new = np.ones(keys[0].size, dtype=np.bool_)
    if new.size:
        new[1:] = keys[0][1:] != keys[0][:-1]
        for key in keys[1:]:
            new[1:] |= key[1:] != key[:-1]
    return new


def rank_in_runs(new: Bools) -> Ints:
    """Return the place of each item in its run, 0 for the first."""
    at = np.arange(new.size)
    rank: Ints = at - np.maximum.accumulate(np.where(new, at, 0)) if new.size else at
    return rank


def greatest(values: Floats, group: Ints, size: int) -> Floats:
    """Return the greatest of non-negative `values` by group, 0 for a group without any."""
    out = np.zeros(size, dtype=np.float64)
    np.maximum.at(out, group, values)
    return out


def total(group: Ints, values: Floats, size: int) -> Floats:
    """Return the sum of `values` by group."""
    return np.bincount(group, weights=values, minlength=size).astype(np.float64, copy=False)
