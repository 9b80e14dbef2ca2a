"""The simplified form of a text, computed once for all the readers that look at the same text."""

from __future__ import annotations

from functools import lru_cache

from attache.core.text import simplify

__all__ = ["simplified"]


@lru_cache(maxsize=16)
def simplified(text: str) -> str:
    """Return `text` with traditional characters made simplified; the length never changes."""
    return simplify(text)
