"""`SHA256SUMS`, checkable by `sha256sum -c`, and `release.json`, which says what a release was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from attache.build.tables import file_sha256

__all__ = ["MANIFEST", "SUMS", "files_of", "known", "listed", "read_sums", "write_sums"]

MANIFEST, SUMS = "release.json", "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def listed(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file of a release with its path there, in order; a link is no file of a release."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix(), path


def files_of(folder: Path) -> dict[str, dict[str, Any]]:
    """Return length and SHA-256 of every file by its path in the release, the manifest and the sums left out."""
    return {name: known(path) for name, path in listed(folder) if name not in (MANIFEST, SUMS)}


def known(path: Path) -> dict[str, Any]:
    """Return length and SHA-256 of a file."""
    return {"bytes": path.stat().st_size, "sha256": file_sha256(path)}


def write_sums(folder: Path, files: Mapping[str, Mapping[str, Any]]) -> None:
    """Write `SHA256SUMS` for the files whose digests are known and for the manifest."""
    sums = {name: one["sha256"] for name, one in files.items()} | {MANIFEST: file_sha256(folder / MANIFEST)}
    (folder / SUMS).write_text("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)), encoding="utf-8")


def read_sums(text: str) -> tuple[dict[str, str], list[str]]:
    """Return the digests by path, and the lines that are none or lead out of the folder."""
    sums: dict[str, str] = {}
    bad = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        path = PurePosixPath(match[2]) if match else None
        if match is None or path is None or path.is_absolute() or ".." in path.parts or match[2] in sums:
            bad.append(line[:200])
        else:
            sums[match[2]] = match[1]
    return sums, bad
