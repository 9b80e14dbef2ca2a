"""`attache.measure(workspace, ...)`: the same rows as the command, as plain values."""

from __future__ import annotations

from pathlib import Path

import pytest

import attache
from attache.build.edition import Editions
from attache.core.errors import InputError, NotFoundError


def test_a_workspace_and_its_edition_measure_alike(demo_folder: Path) -> None:
    rows = attache.measure(demo_folder, "locations.country")
    assert rows == attache.measure(Editions(demo_folder / "editions").require(), "locations.country")
    us = next(row for row in rows if row["group_1"] == "US")
    assert us["row"] == "locations.country/default/host_country/US"
    assert (us["n"], us["total"]) == (46, 356)
    assert us["low"] < us["share"] < us["high"]


def test_narrowed_by_dimension_and_window(demo_folder: Path) -> None:
    rows = attache.measure(demo_folder, "locations.country", where={"host_country": ["US", "DE"]}, until="2018")
    assert {row["group_1"] for row in rows} == {"US", "DE"}
    assert {row["window"] for row in rows} == {"../2018"}


def test_what_is_not_there_is_said(demo_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no measure"):
        attache.measure(demo_folder, "locations.moon")
    with pytest.raises(InputError, match="no dimension"):
        attache.measure(demo_folder, "locations.country", where={"colour": "red"})
    with pytest.raises(InputError, match="since"):
        attache.measure(demo_folder, "locations.country", since="yesterday")
