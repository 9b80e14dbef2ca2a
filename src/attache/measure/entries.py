"""Which entries of lists a described technology leads to, by which way, and how near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from attache.core.text import simplify
from attache.measure.clues import Met
from attache.measure.descriptions import Descriptions
from attache.measure.fields import FIELD, MAIN, Field, TextCode, fits, leads_to, own_terms
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.lists import Entry, ReferenceList

__all__ = ["WAYS", "Link", "links"]

WAYS = ("named", "described", "field")
"""How a text leads to an entry, nearest first: in its own terms, in other words, or by its technology field alone."""
SURE = 0.5
"""Confidence from which a named entry is more than a mention in passing; weak terms alone give less."""
SHORT_NAME = 3
"""Chinese names up to this length, and single Latin words, say too little by themselves."""
_OWN_NAME = "name of the entry"


@dataclass(frozen=True, slots=True)
class Link:
    """A way from a text to an entry of a list.

    `way` is one of `WAYS`; `confidence` (0 to 1) is the coder's for the code that leads there, `likeness` how
    much the text is like the description; each is None where that way has none. `via` names the technology or field.
    `narrow`: the entry asks for the technology itself. `faint`: a mention in passing, or little likeness off the field.
    """

    entry: tuple[str, str]
    way: str
    confidence: float | None
    likeness: float | None
    words: tuple[str, ...]
    via: str
    narrow: bool = False
    faint: bool = False

    @property
    def order(self) -> tuple[float, ...]:
        """Sorts the nearest first."""
        return (self.faint, WAYS.index(self.way), -(self.confidence or 0.0), -(self.likeness or 0.0))


def links(
    text: str,
    codes: Sequence[TextCode],
    met: Sequence[Met],
    fields: Sequence[Field],
    lists: Sequence[ReferenceList],
    codebook: Codebook,
    descriptions: Descriptions,
) -> dict[tuple[str, str], Link]:
    """Return for each entry `(list, code)` that the text leads to the nearest way there."""
    known = {item.list_id: item for item in lists}
    found: dict[tuple[str, str], Link] = {}
    for link in (
        *_by_codes(codes, known, codebook, descriptions),
        *_by_technologies(met, fields, descriptions),
        *_by_crosswalks(fields, known, codebook, descriptions),
        *_by_names(text, lists),
    ):
        old = found.get(link.entry)
        if old is None or link.order < old.order:
            found[link.entry] = link
    return found


def _values(item: ReferenceList, variable: str, codebook: Codebook) -> dict[str, str]:
    """Return the code of the list's entry for each value of its variable."""
    values = codebook.variables[variable].values
    return {value: entry.code for value, entry in zip(values, item.top, strict=False)}


def _variables(
    known: Mapping[str, ReferenceList], codebook: Codebook, descriptions: Descriptions
) -> Iterator[tuple[str, str, dict[str, str]]]:
    for list_id, variable in descriptions.variables.items():
        if list_id in known and variable in codebook.variables:
            yield list_id, variable, _values(known[list_id], variable, codebook)


def _by_codes(
    codes: Sequence[TextCode], known: Mapping[str, ReferenceList], codebook: Codebook, descriptions: Descriptions
) -> Iterator[Link]:
    for list_id, variable, entries in _variables(known, codebook, descriptions):
        for code in codes:
            if code.variable == variable and code.value in entries and own_terms(code, codebook):
                faint = code.confidence < SURE
                via = f"{variable} {code.value}"
                entry = (list_id, entries[code.value])
                yield Link(entry, "named", code.confidence, None, code.words, via, True, faint)


def _by_technologies(met: Sequence[Met], fields: Sequence[Field], descriptions: Descriptions) -> Iterator[Link]:
    likest = max((one.likeness for one in met), default=0.0)
    for one in met:
        faint = one.likeness < MAIN * likest or not fits(one, fields)
        for entry in one.technology.needs:
            yield Link(entry, "described", None, one.likeness, one.words, one.technology.name, True, faint)
    by_value = {field.value: field for field in fields if field.confidence is not None}
    for technology in descriptions.technologies:
        for value in () if technology.narrow else technology.fields:
            if value in by_value:
                field = by_value[value]
                for entry in technology.needs:
                    yield Link(entry, "field", field.confidence, None, field.words, f"{FIELD} {value}", field.narrow)


def _by_crosswalks(
    fields: Sequence[Field], known: Mapping[str, ReferenceList], codebook: Codebook, descriptions: Descriptions
) -> Iterator[Link]:
    for list_id, variable, entries in _variables(known, codebook, descriptions):
        if variable == "chokepoint_35":
            continue
        for field, value in leads_to(fields, variable, codebook):
            told = (field.confidence, field.likeness or None, field.words, f"{FIELD} {field.value}")
            others = descriptions.same.get((variable, value), ())
            for entry in ((list_id, entries[value]), *others) if value in entries else others:
                yield Link(entry, "field", *told)


def _by_names(text: str, lists: Iterable[ReferenceList]) -> Iterator[Link]:
    """Entries whose own name stands in the text."""
    folded = simplify(text)
    lower = folded.lower()
    for item in lists:
        for entry in item.entries:
            at = _name_in(entry, folded) if entry.zh in folded or entry.en.lower() in lower else None
            if at:
                yield Link((item.list_id, entry.code), "named", None, None, (text[at[0] : at[1]],), _OWN_NAME, True)


def _name_in(entry: Entry, folded: str) -> tuple[int, int] | None:
    """Return where the Chinese or English name stands; names too short to say anything are not looked for."""
    if len(entry.zh) > SHORT_NAME and entry.zh in folded:
        at = folded.index(entry.zh)
        return at, at + len(entry.zh)
    found = re.search(rf"\b{re.escape(entry.en)}\b", folded, re.I) if " " in entry.en else None
    return found.span() if found else None
