"""Editions, and what moved between two of them."""

from __future__ import annotations

from pydantic import BaseModel, Field

__all__ = ["Change", "Difference", "EditionSummary"]


class EditionSummary(BaseModel):
    """An edition: what it was computed from, and how many rows it has."""

    number: int
    id: str
    current: bool
    synthetic: bool
    decisions: int = Field(description="decisions of the ledger that it knows")
    release: str = Field(description="version that built it")
    inputs: dict[str, str] = Field(description="digest of each input")
    rows: dict[str, int] = Field(description="rows by table")


class Change(BaseModel):
    """One thing that moved."""

    kind: str = Field(description="`added`, `dropped`, `status`, `text`, `code added` or `code dropped`")
    id: str
    detail: str


class Difference(BaseModel):
    """What moved between two editions, and which inputs differ."""

    before: int
    after: int
    why: list[str] = Field(description="inputs that differ")
    rows: dict[str, tuple[int, int]] = Field(description="rows by table, before and after")
    notice: list[str]
    total: int
    records: list[Change]
    next: str | None
