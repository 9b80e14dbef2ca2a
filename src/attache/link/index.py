"""An inverted index over the keys of names, on disk, read by many at once.

Files of an index folder: `starts.npy` (bucket → first posting), `rows.npy` (postings), `mass.npy` (weight of each row's
keys), `entry.npy` (row → number of its entry), `offsets.npy` and `names.bin` (the names), `meta.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attache.core.errors import InputError
from attache.link.keys import keys
from attache.link.names import Name, parse

__all__ = ["Candidates"]

VERSION = 1
SHORT = 5
"""A Chinese name of up to so many characters may be a short form, whose partner is much longer."""
_ARRAYS = ("starts", "rows", "mass", "entry", "offsets")


class Candidates:
    """Names that may be the same as a given one, best first, out of a register of up to some millions."""

    def __init__(self, arrays: dict[str, NDArray[Any]], blob: bytes | NDArray[np.uint8], bits: int) -> None:
        self._starts, self._rows, self._mass = arrays["starts"], arrays["rows"], arrays["mass"]
        self._entry, self._offsets, self._blob = arrays["entry"], arrays["offsets"], blob
        self._mask = (1 << bits) - 1
        self._bits = bits
        self._sum = np.zeros(len(self._entry), dtype=np.float32)
        self._idf = np.log1p(len(self._entry) / np.arange(1, 1025, dtype=np.float64))

    def __len__(self) -> int:
        return len(self._entry)

    @classmethod
    def build(cls, entries: Iterable[tuple[int, str]]) -> Candidates:
        """Index (entry number, name) rows; several rows may have the same entry. Names without letters get no keys."""
        names: list[bytes] = []
        entry: list[int] = []
        found: list[NDArray[np.uint64]] = []
        buffer: list[int] = []
        for number, name in entries:
            row = len(entry)
            entry.append(number)
            names.append(name.encode("utf-8", "replace"))
            base = row << 32
            buffer.extend([base | key for key, _ in keys(parse.__wrapped__(name))])
            if len(buffer) > 2_000_000:
                found.append(np.array(buffer, dtype=np.uint64))
                buffer.clear()
        found.append(np.array(buffer, dtype=np.uint64))
        return cls._of(names, entry, found)

    @classmethod
    def _of(cls, names: list[bytes], entry: list[int], found: list[NDArray[np.uint64]]) -> Candidates:
        bits = min(24, max(18, int(np.ceil(np.log2(max(2, len(entry) * 32))))))
        packed = np.concatenate(found)
        found.clear()
        rows = (packed >> np.uint64(32)).astype(np.uint64)
        bucket = packed & np.uint64((1 << bits) - 1)
        packed = (bucket << np.uint64(32)) | rows
        del rows, bucket
        packed.sort()
        packed = packed[np.concatenate([[True], packed[1:] != packed[:-1]])] if len(packed) else packed
        counts = np.bincount((packed >> np.uint64(32)).astype(np.int64), minlength=1 << bits)
        starts = np.zeros((1 << bits) + 1, dtype=np.int64)
        np.cumsum(counts, out=starts[1:])
        idf = np.log1p(len(entry) / np.maximum(counts, 1)).astype(np.float32)
        posting = (packed & np.uint64(0xFFFFFFFF)).astype(np.int32)
        mass = np.bincount(posting, weights=np.repeat(idf, counts), minlength=len(entry)).astype(np.float32)
        offsets = np.zeros(len(names) + 1, dtype=np.int64)
        np.cumsum([len(n) for n in names], out=offsets[1:])
        arrays: dict[str, NDArray[Any]] = {"starts": starts, "rows": posting, "mass": mass, "offsets": offsets}
        arrays["entry"] = np.array(entry, dtype=np.int32)
        return cls(arrays, b"".join(names), bits)

    def save(self, folder: Path) -> None:
        """Write the index into a folder that need not exist."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays = (self._starts, self._rows, self._mass, self._entry, self._offsets)
        for name, array in zip(_ARRAYS, arrays, strict=True):
            np.save(folder / f"{name}.npy", array)
        (folder / "names.bin").write_bytes(bytes(self._blob))
        meta = {"version": VERSION, "bits": self._bits, "rows": len(self)}
        (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Candidates:
        """Open an index read-only, memory-mapped; InputError where it is none or of another version."""
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS}
            size = (folder / "names.bin").stat().st_size
            blob = np.memmap(folder / "names.bin", dtype=np.uint8, mode="r") if size else np.zeros(0, dtype=np.uint8)
            version, bits = meta["version"], int(meta["bits"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"is no index of names ({error})", where=str(folder), mend="build it again") from None
        if version != VERSION:
            raise InputError("was built by another version", where=str(folder), mend="build it again")
        return cls(arrays, blob, bits)

    def name(self, row: int) -> str:
        """Return the name of a row as given."""
        start, end = int(self._offsets[row]), int(self._offsets[row + 1])
        return bytes(self._blob[start:end]).decode("utf-8", "replace")

    def entry(self, row: int) -> int:
        """Return the number of the entry to which a row belongs."""
        return int(self._entry[row])

    def search(self, name: str | Name, top: int = 30, *, budget: int = 12_000) -> list[tuple[int, float]]:
        """Return up to `top` (row, weight of common keys) that share the most telling keys with `name`, best first.

        `budget` bounds the postings that are looked at; rare keys come first. A name without keys finds nothing.
        """
        asked = parse(name) if isinstance(name, str) else name
        wanted = self._wanted(asked)
        if not wanted:
            return []
        total = self._sum
        slices: list[NDArray[np.int32]] = []
        spent = 0
        for count, start, gain in wanted:
            if spent + count > budget and len(slices) >= 5:
                break
            rows = self._rows[start : start + count]
            total[rows] += gain
            slices.append(rows)
            spent += count
        touched = np.concatenate(slices)
        short = asked.script == "han" and len(asked.core) <= SHORT
        out = self._best(touched, top, 0.15 if short else 0.5)
        total[touched] = 0.0
        return out

    def _wanted(self, name: Name) -> list[tuple[int, int, float]]:
        seen: dict[int, float] = {}
        for key, factor in keys(name, asked=True):
            bucket = key & self._mask
            if factor > seen.get(bucket, 0.0):
                seen[bucket] = factor
        out = []
        size = len(self._entry)
        starts = self._starts
        for bucket, factor in seen.items():
            start = int(starts[bucket])
            count = int(starts[bucket + 1]) - start
            if count:
                out.append((count, start, factor * float(np.log1p(size / count))))
        out.sort()
        return out

    def _best(self, touched: NDArray[np.int32], top: int, power: float) -> list[tuple[int, float]]:
        values = self._sum[touched] / (self._mass[touched] + 10.0) ** power
        if len(touched) > 8 * top:
            chosen = np.argpartition(-values, 8 * top)[: 8 * top]
            touched, values = touched[chosen], values[chosen]
        rows, first = np.unique(touched, return_index=True)
        values = values[first]
        order = np.lexsort((rows, -values))[:top]
        return [(int(rows[at]), float(values[at])) for at in order]
