"""Names of sources instead of their ids: those that are collected, and those that claims and the casebook cite."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from attache.collect.sources import SHIPPED, load_sources
from attache.core.errors import AttacheError
from attache.vocabulary.claims import load_sources as load_cited

__all__ = ["SourceNames", "claims_in", "spelt_out"]

_KEY = re.compile(r"(?<![A-Za-z0-9])seed:\d{3}(?!\d)")
_CLAIM = re.compile(r"(?<![A-Za-z0-9])(C\d{3})(?!\d)")


class SourceNames:
    """The sources that are shipped and those of a folder; declarations are read again when the folder changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: tuple[int, Mapping[str, str]] | None = None

    def __getitem__(self, source_id: str) -> str:
        """Return the name of a source, its id where no declaration has it or one of them cannot be read."""
        return self._names().get(source_id, source_id)

    def _names(self) -> Mapping[str, str]:
        try:
            changed = self._folder.stat().st_mtime_ns
        except OSError:
            changed = 0
        if self._read is None or self._read[0] != changed:
            self._read = changed, self._named()
        return self._read[1]

    def _named(self) -> Mapping[str, str]:
        found = load_sources(SHIPPED)
        with suppress(AttacheError):  # who collects is told of it; a page does without these names
            found |= load_sources(self._folder)
        return {key: source.name for key, source in found.items()}


def spelt_out(words: str) -> str:
    """Return what is said of a source with the titles of articles instead of their short keys."""
    return _KEY.sub(lambda key: _titles().get(key[0], key[0]), words)


def claims_in(words: str) -> list[tuple[str, bool]]:
    """Return a remark in pieces, and of each whether it is the id of a claim."""
    return [(piece, at % 2 == 1) for at, piece in enumerate(_CLAIM.split(words)) if piece]


@cache
def _titles() -> Mapping[str, str]:
    return {key: f"“{one.title}”" for key, one in load_cited().items()}
