"""In which technology fields a described technology lies, and where the crosswalks lead from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from attache.core.text import simplify
from attache.measure.clues import Met
from attache.vocabulary.codebook import Codebook, Value

__all__ = ["FIELD", "Field", "TextCode", "fields_of", "leads_to", "own_terms"]

FIELD = "technology_field"
MAIN = 0.5
"""A field with less than this share of the greatest confidence is named in passing."""


@dataclass(frozen=True, slots=True)
class TextCode:
    """A code of the described text: variable = value, with the coder's confidence (0 to 1) and the proving words."""

    variable: str
    value: str
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A technology field of the described text.

    `confidence` is what the coder claims (0 to 1; None where no code was given), `clues` how many clues of
    descriptions lead there, `narrow` whether it is of the second level.
    """

    value: str
    confidence: float | None
    clues: int
    words: tuple[str, ...]
    narrow: bool


def fields_of(codes: Iterable[TextCode], met: Iterable[Met], codebook: Codebook) -> tuple[Field, ...]:
    """Return the fields of a text, surest first: the main ones of its codes, and those that it describes."""
    variable = codebook.variables.get(FIELD)
    if variable is None:
        return ()
    coded = {c.value: c for c in codes if c.variable == FIELD and c.value in variable.values}
    least = MAIN * max((c.confidence for c in coded.values()), default=0.0)
    clues: dict[str, list[Met]] = {}
    for one in met:
        for value in one.technology.fields[:1]:
            clues.setdefault(value, []).append(one)
    kept = [value for value, code in coded.items() if code.confidence >= least]
    out = []
    for value in dict.fromkeys([*kept, *(v for v in clues if v in variable.values)]):
        code, described = coded.get(value), clues.get(value, ())
        words = [*(code.words if code else ()), *(word for one in described for word in one.words)]
        out.append(
            Field(
                value,
                code.confidence if code else None,
                max((one.clues for one in described), default=0),
                tuple(dict.fromkeys(words)),
                variable.values[value].parent is not None,
            )
        )
    return tuple(sorted(out, key=lambda field: (-(field.confidence or 0.0), -field.clues)))


def leads_to(fields: Sequence[Field], variable: str, codebook: Codebook) -> Iterator[tuple[Field, str]]:
    """Yield `(field, value)` for the values of `variable` to which the crosswalks of the fields lead.

    The narrow fields decide; a field of the first level counts only where none of its own is there.
    """
    values = codebook.variables[FIELD].values
    under = {values[field.value].parent for field in fields if field.narrow}
    for field in fields:
        if field.value not in under:
            yield from ((field, value) for value in _crosswalk(values, field.value, variable))


def _crosswalk(values: Mapping[str, Value], value: str, variable: str) -> tuple[str, ...]:
    at: str | None = value
    while at is not None:
        if variable in values[at].crosswalk:
            return values[at].crosswalk[variable]
        at = values[at].parent
    return ()


def own_terms(code: TextCode, codebook: Codebook) -> bool:
    """Tell whether a code rests on its value's own terms, not on those of a field that leads to it."""
    value = codebook.value(code.variable, code.value)
    own = {simplify(term).lower() for term in (*value.terms.both, *value.weak.both)}
    words = (simplify(word).lower() for word in code.words)
    return any(word in own or word.removesuffix("s") in own for word in words)
