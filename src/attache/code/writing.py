"""From judged values to `Coded`: the spans and the reason are made once for all values with the same proofs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from attache.code.arrays import Ints, starts_of_runs
from attache.code.coded import Coded
from attache.code.compiled import Compiled
from attache.code.judging import Judged
from attache.code.matching import Batch
from attache.code.spreading import Reach, spread_proofs
from attache.code.weighing import Proofs
from attache.core.spans import Span

__all__ = ["Codes", "write"]

Codes = dict[str, list[Coded]]
Said = tuple[tuple[Span, ...], str]
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


def write(compiled: Compiled, reach: Reach, batch: Batch, kept: Judged, proofs: Proofs) -> list[Codes]:
    """Return for each text its codes by variable, in the order of `kept`."""
    out: list[Codes] = [{} for _ in range(batch.start.size)]
    if not kept.value.size:
        return out
    values = len(compiled.values)
    key = kept.document * values + kept.value
    wanted = np.sort(key)
    said, which = _said(compiled, batch, spread_proofs(proofs, reach, wanted, values))
    number = which[np.searchsorted(wanted, key)]
    columns = (kept.document, kept.value, kept.confidence, number)
    names = compiled.values
    for document, value, confidence, at in zip(*(column.tolist() for column in columns), strict=True):
        variable, name = names[value]
        codes = out[document]
        code = Coded(variable, name, confidence, *said[at])
        if variable in codes:
            codes[variable].append(code)
        else:
            codes[variable] = [code]
    return out


def _said(compiled: Compiled, batch: Batch, proofs: Proofs) -> tuple[list[Said], Ints]:
    """Return the distinct sets of proofs as spans and reason, and by (text, value) which of them it has."""
    begin = np.flatnonzero(starts_of_runs(proofs.document, proofs.value))
    rows = np.stack([proofs.start, proofs.end, proofs.term]).astype(np.uint64)
    digest = np.add.reduceat(_scramble(rows), begin)
    _, first, which = np.unique(digest, return_index=True, return_inverse=True)
    stop = np.append(begin[1:], proofs.document.size)
    origin = batch.start[proofs.document]
    starts, ends = (proofs.start - origin).tolist(), (proofs.end - origin).tolist()
    texts, terms = compiled.terms.text, proofs.term.tolist()
    said: list[Said] = []
    for low, high in zip(begin[first].tolist(), stop[first].tolist(), strict=True):
        spans = tuple([Span(starts[row], ends[row]) for row in range(low, high)])
        shown = dict.fromkeys([texts[terms[row]] for row in range(low, high)])
        said.append((spans, f"terms {', '.join(shown)}"))
    return said, which


def _scramble(rows: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return one 64-bit number per column that depends on all of it; sums of them tell sets apart."""
    mixed = (rows * _MIX[:, None]).sum(axis=0, dtype=np.uint64)
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    scrambled: npt.NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(29))
    return scrambled
