"""Releases in a workspace, as `attache publish releases/NAME` makes them, and their files by the names they list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from attache.core.errors import InputError, NotFoundError
from attache.publish.release import open_release
from attache.publish.release.sums import MANIFEST, SUMS

__all__ = ["FOLDER", "Released", "file_of", "released"]

FOLDER = "releases"
"""Folder of the workspace in which releases stand that the pages offer."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
_MOST = 200
_SAID = frozenset({"number", "edition", "version", "day", "publisher", "synthetic", "previous", "tables"})
_FIRST = ("README.md", "NOTICE.txt", "CITATION.cff", MANIFEST, SUMS)


@dataclass(frozen=True, slots=True)
class Released:
    """A release: its folder's name, what its manifest says, its files with their length by path."""

    name: str
    manifest: Mapping[str, Any]
    files: Mapping[str, int]

    @property
    def bytes(self) -> int:
        """Length of all files."""
        return sum(self.files.values())

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """Files by their folder, those of the release itself first, with its papers at their head."""
        found: dict[str, list[tuple[str, int]]] = {"": []}
        for path, length in self.files.items():
            head, _, rest = path.partition("/")
            found.setdefault(head if rest else "", []).append((path, length))
        found[""].sort(key=lambda one: (_FIRST.index(one[0]) if one[0] in _FIRST else len(_FIRST), one[0]))
        return list(found.items())


def released(root: Path) -> list[Released]:
    """Return the releases of a workspace, the latest edition first; what is no release is passed over."""
    folder = root / FOLDER
    if not folder.is_dir():
        return []
    named = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and not path.is_symlink())
    found = [one for path in named[:_MOST] if path.is_dir() and (one := _open(path))]
    return sorted(found, key=lambda one: (-_number(one), one.name))


def _number(one: Released) -> int:
    number = one.manifest.get("number")
    return number if isinstance(number, int) else 0


def _open(path: Path) -> Released | None:
    try:
        manifest = open_release(path).manifest
        if not manifest.keys() >= _SAID:
            return None
        files = {str(name): int(one["bytes"]) for name, one in manifest["files"].items() if _inside(path, str(name))}
    except (InputError, KeyError, TypeError, ValueError, AttributeError):
        return None
    own = {name: (path / name).stat().st_size for name in (MANIFEST, SUMS) if _inside(path, name)}
    return Released(path.name, manifest, {**own, **files})


def _inside(folder: Path, name: str) -> bool:
    """Whether a file of this name stands in a folder, not outside of it by its name or by a link."""
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or "\\" in name or "\0" in name:
        return False
    path = folder / name
    return path.is_file() and path.resolve() == folder.resolve() / parts


def file_of(root: Path, name: str, path: str) -> Path:
    """Return a file that a release lists; NotFoundError for another, whatever its name leads to."""
    found = next((one for one in released(root) if one.name == name), None)
    if found is None or path not in found.files:
        raise NotFoundError("no release here lists this file", mend="follow a link of the page of releases")
    return root / FOLDER / found.name / path
