"""What a release says of itself: whose, of which edition and day, made from what. Never the time of making it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from attache.publish.cite import Work

__all__ = ["Stamped", "work_of"]


@dataclass(frozen=True, slots=True)
class Stamped:
    """The edition that is released. `day` is that of its last capture, `inputs` the digests that it was built from."""

    edition: str
    number: int
    day: str
    synthetic: bool
    publisher: str
    codebook: str
    inputs: Mapping[str, Any]
    sources: tuple[str, ...]

    @property
    def version(self) -> str:
        """The day and the edition's id: equal for equal data."""
        return f"{self.day.replace('-', '.')}+{self.edition}"

    @property
    def title(self) -> str:
        """The title, which says of synthetic data that it is."""
        what = "International technological cooperation opportunities posted by science and technology diplomats"
        return f"{what} (synthetic data)" if self.synthetic else what

    @property
    def key(self) -> str:
        """A name for files and citations."""
        return f"attache-{self.day}{'-synthetic' if self.synthetic else ''}"

    @property
    def keywords(self) -> tuple[str, ...]:
        """Words to find it by."""
        words = ("technology transfer", "science diplomacy", "research security", "content analysis", "China")
        return (*words, "synthetic data") if self.synthetic else words


def work_of(stamped: Stamped) -> Work:
    """Return the release as a work to cite."""
    return Work(
        title=stamped.title,
        day=stamped.day,
        version=stamped.version,
        key=stamped.key,
        kind="dataset",
        author=stamped.publisher,
        note="Synthetic: made for demonstration or tests" if stamped.synthetic else None,
    )
