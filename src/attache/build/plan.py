"""What a build has to do: units of reading, their keys, and the buckets that they fall into.

A unit is one item of a source with the captures that show its different bodies. Its key digests all that
its reading depends on. Units fall into buckets by a hash of their id; a bucket is one part of each table,
and is made again only when the key of one of its units changes, and then only that unit is read again.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from attache.core.ids import digest, stable_id
from attache.core.records import Capture

__all__ = ["Plan", "Unit", "bucket_of", "make_plan", "part_file", "unit_id"]

_PER_BUCKET = 2048


@dataclass(frozen=True, slots=True)
class Unit:
    """One item of a source: its id, the captures to read (oldest first), and the key of its reading."""

    unit_id: str
    source_id: str
    item_key: str
    captures: tuple[Capture, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All units by bucket."""

    buckets: tuple[tuple[Unit, ...], ...]

    @property
    def units(self) -> int:
        """Number of units."""
        return sum(map(len, self.buckets))


def unit_id(source_id: str, item_key: str) -> str:
    """Return the id of the unit of reading for an item of a source."""
    return stable_id("item", source_id, item_key)


def bucket_of(key: str, buckets: int) -> int:
    """Return the bucket of an id among `buckets`, a power of two."""
    return zlib.crc32(key.encode()) % buckets


def part_file(bucket: int) -> str:
    """Return the name of a bucket's part in each table."""
    return f"part-{bucket:04d}.parquet"


def make_plan(items: Iterable[tuple[str, str, str, Sequence[Capture]]], reader_keys: Mapping[str, str]) -> Plan:
    """Return the plan for `(unit id, source id, item key, good captures in order)`.

    `reader_keys` gives for each source the digest of the reading code and of the source's own settings.
    A capture whose body equals the one before it shows nothing new and is left out.
    """
    units = []
    for unit, source_id, item_key, captures in items:
        shown = tuple(captures)
        if len(shown) > 1:
            shown = tuple(c for i, c in enumerate(shown) if i == 0 or c.sha256 != shown[i - 1].sha256)
        key = digest("\x1f".join((reader_keys[source_id], *(c.capture_id for c in shown))))
        units.append(Unit(unit, source_id, item_key, shown, key))
    return Plan(_buckets(units))


def _buckets(units: Sequence[Unit]) -> tuple[tuple[Unit, ...], ...]:
    count = 1
    while count * _PER_BUCKET < len(units):
        count *= 2
    found: list[list[Unit]] = [[] for _ in range(count)]
    for unit in units:
        found[bucket_of(unit.unit_id, count)].append(unit)
    return tuple(tuple(sorted(bucket, key=lambda unit: unit.unit_id)) for bucket in found)
