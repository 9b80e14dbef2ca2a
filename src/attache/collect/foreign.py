"""Other people's WARC files, read record by record however badly they are damaged.

The fast libraries give up at the first damaged byte and take a torn end for a whole record; here a damage
costs the records that it touches, is told, and reading goes on behind it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from attache.collect.warc import next_member

__all__ = ["Damage", "ForeignRecord", "Headers", "foreign_records", "http_of"]

_CHUNK = 64 * 1024
_HEAD_LIMIT = 256 * 1024
_VERSION = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"(HTTP/\d(?:\.\d)?) (\d{3})(?: ([^\r\n]{0,400}))?")
_LENGTH = re.compile(r"\d{1,15}")
_DIGESTS = {"sha1": 20, "sha256": 32, "md5": 16}

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Damage:
    """What could not be read: about where in the file, and why."""

    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class ForeignRecord:
    """One record: header fields with names in lower case; `block` is None where it is larger than the limit."""

    fields: Mapping[str, str]
    block: bytes | None


class _DamagedError(Exception):
    pass


def foreign_records(
    file: BinaryIO, wanted: Callable[[Mapping[str, str]], bool], limit: int
) -> Iterator[ForeignRecord | Damage]:
    """Yield the wanted records of a seekable WARC file, gzipped or not, and the damages between them."""
    stream = _Stream(file)
    while True:
        try:
            fields = _fields(stream)
            if fields is None:
                return
            record = _record(stream, fields, wanted, limit)
        except _DamagedError as damage:
            yield Damage(stream.place, str(damage))
            if not stream.resync():
                return
            continue
        if record:
            yield record


def http_of(block: bytes) -> tuple[int, str, str, Headers, bytes] | None:
    """Return (status, reason, HTTP version, header fields, body) of a response, chunks put together; None if none."""
    status = _STATUS.match(block)
    end = _HEAD_END.search(block, 0, _HEAD_LIMIT)
    if not status or not end:
        return None
    lines = block[status.end() : end.start()].decode("latin-1").replace("\r\n", "\n").split("\n")[1:]
    pairs = tuple((name.strip(), value.strip()) for name, colon, value in (x.partition(":") for x in lines) if colon)
    body = block[end.end() :]
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in pairs):
        body = _unchunked(body)
    return int(status[2]), (status[3] or b"").decode("latin-1"), status[1].decode(), _true_encoding(pairs, body), body


def _fields(stream: _Stream) -> dict[str, str] | None:
    stream.skip_blank()
    stream.mark()
    if not stream.fill(1):
        return None
    stream.fill(16)
    if not _VERSION.match(stream.buffer):
        raise _DamagedError("no WARC header")
    want = 1024
    while not (end := _HEAD_END.search(stream.buffer)):
        if want > _HEAD_LIMIT or not stream.fill(want):
            raise _DamagedError("a WARC header without its end")
        want = len(stream.buffer) + 1024
    head = bytes(stream.buffer[: end.start()]).decode("utf-8", "replace")
    stream.drop(end.end())
    fields: dict[str, str] = {}
    name = ""
    for line in head.replace("\r\n", "\n").split("\n")[1:]:
        if line[:1] in (" ", "\t") and name:
            fields[name] += " " + line.strip()
            continue
        name, _, value = line.partition(":")
        name = name.strip().lower()
        fields.setdefault(name, value.strip())
    return fields


def _record(
    stream: _Stream, fields: dict[str, str], wanted: Callable[[Mapping[str, str]], bool], limit: int
) -> ForeignRecord | None:
    length = fields.get("content-length", "")
    if not _LENGTH.fullmatch(length):
        raise _DamagedError("a WARC header without a length")
    size = int(length)
    if not wanted(fields):
        stream.skip(size)
        return None
    if size > limit:
        stream.skip(size)
        return ForeignRecord(fields, None)
    block = stream.take(size)
    stream.check()
    if not _digest_fits(fields.get("warc-block-digest", ""), block):
        raise _DamagedError("a record does not have its block digest")
    return ForeignRecord(fields, block)


def _digest_fits(stated: str, block: bytes) -> bool:
    name, _, value = stated.partition(":")
    name = name.lower().replace("-", "")
    if name not in _DIGESTS or not value:
        return True
    found = hashlib.new(name, block, usedforsecurity=False).digest()
    return value.upper().rstrip("=") in (base64.b32encode(found).decode().rstrip("="), found.hex().upper())


def _unchunked(body: bytes) -> bytes:
    """Return the chunks put together; a body that is not in chunks (many archives undo them) as it is."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 200)
        size = body[at:end].split(b";")[0].strip() if end > 0 else b""
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            return b"".join(parts) if parts and at >= len(body) else body
        length = int(size, 16)
        if not length:
            return b"".join(parts)
        parts.append(body[end + 1 : end + 1 + length])
        at = end + 1 + length
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0


def _true_encoding(pairs: Headers, body: bytes) -> Headers:
    """Rename a Content-Encoding that the archive has undone already."""
    marks = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "br": None, "deflate": b"\x78", "zstd": b"\x28\xb5"}

    def undone(value: str) -> bool:
        mark = marks.get(value.strip().lower())
        plain = body.lstrip()[:1] in (b"<", b"{", b"[")
        return plain or (mark is not None and not body.startswith(mark))

    return tuple(
        ("X-Attache-Content-Encoding" if name.lower() == "content-encoding" and undone(value) else name, value)
        for name, value in pairs
    )


class _Stream:
    """The inflated bytes of a file, with the place of the gzip member that is being read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = file.seek(0, io.SEEK_END)
        file.seek(0)
        self._zipped = file.read(2) == b"\x1f\x8b"
        self._begin(0)

    def _begin(self, offset: int) -> None:
        self._file.seek(offset)
        self.buffer = bytearray()
        self.place = self._member = offset
        self._raw, self._read = b"", offset  # bytes read but not inflated; offset of the next byte to read
        self._unzip = zlib.decompressobj(31) if self._zipped else None

    def mark(self) -> None:
        """Note that a record starts here."""
        self.place = self._member if self._zipped else self._read - len(self.buffer)

    def fill(self, size: int) -> bool:
        """Have at least `size` bytes in the buffer; false at the end of the file."""
        while len(self.buffer) < size:
            if not self._pull():
                return False
        return True

    def take(self, size: int) -> bytes:
        if not self.fill(size):
            raise _DamagedError("a record without its end")
        data = bytes(self.buffer[:size])
        self.drop(size)
        return data

    def skip(self, size: int) -> None:
        while size > len(self.buffer):
            size -= len(self.buffer)
            self.buffer.clear()
            if not self._pull():
                raise _DamagedError("a record without its end")
        self.drop(size)

    def drop(self, size: int) -> None:
        del self.buffer[:size]

    def skip_blank(self) -> None:
        while self.fill(1) and self.buffer[0] in b"\r\n":
            self.drop(len(self.buffer) - len(self.buffer.lstrip(b"\r\n")))

    def check(self) -> None:
        """Read a gzip member that ends behind this record to its end, so that its checksum is compared."""
        while self._unzip and len(self.buffer) < 8 and not self._unzip.eof:
            if not self._pull():
                raise _DamagedError("a gzip member without its end")

    def resync(self) -> bool:
        """Go to the next place at which a record may start."""
        if self._zipped:
            offset = next_member(self._file, self.place + 1, self._end, b"WARC/")
            self._begin(offset)
            return offset < self._end
        self.drop(1)
        while (at := self.buffer.find(b"\nWARC/")) < 0:
            self.drop(max(0, len(self.buffer) - 8))
            if not self._pull():
                return False
        self.drop(at + 1)
        return True

    def _pull(self) -> bool:
        if self._unzip is None:
            data = self._file.read(_CHUNK)
            self._read += len(data)
            self.buffer += data
            return bool(data)
        if self._unzip.eof and not self._next_member():
            return False
        if not self._raw:
            self._load()
            if not self._raw:
                raise _DamagedError("a gzip member without its end")
        try:
            self.buffer += self._unzip.decompress(self._raw, 1 << 20)
        except zlib.error as error:
            raise _DamagedError(f"damaged gzip member ({error})") from None
        self._raw = self._unzip.unused_data if self._unzip.eof else self._unzip.unconsumed_tail
        return True

    def _next_member(self) -> bool:
        self._member = self._read - len(self._raw)
        if not self.buffer.strip(b"\r\n"):
            self.place = self._member  # a damage from here on is no longer that of the record before
        if len(self._raw) < 2:
            self._load()
        if not self._raw.strip(b"\0"):
            return False
        if not self._raw.startswith(b"\x1f\x8b"):
            self.place = self._member
            raise _DamagedError("no gzip member")
        self._unzip = zlib.decompressobj(31)
        return True

    def _load(self) -> None:
        self._file.seek(self._read)
        data = self._file.read(_CHUNK)
        self._read += len(data)
        self._raw += data
