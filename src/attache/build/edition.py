"""Editions on disk: numbered folders, a manifest each, and one file that says which is current."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from attache.build.tables import DUCKDB, TABLES, file_sha256, schema
from attache.core.errors import BuildError, NotFoundError
from attache.core.files import write_atomic
from attache.vocabulary.codebook import Codebook, load_codebook

__all__ = ["CODEBOOK", "CURRENT", "Edition", "Editions"]

_SQL = {pa.string(): "varchar", pa.int64(): "bigint", pa.float64(): "double", pa.bool_(): "boolean"}
CURRENT = "CURRENT"
"""File in `editions/` that names the current edition; replaced whole, so that readers switch at once."""
CODEBOOK = "codebook.json"
"""File of an edition with the codebook that it was coded by, in canonical form: its SHA-256 is `inputs.codebook`."""


@dataclass(frozen=True)
class Edition:
    """One opened edition; nothing in it ever changes."""

    path: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the edition was computed from, and each of its files with its digest."""
        try:
            found: dict[str, Any] = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BuildError(
                f"the manifest cannot be read ({type(error).__name__})", where=str(self.path), mend="build again"
            ) from None
        return found

    @property
    def number(self) -> int:
        """Number of the edition in its workspace."""
        return int(self.path.name)

    @property
    def edition_id(self) -> str:
        """Digest of the inputs: equal for equal evidence, ledger, vocabulary and code."""
        return str(self.manifest["edition"])

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook that the edition was coded by; the shipped one where an edition of an earlier format keeps none.

        BuildError where the file is another than the manifest says.
        """
        shipped, wanted = load_codebook(), self.manifest["inputs"]["codebook"]
        if shipped.digest == wanted or self.codebook_file is None:
            return shipped
        if file_sha256(self.codebook_file) != wanted:
            raise BuildError("the codebook was changed", where=str(self.codebook_file), mend="build again")
        return load_codebook(self.codebook_file)

    @property
    def codebook_file(self) -> Path | None:
        """File of the codebook, None where an edition of an earlier format keeps none."""
        path = self.path / CODEBOOK
        return path if path.exists() else None

    def rows(self, table: str) -> int:
        """Return the number of rows of a table."""
        return int(self.manifest["tables"][table]["rows"])

    def files(self, table: str) -> list[str]:
        """Return the names of a table's parts."""
        return [part["file"] for part in self.manifest["tables"].get(table, {}).get("parts", ())]

    def folder(self, table: str) -> Path:
        """Return the folder of a table's parts."""
        return self.path / "tables" / table

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Return an in-memory DuckDB with one view per table, allowed to read this edition alone."""
        con = duckdb.connect(config=DUCKDB)
        for table in TABLES:
            files = [str(self.folder(table) / file) for file in self.files(table)]
            if files:
                _whole(con.read_parquet(files), table).create_view(table)
            else:  # an edition of an earlier format
                con.register(table, schema(TABLES[table]).empty_table())
        con.execute("set allowed_directories = ?", [sorted({str(self.path), str(self.path.resolve())})])
        con.execute("set enable_external_access = false")
        con.execute("set lock_configuration = true")
        return con


def _whole(rows: duckdb.DuckDBPyRelation, table: str) -> duckdb.DuckDBPyRelation:
    """Return a table's rows with the columns that an edition of an earlier format lacks, as nulls."""
    lacking = [one for one in schema(TABLES[table]) if one.name not in rows.columns]
    if not lacking:
        return rows
    nulls = (f'cast(null as {_SQL[one.type]}) as "{one.name}"' for one in lacking)
    return rows.project(", ".join(("*", *nulls)))


@dataclass(frozen=True)
class Editions:
    """The editions of a workspace."""

    folder: Path

    def numbers(self) -> list[int]:
        """Return the numbers of all complete editions, ascending."""
        if not self.folder.is_dir():
            return []
        return sorted(
            int(p.name) for p in self.folder.iterdir() if p.name.isdigit() and (p / "manifest.json").is_file()
        )

    def get(self, number: int) -> Edition:
        """Return edition `number`."""
        if number not in self.numbers():
            raise NotFoundError(
                f"there is no edition {number}", where=str(self.folder), mend="list them with `attache editions`"
            )
        return Edition(self.folder / f"{number:06d}")

    def current(self) -> Edition | None:
        """Return the current edition, None before the first build."""
        try:
            number = int((self.folder / CURRENT).read_text(encoding="ascii"))
        except (OSError, ValueError):
            number = -1
        known = self.numbers()
        if number in known:
            return Edition(self.folder / f"{number:06d}")
        return Edition(self.folder / f"{known[-1]:06d}") if known else None

    def require(self) -> Edition:
        """Return the current edition, or say how to make one."""
        found = self.current()
        if found is None:
            raise NotFoundError("there is no edition yet", where=str(self.folder), mend="run `attache build`")
        return found

    def publish(self, draft: Path) -> Edition:
        """Give the finished folder `draft` the next number and make it the current edition."""
        number = (self.numbers() or [0])[-1] + 1
        path = self.folder / f"{number:06d}"
        draft.rename(path)
        write_atomic(self.folder / CURRENT, f"{number}\n")
        return Edition(path)
