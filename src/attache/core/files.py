"""Files that are either wholly there or not there at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from attache.core.errors import WorkspaceError

__all__ = ["link_or_copy", "locked", "sync_folder", "write_atomic"]


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write `data` to `path` so that a crash leaves the old file or the new one, never a part."""
    raw = data.encode() if isinstance(data, str) else data
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(raw)
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link_or_copy(old: Path, new: Path) -> None:
    """Make `new` the same immutable file as `old`: a hard link, or a copy where links do not work."""
    try:
        new.hardlink_to(old)
    except OSError:
        new.write_bytes(old.read_bytes())


@contextmanager
def locked(path: Path, doing: str) -> Iterator[None]:
    """Hold the lock file `path`; the lock goes with the process, however it ends."""
    try:
        with FileLock(path, timeout=0):
            yield
    except Timeout:
        raise WorkspaceError(
            f"another process is {doing} here",
            where=str(path.parent),
            mend="wait for it to end, then run this again",
        ) from None
