"""The lexicon coder: codes a text by the terms of the codebook, and can say why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

import numpy as np

from attache.code.arrays import Bools
from attache.code.coded import Coded, Explanation
from attache.code.compiling import compile_codebook
from attache.code.explaining import explain
from attache.code.judging import CODED, Judge, Judged
from attache.code.matching import Batch, Hits, batch_of, find
from attache.code.spreading import reach_of, spread
from attache.code.weighing import MOST_SPANS, weigh
from attache.code.writing import Codes, write
from attache.vocabulary.codebook import Codebook, Value, load_codebook

__all__ = ["Lexicon", "lexicon_of"]

BATCH = 64_000


@lru_cache(maxsize=4)
def lexicon_of(codebook: Codebook) -> Lexicon:
    """Return the lexicon of a codebook; those of the last few codebooks are kept."""
    return Lexicon(codebook)


class Lexicon:
    """A codebook ready to code texts; safe to share between threads, rebuilt from its codebook when unpickled."""

    def __init__(self, codebook: Codebook | None = None) -> None:
        self.codebook = codebook or load_codebook()
        self._compiled = compile_codebook(self.codebook)
        self._reach = reach_of(self.codebook, self._compiled.values)
        self._judge = Judge(self.codebook, self._compiled.values)
        self._following = [
            (name, value)
            for name in self.codebook.order
            for value in self.codebook.variables[name].values.values()
            if value.when
        ]

    def __reduce__(self) -> tuple[type[Lexicon], tuple[Codebook]]:
        return Lexicon, (self.codebook,)

    def code(self, title: str, text: str, *, variables: Collection[str] | None = None) -> list[Coded]:
        """Return the codes of a text, variable by variable in the order of the codebook, best first.

        Spans point into title + newline + text. `variables` narrows what is returned; CodebookError
        names near matches of an unknown one. A variable of which the text says nothing has no code.
        """
        return next(self.code_many([(title, text)], variables=variables))

    def code_many(
        self, texts: Iterable[tuple[str, str]], *, variables: Collection[str] | None = None
    ) -> Iterator[list[Coded]]:
        """Return the codes of each `(title, text)` in turn, in batches of about 64,000 characters (faster)."""
        wanted = None if variables is None else {self.codebook.variable(name).variable for name in variables}
        names = [name for name in self.codebook.variables if wanted is None or name in wanted]
        written = None if wanted is None else self._written(wanted)
        for texts_of_batch in _batches(texts):
            batch = batch_of(texts_of_batch)
            for codes in self._code_hits(batch, find(self._compiled, batch), written)[0]:
                yield [code for name in names if name in codes for code in codes[name]]

    def _written(self, wanted: set[str]) -> Bools:
        """Tell by value whether it must be written: of a wanted variable, or of one that a wanted one follows from."""
        sources = {c.variable for name, value in self._following if name in wanted for c in value.when}
        return np.array([name in wanted | sources for name, _ in self._compiled.values], dtype=np.bool_)

    def _code_hits(self, batch: Batch, hits: Hits, written: Bools | None = None) -> tuple[list[Codes], Judged]:
        evidence = weigh(self._compiled, batch, hits)
        judged = self._judge.judge(spread(evidence, self._reach, len(self._compiled.values)), batch.lengths)
        kept = judged.take(judged.status == CODED)
        if written is not None:
            kept = kept.take(written[kept.value])
        out = write(self._compiled, self._reach, batch, kept, evidence.proofs)
        if self._following:
            for codes in out:
                self._follow(codes)
        return out, judged

    def _follow(self, codes: Codes) -> None:
        """Add the values that follow from other codes."""
        for name, value in self._following:
            made = _following(name, value, codes)
            threshold = self.codebook.variables[name].threshold
            if made is not None and made.confidence >= threshold and name not in codes:
                codes[name] = [made]

    def explain(self, title: str, text: str) -> Explanation:
        """Return every hit of a text with what became of it, every value weighed, and the codes."""
        batch = batch_of([(title, text)])
        hits = find(self._compiled, batch, keep=True)
        (codes,), judged = self._code_hits(batch, hits.take(hits.status == 0))
        given = [code for name in self.codebook.variables if name in codes for code in codes[name]]
        return explain(self.codebook, self._compiled, hits, judged, given, f"{title}\n{text}")


def _following(name: str, value: Value, codes: Codes) -> Coded | None:
    met = []
    for condition in value.when:
        fitting = [code for code in codes.get(condition.variable, ()) if code.value in condition.value]
        if not fitting:
            return None
        met.append(fitting[0])
    spans = tuple(dict.fromkeys(span for code in met for span in code.spans))[:MOST_SPANS]
    reason = f"follows from {', '.join(f'{code.variable} {code.value}' for code in met)}"
    return Coded(name, value.value, min(code.confidence for code in met), spans, reason)


def _batches(texts: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    batch: list[tuple[str, str]] = []
    size = 0
    for title, text in texts:
        batch.append((title, text))
        size += len(title) + len(text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
