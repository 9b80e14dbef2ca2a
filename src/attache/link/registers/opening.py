"""Files of registers opened: folders, zip and gzip, text and workbooks, all within bounds."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from attache.core.errors import InputError
from attache.core.text import share_of_han

__all__ = ["LARGEST", "Opened", "csv_rows", "headed_rows", "open_source", "text_of"]

LARGEST = 512 * 1024 * 1024
"""Bytes of one file after unpacking, and of all files of a folder or archive."""
MOST_FILES = 200
LONGEST_CELL = 1_000_000
MOST_ROWS = 5_000_000
_RATIO, _RATIO_FROM = 250, 16 * 1024 * 1024
_STEP = 1 << 20
_JUNK = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
Opened = Mapping[str, bytes]
"""Contents by file name; one file, or those of a folder or archive."""


def open_source(source: Path | bytes | Opened, name: str = "") -> tuple[str, Opened]:
    """Return (name for messages, contents by file name) of a file, folder, zip or gzip, or several files, unpacked.

    Raises InputError where it cannot be read, is empty, or unpacks to more than is reasonable.
    """
    if isinstance(source, bytes):
        where = name or "register"
        return where, _checked(_unpacked(where, source), where)
    if isinstance(source, Mapping):
        files = {inner: content for name, body in source.items() for inner, content in _unpacked(name, body).items()}
        return name or ", ".join(source), _checked(files, name or ", ".join(source))
    where = name or source.name
    try:
        if source.is_dir():
            return where, _checked(_folder(source), where)
        if source.stat().st_size > LARGEST:
            raise InputError(f"is larger than {LARGEST:,} bytes", where=where, mend="split it")
        return where, _checked(_unpacked(source.name, source.read_bytes()), where)
    except OSError as error:
        told = (error.strerror or "unknown").lower()
        raise InputError(f"cannot be read ({told})", where=str(source), mend="check the name and the rights") from None


def _checked(files: dict[str, bytes], where: str) -> Opened:
    if not any(body.strip(b"\xef\xbb\xbf \t\r\n") for body in files.values()):
        raise InputError("is empty", where=where, mend="fetch the register again")
    if sum(map(len, files.values())) > LARGEST:
        raise InputError(f"unpacks to more than {LARGEST:,} bytes", where=where, mend="split it")
    return files


def _folder(folder: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if len(paths) > MOST_FILES or sum(path.stat().st_size for path in paths) > LARGEST:
        raise InputError(
            "holds too many or too large files", where=str(folder), mend="leave the register's files alone"
        )
    for path in paths:
        files |= _unpacked(path.name, path.read_bytes())
    return files


def _unpacked(name: str, body: bytes) -> dict[str, bytes]:
    if body.startswith(b"\x1f\x8b"):
        return _unpacked(name.removesuffix(".gz"), _gunzipped(name, body))
    if body.startswith(b"PK\x03\x04") and not _is_workbook(body):
        return _unzipped(name, body)
    return {name: body}


def _is_workbook(body: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, LookupError):
        return False
    return "[Content_Types].xml" in names or "mimetype" in names


def _gunzipped(name: str, body: bytes) -> bytes:
    parts: list[bytes] = []
    size, rest = 0, body
    while rest[:2] == b"\x1f\x8b":
        stream = zlib.decompressobj(31)
        while not stream.eof:
            try:
                part = stream.decompress(rest, _STEP)
            except zlib.error as error:
                raise InputError(f"is a damaged gzip ({error})", where=name, mend="fetch it again") from None
            rest = stream.unconsumed_tail
            size += len(part)
            _guard(name, size, len(body))
            parts.append(part)
            if not part and not rest and not stream.eof:
                raise InputError("is a gzip that was cut short", where=name, mend="fetch it again")
        rest = stream.unused_data
    return b"".join(parts)


def _guard(name: str, size: int, packed: int) -> None:
    if size > LARGEST or (size > _RATIO_FROM and size > _RATIO * packed):
        raise InputError("unpacks to far more than its size", where=name, mend="unpack it and look at it")


def _unzipped(name: str, body: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir() and "__MACOSX" not in info.filename]
            if len(members) > MOST_FILES:
                raise InputError(f"holds more than {MOST_FILES} files", where=name, mend="unpack what you need")
            _guard(name, sum(info.file_size for info in members), len(body))
            for info in members:
                with archive.open(info) as member:
                    content = member.read(info.file_size + 1)
                if len(content) > info.file_size:
                    raise InputError("unpacks to more than it says", where=name, mend="unpack it and look at it")
                files[info.filename.rsplit("/", 1)[-1]] = content
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, LookupError, EOFError, RuntimeError) as error:
        told = " ".join(str(error).split())[:200]
        raise InputError(f"is a damaged archive ({told})", where=name, mend="fetch it again") from None
    return {inner: _gunzipped(inner, raw) if raw.startswith(b"\x1f\x8b") else raw for inner, raw in files.items()}


def text_of(body: bytes, name: str) -> str:
    """Return a file's text: UTF-8, UTF-16 with its mark, GB 18030 where that is Chinese, else Windows-1252.

    Raises InputError for what is no text.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = body.decode("utf-16", "replace")
    else:
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _legacy(body)
    if len(_JUNK.findall(text[:100_000])) > 3:
        raise InputError("is no text", where=name, mend="give the register's own file (JSON, CSV, XLSX, text)")
    return text


def _legacy(body: bytes) -> str:
    try:
        chinese = body.decode("gb18030")
        if share_of_han(chinese[:200_000]) > 0.2:
            return chinese
    except UnicodeDecodeError:
        pass
    return body.decode("cp1252", "replace")


def csv_rows(text: str, name: str, delimiter: str | None = None) -> Iterator[list[str]]:
    """Yield the rows of a table as text, without empty ones; InputError where a cell or the table is too long."""
    csv.field_size_limit(LONGEST_CELL)  # the limit is the process's; others set their own before reading
    first = text[:20_000].lstrip("\r\n").split("\n", 1)[0]
    mark = delimiter or max(",;\t|", key=lambda sign: (first.count(sign), sign == ","))
    rows = csv.reader(io.StringIO(text.replace("\x1a", ""), newline=""), delimiter=mark)
    try:
        for number, row in enumerate(rows):
            if number >= MOST_ROWS:
                raise InputError(f"has more than {MOST_ROWS:,} rows", where=name, mend="split it")
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as error:
        where = f"{name}, line {rows.line_num}"
        raise InputError(f"is not valid CSV ({error})", where=where, mend="mend that line") from None


def headed_rows(
    body: bytes, name: str, needed: Iterable[str], delimiter: str | None = None
) -> Iterator[dict[str, str]]:
    """Yield the rows of a table by the names of its columns in small letters.

    Raises InputError where a column that the format always has is missing: a page of another kind came instead.
    """
    rows = csv_rows(text_of(body, name), name, delimiter)
    header = [cell.strip().casefold() for cell in next(rows, [])]
    if missing := sorted(set(needed) - set(header)):
        what = f"has no column `{missing[0]}`, which this format always has"
        shown = ", ".join(f"`{column[:60]}`" for column in header[:40]) or "none"
        raise InputError(what, where=name, mend=f"look whether it is the register; its columns are {shown}")
    for cells in rows:
        yield dict(zip(header, cells, strict=False))
