"""An inverted index over the keys of names, on disk, read by many at once.

Rows are found in two steps: those that share the most telling keys; and, for a Chinese name, among these the ones in
Latin letters whose words say the most of it and say little else.

Files of an index folder: `starts.npy` (bucket → first posting), `rows.npy` (postings), `mass.npy` (weight of each row's
keys), `entry.npy` (row → number of its entry), `first.npy` (row → its first word), `words.npy` and `weights.npy` (keys
and weights of the words in Latin letters), `offsets.npy` and `names.bin` (the names), `meta.json`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attache.core.errors import InputError
from attache.link.indexing import Arrays, index_names
from attache.link.keys import keys, parts
from attache.link.names import Name, parse

__all__ = ["SHORT", "Candidates"]

VERSION = 2
LEAST_KEYS = 5
"""Keys that are looked up however many rows have them."""
DEEP = 120
"""Rows that share telling keys and are ordered by what their words say."""
SAYS_ENOUGH, FAR = 1.0, 0.75
"""Where a row says so much of a Chinese name, rows that say less than that share of it are left out."""
SHORT = 5
"""A Chinese name of up to so many characters may be a short form, whose partner is much longer."""
_ARRAYS = ("starts", "rows", "mass", "entry", "first", "words", "weights", "offsets")


class Candidates:
    """Names that may be the same as a given one, best first, out of a register of up to some millions."""

    def __init__(self, arrays: Arrays, blob: bytes | NDArray[np.uint8], bits: int) -> None:
        self._arrays, self._blob = arrays, blob
        self._starts, self._rows, self._mass = arrays["starts"], arrays["rows"], arrays["mass"]
        self._entry, self._offsets, self._first = arrays["entry"], arrays["offsets"], arrays["first"]
        self._words, self._weights = arrays["words"], arrays["weights"]
        self._mask = (1 << bits) - 1
        self._bits = bits
        self._local = threading.local()

    def __len__(self) -> int:
        return len(self._entry)

    @classmethod
    def build(cls, entries: Iterable[tuple[int, str]]) -> Candidates:
        """Index (entry number, name) rows; several rows may have the same entry. Names without letters get no keys."""
        return cls(*index_names(entries))

    def save(self, folder: Path) -> None:
        """Write the index into a folder that need not exist."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", self._arrays[name])
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
        """Return up to `top` rows as (row, nearness to the best of its script, 0 to 1), best first.

        For a Chinese name these are up to `top` Chinese rows and half as many in Latin letters, better ordered.

        `budget` bounds the postings that are looked at; rare keys come first. A name without keys finds nothing.
        """
        asked = parse(name) if isinstance(name, str) else name
        touched, shared = self._touch(asked, budget)
        if not len(touched):
            return []
        han = asked.script == "han"
        values = shared / (self._mass[touched] + 10.0) ** (0.15 if han and len(asked.core) <= SHORT else 0.5)
        rows, values = _first(touched, values, DEEP if han else top)
        if not han:
            return _relative(rows, values)
        latin = self._first[rows + 1] > self._first[rows]
        own, other = rows[~latin][:top], rows[latin]
        found = _relative(own, values[~latin][:top])
        if len(other):
            rows, values = _first(other, self._said(asked, other, values[latin]), (top + 1) // 2)
            if values[0] >= SAYS_ENOUGH:
                rows, values = rows[values >= FAR * values[0]], values[values >= FAR * values[0]]
            found += _relative(rows, values)
            found.sort(key=lambda one: -one[1])
        return found

    def _touch(self, asked: Name, budget: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the rows that share the rarest keys, some repeated, and for each the weight of all its common keys."""
        starts, counts, gains = self._wanted(asked)
        spent = np.cumsum(counts)
        keep = max(LEAST_KEYS, int(np.searchsorted(spent, budget, side="right")))
        starts, counts, gains = starts[:keep], counts[:keep], gains[:keep]
        rows = self._rows[_ranges(starts, counts)]
        total = self._total()
        np.add.at(total, rows, np.repeat(gains, counts))
        found = total[rows]
        total[rows] = 0.0
        return rows, found

    def _total(self) -> NDArray[np.float32]:
        """Return zeros, one per row, that belong to this thread."""
        total: NDArray[np.float32] | None = getattr(self._local, "total", None)
        if total is None:
            self._local.total = total = np.zeros(len(self._entry), dtype=np.float32)
        return total

    def _said(self, asked: Name, rows: NDArray[np.int32], shared: NDArray[Any]) -> NDArray[Any]:
        """Return how much of a Chinese name the words of each row say, and how much of the row is said by it."""
        offer = parts(asked.core, True)
        if not offer.said:
            return shared
        known = np.fromiter(offer.said.keys(), dtype=np.uint32, count=len(offer.said))
        masks = np.fromiter(offer.said.values(), dtype=np.int64, count=len(offer.said))
        order = np.argsort(known)
        known, masks = known[order], masks[order]
        first, after = self._first[rows], self._first[rows + 1]
        sizes = after - first
        starts, flat = np.cumsum(sizes) - sizes, _ranges(first, sizes)
        words, weights = self._words[flat], self._weights[flat]
        at = np.minimum(np.searchsorted(known, words), len(known) - 1)
        hit = known[at] == words
        met = np.bitwise_or.reduceat(np.where(hit, masks[at], 0), starts) | offer.given
        own = np.array(offer.weights)
        of_asked = ((met[:, None] >> np.arange(len(own))) & 1) @ own / own.sum()
        of_row = np.add.reduceat(weights * hit, starts) / np.add.reduceat(weights, starts)
        near: NDArray[Any] = 0.5 * shared / shared.max() + np.minimum(of_asked, of_row) + 0.5 * (of_asked + of_row)
        return near

    def _wanted(self, name: Name) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Return first posting, number of postings and gain of each key of a name that is kept, the rarest first."""
        found = keys(name, asked=True)
        asked = np.array([key for key, _ in found], dtype=np.int64) & self._mask
        factors = np.array([factor for _, factor in found], dtype=np.float32)
        order = np.lexsort((-factors, asked))
        asked, factors = asked[order], factors[order]
        once = np.concatenate(([True], asked[1:] != asked[:-1])) if len(asked) else np.zeros(0, dtype=bool)
        asked, factors = asked[once], factors[once]
        starts = self._starts[asked]
        counts = self._starts[asked + 1] - starts
        order = np.argsort(counts, kind="stable")
        order = order[counts[order] > 0]
        starts, counts = starts[order], counts[order]
        return starts, counts, factors[order] * np.log1p(len(self._entry) / counts).astype(np.float32)


def _ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers from each start on, as many as its size says."""
    before = np.cumsum(sizes) - sizes
    found: NDArray[np.int64] = np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)
    return found


def _first(rows: NDArray[np.int32], values: NDArray[Any], top: int) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """Return the `top` different rows of the highest values, in order; of equal ones the lower row comes first."""
    if len(rows) > 8 * top:
        chosen = np.argpartition(-values, 8 * top)[: 8 * top]
        rows, values = rows[chosen], values[chosen]
    order = np.lexsort((rows, -values))
    rows, values = rows[order], values[order]
    once = np.empty(len(rows), dtype=bool)
    once[:1] = True
    np.not_equal(rows[1:], rows[:-1], out=once[1:])
    return rows[once][:top], values[once][:top]


def _relative(rows: NDArray[np.int32], values: NDArray[Any]) -> list[tuple[int, float]]:
    return list(zip(rows.tolist(), (values / values[0]).tolist(), strict=True)) if len(rows) else []
