"""Indexes of names kept beside an edition: derived, made when missing or of other code, shared by all readers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from attache.core.errors import InputError
from attache.core.ids import digest
from attache.core.version import code_digest
from attache.link import Candidates
from attache.link.entries import Entry

__all__ = ["open_name_index"]


def open_name_index(folder: Path, files: Iterable[str], entries: Iterable[Entry]) -> Candidates:
    """Open the index of the names of `entries`, numbered in their order, that is kept in `folder`.

    `files` are the parts of the tables that the entries come from. It is made where it is missing, damaged, or of other
    code or tables; `entries` is only read then. It is never part of what `verify` compares.
    """
    stamp = digest(f"{code_digest('core', 'vocabulary', 'link')} {list(files)}")
    try:
        if (folder / "made").read_text(encoding="ascii") == stamp:
            return Candidates.open(folder)
    except (OSError, ValueError, InputError):
        pass
    built = Candidates.build(_names(entries))
    try:
        _save(built, folder, stamp)
        return Candidates.open(folder)
    except OSError:  # a reader that may not write searches in memory
        return built


def _names(entries: Iterable[Entry]) -> Iterator[tuple[int, str]]:
    for number, entry in enumerate(entries):
        for name in dict.fromkeys((entry.name, *entry.aliases)):
            yield number, name


def _save(built: Candidates, folder: Path, stamp: str) -> None:
    folder.parent.mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".draft-"))
    try:
        built.save(draft)
        (draft / "made").write_text(stamp, encoding="ascii")
        if folder.exists():
            folder.rename(draft.with_suffix(".old"))
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(draft.with_suffix(".old"), ignore_errors=True)
