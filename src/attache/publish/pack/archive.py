"""The archived responses of a pack, copied byte for byte out of the evidence into one WARC file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from attache.collect.warc import warcinfo
from attache.publish.wacz import Kept, records_of

__all__ = ["WARC", "write_warc"]

WARC = "evidence/evidence.warc.gz"


def write_warc(out: BinaryIO, evidence: Path, captures: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Write the records of captures in the order in which they lie in the evidence; return where each starts.

    The first record says what the file is, with the time of the last capture. EvidenceError where a record cannot be
    read, or its body is not what it was.
    """
    kept = {
        str(one["capture_id"]): Kept(
            one["capture_id"], one["captured_at"], one["warc"], one["offset"], one["sha256"], one["capture_id"]
        )
        for one in captures
    }
    ordered = sorted(kept.values(), key=lambda one: (one.warc, one.offset))
    out.write(warcinfo(Path(WARC).name, max((one.captured_at for one in ordered), default="1970-01-01T00:00:00Z")))
    places = {}
    for one, _, raw in records_of(evidence, ordered):
        places[one.capture_id] = out.tell()
        out.write(raw)
    return places
