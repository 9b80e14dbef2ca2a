"""What every answer of the API has, and how fields are described."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from attache.core.records import columns

__all__ = ["Listed", "One", "Problem", "Stamp", "described"]

Item = TypeVar("Item")


def described(record: type, name: str, **more: Any) -> Any:
    """Return a field that is described as a column of a record is."""
    return Field(description=columns(record)[name][1], **more)


class Problem(BaseModel):
    """Why there is no answer (RFC 9457)."""

    type: str = Field(description="kind of problem; `about:blank` says that the status tells it")
    title: str = Field(description="what the status means")
    status: int = Field(description="HTTP status")
    detail: str = Field(description="what is wrong, in one sentence")
    mend: str | None = Field(None, description="what to do")


class Stamp(BaseModel):
    """The edition that an answer is from."""

    number: int = Field(description="number of the edition in its workspace")
    id: str = Field(description="digest of all that the edition was computed from")
    as_of: str = Field(description="day of its last capture")
    synthetic: bool = Field(description="whether it holds data made for demonstration or tests")


class One(BaseModel, Generic[Item]):
    """One record of an edition."""

    edition: Stamp
    notice: list[str] = Field(description="what everybody who passes this on must say with it")
    record: Item


class Listed(BaseModel, Generic[Item]):
    """A part of a list, in an order that does not change within an edition."""

    edition: Stamp
    notice: list[str] = Field(description="what everybody who passes this on must say with it")
    total: int = Field(description="number of records in the whole list")
    records: list[Item]
    next: str | None = Field(description="address of the next part; null at the end")
