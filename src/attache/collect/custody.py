"""The custody log: one line per group of WARC records, each chained to the one before.

A line says where the group lies, what its body and its bytes as stored hash to, and the digest of the line
before. Whoever edits, drops or reorders captures would have to write every later line again, and would still
not meet a head that was noted elsewhere: every edition notes the head that it was built from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

__all__ = ["GENESIS", "Link", "last_link", "link_after", "link_of_line", "links"]

GENESIS = "0" * 64
"""What the first line names as the line before it."""

_LINE_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the custody log; `offset` and `length` span the group of records, request included.

    `kind` is a WARC record type or `sweep`; `sha256` is of the body as received, `record_sha256` of the bytes
    in the WARC file; `recovered` marks a line written for a record whose own line a crash had prevented.
    """

    n: int
    kind: str
    capture_id: str
    warc: str
    offset: int
    length: int
    sha256: str
    record_sha256: str
    prev: str
    recovered: bool = False
    chain: str = ""

    @property
    def end(self) -> int:
        """The byte after the group."""
        return self.offset + self.length

    def sealed(self) -> Link:
        """Return the link with its chain value: SHA-256 over its other fields, the value before among them."""
        return replace(self, chain=hashlib.sha256(_json(self._fields())).hexdigest())

    def line(self) -> bytes:
        """Return the link as written."""
        return _json({**self._fields(), "chain": self.chain}) + b"\n"

    def _fields(self) -> dict[str, Any]:
        names = _NAMES if self.recovered else _NAMES[:-1]
        return {name: getattr(self, name) for name in names}


_NUMBERS = ("n", "offset", "length")
_NAMES = tuple(field.name for field in fields(Link) if field.name != "chain")


def link_of_line(line: bytes) -> Link:
    """Return the link that a line holds; raises ValueError unless it is exactly as it would be written."""
    try:
        link = Link(**json.loads(line))
        same = link.line() == line and _is_well_typed(link)
    except (TypeError, ValueError, RecursionError):
        same = False
    if not same:
        raise ValueError("not a line of a custody log")
    return link


def _is_well_typed(link: Link) -> bool:
    numbers = [getattr(link, name) for name in _NUMBERS]
    texts = [getattr(link, name) for name in _NAMES if name not in _NUMBERS and name != "recovered"]
    whole = all(type(number) is int and 0 <= number < 2**62 for number in numbers)
    return whole and all(type(text) is str for text in (*texts, link.chain)) and type(link.recovered) is bool


def links(path: Path, end: int) -> Iterator[tuple[int, Link | None]]:
    """Yield `(byte offset, link)` of each whole line up to byte `end`; None stands for a damaged line."""
    if not end:
        return
    with path.open("rb") as file:
        offset = 0
        while offset < end and (line := file.readline(_LINE_LIMIT)):
            if not line.endswith(b"\n") and len(line) < _LINE_LIMIT:
                return
            try:
                yield offset, link_of_line(line)
            except ValueError:
                yield offset, None
            offset += len(line)


def last_link(path: Path) -> tuple[Link | None, int, int]:
    """Return the last link (None in an empty log), the length of the whole lines, and the file's length.

    What lies between the two lengths is a line that was torn while it was written. Raises ValueError where
    the last whole line is damaged.
    """
    size = path.stat().st_size if path.exists() else 0
    if not size:
        return None, 0, 0
    with path.open("rb") as file:
        start = max(0, size - 16 * _LINE_LIMIT)
        file.seek(start)
        tail = file.read(size - start)
    whole = tail[: tail.rfind(b"\n") + 1]
    if not whole:
        if start:
            raise ValueError("no line end")
        return None, 0, size
    link = link_of_line(whole[whole.rfind(b"\n", 0, -1) + 1 :])
    if link.chain != link.sealed().chain:
        raise ValueError("the line does not hash to its own chain value")
    return link, start + len(whole), size


def link_after(
    last: Link | None,
    data: bytes,
    *,
    kind: str,
    capture_id: str,
    sha256: str,
    place: tuple[str, int],
    recovered: bool = False,
) -> Link:
    """Return the sealed link that follows `last`; `place` is (WARC file, offset), `data` the group's bytes."""
    n, prev = (last.n + 1, last.chain) if last else (0, GENESIS)
    stored = hashlib.sha256(data).hexdigest()
    return Link(n, kind, capture_id, *place, len(data), sha256, stored, prev, recovered).sealed()


def _json(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
