"""Stable identifiers: the same thing gets the same id on every machine."""

from __future__ import annotations

import hashlib

__all__ = ["digest", "stable_id"]


def digest(data: bytes | str) -> str:
    """Return the SHA-256 of `data` (text as UTF-8) in hexadecimal."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def stable_id(kind: str, *parts: str) -> str:
    """Return `kind-` and 20 hexadecimal digits: 80 bits of the SHA-256 over kind and parts.

    Parts are joined with a unit separator, so that ("a", "bc") and ("ab", "c") differ.
    """
    return f"{kind}-{hashlib.sha256(chr(31).join((kind, *parts)).encode()).hexdigest()[:20]}"
