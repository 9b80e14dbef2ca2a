"""The tables of a pack as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields

from attache.measure.estimates import Estimate
from attache.publish.csvs import write_csv
from attache.publish.pack.contents import Contents, Row, page_of

__all__ = ["TABLES", "captures_csv", "rows_csv", "tables"]

TABLES: Mapping[str, tuple[str, ...]] = {
    "records": (
        *("document_id", "opportunity_id", "title", "published_on", "mission_id", "host_country", "target"),
        *("organisation_id", "organisation", "status", "status_since", "group_size", "language", "url"),
        *("capture_id", "sha256", "synthetic"),
    ),
    "codes": (
        *("subject_id", "document_id", "variable", "value", "coder", "confidence", "start", "end", "quote"),
        *("reason", "codebook"),
    ),
    "values": ("document_id", "name", "value", "start", "end", "quote", "reason"),
    "organisations": (
        *("organisation_id", "organisation", "kind", "name_id", "name", "script", "country", "how", "score"),
        *("mentions", "reasons"),
    ),
}
"""Tables of the folder `data` with their columns; those of `rows` are the columns of a measured row."""
_CAPTURES = (
    *("document_id", "capture_id", "url", "captured_at", "http_status", "media_type", "bytes", "sha256"),
    *("source_id", "synthetic"),
)


def tables(contents: Contents) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each table of records."""
    found: dict[str, Iterable[Row]] = {
        "records": contents.documents,
        "codes": contents.table("codes", 'subject_id, variable, "value", coder, "start", "end"'),
        "values": contents.table("values", 'document_id, name, "start", "end", "value"'),
        "organisations": _named(contents),
    }
    for name, columns in TABLES.items():
        heads = (*columns, "page") if name == "records" else columns
        yield f"data/{name}.csv", _csv(heads, found[name])


def rows_csv(rows: Iterable[Estimate]) -> str:
    """Return the rows of all measures as CSV, with the id of each."""
    heads = ("row_id", *(one.name for one in fields(Estimate)))
    return _text(heads, ((row.row_id, *astuple(row)) for row in rows))


def captures_csv(contents: Contents, places: Mapping[str, int]) -> str:
    """Return the captures as CSV, with the byte at which each starts in the pack's WARC file."""
    rows = ({**one, "offset": places.get(str(one["capture_id"]))} for one in contents.captures)
    return _csv((*_CAPTURES, "offset"), rows)


def _named(contents: Contents) -> Iterator[Row]:
    known = {one["organisation_id"]: one for one in contents.organisations}
    for name in contents.names:
        owner = known[name["organisation_id"]]
        yield {**name, "organisation": owner["name"], "kind": owner["kind"]}


def _csv(heads: Sequence[str], rows: Iterable[Row]) -> str:
    return _text(heads, ([page_of(row["document_id"]) if h == "page" else row[h] for h in heads] for row in rows))


def _text(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return CSV with the byte order mark by which spreadsheets read UTF-8."""
    out = io.StringIO(newline="")
    write_csv(out, heads, rows)
    return "\ufeff" + out.getvalue()
