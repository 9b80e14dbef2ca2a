"""Stable identifiers: the same thing gets the same id on every machine."""

from __future__ import annotations

import base64
import hashlib

__all__ = ["digest", "stable_id"]


def digest(data: bytes | str) -> str:
    """Return the SHA-256 of `data` (text as UTF-8) in hexadecimal."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def stable_id(kind: str, *parts: str) -> str:
    """Return `kind-xxxxxxxxxxxxxxxx`: 80 bits of the SHA-256 over the parts, in lower-case base 32.

    Parts are joined with a unit separator, so that ("a", "bc") and ("ab", "c") differ.
    """
    raw = hashlib.sha256("\x1f".join((kind, *parts)).encode()).digest()[:10]
    return f"{kind}-{base64.b32encode(raw).decode().lower()}"
