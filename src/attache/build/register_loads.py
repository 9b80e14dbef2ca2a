"""Files of registers read for a build; what was read under the same code is taken from a cache that can be lost."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from attache.build.register_sources import RegisterFiles
from attache.build.tables import schema, to_table
from attache.collect.evidence import Evidence
from attache.collect.exchange import ContentError
from attache.core.errors import InputError
from attache.core.ids import digest
from attache.core.registers import RegisterEntry
from attache.core.version import code_digest
from attache.link.entries import Entry
from attache.link.registers import Loaded, load

__all__ = ["CODE", "Read", "entry_of_row", "files_key", "read_files", "row_of"]

CODE = ("core", "vocabulary", "link", "build")
"""Packages that decide what is read out of a register's file."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one edition's files gave: entries with what was left out, or the refusal."""

    files: RegisterFiles
    loaded: Loaded
    refusal: str | None = None


def files_key(files: RegisterFiles) -> str:
    """Return a digest of all that reading these files depends on."""
    told = [files.register, files.edition, files.format or "", json.dumps(dict(files.mapping), sort_keys=True)]
    told += [f"{files.name_of(capture)} {capture.sha256}" for capture in files.captures]
    return digest("\x1f".join((code_digest(*CODE), *told)))


def read_files(files: Iterable[RegisterFiles], evidence: Path, cache: Path, *, fresh: bool) -> list[Read]:
    """Read editions, oldest of each source first; with `fresh` nothing is taken from the cache.

    A file that cannot be read costs itself, never the build.
    """
    found, used = [], set()
    store = Evidence(evidence)
    for one in files:
        path = cache / f"{files_key(one)[:32]}.parquet"
        used.add(path.name)
        known = None if fresh else _cached(path)
        if known is None:
            read = _read(one, store)
            if read.refusal is None:
                _keep(path, read.loaded)
        else:
            read = Read(one, known)
        found.append(read)
    if cache.is_dir():
        for stale in cache.iterdir():
            if stale.name not in used:
                stale.unlink(missing_ok=True)
    return found


def _read(files: RegisterFiles, evidence: Evidence) -> Read:
    nothing = Loaded((), "", {}, ())
    try:
        bodies = {files.name_of(capture): body for capture, body in evidence.bodies(files.captures)}
        told = {"register": files.register, "format": files.format, "mapping": files.mapping, "edition": files.edition}
        loaded = load(bodies, **told)  # type: ignore[arg-type]
        if not loaded.entries:
            return Read(files, loaded, f"holds no entry (left out: {json.dumps(dict(loaded.left_out)) or 'nothing'})")
        return Read(files, loaded)
    except InputError as error:
        return Read(files, nothing, error.sentence)
    except ContentError as error:
        return Read(files, nothing, f"the content encoding cannot be undone ({error.what})")
    except Exception as error:  # a fault of ours costs one file, never the build
        place = traceback.extract_tb(error.__traceback__)[-1]
        name = Path(place.filename).name
        return Read(files, nothing, f"the loader failed ({type(error).__name__} in {name}, line {place.lineno})")


def row_of(entry: Entry, format: str, *, synthetic: bool) -> RegisterEntry:  # noqa: A002 -- its name
    """Return an entry as a row of the table."""
    return RegisterEntry(
        register=entry.register,
        format=format,
        entry_id=entry.id,
        name=entry.name,
        aliases=_json(entry.aliases),
        country=entry.country,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        observed=entry.observed,
        edition=entry.edition or "",
        identifiers=_json(entry.identifiers),
        parents=_json(entry.parents),
        programme=entry.programme,
        address=entry.address,
        note=entry.note,
        url=entry.url,
        synthetic=synthetic,
    )


def entry_of_row(row: Mapping[str, Any]) -> Entry:
    """Return a row of the table as an entry."""
    told: dict[str, Any] = {key: tuple(json.loads(row[key])) for key in ("aliases", "identifiers", "parents")}
    for key in ("country", "valid_from", "valid_to", "observed", "programme", "address", "note", "url"):
        told[key] = row[key]
    return Entry(row["entry_id"], row["name"], row["register"], edition=row["edition"] or None, **told)


def _json(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _keep(path: Path, loaded: Loaded) -> None:
    told = {
        "format": loaded.format,
        "left_out": dict(loaded.left_out),
        "unread": loaded.unread,
        "remarks": loaded.remarks,
    }
    table = to_table(RegisterEntry, [row_of(entry, "", synthetic=False) for entry in loaded.entries])
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(".draft")
    pq.write_table(table.replace_schema_metadata({"loaded": json.dumps(told, ensure_ascii=False)}), draft)
    draft.replace(path)


def _cached(path: Path) -> Loaded | None:
    try:
        table = pq.read_table(path)
        told = json.loads((table.schema.metadata or {})[b"loaded"])
        if table.schema.names != schema(RegisterEntry).names:
            return None
        entries = tuple(map(entry_of_row, table.to_pylist()))
        return Loaded(entries, told["format"], told["left_out"], tuple(told["unread"]), tuple(told["remarks"]))
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return None
