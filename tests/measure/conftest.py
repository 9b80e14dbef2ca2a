"""Editions in memory for tests of measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from attache.measure.frame import Frame
from tests.measure import editions


@pytest.fixture
def edition_tables() -> Callable[..., duckdb.DuckDBPyConnection]:
    """Function `edition_tables(opportunities=[…], codes=[…], …)`: a DuckDB with all tables of an edition."""
    return editions.edition_tables


@pytest.fixture
def small_tables() -> dict[str, list[Any]]:
    """Tables of sixty varied opportunities, by name, as lists of records."""
    return editions.small_tables()


@pytest.fixture
def small_frame(small_tables: dict[str, list[Any]]) -> Frame:
    """A frame over these sixty opportunities."""
    return editions.frame_of(small_tables)


@pytest.fixture
def empty_frame() -> Frame:
    """A frame over an edition in which all tables are empty."""
    return editions.frame_of({})
