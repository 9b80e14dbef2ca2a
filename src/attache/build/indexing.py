"""The search index of an edition, taken over from the one before where little has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from attache.build.edition import Edition
from attache.build.plan import bucket_of, part_file
from attache.build.search import Entry, SearchIndex
from attache.build.tables import Part, column, keep, read_parts

__all__ = ["index", "open_index"]

FOLDER = "search"
_MOST_CHANGED = 0.3
_CODED = {
    "direction": "direction",
    "technology_field": "field",
    "coop_mode": "mode",
    "military_relevance": "military",
    "chokepoint_35": "need",
}
"""Variables whose values are facets, with the facets' names."""


def index(
    folder: Path, parts: Mapping[str, Sequence[Part]], old: Edition | None, changed: frozenset[str] | None
) -> None:
    """Make the index of the edition in `folder`; `changed` names the units read again, None for all."""
    tables = folder / "tables"
    total = sum(part.rows for part in parts["readings"])
    if old is not None and changed is not None:
        changed |= _moved(old, tables)
    if old is None or changed is None or len(changed) > _MOST_CHANGED * total or not _usable(old):
        SearchIndex.write(folder / FOLDER, _entries(tables, parts, None))
        return
    gone = _documents_of(old, changed)
    SearchIndex.write(folder / FOLDER, _entries(tables, parts, changed), old=old.path / FOLDER, gone=gone)


def open_index(edition: Edition) -> SearchIndex:
    """Open an edition's index; one that is missing or damaged is made again from the tables."""
    folder = edition.path / FOLDER
    try:
        found = SearchIndex(folder)
        if len(found) == edition.rows("documents"):
            return found
    except (ValueError, OSError):
        pass
    parts = {t: [Part(**p) for p in edition.manifest["tables"][t]["parts"]] for t in ("documents", "codes")}
    return SearchIndex.write(folder, _entries(edition.path / "tables", parts, None))


def _moved(old: Edition, tables: Path) -> frozenset[str]:
    """Return the units of documents whose state is another than in the edition before."""
    then, now = _states(old.folder("lives"), old.files("lives")), _states(tables / "lives", None)
    moved = {key for key, status in now.items() if then.get(key, status) != status}
    rows = read_parts(old.folder("documents"), old.files("documents"), ["document_id", "unit_id"])
    pairs = zip(column(rows, "document_id"), column(rows, "unit_id"), strict=True)
    return frozenset(unit for key, unit in pairs if key in moved)


def _states(folder: Path, files: Sequence[str] | None) -> dict[str, str]:
    names = files if files is not None else sorted(path.name for path in folder.glob("*.parquet"))
    rows = read_parts(folder, names, ["document_id", "status"])
    return dict(zip(column(rows, "document_id"), column(rows, "status"), strict=True))


def _usable(old: Edition) -> bool:
    try:
        return len(SearchIndex(old.path / FOLDER)) == old.rows("documents")
    except (ValueError, OSError):
        return False


def _files_of(units: Iterable[str], buckets: int, files: Iterable[str]) -> list[str]:
    """Return the parts that hold some units."""
    wanted = {part_file(bucket_of(unit, buckets)) for unit in units}
    return [file for file in files if file in wanted]


def _documents_of(edition: Edition, units: frozenset[str]) -> list[str]:
    files = _files_of(units, int(edition.manifest["buckets"]), edition.files("documents"))
    table = read_parts(edition.folder("documents"), files, ["document_id", "unit_id"])
    found = keep(table, "unit_id", pa.array(sorted(units), type=pa.string()))
    return [str(key) for key in found["document_id"].to_pylist()] if found.num_rows else []


def _entries(tables: Path, parts: Mapping[str, Sequence[Part]], changed: frozenset[str] | None) -> Iterator[Entry]:
    names = ["document_id", "unit_id", "source_id", "title", "text", "host_country", "mission_id", "published_on"]
    names += ["synthetic"]
    wanted = None if changed is None else pa.array(sorted(changed), type=pa.string())
    states = _states(tables / "lives", None)
    files = {part.file for part in parts["codes"]}
    listed = [part.file for part in parts["documents"]]
    for file in listed if changed is None else _files_of(changed, len(listed), listed):
        rows = read_parts(tables / "documents", [file], names)
        if wanted is not None:
            rows = keep(rows, "unit_id", wanted)
        if rows.num_rows:
            codes = _facets(tables, [file] if file in files else [], rows)
            for row in rows.to_pylist():
                key = row["document_id"]
                yield _entry(row, codes.get(key, {}), states.get(key))


def _facets(tables: Path, files: list[str], rows: pa.Table) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    if not files:
        return found
    codes = read_parts(tables / "codes", files, ["document_id", "variable", "value"])
    codes = keep(codes, "variable", pa.array(list(_CODED)))
    for code in keep(codes, "document_id", rows["document_id"].combine_chunks()).to_pylist():
        name = _CODED[code["variable"]]
        values = found.setdefault(code["document_id"], {}).setdefault(name, [])
        if code["value"] not in values:
            values.append(code["value"])
    return found


def _entry(row: Mapping[str, Any], codes: Mapping[str, Sequence[str]], state: str | None) -> Entry:
    single = {"source": row["source_id"], "country": row["host_country"], "mission": row["mission_id"]}
    single["year"] = row["published_on"][:4] if row["published_on"] else None
    single["state"] = state
    facets = {name: [value] for name, value in single.items() if value} | {k: list(v) for k, v in codes.items()}
    title = str(row["title"])
    body = str(row["text"])[len(title) + 1 :]
    return Entry(row["document_id"], title, body, facets, bool(row["synthetic"]), row["published_on"] or "")
