"""How one table of the shelf is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["NUMBER", "NUMBER_OR_NULL", "TEXT", "TEXT_OR_NULL", "Sheet"]

TEXT, TEXT_OR_NULL, NUMBER, NUMBER_OR_NULL = "text not null", "text", "integer not null", "integer"
"""Kinds of columns."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: `columns` as SQLite declares them, the key first; `query` in DuckDB's SQL; `indexes`.

    Lists and records inside a row are JSON text. Where a key stands several times it is no primary key (`many`); rows
    keep the order of the query, so that those of one key are read in that order by its index. A query that is `ranged`
    is asked for documents from `$low` to `$high`, a few thousand at a time, so that memory stays bounded.
    """

    columns: Mapping[str, str]
    query: str
    indexes: tuple[str, ...] = ()
    many: bool = False
    ranged: bool = False
