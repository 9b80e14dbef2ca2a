"""In which technology fields a described technology lies, and where the crosswalks lead from there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from attache.core.text import simplify
from attache.measure.clues import Met
from attache.vocabulary.codebook import Codebook, Value, Variable

__all__ = ["FIELD", "MAIN", "Field", "TextCode", "fields_of", "fits", "leads_to", "own_terms"]

FIELD = "technology_field"
MAIN = 0.75
"""A field with less than this share of the greatest confidence, or likeness, is named in passing."""
SURE, LIKE, MUCH_LIKE = 0.87, 2.5, 4.0
"""Where a text is `LIKE` a description, a field off it counts only with confidence `SURE` (several terms); and where
the field is sure, a description off it counts only from `MUCH_LIKE` and two clues."""


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

    `confidence` is what the coder claims (0 to 1; None where no code was given), `likeness` how much the text is like
    the description of a technology that leads there (0: none does), `narrow` whether it is of the second level.
    """

    value: str
    confidence: float | None
    likeness: float
    words: tuple[str, ...]
    narrow: bool


def fields_of(codes: Iterable[TextCode], met: Sequence[Met], codebook: Codebook) -> tuple[Field, ...]:
    """Return the fields of a text, surest first: the main ones of its codes, and those that it describes."""
    variable = codebook.variables.get(FIELD)
    if variable is None:
        return ()
    coded = {c.value: c for c in codes if c.variable == FIELD and c.value in variable.values}
    sure = {value for value, code in coded.items() if code.confidence >= SURE}
    met = [one for one in met if _fits(one, sure, set(coded))]
    like = _described(met, variable)
    most = max((code.confidence for code in coded.values()), default=0.0)
    likest = max((one.likeness for ones in like.values() for one in ones), default=0.0)
    expected = {value for one in met for value in one.technology.fields}
    expected = {value for value in expected if value in variable.values}
    expected |= {parent for value in expected if (parent := variable.values[value].parent)}
    kept = [v for v, code in coded.items() if v in expected or _main(code.confidence, most, likest)]
    kept += [v for v, ones in like.items() if ones[0].likeness >= MAIN * likest and v not in kept]
    fields = [_field(variable, value, coded.get(value), like.get(value, [])) for value in kept]
    return tuple(sorted(fields, key=lambda field: (-(field.confidence or 0.0), -field.likeness)))


def fits(met: Met, fields: Sequence[Field]) -> bool:
    """Tell whether what a text is like agrees with its fields, or is so clear that it counts against them."""
    coded = {field.value: field.confidence for field in fields if field.confidence is not None and field.narrow}
    return _fits(met, {value for value, confidence in coded.items() if confidence >= SURE}, set(coded))


def _fits(met: Met, sure: Collection[str], coded: Collection[str]) -> bool:
    clear = met.likeness >= MUCH_LIKE and met.clues > 1
    off = met.technology.fields and not set(met.technology.fields) & set(coded)
    return clear or not off or (not sure and met.likeness >= LIKE)


def _main(confidence: float, most: float, likest: float) -> bool:
    return confidence >= (SURE if likest >= LIKE else MAIN * most)


def _described(met: Iterable[Met], variable: Variable) -> dict[str, list[Met]]:
    """Return the technologies that a text is like by their main field, the most alike first."""
    like: dict[str, list[Met]] = {}
    for one in met:
        for value in one.technology.fields[:1]:
            if value in variable.values:
                like.setdefault(value, []).append(one)
    return like


def _field(variable: Variable, value: str, code: TextCode | None, like: Sequence[Met]) -> Field:
    words = [*(code.words if code else ()), *(word for one in like for word in one.words)]
    likeness = like[0].likeness if like else 0.0
    narrow = variable.values[value].parent is not None
    return Field(value, code.confidence if code else None, likeness, tuple(dict.fromkeys(words)), narrow)


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
