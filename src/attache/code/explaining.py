"""What became of every hit and of every value that had evidence, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from attache.code.coded import Coded, Explanation, Hit, Weighed
from attache.code.compiled import Compiled
from attache.code.judging import BELOW, CODED, FAINT, NOT_ASKED, TIED, Judged
from attache.code.matching import BROKEN, HIDDEN, NEGATED, RULED_OUT, Hits
from attache.core.spans import Span
from attache.vocabulary.codebook import Codebook

__all__ = ["explain"]


def explain(
    codebook: Codebook, compiled: Compiled, hits: Hits, judged: Judged, codes: Iterable[Coded], text: str
) -> Explanation:
    """Return the explanation of one text from its hits (all of them) and its judged values."""
    return Explanation(
        hits=tuple(_hits(compiled, hits, text)),
        weighed=tuple(_weighed(codebook, compiled, judged)),
        codes=tuple(codes),
    )


def _hits(compiled: Compiled, hits: Hits, text: str) -> Iterator[Hit]:
    terms = compiled.terms
    for row in np.lexsort((hits.end, hits.start)).tolist():
        term, status = int(hits.term[row]), int(hits.status[row])
        variable, value = compiled.values[int(terms.value[term])]
        span = Span(int(hits.start[row]), int(hits.end[row]))
        cause = text[int(hits.cause_start[row]) : int(hits.cause_end[row])]
        why = _why_hit(compiled, status, term, cause)
        yield Hit(variable, value, terms.text[term], span, float(terms.weight[term]), status == 0, why)


def _why_hit(compiled: Compiled, status: int, term: int, cause: str) -> str:
    if status == BROKEN:
        return "not a word of its own"
    if status == RULED_OUT:
        return f"its rule {compiled.rules.text[int(compiled.terms.rule[term])]}"
    if status == HIDDEN:
        return f"inside the longer “{cause}”"
    if status == NEGATED:
        return f"negated by “{cause}”"
    return "weak term" if compiled.terms.weak[term] else "term"


def _weighed(codebook: Codebook, compiled: Compiled, judged: Judged) -> Iterator[Weighed]:
    columns = (judged.value, judged.mass, judged.confidence, judged.status)
    for index, mass, confidence, status in zip(*(column.tolist() for column in columns), strict=True):
        variable, value = compiled.values[index]
        why = _why_not(codebook, variable, status)
        yield Weighed(variable, value, round(mass, 4), confidence, status == CODED, why)


def _why_not(codebook: Codebook, variable: str, status: int) -> str:
    asked = codebook.variables[variable]
    if status == FAINT:
        return "only weak terms, and another value has strong ones"
    if status == BELOW:
        return f"confidence below {asked.threshold:g}"
    if status == NOT_ASKED:
        return "not asked where " + " or ".join(f"{c.variable} is not {', '.join(c.value)}" for c in asked.applies)
    if status == TIED:
        return "two values are equally likely, so none is given"
    return "coded" if status == CODED else "the variable has one value, and another was chosen"
