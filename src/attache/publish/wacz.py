"""Evidence as WACZ 1.1.1, written by us: a ZIP file that replays in ReplayWeb.page and pywb.

https://specs.webrecorder.net/wacz/1.1.1/ : `archive/` holds WARC records as they lie in the evidence, byte for byte;
`indexes/index.cdx.gz` says where each starts (CDXJ, keys by SURT); `pages/pages.jsonl` lists what to look at;
`datapackage.json` has every file's digest, and `datapackage-digest.json` its own. All dates are those of the evidence.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from attache.collect.rows import body_of
from attache.collect.warc import BrokenRecordError, Member, members, warcinfo
from attache.core.errors import EvidenceError
from attache.core.ids import digest

__all__ = ["ARCHIVE", "Kept", "records_of", "surt", "write_wacz"]

ARCHIVE = "archive/data.warc.gz"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture that goes in: where its record lies in the evidence, what its body hashes to, a title for people."""

    capture_id: str
    captured_at: str
    warc: str
    offset: int
    sha256: str
    title: str


def surt(url: str) -> str:
    """Return the key by which an address is looked up: host reversed, lower case, parameters in order.

    The sort-friendly form of the Internet Archive (https://github.com/internetarchive/surt), as far as pywb uses it.
    """
    try:
        parts = urlsplit(url.lower())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:  # what is no address is looked up as it stands
        return url.lower()
    if not host:
        return url.lower()
    labels = re.sub(r"^www\d*\.(?=[^.]+\.)", "", host).split(".")
    where = ",".join(reversed(labels)) + ("" if port in (None, _PORTS.get(parts.scheme)) else f":{port}")
    path = parts.path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{where}){path}{'?' + query if query else ''}"


def write_wacz(path: Path, evidence: Path, captures: Iterable[Kept], title: str, description: str) -> int:
    """Write captures, in the given order, into the WACZ file `path`; return their number.

    EvidenceError where a record cannot be read or its body is not what it was. `created` is the time of the last one.
    """
    archive = path.with_suffix(".warc")
    rows: list[dict[str, Any]] = []
    pages: list[dict[str, str]] = []
    last = ""
    try:
        with archive.open("wb") as out:
            captures = sorted(captures, key=lambda one: (one.warc, one.offset))
            last = max((one.captured_at for one in captures), default="1970-01-01T00:00:00Z")
            out.write(warcinfo(Path(ARCHIVE).name, last))
            for one, member, raw in records_of(evidence, captures):
                rows.append(_indexed(member, out.tell(), len(raw)))
                pages.append({"id": one.capture_id, "url": rows[-1]["url"], "ts": one.captured_at, "title": one.title})
                out.write(raw)
        _zip(path, archive, rows, pages, {"title": title, "description": description, "created": last})
    finally:
        archive.unlink(missing_ok=True)
    return len(rows)


def records_of(evidence: Path, captures: Iterable[Kept]) -> Iterator[tuple[Kept, Member, bytes]]:
    """Yield each capture with its record, read and as the bytes that lie in the evidence.

    EvidenceError where a record cannot be read or its body is not what it was.
    """
    with ExitStack() as stack:
        opened: dict[str, BinaryIO] = {}
        for one in captures:
            try:
                if one.warc not in opened:
                    opened[one.warc] = stack.enter_context((evidence / one.warc).open("rb"))
                yield (one, *_record(opened[one.warc], one))
            except (OSError, BrokenRecordError, StopIteration) as error:
                where = f"{evidence / one.warc} at byte {one.offset}"
                mend = "run `attache verify`, and restore the file from a copy"
                raise EvidenceError(
                    f"the record of {one.capture_id} is not what it was ({error})", where=where, mend=mend
                ) from error


def _record(file: BinaryIO, one: Kept) -> tuple[Member, bytes]:
    size = file.seek(0, 2)
    member = next(members(file, one.offset, size))
    if digest(body_of(member.fields, member.block)[1]) != one.sha256:
        raise BrokenRecordError(one.offset, "another body stands there")
    file.seek(one.offset)
    return member, file.read(member.length)


def _indexed(member: Member, offset: int, length: int) -> dict[str, Any]:
    """Return one line of the index, without its key; a file that was no HTTP answer counts as status 200."""
    url = member.fields["warc-target-uri"]
    http = member.fields["warc-type"] == "response"
    headers = {name.lower(): value for name, value in reversed(body_of(member.fields, member.block)[0])}
    return {
        "url": url,
        "mime": headers.get("content-type", "").split(";")[0].strip().lower() or "unk",
        "status": member.block[: member.block.index(b"\r\n")].split(b" ")[1].decode("ascii") if http else "200",
        "digest": member.fields.get("warc-payload-digest") or member.fields["warc-block-digest"],
        "length": str(length),
        "offset": str(offset),
        "filename": Path(ARCHIVE).name,
        "timestamp": "".join(char for char in member.fields["warc-date"] if char.isdigit())[:14],
    }


def _zip(
    path: Path, archive: Path, rows: list[dict[str, Any]], pages: list[dict[str, str]], about: Mapping[str, str]
) -> None:
    lines = sorted(f"{surt(row['url'])} {row.pop('timestamp')} {json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}
    listed = "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in (head, *pages))
    resources: list[dict[str, Any]] = []
    with zipfile.ZipFile(path, "w", allowZip64=True) as out:
        with archive.open("rb") as source:
            _add(out, ARCHIVE, source, archive.stat().st_size, resources)
        index = gzip.compress("".join(lines).encode(), mtime=0)
        for name, data in (("indexes/index.cdx.gz", index), ("pages/pages.jsonl", listed.encode())):
            _add_bytes(out, name, data, resources)
        package = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            **about,
            "modified": about["created"],
            "software": "attache",
            "resources": resources,
        }
        whole = json.dumps(package, ensure_ascii=False, indent=1).encode()
        sealed = json.dumps({"path": "datapackage.json", "hash": f"sha256:{digest(whole)}"}).encode()
        _add_bytes(out, "datapackage.json", whole, [])
        _add_bytes(out, "datapackage-digest.json", sealed, [])


def _add_bytes(out: zipfile.ZipFile, name: str, data: bytes, resources: list[dict[str, Any]]) -> None:
    info = _info(name, len(data))
    info.compress_type = zipfile.ZIP_STORED if name.endswith(".gz") else zipfile.ZIP_DEFLATED
    out.writestr(info, data)
    resources.append(_resource(name, len(data), hashlib.sha256(data).hexdigest()))


def _add(out: zipfile.ZipFile, name: str, source: BinaryIO, size: int, resources: list[dict[str, Any]]) -> None:
    """Add a file without compressing it, as the specification asks for WARC files: readers seek in it."""
    sha256 = hashlib.sha256()
    with out.open(_info(name, size), "w") as target:
        while data := source.read(1 << 20):
            sha256.update(data)
            target.write(data)
    resources.append(_resource(name, size, sha256.hexdigest()))


def _info(name: str, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _ZIP_TIME)
    info.file_size, info.create_system, info.external_attr = size, 3, 0o644 << 16
    return info


def _resource(name: str, size: int, sha256: str) -> dict[str, Any]:
    return {"name": Path(name).name, "path": name, "hash": f"sha256:{sha256}", "bytes": size}
