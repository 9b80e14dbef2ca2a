"""Columns of invented tables: Arrow tables from arrays and constants, random choices, dates as postings state them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from attache.build.tables import schema

__all__ = ["Columns", "Flags", "Names", "Numbers", "dates", "picked", "stated_days", "table"]

Names = NDArray[Any]
Numbers = NDArray[Any]
Flags = NDArray[np.bool_]
Columns = dict[str, Any]
LENGTHS = {"day": 10, "month": 7, "year": 4}


def table(record: type[Any], rows: int, **columns: object) -> pa.Table:
    """Return a table of `rows` records: columns are arrays, or one value for all; those not given are null or empty."""
    shape = schema(record)
    unknown = set(columns) - set(shape.names)
    assert not unknown, f"{record.__name__} has no columns {sorted(unknown)}"
    return pa.Table.from_arrays([_column(one, rows, columns) for one in shape], schema=shape)


def _column(one: pa.Field[Any], rows: int, columns: Mapping[str, object]) -> pa.Array[Any]:
    value = columns.get(one.name)
    if isinstance(value, np.ndarray | list):
        return pa.array(value, one.type)
    if value is None and not one.nullable:
        value = {pa.string(): "", pa.int64(): 0, pa.float64(): 0.0, pa.bool_(): False}[one.type]
    return pa.nulls(rows, one.type) if value is None else pa.repeat(pa.scalar(value, one.type), rows)


def picked(chances: Mapping[str, float], size: int, dice: np.random.Generator) -> Names:
    """Return `size` random names, each with its chance; chances that do not add up to 1 are shares of their sum."""
    bounds = np.cumsum(list(chances.values()))
    at = np.searchsorted(bounds / bounds[-1], dice.random(size), side="right")
    return np.array(list(chances), dtype=object)[at]


def dates(days: Numbers) -> Names:
    """Return days since 1970 as ISO dates."""
    return np.datetime_as_string(np.asarray(days, dtype="datetime64[D]")).astype(object)


def stated_days(days: Numbers, precision: Names) -> Names:
    """Return dates as far as they are stated, `unknown` where they are not."""
    whole = dates(days)
    return np.array(
        [day[: LENGTHS[known]] if known in LENGTHS else "unknown" for day, known in zip(whole, precision, strict=True)],
        dtype=object,
    )
