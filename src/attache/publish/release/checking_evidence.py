"""Checks of the WACZ files of a release: digests inside, places in the index, bodies against the table of captures."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from attache.collect.rows import body_of
from attache.collect.warc import members, record_id
from attache.core.ids import digest
from attache.publish.release.making import Tell
from attache.publish.release.opening import connect
from attache.publish.wacz import ARCHIVE

__all__ = ["check_evidence"]

_LIMIT = 256 * 1024 * 1024


def check_evidence(folder: Path, counts: dict[str, int], tell: Tell) -> Iterator[str]:
    """Yield a sentence for everything in the WACZ files that does not hold; none where there are none."""
    files = sorted((folder / "evidence").glob("*.wacz"))
    if not files:
        return
    with connect(folder) as con:
        known = {
            record_id(key): sha256 for key, sha256 in con.execute("select capture_id, sha256 from captures").fetchall()
        }
    for at, path in enumerate(files):
        tell("evidence", at, len(files))
        with zipfile.ZipFile(path) as file:
            yield from (f"evidence/{path.name}: {found}" for found in _file(file, known, counts))


def _file(file: zipfile.ZipFile, known: Mapping[str, str], counts: dict[str, int]) -> Iterator[str]:
    package = _read(file, "datapackage.json")
    if json.loads(_read(file, "datapackage-digest.json"))["hash"] != f"sha256:{digest(package)}":
        yield "the digest of datapackage.json is another."
        return
    for one in json.loads(package)["resources"]:
        with file.open(one["path"]) as source:
            sha256 = hashlib.sha256()
            while data := source.read(1 << 20):
                sha256.update(data)
        if one["hash"] != f"sha256:{sha256.hexdigest()}":
            yield f"{one['path']} does not hash to what datapackage.json says."
    places = _places(gzip.decompress(_read(file, "indexes/index.cdx.gz")).decode())
    with file.open(ARCHIVE) as archive:
        for member in members(archive, 0, file.getinfo(ARCHIVE).file_size):  # type: ignore[arg-type]
            if member.fields.get("warc-type") == "warcinfo":
                continue
            counts["archived"] = counts.get("archived", 0) + 1
            key = member.fields["warc-record-id"]
            if digest(body_of(member.fields, member.block)[1]) != known.get(key):
                yield f"the body of {member.fields['warc-target-uri'][:200]} is not that of its capture in the tables."
            if places.pop(member.offset, None) != member.length:
                yield f"the index does not lead to the record at byte {member.offset}."
    yield from (f"the index leads to byte {offset}, where no record starts." for offset in places)


def _read(file: zipfile.ZipFile, name: str) -> bytes:
    """Return one small file; one that says it is larger than a reader should hold is refused."""
    if file.getinfo(name).file_size > _LIMIT:
        raise ValueError(f"{name} is too large")
    return file.read(name)


def _places(index: str) -> dict[int, int]:
    """Return the length of each record by where it starts."""
    rows = (json.loads(line.split(" ", 2)[2]) for line in index.splitlines())
    return {int(row["offset"]): int(row["length"]) for row in rows}
