"""The files of the evidence: numbered WARC files that are only ever appended to, and the custody log.

What has been appended is with the operating system when `append` returns, so that killing the process loses
nothing; it is on the disk after `sync`.
"""

from __future__ import annotations

import errno
import io
import os
import re
from contextlib import suppress
from pathlib import Path

from attache.core.errors import WorkspaceError
from attache.core.files import sync_folder

__all__ = ["Appender", "Window", "is_segment", "refusal", "segment_name", "segment_number", "segments"]

_NAME = re.compile(r"attache-(\d{6,9})\.warc\.gz")
_WINDOW = 1 << 20
_FIRST_READ = 16 * 1024


def segment_name(number: int) -> str:
    """Return the name of the WARC file with this number, from 1."""
    return f"attache-{number:06d}.warc.gz"


def segment_number(name: str) -> int:
    """Return the number of the WARC file called `name`."""
    match = _NAME.fullmatch(name)
    return int(match[1]) if match else 0


def is_segment(name: str) -> bool:
    """Whether `name` is that of one of our WARC files."""
    return _NAME.fullmatch(name) is not None


def segments(folder: Path) -> list[str]:
    """Return the names of the WARC files in the order in which they were written."""
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(filter(is_segment, names), key=segment_number)


class Appender:
    """Appends to one file; a part that did not fit on the disk is taken away again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        created = not path.exists()
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
        except OSError as error:
            raise refusal(path, error) from error
        if created:
            sync_folder(path.parent)
        self.size = os.fstat(self._file).st_size

    def append(self, data: bytes) -> int:
        """Append `data` wholly or not at all; return the offset at which it starts."""
        start, rest = self.size, memoryview(data)
        try:
            while rest:
                rest = rest[self._write(rest) :]
        except OSError as error:
            self.cut(start)
            raise refusal(self.path, error) from error
        self.size = start + len(data)
        return start

    def cut(self, size: int) -> None:
        """Take away what lies after byte `size`."""
        os.ftruncate(self._file, size)
        self.size = size

    def sync(self) -> None:
        """Put what was appended on the disk."""
        try:
            os.fsync(self._file)
        except OSError as error:
            raise refusal(self.path, error) from error

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):
            os.close(self._file)

    def _write(self, data: memoryview) -> int:
        return os.write(self._file, data)


class Window:
    """Reads from WARC files at any place; what lies close behind the last read comes from memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = ""
        self._file: io.FileIO | None = None
        self._start, self._data = 0, b""

    def read(self, name: str, offset: int, size: int = _FIRST_READ, *, ahead: bool = False) -> bytes:
        """Return up to `size` bytes from `offset`, fewer at the end; `ahead` reads a megabyte at once."""
        file = self._file if self._file and name == self._name else self._open(name)
        begin = offset - self._start
        if begin >= 0 and begin + size <= len(self._data):
            return self._data[begin : begin + size]
        file.seek(offset)
        data = _read(file, max(size, _WINDOW) if ahead else size)
        if ahead:
            self._start, self._data = offset, data
        return data[:size]

    def close(self) -> None:
        """Close the file that is open."""
        if self._file:
            self._file.close()
        self._name, self._file, self._data = "", None, b""

    def _open(self, name: str) -> io.FileIO:
        if not is_segment(name):
            raise FileNotFoundError(errno.ENOENT, "not a WARC file of this evidence", name)
        self.close()
        self._file = io.FileIO(self._folder / name, "rb")
        self._name, self._start = name, 0
        return self._file


def _read(file: io.FileIO, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (data := file.read(size)):
        parts.append(data)
        size -= len(data)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def refusal(path: Path, error: OSError) -> WorkspaceError:
    """Return the error to raise where the system refuses to write at `path`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return WorkspaceError(
            "the disk is full; nothing was half-written", where=str(path), mend="make room, then run this again"
        )
    return WorkspaceError(
        f"cannot be written ({error.strerror or error})", where=str(path), mend="check the folder's permissions"
    )
