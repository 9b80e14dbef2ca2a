"""Making the index of names: keys of every name, sorted into postings; in place, for there are many."""

from __future__ import annotations

import gc
import multiprocessing
import os
from array import array
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attache.link.keys import keys, word_keys
from attache.link.names import parse

__all__ = ["Arrays", "index_names"]

Arrays = dict[str, NDArray[Any]]
_CHUNK = 10_000
"""Names that are taken apart at a time."""
_POOLED = 100_000
"""Names from which on all cores take part."""
_AT_ONCE = 1 << 22
_LOW = np.uint64(0xFFFFFFFF)
_Keyed = tuple[bytes, bytes, bytes, bytes]
"""Of a chunk: row in the chunk << 32 | key; keys, weights and numbers of the words in Latin letters."""


def index_names(entries: Iterable[tuple[int, str]]) -> tuple[Arrays, bytes, int]:
    """Index (entry number, name) rows and return the arrays of `index`, the names, and how many bits buckets have."""
    blob, sizes, entry = bytearray(), array("q"), array("i")

    def texts() -> Iterator[str]:
        for number, name in entries:
            raw = name.encode("utf-8", "replace")
            blob.extend(raw)
            sizes.append(len(raw))
            entry.append(number)
            yield name

    packed: list[NDArray[np.uint64]] = []
    words, weights, counts = bytearray(), bytearray(), bytearray()
    row = 0
    for found, chunk_words, chunk_weights, chunk_counts in _keyed(texts()):
        packed.append(np.frombuffer(found, dtype=np.uint64) + (np.uint64(row) << np.uint64(32)))
        words += chunk_words
        weights += chunk_weights
        counts += chunk_counts
        row += len(chunk_counts)
    arrays: Arrays = {
        "entry": np.array(entry, dtype=np.int32),
        "offsets": _starts(np.array(sizes, dtype=np.int64)),
        "first": _starts(np.frombuffer(counts, dtype=np.uint8)),
        "words": np.frombuffer(words, dtype=np.uint32),
        "weights": np.frombuffer(weights, dtype=np.float32),
    }
    bits = min(24, max(18, int(np.ceil(np.log2(max(2, row * 32))))))
    return arrays | _postings(packed, bits, row), bytes(blob), bits


def _keyed(texts: Iterator[str]) -> Iterator[_Keyed]:
    """Yield the keys of chunk after chunk; many names are shared out over the cores."""
    first = list(islice(texts, _POOLED))
    chunks = [first[at : at + _CHUNK] for at in range(0, len(first), _CHUNK)]
    cores = os.cpu_count() or 1
    if len(first) < _POOLED or cores < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(_keys_of, chunks)
        yield from map(_keys_of, _chunks(texts))
        return
    parse(first[0])
    gc.freeze()
    with ProcessPoolExecutor(cores, multiprocessing.get_context("fork")) as pool:
        waiting = [pool.submit(_keys_of, chunk) for chunk in chunks]
        while waiting:
            yield waiting.pop(0).result()
            more = list(islice(texts, _CHUNK))
            if more:
                waiting.append(pool.submit(_keys_of, more))
    gc.unfreeze()


def _chunks(texts: Iterator[str]) -> Iterator[list[str]]:
    while chunk := list(islice(texts, _CHUNK)):
        yield chunk


def _keys_of(names: list[str]) -> _Keyed:
    packed, words, weights, counts = array("Q"), array("I"), array("f"), bytearray()
    for row, name in enumerate(names):
        parsed = parse.__wrapped__(name)
        base = row << 32
        packed.extend([base | key for key, _ in keys(parsed)])
        telling = word_keys(parsed)[:255]
        words.extend([key for key, _ in telling])
        weights.extend([weight for _, weight in telling])
        counts.append(len(telling))
    return packed.tobytes(), words.tobytes(), weights.tobytes(), bytes(counts)


def _starts(sizes: NDArray[Any]) -> NDArray[np.int64]:
    out = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=out[1:])
    return out


def _postings(found: list[NDArray[np.uint64]], bits: int, size: int) -> Arrays:
    """Return `starts` (bucket → first posting), `rows` (postings) and `mass` (weight of each row's keys)."""
    packed = _by_bucket(found, bits)
    rows = np.empty(len(packed), dtype=np.int32)
    counts = np.zeros(1 << bits, dtype=np.int64)
    for at in range(0, len(packed), _AT_ONCE):
        part = packed[at : at + _AT_ONCE]
        rows[at : at + _AT_ONCE] = part & _LOW
        first = int(part[0] >> np.uint64(32))
        more = np.bincount(((part >> np.uint64(32)) - np.uint64(first)).astype(np.int64))
        counts[first : first + len(more)] += more
    del packed
    weights = np.repeat(np.log1p(size / np.maximum(counts, 1)).astype(np.float32), counts)
    mass = np.zeros(size, dtype=np.float64)
    for at in range(0, len(rows), _AT_ONCE):
        mass += np.bincount(rows[at : at + _AT_ONCE], weights=weights[at : at + _AT_ONCE], minlength=size)
    return {"starts": _starts(counts), "rows": rows, "mass": mass.astype(np.float32)}


def _by_bucket(found: list[NDArray[np.uint64]], bits: int) -> NDArray[np.uint64]:
    """Return row << 32 | key pairs as bucket << 32 | row, sorted, each once."""
    packed = np.concatenate(found) if found else np.zeros(0, dtype=np.uint64)
    found.clear()
    low = packed & np.uint64((1 << bits) - 1)
    packed >>= np.uint64(32)
    low <<= np.uint64(32)
    packed |= low
    del low
    packed.sort()
    if len(packed) > 1:
        once = np.empty(len(packed), dtype=bool)
        once[0] = True
        np.not_equal(packed[1:], packed[:-1], out=once[1:])
        packed = packed[once]
    return packed
