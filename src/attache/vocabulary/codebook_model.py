"""What a codebook says: variables, their values, terms and rules, as pydantic models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from attache.vocabulary.tables import Row

__all__ = ["GAP", "Bilingual", "Condition", "Head", "Identifier", "Rule", "Terms", "Value", "Variable"]

GAP = "…"
MAX_TERM = 80


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]+", text, re.ASCII):
        raise ValueError(f"`{text}` is not an id of letters a-z, digits and `_`")
    return text


def _term(raw: Any) -> Any:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        raise ValueError("is an empty term")
    if isinstance(raw, str) and len(raw) > MAX_TERM:
        raise ValueError(f"is a term of more than {MAX_TERM} characters")
    if isinstance(raw, str) and not all(map(str.strip, raw.split(GAP))):
        raise ValueError(f"`{raw}` has nothing on one side of the gap `{GAP}`")
    return raw


def _some(raw: Any) -> Any:
    return () if raw is None else raw


def _one_or_more(raw: Any) -> Any:
    return (raw,) if isinstance(raw, str) else raw


Identifier = Annotated[str, AfterValidator(_identifier)]
Term = Annotated[str, BeforeValidator(_term)]
TermList = Annotated[tuple[Term, ...], BeforeValidator(_some)]


class Bilingual(Row):
    """The same in Chinese and English."""

    zh: str
    en: str


class Terms(Row):
    """Terms in Chinese and English.

    `…` in a term is a gap within one sentence (see `Head.window`); a part `@name` is any of the cues of that name.
    """

    zh: TermList = ()
    en: TermList = ()

    @property
    def both(self) -> tuple[str, ...]:
        """All terms, Chinese first."""
        return self.zh + self.en


class Rule(Row):
    """A term counts only near (`window` characters on either side; 0: anywhere in the text) one of `require`
    and near none of `forbid`. `@name` in either stands for the cues of that name, of the variable or of the main file.
    """

    term: Annotated[tuple[Term, ...], BeforeValidator(_one_or_more)]
    require: TermList = ()
    forbid: TermList = ()
    window: int = Field(default=30, ge=0, le=100_000)

    @model_validator(mode="after")
    def _says_something(self) -> Rule:
        if not self.require and not self.forbid:
            raise ValueError("the rule neither requires nor forbids anything")
        return self


class Condition(Row):
    """True where one of the values of a variable is coded."""

    variable: Identifier
    value: Annotated[tuple[Identifier, ...], BeforeValidator(_one_or_more)]


class Value(Row):
    """A value of a variable: what it means, and the words that show it.

    `terms` are strong evidence, `weak` ones count alone only where the variable has no strong evidence at all.
    `crosswalk` names values of other variables that this one counts for, the main one first. `when` makes a
    value follow from codes of other variables, all of the conditions together.
    """

    value: Identifier
    parent: Identifier | None = None
    zh: str
    en: str
    definition: Bilingual | None = None
    include: str | None = None
    exclude: str | None = None
    examples: Annotated[tuple[str, ...], BeforeValidator(_some)] = ()
    terms: Terms = Terms()
    weak: Terms = Terms()
    rules: Annotated[tuple[Rule, ...], BeforeValidator(_some)] = ()
    crosswalk: Mapping[Identifier, tuple[Identifier, ...]] = Field(default_factory=dict)
    when: Annotated[tuple[Condition, ...], BeforeValidator(_some)] = ()


class Head(Row):
    """A variable without its values.

    `reading`: `topic` weighs a value against the rest of the text, so that a passing mention counts for little;
    `statement` takes each statement for itself. `choose`, for a variable with one value: `best` takes the value
    with the most evidence and abstains on a tie, `highest` takes the last in order of the stated ones.
    `gain` turns evidence mass into confidence (1 - exp(-gain × mass)); codes below `threshold` are not given.
    `window` is the width of gaps in terms and of negation, in characters. `default` is what no code means.
    `negating_cues` names cues that unmake a term like negations before it (what is planned is not yet so).
    `ignore` lists words that only hide shorter terms inside them. `derived_from` names the variable whose
    crosswalks add up to this one. `applies` names the codes of other variables under which it is asked at all: it
    is not coded where such a variable has only other codes of confidence 0.6 or more.
    """

    variable: Identifier
    zh: str
    en: str
    level: Literal["document", "opportunity", "organisation", "event"]
    multi: bool
    kind: Literal["coded", "derived"] = "coded"
    negatable: bool = False
    definition: Bilingual
    values_definition: Bilingual | None = None
    source: str | None = None
    derived_from: Identifier | None = None
    default: Identifier = "unknown"
    reading: Literal["topic", "statement"] = "statement"
    choose: Literal["best", "highest"] = "best"
    gain: float = Field(default=1.5, gt=0, le=100)
    threshold: float = Field(default=0.3, ge=0, lt=1)
    window: int = Field(default=16, ge=1, le=200)
    negations: Terms | None = None
    negations_after: Terms | None = None
    not_negations: Terms | None = None
    negating_cues: Annotated[tuple[Identifier, ...], BeforeValidator(_some)] = ()
    applies: Annotated[tuple[Condition, ...], BeforeValidator(_some)] = ()
    ignore: Terms = Terms()
    cues: Mapping[Identifier, Terms] = Field(default_factory=dict)


class Variable(Head):
    """A variable with its values in order; a value of `parent` None is of the first level."""

    values: Mapping[str, Value]

    def children(self, value: str) -> tuple[str, ...]:
        """The ids of the values right below `value`."""
        return tuple(v.value for v in self.values.values() if v.parent == value)

    @property
    def size(self) -> int:
        """How many terms it has, weak ones included."""
        return sum(len(v.terms.both) + len(v.weak.both) for v in self.values.values())
