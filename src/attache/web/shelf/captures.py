"""Sheet of captures: which documents each is of."""

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

SHEETS: dict[str, Sheet] = {
    "shots": Sheet(
        {
            "capture_id": TEXT, "document_id": TEXT, "number": NUMBER_OR_NULL, "captured_at": TEXT,
            "http_status": NUMBER_OR_NULL, "failure": TEXT_OR_NULL, "sha256": TEXT,
        },
        _SHOTS, ("capture_id", "document_id"), many=True,
    ),
}  # fmt: skip
"""`shots` has a row per capture and document of its item; `number` is that of the version that it first showed."""
