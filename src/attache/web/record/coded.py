"""Codes of one record by all its coders, and which of them a table shows.

The rule is that of the measures (`attache.measure.preparing`): what was adjudicated, else what people say who agree,
else what the best machine says in the codebook's order; people who disagree decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from attache.build.people import NOTHING
from attache.ledger import ADJUDICATED
from attache.measure.fields import FIELD
from attache.vocabulary.codebook import Codebook

__all__ = ["Coding", "Said", "Sheet", "Shown", "class_of", "coder_order", "sheets", "shown"]

_MACHINES = ("model", "llm", "lexicon", "source")


@dataclass(frozen=True, slots=True)
class Said:
    """A code as one coder gave it; `added` and `removed` tell of decisions that the edition does not know yet."""

    variable: str
    value: str
    coder: str
    confidence: float
    reason: str
    spans: tuple[tuple[int, int], ...] = ()
    at: str = ""
    added: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What a table shows of a variable, and by what: `adjudicated`, `agreed`, `one_person`, `disagreed`, `machine`."""

    values: frozenset[str]
    how: str


@dataclass(frozen=True, slots=True)
class Coding:
    """One value with those who gave it; `key` is its id on the page, `ahead` whether the next edition shows it."""

    key: str
    value: str
    shown: bool
    ahead: bool
    said: tuple[Said, ...]

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The words that prove it, of all coders."""
        return tuple(dict.fromkeys(span for one in self.said for span in one.spans))

    def by(self, coder: str) -> Said | None:
        """Return what a coder said of it, what stands before what was taken back."""
        found = sorted((one for one in self.said if one.coder == coder), key=lambda one: (one.removed, not one.added))
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A variable with its codes, the shown ones first; `moves` where the next edition shows others."""

    variable: str
    derived: bool
    how: str
    coders: tuple[str, ...]
    codings: tuple[Coding, ...]

    @property
    def moves(self) -> bool:
        """Whether decisions since the edition change what is shown."""
        return any(one.shown != one.ahead for one in self.codings)

    @property
    def pending(self) -> bool:
        """Whether there are decisions that the edition does not know."""
        return any(said.added or said.removed for one in self.codings for said in one.said)


def class_of(coder: str) -> str:
    """Return the class of a coder: `adjudicated`, `person`, or one of the machines."""
    head = coder.partition(":")[0]
    return head if head in _MACHINES or coder.startswith(ADJUDICATED) else "person"


def shown(said: Iterable[Said], codebook: Codebook) -> dict[str, Shown]:
    """Return what a table shows of every variable that is coded."""
    by_variable: dict[str, dict[str, set[str]]] = {}
    for one in said:
        by_variable.setdefault(one.variable, {}).setdefault(one.coder, set()).add(one.value)
    return {variable: _decided(variable, coders, codebook) for variable, coders in by_variable.items()}


def _decided(variable: str, coders: Mapping[str, set[str]], codebook: Codebook) -> Shown:
    own = codebook.variables[variable].values if variable in codebook.variables else {}
    by_class: dict[str, list[set[str]]] = {}
    for coder, values in coders.items():
        by_class.setdefault(class_of(coder), []).append(values)
    persons = by_class.get("person", [])
    agreed = bool(persons) and all(values == persons[0] for values in persons)
    if "adjudicated" in by_class:
        found, how = set[str]().union(*by_class["adjudicated"]), "adjudicated"
    elif agreed:
        found, how = persons[0], "agreed" if len(persons) > 1 else "one_person"
    else:
        found, how = _of_machines(by_class, codebook), "disagreed" if persons else "machine"
    return Shown(frozenset(value for value in found if value != NOTHING or NOTHING in own), how)


def _of_machines(by_class: Mapping[str, list[set[str]]], codebook: Codebook) -> set[str]:
    known = [one for one in codebook.precedence if one in _MACHINES]
    known += [one for one in _MACHINES if one not in known]
    best = next((one for one in known if one in by_class), None)
    return set().union(*by_class[best]) if best else set()


def sheets(said: Sequence[Said], codebook: Codebook) -> list[Sheet]:
    """Return every variable that is coded, the technology field first, each value once with all who gave it."""
    now = shown((one for one in said if not one.added), codebook)
    then = shown((one for one in said if not one.removed), codebook)
    grouped: dict[str, dict[str, list[Said]]] = {}
    for one in said:
        grouped.setdefault(one.variable, {}).setdefault(one.value, []).append(one)
    place = {name: at for at, name in enumerate(codebook.variables)} | {FIELD: -1}
    out, number = [], 0
    for variable in sorted(grouped, key=lambda name: (place.get(name, len(place)), name)):
        before, after = now.get(variable, Shown(frozenset(), "machine")), then.get(variable)
        codings = []
        for value, ones in grouped[variable].items():
            ahead = after is not None and value in after.values
            codings.append(Coding("", value, value in before.values, ahead, tuple(ones)))
        codings.sort(key=lambda one: (not (one.shown or one.ahead), -max(s.confidence for s in one.said), one.value))
        keyed = tuple(replace(one, key=f"c-{number + at}") for at, one in enumerate(codings, 1))
        number += len(keyed)
        coders = sorted({one.coder for ones in grouped[variable].values() for one in ones}, key=coder_order)
        how = after.how if after and any(s.added or s.removed for c in keyed for s in c.said) else before.how
        out.append(Sheet(variable, _derived(variable, codebook), how, tuple(coders), keyed))
    return out


def _derived(variable: str, codebook: Codebook) -> bool:
    return variable in codebook.variables and codebook.variables[variable].derived_from is not None


def coder_order(coder: str) -> tuple[int, str]:
    """Return where a coder stands: who adjudicated, then people, then machines."""
    return {"adjudicated": 0, "person": 1}.get(class_of(coder), 2), coder
