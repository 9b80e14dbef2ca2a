"""What a file is by its first bytes, and what its name and media type say that it is."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from urllib.parse import urlsplit

from attache.read.formats.part import refuse

__all__ = ["checked_zip", "declared", "sniff", "unpack"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNREADABLE = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a bitmap picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xfd7zXZ", "an XZ archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a recording"),
    (b"\x00\x00\x00", "a film or another binary file"),
)
_BY_ENDING = {
    ".html": "html", ".htm": "html", ".shtml": "html", ".xhtml": "html", ".mht": "mhtml", ".mhtml": "mhtml",
    ".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".ods": "ods", ".csv": "csv",
    ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text",
    ".text": "text", ".md": "markdown", ".markdown": "markdown",
}  # fmt: skip
_BY_TYPE = {
    "text/html": "html", "application/xhtml+xml": "html", "multipart/related": "mhtml", "message/rfc822": "mhtml",
    "application/x-mimearchive": "mhtml", "application/pdf": "pdf", "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json", "text/json": "json", "application/x-ndjson": "jsonl", "application/jsonl": "jsonl",
    "application/x-jsonlines": "jsonl", "text/markdown": "markdown", "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}  # fmt: skip
_RATIO = 250  # how many times a packed member may grow, from a megabyte on


def declared(name: str, media_type: str | None) -> str | None:
    """Return the kind that the media type says, or else the name; text/plain says nothing."""
    by_type = _BY_TYPE.get((media_type or "").split(";", maxsplit=1)[0].strip().lower())
    return by_type or _BY_ENDING.get(_ending(name))


def _ending(name: str) -> str:
    path = urlsplit(name).path if "://" in name[:12] else name
    return posixpath.splitext(path.lower())[1]


def unpack(body: bytes, name: str, limit: int) -> tuple[bytes, str]:
    """Return the body and name without gzip around them; refuses what is empty or longer than `limit`."""
    for _ in range(2):
        if not body:
            raise refuse("is empty", name, "fetch it again or leave it out")
        if len(body) > limit:
            raise refuse(f"has more than {limit / 1e6:g} MB", name, "split it, or raise the limit")
        if body[:2] != b"\x1f\x8b":
            break
        body, name = _gunzip(body, name, limit), name.removesuffix(".gz")
    return body, name


def _gunzip(body: bytes, name: str, limit: int) -> bytes:
    out, rest = b"", body
    try:
        while rest[:2] == b"\x1f\x8b" and len(out) <= limit:
            stream = zlib.decompressobj(31)
            out += stream.decompress(rest, limit + 1 - len(out))
            if not stream.eof and len(out) <= limit:
                raise zlib.error("truncated")
            rest = stream.unused_data
    except zlib.error:
        raise refuse("is damaged gzip, or cut short", name, "fetch it again") from None
    if len(out) > limit:
        raise refuse(f"unpacks to more than {limit / 1e6:g} MB", name, "split it, or raise the limit")
    return out


def sniff(body: bytes, name: str) -> str:
    """Return `pdf`, `docx`, `xlsx`, `ods`, `xls` or `text` by the content; refuses what is known to be none of them."""
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body[:4] == b"PK\x03\x04":
        return _zipped(body, name)
    if body[:8] == _OLE:
        return _ole(body, name)
    for magic, what in _UNREADABLE:
        if body.startswith(magic) and not _is_wide(body):
            raise refuse(f"is {what}", name, "export it as PDF, DOCX, XLSX, HTML or text")
    if b"\x00" in body[:4096] and not _is_wide(body):
        raise refuse("holds binary data of an unknown kind", name, "export it as PDF, DOCX, XLSX, HTML or text")
    return "text"


def _is_wide(body: bytes) -> bool:
    """Tell whether a body is text in UTF-16 or UTF-32, or in an encoding that has no zero bytes."""
    head = body[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4] == b"\x00\x00\xfe\xff":
        return True
    zeros = (head[::2].count(0), head[1::2].count(0))
    if not any(zeros):
        return not any(head.startswith(magic) for magic, _ in _UNREADABLE) or (
            head[:2] in (b"BM", b"MZ") and not any(byte < 9 or 14 <= byte < 32 for byte in head)
        )
    return min(zeros) == 0 and max(zeros) > len(head) // 10


def _zipped(body: bytes, name: str) -> str:
    members = set(checked_zip(body, name, None).namelist())
    if "word/document.xml" in members:
        return "docx"
    if members & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "xlsx"
    if "content.xml" in members and b"opendocument.spreadsheet" in body[:200]:
        return "ods"
    told = declared(name, None)
    if told in ("docx", "xlsx", "ods"):
        raise refuse(
            f"says that it is {told.upper()} but holds no such document", name, "correct its name or save it again"
        )
    raise refuse("is an archive, not a document", name, "name it as a source of its own, or unpack it")


def checked_zip(body: bytes, name: str, limit: int | None) -> zipfile.ZipFile:
    """Return the zip archive in `body`; refuses damaged ones and, with a `limit`, those that unpack to far more."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise refuse("is a damaged archive, or cut short", name, "fetch it again") from None
    if any(member.flag_bits & 1 for member in members):
        raise refuse("is protected by a password", name, "save it without one")
    if limit is not None:
        grown = [m for m in members if m.file_size > 10**6 and m.file_size > _RATIO * max(m.compress_size, 1)]
        if grown or sum(m.file_size for m in members) > 6 * limit:
            raise refuse("unpacks to far more than a document holds", name, "save it again as CSV or text")
        _verify(archive, name)
    return archive


def _verify(archive: zipfile.ZipFile, name: str) -> None:
    """Read every member, so that a size that the archive's index states falsely is found here."""
    try:
        bad = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError):
        bad = "a member"
    if bad:
        raise refuse("is a damaged archive, or cut short", name, "fetch it again")


def _ole(body: bytes, name: str) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in body

    if holds("EncryptedPackage"):
        raise refuse("is protected by a password", name, "save it without one")
    if holds("WordDocument"):
        raise refuse("is a document of Word 97 to 2003", name, "save it as DOCX or PDF")
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise refuse("is a file of an old Office program that is not read", name, "save it as DOCX, XLSX or PDF")
