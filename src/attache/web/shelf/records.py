"""Sheets of records: which captures are of which document, and which requests ask for a field."""

from __future__ import annotations

from attache.web.shelf.sheet import NUMBER_OR_NULL, TEXT, TEXT_OR_NULL, Sheet

__all__ = ["SHEETS"]

_SHOTS = """
with pairs as (
  select capture_id, document_id, number from versions
  union all
  select c.capture_id, d.document_id, null from captures c
  join documents d on d.source_id = c.source_id and d.item_key = c.item_key
), one as (
  select capture_id, document_id, min(number) as number from pairs group by capture_id, document_id
)
select capture_id, document_id, number, c.captured_at, c.http_status, c.failure, c.sha256
from one join captures c using (capture_id) order by document_id, c.captured_at, capture_id
"""
_REQUESTS = """
select cast(field as varchar) as field, need_id, cast(stated_day as varchar) as day
from requested where stated_day is not null order by 1, 3 desc, 2
"""

SHEETS: dict[str, Sheet] = {
    "shots": Sheet(
        {
            "capture_id": TEXT, "document_id": TEXT, "number": NUMBER_OR_NULL, "captured_at": TEXT,
            "http_status": NUMBER_OR_NULL, "failure": TEXT_OR_NULL, "sha256": TEXT,
        },
        _SHOTS, ("capture_id", "document_id"), many=True,
    ),
    "requests": Sheet({"field": TEXT, "need_id": TEXT, "day": TEXT}, _REQUESTS, ("field",), many=True),
}  # fmt: skip
"""`shots` has a row per capture and document of its item; `number` is that of the version that it first showed.

`requests` has a row per narrow field and request read from a page that asks for it; `day` is the last that its date may
mean. A posting of the field from that day on answers it (`attache.measure.answering`).
"""
