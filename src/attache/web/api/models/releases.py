"""Releases: what was published, with its files."""

from __future__ import annotations

from pydantic import BaseModel, Field

__all__ = ["Release", "ReleaseFile", "ReleaseRecord"]


class Release(BaseModel):
    """A release of an edition."""

    name: str = Field(description="name of its folder, as addresses have it")
    version: str = Field(description="version of the data")
    edition: str = Field(description="id of the edition that it was made from")
    number: int = Field(description="number of that edition in its workspace")
    day: str = Field(description="day of the edition's last capture")
    publisher: str
    synthetic: bool = Field(description="whether it holds data made for demonstration or tests")
    previous: str | None = Field(description="release or edition that its change log compares it with")
    bytes: int = Field(description="length of all files")


class ReleaseFile(BaseModel):
    """A file of a release."""

    path: str
    bytes: int
    sha256: str | None = Field(description="null for the manifest and the list of digests, which hold the digests")
    href: str = Field(description="address to download it from")


class ReleaseRecord(Release):
    """A release with its tables and files."""

    tables: dict[str, int] = Field(description="rows by table")
    files: list[ReleaseFile]
