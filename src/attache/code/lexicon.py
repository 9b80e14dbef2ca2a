"""The lexicon coder: codes a text by the terms of the codebook, and can say why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from attache.code.coded import Coded, Explanation, Hit
from attache.code.compiling import compile_codebook
from attache.code.judging import Judge
from attache.code.matching import BROKEN, HIDDEN, NEGATED, RULED_OUT, Hits, batch_of, find
from attache.code.weighing import weigh
from attache.core.spans import Span
from attache.vocabulary.codebook import Codebook, load_codebook

__all__ = ["Lexicon"]

BATCH = 64_000


class Lexicon:
    """A codebook ready to code texts; safe to share between threads, rebuilt from its codebook when unpickled."""

    def __init__(self, codebook: Codebook | None = None) -> None:
        self.codebook = codebook or load_codebook()
        self._compiled = compile_codebook(self.codebook)
        self._judge = Judge(self.codebook, self._compiled.values)

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
        """Return the codes of each `(title, text)` in turn, matched in batches of about 64,000 characters."""
        wanted = None if variables is None else {self.codebook.variable(name).variable for name in variables}
        for batch in _batches(texts):
            for codes in self._code_batch(batch):
                yield codes if wanted is None else [code for code in codes if code.variable in wanted]

    def _code_batch(self, texts: list[tuple[str, str]]) -> Iterator[list[Coded]]:
        batch = batch_of(texts)
        evidence = weigh(self._compiled, batch, find(self._compiled, batch))
        for (title, text), found in zip(texts, evidence, strict=True):
            yield self._judge.judge(found, len(title) + len(text) + 1)[0]

    def explain(self, title: str, text: str) -> Explanation:
        """Return every hit of a text with what became of it, every value weighed, and the codes."""
        batch = batch_of([(title, text)])
        hits = find(self._compiled, batch, keep=True)
        used = hits.status == 0
        kept = Hits(*(getattr(hits, name)[used] for name in Hits.__slots__))
        codes, weighed = self._judge.judge(weigh(self._compiled, batch, kept)[0], len(title) + len(text) + 1)
        return Explanation(tuple(self._hits(hits, f"{title}\n{text}")), tuple(weighed), tuple(codes))

    def _hits(self, hits: Hits, text: str) -> Iterator[Hit]:
        terms = self._compiled.terms
        for row in np.lexsort((hits.end, hits.start)).tolist():
            term, status = int(hits.term[row]), int(hits.status[row])
            variable, value = self._compiled.values[int(terms.value[term])]
            span = Span(int(hits.start[row]), int(hits.end[row]))
            cause = text[int(hits.cause_start[row]) : int(hits.cause_end[row])]
            why = self._why(status, int(terms.rule[term]), cause, weak=bool(terms.weak[term]))
            yield Hit(variable, value, terms.text[term], span, float(terms.weight[term]), status == 0, why)

    def _why(self, status: int, rule: int, cause: str, *, weak: bool) -> str:
        if status == BROKEN:
            return "not a word of its own"
        if status == RULED_OUT:
            return f"its rule {self._compiled.rules.text[rule]}"
        if status == HIDDEN:
            return f"inside the longer “{cause}”"
        if status == NEGATED:
            return f"negated by “{cause}”"
        return "weak term" if weak else "term"


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
