"""Folders, single files and archives, opened as one list of named bytes or reasons.

Names inside are what somebody else chose: they become keys and are never used as paths. Links are not
followed, devices not opened, sizes not believed.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

__all__ = ["FileLimits", "Found", "TooManyError", "decoded_name", "is_archive", "open_all"]

_ZIP, _TAR = (".zip",), (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2")
_Inner = BinaryIO | gzip.GzipFile | bz2.BZ2File
_LEFTOVERS = frozenset(("__MACOSX", "Thumbs.db", "desktop.ini", "Desktop.ini"))
_STEP = 1 << 20
_FLOOR = 64 * 1024 * 1024  # an archive may always expand to this much
_DEPTH, _NESTED = 64, 3
_ARCHIVE_ERRORS = (
    *(OSError, EOFError, RuntimeError, ValueError, LookupError),
    *(zlib.error, struct.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, zipfile.LargeZipFile),
)


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What an import may take: bytes of one file, files in all, expansion of an archive, items of one file."""

    file_bytes: int = 50 * 1024 * 1024
    files: int = 1_000_000
    ratio: int = 250
    items: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """One file: its key, and its bytes or the reason why there are none.

    `whole` is false where the reason hides files, so that what was not found may still be there.
    """

    key: str
    body: bytes
    failure: str | None = None
    whole: bool = True


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class TooManyError(Exception):
    """More files than the limits allow."""


def is_archive(name: str) -> bool:
    """Whether a file of this name is opened as an archive."""
    return name.lower().endswith(_ZIP + _TAR)


def open_all(path: Path, limits: FileLimits) -> Iterator[Found]:
    """Yield what lies at `path` (folder, file or archive), in the order of the names; raises TooManyError."""
    found = _folder(path, "", limits, 0) if path.is_dir() else _file(path, path.name, limits)
    for count, one in enumerate(found):
        if count >= limits.files:
            raise TooManyError
        yield one


def decoded_name(name: str) -> str:
    """Return a name that the system could not decode as text: as GB 18030, or with the bytes written out."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogateescape" if _is_escaped(name) else "replace")
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "backslashreplace")
    return name


def _is_escaped(name: str) -> bool:
    return all(not 0xD800 <= ord(c) <= 0xDFFF or 0xDC80 <= ord(c) <= 0xDCFF for c in name)


def _folder(path: Path, prefix: str, limits: FileLimits, depth: int) -> Iterator[Found]:
    try:
        with os.scandir(path) as entries:
            children = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Found(prefix.rstrip("/") or ".", b"", f"cannot be read ({error.strerror})", whole=False)
        return
    for entry in children:
        if entry.name.startswith((".", "~$")) or entry.name in _LEFTOVERS:
            continue
        key = prefix + decoded_name(entry.name)
        if entry.is_symlink():
            yield Found(key, b"", "a link, which is not followed")
        elif not entry.is_dir(follow_symlinks=False):
            yield from _file(Path(entry.path), key, limits)
        elif depth < _DEPTH:
            yield from _folder(Path(entry.path), f"{key}/", limits, depth + 1)
        else:
            yield Found(key, b"", f"folders are nested more than {_DEPTH} deep", whole=False)


def _file(path: Path, key: str, limits: FileLimits) -> Iterator[Found]:
    try:
        with _opened(path) as file:
            if is_archive(key):
                yield from _archive(file, key, limits, 1)
            elif key.lower().endswith(".gz"):
                yield _gunzipped(file, key, limits)
            else:
                yield _read(file, key, limits.file_bytes)
    except OSError as error:
        yield Found(key, b"", f"cannot be read ({error.strerror or error})", whole=not is_archive(key))


def _opened(path: Path) -> BinaryIO:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe must not hold us up
    file = os.fdopen(os.open(path, flags), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError("not a regular file")
    return file


def _read(file: _Readable, key: str, limit: int) -> Found:
    parts: list[bytes] = []
    size = 0
    while part := file.read(_STEP):
        size += len(part)
        if size > limit:
            return Found(key, b"", f"too large: more than {limit} bytes")
        parts.append(part)
    return Found(key, b"".join(parts))


def _gunzipped(file: BinaryIO, key: str, limits: FileLimits) -> Found:
    try:
        with gzip.GzipFile(fileobj=file) as inner:
            return _read(inner, key, limits.file_bytes)
    except (OSError, EOFError, zlib.error) as error:
        return Found(key, b"", f"damaged gzip ({error})")


def _archive(file: BinaryIO, key: str, limits: FileLimits, nested: int) -> Iterator[Found]:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    allowance = _Allowance(max(_FLOOR, size * limits.ratio))
    members = _zip_members if key.lower().endswith(_ZIP) else _tar_members
    try:
        for found in members(file, key, limits.file_bytes, allowance):
            allowance.spend(len(found.body))
            if found.failure is None and is_archive(found.key):
                yield from _nested(found, limits, nested)
            elif found.failure is None and found.key.lower().endswith(".gz"):
                yield _gunzipped(io.BytesIO(found.body), found.key, limits)
            else:
                yield found
    except _ARCHIVE_ERRORS as error:
        yield Found(key, b"", f"damaged archive ({' '.join(str(error).split())[:200]})", whole=False)


def _nested(found: Found, limits: FileLimits, nested: int) -> Iterator[Found]:
    if nested >= _NESTED:
        yield Found(found.key, b"", f"archives are nested more than {_NESTED} deep", whole=False)
    else:
        yield from _archive(io.BytesIO(found.body), found.key, limits, nested + 1)


class _Allowance:
    """What an archive may still expand to."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise ValueError("it expands to far more than its size")


def _zip_members(file: BinaryIO, key: str, limit: int, allowance: _Allowance) -> Iterator[Found]:
    with zipfile.ZipFile(file) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            name = _zip_name(info)
            if info.is_dir() or _is_leftover(name):
                continue
            inner = f"{key}!/{name}"
            kind = stat.S_IFMT(info.external_attr >> 16)
            if reason := _refused(name, kind in (0, stat.S_IFREG)):
                yield Found(inner, b"", reason)
            elif info.flag_bits & 1:
                yield Found(inner, b"", "encrypted")
            elif info.file_size > limit:
                yield Found(inner, b"", f"too large: more than {limit} bytes")
            else:
                yield _zip_member(archive, info, inner, limit)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, key: str, limit: int) -> Found:
    try:
        with archive.open(info) as member:
            return _read(member, key, limit)
    except _ARCHIVE_ERRORS as error:
        return Found(key, b"", f"damaged ({' '.join(str(error).split())[:200]})")


def _zip_name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x800:
        return info.filename
    try:  # written without a declared character set; zipfile has taken it for code page 437
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return info.filename


def _tar_members(file: BinaryIO, key: str, limit: int, allowance: _Allowance) -> Iterator[Found]:
    with (
        closing(_Bounded(_unpacked(file), limit, allowance.left)) as stream,
        tarfile.open(fileobj=stream, mode="r:") as tar,
    ):
        for info in tar:
            name = decoded_name(info.name)
            if info.isdir() or _is_leftover(name):
                continue
            inner = f"{key}!/{name}"
            if reason := _refused(name, info.isreg() and not info.issparse()):
                yield Found(inner, b"", reason)
            elif info.size > limit:
                yield Found(inner, b"", f"too large: more than {limit} bytes")
            elif member := tar.extractfile(info):
                found = _read(member, inner, limit)
                yield found if len(found.body) == info.size else Found(inner, b"", "damaged (cut short)", whole=False)
            tar.members.clear()  # type: ignore[attr-defined] # the list would grow with the archive


def _unpacked(file: BinaryIO) -> _Inner:
    magic = file.read(3)
    file.seek(0)
    if magic[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=file)
    return bz2.BZ2File(file) if magic == b"BZh" else file


class _Bounded(io.BufferedIOBase):
    """A stream that refuses unreasonable reads, such as those of a forged header, and endless expansion."""

    def __init__(self, inner: _Inner, largest: int, end: int) -> None:
        self._inner, self._largest, self._end = inner, largest, end

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or not 0 <= size <= self._largest:
            raise ValueError("a header claims an unreasonable size")
        self._guard(self.tell() + size)
        return self._inner.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._guard(offset)
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def _guard(self, offset: int) -> None:
        if offset > self._end:
            raise ValueError("it expands to far more than its size")


def _refused(name: str, regular: bool) -> str | None:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or name[1:2] == ":":
        return "its name leaves the archive"
    return None if regular else "not a regular file"


def _is_leftover(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(part in _LEFTOVERS for part in parts) or parts[-1].startswith((".", "~$"))
