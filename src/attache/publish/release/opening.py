"""A release opened for reading: from its folder alone, wherever that was copied to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from attache.build.tables import DUCKDB, TABLES, schema
from attache.core.errors import InputError
from attache.measure.frame import Frame, Stamp
from attache.publish.release.changes import Before
from attache.publish.release.contents import SHAPES
from attache.publish.release.sums import MANIFEST
from attache.publish.release.tables import data_file
from attache.vocabulary.codebook import load_codebook

__all__ = ["FORMAT", "Release", "connect", "is_release", "open_release"]

FORMAT = 1
"""Version of a release's layout; one of a higher version is refused."""


@dataclass(frozen=True)
class Release:
    """An opened release: its folder and what its `release.json` says."""

    path: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What `release.json` says; InputError where it cannot be read or is of another format."""
        where = str(self.path / MANIFEST)
        try:
            found = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(
                f"the manifest of the release cannot be read ({type(error).__name__})",
                where=where,
                mend="copy it again",
            ) from None
        if not isinstance(found, dict) or not isinstance(found.get("attache_release"), int):
            raise InputError("is no manifest of a release", where=where, mend="name the folder of a release")
        if found["attache_release"] > FORMAT:
            raise InputError("was made by a newer version", where=where, mend="upgrade Attaché")
        return found

    def files(self) -> dict[str, list[str]]:
        """Return the Parquet files by table; a table that an earlier release lacked has none."""
        paths = {name: data_file(self.path, name) for name in SHAPES}
        return {name: [str(path)] for name, path in paths.items() if path.is_file()}

    def before(self) -> Before:
        """Return it as what a later release is compared with."""
        edition = self.manifest
        name = f"the release of edition {edition['number']} ({edition['edition']}), {edition['day']}"
        return Before(name, self.files(), edition["inputs"])

    def frame(self) -> Frame:
        """Make it ready for counting, with its own codebook."""
        known = self.manifest
        stamp = Stamp(known["edition"], known["number"], known["synthetic"], known["day"])
        return Frame(connect(self.path), stamp, load_codebook(self.path / "codebook.yaml"))


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return an in-memory DuckDB with one view per table; tables that no release holds are empty."""
    con = duckdb.connect(config=DUCKDB)
    for name, record in TABLES.items():
        if name not in SHAPES:
            con.register(name, schema(record).empty_table())
    for name in SHAPES:
        if data_file(folder, name).is_file():
            con.read_parquet(str(data_file(folder, name))).create_view(name)
    con.execute("set allowed_directories = ?", [sorted({str(folder), str(folder.resolve())})])
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con


def is_release(folder: Path) -> bool:
    """Tell whether a folder is a release."""
    try:
        return bool(Release(folder).manifest)
    except InputError:
        return False


def open_release(folder: Path) -> Release:
    """Open a release; InputError where the folder is none."""
    if not (folder / MANIFEST).is_file():
        raise InputError("there is no release here", where=str(folder), mend="make one with `attache publish DIR`")
    found = Release(folder)
    _ = found.manifest
    return found
