"""Which code made something: a digest of the source files of the packages that a result depends on."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["code_digest", "release"]


@cache
def release() -> str:
    """Return the installed version, such as `0.1.0`."""
    return metadata.version("attache")


@cache
def code_digest(*packages: str) -> str:
    """Return a digest over all source and data files of sub-packages such as `("core", "read")`.

    It changes when a rule, a term list or a record changes, and is the same on every machine for the
    same files; results are kept under it, so that nothing outlives the rule that made it.
    """
    total = hashlib.sha256()
    for package in sorted(packages):
        for name, path in sorted(_walk(files("attache").joinpath(package), package)):
            total.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            found += [] if entry.name == "__pycache__" else _walk(entry, name)
        elif not entry.name.endswith((".pyc", ".draft")):
            found.append((name, entry))
    return found
